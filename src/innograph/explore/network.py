"""The graph of actors, things and the links between them, for networkx: each link with the words that say it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import networkx as nx

from innograph.errors import QueryError
from innograph.explore.appearance import local_name, plain_name
from innograph.explore.choose import part
from innograph.explore.names import Names, fold
from innograph.explore.network_reader import NetworkReader
from innograph.graph.store import GraphStore
from innograph.ontology import PREFIXES, Ontology, expand


def to_networkx(
    store: GraphStore,
    ontology: Ontology | None = None,
    *,
    focus: str | None = None,
    hops: int = 2,
    types: Iterable[str] | None = None,
) -> nx.MultiDiGraph:
    """Actors and things as nodes, links as edges.

    Nodes are keyed by IRI and have `label`, `type` (prefixed name of the class), `type_label`, `weight` (number of
    claims about them), `claims` (their IRIs) and `facts`: what is said of them alone, each a dictionary of `line` (a
    few words), `quote`, `title`, `url`, `document`, `claim`, `disputed` and `modality`.

    Edges are keyed by the prefixed name of the predicate and have `predicate` (IRI), `label`, `claims`, `weight`,
    `modality`, `symmetric` and `quotes`, each with `quote`, `title`, `url`, `document` and `claim`; where money is
    paid also `amounts` (readable), and `amount` (Decimal) and `currency` of the largest. A symmetric link is one edge.

    Args:
        ontology: what classes and symbols are called; the shipped one where it is not given.
        focus: name or IRI of a node: only what is at most `hops` links away from it.
        types: names or classes of nodes to keep, with the classes below them ("enterprise", "schema:Person").

    Raises:
        QueryError: nothing is called `focus`, or no class is called so.
    """
    ontology = ontology or Ontology()
    graph = NetworkReader(store, ontology).read()
    if focus is not None:
        graph = around(graph, Names(store, ontology).resolve(focus), hops)
    return of_types(graph, types, ontology) if types else graph


def around(graph: nx.MultiDiGraph, focus: str, hops: int) -> nx.MultiDiGraph:
    """What is at most `hops` links away from `focus`, a node's IRI or label, whatever the direction of the links.

    Raises:
        QueryError: there is no such node.
    """
    if focus not in graph:
        named = [n for n, data in graph.nodes(data=True) if fold(str(data.get("label", ""))) == fold(focus)]
        if len(named) != 1:
            raise QueryError(f'{"several nodes are" if named else "no actor or thing is"} called "{focus}"', focus)
        focus = named[0]
    near = nx.single_source_shortest_path_length(graph.to_undirected(as_view=True), focus, cutoff=hops)
    found = part(graph, near)
    found.graph["focus"] = focus
    return found


def of_types(graph: nx.MultiDiGraph, types: Iterable[str], ontology: Ontology) -> nx.MultiDiGraph:
    """The nodes of the given classes or classes below them, the links between them, and the focus if there is one.

    Raises:
        QueryError: no class is called so.
    """
    wanted = set[str]()
    for name in types:
        wanted |= _classes(name, graph, ontology)
    kept = [n for n, d in graph.nodes(data=True) if ontology.superclasses(expand(d.get("type", ""))) & wanted]
    return part(graph, {*kept, *({graph.graph["focus"]} if "focus" in graph.graph else ())})


def _classes(name: str, graph: nx.MultiDiGraph, ontology: Ontology) -> set[str]:
    """The classes that a name stands for: a prefixed name, an IRI, or what a class is called."""
    if name.partition(":")[0] in PREFIXES and ":" in name:
        return {expand(name)}
    if "://" in name:
        return {name}
    used = {expand(d.get("type", "")) for _, d in graph.nodes(data=True)}
    known = used.union(*(ontology.superclasses(iri) for iri in used))
    labels = {iri: plain_name(ontology, iri) for iri in known if iri}
    found = {iri for iri, label in labels.items() if fold(name) in {fold(label), fold(local_name(iri))}}
    if not found:
        raise QueryError(
            f'no actor or thing is of type "{name}"; there are {", ".join(sorted(set(labels.values())))}', name
        )
    return found


def flat(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """The graph with plain values only, as other tools' files want them: lists are joined, None is left out."""

    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return " | ".join(
                str(v["line"] if "line" in v else v["quote"]) if isinstance(v, dict) else str(v) for v in value
            )
        return str(value) if isinstance(value, Decimal) else value

    def attributes(data: dict[str, Any]) -> dict[str, Any]:
        return {key: plain(value) for key, value in data.items() if value is not None}

    copy = nx.MultiDiGraph()
    copy.add_nodes_from((node, attributes(data)) for node, data in graph.nodes(data=True))
    copy.add_edges_from((s, t, key, attributes(data)) for s, t, key, data in graph.edges(keys=True, data=True))
    return copy
