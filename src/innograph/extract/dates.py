"""The forms that times take in text, each an expression made of the ontology's words and a way to resolve it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from innograph.extract.calendar import Part, join, moved, valid, year_near
from innograph.extract.wording import Wording, alternatives
from innograph.extract.years import YEAR

NO_TIME = ""

Resolve = Callable[["re.Match[str]", "datetime.date | None", bool], "str | None"]

_TO = r"\s*(?:[-–—~]|\bto\b|\bthrough\b|\buntil\b|\band\b)\s*"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_NTH = r"(?:(?i:st|nd|rd|th)\b)?(?!\w|[.,]\d|:\d)"


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a time.

    `resolve` gets the match, the day of publication and whether the words look ahead ("by June"), and gives ISO 8601,
    None where the words cannot be resolved, or NO_TIME where they are no time at all. `plain` forms are bare numbers or
    names, no time where a unit follows; `cued` ones need a word such as "in".
    """

    expression: re.Pattern[str]
    resolve: Resolve
    plain: bool = False
    cued: bool = False


class Dates:
    """The forms of one language, in the order in which they are to be tried."""

    def __init__(self, wording: Wording) -> None:
        self._numbers = {w.lower(): int(v) for w, v in wording.valued("cardinal").items()}
        self._ordinals = {w.lower(): int(v) for w, v in wording.valued("ordinal").items()}
        month = dict(wording.table("month"))
        names = [(w, iri) for name in ("monthName", "abbreviation") for iri, w in wording.table(name)]
        self._months = {w: int(month[iri]) for w, iri in names if iri in month}
        shift = dict(wording.table("shift"))
        self._shifts = {w.lower(): int(shift[iri]) for iri, w in wording.table("timeWord") if iri in shift}
        periods = dict(wording.table("period"))
        self._named = {_squeeze(w): periods[iri] for iri, w in wording.table("periodName") if iri in periods}
        self._units = {w: unit for unit in ("year", "decade", "month", "quarter") for w in wording.words(f"{unit}Word")}
        self.forms = tuple(self._build(wording))

    def _build(self, wording: Wording) -> list[Form]:
        number = rf"(?:{alternatives(self._numbers)}|\d{{1,2}})"
        ordinal = rf"(?:{alternatives([*self._ordinals, *wording.words('lastWord')])}|\d(?:st|nd|rd|th))"
        quarter, half = alternatives(wording.words("quarterWord")), alternatives(wording.words("halfWord"))
        months, years = alternatives(wording.words("monthWord")), alternatives(wording.words("yearWord"))
        full = [w for _, w in wording.table("monthName")]
        month = rf"(?<!\w)(?:{alternatives(full)}(?!\w)|(?:{alternatives(set(self._months) - set(full))})(?!\w)\.?)"
        shift, narrative = alternatives(self._shifts), alternatives(wording.words("narrativeWord"))
        year_of = rf"(?:(?P<year>{YEAR})|(?P<shift>{shift})[\s-]{years}\b)"
        unit, ago = alternatives(self._units), alternatives(wording.words("agoWord"))
        part = (
            rf"(?:(?P<nth>{ordinal})[\s-](?P<kind>{quarter}|{half})"
            rf"|first[\s-](?P<count>{number})[\s-](?P<plural>{quarter}|{months}))\b"
        )

        def form(pattern: str, resolve: Resolve, *, plain: bool = False, cued: bool = False) -> Form:
            return Form(re.compile(pattern), resolve, plain, cued)

        return [
            form(
                rf"(?i:\b{alternatives(w for _, w in wording.table('periodName'))}(?:\s+period\b)?"
                rf"(?:\s*[(（]\s*{YEAR}{_TO}(?:{YEAR}|\d\d)\s*[)）])?)",
                self._plan,
            ),
            form(rf"(?<![\w./-])(?P<y>{YEAR})[-/](?P<m>\d\d)[-/](?P<d>\d\d)(?![\w/-])", _numeric),
            form(rf"(?<![\w.])(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>{YEAR})", _numeric),
            form(r"(?<!\d)(?P<y>(?:19|20)\d\d)年(?:(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?)?", _numeric),
            form(
                rf"(?:(?P<open>(?i:\b(?:from|between)))\s+)?(?P<month1>{month})\s+(?P<d>{_DAY})(?P<to>{_TO})"
                rf"(?:(?P<month2>{month})\s+)?(?P<d2>{_DAY}){_NTH}(?:,?\s+(?P<y>{YEAR}))?",
                self._days,
                plain=True,
            ),
            form(
                rf"(?:(?P<open>(?i:\b(?:from|between)))\s+)?(?P<month1>{month})(?:\s+(?P<y1>{YEAR}))?(?P<to>{_TO})(?P<month2>{month})\s+(?:of\s+)?(?P<y2>{YEAR})",
                self._months_between,
            ),
            form(
                rf"(?P<open>(?i:\b(?:from|between)))\s+(?P<month1>{month})(?P<y1>)(?P<to>{_TO})(?P<month2>{month})(?P<y2>)",
                self._months_between,
            ),
            form(rf"(?P<month>{month})\s+(?P<d>{_DAY}){_NTH}(?:,?\s+(?P<y>{YEAR}))?", self._day, plain=True),
            form(rf"(?<![\w.,])(?P<d>{_DAY}){_NTH}\s+(?:of\s+)?(?P<month>{month})(?:,?\s+(?P<y>{YEAR}))?", self._day),
            form(rf"(?P<month>{month})(?:,|\s+of|\s+in)?\s+(?P<y>{YEAR})", self._month),
            form(rf"(?i:(?<![\w-])(?:the\s+)?{part}\s+(?:(?:of|in)\s+)?(?:the\s+year\s+)?{year_of})", self._part),
            form(rf"(?i:\b(?:{year_of})['’]s\s+{part})", self._part),
            form(rf"\b(?P<kind>[QH])(?P<nth>[1-4])(?:\s*(?:/|of|,)?\s*(?P<year>{YEAR}))(?![\w-])", self._part),
            form(rf"\b(?P<year>{YEAR})[\s-]?(?P<kind>[QH])(?P<nth>[1-4])\b", self._part),
            form(r"\b(?P<kind>[QH])(?P<nth>[1-4])(?![\w-])", self._part),
            form(rf"\b(?P<nth>[1-4])(?P<kind>[QH])[\s-]?(?P<year>{YEAR})", self._part),
            form(rf"(?i:(?<![\w-])the\s+{part})(?!-)", self._part),
            form(rf"(?i:(?<![\w-]){part})(?!-)", self._part, cued=True),
            form(
                rf"(?i:\b{alternatives(wording.words('fiscalWord'))})\s?(?P<y1>{YEAR}|['’]?\d\d)(?:[-–/](?P<y2>{YEAR}|\d\d))?(?!\w)",
                self._fiscal,
            ),
            form(
                rf"(?:(?P<open>(?i:\b(?:from|between)))\s+)?(?<![\w.,/$€£¥-])(?P<y1>{YEAR})(?P<to>{_TO})(?P<y2>{YEAR}|\d\d(?![\w.,/-]\d|\w))",
                self._years_between,
                plain=True,
            ),
            form(r"(?i:\b(?:the\s+)?)(?<!\d)(?P<y>(?:19|20)\d0)['’]?s\b", _decade),
            form(
                rf"(?i:(?<![\w-])(?:the\s+)?(?P<shift>{shift})\s+(?:(?P<count>{number})\s+)?(?P<unit>{unit})\b(?!-))",
                self._relative,
            ),
            form(
                rf"(?i:\b(?:the\s+)?(?:{number}\s+)?(?:{narrative})\s+(?:{number}\s+)?(?:{unit})\b(?!-))", _unresolved
            ),
            form(rf"(?i:(?<![\w-])(?P<count>{number})\s+(?P<unit>{unit})\s+{ago}\b)", self._ago),
            form(rf"\b(?P<shift>{shift})\s+(?P<month>{month})", self._month),
            form(rf"(?P<month>{month})(?!\s+[A-Z(])", self._month, cued=True),
        ]

    def _plan(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        name = _squeeze(match[0])
        return next((iso for words, iso in self._named.items() if name.startswith(words)), None)

    def _days(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        if not _is_range(match):
            return NO_TIME
        first = self._month_number(match["month1"])
        last = self._month_number(match["month2"]) if match["month2"] else first
        year = int(match["y"]) if match["y"] else year_near(published, (last, int(match["d2"])), ahead)
        return (
            join(f"{year}-{first:02}-{int(match['d']):02}", f"{year}-{last:02}-{int(match['d2']):02}") if year else None
        )

    def _months_between(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        if not _is_range(match):
            return NO_TIME
        first, last = self._month_number(match["month1"]), self._month_number(match["month2"])
        year = int(match["y2"]) if match["y2"] else year_near(published, (last, 0), ahead)
        return join(f"{match['y1'] or year}-{first:02}", f"{year}-{last:02}") if year else None

    def _day(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        month, day = self._month_number(match["month"]), int(match["d"])
        year = int(match["y"]) if match["y"] else year_near(published, (month, day), ahead)
        return valid(f"{year}-{month:02}-{day:02}") if year else None

    def _month(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        """A month of the year it stands with, or near the day of publication ("last June" is never this month)."""
        month = self._month_number(match["month"])
        groups = match.groupdict()
        if groups.get("y"):
            return f"{match['y']}-{month:02}"
        if published is None:
            return None
        shift = self._shifts.get((groups.get("shift") or "").lower())
        if shift == 0:
            return f"{published.year}-{month:02}"
        year = year_near(published, (month, 0), ahead if shift is None else shift > 0)
        return f"{(year or published.year) + (shift or 0) * (month == published.month)}-{month:02}"

    def _part(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        part = self._part_of(match.groupdict())
        if not part.exists:
            return None
        groups = match.groupdict()
        if groups.get("year"):
            return part.iso(int(match["year"]))
        if published is None:
            return None
        if groups.get("shift"):
            return part.iso(published.year + self._shifts[match["shift"].lower()])
        return part.iso_around(published, ahead=ahead)

    def _part_of(self, groups: dict[str, str | None]) -> Part:
        if count := groups.get("count"):
            kind = "Q" if self._units.get((groups["plural"] or "").lower()) == "quarter" else "M"
            return Part(kind, 1, self._count(count))
        kind = (groups["kind"] or "")[0].upper()
        nth = (groups["nth"] or "").lower()
        if nth not in self._ordinals and not nth[0].isdigit():
            number = 4 if kind == "Q" else 2  # the last
        else:
            number = self._ordinals[nth] if nth in self._ordinals else int(nth[0])
        return Part(kind, number, number)

    def _fiscal(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        first = match["y1"].lstrip("'’")
        first = first if len(first) == 4 else f"20{first}"
        if not match["y2"]:
            return first
        return join(first, first[: 4 - len(match["y2"])] + match["y2"])

    def _years_between(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        first, last = match["y1"], match["y2"]
        if not _is_range(match):
            return NO_TIME
        full = first[: 4 - len(last)] + last
        if len(last) == 2 and full <= first:
            return valid(f"{first}-{last}") or NO_TIME  # a month
        return f"{first}/{full}" if first < full else NO_TIME

    def _relative(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        if published is None:
            return None
        shift, unit = self._shifts[match["shift"].lower()], self._units[match["unit"].lower()]
        count = self._count(match["count"]) if match["count"] else 0
        if not count and unit == "year" and not _spans(match):
            return f"{published.year + shift}"
        if not count and unit in {"month", "quarter"}:
            return moved(published, unit, shift)
        ends = sorted((moved(published, unit, 0), moved(published, unit, shift * (count or 1))))
        return "/".join(ends) if ends[0] != ends[1] else ends[0]

    def _ago(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        if published is None:
            return None
        return moved(published, self._units[match["unit"].lower()], -self._count(match["count"]))

    def _count(self, word: str) -> int:
        return int(word) if word.isdigit() else self._numbers[word.lower()]

    def _month_number(self, name: str) -> int:
        return self._months[name.rstrip(".")]


def _is_range(match: re.Match[str]) -> bool:
    """Whether "A and B" is a range: only after "between"."""
    return match["to"].strip() != "and" or (match["open"] or "").lower() == "between"


def _spans(match: re.Match[str]) -> bool:
    """Whether a stretch up to now is meant ("the past year"), not the calendar year ("last year")."""
    return match["shift"].lower() != "last" and match[0].lower().startswith("the ")


def _numeric(match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
    groups = match.groupdict()
    rest = [f"{int(groups[key] or 0):02}" for key in ("m", "d") if groups.get(key)]
    return valid("-".join([match["y"], *rest]))


def _decade(match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
    first = int(match["y"])
    return f"{first}/{first + 9}"


def _unresolved(match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
    return None


def _squeeze(words: str) -> str:
    """Letters and digits alone, in lower case: "Five-Year" and "five year" are the same."""
    return "".join(c for c in words.lower() if c.isalnum())
