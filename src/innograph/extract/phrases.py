"""Noun phrases: what they are called, what they count, whom they name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from innograph.extract.analysis import Analysis, Figure
from innograph.extract.discourse import Discourse
from innograph.extract.grammar import obliques
from innograph.extract.lexicon import ACTOR, GROUP, INDICATOR, MATERIAL, ORGANISATION, PERSON, PLACE, REGION, Lexicon
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
QUALIFIERS = {"amod", "compound", "nmod", "npadvmod", "advmod", "nummod", "punct"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name read off a noun phrase, with the tokens it comes from."""

    text: str
    first: int
    last: int
    owner: Mention | None = None


class Phrases:
    """Reads the noun phrases of one block, in the light of what the document said before."""

    def __init__(self, analysis: Analysis, lexicon: Lexicon, discourse: Discourse) -> None:
        self.analysis = analysis
        self.lexicon = lexicon
        self.discourse = discourse
        self.of_sentence: Mention | None = None  # the actor that the sentence is about, once known

    # -- words ------------------------------------------------------------------------------------------------------

    def _text(self, tokens: Iterable[int]) -> str:
        parsed = self.analysis.parsed
        ordered = sorted(tokens)
        pieces = []
        for position, i in enumerate(ordered):
            gap = position + 1 < len(ordered) and ordered[position + 1] != i + 1
            pieces.append(parsed[i].text + (" " if gap else parsed[i].whitespace_))
        text = "".join(pieces).strip(" ,-–'’\"“”")
        first = parsed[ordered[0]]
        capital_by_place = first.is_sent_start and first.pos_ != "PROPN" and first.text[1:].islower()
        return text[:1].lower() + text[1:] if capital_by_place and first.i not in self.analysis.name_at else text

    def _is_place_or_time(self, token: Token) -> bool:
        if token.i in self.analysis.time_at:
            return True
        name = self.analysis.name_at.get(token.i)
        return name is not None and any(self.lexicon.ontology.is_kind_of(name.kind or "", k) for k in (PLACE, REGION))

    def _tail(self, head: Token, *, conjoined: bool) -> set[int]:
        """Tokens of the prepositional phrases after a noun that belong to what it is called."""
        kept: set[int] = set()
        for child in head.rights:
            if child.dep_ == "prep" and child.lower_ in self.lexicon.words("namingPreposition"):
                for inner in child.children:
                    if inner.dep_ != "pobj" or self._is_place_or_time(inner) or inner.i in self.analysis.figure_at:
                        continue
                    if child.lower_ in {"in", "of"} and self.described(inner) is not None:
                        continue
                    kept |= {child.i, *self._tokens(inner, conjoined=True, owned=True)}
            elif child.dep_ == "conj" and conjoined and child.pos_ in {"NOUN", "PROPN"}:
                between = range(head.i + 1, child.i)
                kept |= {i for i in between if self.analysis.parsed[i].dep_ in {"cc", "punct"}}
                kept |= self._tokens(child, conjoined=True, owned=True)
        return kept

    def _tokens(self, head: Token, *, conjoined: bool, owned: bool = False, tail: bool = True) -> set[int]:
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
        return kept | (self._tail(head, conjoined=conjoined) if tail else set())

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

    # -- what a phrase is called ----------------------------------------------------------------------------------

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
        first = min(outer.left_edge.i, min(tokens)) if outer is not head else min(tokens)
        return Phrase(text, first, max(tokens), owner)

    def _lifted_material(self, head: Token) -> str | None:
        """ "The technology of materials such as X" is the X technology."""
        classes = self.lexicon.classes_of(head.lemma_, "https://w3id.org/innograph/ontology#Technology")
        if not classes:
            return None
        for oblique in obliques(head):
            for token in oblique.head.subtree:
                name = self.analysis.name_at.get(token.i)
                if name and name.kind == MATERIAL and oblique.marker in {"of", "for"}:
                    return self._text(range(name.start, name.end))
        return None

    def material_in(self, head: Token) -> Mention | None:
        """A known material named inside the phrase."""
        for token in head.subtree:
            name = self.analysis.name_at.get(token.i)
            if name and name.kind == MATERIAL:
                return self.named(token)
        return None

    def owner(self, head: Token) -> Mention | None:
        """The actor that a phrase belongs to: "Shandong's X", "X in Shandong", "Shandong X", "its X"."""
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
        words = self._text(range(name.start, name.end))
        span = self.analysis.span_of(name.start, name.end - 1)
        return self.discourse.name(words, name.kind or ORGANISATION, name.entries, span)

    def actor(self, head: Token, *, groups: bool = True, kinds: tuple[str, ...] = (ACTOR,)) -> Mention | None:
        """Whom the phrase names, describes or belongs to; None where it is nobody of `kinds`."""
        found = self._actor(head, groups)
        if found is None:
            return None
        if any(self.lexicon.ontology.is_kind_of(found.kind, k) for k in kinds):
            return found
        name = self.analysis.name_at.get(head.i)
        if name is not None and not name.sure and any(self.lexicon.ontology.is_kind_of(k, ORGANISATION) for k in kinds):
            return replace(found, kind=ORGANISATION)
        return None

    def _actor(self, head: Token, groups: bool) -> Mention | None:
        if head.i in self.analysis.time_at or head.i in self.analysis.figure_at:
            return None
        name = self.analysis.name_at.get(head.i)
        if name is not None and not name.demonym and name.kind != INDICATOR:
            return self.named(head)
        if head.pos_ == "PRON" or head.tag_ == "PRP$":
            return self._pronoun(head)
        for child in head.rights:
            # "The owner, Toray Industries, …": the name says who.
            if child.dep_ == "appos" and child.i in self.analysis.name_at and (named := self.named(child)):
                return named
        return self.described(head) or (self._group(head) if groups else None) or self._metonym(head)

    def with_words(self, mention: Mention | None, head: Token) -> Mention | None:
        """The mention as meant by other words: those of the phrase that stands for it."""
        if mention is None:
            return None
        tokens = [t.i for t in head.lefts if t.dep_ in PREMODIFIERS and t.dep_ != "punct"] + [head.i]
        span = self.analysis.span_of(min(tokens), head.i)
        words = self._text(range(min(tokens), head.i + 1))
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
        words = self._text(range(min([*tokens, *(c.i for c in local)]), head.i + 1))
        name = f"{noun} in {place.name}" if place else noun
        return Mention(name, GROUP, span, words, None, classes[0], place.entity if place else None)

    def _metonym(self, head: Token) -> Mention | None:
        """ "Shandong's efforts": what belongs to an actor stands for it."""
        if head.pos_ not in {"NOUN", "PROPN"}:
            return None
        for child in head.lefts:
            if child.dep_ == "poss" and (actor := self.actor(child, groups=False)):
                return actor
        if self.lexicon.classes_of(head.lemma_, ACTOR):
            return None  # "the Japanese company" is not Japan
        for child in head.lefts:
            name = self.analysis.name_at.get(child.i)
            if name and name.entries and self._is_place_or_time(child):
                return self.named(child)
        return None
