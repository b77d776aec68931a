"""Words that grammar needs and that a language has few of, read from the ontology: word lists, what the members of
a class are called ("enterprise", "laboratory"), what their names end in ("University", "Co., Ltd."), how verbs
colour what hangs on them (planned, expected)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cached_property

from pyoxigraph import DefaultGraph, Literal, NamedNode

from innograph.classes import ACTOR, PLACE, REGION
from innograph.extract.wording import whole
from innograph.ontology import FR, INNO, SKOS, Ontology


class Lexicon:
    """Word lists and nouns of classes, looked up by lemma."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology

    @cached_property
    def places(self) -> tuple[tuple[re.Pattern[str], Decimal], ...]:
        """Expressions of phrases that tell a place in an order, and the place."""
        lists = (("firstPhrase", Decimal(1)), ("secondPhrase", Decimal(2)))
        return tuple(
            (re.compile(rf"(?<![\w-])(?i:{whole(self.words(name))})(?!-)"), place)
            for name, place in lists
            if self.words(name)
        )

    def words(self, name: str) -> frozenset[str]:
        """The members of the list `fr:<name>`."""
        return self._lists.get(name, frozenset())

    @cached_property
    def _lists(self) -> dict[str, frozenset[str]]:
        lists: dict[str, set[str]] = {}
        for quad in self.ontology.store.quads_for_pattern(None, NamedNode(FR + "word"), None, DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                lists.setdefault(quad.subject.value.removeprefix(FR), set()).add(quad.object.value)
        return {name: frozenset(words) for name, words in lists.items()}

    def _by_word(self, property_iri: str, *, lower: bool) -> dict[str, tuple[str, ...]]:
        found: dict[str, set[str]] = {}
        for quad in self.ontology.store.quads_for_pattern(None, NamedNode(property_iri), None, DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                word = quad.object.value.lower() if lower else quad.object.value
                found.setdefault(word, set()).add(quad.subject.value)
        return {word: tuple(sorted(iris)) for word, iris in found.items()}

    @cached_property
    def common_nouns(self) -> dict[str, tuple[str, ...]]:
        """Lemma of a common noun to the classes, or levels of region, that it stands for."""
        return self._by_word(INNO + "commonNoun", lower=True)

    @cached_property
    def name_words(self) -> dict[str, tuple[str, ...]]:
        """Last or telling word of a name ("University") to the classes of what is so named."""
        return self._by_word(INNO + "nameWord", lower=False)

    @cached_property
    def cues(self) -> dict[str, str]:
        """Lemma of a verb or noun to the modality of what hangs on it."""
        return self._modalities(FR + "cue")

    @cached_property
    def clause_cues(self) -> dict[str, str]:
        """Lemma of a verb to the modality of the clause that completes it alone ("set to grow", not "set a record")."""
        return self._modalities(FR + "clauseCue")

    def _modalities(self, property_iri: str) -> dict[str, str]:
        notations = {iri: n for scheme in self.ontology.notations.values() for n, iri in scheme.items()}
        return {
            w: notations[iris[0]] for w, iris in self._by_word(property_iri, lower=True).items() if iris[0] in notations
        }

    @cached_property
    def scope_words(self) -> dict[str, str]:
        """Adverb or phrase ("globally", "nationwide") to the scope that it stands for: an IRI."""
        return {w: iris[0] for w, iris in self._by_word(FR + "scopeWord", lower=True).items()}

    @cached_property
    def nominals(self) -> dict[str, str]:
        """Lemma of a verb to the noun of its action ("master" to "mastery")."""
        found = {}
        for quad in self.ontology.store.quads_for_pattern(None, NamedNode(FR + "actionNoun"), None, DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                for verb in self.ontology.objects(quad.subject.value, FR + "verb"):
                    found[verb] = quad.object.value
        return found

    @cached_property
    def verb_measures(self) -> dict[str, tuple[str, ...]]:
        """Lemma of a verb to what its figure measures: "employ" to "employees"."""
        found: dict[str, set[str]] = {}
        for quad in self.ontology.store.quads_for_pattern(None, NamedNode(FR + "measureNoun"), None, DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                for verb in self.ontology.objects(quad.subject.value, FR + "measuringVerb"):
                    found.setdefault(verb, set()).add(quad.object.value)
        return {verb: tuple(sorted(nouns)) for verb, nouns in found.items()}

    def fits_level(self, iri: str, level: str, noun: str, classes: tuple[str, ...]) -> bool:
        """Whether a region may be called by `noun`: by its own nouns where it has such, else by those of its level."""
        own = self._own_nouns.get(iri)
        if own is not None and noun and any(c in self.levels for c in classes):
            return noun in own
        return level in classes or not {REGION, PLACE, ACTOR}.isdisjoint(classes)

    @cached_property
    def _own_nouns(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for quad in self.ontology.store.quads_for_pattern(None, NamedNode(INNO + "ownNoun"), None, DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                found.setdefault(quad.subject.value, set()).add(quad.object.value)
        return {iri: frozenset(nouns) for iri, nouns in found.items()}

    @cached_property
    def measured(self) -> dict[str, str]:
        """Notation of a unit to what it measures: "ha" to "area"."""
        found = {}
        for quad in self.ontology.store.quads_for_pattern(None, NamedNode(FR + "measures"), None, DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
                for notation in self.ontology.objects(quad.subject.value, SKOS + "notation"):
                    found[notation] = quad.object.value
        return found

    @cached_property
    def levels(self) -> frozenset[str]:
        """Levels of region (IRIs): what `common_nouns` gives for words such as "province"."""
        return frozenset(self.ontology.notations.get("https://w3id.org/innograph/concept/region-levels", {}).values())

    def classes_of(self, noun: str, ancestor: str | None = None) -> tuple[str, ...]:
        """Classes that the common noun stands for, those below `ancestor` alone if it is given."""
        classes = self.common_nouns.get(noun.lower(), ())
        if ancestor is None:
            return classes
        return tuple(c for c in classes if self.ontology.is_kind_of(c, ancestor))

    def object_kind(self, class_iri: str) -> str | None:
        """The notation of the kind of object ("technology") whose class is `class_iri`."""
        for notation, iri in self.ontology.notations.get("https://w3id.org/innograph/concept/object-kinds", {}).items():
            if class_iri in self.ontology.objects(iri, INNO + "ofClass"):
                return notation
        return None
