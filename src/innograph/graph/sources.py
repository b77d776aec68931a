"""How many independent sources say what a claim says: stories, not documents, so that a reprint adds nothing.

What a claim says, apart from where, when and how surely, is told part by part by the CONSTRUCT queries in
`statements/` of the ontology folders (`inno:says`), and so is the time that it speaks of (`inno:since`,
`inno:until`). Claims with the same parts say the same where their times overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from innograph.graph.derive import construct
from innograph.graph.iris import digest
from innograph.graph.namespaces import RDF_TYPE, Namespaces, term, typed
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology

_SAYS, _SINCE, _UNTIL = term("inno:says"), term("inno:since"), term("inno:until")
_STORY, _TAKES_IN = term("inno:story"), term("inno:takesIn")


@dataclass(slots=True)
class _Said:
    """What one claim says, and of which time (ISO 8601 days; None where nothing dates it)."""

    parts: set[str] = field(default_factory=set)
    since: str | None = None
    until: str | None = None

    @property
    def time(self) -> tuple[str, str] | None:
        return (self.since, self.until) if self.since is not None and self.until is not None else None


class Stories:
    """Which documents are not independent of one another: reprints, and digests of what they take in."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store.store
        self._known: dict[str, tuple[str, frozenset[str]]] = {}

    def of(self, document: str) -> tuple[str, frozenset[str]]:
        """A document's story, or itself where it has none, and the documents that it takes in or that take it in."""
        if document not in self._known:
            node = NamedNode(document)
            story = (q.object for q in self._store.quads_for_pattern(node, _STORY, None, None))
            quads = (
                *self._store.quads_for_pattern(node, _TAKES_IN, None, None),
                *self._store.quads_for_pattern(None, _TAKES_IN, node, None),
            )
            near = frozenset(e.value for q in quads for e in (q.subject, q.object) if isinstance(e, NamedNode))
            self._known[document] = next((s.value for s in story if isinstance(s, NamedNode)), document), near
        return self._known[document]

    def independent(self, documents: Iterable[str]) -> int:
        """How many of the documents (IRIs) are independent: a story counts once, a digest with what it takes in."""
        waiting = set(documents)
        by_story: dict[str, set[str]] = {}
        for document in waiting:
            by_story.setdefault(self.of(document)[0], set()).add(document)
        count = 0
        while waiting:
            count += 1
            reached = [waiting.pop()]
            while reached:
                story, near = self.of(reached.pop())
                found = (by_story[story] | near) & waiting
                reached += found
                waiting -= found
        return count


def source_quads(
    store: GraphStore, ontology: Ontology, namespaces: Namespaces, part: GraphStore | None = None
) -> list[Quad]:
    """The number of independent sources of every claim, and what it says (`inno:says`), sorted.

    Stories have to be in the store. A claim that cannot be confirmed says nothing here, and has one source.

    Args:
        part: a store of some claims, with what the queries in `statements/` ask of them and of their documents: these
            alone are looked at. Claims that say the same have to be in it together.

    Raises:
        OntologyError: a query in `statements/` cannot be run.
    """
    graph = NamedNode(namespaces.sources)
    claims = store if part is None else part
    document = dict(_pairs(claims, "prov:wasDerivedFrom"))
    said = {claim: what for claim, what in _said(claims, ontology).items() if claim in document}
    same: dict[NamedNode, list[str]] = {}
    for claim, what in said.items():
        same.setdefault(namespaces.resource(f"statement-{digest(*sorted(what.parts))}"), []).append(claim)
    stories = Stories(store)
    typed_as = claims.store.quads_for_pattern(None, term(RDF_TYPE), term("inno:Claim"))
    counts = {quad.subject.value: 1 for quad in typed_as if isinstance(quad.subject, NamedNode)}
    quads = []
    for node, saying in same.items():
        quads += [Quad(NamedNode(claim), _SAYS, node, graph) for claim in saying]
        if len(saying) > 1:
            counts |= _counts({claim: said[claim] for claim in saying}, document, stories)
    independent = term("inno:independentSources")
    quads += [Quad(NamedNode(c), independent, typed(count, "xsd:integer"), graph) for c, count in counts.items()]
    return sorted(quads, key=str)


def _counts(said: Mapping[str, _Said], document: Mapping[str, str], stories: Stories) -> Iterator[tuple[str, int]]:
    """Each of the claims that say the same, with the number of its sources: those that speak of an overlapping time."""
    by_time: dict[tuple[str, str] | None, set[str]] = {}
    for claim, what in said.items():
        by_time.setdefault(what.time, set()).add(document[claim])
    known: dict[tuple[str, str] | None, int] = {None: 1}  # what nothing dates agrees with nothing else
    for claim, what in said.items():
        time = what.time
        if time not in known:
            overlapping = (other for other in by_time if other and time and other[0] <= time[1] and time[0] <= other[1])
            known[time] = stories.independent({d for other in overlapping for d in by_time[other]})
        yield claim, known[time]


def _said(store: GraphStore, ontology: Ontology) -> dict[str, _Said]:
    """What each claim says, by its IRI."""
    said: dict[str, _Said] = {}
    for file in ontology.files("statements/*.rq"):
        for triple in construct(store, file, ontology):
            if not isinstance(triple.subject, NamedNode) or not isinstance(triple.object, NamedNode | Literal):
                continue
            what = said.setdefault(triple.subject.value, _Said())
            if triple.predicate == _SAYS:
                what.parts.add(triple.object.value)
            elif triple.predicate == _SINCE:
                what.since = triple.object.value
            elif triple.predicate == _UNTIL:
                what.until = triple.object.value
    return {claim: what for claim, what in said.items() if what.parts}


def _pairs(store: GraphStore, predicate: str) -> Iterator[tuple[str, str]]:
    for quad in store.store.quads_for_pattern(None, term(predicate), None, None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            yield quad.subject.value, quad.object.value
