"""Functions that rules and checks can call in SPARQL, beside those that SPARQL has (SPARQL 1.1, section 17.6).

They reach what a query over the store cannot: the facts of the ontology that no claim names, such as exchange rates,
and the way in which people write figures. `ontology/checks.ttl` describes them.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Triple

from innograph.graph.namespaces import decimal, string, term
from innograph.ontology import FR, SKOS, Ontology

Term = NamedNode | BlankNode | Literal | Triple
Function = Callable[..., Term | None]

_COUNT = "count"  # notation of the unit that goes without saying
_HALF, _SHARE = Decimal("0.5"), Decimal("0.05")  # of the last whole place; of the figure
_PLACES = 3  # digits after the point that are read with ease before "million"


def sparql_functions(ontology: Ontology) -> dict[NamedNode, Function]:
    """The functions by their IRIs: `inno:known`, `inno:figure`, `inno:rounding` and `inno:short`.

    A function that is given what it cannot use returns nothing, which leaves the variable unbound as any error of
    SPARQL's own functions does.
    """
    reader = _Reader(ontology)
    return {
        term("inno:known"): reader.known,
        term("inno:figure"): reader.figure,
        term("inno:rounding"): reader.rounding,
        term("inno:short"): reader.short,
    }


class _Reader:
    """Looks up facts and words in one ontology."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology
        self.magnitudes = self._magnitudes()

    def _magnitudes(self) -> list[tuple[Decimal, str]]:
        """Words that stand for powers of ten in figures that are shown, the largest first."""
        quads = self.ontology.store.quads_for_pattern(None, term("fr:shown"), None, DefaultGraph())
        found = []
        for quad in quads:
            value = self.ontology.value(quad.subject.value, FR + "value")  # type: ignore[union-attr]
            if value is not None and isinstance(quad.object, Literal):
                found.append((Decimal(value), quad.object.value))
        return sorted(found, reverse=True)

    def known(self, subject: Term, predicate: Term) -> Term | None:
        """The first value that the ontology has of a property."""
        if not isinstance(subject, NamedNode) or not isinstance(predicate, NamedNode):
            return None
        quads = self.ontology.store.quads_for_pattern(subject, predicate, None, DefaultGraph())
        return min((quad.object for quad in quads), key=str, default=None)

    def figure(self, value: Term, unit: Term | None = None, high: Term | None = None) -> Term | None:
        """A figure as people write it, with its unit: "26,700", "3.2 million", "14.52 billion yuan", "3 to 5 percent".

        Counts have no unit. `high` is the upper end of a range.
        """
        numbers = [n for n in (_number(value), _number(high)) if n is not None]
        if not numbers:
            return None
        words = " to ".join(map(self._words, numbers))
        if isinstance(unit, NamedNode) and not self._is_count(unit):
            shown = self.ontology.value(unit.value, FR + "shown") or self.ontology.label(unit.value)
            words = f"{words} {shown or _local(unit.value)}"
        return string(words)

    def _words(self, number: Decimal) -> str:
        """With a word for its magnitude where that hides nothing, else in groups of digits."""
        for size, word in self.magnitudes:
            short = number / size
            if abs(short) >= 1 and short == round(short, _PLACES):
                return f"{_plain(short)} {word}"
        return _plain(number)

    def rounding(self, value: Term, unit: Term | None = None) -> Term | None:
        """How far the truth may be from an exact figure: half of its last place, zeros at its end not counted.

        26,700 may stand for anything from 26,650 to 26,750, and 51.4 percent for 51.35 to 51.45; a count without
        zeros at its end is what it says. Zeros are taken for rounding only so far that two digits remain.
        """
        number = _number(value)
        if number is None:
            return None
        exponent = number.normalize().as_tuple().exponent
        if not isinstance(exponent, int) or (exponent <= 0 and self._is_count(unit)):
            return decimal(0)
        half = Decimal(1).scaleb(exponent) / 2
        return decimal(half if exponent <= 0 else min(half, max(_HALF, abs(number) * _SHARE)))

    def short(self, value: Term) -> Term | None:
        """A number that was computed, to three digits, or to whole ones where it has more: 6.95, 120, 54,733."""
        number = _number(value)
        if number is None:
            return None
        return decimal(round(number, max(0, 2 - number.adjusted())))

    def _is_count(self, unit: Term | None) -> bool:
        return isinstance(unit, NamedNode) and self.ontology.value(unit.value, SKOS + "notation") == _COUNT


def _number(term_: Term | None) -> Decimal | None:
    if not isinstance(term_, Literal):
        return None
    try:
        number = Decimal(term_.value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _plain(number: Decimal) -> str:
    """Digits in groups of three, without zeros after the point."""
    words = f"{number:,f}"
    return words.rstrip("0").rstrip(".") if "." in words else words


def _local(iri: str) -> str:
    return iri.rpartition("/")[2].rpartition("#")[2]
