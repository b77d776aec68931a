"""What stands around a number: signs of currencies before it, magnitudes and units after it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from innograph.extract.numerals import EXACT, Form, Numeral
from innograph.extract.wording import Wording, alternatives, whole

COUNT = "count"
PERCENT = "percent"
WINDOW = 16  # code points before a figure in which the sign of its currency is looked for


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its sign, magnitude and unit, from `start` to `end`; the figure alone ends at `figure_end`."""

    start: int
    end: int
    numeral: Numeral
    figure_end: int
    magnitude: Decimal
    unit: str | None  # None where the words name none

    @property
    def has_sign(self) -> bool:
        """Whether the sign of a currency stands before the figure."""
        return self.start < self.numeral.start

    @property
    def value(self) -> Decimal:
        """The value with the magnitude applied."""
        if self.magnitude == 1:
            return self.numeral.value
        product = EXACT.multiply(self.numeral.value, self.magnitude)
        return product.to_integral_value() if product == product.to_integral_value() else product.normalize(EXACT)


class Units:
    """Reads the surroundings of numbers. Built once from the words of an ontology."""

    def __init__(self, wording: Wording) -> None:
        codes = {code: code for code in wording.currencies}
        shared = wording.coded("sharedSign")
        self._near = [(sign, code) for iri, sign in wording.table("sharedSignNear") if (code := wording.code(iri))]
        markers: dict[str, set[str]] = {}
        for iri, marker in wording.table("currencyMarker"):
            markers.setdefault(wording.code(iri) or "", set()).add(marker)
        self._markers = {code: re.compile(whole(words)) for code, words in markers.items()}
        self._usual = shared
        self._shared = frozenset(shared)
        self._before = {**codes, **shared, **wording.coded("currencySign")}
        self.signs = frozenset(self._before)
        self.stretches = wording.words("stretchUnit")
        country = dict(wording.references("spentIn"))
        self._local: dict[str, dict[str, str]] = {}
        for iri, sign in wording.table("localSign"):
            if iri in country and (code := wording.code(iri)):
                self._local.setdefault(country[iri], {})[sign] = code
        self._sign = re.compile(rf"(?<![A-Za-z$])({alternatives(self._before)})[\s-]?$")
        words = {**wording.coded("currencyWord"), **{w: c for w, c in shared.items() if w.isalpha()}}
        self._money_words = {_key(w): code for w, code in words.items()}
        self._weak_words = {_key(w): code for w, code in wording.coded("weakCurrencyWord").items()}
        named = whole([*words, *self._weak_words])
        self._money = re.compile(rf"[\s-]{{0,2}}(?:(?P<code>{alternatives(codes)})(?!\w)|(?P<word>(?i:{named})))")
        self._unit_words = {_key(w): n for w, n in wording.coded("unitWord").items()}
        self._unit_signs = wording.coded("unitSign")
        self._unit = re.compile(
            rf"[\s-]{{0,2}}(?:(?P<sign>{whole(self._unit_signs)})|(?P<word>(?i:{whole(self._unit_words)})))(?!/[^\W\d]|['’]\w)"
        )
        self._magnitudes = {_key(w): v for w, v in wording.valued("magnitude").items()}
        self._magnitude_signs = wording.valued("magnitudeSign")
        self._money_magnitudes = {**self._magnitude_signs, **wording.valued("moneyMagnitude")}
        by_word, by_sign = rf"[\s-]{{0,2}}(?P<word>(?i:{whole(self._magnitudes)}))", alternatives(self._magnitude_signs)
        self._magnitude = re.compile(rf"{by_word}|(?P<sign>{by_sign})(?![A-Za-z])")
        self._money_magnitude = re.compile(
            rf"{by_word}|\s?(?P<sign>{alternatives(self._money_magnitudes)})(?![A-Za-z²³])"
        )
        ambiguous = alternatives(set(self._money_magnitudes) - set(self._magnitude_signs))
        self._money_ahead = re.compile(rf"(?P<sign>{ambiguous})(?=[\s-](?i:{whole(words)}))")

    def meanings(self, text: str, home: str | None = None) -> dict[str, str]:
        """What the signs that several currencies share mean in a text.

        The currency whose marker it has, else that of the country that the document is about (`home`), else the usual.
        """
        marked = {sign: code for sign, code in self._near if sign in text and self._marked(text, code)}
        return {**self._usual, **self._local.get(home or "", {}), **marked}

    def named(self, sign: str, words: str, meanings: dict[str, str]) -> tuple[Decimal, str | None] | None:
        """Magnitude and unit that words without a figure name ("NT$ billion", "billion yuan"); None if they do not."""
        if code := meanings.get(sign, self._before.get(sign)) if sign else None:
            end, magnitude = self._magnify(f"1{words}", 1, money=True)  # "EUR m": letters of magnitude count
            return (magnitude, code) if end > len(words) else None
        text = f"1 {words}"
        measure = self.measure(text, Numeral(0, 1, Decimal(1000), Form.DIGITS), meanings)
        return (measure.magnitude, measure.unit) if words and measure.end == len(text) else None

    def _marked(self, text: str, code: str) -> bool:
        return code in self._markers and self._markers[code].search(text) is not None

    def measure(self, text: str, numeral: Numeral, meanings: dict[str, str]) -> Measure:
        """The numeral with what belongs to it on both sides. `meanings` is what `meanings` says of the whole text."""
        start, end = numeral.start, numeral.end
        sign = None
        if numeral.form in {Form.DIGITS, Form.WORDS} and (
            left := self._sign.search(text, max(0, start - WINDOW), start)
        ):
            sign, start = left[1], left.start()
        magnitude = Decimal(1)
        if numeral.form in {Form.DIGITS, Form.WORDS, Form.HALF}:
            end, magnitude = self._magnify(text, end, bool(sign))
        figure_end = end
        code = meanings.get(sign, self._before.get(sign)) if sign else None
        money = self._money.match(text, end)
        named = self._named_currency(money, numeral, magnitude, meanings) if money else None
        if money and named and (code in {None, named} or sign in self._shared):
            return Measure(start, money.end(), numeral, figure_end, magnitude, named)
        if code:
            return Measure(start, end, numeral, figure_end, magnitude, code)
        if unit := self._unit.match(text, end):
            notation = self._unit_signs[unit["sign"]] if unit["sign"] else self._unit_words[_key(unit["word"])]
            return Measure(start, unit.end(), numeral, figure_end, magnitude, notation)
        return Measure(start, end, numeral, figure_end, magnitude, None)

    def _magnify(self, text: str, end: int, money: bool) -> tuple[int, Decimal]:
        """The end of up to two magnitudes ("lakh crore") and their product."""
        product = Decimal(1)
        for _ in range(2):
            found = (self._money_magnitude if money else self._magnitude).match(text, end)
            found = found or self._money_ahead.match(text, end)
            if not found:
                break
            groups = found.groupdict()
            word = groups.get("word")
            product *= self._magnitudes[_key(word)] if word else self._money_magnitudes[groups["sign"]]
            end = found.end()
        return end, product

    def _named_currency(
        self, match: re.Match[str], numeral: Numeral, magnitude: Decimal, meanings: dict[str, str]
    ) -> str | None:
        if match["code"]:
            return match["code"]
        word = _key(match["word"])
        if word in self._weak_words:
            return self._weak_words[word] if magnitude > 1 or numeral.value >= 1000 else None
        return meanings.get(word, self._money_words[word])


def _key(word: str) -> str:
    """A word in the form in which tables are asked: lower case, single spaces."""
    return re.sub(r"[\s-]+", " ", word.lower())
