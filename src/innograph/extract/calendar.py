"""Times of the calendar: their ISO 8601 form, the days that they cover, and points that are not fully known yet."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

_SIMPLE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?))?"
)


def bounds(iso: str) -> tuple[datetime.date, datetime.date]:
    """First and last day of "2023", "2023-06", "2023-06-05", "2023-Q3", "2023-H1", or of two of these with a slash.

    Raises:
        ValueError: `iso` is none of these, or ends before it begins.
    """
    first, slash, last = iso.partition("/")
    start, end = _simple_bounds(first)
    if slash:
        end = _simple_bounds(last)[1]
    if end < start:
        raise ValueError(f"a period that ends before it begins: {iso!r}")
    return start, end


def _simple_bounds(iso: str) -> tuple[datetime.date, datetime.date]:
    match = _SIMPLE.fullmatch(iso)
    if not match:
        raise ValueError(f"not a period: {iso!r}")
    year = int(match["year"])
    if match["day"]:
        day = datetime.date(year, int(match["month"]), int(match["day"]))
        return day, day
    first, last = 1, 12
    if match["quarter"]:
        last = 3 * int(match["quarter"])
        first = last - 2
    elif match["half"]:
        last = 6 * int(match["half"])
        first = last - 5
    elif match["month"]:
        first = last = int(match["month"])
    start = datetime.date(year, first, 1)  # refuses a month 13 before monthrange sees it
    return start, datetime.date(year, last, calendar.monthrange(year, last)[1])


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a year: its halves (`H`), quarters (`Q`) or months (`M`) from `first` to `last`, or all of it (`Y`)."""

    kind: str = "Y"
    first: int = 1
    last: int = 1

    @property
    def exists(self) -> bool:
        """Whether a year has that many: there is no fifth quarter."""
        return 1 <= self.first <= self.last <= {"Y": 1, "H": 2, "Q": 4, "M": 12}[self.kind]

    def iso(self, year: int) -> str:
        """The part in the given year."""
        if self.kind == "Y":
            return f"{year:04}"
        if self.kind == "M" and (self.first, self.last) == (1, 12):
            return f"{year:04}"
        first, last = (
            f"{year:04}-{n:02}" if self.kind == "M" else f"{year:04}-{self.kind}{n}" for n in (self.first, self.last)
        )
        return first if self.first == self.last else f"{first}/{last}"

    def iso_around(self, published: datetime.date, *, ahead: bool) -> str:
        """The part in the latest year in which it was over by the day of publication; ahead, the first yet to end."""
        over = bounds(self.iso(published.year))[1] <= published
        return self.iso(published.year + (over and ahead) - (not over and not ahead))


def join(first: str, last: str) -> str | None:
    """The time from the beginning of one period to the end of another, or None where that is not one."""
    joined = f"{first.partition('/')[0]}/{last.rpartition('/')[2]}"
    try:
        bounds(joined)
    except ValueError:
        return None
    return joined


def valid(iso: str) -> str | None:
    """`iso`, or None where there is no such time (30 February)."""
    try:
        bounds(iso)
    except ValueError:
        return None
    return iso


def year_near(published: datetime.date | None, wanted: tuple[int, int], ahead: bool) -> int | None:
    """The year of the latest such month and day (0: any day) not after publication; ahead, of the first not before."""
    if published is None:
        return None
    today = (published.month, published.day if wanted[1] else 0)
    return published.year + (ahead and wanted < today) - (not ahead and wanted > today)


def moved(day: datetime.date, unit: str, count: int) -> str:
    """The year, decade (its year), quarter or month that lies so many of them after that of the day."""
    if unit in {"year", "decade"}:
        return f"{day.year + count * (10 if unit == 'decade' else 1):04}"
    per_year = 12 if unit == "month" else 4
    year, index = divmod(day.year * per_year + (day.month - 1) * per_year // 12 + count, per_year)
    return f"{year:04}-{index + 1:02}" if unit == "month" else f"{year:04}-Q{index + 1}"
