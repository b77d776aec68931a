"""Words compared by their stems: whether what a model says in its own words stands in a text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    return str(snowballstemmer.stemmer("english").stemWord(word))


@lru_cache(maxsize=256)
def stems(text: str) -> frozenset[str]:
    """The stems of the words of a text, without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return frozenset(_stem(word) for word in _WORD.findall(kept))


def overlap(one: str, other: str) -> float:
    """How far the words of two texts are the same, 0 to 1 (Dice's coefficient of their stems)."""
    first, second = stems(one), stems(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first or second else 1.0


def stands_in(name: str, text: str) -> bool:
    """Whether a name stands in a text, as whole words, with any white space between them."""
    pattern = r"\s+".join(re.escape(word) for word in name.split())
    return bool(pattern) and re.search(rf"(?<!\w){pattern}(?!\w)", text) is not None
