"""Looks for what is missing in a built graph: in the texts that its archive keeps, and in its claims.

What is missing in claims is told by the queries in `gaps/` of the ontology folders, over the graph: each selects
`?claim`, and `?words` where it is about a name; comments at its head say what it is called and how much it matters:

    # gap: money without a funder
    # severity: high

What is missing of figures is seen in the texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from innograph.archive import Archive
from innograph.errors import OntologyError, QueryError
from innograph.explore.coverage import Coverage, DocumentCoverage, Gap, Kind, Severity, has_claim
from innograph.explore.listing import said
from innograph.graph.iris import claim_key
from innograph.graph.store import GraphStore
from innograph.model import Claim, Document, Quantity, Span
from innograph.ontology import Ontology
from innograph.read.language import is_readable

if TYPE_CHECKING:
    from innograph.extract.figures import FigureFinder, FigureSentence

Progress = Callable[[str, int, int | None], None]
InGraph = dict[str, list[tuple[Kind, str | None]]]  # what is missing in claims, by the keys of their ids

NO_CLAIM = Kind("no-claim", "sentences with a figure and no claim", Severity.HIGH)
LEFT_OVER = Kind("figure-left-over", "figures left over beside a claim", Severity.MEDIUM)
NUMBER_WORD = Kind("number-word", "numbers in words, such as two and first, in no claim", Severity.LOW)

_HEADER = re.compile(r"^#[ \t]*(gap|severity):[ \t]*(.+?)[ \t]*$", re.MULTILINE)


def gap_kinds(ontology: Ontology) -> tuple[Kind, ...]:
    """All that is looked for, what matters most first.

    Raises:
        OntologyError: a query in `gaps/` does not say what it is called, or how much it matters.
    """
    found = [NO_CLAIM, LEFT_OVER, NUMBER_WORD]
    for file in ontology.files("gaps/*.rq"):
        head = dict(_HEADER.findall(file.read_text(encoding="utf-8")))
        if "gap" not in head or head.get("severity") not in set(Severity):
            raise OntologyError(file, "has no line '# gap: …', or none '# severity: low', 'medium' or 'high'")
        found.append(Kind(file.stem, head["gap"], Severity(head["severity"]), file))
    return tuple(sorted(found, key=lambda kind: (-kind.severity.rank, kind.query is not None, kind.name)))


def survey(
    store: GraphStore,
    archive: Archive,
    ontology: Ontology,
    finder: FigureFinder,
    *,
    documents: Iterable[str] = (),
    kinds: Iterable[str] = (),
    min_severity: str = Severity.LOW,
    progress: Progress | None = None,
) -> Coverage:
    """What is missing in a built graph.

    Args:
        finder: finds sentences with figures.
        documents: ids, files or titles, or parts of these; all documents where none is given.
        kinds: names of what to look for; all where none is given.
        min_severity: the least that something has to matter.
        progress: is told the stage, how many documents are done and how many there are.

    Raises:
        OntologyError: a query in `gaps/` cannot be run.
        QueryError: there is no such document, kind or severity.
        StoreError: the archive or the store cannot be read.
    """
    wanted = _wanted(gap_kinds(ontology), list(kinds), min_severity)
    chosen = _chosen(archive, list(documents))
    in_graph = _in_graph(store, ontology, wanted)
    tell = progress or (lambda stage, done, total: None)
    names = {kind.name: kind for kind in wanted}
    found = []
    tell("looking for figures", 0, len(chosen))
    for number, (document, sentences) in enumerate(finder.sentences(chosen), 1):
        claims = tuple(archive.claims(document.id, ontology))
        readable = is_readable(document, finder.language)
        shown = tuple(sentences) if readable else ()
        told = tuple(f.span for s in shown for f in (*s.figures, *s.number_words) if is_told(f, claims))
        gaps = [*_of_figures(document, shown, claims, set(told)), *_of_claims(claims, in_graph, ontology)]
        kept = tuple(gap for gap in gaps if gap.kind in names)
        found.append(DocumentCoverage(document, claims, shown, told, kept, readable))
        tell("looking for figures", number, len(chosen))
    found.sort(key=lambda each: (each.share, each.document.title or each.document.source, each.document.id))
    return Coverage(tuple(found), wanted)


def is_told(figure: Quantity, claims: Iterable[Claim]) -> bool:
    """Whether a figure is in a claim: it is what the claim measures, or one of its other numbers, such as a count."""
    for claim in claims:
        for evidence in claim.evidence:
            if evidence.value_span is not None and evidence.value_span.overlaps(figure.span):
                return True
            if evidence.span.covers(figure.span) and figure.value in claim.fields.values():
                return True
    return False


def _wanted(known: tuple[Kind, ...], kinds: list[str], min_severity: str) -> tuple[Kind, ...]:
    names = ", ".join(kind.name for kind in known)
    for name in kinds:
        if all(name != kind.name for kind in known):
            raise QueryError(f'nothing called "{name}" is looked for; there are: {names}', name)
    if min_severity not in set(Severity):
        raise QueryError(f'"{min_severity}" is no severity; there are: {", ".join(Severity)}', min_severity)
    least = Severity(min_severity).rank
    return tuple(k for k in known if (not kinds or k.name in kinds) and k.severity.rank >= least)


def _chosen(archive: Archive, names: list[str]) -> list[Document]:
    every = list(archive.documents())
    if not names:
        return every
    chosen: dict[str, Document] = {}
    for name in names:
        exact = [d for d in every if name in {d.id, d.source, Path(d.source).name, d.title}]
        found = exact or [d for d in every if name.casefold() in f"{d.title or ''}\n{d.source}".casefold()]
        if not found:
            raise QueryError(f'no document is called "{name}"', name)
        chosen |= {document.id: document for document in found}
    return list(chosen.values())


def _in_graph(store: GraphStore, ontology: Ontology, kinds: Iterable[Kind]) -> InGraph:
    """What the queries find."""
    found: InGraph = {}
    for kind in kinds:
        if kind.query is not None:
            try:
                rows = store.select(kind.query.read_text(encoding="utf-8"))
            except (OSError, QueryError) as error:
                raise OntologyError(kind.query, str(error)) from error
            for row in sorted(rows, key=str):
                words = row["words"].value if "words" in row else None
                key = re.split(r"[/#]claim-", row["claim"].value)[-1]
                found.setdefault(key, []).append((kind, words))
    return found


def _of_figures(
    document: Document, sentences: Iterable[FigureSentence], claims: tuple[Claim, ...], told: set[Span]
) -> Iterator[Gap]:
    for sentence in sentences:
        words_of_it = sentence.span.of(document.text)
        if sentence.figures and not has_claim(sentence.span, claims):
            words = tuple(figure.span.of(document.text) for figure in sentence.figures)
            yield Gap(NO_CLAIM.name, NO_CLAIM.severity, words_of_it, sentence.span, words)
            continue
        for kind, figures in ((LEFT_OVER, sentence.figures), (NUMBER_WORD, sentence.number_words)):
            for figure in figures:
                if figure.span not in told:
                    yield Gap(kind.name, kind.severity, words_of_it, figure.span, (figure.span.of(document.text),))


def _of_claims(claims: Iterable[Claim], in_graph: InGraph, ontology: Ontology) -> Iterator[Gap]:
    """What the graph says is missing in the claims of one document; a name is told once."""
    names: set[tuple[str, str]] = set()
    for claim in claims:
        first = claim.evidence[0]
        for kind, words in in_graph.get(claim_key(claim.id), ()):
            if words is None:
                says = f"{claim.type}: {said(claim, ontology)}"
                yield Gap(kind.name, kind.severity, first.quote, first.span, claim=claim.id, says=says)
            elif (kind.name, words) not in names:
                names.add((kind.name, words))
                yield Gap(kind.name, kind.severity, words, first.span, claim=claim.id)
