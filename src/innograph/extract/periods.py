"""Times as texts tell them: "2023", "the first three quarters of 2023", "by the end of 2025", "the past decade".

Every form is an expression built from the ontology's words; the forms are tried in order and what one has taken is
closed to the next. A time whose words do not say the year is resolved by the day of publication: a part of a year is
then the latest one that was over by that day, or after "by", "until" and the like the next one. Without a day of
publication it stays unresolved, with its words kept.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from innograph.extract.calendar import bounds
from innograph.extract.dates import Dates
from innograph.extract.resolution import NO_TIME
from innograph.extract.wording import Wording, alternatives
from innograph.extract.years import YearJudge
from innograph.model import Period, Span
from innograph.ontology import Ontology

__all__ = ["PeriodReader", "bounds"]


@dataclass(frozen=True, slots=True)
class _Opening:
    """Where a time begins with the words before it that belong to it ("by the end of"), and whether they look ahead."""

    start: int
    ahead: bool


class PeriodReader:
    """Reads times from text. Built once from an ontology; reading changes nothing in it."""

    def __init__(self, ontology: Ontology) -> None:
        wording = Wording(ontology)
        self._judge = YearJudge(wording)
        self._dates = Dates(wording)
        self._hints = frozenset(form.hint for form in self._dates.forms)
        limit = alternatives(wording.words("limitWord"))
        loose = alternatives(wording.words("looseWord"))
        self._before = re.compile(
            rf"(?<![\w-])(?:(?P<limit>{limit})(?:\s+|$))?(?:(?:the\s+)?(?:{loose})(?:[\s-]+(?:the\s+)?|$))?$",
            re.IGNORECASE,
        )
        self._ahead = frozenset(wording.words("aheadWord"))

    def read(self, text: str, published: datetime.date | None = None, offset: int = 0) -> list[Period]:
        """The times of the text in order; they do not overlap.

        Args:
            text: a paragraph or sentence.
            published: the day of publication, by which relative times are resolved.
            offset: added to all offsets of the spans.
        """
        found = sorted(self._found(text, published))
        return [Period(iso, Span(offset + s, offset + e), text[s:e]) for s, e, iso in found]

    def _found(self, text: str, published: datetime.date | None) -> Iterator[tuple[int, int, str | None]]:
        used = bytearray(len(text))
        hinted = {hint: hint.search(text) is not None for hint in self._hints}
        for form in (f for f in self._dates.forms if hinted[f.hint]):
            for match in form.expression.finditer(text):
                start, end = match.span()
                if used.find(1, start, end) >= 0 or (form.plain and self._judge.is_measure(text, end)):
                    continue
                opening = self._opening(text, start, used)
                if form.cued and opening.start == start and not self._judge.has_cue(text, start):
                    continue
                iso = form.resolve(match, published, opening.ahead)
                if iso == NO_TIME:
                    continue
                used[opening.start : end] = b"\1" * (end - opening.start)
                yield opening.start, end, iso
        for start, end in list(self._judge.years(text, used)):
            yield self._opening(text, start, used).start, end, text[start:end]

    def _opening(self, text: str, start: int, used: bytearray) -> _Opening:
        left = self._before.search(text, max(0, start - 40), start)
        if not left or used.find(1, left.start(), start) >= 0:
            return _Opening(start, False)
        return _Opening(left.start(), (left["limit"] or "").lower() in self._ahead)
