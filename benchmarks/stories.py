"""Finding reprints in collections that grow: python benchmarks/stories.py [N …]

Documents are made: texts of 150 to 600 words drawn from 20,000 made-up ones, the frequent ones often. A sixth are
reprints of others (small edits, cut paragraphs), a sixth bulletins that share four fifths of their words in runs of
four with one another of their kind, of which there are fifty. For each number of documents: processor time to make
signatures, and to find the stories in a store in memory, and to bring them up to date for one document (`1 ms`).
Then: the time to count the sources of claims. What counts is how time grows from row to row, since machines differ
and are shared.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator

from pyoxigraph import NamedNode, Quad

from innograph.graph.namespaces import Namespaces, term, typed
from innograph.graph.retelling import amended_stories
from innograph.graph.sources import source_quads
from innograph.graph.store import GraphStore
from innograph.graph.stories import retellings, signature_quads, stories, story_quads
from innograph.model import Document
from innograph.ontology import Ontology
from innograph.read import document_from_text

NAMESPACES = Namespaces()
VOCABULARY = 20_000
PARAGRAPH = 50  # words
KINDS = 50  # of bulletins


def documents(count: int, seed: int = 1) -> Iterator[tuple[Document, int]]:
    """Documents, each with the number of the story that it tells."""
    draw = random.Random(seed)
    names = ["".join(draw.choices("bdfgklmnprstaeiou", k=draw.randint(2, 9))) for _ in range(VOCABULARY)]
    weights = [1 / (rank + 10) for rank in range(VOCABULARY)]
    phrases = [draw.choices(names, weights, k=300) for _ in range(KINDS)]
    originals: list[tuple[int, list[str]]] = []
    for number in range(count):
        story = number
        if number % 6 == 4 and originals:
            story, words = draw.choice(originals)
            words = edited(words, draw, names)
        elif number % 6 == 5:
            kind = draw.choice(phrases)
            words = [str(draw.randrange(10**6)) if at % 10 > 7 else word for at, word in enumerate(kind)]
        else:
            words = draw.choices(names, weights, k=draw.randint(150, 600))
            originals.append((number, words))
        yield document_from_text(text(words), title=f"Document {number}"), story


def edited(words: list[str], draw: random.Random, names: list[str]) -> list[str]:
    """The words after an editor: one in thirty is another one, and up to half of the text is cut from the end."""
    kept = words[: int(len(words) * draw.uniform(0.5, 1))]
    return [draw.choice(names) if draw.random() < 1 / 30 else word for word in kept]


def text(words: list[str]) -> str:
    """Words in paragraphs."""
    return "\n\n".join(" ".join(words[i : i + PARAGRAPH]) + "." for i in range(0, len(words), PARAGRAPH))


def measure(count: int) -> str:
    """One row of the table."""
    made = list(documents(count))
    start = time.process_time()
    quads = [quad for document, _ in made for quad in signature_quads(document, NAMESPACES)]
    signed = time.process_time() - start
    story = {NAMESPACES.resource(document.id).value: number for document, number in made}
    with GraphStore.open() as store:
        store.bulk_load(quads)
        start = time.process_time()
        pairs = retellings(store)
        paired = time.process_time() - start
        groups = stories(pairs)
        start = time.process_time()
        written = len(story_quads(store, NAMESPACES))
        whole = time.process_time() - start
        start = time.process_time()
        for document, _ in made[:: count // 20]:
            amended_stories(store, NAMESPACES, [NAMESPACES.resource(document.id).value])
        one = (time.process_time() - start) / 20
    right = sum(len({story[member] for member in group}) == 1 for group in groups)
    printed = len(story) - len(set(story.values()))
    found = sum(len(group) - 1 for group in groups)
    return (
        f"{count:>9,}{len(quads):>10,}{signed:>9.1f}{signed / count * 1e3:>8.2f}{paired:>9.2f}{whole:>9.2f}"
        f"{whole / count * 1e3:>8.2f}{one * 1e3:>8.1f}{len(pairs):>9,}{written:>9,}"
        f"{right:>8,} of {len(groups):,}{found:>9,} of {printed:,}"
    )


def measure_sources(count: int) -> str:
    """One row of the second table: five claims a document, each the same as those of about ten others."""
    draw = random.Random(1)
    quads = []
    for number in range(count):
        document = NAMESPACES.resource(f"doc-{number:016x}")
        graph = NamedNode(NAMESPACES.document_graph(f"doc-{number:016x}"))
        day = typed(f"20{draw.randrange(15, 25)}-03-01", "xsd:date")
        quads.append(Quad(document, term("schema:datePublished"), day, graph))
        for each in range(5):
            claim = NAMESPACES.resource(f"claim-{number}-{each}")
            actor = NAMESPACES.resource(f"actor-{draw.randrange(max(count // 20, 1))}")
            said = {
                "rdf:type": term("inno:Claim"),
                "prov:wasDerivedFrom": document,
                "schema:observationAbout": actor,
                "schema:variableMeasured": NAMESPACES.resource(f"indicator-{draw.randrange(10)}"),
                "schema:value": typed(1000, "xsd:decimal"),
                "inno:modality": term("concept:achieved"),
                "inno:polarity": term("concept:positive"),
            }
            quads += [Quad(claim, term(name), value, graph) for name, value in said.items()]
            quads.append(Quad(actor, term("rdf:type"), term("inno:Actor"), NamedNode(NAMESPACES.entities)))
    with GraphStore.open() as store:
        store.bulk_load(quads)
        start = time.process_time()
        found = source_quads(store, Ontology(), NAMESPACES)
        spent = time.process_time() - start
    several = sum(q.predicate == term("inno:independentSources") and q.object.value != "1" for q in found)
    return f"{5 * count:>9,}{spent:>9.2f}{spent / count / 5 * 1e3:>10.3f}{several:>14,}"


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[1_000, 5_000, 20_000])
    print(
        "documents     quads   sign s  ms/doc  pairs s  whole s  ms/doc  1 ms   pairs    quads"
        "   right stories   reprints found"
    )
    counts = parser.parse_args().counts
    for count in counts:
        print(measure(count), flush=True)
    print("\n   claims        s  ms/claim   with several")
    for count in counts:
        print(measure_sources(count), flush=True)


if __name__ == "__main__":
    main()
