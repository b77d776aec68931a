"""Which pairs of entities are worth comparing: those that share a key that is rare by its own words.

All pairs of n entities would be n² comparisons. Each entity has a few keys instead, and is compared with those that have
the same (M. A. Hernández and S. J. Stolfo, The merge/purge problem, SIGMOD 1995). How many entities share a key must
not decide whether it is used, since then a new document could end what was found between two others; so keys that many
would share (a frequent family name, a place, a word of all universities) are never made. What is one only within a
document, such as "the ministry", has no keys at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from innograph.identity.folding import initials, skeleton, transcribed
from innograph.identity.keys import short_forms
from innograph.identity.likeness import Comparer, Facts, Form
from innograph.identity.words import PERSON

_MOST_NAMES = 24  # of one entity
_LEAST = 4  # letters of a skeleton


class Blocks:
    """Entities by their keys. The same entities give the same pairs, in whatever order they are added."""

    def __init__(self, comparer: Comparer) -> None:
        self.comparer = comparer
        self.facts: dict[str, Facts] = {}
        self._blocks: dict[str, list[str]] = defaultdict(list)

    def add(self, facts: Facts) -> None:
        """Take in an entity."""
        self.facts[facts.iri] = facts
        for key in self._kept(facts):
            self._blocks[key].append(facts.iri)

    def near(self, facts: Facts) -> set[str]:
        """The entities taken in (IRIs) that are worth comparing with one, without itself."""
        found: set[str] = set()
        for key in self._sought(facts):
            found.update(self._blocks.get(key, ()))
        return found - {facts.iri}

    def _kept(self, facts: Facts) -> set[str]:
        return {key for form in self._forms(facts) for key in self._keys(form, kept=True)}

    def _sought(self, facts: Facts) -> set[str]:
        return {key for form in self._forms(facts) for key in self._keys(form, kept=False)}

    def _forms(self, facts: Facts) -> Iterable[Form]:
        return self.comparer.forms(facts)[:_MOST_NAMES]

    def _keys(self, form: Form, *, kept: bool) -> Iterator[str]:
        """The keys under which a name is kept, or sought. Short and long forms of names seek each other, not their like."""
        if not form.words or self.comparer.shared(form.name, form.kind):
            return
        kind_of = self.comparer.ontology.is_kind_of
        yield "words " + " ".join(sorted(form.firm))
        if len(bones := skeleton(form.firm)) >= _LEAST:
            yield "bones " + bones
        yield "letters " + "".join(sorted(transcribed(form.words)))
        if kind_of(form.kind, PERSON):
            yield from self._of_person(form)
        else:
            for stem in (form.core, self.comparer.unplaced(form), self.comparer.brand(form), form.words[1:]):
                if stem and not (len(stem) == 1 and stem[0] in self.comparer.words.place_words):
                    yield ("stem " if kept else "whole ") + " ".join(stem)
            yield from self._short_and_long(form, kept=kept)

    def _of_person(self, form: Form) -> Iterator[str]:
        words = form.words
        if len(words) > 1 and self.comparer.words.listed("commonFamilyName").isdisjoint(words):
            yield f"person {words[-1]} {words[0][0]}"

    def _short_and_long(self, form: Form, *, kept: bool) -> Iterator[str]:
        if form.short:
            yield ("short " if kept else "long ") + "".join(form.words)
        if 2 < len(form.words) <= 10:
            for letters in self._acronyms(form):
                yield ("long " if kept else "short ") + letters
        yield ("whole " if kept else "part ") + " ".join(form.firm)
        yield ("whole " if kept else "stem ") + " ".join(form.firm)
        for part in self.comparer.part_forms(form):
            yield ("part " if kept else "whole ") + " ".join(part)

    def _acronyms(self, form: Form) -> set[str]:
        found = {letters for words in self.comparer.unshortened(form) for letters in short_forms(words)}
        return {letters for letters in found | {initials(form.firm)} if 1 < len(letters) <= 8}
