"""Dates of publication, as page furniture and metadata write them.

Only unambiguous forms count: year first, a month in words, the dotted day.month.year, or 年月日. 01/08/2024 means two
days, so it is left alone: a document's date is never guessed. Month names are read by python-dateutil, which is light
and comes with matplotlib and pandas anyway; dateparser knows more languages, but costs half a second to load and
fills in what is missing.
"""

from __future__ import annotations

import datetime
import re

_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?"
_YEAR = "(?:19|20)\\d\\d"
DATE_PATTERN = (
    f"(?:{_YEAR}-\\d\\d?-\\d\\d?|{_YEAR}/\\d\\d?/\\d\\d?|{_YEAR}\\.\\d\\d?\\.\\d\\d?"
    f"|{_YEAR} ?年 ?\\d\\d? ?月 ?\\d\\d? ?日"
    f"|\\d\\d?\\.\\d\\d?\\.{_YEAR}|{_MONTH} ?\\d\\d?(?:st|nd|rd|th)?,? ?{_YEAR}"
    f"|\\d\\d?(?:st|nd|rd|th)?[ -]{_MONTH},?[ -]{_YEAR})(?!\\d)"
)
"""A regular expression, without named groups, to be matched without regard to case."""

_DATE = re.compile(f"(?<!\\d){DATE_PATTERN}", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)


def find_date(text: str) -> datetime.date | None:
    """The first full date in `text` that exists in the calendar, or None."""
    for match in _DATE.finditer(text):
        found = _read(match[0])
        if found is not None:
            return found
    return None


def as_date(value: object) -> datetime.date | None:
    """A date from a metadata field: a date, a datetime, or text that holds one. None for anything else."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    return find_date(value) if isinstance(value, str) else None


def _read(words: str) -> datetime.date | None:
    numbers = [int(number) for number in re.findall(r"\d+", words)]
    try:
        if len(numbers) == 3:
            year, month, day = numbers if numbers[0] > 31 else reversed(numbers)
            return datetime.date(year, month, day)
        from dateutil import parser

        parsed: datetime.datetime = parser.parse(_ORDINAL.sub("", words))
        return parsed.date()
    except (ValueError, OverflowError):
        return None
