"""Which numbers of a text are no quantities: parts of names and codes, enumerations, times of day, pronouns."""

from __future__ import annotations

import re

from innograph.extract.numerals import Form, Numeral
from innograph.extract.units import Measure
from innograph.extract.wording import Wording, alternatives, whole

# Addresses, phone numbers, numbers of list items and notes, versions and fractions in figures.
_CODES = re.compile(
    r"https?://\S+|www\.\S+|\S+@\S+\.\S+|\b10\.\d{4,9}/\S+|\+\d[\d\s()-]{6,}\d|(?m:^\s*[(（]?\d{1,2}[.)）、](?=\s))"
    r"|[(（\[]\d{1,2}[)）\]]|\d+[:/]\d+(?:[:/]\d+)*|\b\d+(?:-\d+){2,}\b|\b0\d+-\d+"
)


class NumberJudge:
    """Tells numbers of names from figures. Built once from the words of an ontology."""

    def __init__(self, wording: Wording) -> None:
        plural = rf"(?!{alternatives(wording.words('notPlural'))}\b)(?:[A-Za-z][\w-]*[a-rt-z]s\b|{whole(wording.words('irregularPlural'))})"
        self._plural = re.compile(rf"[\s]+(?:[A-Za-z][\w-]*\s+){{0,2}}?{plural}")
        self._thing = re.compile(rf"(?<![\w-])(?i:{alternatives(wording.words('numberedThing'))})\s+$")
        self._named = re.compile(rf"\s{whole(wording.words('numberedName'))}")
        self._capital = re.compile(r"(?<![\w'’-])([A-Z][\w&./-]*)\s$")
        self._opening = frozenset(wording.words("openingWord"))
        self._no_rank_before = re.compile(rf"[\s-](?i:{whole(wording.words('notRankBefore'))})")
        self._no_rank_after = re.compile(rf"(?<![\w-])(?i:{alternatives(wording.words('notRankAfter'))})\s+$")
        self._whole = re.compile(rf"\s+(?i:{whole(wording.words('whole'))})")
        self._by = re.compile(rf"(?<![\w-])(?i:{alternatives(wording.words('byWord'))})\s+$")
        self._clock = re.compile(r"\s?(?:[ap]\.?m\b|o['’]clock)", re.IGNORECASE)

    def codes(self, text: str) -> list[tuple[int, int]]:
        """Start and end of what is never read for figures."""
        return [match.span() for match in _CODES.finditer(text)]

    def is_attached(self, text: str, measure: Measure, end: int, *, after: bool) -> bool:
        """Whether the number is a part of a longer string: A320, 5G, COVID-19, 1.2.3, 24-hour.

        `end` is that of the whole range; what stands after it is looked at only if `after`.
        """
        start = measure.start
        if start > 1 and text[start - 1] in "-–" and text[start - 2].isalnum():
            return True
        before, behind = text[max(0, start - 2) : start], text[end : end + 2] if after else ""
        if before[-1:].isalnum() and before[-1:].isascii():
            return True
        if before[-1:] in {"_", "\\"} or (
            before[-1:] in {".", ",", ":", "/", "'", "’"} and before[:1].isalnum() and len(before) == 2
        ):
            return True
        if behind[:1].isascii() and (behind[:1].isalnum() or behind[:1] == "_"):
            return True
        if behind[:1] in {",", ".", ":", "/", "'", "’"} and behind[1:].isdigit():
            return True
        return behind[:1] in {"-", "–"} and behind[1:].isalnum()

    def is_before_name(self, text: str, end: int) -> bool:
        """Whether a word with a capital follows: No. 3 Factory."""
        return re.match(r"\s[A-Z]", text[end : end + 2]) is not None

    def is_name_part(self, text: str, measure: Measure) -> bool:
        """Whether a bare number belongs to the name before or after it: nylon 12, 863 Program."""
        numeral = measure.numeral
        if measure.unit is not None or measure.magnitude != 1:
            return False
        window = max(0, numeral.start - 32)
        if numeral.form is Form.DIGITS:
            if self._thing.search(text, window, numeral.start) and "," not in text[numeral.start : numeral.end]:
                return True
            if self._clock.match(text, measure.end):
                return True
            if not text[numeral.start : numeral.end].isdigit():
                return False
            if text[numeral.start] == "0" and measure.end - numeral.start > 1:
                return True
        elif self._inside_capitals(text, numeral):
            return True
        if self._named.match(text, measure.end):
            return True
        if numeral.form is not Form.DIGITS:
            return False
        word = self._capital.search(text, window, numeral.start)
        return bool(word and word[1].lower() not in self._opening and not self._plural.match(text, measure.end))

    def is_pronoun(self, text: str, measure: Measure, compared: bool) -> bool:
        """Whether "one" stands for somebody or something: it counts only with a unit, a magnitude or "at least"."""
        if (
            measure.numeral.form is not Form.WORDS
            or measure.numeral.value != 1
            or measure.unit
            or measure.magnitude != 1
        ):
            return False
        return not compared

    def is_share(self, text: str, numeral: Numeral, compared: bool) -> bool:
        """Whether a fraction in words is one: "two-thirds", "half of", "by a quarter", not "a third plant"."""
        words = text[numeral.start : numeral.end].lower()
        if (
            compared
            or self._whole.match(text, numeral.end)
            or self._by.search(text, max(0, numeral.start - 8), numeral.start)
        ):
            return True
        return words.endswith("s") or words.startswith("one")

    def is_multiplier(self, text: str, numeral: Numeral, compared: bool) -> bool:
        """Whether "double" or "twice" multiplies what follows: "twice the number", not "twice a year"."""
        return compared or self._whole.match(text, numeral.end) is not None

    def is_rank(self, text: str, numeral: Numeral) -> bool:
        """Whether an ordinal can be a rank: not in "first-class", "third generation", "First Hospital"."""
        if self._no_rank_before.match(text, numeral.end) or self._inside_capitals(text, numeral):
            return False
        if text[numeral.end : numeral.end + 1] == "-" and not re.match(
            r"-\w+est\b|-most\b", text[numeral.end : numeral.end + 20]
        ):
            return False
        if re.match(r"\s+[A-Z]", text[numeral.end : numeral.end + 4]) and text[numeral.start].isdigit():
            return False
        return not self._no_rank_after.search(text, max(0, numeral.start - 10), numeral.start)

    def _inside_capitals(self, text: str, numeral: Numeral) -> bool:
        """Whether a number word has a capital and so has the word after it, but not as the first of a sentence."""
        if not text[numeral.start].isupper() or not re.match(r"[\s-]+[A-Z]", text[numeral.end : numeral.end + 4]):
            return False
        if numeral.form is Form.ORDINAL:
            return True
        before = text[max(0, numeral.start - 3) : numeral.start].rstrip(" \"“'‘")
        return bool(before) and before[-1] not in ".!?:\n"
