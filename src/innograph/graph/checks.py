"""What does not add up: conflicts between claims, by the checks of the ontology folders, and every claim's status.

A check is a CONSTRUCT query in `checks/` that yields, for each pair of claims, a blank node of class `inno:Conflict`
with inno:conflictKind, inno:between (both claims), where it makes sense inno:ratio, and an rdfs:comment for people.
Both claims are kept; their status tells that they are disputed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from innograph.graph.derive import Node, construct, described, named
from innograph.graph.namespaces import RDF_TYPE, Namespaces, term
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology

_BETWEEN = term("inno:between")
_IDENTITY = (term("inno:conflictKind"), _BETWEEN)


def conflict_quads(store: GraphStore, ontology: Ontology, namespaces: Namespaces) -> list[Quad]:
    """The conflicts that the checks find in the store, and the status of every claim, sorted.

    Raises:
        OntologyError: a check cannot be run.
    """
    found = check_quads(store, ontology, namespaces, ontology.files("checks/*.rq"))
    claims = store.store.quads_for_pattern(None, term(RDF_TYPE), term("inno:Claim"))
    nodes = (quad.subject for quad in claims if isinstance(quad.subject, NamedNode))
    return sorted([*found, *status_quads(nodes, found, namespaces)], key=str)


def check_quads(store: GraphStore, ontology: Ontology, namespaces: Namespaces, files: Iterable[Path]) -> list[Quad]:
    """What some checks find in the store, sorted.

    Raises:
        OntologyError: a check cannot be run.
    """
    graph = NamedNode(namespaces.conflicts)
    quads: set[Quad] = set()
    for file in files:
        plain, conflicts = described(construct(store, file))
        quads.update(Quad(triple.subject, triple.predicate, triple.object, graph) for triple in plain)
        for conflict in conflicts:
            quads.update(_conflict(conflict, namespaces, graph))
    return sorted(quads, key=str)


def status_quads(claims: Iterable[NamedNode], found: Iterable[Quad], namespaces: Namespaces) -> Iterator[Quad]:
    """The status of each of `claims`, given all conflicts that are found about them."""
    disputed = {quad.object for quad in found if quad.predicate == _BETWEEN}
    for claim in claims:
        status = term("concept:disputed" if claim in disputed else "concept:stated")
        yield Quad(claim, term("inno:status"), status, NamedNode(namespaces.conflicts))


def _conflict(conflict: dict[NamedNode, set[Node]], namespaces: Namespaces, graph: NamedNode) -> Iterator[Quad]:
    node = named("conflict", conflict, _IDENTITY, namespaces)
    yield Quad(node, term(RDF_TYPE), term("inno:Conflict"), graph)
    for predicate, values in conflict.items():
        yield from (Quad(node, predicate, value, graph) for value in values)
    for one, other in permutations(sorted(conflict.get(_BETWEEN, ()), key=str), 2):
        if isinstance(one, NamedNode):
            yield Quad(one, term("cito:disagreesWith"), other, graph)
