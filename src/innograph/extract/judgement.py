"""Which numbers of a text are no quantities: parts of names and codes, enumerations, times of day, pronouns."""

from __future__ import annotations

import re

from innograph.extract.numerals import Form, Numeral
from innograph.extract.units import Measure
from innograph.extract.wording import Wording, alternatives, whole

# Addresses, phone numbers, numbers of list items and notes (but not "engineers (42), …"), versions and fractions in
# figures. Repetitions are bounded
# and begin only where nothing of their kind stands before, so that the time taken grows with the text and no faster.
_CODES = re.compile(
    r"https?://\S+|www\.\S+|(?<!\S)[^\s@]{1,64}@[^\s@]+|\b10\.\d{4,9}/\S+|\+\d[\d\s()-]{6,20}\d"
    r"|(?m:^[ \t]*[(（]?\d{1,2}[.)）、](?=\s))|(?<=[,;:]\s)\d{1,2}[.)]\s(?=[a-z])|\[\d{1,2}\]"
    r"|(?:(?<![\w”] )|(?<=\band )|(?<=\bor ))[(（]\d{1,2}[)）]|[(（]\d{1,2}[)）](?!\s*(?:[.,;]|$|and\b|or\b))"
    r"|(?<!\d)\d{1,12}(?:[:/]\d{1,12}){1,3}|(?<![\d-])\d{1,12}(?:-\d{1,12}){2,6}\b|\b0\d{1,12}-\d+"
)
# A letter, a digit with a separator, or a word with a hyphen before a number; the same behind it.
_TIED_BEFORE = re.compile(r"(?:[A-Za-z0-9_\\]|[^\W_][-–+.,:/'’])$")
_TIED_BEHIND = re.compile(r"[A-Za-z0-9_]|[,.:/'’]\d|[-–+][^\W_]")
_SUPERLATIVE = re.compile(r"-(?:\w+est|most)\b")


class NumberJudge:
    """Tells numbers of names from figures. Built once from the words of an ontology."""

    def __init__(self, wording: Wording) -> None:
        no_plural, irregular = alternatives(wording.words("notPlural")), whole(wording.words("irregularPlural"))
        plural = rf"(?!{no_plural}\b)(?:[A-Za-z][\w-]*[a-rt-z]s\b|{irregular})"
        self._plural = re.compile(rf"[\s]+(?:[A-Za-z][\w-]*\s+){{0,2}}?{plural}")
        self._thing = re.compile(rf"(?<![\w-])(?i:{alternatives(wording.words('numberedThing'))})\s+$")
        self._named = re.compile(rf"\s{whole(wording.words('numberedName'))}")
        self._capital = re.compile(r"(?<![\w'’-])([A-Z][\w&./-]*)\s$")
        self._opening = frozenset(wording.words("openingWord"))
        self._no_rank_before = re.compile(rf"[\s-](?i:{whole(wording.words('notRankBefore'))})(?!-\w)")
        self._no_rank_after = re.compile(rf"(?<![\w-])(?i:{alternatives(wording.words('notRankAfter'))})\s+$")
        self._whole = re.compile(rf"\s+(?i:{whole(wording.words('whole'))})")
        self._by = re.compile(rf"(?<![\w-])(?i:{alternatives(wording.words('byWord'))})\s+$")
        self._stretches = wording.words("stretchUnit")
        self._from_now = re.compile(rf"\s{whole(wording.words('fromNow'))}", re.IGNORECASE)
        self._year = re.compile(r"(?:19|20)\d\d")
        self._clock = re.compile(r"\s?(?:[ap]\.?m\b|o['’]clock)", re.IGNORECASE)

    def codes(self, text: str) -> list[tuple[int, int]]:
        """Start and end of what is never read for figures."""
        return [match.span() for match in _CODES.finditer(text)]

    def is_attached(self, text: str, measure: Measure, end: int, *, after: bool) -> bool:
        """Whether the number is a part of a longer string: A320, 5G, COVID-19, 1.2.3, 24-hour.

        `end` is that of the whole range; what stands after it is looked at only if `after`.
        """
        before, behind = text[max(0, measure.start - 2) : measure.start], text[end : end + 2] if after else ""
        return bool(_TIED_BEFORE.search(before) or _TIED_BEHIND.match(behind))

    def is_before_name(self, text: str, end: int) -> bool:
        """Whether a word with a capital follows: No. 3 Factory."""
        return re.match(r"\s[A-Z]", text[end : end + 2]) is not None

    def is_name_part(self, text: str, measure: Measure) -> bool:
        """Whether a bare number belongs to the name before or after it: Program 2020, 863 Program."""
        numeral = measure.numeral
        if measure.unit is not None or measure.magnitude != 1:
            return False
        if numeral.form is not Form.DIGITS:
            return self._inside_capitals(text, numeral) or self._named.match(text, measure.end) is not None
        figure, window = text[numeral.start : numeral.end], max(0, numeral.start - 32)
        if "," not in figure and self._thing.search(text, window, numeral.start):
            return True
        if self._clock.match(text, measure.end):
            return True
        return figure.isdigit() and self._is_numbered(text, measure, figure, window)

    def _is_numbered(self, text: str, measure: Measure, figure: str, window: int) -> bool:
        """The same for a figure without separators: 007, 863 Program, Program 2020, Factory 12."""
        if (figure[0] == "0" and len(figure) > 1) or self._named.match(text, measure.end):
            return True
        word = self._capital.search(text, window, measure.numeral.start)
        if not word or word[1].lower() in self._opening:
            return False
        return bool(self._year.fullmatch(figure)) or not self._plural.match(text, measure.end)

    def is_time_or_age(self, text: str, measure: Measure) -> bool:
        """Whether a stretch of time tells when something was, or an age: two years earlier, 12 years and older."""
        return measure.unit in self._stretches and self._from_now.match(text, measure.end) is not None

    def is_pronoun(self, measure: Measure, *, compared: bool) -> bool:
        """Whether "one" stands for somebody or something: it counts only with a unit, a magnitude or "at least"."""
        bare = measure.numeral.form is Form.WORDS and measure.unit is None and measure.magnitude == 1
        return bare and measure.numeral.value == 1 and not compared

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

    def is_rank(self, text: str, numeral: Numeral, following: int) -> bool:
        """Whether an ordinal can be a rank: not in "first-class", "third generation", "First Hospital", "first ten".

        `following` is where the next number of the text begins.
        """
        if 0 <= following - numeral.end <= 1:
            return False
        end = numeral.end
        if self._no_rank_before.match(text, end) or self._inside_capitals(text, numeral):
            return False
        if text.startswith("-", end) and not _SUPERLATIVE.match(text, end):
            return False
        if text[numeral.start].isdigit() and self.is_before_name(text, end):
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
