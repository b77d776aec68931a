"""What things are called, and which thing a name means: labels of the graph and of the ontology behind it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Quad, Store

from innograph.errors import QueryError
from innograph.explore.appearance import local_name
from innograph.graph.iris import tokens
from innograph.graph.store import GraphStore
from innograph.ontology import PREFIXES, RDF, RDFS, SKOS, Ontology, compact, expand

PREFERRED = (SKOS + "prefLabel", RDFS + "label")
OTHER = (SKOS + "altLabel", SKOS + "hiddenLabel", SKOS + "notation")
IDENTIFIERS = (expand("dcterms:identifier"),)

Index = dict[str, set[str]]  # IRIs by folded name

_SCHEMES = ("http://", "https://", "urn:")


def fold(name: str) -> str:
    """A name without the differences that do not matter: case, accents, punctuation and white space."""
    return " ".join(tokens(name)) or name.strip()


@dataclass(frozen=True)
class Names:
    """The names of one graph: built once for a query or an explanation, and asked several times."""

    store: GraphStore
    ontology: Ontology

    def label(self, iri: str) -> str:
        """What to call a thing: its preferred English label, any preferred label, or its prefixed name."""
        for predicate in PREFERRED:
            found = [quad.object for quad in self._quads(iri, predicate) if isinstance(quad.object, Literal)]
            if found:
                return min(found, key=lambda literal: (literal.language not in {"en", None}, literal.value)).value
        return compact(iri)

    def classes(self, iri: str) -> frozenset[str]:
        """The classes a thing is said to have, and those above them."""
        direct = {quad.object.value for quad in self._quads(iri, RDF + "type") if isinstance(quad.object, NamedNode)}
        return frozenset().union(*(self.ontology.superclasses(c) for c in direct))

    def resolve(self, name: str, kind: str | None = None) -> str:
        """The IRI of the thing called `name` whatever the case: one of its labels, a notation or an identifier
        ("CN-SD"), its IRI, prefixed name, or the last part of its IRI.

        Args:
            kind: IRI of a class that the thing must have.

        Raises:
            QueryError: nothing, or more than one thing, is called that; names close to it are told.
        """
        given = name.strip().removeprefix("<").removesuffix(">")
        if given.startswith(_SCHEMES):
            return given
        if given.partition(":")[0] in PREFIXES and ":" in given and " " not in given:
            return expand(given)
        for found in self._meanings(given):
            meant = sorted(iri for iri in found if kind is None or kind in self.classes(iri))
            if len(meant) == 1:
                return meant[0]
            if meant:
                raise QueryError(f'"{name}" can mean: ' + ", ".join(compact(iri) for iri in meant), name)
        close = self.close_to(name, kind)
        hint = f"; close to it: {', '.join(close)}" if close else ""
        what = self.label(kind) if kind else "thing"
        raise QueryError(f'no {what} is called "{name}"{hint}', name)

    def _meanings(self, name: str) -> Iterator[set[str]]:
        """What a name can mean, the surest first: by labels, by identifiers, by the last part of an IRI."""
        for index in self._tiers:
            yield index.get(fold(name), set())
        for store in self._stores():
            yield _index(store, IDENTIFIERS).get(fold(name), set())
        for store in self._stores():
            typed = store.quads_for_pattern(None, NamedNode(RDF + "type"), None)
            subjects = {quad.subject.value for quad in typed if isinstance(quad.subject, NamedNode)}
            yield {iri for iri in subjects if local_name(iri).casefold() == name.casefold()}

    def known(self, name: str) -> bool:
        """Whether anything is called `name`."""
        return any(self._meanings(name.strip()))

    def close_to(self, name: str, kind: str | None = None, most: int = 5) -> tuple[str, ...]:
        """Known names that look like `name`, the closest first."""
        candidates = {folded for index in self._tiers for folded in index}
        found: list[str] = []
        for folded in difflib.get_close_matches(fold(name), candidates, n=4 * most, cutoff=0.6):
            for iri in sorted(iri for index in self._tiers for iri in index.get(folded, ())):
                label = self.label(iri)
                if label not in found and (kind is None or kind in self.classes(iri)):
                    found.append(label)
        return tuple(found[:most])

    @cached_property
    def _tiers(self) -> tuple[Index, ...]:
        """Which names are looked up first: what the graph speaks of goes before what only the ontology knows."""
        graph, ontology = self._stores()
        preferred, known = _index(graph, PREFERRED), _index(ontology, PREFERRED)
        other = _index(graph, OTHER)
        for folded, iris in known.items():
            other.setdefault(folded, set()).update(iris)
        return preferred, other, _index(ontology, OTHER)

    def _quads(self, iri: str, predicate: str) -> Iterator[Quad]:
        for store in self._stores():
            yield from store.quads_for_pattern(NamedNode(iri), NamedNode(predicate), None)

    def _stores(self) -> tuple[Store, Store]:
        return self.store.store, self.ontology.store


def _index(store: Store, predicates: Iterable[str]) -> Index:
    index: Index = {}
    for predicate in predicates:
        for quad in store.quads_for_pattern(None, NamedNode(predicate), None):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                index.setdefault(fold(quad.object.value), set()).add(quad.subject.value)
    return index
