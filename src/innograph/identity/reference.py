"""What a mention refers to: a known entity, or one that is called by its name; decided by the mention alone.

Neither other documents nor what a graph holds already has a say, so that a new document never changes what another
one's names mean. What cannot be told this way is left two things, between which there may be a likeness.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from innograph.classes import GROUP, PERSON
from innograph.classes import REGION as REGION_KIND
from innograph.identity.folding import digest, singular, slug, tokens
from innograph.identity.keys import Key, Keys
from innograph.identity.known import Entry, KnownNames
from innograph.identity.pins import Named, Pin, read_pins
from innograph.identity.words import NameWords, Words
from innograph.model import Mention
from innograph.ontology import FR, REGION, Ontology, expand

_MUCH = 4  # words that tell what a national body is for


@dataclass(frozen=True, slots=True)
class Reference:
    """What a mention refers to, and why."""

    iri: str  # of a known entity; of a new one under the default base
    known: bool  # whether the ontology describes it
    key: Key
    candidates: tuple[Entry, ...] = ()  # known entities that it may be, where it cannot be told which
    scope: str | None = None  # why things of this name are one only within a document, or a place
    pin: Pin | None = None  # what decided it


class References:
    """Tells what mentions refer to. Ask `ontology.made(References)` for it, so that what is known is read once.

    Raises:
        OntologyError: a line of an `identity.csv` cannot be used.
    """

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.words = ontology.made(NameWords)
        self.keys = ontology.made(Keys.of)
        self.known = ontology.made(KnownNames)
        self._apart: dict[tuple[str, Words], set[str]] = {}
        self._one: dict[str, tuple[str, Pin]] = {}  # representative by IRI
        self._different: dict[frozenset[str], Pin] = {}
        self._settle(read_pins(ontology))

    def of(self, mention: Mention, document: str) -> Reference:
        """What a mention in a document (by its id) refers to."""
        found = self._unpinned(mention, document)
        if pinned := self._one.get(found.iri):
            iri, pin = pinned
            return Reference(iri, self._is_described(iri), found.key, (), found.scope, pin)
        return found

    def _is_described(self, iri: str) -> bool:
        return iri in self.known.entries or self.ontology.value(iri, expand("rdf:type")) is not None

    def _unpinned(self, mention: Mention, document: str) -> Reference:
        key = self.keys.key(mention.name, mention.kind)
        forbidden = self._forbidden(mention)
        if mention.entity is not None and expand(mention.entity) not in forbidden:
            iri = expand(mention.entity)
            return Reference(iri, self._is_described(iri), key)
        meaning = self.known.meaning(mention.name, mention.kind, self._around(mention))
        if meaning.entry is not None and meaning.entry.iri not in forbidden:
            return Reference(meaning.entry.iri, True, key)
        # What a pin keeps apart is called by all its words.
        context = ("apart", *tokens(mention.name)) if self._is_apart(mention) else ()
        scope = self.scope(mention) if not context else None
        if meaning.candidates and meaning.entry is None:
            scope = "it may mean several known places"
        # Of two homonyms in one country no more is known than of two in the world.
        placed = mention.place is not None and not (meaning.candidates and self.known.is_country(expand(mention.place)))
        if scope and not placed:
            context = (document,)
        name = mention.name
        if scope and placed and mention.place is not None:
            name = f"{name} {re.split(r'[/#:]', mention.place)[-1]}"
            key = Key((*key.words, *tokens(re.split(r"[/#:]", mention.place)[-1])), key.changes)
        local = self.local(key.words, mention.kind, name, *context)
        return Reference(REGION + local, False, key, meaning.candidates if not meaning.entry else (), scope)

    def _around(self, mention: Mention) -> dict[str, int]:
        """Where a mention is, as the places that its text names."""
        if mention.place is None:
            return {}
        place = expand(mention.place)
        return dict.fromkeys((place, *self.words.containers(place)), 1)

    def local(self, words: Words, kind: str, name: str, *context: str) -> str:
        """The last part of the IRI of a new entity. `context` keeps apart things of one name that are not one."""
        readable, whole = slug(words)
        parts = [self.words.family(kind), readable]
        if not whole or context:
            parts.append(digest(*(words or (name,)), *context))
        return "-".join(part for part in parts if part)

    # -- names that many bear ------------------------------------------------------------------------------------------

    def scope(self, mention: Mention) -> str | None:
        """Why a name says who is meant only within its document or place; None where it says so everywhere."""
        is_kind_of = self.ontology.is_kind_of
        if is_kind_of(mention.kind, GROUP):
            return "a group is what its name says in its place"
        words = self.keys.key(mention.name, mention.kind).words
        if is_kind_of(mention.kind, PERSON):
            return "many people are called so" if self._is_common(words) else None
        if not self.words.says(mention.kind, "properName"):
            return None
        if self._describes(mention.name):
            return "it describes, and is no name"
        if is_kind_of(mention.kind, REGION_KIND):
            parts = self.words.listed("partOfPlace").isdisjoint(words)
            return None if parts else "districts and the like of several places are called so"
        if words in self._homonyms:
            return "several are called so"
        return "those of several places are called so" if self._is_generic(words) else None

    @cached_property
    def _homonyms(self) -> frozenset[Words]:
        listed = self.ontology.objects(FR + "namesake", FR + "word")
        return frozenset(tuple(tokens(name)) for name in listed)

    def _is_generic(self, words: Words) -> bool:
        """Whether a body's name says no more than what it is: but a national one that says much has it for itself."""
        telling = [word for word in words if word not in self.words.listed("functionWord")]
        if not all(word in self.words.common for word in telling):
            return False
        national = not self.words.listed("nationalWord").isdisjoint(words)
        return not national or len(telling) < _MUCH or not self.words.listed("partWord").isdisjoint(words)

    def needs_place(self, mention: Mention) -> bool:
        """Whether a mention of something new is told by where it is: a district, or one of several places of a name."""
        return (
            mention.entity is None
            and mention.place is None
            and self.ontology.is_kind_of(mention.kind, REGION_KIND)
            and (self.known.is_homonym(mention.name) or self.scope(mention) is not None)
        )

    def place_beside(self, text: str) -> Entry | None:
        """The known place that a text after a name tells for it: ", X", "in X", "of X city"."""
        beside = self._beside.match(text)
        return self.known.place_at(tuple(tokens(text[beside.end() :])))[1] if beside else None

    @cached_property
    def _beside(self) -> re.Pattern[str]:
        """What stands between a name and the place where it is."""
        before = "|".join(sorted(self.words.listed("besidePreposition")))
        articles = "|".join(sorted(self.words.single(REGION_KIND, "article")))
        return re.compile(rf"(,|,? ({before}))\s+(({articles})\s+)?(?=[^\W\d_])")

    def is_national(self, mention: Mention) -> bool:
        """Whether a name that many bear is that of a body of which a country has one: a ministry."""
        words = tuple(tokens(mention.name))
        return words in self._homonyms or not self.words.listed("nationalWord").isdisjoint(words)

    def _describes(self, name: str) -> bool:
        """Whether a name is a common noun with what goes with it: "pilot line", no capital in it."""
        if any(char.isupper() or not (char.isascii() or char.islower()) for char in name):
            return False
        words = tokens(name)
        return len(words) > 1 or any(singular(word) in self.words.nouns for word in words)

    def _is_common(self, words: Words) -> bool:
        """A frequent family name with a frequent given name, or one of a single syllable, in either order."""
        if len(words) != 2:
            return False
        listed = self.words.listed
        if words[1] in listed("frequentFamilyName") and words[0] in listed("frequentGivenName"):
            return True
        families = listed("commonFamilyName")
        if families.isdisjoint(words):
            return False
        given = words[1] if words[0] in families else words[0]
        return bool(self._syllable and self._syllable.fullmatch(given))

    @cached_property
    def _syllable(self) -> re.Pattern[str] | None:
        """A given name of one syllable, where family names come first (`fr:syllable`)."""
        said = self.ontology.value(PERSON, FR + "syllable")
        return re.compile(said) if said else None

    # -- pairs that people have decided ------------------------------------------------------------------------------

    def decided(self, one: str, other: str) -> Pin | None:
        """The line by which two entities (IRIs under the default base) are not one."""
        return self._different.get(frozenset((one, other)))

    def pinned(self, iri: str) -> Pin | None:
        """The line by which other names have this IRI."""
        return next((pin for representative, pin in self._one.values() if representative == iri), None)

    def _settle(self, pins: list[Pin]) -> None:
        for pin in (p for p in pins if not p.same):
            self._keep_apart(pin)
        groups: dict[str, set[str]] = {}
        last: dict[str, Pin] = {}
        for pin in (p for p in pins if p.same):
            one, other = self._iri(pin.one), self._iri(pin.other)
            together = groups.get(one, {one}) | groups.get(other, {other})
            for iri in together:
                groups[iri] = together
                last[iri] = pin
        for iri, together in groups.items():
            self._one[iri] = min(together, key=lambda i: (i not in self.known.entries, -len(i), i)), last[iri]
        for pin in (p for p in pins if not p.same):
            ends = [self._one.get(iri, (iri,))[0] for iri in (self._iri(pin.one), self._iri(pin.other))]
            if ends[0] == ends[1]:
                known = self._one.get(self._iri(pin.one))
                against = f", by line {known[1].line} of {known[1].file}" if known else ""
                raise pin.error(f"“{pin.one.name}” and “{pin.other.name}” are the same{against}")
            self._different[frozenset(ends)] = pin

    def _keep_apart(self, pin: Pin) -> None:
        """Where the names of a pair lead to one thing, they are told apart by all their words from now on."""
        ends = (pin.one, pin.other)
        if len({self._iri(end) for end in ends}) == 2:
            return
        shared = self._iri(pin.one)
        if len({(self.words.family(e.kind), tuple(tokens(e.name))) for e in ends if e.kind}) < len(ends) and not any(
            end.is_iri for end in ends
        ):
            raise pin.error(f"“{pin.one.name}” and “{pin.other.name}” are one name: nothing tells them apart")
        for end in ends:
            words = tuple(tokens(end.name))
            if end.kind is not None and (
                shared in self.known.entries or words != self.keys.key(end.name, end.kind).words
            ):
                self._apart.setdefault((self.words.family(end.kind), words), set()).add(shared)

    def _iri(self, end: Named) -> str:
        if end.kind is None:
            return end.name
        return self._unpinned(Mention(end.name, end.kind), "").iri

    def _is_apart(self, mention: Mention) -> bool:
        return (self.words.family(mention.kind), tuple(tokens(mention.name))) in self._apart

    def _forbidden(self, mention: Mention) -> set[str]:
        """Known entities that a mention must not be taken for, by its name or by the words of the text."""
        if not self._apart:
            return set()
        family = self.words.family(mention.kind)
        names = (mention.words or mention.name, mention.name)
        return set().union(*(self._apart.get((family, tuple(tokens(name))), ()) for name in names))
