"""Claims in a few words: a figure as one short line, an amount of money as people say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from innograph.explore.appearance import local_name, plain_name
from innograph.ontology import Ontology, compact, expand

Term = NamedNode | Literal
Described = Mapping[str, Sequence[Term]]  # the properties of a node, by prefixed name

MAGNITUDES = ((10**12, "trillion", "tn"), (10**9, "billion", "bn"), (10**6, "million", "m"))
_UNREADABLE = 24  # digits: nobody reads so many trillions, and Decimal does not round them
SYMBOL = expand("qudt:symbol")


def readable_number(value: Decimal, *, short: bool = False) -> str:
    """A number with its thousands grouped, in millions or more where that loses no digit: 26,700, 3.2 million.

    Args:
        short: write bn for billion, as is usual for money, and round to two decimals; "≈" tells that it was rounded.
    """
    for magnitude, word, abbreviation in MAGNITUDES if value.adjusted() < _UNREADABLE else ():
        if abs(value) >= magnitude:
            scaled = value / magnitude
            rounded = scaled.quantize(Decimal("0.01"))
            if rounded == scaled or short:
                about = "" if rounded == scaled else "≈ "
                return f"{about}{_digits(rounded)} {abbreviation if short else word}"
    return _digits(value)


def _digits(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class Wording:
    """Words for claims, with the labels and symbols that the ontology has."""

    def __init__(self, ontology: Ontology) -> None:
        self.ontology = ontology

    def symbol(self, iri: str) -> str:
        """The short sign of a comparator, unit or direction, else what it is called."""
        known = self.ontology.value(iri, SYMBOL)
        return known if known is not None else self.ontology.label(iri) or local_name(iri).removeprefix("CCY_")

    def money(self, amount: Decimal, currency: str, comparator: str | None = None) -> str:
        """An amount as people say it: "14.52 bn yuan". `comparator` is the IRI of its concept."""
        name = self.symbol(expand(f"unit:CCY_{currency}")) if currency else ""
        return " ".join(filter(None, [self._comparison(comparator), readable_number(amount, short=True), name]))

    def _comparison(self, comparator: str | None) -> str:
        if comparator is None or comparator == expand("concept:equal-to"):
            return ""
        return self.symbol(comparator)

    def fact(self, claim: Described, amount: Described, names: Mapping[str, str], others: Sequence[str] = ()) -> str:
        """A claim in one line: "high-tech enterprises > 26,700 (2023)".

        Args:
            claim: the properties of the claim.
            amount: those of its amount of money, empty where it has none.
            names: what the terms in it are called.
            others: the names of whom else it speaks of, told where it has no figure.
        """
        about = _first(claim, "schema:variableMeasured") or _first(claim, "rdf:predicate") or self._kind(claim)
        value = self._value(claim, amount, names) or ", ".join(others)
        known = names.get(about, "")
        name = known if known and known != compact(about) else plain_name(self.ontology, about)
        joined = f"{name}{' ' if value[:1] in '<>≈≥≤↑↓→' else ': '}{value}" if value else name
        return joined + self._qualifiers(claim, names)

    def _kind(self, claim: Described) -> str:
        """The claim's own class: the one that lies below all the others it has."""
        kinds = [term.value for term in claim.get("rdf:type", ())]
        return max(kinds, key=lambda iri: (len(self.ontology.superclasses(iri)), iri), default=expand("inno:Claim"))

    def _value(self, claim: Described, amount: Described, names: Mapping[str, str]) -> str:
        comparison = self._comparison(_first(claim, "inno:comparator"))
        if rank := _first(claim, "inno:rank"):
            return " ".join(filter(None, [comparison, f"rank {rank}"]))
        if amount:
            money = Decimal(_first(amount, "schema:value") or "0")
            return self.money(money, _first(amount, "schema:currency") or "", _first(claim, "inno:comparator"))
        figure = _first(claim, "schema:value")
        if figure is None:
            said = _first(claim, "rdf:object") or ""
            return names.get(said, said)
        number = readable_number(Decimal(figure))
        if high := _first(claim, "inno:valueHigh"):
            number += f"–{readable_number(Decimal(high))}"
        direction, unit = _first(claim, "inno:direction"), _first(claim, "qudt:hasUnit")
        signs = [self.symbol(direction) if direction else "", comparison, number, self.symbol(unit) if unit else ""]
        return " ".join(filter(None, signs))

    def _qualifiers(self, claim: Described, names: Mapping[str, str]) -> str:
        modality = _first(claim, "inno:modality")
        scope = _first(claim, "inno:scope")
        said = [
            names.get(scope, scope) if scope else None,
            _first(claim, "inno:base"),
            _first(claim, "inno:period") or _first(claim, "inno:periodWords"),
            self.ontology.label(modality) if modality and modality != expand("concept:achieved") else None,
        ]
        shown = ", ".join(filter(None, said))
        return f" ({shown})" if shown else ""


def _first(properties: Described, name: str) -> str | None:
    """The value of a property, or None; of several the first in order."""
    return min((term.value for term in properties.get(name, ())), default=None)
