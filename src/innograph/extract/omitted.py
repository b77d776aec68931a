"""Units that a text leaves out because they were told before: "from 20 billion yuan to 29.6 billion".

Where they are told in a table, they stand in the header: "Revenue (NT$ billion): 32.7".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from innograph.extract.comparators import Comparators
from innograph.extract.numerals import Form, is_whole
from innograph.extract.units import PERCENT, Measure, Units
from innograph.extract.wording import Wording, alternatives, whole

POINTS = "percentage_points"
_PLAIN = {Form.DIGITS, Form.WORDS}
_FAR = 240  # code points over which nothing but an amount of money is carried on
_LARGE = (
    1_000_000  # figures from here on are rounded to magnitudes, and without a noun are money or what was told before
)
_CELL = re.compile(r"(?:^|;\s)(?P<header>[^:;]{1,80}):\s")
_SENTENCE = re.compile(r"[.!?][\"”’)]?\s+(?=[A-Z\"“])")


@dataclass(frozen=True, slots=True)
class _Column:
    """A cell of a table row, with the magnitude and unit that its header names."""

    start: int
    end: int
    magnitude: Decimal
    unit: str | None


class Omitted:
    """Gives figures the units that they share with earlier ones, or with the header of their column."""

    def __init__(self, wording: Wording, units: Units, comparators: Comparators) -> None:
        self._units = units
        self._comparators = comparators
        self._currencies = wording.currencies
        self._linking = wording.words("bareFollower")
        follower = whole(wording.words("bareFollower"))
        self._alone = re.compile(rf"\s*(?:$|[.,;:)\]–—]|\s{follower}|\s(?:19|20)\d\d\b)", re.IGNORECASE)
        self._of_it = re.compile(rf"\s+of\s+{whole(wording.words('wholePronoun'))}", re.IGNORECASE)
        self._points = re.compile(rf"\s+{whole(wording.words('pointWord'))}", re.IGNORECASE)
        self._word = re.compile(r"([A-Za-z]+)[^\w]+$")
        measured = rf"(?:(?P<sign>{alternatives(units.signs)})\s?)?(?P<rest>[^()]{{0,30}})"
        self._unit = re.compile(
            rf"^.*(?:\(\s*(?:in\s+)?{measured}\s*\)|(?:,|\bin)\s+{measured.replace('<', '<bare_')})\s*$"
        )

    def completed(self, text: str, measures: list[Measure], meanings: dict[str, str]) -> list[Measure]:
        """The measures, those without a unit with the one that the text means."""
        columns = list(self._columns(text, meanings))
        done: list[Measure] = []
        last: Measure | None = None  # the last one that may be meant
        at = 0
        for told in measures:
            measure = told
            if told.unit is None and told.numeral.form in _PLAIN:
                while at < len(columns) and columns[at].end <= told.start:
                    at += 1
                if at < len(columns) and columns[at].start <= told.start:
                    magnitude = columns[at].magnitude if told.magnitude == 1 else told.magnitude
                    measure = replace(told, magnitude=magnitude, unit=columns[at].unit)
                elif last is not None:
                    measure = self._resumed(text, told, last, next_to=done[-1] is last)
            done.append(measure)
            if measure.unit is not None or measure.value >= _LARGE:
                last = measure
        return done

    # -- told before -------------------------------------------------------------------------------------------------

    def _resumed(self, text: str, measure: Measure, last: Measure, *, next_to: bool) -> Measure:
        """The measure with the unit of one told before, if it can be meant."""
        alone = self._alone.match(text, measure.end) is not None
        if measure.value >= _LARGE:
            return replace(measure, unit=last.unit) if alone and last.unit in self._currencies else measure
        apart = measure.start - last.end > _FAR or _SENTENCE.search(text, last.end, measure.start) is not None
        if apart or last.unit is None or last.unit in self._currencies:
            return measure
        if last.unit in {PERCENT, POINTS} and (points := self._points.match(text, measure.end)):
            return replace(measure, unit=POINTS, end=points.end())
        part = last.unit != PERCENT and next_to and self._of_it.match(text, measure.end) is not None
        meant = part or (alone and self._parallel(text, measure, last))
        return replace(measure, unit=last.unit) if meant else measure

    def _parallel(self, text: str, measure: Measure, last: Measure) -> bool:
        """Whether the figure stands as the one before did: a part of a unit, or after the same word."""
        if last.unit in self._units.stretches or (last.unit == PERCENT and measure.value > 100):
            return False
        word = self._word_before(text, measure)
        return not is_whole(measure.value) or (word in self._linking and word == self._word_before(text, last))

    def _word_before(self, text: str, measure: Measure) -> str:
        start, _, _ = self._comparators.around(text, measure.start, measure.end)
        found = self._word.search(text, max(0, start - 24), start)
        return found[1].lower() if found else ""

    # -- tables ------------------------------------------------------------------------------------------------------

    def _columns(self, text: str, meanings: dict[str, str]) -> Iterator[_Column]:
        """The cells of a row whose header names a magnitude or unit.

        A header that names none leaves the cell to the first cell and its header, which say what the row is.
        """
        cells = list(_CELL.finditer(text))
        title, _, first = text.partition(";")[0].partition(": ")  # what the row is, under its header where it has one
        general = self._measured(title, meanings) or self._measured(first, meanings) if cells else None
        for cell, after in pairwise([*cells, None]):
            assert cell is not None
            told = self._measured(cell["header"], meanings) or general
            if told:
                yield _Column(cell.end(), after.start() if after else len(text), *told)

    def _measured(self, words: str, meanings: dict[str, str]) -> tuple[Decimal, str | None] | None:
        """Magnitude and unit at the end of a header: "Revenue (NT$ billion)", "Share in percent"."""
        found = self._unit.search(words)
        if not found:
            return None
        sign = found["sign"] or found["bare_sign"] or ""
        return self._units.named(sign, (found["rest"] or found["bare_rest"] or "").strip(), meanings)
