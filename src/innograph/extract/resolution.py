"""What the words of a time come to in ISO 8601, given the day of publication and whether they look ahead."""

from __future__ import annotations

import datetime
import re

from innograph.extract.calendar import Part, join, moved, valid, year_near
from innograph.extract.wording import Wording

NO_TIME = ""  # what a form gives for words that turn out to be no time at all


class Resolution:
    """Resolves the matches of the forms in `dates`. Each method gives ISO 8601, None if unresolved, or NO_TIME."""

    def __init__(self, wording: Wording) -> None:
        self.numbers = {w.lower(): int(v) for w, v in wording.valued("cardinal").items()}
        self.ordinals = {w.lower(): int(v) for w, v in wording.valued("ordinal").items()}
        month = dict(wording.table("month"))
        names = [(w, iri) for name in ("monthName", "abbreviation") for iri, w in wording.table(name)]
        self.months = {w: int(month[iri]) for w, iri in names if iri in month}
        shift = dict(wording.table("shift"))
        self.shifts = {w.lower(): int(shift[iri]) for iri, w in wording.table("timeWord") if iri in shift}
        self.units = {w: unit for unit in ("year", "decade", "month", "quarter") for w in wording.words(f"{unit}Word")}
        periods = dict(wording.table("period"))
        self._named = {_squeeze(w): periods[iri] for iri, w in wording.table("periodName") if iri in periods}

    def plan(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        """A time that has a name of its own."""
        name = _squeeze(match[0])
        return next((iso for words, iso in self._named.items() if name.startswith(words)), None)

    def days(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        """From one day to another of the same year."""
        if not _is_range(match):
            return NO_TIME
        first = self._month_number(match["month1"])
        last = self._month_number(match["month2"]) if match["month2"] else first
        year = int(match["y"]) if match["y"] else year_near(published, (last, int(match["d2"])), ahead)
        return (
            join(f"{year}-{first:02}-{int(match['d']):02}", f"{year}-{last:02}-{int(match['d2']):02}") if year else None
        )

    def months_between(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        """From one month to another; without a year, the one nearest to publication."""
        if not _is_range(match):
            return NO_TIME
        first, last = self._month_number(match["month1"]), self._month_number(match["month2"])
        year = int(match["y2"]) if match["y2"] else year_near(published, (last, 0), ahead)
        return join(f"{match['y1'] or year}-{first:02}", f"{year}-{last:02}") if year else None

    def day(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        """A day; without a year, the one nearest to publication."""
        month, day = self._month_number(match["month"]), int(match["d"])
        year = int(match["y"]) if match["y"] else year_near(published, (month, day), ahead)
        return valid(f"{year}-{month:02}-{day:02}") if year else None

    def month(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        """A month of the year it stands with, or near the day of publication ("last June" is never this month)."""
        month = self._month_number(match["month"])
        groups = match.groupdict()
        if groups.get("y"):
            return f"{match['y']}-{month:02}"
        if published is None:
            return None
        shift = self.shifts.get((groups.get("shift") or "").lower())
        if shift == 0:
            return f"{published.year}-{month:02}"
        year = year_near(published, (month, 0), ahead if shift is None else shift > 0)
        return f"{(year or published.year) + (shift or 0) * (month == published.month)}-{month:02}"

    def part(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        """A quarter, a half, the first so many quarters or months."""
        part = self._part_of(match.groupdict())
        if not part.exists:
            return None
        groups = match.groupdict()
        if groups.get("year"):
            return part.iso(int(match["year"]))
        if published is None:
            return None
        if groups.get("shift"):
            return part.iso(published.year + self.shifts[match["shift"].lower()])
        return part.iso_around(published, ahead=ahead)

    def _part_of(self, groups: dict[str, str | None]) -> Part:
        if count := groups.get("count"):
            kind = "Q" if self.units.get((groups["plural"] or "").lower()) == "quarter" else "M"
            return Part(kind, 1, self._count(count))
        kind = (groups["kind"] or "")[0].upper()
        nth = (groups["nth"] or "").lower()
        if nth not in self.ordinals and not nth[0].isdigit():
            number = 4 if kind == "Q" else 2  # the last
        else:
            number = self.ordinals[nth] if nth in self.ordinals else int(nth[0])
        return Part(kind, number, number)

    def fiscal(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        """A fiscal year, by the calendar years that it touches: where it begins differs from country to country."""
        first = match["y1"].lstrip("'’")
        first = first if len(first) == 4 else f"20{first}"
        if not match["y2"]:
            return first
        return join(first, first[: 4 - len(match["y2"])] + match["y2"])

    def seasons(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        """A year that begins in one calendar year and ends in the next: 2023/24, the 2013-14 fiscal year."""
        first, last = match["y1"], match["y2"] or match["short"]
        full = first[: 4 - len(last)] + last
        return f"{first}/{full}" if int(full) == int(first) + 1 else NO_TIME

    def years_between(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        """From one year to another; 2023-06 is a month."""
        first, last = match["y1"], match["y2"]
        if not _is_range(match):
            return NO_TIME
        full = first[: 4 - len(last)] + last
        if len(last) == 2 and full <= first:
            return valid(f"{first}-{last}") or NO_TIME  # a month
        return f"{first}/{full}" if first < full else NO_TIME

    def relative(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        """Last year, the past five years: whole years, quarters or months up to that of publication."""
        if published is None:
            return None
        shift, unit = self.shifts[match["shift"].lower()], self.units[match["unit"].lower()]
        count = self._count(match["count"]) if match["count"] else 0
        if not count and unit == "year" and not _spans(match):
            return f"{published.year + shift}"
        if not count and unit in {"month", "quarter"}:
            return moved(published, unit, shift)
        ends = sorted((moved(published, unit, 0), moved(published, unit, shift * (count or 1))))
        return "/".join(ends) if ends[0] != ends[1] else ends[0]

    def ago(self, match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
        """So many years, quarters or months before publication."""
        if published is None:
            return None
        return moved(published, self.units[match["unit"].lower()], -self._count(match["count"]))

    def _count(self, word: str) -> int:
        return int(word) if word.isdigit() else self.numbers[word.lower()]

    def _month_number(self, name: str) -> int:
        return self.months[name.rstrip(".")]


def _is_range(match: re.Match[str]) -> bool:
    """Whether "A and B" is a range: only after "between"."""
    return match["to"].strip() != "and" or (match["open"] or "").lower() == "between"


def _spans(match: re.Match[str]) -> bool:
    """Whether a stretch up to now is meant ("the past year"), not the calendar year ("last year")."""
    return match["shift"].lower() != "last" and match[0].lower().startswith("the ")


def numeric(match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
    """A date in figures."""
    groups = match.groupdict()
    rest = [f"{int(groups[key] or 0):02}" for key in ("m", "d") if groups.get(key)]
    return valid("-".join([match["y"], *rest]))


def decade(match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
    """The 1990s."""
    first = int(match["y"])
    return f"{first}/{first + 9}"


def unresolved(match: re.Match[str], published: datetime.date | None, ahead: bool) -> str | None:
    """A time told from another one in the text."""
    return None


def _squeeze(words: str) -> str:
    """Letters and digits alone, in lower case: "Five-Year" and "five year" are the same."""
    return "".join(c for c in words.lower() if c.isalnum())
