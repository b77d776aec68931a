"""Claims read out: one line of words for a claim in the graph, by the pattern that the ontology has for its type."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from innograph.explore.names import Names
from innograph.explore.tables import shown_literal
from innograph.ontology import FR, RDF, SKOS, ClaimType, expand

Term = NamedNode | Literal
Node = Mapping[str, Sequence[Term]]  # what the graph says of one subject: values by the IRI of the property

_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_FIELD = re.compile(r"\{(\w+)\}")
_UNSAID = "…"
_EXACTLY = "eq"  # notations of the closed lists that go without saying
_COUNT = "count"


def describe(names: Names, iri: str) -> dict[str, list[Term]]:
    """What the graph says of a subject: its values, sorted, by the IRI of the property."""
    node: dict[str, list[Term]] = {}
    for quad in names.store.store.quads_for_pattern(NamedNode(iri), None, None):
        values = node.setdefault(quad.predicate.value, [])
        if isinstance(quad.object, NamedNode | Literal) and quad.object not in values:
            values.append(quad.object)
    return {predicate: sorted(values, key=str) for predicate, values in node.items()}


class Wording:
    """Words claims of one graph."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.ontology = names.ontology

    def type_of(self, claim: Node) -> ClaimType | None:
        """The claim's type, or None where the ontology does not know it."""
        classes = {term.value for term in claim.get(RDF + "type", ())}
        return next((t for t in self.ontology.claim_types.values() if t.iri in classes), None)

    def line(self, claim: Node) -> str:
        """What the claim says, as a line of words, without when and how surely.

        The pattern is the `fr:reading` of the claim's type; a type without one is read as "field: value; …". Those of
        modality and polarity, where they have one, are put around it: what is planned is not told as done.
        """
        line = self._statement(claim)
        for predicate in ("inno:modality", "inno:polarity"):
            for concept in claim.get(expand(predicate), ()):
                pattern = self.ontology.value(concept.value, FR + "reading") or "{claim}"
                line = pattern.replace("{claim}", line)
        return line

    def _statement(self, claim: Node) -> str:
        claim_type = self.type_of(claim)
        if claim_type is None:
            return _UNSAID
        said = self.fields(claim, claim_type)
        pattern = self.ontology.value(claim_type.iri, FR + "reading")
        if pattern is None:
            return "; ".join(f"{key.replace('_', ' ')}: {words}" for key, words in said.items())
        chosen = _OPTIONAL.sub(lambda m: m[1] if set(_FIELD.findall(m[1])) <= set(said) else "", pattern)
        return _FIELD.sub(lambda m: said.get(m[1], _UNSAID), chosen).strip(" ,:;")

    def term(self, term: Term) -> str:
        """A value as people read it: the label of a thing, the digits of a number grouped."""
        return self.names.label(term.value) if isinstance(term, NamedNode) else shown_literal(term)

    def member(self, claim: Node, predicate: str) -> str | None:
        """The label of a term of a closed list."""
        found = claim.get(expand(predicate), ())
        return self.term(found[0]) if found else None

    def text(self, claim: Node, predicate: str) -> str | None:
        """The first value of a property as it stands."""
        found = claim.get(expand(predicate), ())
        return found[0].value if found else None

    def fields(self, claim: Node, claim_type: ClaimType) -> dict[str, str]:
        """What a claim says, in words by the keys of its fields, in their order; all that makes its figure is one."""
        said = {}
        figure = self._figure(claim)
        if figure:
            said["figure"] = figure
        for field in claim_type.fields:
            if field.property is None or (figure and field.property in self._in_figure):
                continue
            values = claim.get(field.property, ())
            if values and field.property not in {f.property for f in claim_type.fields if f.key in said}:
                said[field.key] = " and ".join(self.term(value) for value in values)
        return said

    @cached_property
    def _in_figure(self) -> frozenset[str]:
        parts = ("schema:value", "inno:valueHigh", "schema:amount", "inno:rank", "qudt:hasUnit", "inno:comparator")
        return frozenset(map(expand, parts))

    def _figure(self, claim: Node) -> str:
        """Comparator, value and unit in words, with amounts in other currencies: "more than 26,700"."""
        comparator = next(iter(claim.get(expand("inno:comparator"), ())), None)
        words = self.term(comparator) if comparator and self._notation(comparator) != _EXACTLY else ""
        amounts = [self._money(node) for node in claim.get(expand("schema:amount"), ())]
        value = amounts[0] if amounts else self._value(claim)
        if not value:
            return ""
        also = [self._money(node) for node in claim.get(expand("inno:equivalent"), ())]
        return f"{words} {value}".strip() + (f" ({', '.join(also)})" if also else "")

    def _value(self, claim: Node) -> str:
        value = next(iter(claim.get(expand("schema:value"), claim.get(expand("inno:rank"), ()))), None)
        if value is None:
            return ""
        words = self.term(value)
        if high := next(iter(claim.get(expand("inno:valueHigh"), ())), None):
            words = f"{words} to {self.term(high)}"
        unit = next(iter(claim.get(expand("qudt:hasUnit"), ())), None)
        if unit is None or self._notation(unit) == _COUNT:
            return words
        return f"{words} {self.term(unit).removeprefix('unit:CCY_')}"

    def _money(self, node: Term) -> str:
        money = describe(self.names, node.value)
        parts = [*money.get(expand("schema:value"), ())[:1], *money.get(expand("schema:currency"), ())[:1]]
        return " ".join(self.term(part) for part in parts)

    def _notation(self, term: Term) -> str | None:
        return self.ontology.value(term.value, SKOS + "notation")
