"""Names without what does not tell them apart: case, accents, punctuation; and what is made of their words."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

_LONGEST_SLUG = 60
_SYMBOLS = "+#&%"
_LOOSE_POINT = re.compile(r"(?<!\d)[.,]|[.,](?!\d)")  # not between digits
_POSSESSIVE = re.compile(r"['’](s\b)?")
_ABBREVIATION = re.compile(r"(?<!\w)(?:[^\W\d]\.)+[^\W\d]\.?(?!\w)")  # U.S., S.p.A, but not Ph.D.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_VOWELS = frozenset("aeiouy")


def digest(*parts: str, length: int = 12) -> str:
    """A hash of `parts` in hexadecimal; no two different sequences of parts are joined to the same text."""
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:length]


def tokens(name: str) -> list[str]:
    """The words of a name, folded: case, width, the accents of Latin letters and all punctuation are gone.

    Signs that tell names apart (C++, R&D) are words of their own; a point or comma inside a number stays. Letters with
    points between them (U.S.) are one word; characters that cannot be seen are gone.
    """
    return list(_tokens(name))


@lru_cache(maxsize=65536)
def _tokens(name: str) -> tuple[str, ...]:
    kept: list[str] = []
    shown = _ABBREVIATION.sub(lambda match: match[0].replace(".", ""), _INVISIBLE.sub("", name))
    for char in unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", shown).casefold()):
        category = unicodedata.category(char)[0]
        if category == "M":
            if kept and not kept[-1].isascii():  # an accent on a Latin letter is dropped, a vowel sign is kept
                kept.append(char)
        elif category in "LN" or char in ".,'’":
            kept.append(char)
        else:
            kept.append(f" {char} " if char in _SYMBOLS else " ")
    text = _LOOSE_POINT.sub(" ", _POSSESSIVE.sub("", "".join(kept)))
    return tuple(unicodedata.normalize("NFC", text).split())


def slug(words: Iterable[str]) -> tuple[str, bool]:
    """Folded words as part of an IRI, and whether they can be read back from it."""
    parts = list(words)
    readable = [re.sub(r"[^a-z0-9.]", "", part) for part in parts]
    text = "-".join(part for part in readable if part)
    return text[:_LONGEST_SLUG].strip("-."), readable == parts and len(text) <= _LONGEST_SLUG and bool(text)


def singular(word: str) -> str:
    """An English noun without the ending of the plural.

    This is the S-stemmer of D. Harman, How effective is suffixing?, JASIS 42 (1991): it takes off nothing but the
    plural, so that words of different meaning stay apart.
    """
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-2] if word.endswith(("ches", "shes", "sses", "xes")) else word[:-1]
    return word[:-1] if word.endswith("s") and not word.endswith(("us", "ss")) else word


def skeleton(words: Iterable[str]) -> str:
    """The first letter and the consonants and digits of all words, no letter twice in a row.

    Names that differ in a vowel, a doubled letter or where a word ends have the same skeleton.
    """
    text = "".join(words)
    kept = text[:1]
    for char in text[1:]:
        if char not in _VOWELS and char != kept[-1]:
            kept += char
    return kept


def transcribed(words: Iterable[str]) -> str:
    """All letters, with those of transcribed umlauts as the folded umlaut has them: Guenther and Günther."""
    return re.sub("(?<=[aou])e", "", "".join(words))


def initials(words: Iterable[str]) -> str:
    """The first letters of words, as an acronym is made of."""
    return "".join(word[0] for word in words)


def replaced(words: Sequence[str], old: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """`words` with each run of the words `old` replaced by those of `new`, from left to right."""
    found: list[str] = []
    at = 0
    while at < len(words):
        if old and tuple(words[at : at + len(old)]) == tuple(old):
            found += new
            at += len(old)
        else:
            found.append(words[at])
            at += 1
    return tuple(found)
