"""Numbers as they are written: "26,700", "1 067", "twenty-three", "two-thirds", "38th", "doubled"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum

from innograph.extract.wording import Wording, alternatives

EXACT = Context(prec=100)  # figures have at most LONGEST characters, so no product below is ever rounded
LONGEST = 40
_THOUSAND = 1000

# Thousands in threes after a comma, apostrophe or space, in twos after the first three as in India, or no separator.
_DIGITS = (
    r"(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+|\d{1,3}(?: \d{3})+"
    r"|\d{1,3}(?:['’]\d{3})+)(?![\d])(?:\.\d+)?|\d+(?:\.\d+)?"
)
_SEPARATORS = str.maketrans("", "", ",'’ \u00a0\u2009\u202f")


def is_whole(value: Decimal) -> bool:
    """Whether a figure has no fraction; `% 1` fails where it has more digits than a context of Decimal allows."""
    return value == value.to_integral_value()


class Form(StrEnum):
    """How a number is written."""

    DIGITS = "digits"
    WORDS = "words"
    ORDINAL = "ordinal"  # third, 38th
    FRACTION = "fraction"  # two-thirds; the value is in percent
    HALF = "half"  # half a: a number only before a unit or magnitude
    MULTIPLE = "multiple"  # doubled, tenfold
    MULTIPLE_OF = "multiple of"  # double: one only before what is multiplied


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a text and where it stands."""

    start: int
    end: int
    value: Decimal
    form: Form


