"""The words of an office: "deputy director", "president and chief executive", "Minister for Science and Innovation"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from innograph.extract.analysis import Analysis
from innograph.extract.lexicon import Lexicon
from innograph.extract.phrases import Phrases

if TYPE_CHECKING:
    from spacy.tokens import Token

INNER = {"amod", "compound", "nmod"}


class Roles:
    """Reads the offices of one block."""

    def __init__(self, analysis: Analysis, lexicon: Lexicon, phrases: Phrases) -> None:
        self.analysis = analysis
        self.lexicon = lexicon
        self.phrases = phrases

    def words(self, token: Token) -> tuple[str, int, int]:
        """The words of an office around its noun, and their first and last tokens: no more of "director of the
        Fraunhofer Institute" than "director"."""
        parsed = self.analysis.parsed
        first, last = self._first(token), self._last(token)
        if (joined := self._joined(last)) is not None:
            last = self._last(joined)
        if first >= 2 and parsed[first - 1].text == "and" and self._is_role(parsed[first - 2]):
            first = self._first(parsed[first - 2])
        return parsed[first : last + 1].text, first, last

    def _is_role(self, token: Token) -> bool:
        return token.lemma_.lower() in self.lexicon.words("roleNoun") and token.pos_ in {"NOUN", "PROPN", "ADJ"}

    def _joined(self, last: int) -> Token | None:
        """A second office behind the first: "president and chief executive"."""
        parsed = self.analysis.parsed
        if last + 2 >= len(parsed) or parsed[last + 1].text not in {"and", "&"}:
            return None
        for token in parsed[last + 2 : last + 5]:
            following = parsed[token.i + 1] if token.i + 1 < len(parsed) else None
            if self._is_role(token) and (following is None or not self._is_role(following)):
                return token
            if not (self._is_role(token) or self._is_prefix(token)):
                return None
        return None

    def _is_prefix(self, token: Token) -> bool:
        return token.lower_ in self.lexicon.words("rolePrefix") or token.text == "-"

    def _first(self, token: Token) -> int:
        first = token.i
        while first > token.sent.start:
            before = self.analysis.parsed[first - 1]
            inside = before.dep_ in INNER and before.i not in self.analysis.name_at
            if before.text == "and" or not (inside or self._is_prefix(before) or self._is_role(before)):
                break
            first -= 1
        return first

    def _last(self, token: Token) -> int:
        """The last word, with what the office is for where that is no body with a name of its own."""
        parsed = self.analysis.parsed
        last = token.i
        while last + 1 < len(parsed) and self._is_role(parsed[last + 1]):
            last += 1  # "chief executive officer"
        marker = parsed[last + 1] if last + 1 < len(parsed) else None
        if marker is None or marker.lower_ not in {"of", "for"}:
            return last
        inner = next((c for c in marker.children if c.dep_ == "pobj"), None)
        if inner is None:
            return last
        portfolio = parsed[last].lemma_.lower() in self.lexicon.words("portfolioNoun")
        name = self.analysis.name_at.get(inner.i)
        own = (
            name is not None
            and (bool(name.entries) or not portfolio)
            and inner.text not in self.lexicon.words("subjectWord")
        )
        if own or self.phrases.described(inner) is not None:
            return last
        end = max(t.i for t in inner.subtree if t.i <= inner.i or t.dep_ in {"conj", "cc", "punct"})
        end = max(end, name.end - 1) if name is not None and portfolio else end
        if not portfolio:
            end = next((t.i - 1 for t in parsed[inner.i : end + 1] if t.text == ","), end)
        while parsed[end].dep_ in {"punct", "cc"}:
            end -= 1
        return end
