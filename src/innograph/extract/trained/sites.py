"""Places where something may lie, as a text words them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from innograph.classes import PERSON, PLACE, REGION
from innograph.extract.lexicon import Lexicon
from innograph.extract.trained.actors import Local
from innograph.extract.trained.context import Contexts
from innograph.ontology import INNO

if TYPE_CHECKING:
    from spacy.tokens import Token

SITES = (PLACE, REGION, INNO + "Zone", INNO + "Park", INNO + "Facility")


@dataclass(frozen=True, slots=True)
class Site:
    """A place where something may lie, as the text words it: "northern X", "X, Y Prefecture"."""

    actor: Local
    name: str
    first: int
    last: int
    form: str

    @property
    def head(self) -> Token:
        return self.actor.head


class Sites:
    """Finds the places among the actors of a sentence."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def site(self, actor: Local, contexts: Contexts) -> Site | None:
        """The place that somebody may be: one that is known or, behind "in" or before "-based", any that is not."""
        head = actor.head
        if self.is_kind(actor, (PERSON,)) or actor.form in {"demonym", "group"}:
            return None
        parsed = contexts.analysis.parsed
        name = contexts.analysis.name_at.get(head.i) if actor.form == "name" else None
        first, last = (name.start, name.end - 1) if name else (head.i, head.i)
        if name is None:
            return Site(actor, actor.mention.name, first, last, actor.form) if self.is_kind(actor, SITES) else None
        outer = self.outer(head)
        marked = outer.dep_ == "pobj" and outer.head.lower_ in self.lexicon.words("placeMarker")
        based = last + 2 < len(parsed) and parsed[last + 2].lower_ in self.lexicon.words("seatWord")
        owning = head.dep_ == "poss"
        if not (self.is_kind(actor, SITES) or marked or based or owning):
            return None
        first, last, form = self._widened(first, last, contexts)
        text = actor.mention.name if form == "plain" else parsed[first : last + 1].text
        return Site(actor, text, first, last, form)

    def outer(self, head: Token) -> Token:
        """The noun that a place's name stands before: "X district"."""
        noun = head.head
        return noun if head.dep_ == "compound" and self._is_place_noun(noun) and noun.i == head.i + 1 else head

    def _is_place_noun(self, noun: Token) -> bool:
        return noun.pos_ in {"NOUN", "PROPN"} and noun.lower_ in self.lexicon.words("placeNoun")

    def _widened(self, first: int, last: int, contexts: Contexts) -> tuple[int, int, str]:
        """A place's name with the words that tell which part or kind of it is meant."""
        parsed, name_at = contexts.analysis.parsed, contexts.analysis.name_at
        if last + 1 < len(parsed) and self._is_place_noun(parsed[last + 1]) and last + 1 not in name_at:
            return first, last + 1, "noun"
        if last + 2 < len(parsed) and parsed[last + 1].text == "," and (behind := name_at.get(last + 2)) is not None:
            following = parsed[behind.end] if behind.end < len(parsed) else None
            region = any(self.lexicon.ontology.is_kind_of(behind.kind or "", k) for k in (REGION,))
            if region and (following is None or following.text not in {"and", "or"}) and behind.start == last + 2:
                return first, behind.end - 1, "comma"
        directions = self.lexicon.words("direction")
        before = first - 1
        if before >= 0 and parsed[before].text == "of":
            before -= 1
            if before >= 0 and parsed[before].lower_ in self.lexicon.words("sideNoun"):
                before -= 1
        start = before + 1
        while before >= 0 and (
            parsed[before].lower_ in directions or (parsed[before].text == "-" and before + 1 == start)
        ):
            start = before
            before -= 1
        if start <= first - 1 and parsed[start].lower_ in directions:
            return start, last, "part"
        return first, last, "plain"

    def is_kind(self, actor: Local, kinds: Iterable[str]) -> bool:
        return any(self.lexicon.ontology.is_kind_of(actor.mention.kind, k) for k in kinds)
