"""A graph turned into marks on paper: where each node, label and link goes, in points, before any drawing.

Print pictures and the page are both drawn from a scene, so that they show the same thing.
"""

from __future__ import annotations

import math
import textwrap
import unicodedata
import warnings
from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import networkx as nx

from innograph.explore.appearance import Look, look_of_link, look_of_type
from innograph.explore.layout import Point, place
from innograph.ontology import Ontology

LABEL_SIZE, LINK_LABEL_SIZE = 10.0, 8.5
LINE = 1.22  # of text, in font sizes
WRAP, MAX_LINES = 20, 3
ANY = "inno:Actor"  # the class of nodes that do not say theirs
ALL_LINKS_LABELLED = 45  # more than that, and only money is written beside its link

Rectangle = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class NodeMark:
    """A node: a shape of radius `r` about (x, y), and its label's lines, the first baseline box at `label_y`."""

    key: str
    lines: tuple[str, ...]
    x: float
    y: float
    r: float
    label_y: float  # top of the label
    size: float  # of its font
    look: Look
    data: dict[str, Any]

    @property
    def text_box(self) -> Rectangle:
        """The room that the label takes: left, top, right, bottom."""
        half = _text_width(self) / 2
        return self.x - half, self.label_y, self.x + half, self.label_y + _text_height(self)


@dataclass(frozen=True, slots=True)
class LinkMark:
    """A link: a quadratic curve from `start` over `bend` to `end`, and what is written beside it, if anything."""

    source: str
    target: str
    start: Point
    bend: Point
    end: Point
    look: Look
    width: float
    dashed: bool  # not achieved yet
    arrow: bool
    label: str
    label_at: Point | None
    data: dict[str, Any]

    def at(self, t: float) -> Point:
        """The point of the curve at `t` from 0 to 1."""
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        return (
            a * self.start[0] + b * self.bend[0] + c * self.end[0],
            a * self.start[1] + b * self.bend[1] + c * self.end[1],
        )


@dataclass(frozen=True, slots=True)
class Scene:
    """All marks, the size of the paper they need, and what the legend has to explain."""

    nodes: tuple[NodeMark, ...]
    links: tuple[LinkMark, ...]
    width: float
    height: float
    types: tuple[tuple[Look, int], ...]
    kinds: tuple[tuple[Look, int], ...]


def make_scene(graph: nx.MultiDiGraph, ontology: Ontology, *, aspect: float = 1.5) -> Scene:
    """The scene of a graph as `to_networkx` gives it. `aspect` is its width to height, as near as can be."""
    looks = {t: look_of_type(ontology, t) for t in sorted({d.get("type", ANY) for _, d in graph.nodes(data=True)})}
    heaviest = max((d.get("weight", 0) for _, d in graph.nodes(data=True)), default=1) or 1
    drafts = {n: _draft(n, d, looks[d.get("type", ANY)], heaviest) for n, d in graph.nodes(data=True)}
    boxes = {n: _box(mark) for n, mark in drafts.items()}
    texts = {
        edge: _link_text(data, graph.number_of_edges())
        for *edge_, data in graph.edges(keys=True, data=True)
        for edge in [tuple(edge_)]
    }
    room = nx.Graph()
    room.add_nodes_from(graph)
    for (source, target, _), text in texts.items():
        width = 0.85 * text_width(text, LINK_LABEL_SIZE) + 20 if text else 12.0
        before = room.edges[source, target]["length"] if room.has_edge(source, target) else 0.0
        room.add_edge(source, target, length=max(width, before))
    centres = place(room, boxes, aspect=aspect)
    nodes = {
        n: _settle(drafts[n], centres[n], boxes[n], [centres[m] for m in nx.all_neighbors(graph, n)]) for n in drafts
    }
    links = tuple(_label(list(_links(graph, nodes, texts, ontology)), list(nodes.values())))
    right = max((c[0] + boxes[n][0] / 2 for n, c in centres.items()), default=0.0)
    bottom = max((c[1] + boxes[n][1] / 2 for n, c in centres.items()), default=0.0)
    return Scene(
        tuple(nodes.values()),
        links,
        right,
        bottom,
        _count(m.look for m in nodes.values()),
        _count(m.look for m in links),
    )


def _count(looks: Iterator[Look]) -> tuple[tuple[Look, int], ...]:
    return tuple(sorted(Counter(looks).items(), key=lambda item: (-item[1], item[0].label)))


def _draft(key: str, data: dict[str, Any], look: Look, heaviest: float) -> NodeMark:
    """The mark of a node before it has a place."""
    share = math.sqrt(data.get("weight", 0) / heaviest)
    size = LABEL_SIZE + (3 if share > 0.8 else 1.5 if share > 0.5 else 0)
    lines = wrap(str(data.get("label", key)))
    return NodeMark(key, lines, 0, 0, 6 + 12 * share, 0, size, look, data)


def wrap(label: str) -> tuple[str, ...]:
    """A label in at most three lines; what does not fit is left out and shown by an ellipsis."""
    return tuple(textwrap.wrap(label, WRAP, max_lines=MAX_LINES, placeholder=" …")) or ("",)


def _text_width(mark: NodeMark) -> float:
    return max(text_width(line, mark.size, mark.size > LABEL_SIZE) for line in mark.lines)


def _text_height(mark: NodeMark) -> float:
    return len(mark.lines) * mark.size * LINE


