"""When two names mean the same actor, and how far two phrases say the same: what the evaluation goes by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property, lru_cache

import snowballstemmer
from pyoxigraph import DefaultGraph, NamedNode

from innograph.model import FieldValue
from innograph.ontology import FR, SKOS, Ontology

_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*|&")


class Sameness:
    """Compares names and phrases, by the words that the ontology calls idle and the names that it knows."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology

    @cached_property
    def _idle(self) -> frozenset[str]:
        """Words of names that tell nobody apart: legal forms, levels of region."""
        words = self.ontology.objects(FR + "idleNameWord", FR + "word")
        return frozenset(words) | {"the"}

    @cached_property
    def _function(self) -> frozenset[str]:
        return frozenset(self.ontology.objects(FR + "functionWord", FR + "word"))

    @cached_property
    def _known(self) -> dict[str, set[str]]:
        """Normalised names of the ontology's places, to their IRIs."""
        known: dict[str, set[str]] = {}
        for predicate in ("prefLabel", "altLabel"):
            for quad in self.ontology.store.quads_for_pattern(None, NamedNode(SKOS + predicate), None, DefaultGraph()):
                iri = quad.subject.value  # type: ignore[union-attr]
                known.setdefault(self.bare(quad.object.value), set()).add(iri)  # type: ignore[union-attr]
        return known

    def bare(self, name: str) -> str:
        """The name in lower case, without marks and idle words."""
        return _bare(name, self._idle)

    def name(self, one: str | None, other: str | None) -> bool:
        """Whether two names mean the same: without case and idle words, or as names of one known thing."""
        if one is None or other is None:
            return one is other
        first, second = self.bare(one), self.bare(other)
        return first == second or bool(self._known.get(first, set()) & self._known.get(second, set()))

    def names(self, wanted: FieldValue, found: FieldValue) -> bool:
        """Whether two lists of names share half or more of all the names in them, and at least two."""
        one = list(wanted) if isinstance(wanted, tuple) else []
        other = list(found) if isinstance(found, tuple) else []
        shared = sum(any(self.name(a, b) for b in other) for a in one)
        return shared >= 2 and 2 * shared >= len(one) + len(other) - shared

    def overlap(self, one: str, other: str) -> float:
        """How far the content words of two phrases are the same, 0 to 1 (Dice's coefficient of their stems)."""
        first, second = self.stems(one), self.stems(other)
        if not first or not second:
            return float(first == second)
        return 2 * len(first & second) / (len(first) + len(second))

    def stems(self, text: str) -> frozenset[str]:
        """Stems of the words that carry meaning."""
        return frozenset(_stem(w) for w in _words(text) if w not in self._function)


def _plain(text: str) -> str:
    """Lower case, accents off, R&D as one word."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("’", "'").replace("r&d", "rd")


def _words(text: str) -> Iterable[str]:
    for word in _WORD.findall(_plain(text)):
        yield from (part for part in re.split(r"[-'.]", word) if part)


@lru_cache(maxsize=65536)
def _bare(name: str, idle: frozenset[str]) -> str:
    words = [w.removesuffix("'s") for w in _plain(name).replace(".", "").replace(",", " ").split()]
    kept = [w for w in words if w.strip("()") not in idle]
    return " ".join(kept or words)


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    stemmer = snowballstemmer.stemmer("english")
    return str(stemmer.stemWord(word))
