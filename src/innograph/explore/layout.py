"""Where to put the nodes of a picture, so that no label lies on another.

Each connected component is laid out by stress majorization (Gansner, Koren and North, "Graph Drawing by Stress
Majorization", 2004): distances in the picture come as near as they can to distances in the graph. Boxes that still
overlap are pushed apart, and the components are packed in rows. Nothing is random: the same graph is the same picture.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Size = tuple[float, float]
Point = tuple[float, float]

ROUNDS_OF_STRESS = 150
ROUNDS_OF_PUSHING = 400
ROUNDS_OF_CLEARING, CLEARED = 150, 120  # links are cleared of boxes in components of at most so many nodes
DAMPING = 0.88  # below 1, what is far apart in the graph comes nearer, and less paper stays empty


def place(
    graph: nx.Graph, boxes: Mapping[Hashable, Size], *, aspect: float = 1.5, gap: float = 14
) -> dict[Hashable, Point]:
    """Centres of the nodes' boxes, x to the right and y downwards, all at or above zero.

    Args:
        graph: direction and parallel edges do not matter. An edge's `length` is the room it needs between boxes.
        boxes: width and height of each node with its label.
        aspect: width to height that the picture should have.
        gap: least distance between two boxes, in the unit of the boxes.
    """
    plain = nx.Graph()
    plain.add_nodes_from(graph.nodes)
    for source, target, data in graph.edges(data=True):
        if source != target:
            plain.add_edge(source, target, length=data.get("length", 0.0))
    components = sorted(nx.connected_components(plain), key=lambda c: (-len(c), min(map(str, c))))
    order = {node: number for number, node in enumerate(plain.nodes)}
    tiles = []
    for component in components:
        nodes = sorted(component, key=order.__getitem__)
        sizes = np.array([boxes[n] for n in nodes], dtype=float).reshape(-1, 2) + gap
        number = {node: i for i, node in enumerate(nodes)}
        ends = np.array([[number[a], number[b]] for a, b in _edges(plain, nodes)], dtype=np.int64).reshape(-1, 2)
        points = _separate(_turn(_stress(plain, nodes, sizes), aspect), sizes, ends)
        low = (points - sizes / 2).min(axis=0)
        tiles.append((nodes, points - low, (points + sizes / 2).max(axis=0) - low))
    return _pack(tiles, aspect)


def _edges(graph: nx.Graph, nodes: list[Hashable]) -> list[tuple[Hashable, Hashable]]:
    """The edges of a component, in the order of its nodes: that of a networkx subgraph differs from run to run."""
    number = {node: i for i, node in enumerate(nodes)}
    return [(a, b) for a in nodes for b in graph[a] if number[a] < number[b]]


def _stress(graph: nx.Graph, nodes: list[Hashable], sizes: Array) -> Array:
    """Positions of one component, by majorization from a start on a circle in breadth-first order."""
    count = len(nodes)
    if count == 1:
        return np.zeros((1, 2))
    ideal = _distances(graph, nodes, sizes)
    weight = 1 / np.where(ideal > 0, ideal, 1) ** 2
    np.fill_diagonal(weight, 0)
    hub = max(range(count), key=lambda i: graph.degree(nodes[i]))
    turn = 2.399963 * np.arange(count)  # the golden angle: no two nodes start in line
    start = np.argsort(np.argsort(ideal[hub], kind="stable"), kind="stable")
    points: Array = np.stack([np.cos(turn[start]), np.sin(turn[start])], axis=1) * (ideal[hub][:, None] + 1e-3)
    total = weight.sum(axis=1)[:, None]
    for _ in range(ROUNDS_OF_STRESS):
        delta = points[:, None, :] - points[None, :, :]
        distance = np.sqrt((delta**2).sum(axis=2)) + np.eye(count)
        pull = (weight * ideal / np.maximum(distance, 1e-9))[:, :, None] * delta
        moved = (weight @ points + pull.sum(axis=1)) / total
        change, points = float(np.abs(moved - points).max()), moved
        if change < 0.05:
            break
    return points


def _distances(graph: nx.Graph, nodes: list[Hashable], sizes: Array) -> Array:
    """Distances wanted: along the edges, each as long as its label and the crowd around its ends need."""
    reach = dict(zip(nodes, np.sqrt((sizes**2).sum(axis=1)) / 2, strict=True))
    lengths = nx.Graph()
    lengths.add_nodes_from(nodes)
    for source, target in _edges(graph, nodes):
        crowd = max(graph.degree(source), graph.degree(target))
        room = 0.5 * (reach[source] + reach[target]) + graph.edges[source, target]["length"]
        lengths.add_edge(source, target, length=room * max(1.0, math.sqrt(crowd / 9)))
    found = dict(nx.all_pairs_dijkstra_path_length(lengths, weight="length"))
    ideal = np.array([[found[a][b] for b in nodes] for a in nodes], dtype=float)
    unit = float(np.mean([data["length"] for *_, data in lengths.edges(data=True)]))
    damped: Array = unit * (ideal / unit) ** DAMPING
    return damped


def _turn(points: Array, aspect: float) -> Array:
    """The points turned so that they spread most along the picture's longer side, and stretched a little to fill it."""
    if len(points) < 3:
        return points
    centred = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    axes = axes * np.where(axes[np.arange(2), np.abs(axes).argmax(axis=1)] < 0, -1, 1)[:, None]
    turned = centred @ (axes.T if aspect >= 1 else axes[::-1].T)
    spread = np.maximum(np.ptp(turned, axis=0), 1e-6)
    stretch = float(np.clip(math.sqrt(aspect * spread[1] / spread[0]), 0.85, 1.3))
    filled: Array = turned * np.array([stretch, 1 / stretch])
    return filled


