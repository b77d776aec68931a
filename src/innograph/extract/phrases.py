"""Noun phrases: what they are called, what they count, whom they name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from innograph.classes import ACTOR, GROUP, INDICATOR, MATERIAL, ORGANISATION, PERSON, REGION
from innograph.extract.analysis import Analysis, Figure
from innograph.extract.discourse import Discourse
from innograph.extract.grammar import obliques
from innograph.extract.lexicon import Lexicon
from innograph.extract.naming import DEEPEST, Naming
from innograph.model import Mention

if TYPE_CHECKING:
    from spacy.tokens import Token

PREMODIFIERS = {
    "amod",
    "compound",
    "nmod",
    "nummod",
    "poss",
    "det",
    "quantmod",
    "npadvmod",
    "predet",
    "advmod",
    "punct",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name read off a noun phrase, with the tokens it comes from."""

    text: str
    first: int
    last: int
    owner: Mention | None = None


class Phrases(Naming):
    """Reads the noun phrases of one block, in the light of what the document said before."""

    def __init__(self, analysis: Analysis, lexicon: Lexicon, discourse: Discourse) -> None:
        super().__init__(analysis, lexicon)
        self.discourse = discourse
        self.of_sentence: Mention | None = None  # the actor that the sentence is about, once known

    def called(self, head: Token, *, conjoined: bool = False) -> Phrase:
        """The phrase without determiner, owner, figure and empty praise; whose it is stands beside it."""
        outer = head
        head = self.through(head)
        tokens = self._tokens(head, conjoined=conjoined)
        owner = self.owner(head) or (self.owner(outer) if outer is not head else None)
        lifted = self._lifted_material(head)
        if lifted:
            text = f"{lifted} {self._text(self._tokens(head, conjoined=False, tail=False))}"
        else:
            text = self._text(tokens)
        first = min(outer.left_edge.i, *tokens) if outer is not head else min(tokens)
        return Phrase(text, first, max(tokens), owner)

    def _lifted_material(self, head: Token) -> str | None:
        """ "The technology of materials such as X" is the X technology."""
        classes = self.lexicon.classes_of(head.lemma_, "https://w3id.org/innograph/ontology#Technology")
        if not classes:
            return None
        for oblique in obliques(head):
            if not self.lexicon.classes_of(oblique.head.lemma_, MATERIAL) and not self._is_material(oblique.head):
                continue
            for token in oblique.head.subtree:
                name = self.analysis.name_at.get(token.i)
                if name and name.kind == MATERIAL and oblique.marker in {"of", "for"}:
                    return self._text(range(name.start, name.end))
        return None

    def _is_material(self, token: Token) -> bool:
        name = self.analysis.name_at.get(token.i)
        return name is not None and name.kind == MATERIAL

    def owner(self, head: Token) -> Mention | None:
        """The actor that a phrase belongs to: "A's X", "X in A", "A X", "its X"."""
        for child in head.lefts:
            if child.dep_ == "poss" and (actor := self.actor(child, groups=False)):
                return actor
        for child in head.lefts:
            if child.i in self._place_modifiers(head) and (actor := self.named(child)):
                return actor
        for oblique in obliques(head):
            if oblique.marker in {"in", "of", "across", "within", "throughout", "from"} and self._is_place_or_time(
                oblique.head
            ):
                if actor := self.named(oblique.head):
                    return actor
            elif oblique.marker in {"in", "of", "across", "within", "throughout"} and (
                actor := self.described(oblique.head)
            ):
                return actor
        return None

    # -- figures -------------------------------------------------------------------------------------------------------

    def figure(self, head: Token) -> Figure | None:
        """The figure that the phrase is: "58.4 billion yuan", "over 45,000"."""
        found = self.analysis.figure_at.get(head.i)
        return found if found and found.anchor.i == head.i else None

    def counted(self, head: Token) -> tuple[Figure, Token] | None:
        """A counted noun: its figure and the noun, for "28 provincial laboratories" or "a total of 28 laboratories"."""
        if head.i in self.analysis.figure_at or head.i in self.analysis.time_at:
            return None
        for child in head.lefts:
            found = self.analysis.figure_at.get(child.i)
            if (
                found
                and found.quantity.unit == "count"
                and child.dep_ in {"nummod", "quantmod", "amod", "compound", "nmod"}
            ):
                return found, head
        inner = self.through(head)
        return self.counted(inner) if inner.i != head.i else None

    # -- actors ----------------------------------------------------------------------------------------------------

    def named(self, token: Token) -> Mention | None:
        """The mention made by the name that the token is part of."""
        name = self.analysis.name_at.get(token.i)
        if name is None:
            return None
        words = self.analysis.parsed[name.start : name.end].text
        span = self.analysis.span_of(name.start, name.end - 1)
        return self.discourse.name(words, name.kind or ORGANISATION, name.entries, span)

    def actor(
        self, head: Token, *, groups: bool = True, kinds: tuple[str, ...] = (ACTOR,), depth: int = 0
    ) -> Mention | None:
        """Whom the phrase names, describes or belongs to; None where it is nobody of `kinds`."""
        found = self._actor(head, groups, depth)
        if found is None:
            return None
        if any(self.lexicon.ontology.is_kind_of(found.kind, k) for k in kinds):
            return found
        name = self.analysis.name_at.get(head.i)
        if name is not None and not name.sure and any(self.lexicon.ontology.is_kind_of(k, ORGANISATION) for k in kinds):
            return replace(found, kind=ORGANISATION)
        return None

    def _actor(self, head: Token, groups: bool, depth: int) -> Mention | None:
        if head.i in self.analysis.time_at or head.i in self.analysis.figure_at:
            return None
        name = self.analysis.name_at.get(head.i)
        if name is not None and not name.demonym and name.kind != INDICATOR:
            return self.named(head)
        if head.pos_ == "PRON" or head.tag_ == "PRP$":
            return self._pronoun(head)
        for child in head.rights:
            # "The owner, X Industries, …": the name says who.
            if child.dep_ == "appos" and child.i in self.analysis.name_at and (named := self.named(child)):
                return named
        group = self._group if groups else lambda _: None
        return self._of_place(head) or self.described(head) or group(head) or self._metonym(head, depth)

    def with_words(self, mention: Mention | None, head: Token) -> Mention | None:
        """The mention as meant by other words: those of the phrase that stands for it."""
        if mention is None:
            return None
        tokens = [t.i for t in head.lefts if t.dep_ in PREMODIFIERS and t.dep_ != "punct"] + [head.i]
        span = self.analysis.span_of(min(tokens), head.i)
        words = self.analysis.parsed[min(tokens) : head.i + 1].text
        return Mention(mention.name, mention.kind, span, words, mention.entity, mention.member_kind, mention.place)

    def _pronoun(self, head: Token) -> Mention | None:
        if head.lower_ in self.lexicon.words("itPronoun"):
            return self.with_words(self.of_sentence or self.discourse.by_pronoun(), head)
        for words, kind in (("personPronoun", PERSON), ("theyPronoun", GROUP)):
            if head.lower_ in self.lexicon.words(words):
                return self.with_words(self.discourse.by_pronoun(kind), head)
        return None

    def described(self, head: Token) -> Mention | None:
        """ "The province", "this company": a definite singular description of somebody mentioned before."""
        if head.pos_ not in {"NOUN", "PROPN"} or head.tag_ in {"NNS", "NNPS"}:
            return None
        definite = any(c.dep_ in {"det", "poss"} and c.lower_ in self.lexicon.words("definite") for c in head.lefts)
        # Where the parser takes "the province" for a modifier of a misread verb, the determiner hangs on that.
        before = self.analysis.parsed[head.i - 1] if head.i else None
        definite = definite or bool(before is not None and before.lower_ in self.lexicon.words("definite"))
        if not definite:
            return None
        if head.lemma_.lower() in self.lexicon.words("authority"):
            return self._authority(head)
        classes = self.lexicon.common_nouns.get(head.lemma_.lower(), ())
        classes = tuple(c for c in classes if c in self.lexicon.levels or self.lexicon.ontology.is_kind_of(c, ACTOR))
        return self.with_words(self.discourse.by_noun(classes, head.lemma_.lower()), head) if classes else None

    def _of_place(self, head: Token) -> Mention | None:
        """The place itself, where the phrase is "the city of X", "the government of X" or "the X government"."""
        levels = any(c in self.lexicon.levels for c in self.lexicon.common_nouns.get(head.lemma_.lower(), ()))
        if head.pos_ != "NOUN" or not (levels or head.lemma_.lower() in self.lexicon.words("authority")):
            return None
        inside = [o.head for o in obliques(head) if o.marker == "of"]
        beside = [c for c in head.lefts if c.dep_ in {"compound", "amod", "nmod", "poss"}]
        for token in [*inside, *beside]:
            name = self.analysis.name_at.get(token.i)
            if name is None or (name.demonym and levels):
                continue  # "the X-ish state" is one of X's
            if self._is_place_or_time(token) and (place := self.named(token)):
                return self.with_words(place, head)
        return None

    def _authority(self, head: Token) -> Mention | None:
        """ "The provincial government" acts for the province last spoken of."""
        for child in head.lefts:
            levels = self.lexicon.common_nouns.get(child.lower_, ())
            if levels and (found := self.discourse.by_noun(levels, child.lower_)):
                return self.with_words(found, head)
        return self.with_words(self.discourse.by_noun((REGION,)), head)

    def _group(self, head: Token) -> Mention | None:
        """ "Local enterprises", "enterprises": actors named by their kind and, where it is said, their place."""
        if head.tag_ != "NNS":
            return None
        classes = self.lexicon.classes_of(head.lemma_, ORGANISATION) or self.lexicon.classes_of(head.lemma_, PERSON)
        if not classes:
            return None
        local = [c for c in head.lefts if c.lemma_.lower() in self.lexicon.words("local")]
        place = self.owner(head) or (self.discourse.place() if local else None)
        tokens = self._tokens(head, conjoined=False, tail=False) - {c.i for c in local}
        noun = self._text(tokens)
        span = self.analysis.span_of(min([*tokens, *(c.i for c in local)]), head.i)
        words = self.analysis.parsed[min([*tokens, *(c.i for c in local)]) : head.i + 1].text
        name = f"{noun} in {place.name}" if place else noun
        return Mention(name, GROUP, span, words, None, classes[0], place.entity if place else None)

    def _metonym(self, head: Token, depth: int) -> Mention | None:
        """The owner of "X's efforts": what belongs to an actor stands for it."""
        if head.pos_ not in {"NOUN", "PROPN"} or depth > DEEPEST:
            return None
        for child in head.lefts:
            if child.dep_ == "poss" and (actor := self.actor(child, groups=False, depth=depth + 1)):
                return actor
        if self.lexicon.classes_of(head.lemma_, ACTOR):
            return None  # "the X-ish company" is not X
        for child in head.lefts:
            name = self.analysis.name_at.get(child.i)
            if name and name.entries and self._is_place_or_time(child):
                return self.named(child)
        return None
