"""What a noun phrase is called: its words without determiner, owner, figure and empty praise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from innograph.classes import ACTOR, PLACE, REGION
from innograph.extract.analysis import Analysis
from innograph.extract.grammar import obliques
from innograph.extract.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

DEEPEST = 6  # levels of phrases within phrases that a name may have
QUALIFIERS = {"amod", "compound", "nmod", "npadvmod", "advmod", "nummod", "punct"}


class Naming:
    """Chooses the words of a noun phrase that make up its name."""

    def __init__(self, analysis: Analysis, lexicon: Lexicon) -> None:
        self.analysis = analysis
        self.lexicon = lexicon

    def _text(self, tokens: Iterable[int]) -> str:
        parsed = self.analysis.parsed
        ordered = sorted(tokens)
        pieces = []
        for position, i in enumerate(ordered):
            gap = position + 1 < len(ordered) and ordered[position + 1] != i + 1
            pieces.append(parsed[i].text + (" " if gap else parsed[i].whitespace_))
        text = "".join(pieces).strip(" ,-–")
        if len(text) > 1 and text[0] in "'’\"“" and text[-1] in "'’\"”":
            text = text[1:-1]
        elif text.count('"') == 1:
            text = text.strip('"')
        if text.endswith(".") and text.count(".") == 1 and parsed[ordered[-1]].text.rstrip(".").isupper():
            text = text[:-1]  # the tokenizer leaves the full stop on an abbreviation that ends a sentence
        first = parsed[ordered[0]]
        capital_by_place = first.is_sent_start and first.pos_ != "PROPN" and first.text[1:].islower()
        return text[:1].lower() + text[1:] if capital_by_place and first.i not in self.analysis.name_at else text

    def _is_place_or_time(self, token: Token) -> bool:
        if token.i in self.analysis.time_at:
            return True
        name = self.analysis.name_at.get(token.i)
        return name is not None and any(self.lexicon.ontology.is_kind_of(name.kind or "", k) for k in (PLACE, REGION))

    def _tail(self, head: Token, *, conjoined: bool, depth: int) -> set[int]:
        """Tokens of the prepositional phrases after a noun that belong to what it is called."""
        kept: set[int] = set()
        for child in head.rights:
            if child.dep_ == "prep" and child.lower_ in self.lexicon.words("namingPreposition"):
                for inner in child.children:
                    if inner.dep_ != "pobj" or self._is_place_or_time(inner) or inner.i in self.analysis.figure_at:
                        continue
                    if child.lower_ in {"in", "of"} and self._points_back(inner):
                        continue
                    kept |= {child.i, *self._tokens(inner, conjoined=True, owned=True, depth=depth + 1)}
            elif child.dep_ == "conj" and conjoined and child.pos_ in {"NOUN", "PROPN"}:
                between = range(head.i + 1, child.i)
                kept |= {i for i in between if self.analysis.parsed[i].dep_ in {"cc", "punct"}}
                kept |= self._tokens(child, conjoined=True, owned=True, depth=depth + 1)
        return kept

    def _tokens(
        self, head: Token, *, conjoined: bool, owned: bool = False, tail: bool = True, depth: int = 0
    ) -> set[int]:
        """Tokens of the name of a noun phrase: no determiner, figure, owner or idle adjective."""
        idle = self.lexicon.words("idle")
        kept = {head.i}
        for child in head.lefts:
            if child.dep_ == "poss" and owned:
                kept |= {t.i for t in child.subtree}
            if child.dep_ not in QUALIFIERS or (child.lemma_.lower() in idle and child.dep_ in {"amod", "advmod"}):
                continue
            if child.dep_ == "advmod" and child.pos_ not in {"ADV", "ADJ"}:
                continue
            if child.dep_ == "nummod" and child.i in self.analysis.figure_at:
                continue
            words = [t for t in child.subtree if t.dep_ not in {"det", "predet"}]
            kept |= {t.i for t in words if t.i not in self.analysis.figure_at and t.i not in self.analysis.time_at}
        if not owned:
            kept -= self._place_modifiers(head)
        while len(kept) > 1 and self.analysis.parsed[min(kept)].lower_ in idle | {",", "-", "and", "of", "'s"}:
            kept.discard(min(kept))
        return kept | (self._tail(head, conjoined=conjoined, depth=depth) if tail and depth < DEEPEST else set())

    def plain(self, head: Token) -> str:
        """The noun with what stands before it alone."""
        return self._text(self._tokens(head, conjoined=False, tail=False))

    def _place_modifiers(self, head: Token) -> set[int]:
        """Tokens of a region's name, or of its people, before a common noun: the owner, not part of the name."""
        if head.i in self.analysis.name_at:
            return set()
        found: set[int] = set()
        for child in head.lefts:
            name = self.analysis.name_at.get(child.i)
            if name is not None and child.dep_ in {"compound", "amod", "nmod"} and self._is_place_or_time(child):
                found |= set(range(name.start, name.end))
        return found

    def _points_back(self, token: Token) -> bool:
        """ "In the city": a place that the text has named before, not part of the name."""
        classes = self.lexicon.common_nouns.get(token.lemma_.lower(), ())
        placed = any(c in self.lexicon.levels or self.lexicon.ontology.is_kind_of(c, ACTOR) for c in classes)
        return placed and any(c.lower_ in self.lexicon.words("definite") for c in token.lefts)

    def through(self, head: Token) -> Token:
        """The noun that counts: "the number of X", "a series of X" are about X."""
        seen = 0
        while head.lemma_.lower() in self.lexicon.words("transparent") and seen < 4:
            inner = [o.head for o in obliques(head) if o.marker == "of"]
            if not inner:
                break
            head = inner[0]
            seen += 1
        return head
