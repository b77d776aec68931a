"""Which pairs of entities are worth comparing: those that share a key that is rare by its own words.

All pairs of n entities would be n² comparisons. Each entity has a few keys instead, and is compared with those that
have the same (M. A. Hernández and S. J. Stolfo, The merge/purge problem, SIGMOD 1995). How many entities share a key
must not decide whether it is used, since then a new document could end what was found between two others; so keys that
many would share (a frequent family name, a place, a word of all universities) are never made. What is one only within a
document, such as "the ministry", has no keys at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from innograph.classes import INDICATOR, PERSON
from innograph.identity.folding import initials, skeleton, transcribed
from innograph.identity.likeness import Comparer, Facts, Form

_MOST_NAMES = 24  # of one entity
_LEAST = 4  # letters of a skeleton
_LETTERS = 8  # of an acronym
_LONGEST = 10  # words of a name that has an acronym


class Blocks:
    """Entities by their keys. The same entities give the same pairs, in whatever order they are added."""

    def __init__(self, comparer: Comparer) -> None:
        self.comparer = comparer
        self.facts: dict[str, Facts] = {}
        self._blocks: dict[str, list[str]] = defaultdict(list)
        self._sought: dict[str, set[str]] = {}

    def add(self, facts: Facts) -> None:
        """Take in an entity."""
        kept, self._sought[facts.iri] = self.keys(facts)
        self.facts[facts.iri] = facts
        for key in kept:
            self._blocks[key].append(facts.iri)

    @property
    def largest(self) -> int:
        """How many entities share the key that most share."""
        return max(map(len, self._blocks.values()), default=0)

    def near(self, facts: Facts) -> set[str]:
        """The entities taken in (IRIs) that are worth comparing with one, without itself."""
        sought = self._sought[facts.iri] if self.facts.get(facts.iri) == facts else self.keys(facts)[1]
        found: set[str] = set()
        for key in sought:
            found.update(self._blocks.get(key, ()))
        return found - {facts.iri}

    def keys(self, facts: Facts) -> tuple[set[str], set[str]]:
        """The keys under which an entity is kept, and those under which what is like it is sought.

        They are the same but for short and long forms of names, which seek each other and not their like.
        """
        kept: set[str] = set()
        sought: set[str] = set()
        for form in self.comparer.forms(facts)[:_MOST_NAMES]:
            if form.words and not self.comparer.shared(form.name, form.kind):
                both = set(self._of_all(form))
                short, long = self._short_and_long(form)
                kept |= both | {f"short {key}" for key in short} | {f"long {key}" for key in long}
                sought |= both | {f"long {key}" for key in short} | {f"short {key}" for key in long}
        return kept, sought

    def _of_all(self, form: Form) -> Iterator[str]:
        yield "words " + " ".join(sorted(form.firm))
        if self.comparer.ontology.is_kind_of(form.kind, INDICATOR):
            return  # phrases of common words, which neither slips nor spaces bring together
        if len(bones := skeleton(form.firm)) >= _LEAST:
            yield "bones " + bones
        yield "letters " + "".join(sorted(transcribed(form.words)))
        if self._is_person(form):
            words = form.words
            if len(words) > 1 and self.comparer.words.listed("commonFamilyName").isdisjoint(words):
                yield f"person {words[-1]} {words[0][0]}"

    def _is_person(self, form: Form) -> bool:
        return self.comparer.ontology.is_kind_of(form.kind, PERSON)

    def _short_and_long(self, form: Form) -> tuple[set[str], set[str]]:
        """What a name may be the short form of something by, and what it may be the long form by."""
        if self._is_person(form) or self.comparer.ontology.is_kind_of(form.kind, INDICATOR):
            return set(), set()
        whole = " ".join(form.firm)
        short, long = {f"stem {whole}", f"part {whole}"}, set()
        if form.short:
            short.add("initials " + "".join(form.words))
        for stem in self.comparer.stems(form):
            if not (len(stem) == 1 and stem[0] in self.comparer.words.place_words):
                long.add("stem " + " ".join(stem))
        if 2 < len(form.words) <= _LONGEST:
            long |= {f"initials {letters}" for letters in self._acronyms(form)}
        long |= {"part " + " ".join(part) for part in self.comparer.part_forms(form)}
        return short, long

    def _acronyms(self, form: Form) -> set[str]:
        found = {
            letters for words in self.comparer.unshortened(form) for letters in self.comparer.words.short_forms(words)
        }
        return {letters for letters in found | {initials(form.firm)} if 1 < len(letters) <= _LETTERS}
