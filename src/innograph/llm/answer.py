"""What a model answers, as claims still to be checked."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

from innograph.errors import AnswerError

_THOUGHT = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)
_OPENING = re.compile(r"[\[{]")
_LIST = re.compile(r"\[")
_BETWEEN = re.compile(r"[\s,]*")
LENGTH = "length"  # the finish_reason of an answer that was cut off


@dataclass(frozen=True, slots=True)
class Answer:
    """The words of an answer, why they end, and how many tokens question and answer were, where the server told."""

    text: str
    finish_reason: str | None
    tokens_in: int | None = None
    tokens_out: int | None = None

    @property
    def is_cut_off(self) -> bool:
        """Whether the answer was longer than the model was allowed to give."""
        return self.finish_reason == LENGTH

    @property
    def is_counted(self) -> bool:
        """Whether the server told the tokens."""
        return self.tokens_in is not None and self.tokens_out is not None


def read_answer(text: str) -> list[Any]:
    """The claims of an answer, whatever they are: the list under "claims", or the list that the answer is.

    A code fence, words before the JSON and a model's thoughts are passed over.

    Raises:
        AnswerError: the answer is empty, holds no JSON, or JSON without a list of claims.
    """
    words = _THOUGHT.sub("", text).strip()
    if not words:
        raise AnswerError("the answer is empty")
    opening = _OPENING.search(words)
    if opening is None:
        raise AnswerError(f"the answer is no JSON: {excerpt(words)}")
    decoder = json.JSONDecoder(strict=False, parse_float=Decimal, parse_constant=_no_number)
    try:
        data, _ = decoder.raw_decode(words, opening.start())
    except (ValueError, RecursionError) as error:
        raise AnswerError(f"the answer is no JSON ({error}): {excerpt(words)}") from error
    claims = data.get("claims") if isinstance(data, dict) else data
    if not isinstance(claims, list):
        raise AnswerError(f"the answer has no list of claims: {excerpt(words)}")
    return claims


def read_cut_off(text: str) -> list[Any]:
    """The claims that an answer which was cut off holds in full, up to the one at which it ends."""
    opening = _LIST.search(_THOUGHT.sub("", text))
    if opening is None:
        return []
    decoder = json.JSONDecoder(strict=False, parse_float=Decimal, parse_constant=_no_number)
    found: list[Any] = []
    place = opening.end()
    while True:
        try:
            claim, place = decoder.raw_decode(opening.string, _BETWEEN.match(opening.string, place).end())  # type: ignore[union-attr]
        except (ValueError, RecursionError):
            return found
        found.append(claim)


def excerpt(text: str, width: int = 80) -> str:
    """The beginning of a text, on one line, for messages."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
