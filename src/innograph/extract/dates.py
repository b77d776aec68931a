"""The forms that times take in text, each an expression made of the ontology's words and a way to resolve it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from innograph.extract.resolution import Resolution, decade, numeric, unresolved
from innograph.extract.wording import Wording, alternatives
from innograph.extract.years import YEAR

Resolve = Callable[["re.Match[str]", "datetime.date | None", bool], "str | None"]

_TO = r"\s*(?:[-–—~]|\bto\b|\bthrough\b|\buntil\b|\band\b)\s*"
_OPEN = r"(?P<open>(?i:\b(?:from|between)))\s+"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_NTH = r"(?:(?i:st|nd|rd|th)\b)?(?!\w|[.,]\d|:\d)"


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a time.

    `resolve` gets the match, the day of publication and whether the words look ahead ("by June"). `hint` is found in
    every text that has such a time and is quickly looked for. `plain` forms are bare numbers or names, no time where a
    unit follows; `cued` ones need a word such as "in".
    """

    expression: re.Pattern[str]
    resolve: Resolve
    hint: re.Pattern[str]
    plain: bool = False
    cued: bool = False


class Dates:
    """The forms of one language, in the order in which they are to be tried."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._to = to = Resolution(wording)
        full = {w for _, w in wording.table("monthName")}
        self._number = rf"(?:{alternatives(to.numbers)}|\d{{1,2}})"
        self._month = rf"(?<!\w)(?:{alternatives(full)}(?!\w)|{alternatives(set(to.months) - full)}(?!\w)\.?)"
        self._shift, self._unit = alternatives(to.shifts), alternatives(to.units)
        half = wording.words("halfWord")
        self._in_years = re.compile(r"(?:19|20|21)[0-9][0-9]")
        self._in_months = re.compile(alternatives(to.months))
        self._in_units = re.compile(alternatives({*to.units, *half}), re.IGNORECASE)
        self._in_letters = re.compile(r"[QHFY]")
        self.forms = (*self._fixed(), *self._days(), *self._parts(), *self._years(), *self._relative())

    def _fixed(self) -> Iterator[Form]:
        """Times with a name of their own, and dates in figures."""
        names = alternatives(w for _, w in self._wording.table("periodName"))
        years = rf"(?:\s*[(（]\s*{YEAR}{_TO}(?:{YEAR}|[0-9][0-9])\s*[)）])?"
        yield _form(rf"(?i:\b{names}(?:\s+period\b)?{years})", self._to.plan, re.compile(names, re.IGNORECASE))
        for pattern in (
            rf"(?<![\w./-])(?P<y>{YEAR})[-/](?P<m>\d\d)[-/](?P<d>\d\d)(?![\w/-])",
            rf"(?<![\w.])(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>{YEAR})",
            rf"(?<!\d)(?P<y>{YEAR})年(?:(?P<m>\d{{1,2}})月(?:(?P<d>\d{{1,2}})日)?)?",
        ):
            yield _form(pattern, numeric, self._in_years)

    def _days(self) -> Iterator[Form]:
        """Days and months by name, with their ranges."""
        month, hint = self._month, self._in_months
        first, second = rf"(?P<month1>{month})", rf"(?P<month2>{month})"
        days = (
            rf"(?:{_OPEN})?{first}\s+(?P<d>{_DAY})(?P<to>{_TO})(?:{second}\s+)?"
            rf"(?P<d2>{_DAY}){_NTH}(?:,?\s+(?P<y>{YEAR}))?"
        )
        yield _form(days, self._to.days, hint, plain=True)
        months = rf"(?:{_OPEN})?{first}(?:\s+(?P<y1>{YEAR}))?(?P<to>{_TO}){second}\s+(?:of\s+)?(?P<y2>{YEAR})"
        yield _form(months, self._to.months_between, hint)
        yield _form(rf"{_OPEN}{first}(?P<y1>)(?P<to>{_TO}){second}(?P<y2>)", self._to.months_between, hint)
        named, year = rf"(?P<month>{month})", rf"(?:,?\s+(?P<y>{YEAR}))?"
        yield _form(rf"{named}\s+(?P<d>{_DAY}){_NTH}{year}", self._to.day, hint, plain=True)
        yield _form(rf"(?<![\w.,])(?P<d>{_DAY}){_NTH}\s+(?:of\s+)?{named}{year}", self._to.day, hint)
        yield _form(rf"{named}(?:,|\s+of|\s+in)?\s+(?P<y>{YEAR})", self._to.month, hint)
        yield _form(rf"\b(?P<shift>{self._shift})\s+{named}", self._to.month, hint)
        yield _form(rf"{named}(?!\s+[A-Z(])", self._to.month, hint, cued=True)

    def _parts(self) -> Iterator[Form]:
        """Quarters, halves and the first so many months of a year."""
        words, resolve, hint = self._wording.words, self._to.part, self._in_units
        quarter, half, months = (alternatives(words(name)) for name in ("quarterWord", "halfWord", "monthWord"))
        ordinal = rf"(?:{alternatives([*self._to.ordinals, *words('lastWord')])}|\d(?:st|nd|rd|th))"
        part = (
            rf"(?:(?P<nth>{ordinal})[\s-](?P<kind>{quarter}|{half})"
            rf"|first[\s-](?P<count>{self._number})[\s-](?P<plural>{quarter}|{months}))\b"
        )
        year = rf"(?:(?P<year>{YEAR})|(?P<shift>{self._shift})[\s-]{alternatives(words('yearWord'))}\b)"
        yield _form(rf"(?i:(?<![\w-])(?:the\s+)?{part}\s+(?:(?:of|in)\s+)?(?:the\s+year\s+)?{year})", resolve, hint)
        yield _form(rf"(?i:\b{year}['’]s\s+{part})", resolve, hint)
        kind, nth, figures = r"(?P<kind>[QH])", r"(?P<nth>[1-4])", rf"(?P<year>{YEAR})"
        yield _form(rf"\b{kind}{nth}\s*(?:/|of|,)?\s*{figures}(?![\w-])", resolve, self._in_letters)
        yield _form(rf"\b{figures}[\s-]?{kind}{nth}\b", resolve, self._in_letters)
        yield _form(rf"\b{nth}{kind}[\s-]?{figures}", resolve, self._in_letters)
        yield _form(rf"\b{kind}{nth}(?![\w-])", resolve, self._in_letters)
        yield _form(rf"(?i:(?<![\w-])the\s+{part})(?!-)", resolve, hint)
        yield _form(rf"(?i:(?<![\w-]){part})(?!-)", resolve, hint, cued=True)

    def _years(self) -> Iterator[Form]:
        """Fiscal years, ranges of years and decades; single years are for `YearJudge`."""
        fiscal = re.compile(rf"(?i:\b{alternatives(self._wording.words('fiscalWord'))})")
        last = rf"(?P<y2>{YEAR}|(?<=[-–/])[0-9][0-9])"  # "2012-13", but not "in 2012 to 90"
        yearly = alternatives(self._wording.words("yearlyWord"))
        ends = rf"(?:/(?P<y2>{YEAR}|[0-9][0-9])|[-–](?P<short>[0-9][0-9])\s+(?i:{yearly}))"
        several = rf"(?<![\w.,/$€£¥-])(?P<y1>{YEAR}){ends}(?![\w/-]|[.,]\d)"
        yield _form(several, self._to.seasons, self._in_years)
        one = rf"{fiscal.pattern}\s?(?P<y1>{YEAR}|['’]?[0-9][0-9])(?:[-–/]{last})?(?!\w)"
        yield _form(one, self._to.fiscal, fiscal)
        between = rf"(?:{_OPEN})?(?<![\w.,/$€£¥-])(?P<y1>{YEAR})(?P<to>{_TO}){last}(?![\w/-]|[.,]\d)"
        yield _form(between, self._to.years_between, self._in_years, plain=True)
        yield _form(r"(?:\b[Tt]he\s+)?(?<!\d)(?P<y>(?:19|20)[0-9]0)['’]?s\b", decade, self._in_years)

    def _relative(self) -> Iterator[Form]:
        """Times told from the day of publication, or from another time in the text."""
        number, unit, hint = self._number, rf"(?P<unit>{self._unit})", self._in_units
        count = rf"(?:(?P<count>{number})\s+)?"
        shifted = rf"(?i:(?<![\w-])(?:the\s+)?(?P<shift>{self._shift})\s+{count}{unit}\b(?!-))"
        yield _form(shifted, self._to.relative, hint)
        narrative, some = alternatives(self._wording.words("narrativeWord")), rf"(?:{number}\s+)?"
        yield _form(rf"(?i:\b(?:the\s+)?{some}{narrative}\s+{some}{unit}\b(?!-))", unresolved, hint)
        ago = alternatives(self._wording.words("agoWord"))
        yield _form(rf"(?i:(?<![\w-])(?P<count>{number})\s+{unit}\s+{ago}\b)", self._to.ago, hint)


def _form(pattern: str, resolve: Resolve, hint: re.Pattern[str], *, plain: bool = False, cued: bool = False) -> Form:
    return Form(re.compile(pattern), resolve, hint, plain, cued)
