"""Tells what stands around a text (date lines, print buttons, copyright notes) from the text itself.

The knowledge is in `furniture.txt`, one regular expression a line.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from innograph.read.dates import DATE_PATTERN, find_date

LONGEST = 300
"""Code points; a longer block is never furniture, so that matching stays cheap."""

_TIME = r"\d{1,2}[:：.]\d{2}(?:[:：]\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:\(?[A-Z]{2,4}(?:[+-]\d{1,2})?\)?)?"


@dataclass(frozen=True, slots=True)
class Furniture:
    """What a piece of page furniture tells of its document."""

    date: datetime.date | None = None
    publisher: str | None = None


def recognise(text: str) -> Furniture | None:
    """What `text`, one whole block, tells as page furniture; None if it is part of the document itself."""
    if len(text) > LONGEST:
        return None
    for pattern in _patterns():
        match = pattern.fullmatch(text)
        if match is not None:
            named = match.groupdict()
            publisher = (named.get("publisher") or "").strip(" ()[]|")
            return Furniture(find_date(named.get("date") or ""), publisher or None)
    return None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    lines = resources.files(__package__).joinpath("furniture.txt").read_text("utf-8").splitlines()
    return tuple(
        re.compile(line.replace("<DATE>", DATE_PATTERN).replace("<TIME>", _TIME), re.IGNORECASE)
        for line in lines
        if line and not line.startswith("# ")
    )
