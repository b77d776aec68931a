"""Entities that the ontology knows, and which of them a name means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from pyoxigraph import DefaultGraph, Literal, NamedNode

from innograph.classes import ACTOR, INDICATOR, PLACE, THING
from innograph.identity.folding import tokens
from innograph.identity.keys import Keys
from innograph.identity.words import NameWords, Words
from innograph.ontology import CONCEPT, FR, INNO, RDF, RDFS, SKOS, Ontology

_KINDS = (ACTOR, THING, PLACE, INDICATOR)
_ANY = RDFS + "Resource"
_LONGEST = 5  # words of a place's name that are sought inside another name


@dataclass(frozen=True, slots=True)
class Entry:
    """A known entity."""

    iri: str
    name: str  # its preferred label
    kind: str  # IRI of its class
    level: str | None  # of a region
    containers: tuple[str, ...]  # IRIs of what it lies in, the nearest first


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a name means: one known entity, or several that it may mean, or none."""

    entry: Entry | None = None
    candidates: tuple[Entry, ...] = ()


class KnownNames:
    """The labels of the ontology's individuals. Ask `ontology.made(KnownNames)` for it, so that it is read once."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.words = ontology.made(NameWords)
        self.keys = ontology.made(Keys.of)
        self._may_be_place = cache(self._is_place_kind)

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Known actors, things, places and indicators, by IRI."""
        pattern = self.ontology.store.quads_for_pattern(None, NamedNode(RDF + "type"), None, DefaultGraph())
        kinds: dict[str, str] = {}
        for quad in sorted(pattern, key=lambda q: (str(q.subject), str(q.object))):
            if not isinstance(quad.subject, NamedNode):
                continue
            kind = quad.object.value if isinstance(quad.object, NamedNode) else ""
            if any(self.ontology.is_kind_of(kind, a) for a in _KINDS):
                kinds.setdefault(quad.subject.value, kind)
        return dict(self._described(kinds))

    def _described(self, kinds: Mapping[str, str]) -> Iterator[tuple[str, Entry]]:
        for iri, kind in kinds.items():
            if name := self.ontology.label(iri):
                level = self.ontology.value(iri, INNO + "regionLevel")
                yield iri, Entry(iri, name, kind, level, self.words.containers(iri))

    def labels(self, iri: str) -> list[tuple[str, str]]:
        """What a known entity is called, in any language: labels and their languages."""
        found = []
        for predicate in ("prefLabel", "altLabel"):
            quads = self.ontology.store.quads_for_pattern(
                NamedNode(iri), NamedNode(SKOS + predicate), None, DefaultGraph()
            )
            found += [(q.object.value, q.object.language or "en") for q in quads if isinstance(q.object, Literal)]
        return sorted(found)

    @cached_property
    def _by_words(self) -> dict[Words, tuple[str, ...]]:
        """IRIs by folded label."""
        found: dict[Words, set[str]] = {}
        for iri in self.entries:
            for label, _ in self.labels(iri):
                found.setdefault(tuple(tokens(label)), set()).add(iri)
        return {words: tuple(sorted(iris)) for words, iris in found.items()}

    @cached_property
    def _by_key(self) -> dict[Words, tuple[str, ...]]:
        """IRIs by the key of a label."""
        found: dict[Words, set[str]] = {}
        for iri, entry in self.entries.items():
            for label, _ in self.labels(iri):
                found.setdefault(self.keys.key(label, entry.kind).words, set()).add(iri)
        return {words: tuple(sorted(iris)) for words, iris in found.items()}

    @cached_property
    def _squeezed(self) -> dict[str, tuple[str, ...]]:
        """IRIs of things whose names have figures in them, by the name without spaces: PA12 and PA 12."""
        found: dict[str, set[str]] = {}
        for words, iris in self._by_words.items():
            if any(word[0].isdigit() for word in words) or any(c.isdigit() for c in words[0]):
                kept = {i for i in iris if not self.ontology.is_kind_of(self.entries[i].kind, PLACE)}
                found.setdefault("".join(words), set()).update(kept)
        return {words: tuple(sorted(iris)) for words, iris in found.items() if iris}

    def may_mean(self, name: str, kind: str) -> tuple[Entry, ...]:
        """The known entities of a kind that go by a name, in the order of their IRIs."""
        words = tuple(tokens(name))
        key = self.keys.key(name, kind).words
        for found in (
            self._by_words.get(words, ()),
            self._by_key.get(key, ()),
            self._squeezed.get("".join(words), ()),
        ):
            if fitting := [self.entries[iri] for iri in found if self.fits(self.entries[iri].kind, kind)]:
                return tuple(fitting)
        return tuple(self._placed(words)) if self._may_be_place(kind) else ()

    def fits(self, known: str, kind: str) -> bool:
        """Whether something of the class `known` may be what a text takes for one of the class `kind`."""
        return kind == _ANY or self.ontology.is_kind_of(known, kind) or self.ontology.is_kind_of(kind, known)

    def meaning(self, name: str, kind: str, around: Mapping[str, int] | None = None) -> Meaning:
        """What a name of something of class `kind` means.

        Args:
            around: places that the text names otherwise (IRIs), and how often: they tell homonyms apart.
        """
        candidates = self.may_mean(name, kind)
        return Meaning(self.choose(candidates, name, around or {}) if candidates else None, candidates)

    def choose(self, entries: Sequence[Entry], words: str, around: Mapping[str, int]) -> Entry | None:
        """Which of several entities of one name is meant: the one whose surroundings, or parts, the text names.

        Where it names none, the one that goes by just this name; but nobody where the ontology lists the name as one
        that several bear (`fr:homonym`), and the text names other countries or there are several to choose from.
        """
        homonym = self.is_homonym(words)
        if len(entries) == 1 and not homonym:
            return entries[0]
        rivals = {entry.iri for entry in entries}

        def support(entry: Entry) -> int:
            return around.get(entry.iri, 0) + sum(around.get(c, 0) for c in entry.containers if c not in rivals)

        most = max(map(support, entries))
        best = [entry for entry in entries if support(entry) == most]
        if len(best) == 1 and (most or (len(entries) == 1 and not any(self.is_country(iri) for iri in around))):
            return best[0]
        if homonym:
            return None
        called = [entry for entry in best if tokens(entry.name) == tokens(words)]
        wider = [entry for entry in called if all(entry.iri in other.containers for other in called if other != entry)]
        return called[0] if len(called) == 1 else wider[0] if len(wider) == 1 else None

    def is_homonym(self, words: str) -> bool:
        """Whether the ontology lists a name as one of several places (`fr:homonym`)."""
        return tuple(tokens(words)) in self._homonyms

    def is_country(self, iri: str) -> bool:
        """Whether a known entity is a country."""
        entry = self.entries.get(iri)
        return entry is not None and entry.level == self._country

    @cached_property
    def _country(self) -> str | None:
        return self.ontology.notations.get(CONCEPT + "region-levels", {}).get("country")

    @cached_property
    def _homonyms(self) -> frozenset[Words]:
        listed = self.ontology.objects(FR + "homonym", FR + "word")
        return frozenset(tuple(tokens(name)) for name in listed)

    # -- places named with where they lie --------------------------------------------------------------------------

    def _is_place_kind(self, kind: str) -> bool:
        return kind == _ANY or any(self.fits(entry_kind, kind) for entry_kind in self._place_kinds)

    @cached_property
    def _place_kinds(self) -> frozenset[str]:
        return frozenset(entry.kind for entry in self.entries.values() if entry.level)

    def _placed(self, words: Words) -> list[Entry]:
        """Places of which a name says, beside their own, only what they are and where they lie: a direction and what
        contains them before it, a noun such as "province", what contains them after a comma, "the city of" them."""
        if not 1 < len(words) <= 12:
            return self._joined(words)
        found: dict[str, tuple[int, Entry]] = {}
        for start in range(len(words)):
            for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
                for iri in self._by_words.get(words[start:end], ()):
                    entry = self.entries[iri]
                    if entry.level and self._accounts(entry, words[:start], words[end:]):
                        found[iri] = (end - start, entry)
        return [entry for _, entry in sorted(found.values(), key=lambda pair: (-pair[0], pair[1].iri))]

    def _accounts(self, entry: Entry, before: Words, after: Words) -> bool:
        """Whether the words around a place's name only say what it is and where it lies."""
        nouns = self._nouns(entry)
        for noun in (*nouns, *((suffix,) for suffix in sorted(self.words.listed("levelSuffix")))):
            if after[: len(noun)] == noun:
                after = after[len(noun) :]
                break
        for noun in nouns:
            if before[len(before) - len(noun) - 1 :] == (*noun, "of"):
                before = before[: -len(noun) - 1]
                break
        return self._where(entry, before) and self._where(entry, after)

    def _where(self, entry: Entry, words: Words) -> bool:
        """Whether words name places that it lies in, and nothing else but directions before these."""
        at = 0
        while at < len(words):
            if words[at] in {"in", "of", "the"}:
                at += 1
                continue
            size = self._container_at(entry, words[at:])
            if not size:
                return False
            at += size
        return True

    def _container_at(self, entry: Entry, words: Words) -> int:
        """How many words name a place around `entry`, with up to two directions before its name; 0 if none do."""
        for directed in range(min(3, len(words))):
            if directed and words[directed - 1] not in self._directions:
                break
            for size in range(_LONGEST, 0, -1):
                if self._contains(entry, words[directed : directed + size]):
                    return directed + min(size, len(words) - directed)
        return 0

    def _contains(self, entry: Entry, words: Words) -> bool:
        """Whether words name a place around `entry`, with or without its noun ("Jilin province")."""
        for iri in self._by_words.get(words, ()):
            if iri in entry.containers:
                return True
        return any(
            words[-len(noun) :] == noun and container in self._by_words.get(words[: -len(noun)], ())
            for container in entry.containers
            if container in self.entries
            for noun in self._nouns(self.entries[container])
        )

    def _nouns(self, entry: Entry) -> tuple[Words, ...]:
        """What may stand with the name of a place: its own nouns, or those of its level."""
        own = self.ontology.objects(entry.iri, INNO + "ownNoun")
        nouns = own or (self.ontology.objects(entry.level, INNO + "commonNoun") if entry.level else [])
        return tuple(sorted((tuple(tokens(noun)) for noun in nouns), key=lambda noun: (-len(noun), noun)))

    @cached_property
    def _directions(self) -> frozenset[str]:
        return self.words.listed("direction") | self.words.listed("directionLetter")

    def _joined(self, words: Words) -> list[Entry]:
        """A place in a script that puts no space between words, after one that it lies in: 中国山东省."""
        found = []
        for word in words[:1] if len(words) == 1 and not words[0].isascii() else ():
            for split in range(1, len(word)):
                around = self._by_words.get((word[:split],), ())
                for iri in self._by_words.get((word[split:],), ()):
                    if set(around) & set(self.entries[iri].containers):
                        found.append(self.entries[iri])
        return found

    def places_in(self, text: str) -> dict[str, int]:
        """How often a text names known places that can be told, and those that they lie in, by IRI."""
        words = tuple(tokens(text))
        counts: dict[str, int] = {}
        at = 0
        while at < len(words):
            size, place = self.place_at(words[at:])
            if place is not None and words[at : at + size] not in self._homonyms:
                for iri in (place.iri, *place.containers):
                    counts[iri] = counts.get(iri, 0) + 1
            at += size or 1
        return counts

    def place_at(self, words: Words) -> tuple[int, Entry | None]:
        """How many words at the beginning of some are a known place's name, and which place; None where several are."""
        size = next((n for n in range(_LONGEST, 0, -1) if n <= len(words) and self._regions(words[:n])), 0)
        regions = self._regions(words[:size]) if size else ()
        return size, regions[0] if len(regions) == 1 else None

    def _regions(self, words: Words) -> tuple[Entry, ...]:
        entries = (self.entries[iri] for iri in self._by_words.get(words, ()))
        return tuple(entry for entry in entries if entry.level)
