"""Which nodes to show where there are more than fit: those that tell a stranger most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from heapq import heapify, heappop, heappush

import networkx as nx

Edge = tuple[Hashable, Hashable, str]


def choose(graph: nx.MultiDiGraph, max_nodes: int, *, keep_isolated: bool = False) -> nx.MultiDiGraph:
    """The subgraph of at most `max_nodes` nodes that says most, as a copy.

    Links are taken in turn, always the one that adds most for the nodes it costs: many claims and an amount of money
    make a link worth showing, each further link of the same kind at the same node makes it less so, so that one
    actor's long list does not crowd out the other kinds. Whoever is well connected thus comes with its neighbourhood.

    Args:
        keep_isolated: fill what room is left with nodes without links, those with most claims first. Otherwise they
            are shown only if there is nothing else.
    """
    linked = [n for n in graph if any(other != n for other in nx.all_neighbors(graph, n))]
    alone = sorted((n for n in graph if n not in set(linked)), key=lambda n: (-_weight(graph, n), str(n)))
    shown = set(linked) if len(linked) <= max_nodes else _grow(graph, max_nodes)
    if keep_isolated or not shown:
        shown.update(alone[: max(0, max_nodes - len(shown))])
    return part(graph, shown)


def part(graph: nx.MultiDiGraph, nodes: Iterable[Hashable]) -> nx.MultiDiGraph:
    """A copy of the subgraph of `nodes`, in the order of `graph`.

    networkx's own `subgraph` goes through a set of nodes, whose order changes from one run of Python to the next.
    """
    kept = set(nodes)
    copy = nx.MultiDiGraph(**graph.graph)
    copy.add_nodes_from((n, dict(data)) for n, data in graph.nodes(data=True) if n in kept)
    edges = graph.edges(keys=True, data=True)
    copy.add_edges_from((s, t, key, dict(data)) for s, t, key, data in edges if s in kept and t in kept)
    return copy


def _weight(graph: nx.MultiDiGraph, node: Hashable) -> float:
    return float(graph.nodes[node].get("weight", 0))


def _grow(graph: nx.MultiDiGraph, max_nodes: int) -> set[Hashable]:
    worth = {
        (source, target, key): 1.0
        + data.get("weight", 0)
        + (2.0 if data.get("amount") is not None else 0.0)
        + 0.3 * (_weight(graph, source) + _weight(graph, target)) ** 0.5
        for source, target, key, data in graph.edges(keys=True, data=True)
        if source != target
    }
    shown: set[Hashable] = set()
    told: Counter[tuple[Hashable, str]] = Counter()

    def gain(edge: Edge) -> float:
        source, target, key = edge
        cost = len({source, target} - shown)
        repeated = max(told[source, key], told[target, key])
        value: float = worth[edge] * (0.6 if shown and cost == 2 else 1.0) / (1 + repeated) / (cost or 0.01)
        return value

    # A lazy greedy choice: what an edge adds is worked out again when it comes to the top, and whenever it has become
    # cheaper because one of its ends is now shown.
    ranked = sorted(worth, key=lambda edge: tuple(map(str, edge)))
    heap = [(-gain(edge), number) for number, edge in enumerate(ranked)]
    heapify(heap)
    at: dict[Hashable, list[int]] = {}
    for number, (source, target, _) in enumerate(ranked):
        at.setdefault(source, []).append(number)
        at.setdefault(target, []).append(number)
    taken: set[int] = set()
    while heap and len(shown) < max_nodes:
        stored, number = heappop(heap)
        edge = ranked[number]
        if number in taken or len(shown | set(edge[:2])) > max_nodes:
            continue
        if gain(edge) < -stored - 1e-12:
            heappush(heap, (-gain(edge), number))
            continue
        taken.add(number)
        new = set(edge[:2]) - shown
        shown |= new
        told.update([(edge[0], edge[2]), (edge[1], edge[2])])
        for other in sorted({n for node in new for n in at[node]} - taken):
            heappush(heap, (-gain(ranked[other]), other))
    return shown
