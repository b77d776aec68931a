"""Seconds to validate graphs with seeded errors: compiled shapes in memory and in stores, pyshacl, and pyrudof where it
is installed: python benchmarks/validate.py [--sizes 10000 100000] [--large 1000000] [--no-pyshacl]

The graphs are copies of one document of 12 claims, each in a named graph of its own with IRIs of its own; in every
second copy one thing is wrong. All engines get the same triples and shapes in one run, and the number of their results
is compared. pyshacl gets a plain rdflib graph; to make it is not counted. The ratio is one of CPU
seconds, as machines are shared. Memory is the peak of the process.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyshacl
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, serialize

from innograph.graph import Namespaces
from innograph.graph.entities import entity_facts
from innograph.graph.mapping import claim_quads
from innograph.graph.namespaces import RDF_TYPE, term
from innograph.graph.provenance import Run
from innograph.graph.shapes import Validator, shapes_graph
from innograph.graph.terms import to_graph
from innograph.ontology import Ontology

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from sample import sample_claims, sample_document

NAMESPACES = Namespaces()
EVERY = 2
ROUNDS = 5  # of what is quick; the best one counts
Change = Callable[[list[Quad]], Iterable[Quad]]


def without(predicate: str) -> Change:
    """Leaves out the first statement of a property."""

    def change(quads: list[Quad]) -> Iterable[Quad]:
        first = next(quad for quad in quads if quad.predicate == term(predicate))
        return (quad for quad in quads if quad != first)

    return change


def replaced(predicate: str, value: Literal) -> Change:
    """Gives the first statement of a property another value."""

    def change(quads: list[Quad]) -> Iterable[Quad]:
        first = next(quad for quad in quads if quad.predicate == term(predicate))
        yield from (quad for quad in quads if quad != first)
        yield Quad(first.subject, first.predicate, value, first.graph_name)

    return change


ERRORS = [
    without("oa:exact"),
    without("inno:modality"),
    without("schema:variableMeasured"),
    replaced("inno:rank", Literal(0)),
    replaced("schema:currency", Literal("yuan")),
    replaced("oa:start", Literal(100_000)),
    replaced("itsrdf:taConfidence", Literal("high")),
]


def document_quads(ontology: Ontology) -> list[Quad]:
    """The claims of the sample document and the facts of their entities."""
    document, run = sample_document(), Run("0", "model", "ontology").iri(NAMESPACES)
    quads = [q for c in sample_claims() for q in claim_quads(c, document, ontology, NAMESPACES, run=run)]
    return [*quads, *entity_facts(quads, ontology, NAMESPACES)]


def copies(ontology: Ontology, size: int) -> Iterator[Quad]:
    """About `size` quads: the vocabulary's classes, and copies of the document."""
    below = term("rdfs:subClassOf")
    graph = NamedNode(NAMESPACES.vocabulary)
    original = document_quads(ontology)
    kinds = {quad.object for quad in original if quad.predicate == term(RDF_TYPE)}
    for quad in ontology.store.quads_for_pattern(None, below, None):
        if quad.subject in kinds:
            yield Quad(quad.subject, below, quad.object, graph)
    for number in range(size // len(original)):
        if number % EVERY:
            changed: Iterable[Quad] = original
        else:
            changed = ERRORS[number // EVERY % len(ERRORS)](original)
        home = NamedNode(NAMESPACES.document_graph(str(number)))
        for quad in changed:
            yield Quad(_own(quad.subject, number), quad.predicate, _own(quad.object, number), home)


def _own(node: object, number: int) -> object:
    """The same node as another one, if it is one of the document's."""
    if isinstance(node, NamedNode) and node.value.startswith(NAMESPACES.base):
        return NamedNode(f"{node.value}-{number}")
    return node


def timed(what: str, work: Callable[[], int], rounds: int = 1) -> float:
    """Prints how long something takes at best and how many results it has; returns the CPU seconds."""
    seconds, busy, results = [], [], 0
    for _ in range(rounds):
        start, cpu = time.perf_counter(), time.process_time()
        results = work()
        seconds.append(time.perf_counter() - start)
        busy.append(time.process_time() - cpu)
    print(f"  {what:<34}{min(seconds):>10.3f} s {min(busy):>10.3f} s of CPU {results:>6} results", flush=True)
    return min(busy)


def compare(ontology: Ontology, quads: list[Quad], with_pyshacl: bool) -> None:
    """All engines on one graph."""
    print(f"{len(quads):,} triples")
    fast = Validator(ontology)
    timed("compiled, quads in memory", lambda: len(fast.check(quads).results), ROUNDS)
    store = Store()
    store.extend(quads)
    ours = timed("compiled, store in memory", lambda: len(fast.check_store(store).results), ROUNDS)
    if with_pyshacl:
        data = to_graph(quads)
        theirs = timed("pyshacl, plain rdflib graph", lambda: pyshacl_results(ontology, data))
        print(f"  pyshacl / compiled, in a store    {theirs / ours:>10.0f} times")
    with_pyrudof(ontology, quads)


def pyshacl_results(ontology: Ontology, data: rdflib.Graph) -> int:
    """How many results pyshacl has."""
    shapes = to_graph(shapes_graph(ontology))
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False, inference="none")
    return len(set(report.objects(None, rdflib.SH.result)))


def with_pyrudof(ontology: Ontology, quads: list[Quad]) -> None:
    """pyrudof's native engine, which reads text."""
    try:
        import pyrudof
    except ImportError:
        print("  pyrudof is not installed")
        return
    rudof = pyrudof.Rudof(pyrudof.RudofConfig())
    data = serialize((q.triple for q in quads), format=RdfFormat.N_TRIPLES).decode()
    shapes = serialize((q.triple for q in shapes_graph(ontology)), format=RdfFormat.TURTLE).decode()
    start = time.perf_counter()
    rudof.read_data(data, pyrudof.RDFFormat.NTriples, merge=False)
    rudof.read_shacl(shapes)
    print(f"  pyrudof reads the graph           {time.perf_counter() - start:>10.3f} s")
    timed("pyrudof", lambda: len(rudof.validate_shacl()))


def large(ontology: Ontology, size: int) -> None:
    """The compiled shapes alone on a graph too large for the others, in memory and on disk."""
    fast = Validator(ontology)
    quads = list(copies(ontology, size))
    print(f"{len(quads):,} triples")
    timed("compiled, quads in memory", lambda: len(fast.check(quads).results))
    store = Store()
    store.extend(quads)
    timed("compiled, store in memory", lambda: len(fast.check_store(store).results))
    with tempfile.TemporaryDirectory() as folder:
        disk = Store(folder)
        disk.bulk_extend(quads)
        timed("compiled, store on disk", lambda: len(fast.check_store(disk).results))
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def documents(ontology: Ontology, rounds: int) -> None:
    """One document after the other."""
    quads = document_quads(ontology)
    fast = Validator(ontology)
    fast.check(quads)
    seconds = []
    for _ in range(rounds):
        start = time.process_time()
        fast.check(quads)
        seconds.append(time.process_time() - start)
    print(f"one document of {len(quads)} quads: {statistics.median(seconds) * 1000:.2f} ms of CPU (median of {rounds})")


def main() -> None:
    """Measures what the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--no-pyshacl", action="store_true")
    options = parser.parse_args()
    ontology = Ontology()
    documents(ontology, options.rounds)
    for size in options.sizes:
        compare(ontology, list(copies(ontology, size)), not options.no_pyshacl)
    if options.large:
        large(ontology, options.large)


if __name__ == "__main__":
    main()
