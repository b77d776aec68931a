"""What the ontology says of the words of names: which of them tell nobody apart, and which are worded in several ways.

All of it is said of classes (`ontology/names.ttl`, `ontology/identity.ttl`) and holds for the classes below them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, cached_property

from pyoxigraph import DefaultGraph, Literal, NamedNode

from innograph.classes import PLACE
from innograph.identity.folding import initials, singular, slug, tokens
from innograph.ontology import CONCEPT, FR, INNO, RDF, SKOS, Ontology

Words = tuple[str, ...]

_CONTAINED = "https://schema.org/containedInPlace"


class NameWords:
    """The words of names, by class. Ask `ontology.made(NameWords)` for it, so that it is read once."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.phrases = cache(self._phrases)
        self.single = cache(self._single)
        self.endings = cache(self._endings)
        self.variants = cache(self._variants)
        self.says = cache(self._says)
        self.family = cache(self._family)
        self.containers = cache(self._containers)
        self._lists: dict[str, frozenset[str]] = {}

    def _phrases(self, kind: str, name: str) -> tuple[Words, ...]:
        """What `fr:<name>` lists for a class and those above it: folded words, the longest phrase first."""
        plural = self.says(kind, "foldPlural")
        found = {
            self.fold(phrase, plural=plural)
            for above in self.ontology.superclasses(kind)
            for phrase in self.ontology.objects(above, FR + name)
        }
        return tuple(sorted(found - {()}, key=lambda words: (-len(words), words)))

    def _endings(self, kind: str, name: str) -> tuple[int, frozenset[Words]]:
        """The same, to look up: how many words the longest phrase has, and all of them."""
        phrases = self.phrases(kind, name)
        return max(map(len, phrases), default=0), frozenset(phrases)

    def _single(self, kind: str, name: str) -> frozenset[str]:
        """The phrases of one word among them."""
        return frozenset(words[0] for words in self.phrases(kind, name) if len(words) == 1)

    def _says(self, kind: str, name: str) -> bool:
        """Whether `fr:<name>` is true of a class or of one above it."""
        return any(self.ontology.value(c, FR + name) == "true" for c in self.ontology.superclasses(kind))

    @staticmethod
    def fold(phrase: str, *, plural: bool) -> Words:
        """The folded words of a phrase, in the singular where that is asked for."""
        return tuple(singular(word) if plural else word for word in tokens(phrase))

    def short_forms(self, words: Sequence[str]) -> set[str]:
        """The acronyms that a name of these folded words may go by: their initials, with or without words that join."""
        skipped, kept = self.listed("acronymSkips"), self.listed("acronymKeeps")
        without = [word for word in words if word not in skipped]
        partly = [word for word in words if word not in skipped or word in kept]
        return {initials(chosen) for chosen in (words, without, partly)}

    def _family(self, kind: str) -> str:
        """What IRIs of things of class `kind` begin with: `fr:slug` of the nearest class that has one."""
        ontology = self.ontology
        above = sorted(ontology.superclasses(kind), key=lambda c: (-len(ontology.superclasses(c)), c))
        known = next((found for cls in above if (found := ontology.value(cls, FR + "slug"))), None)
        return known or slug(tokens(re.split(r"[/#]", kind)[-1]))[0] or "thing"

    def _variants(self, kind: str) -> dict[str, tuple[tuple[Words, Words], ...]]:
        """Ways of wording the same (`fr:SameWords`), by their first word: the other words and those to say instead."""
        plural = self.says(kind, "foldPlural")
        found: dict[str, set[tuple[Words, Words]]] = {}
        for node in self._subjects(FR + "wording"):
            among = set(self.ontology.objects(node, FR + "among"))
            if among and not among & self.ontology.superclasses(kind):
                continue
            wording = self.fold(self.ontology.objects(node, FR + "wording")[0], plural=plural)
            for phrase in self.ontology.objects(node, FR + "insteadOf"):
                other = self.fold(phrase, plural=plural)
                if other and other != wording:
                    found.setdefault(other[0], set()).add((other, wording))
        return {first: tuple(sorted(pairs, key=lambda p: (-len(p[0]), p))) for first, pairs in found.items()}

    def _subjects(self, predicate: str) -> list[str]:
        quads = self.ontology.store.quads_for_pattern(None, NamedNode(predicate), None, DefaultGraph())
        return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)})

    def _said(self, predicate: str) -> set[str]:
        quads = self.ontology.store.quads_for_pattern(None, NamedNode(predicate), None, DefaultGraph())
        return {quad.object.value for quad in quads if isinstance(quad.object, Literal)}

    def listed(self, name: str) -> frozenset[str]:
        """The words of the list `fr:<name>`, folded; of a phrase all words."""
        if name not in self._lists:
            phrases = self.ontology.objects(FR + name, FR + "word")
            self._lists[name] = frozenset(word for phrase in phrases for word in tokens(phrase))
        return self._lists[name]

    @cached_property
    def common(self) -> frozenset[str]:
        """Words that stand in many names, and that say what is named rather than who: "ministry", "technology"."""
        told = {w for p in ("nameWord", "commonNoun") for phrase in self._said(INNO + p) for w in tokens(phrase)}
        lists = ("subjectWord", "functionWord", "genericNameWord", "direction", "article")
        return frozenset(told).union(*(self.listed(name) for name in lists)) - self.listed("brandWord")

    def kind_by_word(self, name: str) -> str | None:
        """The class (IRI) that the last telling word of a name, as it is written, stands for; None where none does."""
        for word in reversed(name.split()):
            quads = self.ontology.store.quads_for_pattern(
                None, NamedNode(INNO + "nameWord"), Literal(word.strip(",()")), DefaultGraph()
            )
            if kinds := sorted(quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)):
                return kinds[0]
        return None

    @cached_property
    def nouns(self) -> frozenset[str]:
        """Nouns that members of a class are called by."""
        return frozenset(w for phrase in self._said(INNO + "commonNoun") for w in tokens(phrase))

    @cached_property
    def place_words(self) -> frozenset[str]:
        """Words that are the whole name of a place, or of its people."""
        found = set()
        for predicate in (SKOS + "prefLabel", SKOS + "altLabel", INNO + "demonym"):
            for quad in self.ontology.store.quads_for_pattern(None, NamedNode(predicate), None, DefaultGraph()):
                if quad.subject in self._places and len(words := tokens(quad.object.value)) == 1:  # type: ignore[union-attr]
                    found.add(words[0])
        return frozenset(found)

    @cached_property
    def countries(self) -> frozenset[Words]:
        """Names of countries and of what stands beside them, in the singular."""
        found = set()
        for level in ("country", "supra"):
            iri = self.ontology.notations.get(CONCEPT + "region-levels", {}).get(level)
            quads = self.ontology.store.quads_for_pattern(
                None, NamedNode(INNO + "regionLevel"), NamedNode(iri) if iri else None, DefaultGraph()
            )
            for subject in (quad.subject.value for quad in quads):  # type: ignore[union-attr]
                for predicate in ("prefLabel", "altLabel"):
                    found |= {
                        self.fold(label, plural=True) for label in self.ontology.objects(subject, SKOS + predicate)
                    }
        plain = {tuple(w for word in words for w in self.demonyms.get(word, (word,))) for words in found}
        return frozenset(found | plain)

    @cached_property
    def demonyms(self) -> dict[str, Words]:
        """The adjective of a place, where it is that of one only, to the words of its name."""
        found: dict[str, set[Words]] = {}
        for quad in self.ontology.store.quads_for_pattern(None, NamedNode(INNO + "demonym"), None, DefaultGraph()):
            words = tokens(quad.object.value)  # type: ignore[union-attr]
            if len(words) == 1 and (label := self.ontology.label(quad.subject.value)):  # type: ignore[union-attr]
                found.setdefault(words[0], set()).add(tuple(tokens(label)))
        return {word: next(iter(names)) for word, names in found.items() if len(names) == 1}

    @cached_property
    def _places(self) -> frozenset[NamedNode]:
        typed = self.ontology.store.quads_for_pattern(None, NamedNode(RDF + "type"), None, DefaultGraph())
        return frozenset(
            quad.subject
            for quad in typed
            if isinstance(quad.subject, NamedNode) and self.ontology.is_kind_of(quad.object.value, PLACE)  # type: ignore[union-attr]
        )

    def _containers(self, iri: str) -> Words:
        """The places (IRIs) that a place lies in, the nearest first."""
        found: list[str] = []
        waiting = [iri]
        while waiting:
            for parent in self.ontology.objects(waiting.pop(0), _CONTAINED):
                if parent not in found and parent != iri:
                    found.append(parent)
                    waiting.append(parent)
        return tuple(found)
