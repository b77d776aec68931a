"""Whether four digits are a year: "in 2023", "(2023)", but not "a total of 2023 patents"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from innograph.extract.wording import Wording, alternatives, whole

YEAR = r"(?:19[0-9]{2}|20[0-9]{2}|2100)(?!\d)"


class YearJudge:
    """Reads years that stand alone, and judges whether a time is really a figure with a unit."""

    def __init__(self, wording: Wording) -> None:
        self._strong = frozenset(w.lower() for w in wording.words("yearCue"))
        self._weak = frozenset(w.lower() for w in wording.words("weakYearCue"))
        self._cues = (self._strong | self._weak) - {"a", "the"}
        self._year = re.compile(rf"(?<![\w.,/#$€£¥+])(?<!\d-){YEAR}(?![.,]\d)(?![\w/%‰$€°])(?!-\w)")
        self._left = re.compile(r"(?:^|([A-Za-z.'’]+)[\s-]+|([-(\[（,;:“\"—–])\s*|([.!?])\s+)$")
        self._joined = re.compile(r"(?:,\s*|,?\s+(?:and|or|versus|vs\.?)\s+)$")
        units = {w for name in ("unitWord", "currencyWord", "magnitude") for _, w in wording.table(name)}
        signs = {w for name in ("unitSign", "magnitudeSign") for _, w in wording.table(name)} - {"m", "a"}
        codes = wording.currencies
        self._measured = re.compile(
            rf"[\s-]?(?:(?i:{whole(units)})|{whole(signs | codes)})|\s?%",
        )
        plural_not = alternatives(wording.words("notPlural"))
        irregular = alternatives(wording.words("irregularPlural"))
        self._plural = re.compile(rf"\s+(?!{plural_not}\b)(?:[a-z][a-z-]*[a-rt-z]s|{irregular})\b")

    def is_measure(self, text: str, end: int) -> bool:
        """Whether a unit, magnitude or currency follows, so that what stands before is a figure."""
        return self._measured.match(text, end) is not None

    def has_cue(self, text: str, start: int) -> bool:
        """Whether a word stands before `start` after which a time is to be expected."""
        left = self._left.search(text, max(0, start - 24), start)
        return bool(left and left[1] and left[1].lower() in self._cues)

    def years(self, text: str, used: bytearray) -> Iterator[tuple[int, int]]:
        """Start and end of the years that stand alone, outside what is `used`."""
        last = -1
        for match in self._year.finditer(text):
            start, end = match.span()
            if used.find(1, start, end) >= 0:
                last = end
            elif not self.is_measure(text, end) and self._reads_as_year(text, start, end, last):
                last = end
                yield start, end

    def _reads_as_year(self, text: str, start: int, end: int, last: int) -> bool:
        plural = self._plural.match(text, end) is not None
        hundreds = text[start + 2 : end] == "00"
        if last >= 0 and start - last < 12 and self._joined.fullmatch(text, last, start):
            return True
        left = self._left.search(text, max(0, start - 24), start)
        if left is None:
            return False
        word, opening = left[1], left[2]
        if word is None:
            return opening == "(" or not plural
        if word.lower() in self._strong:
            return not (plural and hundreds)
        if word.lower() in self._weak:
            return not plural
        return word.endswith((".", "'s", "’s")) and not plural
