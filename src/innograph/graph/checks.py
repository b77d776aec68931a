"""What does not add up: conflicts between claims, by the checks of the ontology folders, and every claim's status.

A check is a CONSTRUCT query in `checks/` that yields, for each finding, a blank node of one of two classes:

- `inno:Conflict` with inno:conflictKind; the claims as inno:firstClaim, inno:secondClaim, inno:thirdClaim, in the order
  in which its sentence names them, or as inno:between where the order says nothing; where it makes sense inno:ratio, or
  inno:difference with its qudt:hasUnit; itsrdf:taConfidence, the least of the claims'; and an rdfs:comment for people.
  Two or more claims are disputed by one another; a single one is doubtful, as it does not fit itself or known facts.
- `inno:Outcome` of a target with inno:verdict, inno:target, inno:heldAgainst and an rdfs:comment. It is no conflict.

All claims are kept; their status tells which of them somebody should look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from innograph.errors import OntologyError
from innograph.graph.derive import Node, construct, described, named
from innograph.graph.namespaces import RDF_TYPE, Namespaces, term
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology

_TYPE, _BETWEEN = term(RDF_TYPE), term("inno:between")
_CONFLICT, _OUTCOME = term("inno:Conflict"), term("inno:Outcome")
_ROLES = (term("inno:firstClaim"), term("inno:secondClaim"), term("inno:thirdClaim"))
_OF_CONFLICT = (term("inno:conflictKind"), _BETWEEN)
_OF_OUTCOME = (term("inno:verdict"), term("inno:target"), term("inno:heldAgainst"))

Found = dict[NamedNode, set[Node]]


def conflict_quads(store: GraphStore, ontology: Ontology, namespaces: Namespaces) -> list[Quad]:
    """The conflicts and outcomes that the checks find in the store, and the status of every claim, sorted.

    Raises:
        OntologyError: a check cannot be run, or makes something that is neither a conflict nor an outcome.
    """
    found = check_quads(store, ontology, namespaces, ontology.files("checks/*.rq"))
    claims = store.store.quads_for_pattern(None, _TYPE, term("inno:Claim"))
    nodes = (quad.subject for quad in claims if isinstance(quad.subject, NamedNode))
    return sorted([*found, *status_quads(nodes, found, namespaces)], key=str)


def check_quads(store: GraphStore, ontology: Ontology, namespaces: Namespaces, files: Iterable[Path]) -> list[Quad]:
    """What some checks find in the store, sorted.

    Raises:
        OntologyError: a check cannot be run, or makes something that is neither a conflict nor an outcome.
    """
    graph = NamedNode(namespaces.conflicts)
    quads: set[Quad] = set()
    for file in files:
        plain, nodes = described(construct(store, file, ontology))
        quads.update(Quad(triple.subject, triple.predicate, triple.object, graph) for triple in plain)
        for node in nodes:
            classes = node.get(_TYPE, set())
            if _CONFLICT in classes:
                quads.update(_conflict(node, namespaces, graph))
            elif _OUTCOME in classes:
                quads.update(_written(named("outcome", node, _OF_OUTCOME, namespaces), node, graph))
            else:
                raise OntologyError(file, "a check makes nodes of the class inno:Conflict or inno:Outcome")
    return sorted(quads, key=str)


def status_quads(claims: Iterable[NamedNode], found: Iterable[Quad], namespaces: Namespaces) -> Iterator[Quad]:
    """The status of each of `claims`, given all that is found about them: disputed, doubtful, or else merely stated."""
    between: dict[NamedNode, set[Node]] = {}
    for quad in found:
        if quad.predicate == _BETWEEN and isinstance(quad.subject, NamedNode):
            between.setdefault(quad.subject, set()).add(quad.object)  # type: ignore[arg-type]
    disputed = {claim for members in between.values() if len(members) > 1 for claim in members}
    doubtful = {claim for members in between.values() for claim in members} - disputed
    for claim in claims:
        status = "disputed" if claim in disputed else "doubtful" if claim in doubtful else "stated"
        yield Quad(claim, term("inno:status"), term(f"concept:{status}"), NamedNode(namespaces.conflicts))


def _conflict(conflict: Found, namespaces: Namespaces, graph: NamedNode) -> Iterator[Quad]:
    """A conflict with all that can be asked of it: its claims both in order and together, and who disagrees."""
    for role in _ROLES:
        conflict.setdefault(_BETWEEN, set()).update(conflict.get(role, ()))
    claims = sorted(conflict[_BETWEEN], key=str)
    if not any(role in conflict for role in _ROLES):
        conflict |= {role: {claim} for role, claim in zip(_ROLES, claims, strict=False)}
    yield from _written(named("conflict", conflict, _OF_CONFLICT, namespaces), conflict, graph)
    for one, other in permutations(claims, 2):
        if isinstance(one, NamedNode):
            yield Quad(one, term("cito:disagreesWith"), other, graph)


def _written(node: NamedNode, found: Found, graph: NamedNode) -> Iterator[Quad]:
    for predicate, values in found.items():
        yield from (Quad(node, predicate, value, graph) for value in values)
