"""Ranks and multiples: "No. 1", "the top ten", "7.9 times more", "twice the number"."""

from __future__ import annotations

import re

from innograph.extract.judgement import NumberJudge
from innograph.extract.numerals import is_whole
from innograph.extract.units import Measure
from innograph.extract.wording import Wording, alternatives, whole
from innograph.model import Quantity, Span

RANK, TIMES, TIMES_OF = "rank", "times", "times_of"
_HIGHEST = 1000  # numbers above are no ranks after "No."


class Ranks:
    """Reads ranks that cardinal numbers tell. Built once from the words of an ontology."""

    def __init__(self, wording: Wording, judge: NumberJudge) -> None:
        self._judge = judge
        words = wording.words("rankWord")
        signs = {w for w in words if not w[0].isalpha()}
        self._number = re.compile(rf"(?<![\w#-])(?:{alternatives(words - signs)}\s?|{alternatives(signs)})$")
        self._top = re.compile(rf"(?<![\w-])(?:{alternatives(wording.words('topWord'))})[\s-]$", re.IGNORECASE)

    def rank(self, text: str, measure: Measure) -> Quantity | None:
        """The rank that "No. 1" and "top 10" tell; None also for "No. 3 Factory"."""
        numeral = measure.numeral
        if measure.unit or measure.magnitude != 1 or numeral.value > _HIGHEST or not is_whole(numeral.value):
            return None
        figure, window = Span(numeral.start, numeral.end), max(0, numeral.start - 12)
        if top := self._top.search(text, window, numeral.start):
            return Quantity(numeral.value, RANK, Span(top.start(), numeral.end), "le", figure=figure)
        number = self._number.search(text, window, numeral.start)
        if not number or self._judge.is_before_name(text, numeral.end):
            return None
        return Quantity(numeral.value, RANK, Span(number.start(), numeral.end), figure=figure)

    def is_numbered(self, text: str, measure: Measure) -> bool:
        """Whether a word such as "No." stands before the figure, so that it counts nothing."""
        return self._number.search(text, max(0, measure.start - 12), measure.start) is not None


class Multiples:
    """Tells an increase of N times from N times as many. Built once from the words of an ontology."""

    def __init__(self, wording: Wording) -> None:
        self._times = re.compile(rf"[\s-]{whole(wording.words('timesWord'))}")
        self._more = re.compile(rf"\s+{whole(wording.words('timesMore'))}")
        self._of = re.compile(rf"\s+{whole(wording.words('timesOf'))}")
        growth = alternatives(wording.words("growthWord"))
        self._growth = re.compile(rf"(?<![\w-])(?:{growth})\s[^.;!?]*$", re.IGNORECASE)
        self._to = re.compile(r"(?<![\w-])to\s+$", re.IGNORECASE)

    def times(self, text: str, start: int, end: int, fractional: bool) -> tuple[int, str | None] | None:
        """None where no "times" follows; else its end, and the unit, or None where it only says how often.

        `start` and `end` are those of the figure. "By" and a verb of growth before it make it an increase, "to" what
        came of it. A fractional number of times is never how often.
        """
        times = self._times.match(text, end)
        if not times:
            return None
        if self._more.match(text, times.end()):
            return times.end(), TIMES
        if self._of.match(text, times.end()) or self._to.search(text, max(0, start - 8), start):
            return times.end(), TIMES_OF
        grown = self._growth.search(text, max(0, start - 48), start)
        return times.end(), TIMES if grown or fractional else None