class Numerals:
    """Finds numbers, built once from the words of an ontology."""

    def __init__(self, wording: Wording) -> None:
        self._cardinals = {w: int(v) for w, v in wording.valued("cardinal").items()}
        self._magnitudes = {w: int(v) for w, v in wording.valued("magnitude").items()}
        self._ordinals = wording.valued("ordinal")
        self._fractions = wording.valued("fraction")
        self._multiples = wording.valued("multiple")
        self._multiples_of = wording.valued("multipleOf")
        cardinal, magnitude = alternatives(self._cardinals), alternatives(self._magnitudes)
        tens = alternatives(w for w, v in self._cardinals.items() if v >= 20)
        half = alternatives(w for w, v in self._fractions.items() if v == 2)
        ordinal = alternatives(self._ordinals)
        self._scan = re.compile(
            rf"(?P<digits>{_DIGITS})|\b(?=[A-Za-z])(?:"
            rf"(?P<fraction>(?:(?P<parts>{cardinal}|an?)[\s-](?P<part>{alternatives(self._fractions)})|{half}))(?![\w-])(?!\s+an?\b)"
            rf"|(?P<ordinal>(?:{tens}-)?{ordinal})(?!\w)"
            rf"|(?P<fold>{cardinal})[\s-]?fold\b"
            rf"|(?P<multiple>{alternatives(self._multiples)})\b"
            rf"|(?P<multiple_of>{alternatives(self._multiples_of)})(?![\w-])"
            rf"|(?P<half>{half}[\s-]+an?)\b"
            rf"|(?P<words>(?:{cardinal}|an?(?=[\s-]+{magnitude}\b))(?:[\s-]+(?:and[\s-]+)?(?:{cardinal}|{magnitude}))*)\b"
            r")",
            re.IGNORECASE,
        )
        self._word = re.compile(r"[a-z]+", re.IGNORECASE)
        self._suffix = re.compile(r"(?:st|nd|rd|th)\b|[\s-]?(fold)\b")
        self._and_a_half = re.compile(rf"[\s-]+and[\s-]+an?[\s-]+{half}\b", re.IGNORECASE)

    def find(self, text: str) -> Iterator[Numeral]:
        """The numbers of the text in order. Which of them are quantities is for the caller to judge."""
        for match in self._scan.finditer(text):
            if match.lastgroup == "digits":
                yield from self._digits(text, match)
            elif match["words"]:
                yield from self._spelled(text, match)
            else:
                yield self._other(match)

    def place(self, text: str, numeral: Numeral) -> Numeral | None:
        """The ordinal that a numeral is, or that a fraction ends in ("third" of "a third"); None if neither."""
        if numeral.form is not Form.FRACTION:
            return numeral if numeral.form is Form.ORDINAL else None
        word = re.split(r"[\s-]", text[numeral.start : numeral.end])[-1]
        value = self._ordinals.get(word.lower())
        return None if value is None else Numeral(numeral.end - len(word), numeral.end, value, Form.ORDINAL)

    def _digits(self, text: str, match: re.Match[str]) -> Iterator[Numeral]:
        start, end = match.span()
        if end - start > LONGEST:
            return
        value = Decimal(match[0].translate(_SEPARATORS))
        if suffix := self._suffix.match(text, end):
            form = Form.MULTIPLE if suffix[1] else Form.ORDINAL
            yield Numeral(start, suffix.end(), value, form)
        else:
            yield self._halved(text, Numeral(start, end, value, Form.DIGITS))

    def _halved(self, text: str, numeral: Numeral) -> Numeral:
        """The numeral with an "and a half" that may follow it."""
        if (half := self._and_a_half.match(text, numeral.end)) and is_whole(numeral.value):
            return Numeral(numeral.start, half.end(), numeral.value + Decimal("0.5"), numeral.form)
        return numeral

    def _other(self, match: re.Match[str]) -> Numeral:
        start, end = match.span()
        word = match[0].lower()
        if match["fraction"]:
            parts = self._cardinals.get((match["parts"] or "a").lower(), 1)
            share = EXACT.divide(Decimal(100 * parts), self._fractions[(match["part"] or word).lower()])
            exact = share.quantize(Decimal("0.01"))
            return Numeral(start, end, exact.normalize() + 0, Form.FRACTION)
        if match["ordinal"]:
            tens, hyphen, unit = word.rpartition("-")
            return Numeral(start, end, self._ordinals[unit] + (self._cardinals[tens] if hyphen else 0), Form.ORDINAL)
        if match["fold"]:
            return Numeral(start, end, Decimal(self._cardinals[match["fold"].lower()]), Form.MULTIPLE)
        if match["multiple"]:
            return Numeral(start, end, self._multiples[word], Form.MULTIPLE)
        if match["multiple_of"]:
            return Numeral(start, end, self._multiples_of[word], Form.MULTIPLE_OF)
        return Numeral(start, end, Decimal("0.5"), Form.HALF)

    def _spelled(self, text: str, match: re.Match[str]) -> Iterator[Numeral]:
        """The numbers of a run of number words, which may hold several: "two three" is two numbers."""
        words = list(self._word.finditer(text, *match.span()))
        at = 0
        while at < len(words):
            run = [w[0].lower() for w in words[at : at + 24]]
            count, value = self._evaluate(run)
            if (
                count > 1
                and (last := self._magnitudes.get(run[count - 1], 0)) >= _THOUSAND
                and value // last < _THOUSAND
            ):
                count, value = self._evaluate(
                    run[: count - 1]
                )  # left to stand as after digits: "five to seven million"
            if count:
                numeral = Numeral(words[at].start(), words[at + count - 1].end(), Decimal(value), Form.WORDS)
                yield self._halved(text, numeral) if at + count == len(words) else numeral
            at += count or 1

    def _evaluate(self, words: list[str]) -> tuple[int, int]:
        """How many of the words make one number, and its value; (0, 0) where the first begins none."""
        total = current = used = 0
        room = 10**30  # a magnitude must be below the one before it
        after_hundred = True  # "and" joins only after a hundred or a higher magnitude
        for index, word in enumerate(words):
            if word == "and":
                if not (used and after_hundred):
                    break
                continue
            value = 1 if word in {"a", "an"} else self._cardinals.get(word, -1)
            if value >= 0:
                if index > 0 and not _fits(value, current, after_hundred):
                    break
                current += value
                after_hundred = False
            else:
                magnitude = self._magnitudes.get(word, 0)
                if not current or magnitude >= room or (magnitude <= 100 and current >= 100):
                    break
                if magnitude == 100:
                    current *= 100
                else:
                    total, current, room = total + current * magnitude, 0, magnitude
                after_hundred = True
            used = index + 1
        return used, total + current


def _fits(value: int, current: int, after_hundred: bool) -> bool:
    """Whether a cardinal may follow what has been read: "twenty three", "hundred five", not "two three"."""
    if after_hundred:
        return value > 0
    return 0 < value < 10 and current % 100 >= 20 and current % 10 == 0
