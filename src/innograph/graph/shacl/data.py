"""What a validation looks up in a graph: an index of some quads, or a store where it is.

Both see the triples of all graphs together, each once: which graph a triple stands in is no matter of SHACL.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from innograph.graph.namespaces import RDF_TYPE, term

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple

_TYPE, _SUBCLASS = term(RDF_TYPE), term("rdfs:subClassOf")


class Data(ABC):
    """A graph as a set of triples."""

    def __init__(self) -> None:
        self._kinds: dict[NamedNode, frozenset[Term]] = {}

    @abstractmethod
    def objects(self, subject: Term, predicate: NamedNode) -> Collection[Term]:
        """The values of a property, each once."""

    @abstractmethod
    def subjects(self, predicate: NamedNode, value: Term) -> Collection[Term]:
        """What has `value` as a value of a property, each once."""

    @abstractmethod
    def statements(self, subject: Term) -> Iterable[tuple[NamedNode, Term]]:
        """Predicates and objects of a node, each pair once."""

    @abstractmethod
    def pairs(self, predicate: NamedNode) -> Iterator[tuple[Term, Term]]:
        """Subjects and objects of a property. A pair may come twice."""

    @abstractmethod
    def pointing(self, value: Term) -> Collection[Term]:
        """What has `value` as a value of any property."""

    def kinds(self, kind: NamedNode) -> frozenset[Term]:
        """A class and all below it, by the graph's own `rdfs:subClassOf`."""
        found = self._kinds.get(kind)
        if found is None:
            seen: set[Term] = {kind}
            waiting: list[Term] = [kind]
            while waiting:
                below = set(self.subjects(_SUBCLASS, waiting.pop())) - seen
                seen |= below
                waiting += below
            found = self._kinds[kind] = frozenset(seen)
        return found

    def is_instance(self, node: Term, kind: NamedNode) -> bool:
        """Whether a node is a SHACL instance of a class: of the class itself, or of one below it."""
        types = self.objects(node, _TYPE)
        return bool(types) and (kind in types or not self.kinds(kind).isdisjoint(types))

    def instances(self, kind: NamedNode) -> Iterator[Term]:
        """The SHACL instances of a class. One may come twice."""
        for each in self.kinds(kind):
            yield from self.subjects(_TYPE, each)


class Indexed(Data):
    """Quads in memory, as they are given: literals keep their lexical form."""

    def __init__(self, quads: Iterable[Quad | Triple]) -> None:
        super().__init__()
        self._forward: dict[Term, dict[NamedNode, dict[Term, None]]] = {}
        self._backward: dict[NamedNode, dict[Term, dict[Term, None]]] = {}
        self._pointing: dict[Term, set[Term]] | None = None
        forward = self._forward
        for quad in quads:
            subject, predicate = quad.subject, quad.predicate
            properties = forward.get(subject)
            if properties is None:
                properties = forward[subject] = {}
            values = properties.get(predicate)
            if values is None:
                values = properties[predicate] = {}
            values[quad.object] = None

    def objects(self, subject: Term, predicate: NamedNode) -> Collection[Term]:
        properties = self._forward.get(subject)
        return () if properties is None else properties.get(predicate, ())

    def subjects(self, predicate: NamedNode, value: Term) -> Collection[Term]:
        index = self._backward.get(predicate)
        if index is None:
            index = self._backward[predicate] = {}
            for subject, each in self.pairs(predicate):
                index.setdefault(each, {})[subject] = None
        return index.get(value, ())

    def statements(self, subject: Term) -> Iterable[tuple[NamedNode, Term]]:
        properties = self._forward.get(subject, {})
        return [(predicate, value) for predicate, values in properties.items() for value in values]

    def pairs(self, predicate: NamedNode) -> Iterator[tuple[Term, Term]]:
        for subject, properties in self._forward.items():
            for value in properties.get(predicate, ()):
                yield subject, value

    def pointing(self, value: Term) -> Collection[Term]:
        if self._pointing is None:
            self._pointing = {}
            for subject, properties in self._forward.items():
                for values in properties.values():
                    for each in values:
                        self._pointing.setdefault(each, set()).add(subject)
        return self._pointing.get(value, ())

    def nodes(self) -> Iterable[Term]:
        """All that is the subject of something."""
        return self._forward


class Stored(Data):
    """A store, asked pattern by pattern: for the few nodes that queries have found suspect."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store

    def objects(self, subject: Term, predicate: NamedNode) -> Collection[Term]:
        if isinstance(subject, Literal | Triple):  # has no properties, and Oxigraph refuses to be asked
            return ()
        return {quad.object for quad in self.store.quads_for_pattern(subject, predicate, None)}

    def subjects(self, predicate: NamedNode, value: Term) -> Collection[Term]:
        return {quad.subject for quad in self.store.quads_for_pattern(None, predicate, value)}

    def statements(self, subject: Term) -> Iterable[tuple[NamedNode, Term]]:
        if isinstance(subject, Literal | Triple):
            return ()
        return {(quad.predicate, quad.object) for quad in self.store.quads_for_pattern(subject, None, None)}

    def pairs(self, predicate: NamedNode) -> Iterator[tuple[Term, Term]]:
        for quad in self.store.quads_for_pattern(None, predicate, None):
            yield quad.subject, quad.object

    def pointing(self, value: Term) -> Collection[Term]:
        return {quad.subject for quad in self.store.quads_for_pattern(None, None, value)}
