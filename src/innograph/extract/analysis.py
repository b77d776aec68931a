"""A parsed block with its figures, periods and names laid over the tokens."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING

from innograph.extract.names import Name
from innograph.model import Block, Period, Quantity, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity and its tokens: `start` to `end` (exclusive); `anchor` is the one that the rest of the parse sees."""

    quantity: Quantity
    start: int
    end: int
    anchor: Token


@dataclass(frozen=True, slots=True)
class Time:
    """A period and its tokens, as for `Figure`."""

    period: Period
    start: int
    end: int
    anchor: Token


FUNCTION_WORDS = {"PUNCT", "ADP", "ADV", "DET", "SCONJ", "PART"}


def _anchor(parsed: Doc, start: int, end: int) -> Token:
    """The last token of the range that hangs on a token outside it."""
    outside = [t for t in parsed[start:end] if t.dep_ == "ROOT" or not start <= t.head.i < end]
    solid = [t for t in outside if t.pos_ not in FUNCTION_WORDS]
    return (solid or outside or [parsed[end - 1]])[-1]


class Analysis:
    """Figures, periods and names of one block, looked up by token index."""

    def __init__(self, parsed: Doc, block: Block, quantities: list[Quantity], periods: list[Period]) -> None:
        self.parsed = parsed
        self.block = block
        self.offset = block.span.start
        self._starts = [t.idx for t in parsed]
        self.times = [Time(p, *r, _anchor(parsed, *r)) for p in periods if (r := self._range(p.span))]
        self.time_at = {i: t for t in self.times for i in range(t.start, t.end)}
        self.figures = []
        for quantity in quantities:
            if whole := self._range(quantity.span):
                core = self._range(Span(quantity.figure.start, quantity.span.end)) if quantity.figure else None
                anchor = _anchor(parsed, *whole)
                if core and anchor.pos_ in FUNCTION_WORDS:
                    anchor = _anchor(parsed, *core)  # "over" was parsed as a preposition
                self.figures.append(Figure(quantity, *whole, anchor))
        self.figure_at = {i: f for f in self.figures for i in range(f.start, f.end)}
        self.names: list[Name] = []
        self.name_at: dict[int, Name] = {}

    def _range(self, span: Span) -> tuple[int, int] | None:
        """Indices of the tokens that `span` of the document touches, or None if it lies outside the block."""
        first = bisect.bisect_right(self._starts, span.start - self.offset) - 1
        last = bisect.bisect_left(self._starts, span.end - self.offset)
        return (max(first, 0), last) if last > max(first, 0) else None

    @property
    def taken(self) -> frozenset[int]:
        """Tokens of figures and periods."""
        return frozenset(self.figure_at) | frozenset(self.time_at)

    def set_names(self, names: list[Name]) -> None:
        """Lays the names over the tokens."""
        self.names = names
        self.name_at = {i: n for n in names for i in range(n.start, n.end)}

    def span_of(self, first: int, last: int) -> Span:
        """The place in the document of tokens `first` to `last`, both included."""
        end = self.parsed[last]
        return Span(self.offset + self.parsed[first].idx, self.offset + end.idx + len(end))
