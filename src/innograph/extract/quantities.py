"""Figures as texts tell them: "over 3.2 million", "14.52 billion yuan ($2.05 billion)", "doubled", "ranked third".

`numerals` finds numbers, `units` reads what stands around them, `grouping` puts neighbours together and `judgement`
tells which numbers belong to names. Here they become quantities, and amounts in brackets equivalents of the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from innograph.extract.comparators import EXACTLY, Comparators
from innograph.extract.grouping import Grouping
from innograph.extract.judgement import NumberJudge
from innograph.extract.numerals import Form, Numerals, is_whole
from innograph.extract.omitted import Omitted
from innograph.extract.periods import PeriodReader
from innograph.extract.ranks import RANK, TIMES_OF, Multiples, Ranks
from innograph.extract.units import COUNT, PERCENT, Measure, Units
from innograph.extract.wording import Wording, alternatives
from innograph.model import Money, Quantity, Span
from innograph.ontology import Ontology

__all__ = ["QuantityReader"]


class QuantityReader:
    """Reads figures from text. Built once from an ontology; reading changes nothing in it."""

    def __init__(self, ontology: Ontology) -> None:
        wording = Wording(ontology)
        self._periods = PeriodReader(ontology)
        self._numerals = Numerals(wording)
        self._units = Units(wording)
        self._judge = NumberJudge(wording)
        self._comparators = Comparators(wording)
        self._grouping = Grouping(wording, self._comparators, self._judge)
        self._omitted = Omitted(wording, self._units, self._comparators)
        self._ranks = Ranks(wording, self._judge)
        self._multiples = Multiples(wording)
        self._currencies = wording.currencies
        hint = rf"(?:{alternatives([*wording.words('equivalentWord'), *self._comparators.words])}\s*){{0,4}}"
        self._first = re.compile(rf"\s*(?:[(\[（]\s*|,?\s+or\s+|,\s+(?=equ)){hint}", re.IGNORECASE)
        self._further = re.compile(rf"\s*(?:[,;/]|\bor\b|\band\b)\s*{hint}", re.IGNORECASE)

    def read(
        self, text: str, offset: int = 0, protected: Iterable[Span] = (), home: str | None = None
    ) -> list[Quantity]:
        """The figures of the text in order; they do not overlap.

        Args:
            text: a paragraph or sentence.
            offset: added to all offsets of the spans.
            protected: names, with their offsets in the same document: numbers inside them are no figures.
            home: IRI of the country that the document is about; "$" is its dollar.
        """
        closed = bytearray(len(text))
        periods = ((p.span.start, p.span.end) for p in self._periods.read(text))
        names = ((max(0, s.start - offset), min(len(text), s.end - offset)) for s in protected)
        for start, end in (*periods, *names, *self._judge.codes(text)):
            closed[start:end] = b"\1" * max(0, end - start)
        numerals = (n for n in self._numerals.find(text) if closed.find(1, n.start, n.end) < 0)
        meanings = self._units.meanings(text, home)
        measures = [self._units.measure(text, n, meanings) for n in numerals]
        quantities = _apart(list(self._quantities(text, measures, meanings)))
        return [_shifted(q, offset) for q in self._with_equivalents(text, quantities)]

    def _quantities(self, text: str, measures: list[Measure], meanings: dict[str, str]) -> Iterator[Quantity]:
        shared = self._grouping.shared(text, measures)
        measures = self._omitted.completed(text, [m for m, _ in shared], meanings)
        starts = {m.start: after.start for m, after in pairwise(measures)}
        for measure, high in self._grouping.groups(
            text, [(m, link) for m, (_, link) in zip(measures, shared, strict=True)]
        ):
            if measure.numeral.form in {Form.DIGITS, Form.WORDS}:
                found = self._ranks.rank(text, measure) or self._counted(text, measure, high)
            else:
                found = self._worded(text, measure, starts.get(measure.start, -1))
            if found:
                yield found

    def _counted(self, text: str, measure: Measure, high: Measure | None) -> Quantity | None:
        """A cardinal number as a quantity."""
        last = high or measure
        start, end, comparator = self._comparators.around(text, measure.start, last.end)
        unit = measure.unit or COUNT
        if self._judge.is_attached(text, measure, last.end, after=end == last.end):
            return None
        if self._ranks.is_numbered(text, measure) or (not high and self._judge.is_name_part(text, measure)):
            return None
        if self._judge.is_pronoun(measure, compared=comparator != EXACTLY) or self._judge.is_time_or_age(text, last):
            return None
        if not measure.unit and (times := self._multiples.times(text, start, last.end, not is_whole(measure.value))):
            if times[1] is None:
                return None
            end, unit = max(end, times[0]), times[1]
        figure = Span(measure.numeral.start, last.figure_end)
        return Quantity(measure.value, unit, Span(start, end), comparator, high.value if high else None, figure=figure)

    def _worded(self, text: str, measure: Measure, following: int) -> Quantity | None:
        """An ordinal, fraction or multiple as a quantity. `following` is where the next number begins."""
        numeral, unit = measure.numeral, measure.unit
        start, end, comparator = self._comparators.around(text, measure.start, measure.end)
        compared = comparator != EXACTLY
        if numeral.form is Form.FRACTION and self._judge.is_share(text, numeral, compared):
            unit = PERCENT
        elif numeral.form is Form.HALF and (unit or measure.magnitude != 1):
            unit = unit or COUNT
        elif numeral.form is Form.MULTIPLE or (
            numeral.form is Form.MULTIPLE_OF and self._judge.is_multiplier(text, numeral, compared)
        ):
            unit = TIMES_OF
        else:
            place = self._numerals.place(text, numeral)
            if not place or not self._judge.is_rank(text, place, following):
                return None
            span = Span(place.start, place.end)
            return Quantity(place.value, RANK, span, figure=span)
        figure = Span(numeral.start, measure.figure_end)
        return Quantity(measure.value, unit, Span(start, end), comparator, figure=figure)

    def _with_equivalents(self, text: str, quantities: Iterable[Quantity]) -> list[Quantity]:
        """The quantities; amounts in other currencies directly after one are made its equivalents."""
        kept: list[Quantity] = []
        end = 0  # of the last amount or equivalent
        for quantity in quantities:
            last = kept[-1] if kept else None
            opening = self._further if last and last.equivalents else self._first
            if last and self._are_money(quantity, last) and opening.fullmatch(text, end, quantity.span.start):
                equal = Money(quantity.value, quantity.unit)
                kept[-1] = replace(last, equivalents=(*last.equivalents, equal))
            else:
                kept.append(quantity)
            end = quantity.span.end
        return kept

    def _are_money(self, one: Quantity, other: Quantity) -> bool:
        return one.unit != other.unit and {one.unit, other.unit} <= self._currencies


def _apart(quantities: list[Quantity]) -> list[Quantity]:
    """The quantities, so that none reaches into the next: in "5 and over 7" the words belong to the second."""
    for index, (one, after) in enumerate(pairwise(quantities)):
        if one.span.end > after.span.start and one.figure is not None:
            end = min(max(one.figure.end, one.span.start), after.span.start)
            quantities[index] = replace(one, span=Span(one.span.start, end), comparator=EXACTLY)
    return quantities


def _shifted(quantity: Quantity, offset: int) -> Quantity:
    def shift(span: Span) -> Span:
        return Span(span.start + offset, span.end + offset)

    return replace(quantity, span=shift(quantity.span), figure=shift(quantity.figure) if quantity.figure else None)
