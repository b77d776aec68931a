"""Figures as texts tell them: "over 3.2 million", "14.52 billion yuan ($2.05 billion)", "doubled", "ranked third".

Numbers are found by `numerals`, what stands around them is read by `units`, and `judgement` tells which of them belong
to names. Here neighbours are put together: ranges, units that several figures share, comparators, amounts in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from innograph.extract.comparators import Comparators
from innograph.extract.judgement import NumberJudge
from innograph.extract.numerals import Form, Numerals
from innograph.extract.periods import PeriodReader
from innograph.extract.units import COUNT, PERCENT, Measure, Units
from innograph.extract.wording import Wording, alternatives, whole
from innograph.model import Money, Quantity, Span
from innograph.ontology import Ontology

_RANGE = re.compile(r"\s*(?:[-–—~～]|\bto\b|至)\s*")
_AND = re.compile(r"\s+(?:and|or)\s+")
_COMMA = re.compile(r",\s+")
RANK, TIMES, TIMES_OF = "rank", "times", "times_of"


class QuantityReader:
    """Reads figures from text. Built once from an ontology; reading changes nothing in it."""

    def __init__(self, ontology: Ontology) -> None:
        wording = Wording(ontology)
        self._periods = PeriodReader(ontology)
        self._numerals = Numerals(wording)
        self._units = Units(wording)
        self._judge = NumberJudge(wording)
        self._comparators = Comparators(wording)
        self._currencies = wording.currencies
        hints = alternatives([*wording.words("equivalentWord"), *self._comparators.words])
        self._bracket = re.compile(
            rf"\s*(?:[(\[（]\s*|,?\s+or\s+|,\s+(?=(?:equivalent|equal)\b))(?:{hints}\s*)*", re.IGNORECASE
        )
        self._next = re.compile(rf"\s*(?:[,;/]|\bor\b|\band\b)\s*(?:{hints}\s*)*", re.IGNORECASE)
        self._from = re.compile(r"(?<![\w-])from\s+$", re.IGNORECASE)
        self._ranging = re.compile(rf"(?<![\w-])(?:{alternatives(wording.words('rangeWord'))})\s+$", re.IGNORECASE)
        self._between = re.compile(r"(?<![\w-])between\s+$", re.IGNORECASE)
        self._times = re.compile(rf"[\s-]{whole(wording.words('timesWord'))}")
        self._times_more = re.compile(rf"\s+{whole(wording.words('timesMore'))}")
        self._times_of = re.compile(rf"\s+{whole(wording.words('timesOf'))}")
        self._growth = re.compile(
            rf"(?<![\w-])(?:{alternatives(wording.words('growthWord'))})\s[^.;!?]*$", re.IGNORECASE
        )
        self._to = re.compile(r"(?<![\w-])to\s+$", re.IGNORECASE)
        self._rank = re.compile(rf"(?<![\w-])(?:{alternatives(wording.words('rankWord'))})\s?$")
        self._top = re.compile(rf"(?<![\w-])(?:{alternatives(wording.words('topWord'))})[\s-]$", re.IGNORECASE)

    def read(self, text: str, offset: int = 0, protected: Iterable[Span] = ()) -> list[Quantity]:
        """The figures of the text in order; they do not overlap.

        Args:
            text: a paragraph or sentence.
            offset: added to all offsets of the spans.
            protected: names, with their offsets in the same document: numbers inside them are no figures.
        """
        closed = bytearray(len(text))
        periods = ((p.span.start, p.span.end) for p in self._periods.read(text))
        names = ((s.start - offset, s.end - offset) for s in protected)
        for start, end in (*periods, *names, *self._judge.codes(text)):
            start, end = max(0, start), min(end, len(text))
            closed[start:end] = b"\1" * max(0, end - start)
        measures = [
            self._units.measure(text, n) for n in self._numerals.find(text) if closed.find(1, n.start, n.end) < 0
        ]
        found = self._bracketed(text, list(self._quantities(text, self._shared(text, measures))))
        return [_shifted(q, offset) for q in found]

    def _shared(self, text: str, measures: list[Measure]) -> list[tuple[Measure, str]]:
        """The measures, each with its link to the next, units and magnitudes shared along: "3 and 5 billion yuan"."""
        linked: list[tuple[Measure, str]] = []
        for measure in reversed(measures):
            if not linked:
                linked.append((measure, ""))
                continue
            after, onward = linked[-1]
            link = self._link(text, measure, after, onward)
            here = _with_unit_of(measure, after) if link else measure
            if (
                link == "range"
                and measure.has_sign
                and not after.unit
                and (after.magnitude > 1 or _is_tight(text, measure, after))
            ):
                linked[-1] = (replace(after, unit=measure.unit), onward)
            linked.append((here, link))
        return linked[::-1]

    def _link(self, text: str, first: Measure, second: Measure, onward: str) -> str:
        """How two figures hang together: "range", "and", "list", or not at all ("")."""
        plain = {Form.DIGITS, Form.WORDS}
        if first.numeral.form not in plain or second.numeral.form not in plain or second.start - first.end > 12:
            return ""
        if _RANGE.fullmatch(text, first.end, second.start):
            return "range"
        if _AND.fullmatch(text, first.end, second.start):
            return "and"
        return "list" if onward in {"and", "list"} and _COMMA.fullmatch(text, first.end, second.start) else ""

    def _quantities(self, text: str, linked: list[tuple[Measure, str]]) -> Iterator[Quantity]:
        low = None
        for index, (measure, link) in enumerate(linked):
            if low is not None:
                yield from self._one(text, low, measure)
                low = None
            elif link and self._is_range(text, measure, linked[index + 1][0], link):
                low = measure
            else:
                yield from self._one(text, measure)

    def _is_range(self, text: str, low: Measure, high: Measure, link: str) -> bool:
        if low.unit != high.unit or low.value >= high.value or self._judge.is_name_part(text, low):
            return False
        start, _, _ = self._comparators.around(text, low.start, low.end)
        window = max(0, start - 24)
        if link == "range":
            return not self._from.search(text, window, start) or bool(self._ranging.search(text, window, start))
        return link == "and" and bool(self._between.search(text, window, start))

    def _one(self, text: str, measure: Measure, high: Measure | None = None) -> Iterator[Quantity]:
        """The quantity that a measure is, if it is one."""
        numeral, end = measure.numeral, (high or measure).end
        start, stop, comparator = self._comparators.around(text, measure.start, end)
        compared = start < measure.start
        unit = measure.unit or COUNT
        if numeral.form in {Form.DIGITS, Form.WORDS}:
            if rank := self._ranked(text, measure):
                yield rank
                return
            last = high or measure
            if (
                self._judge.is_attached(text, measure, last.end, after=stop == end)
                or (not high and self._judge.is_name_part(text, measure))
                or self._judge.is_pronoun(text, measure, compared)
            ):
                return
            if measure.unit is None and (times := self._times.match(text, end)):
                multiple = self._multiple(text, measure, times.end())
                if multiple is None:
                    return
                unit, stop = multiple, max(stop, times.end())
        elif numeral.form is Form.HALF:
            if not measure.unit and measure.magnitude == 1:
                return
        elif numeral.form is Form.FRACTION:
            if not self._judge.is_share(text, numeral, compared):
                place = self._numerals.place(text, numeral)
                if place:
                    yield from self._one(text, self._units.measure(text, place))
                return
            unit = PERCENT
        elif numeral.form is Form.ORDINAL:
            if self._judge.is_rank(text, numeral):
                span = Span(numeral.start, numeral.end)
                yield Quantity(numeral.value, RANK, span, figure=span)
            return
        else:
            if numeral.form is Form.MULTIPLE_OF and not self._judge.is_multiplier(text, numeral, compared):
                return
            unit = TIMES_OF
        figure = Span(numeral.start, high.figure_end if high else measure.figure_end)
        yield Quantity(measure.value, unit, Span(start, stop), comparator, high.value if high else None, figure=figure)

    def _ranked(self, text: str, measure: Measure) -> Quantity | None:
        """The rank that "No. 1" and "top 10" tell."""
        numeral = measure.numeral
        if measure.unit or measure.magnitude != 1 or numeral.value % 1:
            return None
        figure, window = Span(numeral.start, numeral.end), max(0, numeral.start - 12)
        if number := self._rank.search(text, window, numeral.start):
            named = self._judge.is_before_name(text, numeral.end)
            return (
                None
                if named or numeral.value > 1000
                else Quantity(numeral.value, RANK, Span(number.start(), numeral.end), figure=figure)
            )
        if top := self._top.search(text, window, numeral.start):
            return Quantity(numeral.value, RANK, Span(top.start(), numeral.end), "le", figure=figure)
        return None

    def _multiple(self, text: str, measure: Measure, end: int) -> str | None:
        """Whether "N times" is an increase, N times as many, or only how often something happened (None)."""
        start = measure.start
        if self._times_more.match(text, end):
            return TIMES
        if self._times_of.match(text, end) or self._to.search(text, max(0, start - 8), start):
            return TIMES_OF
        grown = self._growth.search(text, max(0, start - 48), start)
        return TIMES if grown or measure.numeral.value % 1 else None

    def _bracketed(self, text: str, quantities: list[Quantity]) -> list[Quantity]:
        """The quantities, amounts in other currencies directly after one made its equivalents."""
        kept: list[Quantity] = []
        end = 0  # of the last amount or equivalent
        for quantity in quantities:
            last = kept[-1] if kept else None
            if last and {quantity.unit, last.unit} <= self._currencies and quantity.unit != last.unit:
                opening = self._next if last.equivalents else self._bracket
                if opening.fullmatch(text, end, quantity.span.start):
                    equal = Money(quantity.value, quantity.unit)
                    kept[-1] = replace(last, equivalents=(*last.equivalents, equal))
                    end = quantity.span.end
                    continue
            kept.append(quantity)
            end = quantity.span.end
        return kept


def _is_tight(text: str, first: Measure, second: Measure) -> bool:
    """Whether a dash stands between the two: "$3-5", not "$3 to 5"."""
    return not any(c.isalpha() for c in text[first.end : second.start])


def _with_unit_of(first: Measure, second: Measure) -> Measure:
    """`first` with the unit of `second`, and its magnitude, where it has none of its own."""
    if first.unit and (second.unit or second.magnitude == 1):
        return first
    magnitude = first.magnitude
    if magnitude == 1 and first.numeral.value < 1000:
        magnitude = second.magnitude
    return replace(first, unit=first.unit or second.unit, magnitude=magnitude)


def _shifted(quantity: Quantity, offset: int) -> Quantity:
    def shift(span: Span) -> Span:
        return Span(span.start + offset, span.end + offset)

    return replace(quantity, span=shift(quantity.span), figure=shift(quantity.figure) if quantity.figure else None)