def _separate(points: Array, sizes: Array, ends: NDArray[np.int64]) -> Array:
    """The points moved as little as is practical until no two boxes overlap and few links run through a box."""
    points = points.copy()
    need = (sizes[:, None, :] + sizes[None, :, :]) / 2
    upper = np.triu(np.ones((len(points), len(points)), dtype=bool), 1)
    for round_ in range(ROUNDS_OF_PUSHING):
        clearing = 3 <= len(points) <= CLEARED and round_ < ROUNDS_OF_CLEARING
        if clearing:
            moved = _clear(points, sizes, ends)
            points += moved
            clearing = float(np.abs(moved).max()) > 0.05
        delta = points[:, None, :] - points[None, :, :]
        overlap = need - np.abs(delta)
        hit = (overlap > 0.01).all(axis=2) & upper
        if not hit.any():
            if not clearing:
                break
            continue
        if round_ % 40 == 39:
            points *= 1.06  # a crowd that cannot be pushed apart is given more room
        first, second = np.nonzero(hit)
        axis = overlap[first, second].argmin(axis=1)
        push = overlap[first, second, axis] / 2
        side = np.where(delta[first, second, axis] >= 0, 1.0, -1.0)
        shift = np.zeros_like(points)
        np.add.at(shift, (first, axis), side * push)
        np.add.at(shift, (second, axis), -side * push)
        points += shift * 0.6
    return points


def _clear(points: Array, sizes: Array, ends: NDArray[np.int64]) -> Array:
    """How to move the boxes that links of others run through, and these links, away from each other."""
    start, end = points[ends[:, 0]], points[ends[:, 1]]
    along = end - start
    length = np.maximum((along**2).sum(axis=1), 1e-9)
    to_box = points[:, None, :] - start[None, :, :]
    t = (to_box * along).sum(axis=2) / length
    away = to_box - np.clip(t, 0, 1)[:, :, None] * along
    distance = np.maximum(np.sqrt((away**2).sum(axis=2)), 1e-6)
    normal = away / distance[:, :, None]
    lack = (np.abs(normal) * sizes[:, None, :]).sum(axis=2) / 2 * 0.9 - distance
    own = (np.arange(len(points))[:, None, None] == ends[None, :, :]).any(axis=2)
    lack = np.where(own | (t < 0.03) | (t > 0.97), 0, np.maximum(lack, 0))
    push = normal * lack[:, :, None]
    shift: Array = 0.25 * push.sum(axis=1)
    np.add.at(shift, ends[:, 0], -0.08 * push.sum(axis=0))
    np.add.at(shift, ends[:, 1], -0.08 * push.sum(axis=0))
    limit = np.maximum(np.sqrt((shift**2).sum(axis=1)) / 12, 1)[:, None]
    limited: Array = shift / limit
    return limited


Tile = tuple[list[Hashable], Array, Array]  # nodes, their points, width and height


def _pack(tiles: list[Tile], aspect: float) -> dict[Hashable, Point]:
    """Components in rows, the tallest first, in the frame nearest to the wanted proportions; single nodes below."""
    joined = sorted((tile for tile in tiles if len(tile[0]) > 1), key=lambda tile: -tile[2][1])
    single = sorted((tile for tile in tiles if len(tile[0]) == 1), key=lambda tile: -tile[2][1])

    def frame(width: float) -> tuple[dict[Hashable, Point], Size]:
        placed, (across, down) = _rows(joined, width)
        below, (across_below, down_below) = _rows(single, max(width, across))
        moved = {node: (x, y + down) for node, (x, y) in below.items()}
        return placed | moved, (max(across, across_below), down + down_below)

    def misfit(width: float) -> float:
        across, down = frame(width)[1]
        return abs(math.log(across / down / aspect))

    area = sum(float(size[0] * size[1]) for _, _, size in tiles)
    least = max((float(size[0]) for _, _, size in tiles), default=0.0)
    widths = sorted({max(least, math.sqrt(area * aspect) * factor) for factor in (0.8, 1, 1.2, 1.4, 1.7, 2, 2.5)})
    return frame(min(widths, key=misfit))[0] if tiles else {}


def _rows(tiles: list[Tile], width: float) -> tuple[dict[Hashable, Point], Size]:
    """The tiles in rows of at most `width`, and the size of the frame that they fill."""
    placed: dict[Hashable, Point] = {}
    x = y = row = right = 0.0
    for nodes, points, size in tiles:
        if x > 0 and x + size[0] > width:
            x, y, row = 0.0, y + row, 0.0
        for node, point in zip(nodes, points, strict=True):
            placed[node] = (x + float(point[0]), y + float(point[1]))
        x, row = x + float(size[0]), max(row, float(size[1]))
        right = max(right, x)
    return placed, (right, y + row)
