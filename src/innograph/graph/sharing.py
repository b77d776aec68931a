"""A part of the graph that a rule or check can be run over alone.

A query says in a comment what the claims of one solution have in common:

    # Claims share: schema:observationAbout schema:variableMeasured

Then what it finds about some claims depends on those alone that have the same values. A query without such a line is
run over the whole graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import product
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store

from innograph.errors import OntologyError
from innograph.graph.namespaces import RDF_TYPE, Namespaces, term
from innograph.graph.store import GraphStore
from innograph.ontology import expand

_SHARED = re.compile(r"^#[ \t]*Claims share:[ \t]*(.+)$", re.MULTILINE | re.IGNORECASE)
_CLAIM = term("inno:Claim")
_DERIVED_FROM = term("prov:wasDerivedFrom")


@cache
def _text(file: Path, changed: int) -> str:
    return file.read_text(encoding="utf-8")


def shared_properties(file: Path) -> tuple[NamedNode, ...] | None:
    """The properties whose values all claims of one solution share, or None where the query does not say.

    Raises:
        OntologyError: the file cannot be read, or names something that is no IRI.
    """
    try:
        said = _SHARED.search(_text(file, file.stat().st_mtime_ns))
        return None if said is None else tuple(NamedNode(expand(name)) for name in said[1].split())
    except (OSError, ValueError) as error:
        raise OntologyError(file, str(error)) from error


class Sharing:
    """Finds claims that share values with others, and copies what a query may ask of them into a store in memory."""

    def __init__(self, store: GraphStore, namespaces: Namespaces) -> None:
        self.graph_store = store
        self.store = store.store
        self.namespaces = namespaces
        self.entities = NamedNode(namespaces.entities)
        self._having: dict[tuple[NamedNode, object], frozenset[NamedNode]] = {}

    def claims_with(self, claims: Iterable[NamedNode], properties: tuple[NamedNode, ...]) -> set[NamedNode]:
        """All claims that have the same values of `properties` as one of `claims`, these included."""
        keys: set[tuple[object, ...]] = set()
        for claim in claims:
            values = [
                [quad.object for quad in self.store.quads_for_pattern(claim, property_, None)]
                for property_ in properties
            ]
            keys.update(product(*values))
        found: set[NamedNode] = set()
        for key in keys:
            found |= frozenset.intersection(*(self._with(p, v) for p, v in zip(properties, key, strict=True)))
        return found

    def _with(self, property_: NamedNode, value: object) -> frozenset[NamedNode]:
        if (property_, value) not in self._having:
            quads = self.store.quads_for_pattern(None, property_, value)  # type: ignore[arg-type]
            self._having[property_, value] = frozenset(q.subject for q in quads if isinstance(q.subject, NamedNode))
        return self._having[property_, value]

    def part(self, claims: Iterable[NamedNode]) -> GraphStore:
        """A store in memory of `claims`: their own nodes, the facts of what they name, and where they come from."""
        quads: set[Quad] = set()
        named: set[NamedNode] = set()
        documents: set[NamedNode] = set()
        for claim in claims:
            for quad in self._own(claim):
                quads.add(quad)
                if isinstance(quad.object, NamedNode):
                    named.add(quad.object)
                    if quad.predicate == _DERIVED_FROM:
                        documents.add(quad.object)
        for document in documents:
            local = document.value.removeprefix(self.namespaces.base)
            provenance = NamedNode(self.namespaces.provenance_graph(local))
            for quad in self.store.quads_for_pattern(None, None, None, provenance):
                quads.add(quad)
                if isinstance(quad.object, NamedNode):
                    named.add(quad.object)
        quads.update(self._reached(named, self.entities))
        part = Store()
        part.bulk_extend(quads)
        return GraphStore(part, "memory")

    def _own(self, claim: NamedNode) -> list[Quad]:
        """What is said of a claim in its document's graph, and of the nodes that it alone points to."""
        kind = next(self.store.quads_for_pattern(claim, term(RDF_TYPE), _CLAIM), None)
        if kind is None:
            return []
        return self._reached({claim}, kind.graph_name)

    def _reached(self, nodes: set[NamedNode], graph: NamedNode | BlankNode | DefaultGraph) -> list[Quad]:
        """What a graph says of nodes, and of the nodes that it leads to from them."""
        waiting, seen, quads = list(nodes), set(nodes), []
        while waiting:
            for quad in self.store.quads_for_pattern(waiting.pop(), None, None, graph):
                quads.append(quad)
                if isinstance(quad.object, NamedNode) and quad.object not in seen:
                    seen.add(quad.object)
                    waiting.append(quad.object)
        return quads
