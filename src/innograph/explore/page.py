"""The picture as one HTML page that needs no network and no server: pan, zoom, quotes, search, filters, tables.

The page carries its picture as SVG and its links as tables, so that it can be read where scripts do not run. Texts
come from documents that nobody has vetted: they are escaped here, only ever set as text by the script, and a
Content-Security-Policy lets no script or style run but the page's own, known by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

import networkx as nx

from innograph.explore.appearance import Look
from innograph.explore.figure import arrowhead, corners
from innograph.explore.layout import Point
from innograph.explore.scene import LABEL_SIZE, LINE, LINK_LABEL_SIZE, LinkMark, NodeMark, Scene, text_width


def make_page(scene: Scene, graph: nx.MultiDiGraph, *, title: str, note: str) -> str:
    """The HTML of the page. `graph` is the graph that the scene shows."""
    style, script = _asset("page.css"), _asset("page.js")
    allowed = f"script-src '{_hash(script)}'; style-src '{_hash(style)}'"
    policy = f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"
    types = {look.term: number for number, (look, _) in enumerate(scene.types)}
    kinds = {look.term: number for number, (look, _) in enumerate(scene.kinds)}
    # Replaced in one pass: what a document says cannot be taken for a placeholder.
    return Template(_asset("page.html")).substitute(
        title=escape(title),
        note=escape(note),
        policy=policy,
        style=style,
        script=script,
        width=_number(scene.width),
        height=_number(scene.height),
        picture="\n".join(_picture(scene)),
        types="\n".join(_checkbox("type", number, *entry) for number, entry in enumerate(scene.types)),
        kinds="\n".join(_checkbox("kind", number, *entry) for number, entry in enumerate(scene.kinds)),
        tables=_links_table(graph) + _facts_table(graph),
        data=_json(_data(scene, types, kinds)),
    )


def _asset(name: str) -> str:
    return (files("innograph.explore") / "assets" / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


def _json(value: Any) -> str:
    """JSON that cannot end the element it stands in, nor be read as the start of a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _data(scene: Scene, types: dict[str, int], kinds: dict[str, int]) -> dict[str, Any]:
    """What the script shows on demand, in the order of the marks."""
    numbers = {node.key: number for number, node in enumerate(scene.nodes)}
    return {
        "width": round(scene.width, 1),
        "height": round(scene.height, 1),
        "nodes": [
            {
                "id": node.key,
                "label": node.data.get("label", node.key),
                "type": node.data.get("type_label") or node.look.label,
                "group": types[node.look.term],
                "claims": _claims(node.data.get("weight", 0)),
                "x": round(node.x, 1),
                "y": round(node.y, 1),
                "facts": node.data.get("facts", []),
            }
            for node in scene.nodes
        ],
        "links": [
            {
                "s": numbers[link.source],
                "t": numbers[link.target],
                "group": kinds[link.look.term],
                "label": link.data.get("label", ""),
                "amounts": link.data.get("amounts", []),
                "modality": link.data.get("modality", "achieved"),
                "quotes": link.data.get("quotes", []),
            }
            for link in scene.links
        ],
    }


def _claims(count: int) -> str:
    return f"{count} claim{'' if count == 1 else 's'}"


def _points(points: list[Point]) -> str:
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _shape(look: Look, centre: Point, r: float) -> str:
    outline = corners(look, centre, r)
    if outline:
        return f'<polygon class="shape" points="{_points(outline)}" fill="{look.colour}"/>'
    x, y, radius = map(_number, (*centre, r))
    return f'<circle class="shape" cx="{x}" cy="{y}" r="{radius}" fill="{look.colour}"/>'


def _picture(scene: Scene) -> Iterator[str]:
    """Links, on them nodes, and on top the labels, so that nothing is drawn over a name."""
    yield from map(_link_svg, scene.links)
    yield from map(_node_svg, scene.nodes)
    for number, link in enumerate(scene.links):
        if link.label:
            yield _link_label(link, number)
    for number, node in enumerate(scene.nodes):
        yield _node_label(node, number)


def _node_svg(node: NodeMark) -> str:
    name = f"{node.data.get('label', node.key)}, {node.look.label}, {_claims(node.data.get('weight', 0))}"
    shape = _shape(node.look, (node.x, node.y), node.r)
    return f'<g class="node" tabindex="0" role="button" aria-label="{escape(name)}">{shape}</g>'


