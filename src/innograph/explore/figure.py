"""Outlines that print pictures and the page share: the shapes of nodes and the heads of arrows."""

from __future__ import annotations

import math

from innograph.explore.appearance import Look
from innograph.explore.layout import Point

# Number of corners, and the angle of the first one in degrees.
CORNERS = {"square": (4, 45), "diamond": (4, 0), "triangle": (3, 90), "hexagon": (6, 0), "pentagon": (5, 90)}


def arrowhead(bend: Point, end: Point, length: float = 7.0) -> list[Point]:
    """The three corners of an arrowhead whose tip is at `end`, coming from `bend`."""
    angle = math.atan2(end[1] - bend[1], end[0] - bend[0])
    wings = [(end[0] - length * math.cos(angle + s), end[1] - length * math.sin(angle + s)) for s in (0.42, -0.42)]
    return [end, *wings]


def corners(look: Look, centre: Point, r: float) -> list[Point]:
    """The corners of a node's shape, y downwards; none for a circle."""
    if look.shape not in CORNERS:
        return []
    count, first = CORNERS[look.shape]
    r *= 1.15  # so that angular shapes look as large as circles
    angles = [math.radians(first + 360 * i / count) for i in range(count)]
    return [(centre[0] + r * math.cos(a), centre[1] - r * math.sin(a)) for a in angles]
