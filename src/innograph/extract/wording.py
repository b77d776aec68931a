"""How a language writes figures and times, read from the ontology, and regular expressions made of its words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

from pyoxigraph import DefaultGraph, Literal, NamedNode

from innograph.ontology import CONCEPT, FR, Ontology


def alternatives(words: Iterable[str]) -> str:
    """An expression for any of the words, the longest first. A space stands for any white space or a hyphen.

    Where there are no words it matches nothing.
    """
    ordered = sorted(set(words), key=lambda w: (-len(w), w))
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", r"[\s-]+") for w in ordered) + ")" if ordered else r"(?!)"


def whole(words: Iterable[str]) -> str:
    """Like `alternatives`, but words end where the match ends: "per" is not found in "percent"."""
    bare = {w for w in words if not w[-1].isalnum()}
    return f"(?:{alternatives(set(words) - bare)}(?![^\\W_])|{alternatives(bare)})"


class Wording:
    """The words of an ontology, by the part that they play in a figure or a time."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology

    def table(self, name: str) -> list[tuple[str, str]]:
        """Subject (IRI) and value of every `fr:<name>`, sorted."""
        quads = self.ontology.store.quads_for_pattern(None, NamedNode(FR + name), None, DefaultGraph())
        found = ((q.subject, q.object) for q in quads)
        return sorted((s.value, o.value) for s, o in found if isinstance(s, NamedNode) and isinstance(o, Literal))

    def references(self, name: str) -> list[tuple[str, str]]:
        """Subject and object, both IRIs, of every `fr:<name>`, sorted."""
        quads = self.ontology.store.quads_for_pattern(None, NamedNode(FR + name), None, DefaultGraph())
        found = ((q.subject, q.object) for q in quads)
        return sorted((s.value, o.value) for s, o in found if isinstance(s, NamedNode) and isinstance(o, NamedNode))

    def words(self, name: str) -> frozenset[str]:
        """The members of the list `fr:<name>`."""
        return frozenset(self.ontology.objects(FR + name, FR + "word"))

    def valued(self, name: str) -> dict[str, Decimal]:
        """The words given by `fr:<name>`, with the number (`fr:value`) that each stands for."""
        values = {iri: Decimal(value) for iri, value in self.table("value")}
        return {word: values[iri] for iri, word in self.table(name) if iri in values}

    def coded(self, name: str) -> dict[str, str]:
        """The words or signs given by `fr:<name>`, with the currency code or notation of what they belong to."""
        return {word: code for iri, word in self.table(name) if (code := self._codes.get(iri))}

    def code(self, iri: str) -> str | None:
        """The currency code of a currency, or the notation of a unit or comparator."""
        return self._codes.get(iri)

    @cached_property
    def _codes(self) -> dict[str, str]:
        codes = dict(self.table("currencyCode"))
        for scheme in ("units", "comparators"):
            for notation, iri in self.ontology.notations.get(CONCEPT + scheme, {}).items():
                codes[iri] = notation
        return codes

    @cached_property
    def currencies(self) -> frozenset[str]:
        """ISO 4217 codes of the currencies that can be read."""
        return frozenset(code for _, code in self.table("currencyCode"))
