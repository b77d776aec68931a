"""Figures that stand together: ranges ("2 to 3 billion yuan") and units that several share ("3 and 5 percent")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from innograph.extract.comparators import Comparators
from innograph.extract.judgement import NumberJudge
from innograph.extract.numerals import Form
from innograph.extract.units import Measure
from innograph.extract.wording import Wording, alternatives

_TO = re.compile(r"\s*(?:[-–—~～至]|\bto\b)\s*")
_WIDE = 5  # a range after "by" ends within so many times where it begins
_NEAR = 36  # code points that may lie between two figures of a group
_SMALL = 1000  # a figure below takes the magnitude of the one after it: "3 and 5 billion", not "26,700 and 5 billion"


class Link(StrEnum):
    """How a figure hangs together with the one after it."""

    NONE = ""
    TO = "to"
    AND = "and"
    LIST = "list"  # a comma with an "and" further on


class Grouping:
    """Puts figures together. Built once from the words of an ontology."""

    def __init__(self, wording: Wording, comparators: Comparators, judge: NumberJudge) -> None:
        self._comparators = comparators
        self._judge = judge
        hint = rf"(?:(?:{alternatives(comparators.words)})\s+)?"
        self._to = re.compile(rf"\s*[-–—~～至]\s*|\s+to\s+{hint}")
        self._and = re.compile(rf"\s+(?:and|or)\s+{hint}")
        self._comma = re.compile(rf",\s+{hint}")
        self._from = re.compile(r"(?<![\w-])from\s+(?:[\w-]+\s+){0,3}$", re.IGNORECASE)
        self._ranging = re.compile(rf"(?<![\w-])(?:{alternatives(wording.words('rangeWord'))})\s+$", re.IGNORECASE)
        self._by = re.compile(rf"(?<![\w-])(?:{alternatives(wording.words('byWord'))})\s+$", re.IGNORECASE)
        self._between = re.compile(r"(?<![\w-])between\s+$", re.IGNORECASE)

    def groups(self, text: str, linked: list[tuple[Measure, Link]]) -> Iterator[tuple[Measure, Measure | None]]:
        """The measures in order, each alone (with None) or as the lower end of a range with its upper end."""
        skip = False
        for index, (measure, link) in enumerate(linked):
            if skip:
                skip = False
            elif link and self._is_range(text, measure, linked[index + 1][0], link):
                skip = True
                yield measure, linked[index + 1][0]
            else:
                yield measure, None

    def _is_range(self, text: str, low: Measure, high: Measure, link: Link) -> bool:
        if low.unit != high.unit or low.value >= high.value or self._judge.is_name_part(text, low):
            return False
        start, _, _ = self._comparators.around(text, low.start, low.end)
        window = max(0, start - 40)
        if link is Link.TO:  # from A to B is two figures
            told = low.has_sign or low.end > low.figure_end
            if self._by.search(text, window, start) and (told or high.value > _WIDE * low.value):
                return False  # "by 650 to 19,000", "by 3 million euros to 9 million"
            plain = _TO.fullmatch(text, low.end, high.start) is not None
            return plain and (
                not self._from.search(text, window, start) or bool(self._ranging.search(text, window, start))
            )
        return link is Link.AND and bool(self._between.search(text, window, start))

    def shared(self, text: str, measures: list[Measure]) -> list[tuple[Measure, Link]]:
        """The measures, each with its link to the next, with the unit and magnitude that a later one gives."""
        linked: list[tuple[Measure, Link]] = []
        for measure in reversed(measures):
            if not linked:
                linked.append((measure, Link.NONE))
                continue
            after, onward = linked[-1]
            link = self._link(text, measure, after, onward)
            if link is Link.TO and measure.has_sign and not after.unit:
                gap = text[measure.end : after.start]
                if after.magnitude > 1 or not any(c.isalpha() for c in gap):  # "$3-5", but "$3 to 5 firms"
                    after = replace(after, unit=measure.unit)
                    linked[-1] = (after, onward)
            linked.append((_with_unit_of(measure, after) if link else measure, link))
        return linked[::-1]

    def _link(self, text: str, first: Measure, second: Measure, onward: Link) -> Link:
        plain = {Form.DIGITS, Form.WORDS}
        if first.numeral.form not in plain or second.numeral.form not in plain or second.start - first.end > _NEAR:
            return Link.NONE
        if self._to.fullmatch(text, first.end, second.start):
            return Link.TO
        if self._and.fullmatch(text, first.end, second.start):
            return Link.AND
        if onward in {Link.AND, Link.LIST} and self._comma.fullmatch(text, first.end, second.start):
            return Link.LIST
        return Link.NONE


def _with_unit_of(first: Measure, second: Measure) -> Measure:
    """`first` with the unit and the magnitude of `second` where it has none of its own."""
    own_unit = first.unit and (first.unit != second.unit or not first.has_sign)
    too_large = second.magnitude != 1 and first.magnitude == 1 and first.numeral.value >= _SMALL
    if own_unit or too_large:
        return first
    magnitude = second.magnitude if first.magnitude == 1 else first.magnitude
    return replace(first, unit=first.unit or second.unit, magnitude=magnitude)
