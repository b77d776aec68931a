"""Words before and after a figure that say how it is to be taken: over, at least, "or more", nearly."""

from __future__ import annotations

import re

from innograph.extract.wording import Wording, alternatives, whole

EXACTLY = "eq"
WINDOW = 48  # code points before a figure in which its comparator is looked for


class Comparators:
    """Reads comparators. Built once from the words of an ontology."""

    def __init__(self, wording: Wording) -> None:
        before, after = wording.coded("before"), wording.coded("after")
        self._before = {_key(w): notation for w, notation in before.items()}
        self._after = {_key(w): notation for w, notation in after.items()}
        self.words = tuple(before)
        letters = [w for w in before if w[0].isalpha()]
        adverb = alternatives(wording.words("comparatorAdverb"))
        signs = alternatives(set(before) - set(letters))
        self._left = re.compile(
            rf"(?:(?<![\w-])(?:{adverb}\s+)?(?P<word>{alternatives(letters)})(?:\s+an?)?\s+|(?P<sign>{signs})\s?)$",
            re.IGNORECASE,
        )
        spaced = [w for w in after if w[0].isalpha()]
        self._right = re.compile(
            rf"(?:\s+(?P<word>{whole(spaced)})|(?P<sign>{whole(set(after) - set(spaced))}))(?![-\w])", re.IGNORECASE
        )

    def around(self, text: str, start: int, end: int) -> tuple[int, int, str]:
        """Start and end of the figure with its comparator, and the comparator's notation."""
        if left := self._left.search(text, max(0, start - WINDOW), start):
            return left.start(), end, self._before[_key(left["word"] or left["sign"])]
        if right := self._right.match(text, end):
            return start, right.end(), self._after[_key(right["word"] or right["sign"])]
        return start, end, EXACTLY


def _key(word: str) -> str:
    return re.sub(r"[\s-]+", " ", word.lower())
