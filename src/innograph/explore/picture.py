"""Pictures for print: a scene drawn with matplotlib, as SVG or PNG. The same scene always gives the same bytes."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import get_font_names
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon
from matplotlib.path import Path as Outline

from innograph.explore.appearance import Look
from innograph.explore.figure import arrowhead, corners
from innograph.explore.layout import Point
from innograph.explore.scene import LABEL_SIZE, LINE, LINK_LABEL_SIZE, LinkMark, NodeMark, Scene, text_width

INK, QUIET = "#1b1f23", "#5b646c"
MARGIN, HEAD, LEAST_WIDTH = 28.0, 46.0, 620.0
FIGURES_SIZE, FIGURES_OF, FIGURES_LINES = 8.5, 3, 6  # facts told at the foot: of how many nodes, in how many lines
DPI = 160
# DejaVu comes with matplotlib; the others are asked for what it lacks, where the system has them.
FONTS = (
    "DejaVu Sans",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
    "SimHei",
    "PingFang SC",
)


def picture(scene: Scene, form: str, *, title: str, note: str) -> bytes:
    """The scene with a title, a legend and a note at the foot, as "svg" or "png"."""
    known = set(get_font_names())
    settings: dict[Any, Any] = {
        "font.family": [f for f in FONTS if f in known],
        "svg.fonttype": "none",  # text stays text: it can be searched and copied
        "svg.hashsalt": "innograph",
        "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    }
    inner = max(scene.width, LEAST_WIDTH, text_width(title, 15, True), text_width(note, 7.5))
    legend, figures = list(_legend_rows(scene, inner)), list(_figures(scene, inner))
    foot = 20.0 * len(legend) + 36
    width, height = inner + 2 * MARGIN, HEAD + scene.height + 14 * len(figures) + foot + MARGIN
    content = io.BytesIO()
    with mpl.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")  # drawn as a box; the SVG has the character
        figure = Figure(figsize=(width / 72, height / 72), facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        axes.axis("off")
        axes.text(MARGIN, 24, title, size=15, weight="bold", color=INK, va="center")
        _draw_scene(axes, scene, ((width - scene.width) / 2, HEAD))
        _draw_legend(axes, legend, (MARGIN, HEAD + scene.height + 24))
        for number, (name, words) in enumerate(figures):
            y = HEAD + scene.height + 20 * len(legend) + 26 + 14 * number
            axes.text(MARGIN, y, name, size=FIGURES_SIZE, weight="bold", color=INK, va="center")
            axes.text(MARGIN + _indent(scene), y, words, size=FIGURES_SIZE, color=INK, va="center")
        axes.text(MARGIN, height - 20, note, size=7.5, color=QUIET, va="center")
        metadata: dict[str, Any] = {"Date": None, "Creator": None} if form == "svg" else {"Software": None}
        figure.savefig(content, format=form, dpi=DPI, metadata=metadata)
    return content.getvalue()


def _draw_scene(axes: Any, scene: Scene, origin: Point) -> None:
    dx, dy = origin
    for link in scene.links:
        _draw_link(axes, link, dx, dy)
    for node in scene.nodes:
        _draw_shape(axes, node.look, (node.x + dx, node.y + dy), node.r)
    for node in scene.nodes:
        _draw_label(axes, node, dx, dy)
    for link in scene.links:
        if link.label_at:
            x, y = link.label_at[0] + dx, link.label_at[1] + dy
            _paper(axes, (x, y), (text_width(link.label, LINK_LABEL_SIZE), LINK_LABEL_SIZE * LINE), 0.9)
            weight = "bold" if link.data.get("amounts") else "normal"
            axes.text(
                x,
                y,
                link.label,
                size=LINK_LABEL_SIZE,
                color=darker(link.look.colour),
                ha="center",
                va="center",
                weight=weight,
            )


def _draw_link(axes: Any, link: LinkMark, dx: float, dy: float) -> None:
    start, bend, end = ((x + dx, y + dy) for x, y in (link.start, link.bend, link.end))
    outline = Outline([start, bend, end], [Outline.MOVETO, Outline.CURVE3, Outline.CURVE3])
    style: Any = (0, (4, 2.5)) if link.dashed else "solid"
    axes.add_patch(
        PathPatch(outline, fill=False, edgecolor=link.look.colour, linewidth=link.width, linestyle=style, alpha=0.85)
    )
    if link.arrow:
        axes.add_patch(Polygon(arrowhead(bend, end), closed=True, facecolor=link.look.colour, edgecolor="none"))


def _draw_shape(axes: Any, look: Look, centre: Point, r: float) -> None:
    outline = corners(look, centre, r)
    shape = Polygon(outline, closed=True) if outline else Circle(centre, r)
    shape.set(facecolor=look.colour, edgecolor="white", linewidth=1.2)
    axes.add_patch(shape)


def _draw_label(axes: Any, node: NodeMark, dx: float, dy: float) -> None:
    bold = node.size > LABEL_SIZE
    for number, line in enumerate(node.lines):
        x, y = node.x + dx, node.label_y + dy + (number + 0.5) * node.size * LINE
        _paper(axes, (x, y), (text_width(line, node.size, bold), node.size * LINE), 0.8)
        axes.text(x, y, line, size=node.size, weight="bold" if bold else "normal", color=INK, ha="center", va="center")


def _paper(axes: Any, centre: Point, size: Point, alpha: float) -> None:
    """A patch of white behind a text, so that links that pass there do not strike it through."""
    (x, y), (width, height) = centre, size
    axes.add_patch(
        FancyBboxPatch(
            (x - width / 2, y - height / 2),
            width,
            height,
            boxstyle="round,pad=1",
            facecolor="white",
            edgecolor="none",
            alpha=alpha,
        )
    )


def _told(scene: Scene) -> list[NodeMark]:
    """The nodes whose facts are told below the picture."""
    with_facts = [node for node in scene.nodes if node.data.get("facts")]
    return sorted(with_facts, key=lambda n: (-n.data.get("weight", 0), -len(n.data["facts"]), n.key))[:FIGURES_OF]


def _indent(scene: Scene) -> float:
    return max((text_width(node.lines[0], FIGURES_SIZE, True) for node in _told(scene)), default=0.0) + 10


def _figures(scene: Scene, width: float) -> Iterator[tuple[str, str]]:
    """Facts about the nodes of which most is said, as lines that fit the width, each after a name or nothing."""
    room = width - _indent(scene)
    for node in _told(scene):
        lines = [""]
        for fact in node.data["facts"]:
            words = fact["line"] + (" [disputed]" if fact.get("disputed") else "")
            joined = f"{lines[-1]}  ·  {words}" if lines[-1] else words
            if text_width(joined, FIGURES_SIZE) <= room or not lines[-1]:
                lines[-1] = joined
            elif len(lines) < FIGURES_LINES // len(_told(scene)):
                lines.append(words)
            else:
                break
        yield from ((node.lines[0] if number == 0 else "", line) for number, line in enumerate(lines))


Row = list[tuple[Look, str, float]]  # look, words, distance from the left


def _legend_rows(scene: Scene, width: float) -> Iterator[Row]:
    """The legend's entries in rows no wider than the picture: types of node, then kinds of link."""
    for looks in (scene.types, scene.kinds):
        row: Row = []
        x = 0.0
        for look, _count in looks:
            need = 26 + text_width(look.label, 8.5) + 18
            if row and x + need > width:
                yield row
                row, x = [], 0.0
            row.append((look, look.label, x))
            x += need
        if row:
            yield row


def _draw_legend(axes: Any, rows: list[Row], corner: Point) -> None:
    for number, row in enumerate(rows):
        y = corner[1] + 20 * number
        for look, words, left in row:
            x = corner[0] + left
            if look.shape == "line":
                axes.plot([x, x + 18], [y, y], color=look.colour, linewidth=2, solid_capstyle="round")
            else:
                _draw_shape(axes, look, (x + 9, y), 6)
            axes.text(x + 24, y, words, size=8.5, color=INK, va="center")


def darker(colour: str) -> str:
    """The colour as ink: dark enough to read on white."""
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{int(p * 0.72):02x}" for p in parts)
