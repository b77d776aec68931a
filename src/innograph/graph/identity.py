"""The graph of likenesses: pairs of entities that may be one, each with its score and its reasons.

A likeness depends on the two entities alone. So it can be made anew for those entities that changed, and the graph is
the same as if all of it had been made anew. For that the graph keeps the keys by which entities that are worth
comparing are found (`innograph.identity.blocking`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from innograph.graph.iris import digest
from innograph.graph.namespaces import RDF_TYPE, Namespaces, decimal, term
from innograph.graph.store import GraphStore
from innograph.identity.blocking import Blocks
from innograph.identity.likeness import Comparer, Facts, Likeness
from innograph.identity.reference import References
from innograph.model import Mention
from innograph.ontology import REGION, Ontology

_TYPE, _GROUP = term(RDF_TYPE), term("inno:ActorGroup")
_SCHEME = term("skos:inScheme")
_KEY = term("inno:nameKey")
_NAMES = (term("skos:prefLabel"), term("skos:altLabel"))
_PLACES = (term("schema:containedInPlace"), term("inno:locatedIn"))
_LANGUAGES = frozenset({"en", None})
HOMONYM = Decimal("0.6")  # each of several known places that a name may mean


def identity_quads(
    store: GraphStore, ontology: Ontology, namespaces: Namespaces, *, among: Iterable[NamedNode] | None = None
) -> list[Quad]:
    """The likenesses between the entities in the store, and the keys by which they are found, sorted.

    Args:
        among: the entities that came, went or changed, if only what is about them is wanted. The store's graph of
            likenesses then holds what was made of the others: there those that are like the changed ones are found.

    Raises:
        OntologyError: a line of an `identity.csv` cannot be used.
    """
    graph = NamedNode(namespaces.identity)
    finder = Finder(store, ontology, namespaces)
    blocks = Blocks(finder.comparer)
    if among is None:
        for facts in finder.all_facts():
            blocks.add(facts)
        found = finder.within(blocks)
    else:
        changed = set(among)
        for facts in filter(None, map(finder.facts, sorted(changed, key=str))):
            blocks.add(facts)
        found = [*finder.within(blocks), *finder.beyond(blocks, changed)]
    quads = {quad for likeness in found for quad in _quads(likeness, namespaces, graph)}
    for iri, facts in blocks.facts.items():
        quads |= {Quad(NamedNode(iri), _KEY, Literal(key), graph) for key in blocks.keys(facts)[0]}
    return sorted(quads, key=str)


class Finder:
    """Reads facts of entities out of one store and compares them."""

    def __init__(self, store: GraphStore, ontology: Ontology, namespaces: Namespaces) -> None:
        self.store = store.store
        self.graph = NamedNode(namespaces.entities)
        self.likenesses = NamedNode(namespaces.identity)
        self.namespaces = namespaces
        self.ontology = ontology
        self.references = ontology.made(References)
        self.comparer = ontology.made(Comparer)

    def all_facts(self) -> Iterator[Facts]:
        """Facts of all entities that are compared: of those with a name, groups and terms of closed lists apart."""
        about: dict[str, tuple[list[str], set[str], set[str]]] = {}
        excluded = {q.subject.value for q in self._quads(_SCHEME)}  # type: ignore[union-attr]
        for predicate in (_TYPE, *_NAMES, *_PLACES):
            for quad in self._quads(predicate):
                subject = quad.subject.value  # type: ignore[union-attr]
                if subject not in excluded:
                    self._take(quad, about.setdefault(subject, ([], set(), set())))
        for iri in sorted(about):
            if (facts := self._facts(iri, *about[iri])) is not None:
                yield facts

    def _quads(self, predicate: NamedNode) -> Iterator[Quad]:
        return self.store.quads_for_pattern(None, predicate, None, self.graph)

    def facts(self, entity: NamedNode) -> Facts | None:
        """Facts of one entity."""
        about: tuple[list[str], set[str], set[str]] = ([], set(), set())
        for quad in self.store.quads_for_pattern(entity, None, None, self.graph):
            if quad.predicate == _SCHEME:
                return None
            self._take(quad, about)
        return self._facts(entity.value, *about)

    @staticmethod
    def _take(quad: Quad, about: tuple[list[str], set[str], set[str]]) -> None:
        names, kinds, places = about
        if quad.predicate in _NAMES and isinstance(quad.object, Literal):
            if quad.object.language in _LANGUAGES:
                names.append(quad.object.value)
        elif quad.predicate == _TYPE and isinstance(quad.object, NamedNode):
            kinds.add(quad.object.value)
        elif quad.predicate in _PLACES and isinstance(quad.object, NamedNode):
            places.add(quad.object.value)

    def _facts(self, iri: str, names: list[str], kinds: set[str], places: set[str]) -> Facts | None:
        if not names or not kinds or _GROUP.value in kinds:
            return None
        above = {a for kind in kinds for a in self.ontology.superclasses(kind) if a != kind}
        return Facts(iri, tuple(sorted(set(names))), frozenset(kinds - above), frozenset(places))

    def within(self, blocks: Blocks) -> list[Likeness]:
        """The likenesses among entities, and of each to known places whose name it has."""
        found = [homonym for facts in blocks.facts.values() for homonym in self.homonyms(facts)]
        for iri, facts in blocks.facts.items():
            near = (blocks.facts[other] for other in blocks.near(facts) if other > iri)
            found += filter(None, (self.compared(facts, other) for other in near))
        return found

    def beyond(self, blocks: Blocks, changed: set[NamedNode]) -> list[Likeness]:
        """The likenesses of entities to those in the store that did not change."""
        found: list[Likeness] = []
        for facts in blocks.facts.values():
            pattern = (
                self.store.quads_for_pattern(None, _KEY, Literal(key), self.likenesses) for key in blocks.keys(facts)[1]
            )
            near = {quad.subject for quads in pattern for quad in quads if isinstance(quad.subject, NamedNode)}
            others = (self.facts(other) for other in near - changed)
            found += filter(None, (self.compared(facts, other) for other in others if other is not None))
        return found

    def compared(self, one: Facts, other: Facts) -> Likeness | None:
        """The likeness of two entities, unless people or the ontology have said that they are not one."""
        if self.references.decided(self.reference(one.iri), self.reference(other.iri)):
            return None
        if one.iri in self.references.known.entries and other.iri in self.references.known.entries:
            return None  # what the ontology tells apart is apart
        return self.comparer.likeness(one, other)

    def reference(self, iri: str) -> str:
        """The IRI of an entity under the default base, by which pairs are decided."""
        if iri in self.references.known.entries or not iri.startswith(self.namespaces.base):
            return iri
        return REGION + iri.removeprefix(self.namespaces.base)

    def homonyms(self, facts: Facts) -> Iterator[Likeness]:
        """That a name may mean several known places, none of which the text tells."""
        if facts.iri in self.references.known.entries:
            return
        for kind in sorted(facts.kinds):
            for name in facts.names:
                reference = self.references.of(Mention(name, kind), "")
                labels = [entry.name for entry in reference.candidates]
                for entry in reference.candidates:
                    if not self.references.decided(self.reference(facts.iri), entry.iri):
                        one, other = sorted((facts.iri, entry.iri))
                        yield Likeness(one, other, HOMONYM, (f"“{name}” may mean {' or '.join(labels)}",))


def _quads(likeness: Likeness, namespaces: Namespaces, graph: NamedNode) -> Iterator[Quad]:
    one, other = NamedNode(likeness.one), NamedNode(likeness.other)
    node = namespaces.resource(f"likeness-{digest(one.value, other.value, length=16)}")
    yield Quad(node, _TYPE, term("inno:Likeness"), graph)
    yield Quad(node, term("inno:between"), one, graph)
    yield Quad(node, term("inno:between"), other, graph)
    yield Quad(node, term("inno:score"), decimal(likeness.score), graph)
    yield Quad(node, term("rdfs:comment"), Literal(sentence(likeness.reasons), language="en"), graph)
    yield Quad(one, term("skos:closeMatch"), other, graph)


def sentence(reasons: Iterable[str]) -> str:
    """Reasons as a sentence."""
    text = "; ".join(reasons)
    return text[:1].upper() + text[1:] + "."