def _link_svg(link: LinkMark) -> str:
    path = f"M{_points([link.start])}Q{_points([link.bend])} {_points([link.end])}"
    dashed = " dashed" if link.dashed else ""
    parts = [
        f'<path class="hit" d="{path}"/>',
        f'<path class="line{dashed}" d="{path}" stroke="{link.look.colour}" stroke-width="{_number(link.width)}"/>',
    ]
    if link.arrow:
        parts.append(f'<polygon points="{_points(arrowhead(link.bend, link.end))}" fill="{link.look.colour}"/>')
    return f'<g class="link">{"".join(parts)}</g>'


def _node_label(node: NodeMark, number: int) -> str:
    up = node.label_y < node.y
    at = (node.x, node.y - node.r - 3 if up else node.y + node.r + 3)
    rank = node.r * 10 + len(node.data.get("facts", []))
    marks = {"class": "label big" if node.size > LABEL_SIZE else "label", "data-kind": "node", "data-of": str(number)}
    return _label(node.lines, at, node.size, marks | {"data-side": "up" if up else "down", "data-rank": _number(rank)})


def _link_label(link: LinkMark, number: int) -> str:
    money = bool(link.data.get("amounts"))
    x, y = link.label_at or link.at(0.5)
    marks = {"class": "label aside money" if money else "label aside", "data-kind": "link", "data-of": str(number)}
    marks |= {"data-side": "down", "data-rank": "50" if money else "0"}
    return _label((link.label,), (x, y - LINK_LABEL_SIZE * LINE / 2), LINK_LABEL_SIZE, marks)


def _label(lines: tuple[str, ...], at: Point, size: float, marks: dict[str, str]) -> str:
    """A label that hangs below a point, or stands on it. Its sizes are left for the script to find room."""
    height = len(lines) * size * LINE
    width = max(text_width(line, size, marks["class"] != "label") for line in lines)
    first = (-height if marks["data-side"] == "up" else 0) + 0.82 * size * LINE
    x, y = map(_number, at)
    marks = marks | {"data-x": x, "data-y": y, "data-w": _number(width), "data-h": _number(height)}
    attributes = " ".join(f'{name}="{value}"' for name, value in marks.items())
    spans = "".join(
        f'<tspan x="0" y="{_number(first + number * size * LINE)}">{escape(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    return f'<text {attributes} transform="translate({x} {y})" font-size="{_number(size)}">{spans}</text>'


def _checkbox(name: str, number: int, look: Look, count: int) -> str:
    if look.shape == "line":
        sign = f'<path d="M1 9H21" stroke="{look.colour}" stroke-width="3"/>'
    else:
        sign = _shape(look, (11, 9), 7)
    return (
        f'<label><input type="checkbox" name="{name}" value="{number}" checked autocomplete="off">'
        f'<svg viewBox="0 0 22 18" aria-hidden="true">{sign}</svg>{escape(look.label)}'
        f'<span class="count">{count}</span></label>'
    )


def _source(quote: dict[str, Any]) -> str:
    title, url = quote.get("title") or quote.get("url") or "", quote.get("url") or ""
    if url.lower().startswith(("http://", "https://")):
        return f'<a href="{escape(url)}" rel="noopener noreferrer">{escape(title)}</a>'
    return escape(title)


def _table(caption: str, heads: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """An HTML table; the cells are markup already."""
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    if not body:
        return ""
    return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>\n"


def _links_table(graph: nx.MultiDiGraph) -> str:
    names = {key: escape(str(data.get("label", key))) for key, data in graph.nodes(data=True)}

    def rows() -> Iterator[tuple[str, ...]]:
        for source, target, data in graph.edges(data=True):
            quotes = data.get("quotes", [])
            said = "<br>".join(escape(q["quote"]) for q in quotes)
            where = "<br>".join(dict.fromkeys(_source(q) for q in quotes))
            amounts = escape(", ".join(data.get("amounts", [])))
            yield (
                names[source],
                escape(data.get("label", "")),
                names[target],
                amounts,
                escape(data.get("modality", "")),
                said,
                where,
            )

    return _table("Links", ("From", "Link", "To", "Amount", "Status", "Words", "Source"), rows())


def _facts_table(graph: nx.MultiDiGraph) -> str:
    def rows() -> Iterator[tuple[str, ...]]:
        for key, data in graph.nodes(data=True):
            for fact in data.get("facts", []):
                mark = ' <span class="disputed">disputed</span>' if fact.get("disputed") else ""
                yield (
                    escape(str(data.get("label", key))),
                    escape(fact["line"]) + mark,
                    escape(fact["quote"]),
                    _source(fact),
                )

    return _table("Facts", ("About", "Fact", "Words", "Source"), rows())
