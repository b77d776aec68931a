"""Words that look like others: a Latin word with a Cyrillic letter in it is not the word that a reader takes it for.

Such a word is kept as it stands, in the text and in every quote, and so its name is an entity of its own. To put the
Latin letter in its place would be to change what was said; to say nothing would split one actor into two that look the
same. So it is told. The letters are in `lookalikes.txt`, one a line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

from innograph.model import Document, Finding, Span

SHOWN = 5
"""Words of a document that are told one by one."""

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 4  # letters of a word that is wholly of another script, and looks like one that the text holds as well


class Lookalike(NamedTuple):
    """A word of a text, where it stands, and the word that it looks like."""

    word: str
    span: Span
    looks_like: str


def lookalikes(text: str) -> Iterator[Lookalike]:
    """The words of the text in which Latin letters stand beside letters of other scripts that look like Latin ones, and
    those wholly of such letters that look like a word that the text holds too. In order."""
    letters, any_of_them = _letters()
    if not any_of_them.search(text):
        return
    own: frozenset[str] | None = None
    for match in _WORD.finditer(text):
        word = match[0]
        if word.isascii() or not (looks_like := word.translate(letters)).isascii():
            continue
        if not any(character.isascii() for character in word):
            own = frozenset(re.findall(r"[A-Za-z]+", text)) if own is None else own
            if len(looks_like) < _SHORTEST or looks_like not in own:
                continue
        yield Lookalike(word, Span(*match.span()), looks_like)


def suspicions(document: Document) -> list[Finding]:
    """A finding of the kind "suspicious" for each word of the document that looks like another, each word once."""
    found = {each.word: each for each in reversed(list(lookalikes(document.text)))}
    each_once = sorted(found.values(), key=lambda each: each.span)
    findings = [_finding(document, each) for each in each_once[:SHOWN]]
    if (more := len(each_once) - SHOWN) > 0:
        message = f"{more} more words hold letters of another script that look like Latin ones"
        findings.append(Finding("suspicious", message, document.place, document.id))
    return findings


def _finding(document: Document, found: Lookalike) -> Finding:
    foreign = next(character for character in found.word if not character.isascii())
    name = unicodedata.name(foreign, "an unnamed letter")
    message = (
        f'"{found.word}" looks like "{found.looks_like}" but holds {name} (U+{ord(foreign):04X}): it is kept as it '
        "stands, and is another name"
    )
    return Finding("suspicious", message, document.place, document.id, quote=found.word)


@cache
def _letters() -> tuple[dict[int, str], re.Pattern[str]]:
    """What each letter looks like, and an expression for any of them."""
    lines = resources.files(__package__).joinpath("lookalikes.txt").read_text("utf-8").splitlines()
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    letters = {ord(foreign): latin for foreign, latin in pairs}
    return letters, re.compile(f"[{re.escape(''.join(map(chr, letters)))}]")