def _box(mark: NodeMark) -> tuple[float, float]:
    return max(_text_width(mark), 2 * mark.r), 2 * mark.r + 3 + _text_height(mark)


def _settle(mark: NodeMark, centre: Point, box: tuple[float, float], others: list[Point]) -> NodeMark:
    """The mark in its box, its label on the side from which fewer links come."""
    below = sum(y > centre[1] + 5 for _, y in others)
    above = sum(y < centre[1] - 5 for _, y in others)
    top, bottom = centre[1] - box[1] / 2, centre[1] + box[1] / 2
    if below > above:
        return replace(mark, x=centre[0], y=bottom - mark.r, label_y=top)
    return replace(mark, x=centre[0], y=top + mark.r, label_y=top + 2 * mark.r + 3)


def _link_text(data: dict[str, Any], links: int) -> str:
    amounts = data.get("amounts") or []
    if amounts:
        return str(amounts[0]) + (f" + {len(amounts) - 1} more" if len(amounts) > 1 else "")
    return str(data.get("label", "")) if links <= ALL_LINKS_LABELLED else ""


def _links(
    graph: nx.MultiDiGraph, nodes: dict[Hashable, NodeMark], texts: dict[Any, str], ontology: Ontology
) -> Iterator[LinkMark]:
    """Curves between the rims of the nodes; parallel links are fanned out."""
    beside: Counter[frozenset[Hashable]] = Counter()
    total = Counter(frozenset((source, target)) for source, target in graph.edges())
    for source, target, key, data in graph.edges(keys=True, data=True):
        if source == target:
            continue
        pair = frozenset((source, target))
        a, b = nodes[source], nodes[target]
        offset = 26 * (beside[pair] - (total[pair] - 1) / 2) * (1 if str(source) < str(target) else -1)
        beside[pair] += 1
        length = math.hypot(b.x - a.x, b.y - a.y) or 1
        bend = ((a.x + b.x) / 2 - (b.y - a.y) / length * offset, (a.y + b.y) / 2 + (b.x - a.x) / length * offset)
        arrow = not data.get("symmetric")
        yield LinkMark(
            a.key,
            b.key,
            _towards((a.x, a.y), bend, a.r + 1.5),
            bend,
            _towards((b.x, b.y), bend, b.r + (3.5 if arrow else 1.5)),
            look_of_link(ontology, data["predicate"]),
            1.1 + 0.5 * math.log2(max(1, data.get("weight", 1))),
            data.get("modality", "achieved") in {"planned", "expected"},
            arrow,
            texts[source, target, key],
            None,
            data,
        )


def _towards(start: Point, goal: Point, distance: float) -> Point:
    length = math.hypot(goal[0] - start[0], goal[1] - start[1]) or 1
    share = min(distance / length, 0.9)
    return start[0] + (goal[0] - start[0]) * share, start[1] + (goal[1] - start[1]) * share


def _overlap(a: Rectangle, b: Rectangle) -> float:
    if a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]:
        return 0.0
    return (min(a[2], b[2]) - max(a[0], b[0])) * (min(a[3], b[3]) - max(a[1], b[1]))


def _beside(link: LinkMark, h: float) -> Iterator[Point]:
    """Places for a link's label, the best first: on the link near its middle, then above or below it."""
    for shift in (0, -1.7 * h, 1.7 * h, -3 * h, 3 * h):
        for t in (0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74):
            x, y = link.at(t)
            yield x, y + shift


def _label(links: list[LinkMark], nodes: list[NodeMark]) -> Iterator[LinkMark]:
    """The links with their labels placed, money first. A label that fits nowhere is left out unless it is money."""
    taken: list[Rectangle] = []
    for mark in nodes:
        taken.append((mark.x - mark.r, mark.y - mark.r, mark.x + mark.r, mark.y + mark.r))
        taken.append(mark.text_box)
    strokes = [[link.at(i / 12) for i in range(13)] for link in links]
    placed: dict[int, Point] = {}
    for number in sorted(range(len(links)), key=lambda i: (not links[i].data.get("amounts"), i)):
        link = links[number]
        if not link.label:
            continue
        w, h = text_width(link.label, LINK_LABEL_SIZE) / 2 + 4, LINK_LABEL_SIZE * 0.62 + 1
        best = (math.inf, (0.0, 0.0))
        for rank, (x, y) in enumerate(_beside(link, h)):
            box = (x - w, y - h, x + w, y + h)
            crossed = sum(
                any(box[0] < px < box[2] and box[1] < py < box[3] for px, py in stroke)
                for other, stroke in enumerate(strokes)
                if other != number
            )
            best = min(best, (sum(_overlap(box, other) for other in taken) + 12 * crossed + rank, (x, y)))
        if best[0] < 0.9 * w * h or link.data.get("amounts"):
            (x, y) = placed[number] = best[1]
            taken.append((x - w, y - h, x + w, y + h))
    return (replace(link, label_at=placed.get(number)) for number, link in enumerate(links))


@lru_cache(maxsize=20_000)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of a line of text in points, in the font that pictures use; wide characters count as one font size."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    narrow = "".join(c for c in text if unicodedata.east_asian_width(c) not in {"W", "F"})
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # it has the width of the box drawn for it
        width = float(text_to_path.get_text_width_height_descent(narrow, font, False)[0])
    return width + size * (len(text) - len(narrow))
