"""Constraints that look at each value node by itself.

https://www.w3.org/TR/shacl/#core-components-value-type and the sections on ranges, strings and sh:in.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode

from innograph.graph.namespaces import term
from innograph.graph.shacl.data import Data, Term
from innograph.graph.shacl.literals import compare, has_datatype
from innograph.graph.shacl.shape import Constraint, Fault
from innograph.ontology import compact

_KINDS = {"BlankNode": BlankNode, "IRI": NamedNode, "Literal": Literal}
NODE_KINDS = {
    term("sh:" + name): tuple(_KINDS[part] for part in name.split("Or"))
    for name in ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
}
# The parameter's name, and how a value must stand to the limit.
RANGES = {
    "minExclusive": ">",
    "minInclusive": ">=",
    "maxExclusive": "<",
    "maxInclusive": "<=",
}


class ValueConstraint(Constraint):
    """A constraint that takes a value node or does not. What it does not take is a fault."""

    @abstractmethod
    def takes(self, data: Data, value: Term) -> bool:
        """Whether a value node is as it should be."""

    def faults(self, data: Data, focus: Term, values: Collection[Term]) -> Iterable[Fault]:
        return [Fault(value) for value in values if not self.takes(data, value)]


@dataclass(frozen=True)
class OfClass(ValueConstraint):
    """sh:class: https://www.w3.org/TR/shacl/#ClassConstraintComponent."""

    kind: NamedNode
    component = term("sh:ClassConstraintComponent")

    def takes(self, data: Data, value: Term) -> bool:
        return data.is_instance(value, self.kind)

    def says(self) -> str:
        return f"It is to be an instance of {_short(self.kind)}."


@dataclass(frozen=True)
class OfDatatype(ValueConstraint):
    """sh:datatype: https://www.w3.org/TR/shacl/#DatatypeConstraintComponent. An ill-typed literal is of none."""

    datatype: NamedNode
    component = term("sh:DatatypeConstraintComponent")

    def takes(self, data: Data, value: Term) -> bool:
        return isinstance(value, Literal) and has_datatype(value, self.datatype.value)

    def says(self) -> str:
        return f"It is to be a literal of the datatype {_short(self.datatype)}."


@dataclass(frozen=True)
class OfNodeKind(ValueConstraint):
    """sh:nodeKind: https://www.w3.org/TR/shacl/#NodeKindConstraintComponent."""

    kind: NamedNode
    component = term("sh:NodeKindConstraintComponent")

    def takes(self, data: Data, value: Term) -> bool:
        return isinstance(value, NODE_KINDS[self.kind])

    def says(self) -> str:
        return f"It is to be of the kind {_short(self.kind)}."


@dataclass(frozen=True)
class InRange(ValueConstraint):
    """sh:minInclusive and the like: https://www.w3.org/TR/shacl/#core-components-range.

    What cannot be compared with the limit is a fault.
    """

    parameter: str
    limit: Literal

    @property
    def component(self) -> NamedNode:  # type: ignore[override]
        """Its component, which is that of its parameter."""
        return _component(self.parameter)

    @property
    def sign(self) -> str:
        """The operator that holds between a good value and the limit."""
        return RANGES[self.parameter]

    def takes(self, data: Data, value: Term) -> bool:
        return isinstance(value, Literal) and compare(value, self.sign, self.limit)

    def says(self) -> str:
        return f"It is to be {self.sign} {self.limit.value}."


@dataclass(frozen=True)
class OfLength(ValueConstraint):
    """sh:minLength and sh:maxLength, in characters: https://www.w3.org/TR/shacl/#core-components-string."""

    parameter: str
    length: int

    @property
    def component(self) -> NamedNode:  # type: ignore[override]
        """Its component, which is that of its parameter."""
        return _component(self.parameter)

    @property
    def sign(self) -> str:
        """The operator that holds between a good length and the limit."""
        return ">=" if self.parameter == "minLength" else "<="

    def takes(self, data: Data, value: Term) -> bool:
        text = text_of(value)
        if text is None:
            return False
        return len(text) >= self.length if self.sign == ">=" else len(text) <= self.length

    def says(self) -> str:
        return f"It is to have {'at least' if self.sign == '>=' else 'at most'} {self.length} characters."


@dataclass(frozen=True)
class OfPattern(ValueConstraint):
    """sh:pattern with sh:flags: https://www.w3.org/TR/shacl/#PatternConstraintComponent."""

    pattern: str
    flags: str
    matches: Callable[[str], bool]
    component = term("sh:PatternConstraintComponent")

    def takes(self, data: Data, value: Term) -> bool:
        text = text_of(value)
        return text is not None and self.matches(text)

    def says(self) -> str:
        return f"It is to match {self.pattern}" + (f" with the flags {self.flags}." if self.flags else ".")


@dataclass(frozen=True)
class InLanguage(ValueConstraint):
    """sh:languageIn: https://www.w3.org/TR/shacl/#LanguageInConstraintComponent.

    Ranges match as in SPARQL's langMatches: basic filtering, https://www.rfc-editor.org/rfc/rfc4647#section-3.3.1.
    """

    ranges: tuple[str, ...]  # in lower case
    component = term("sh:LanguageInConstraintComponent")

    def takes(self, data: Data, value: Term) -> bool:
        if not isinstance(value, Literal) or not value.language:
            return False
        tag = value.language.lower()
        return any(r in ("*", tag) or tag.startswith(r + "-") for r in self.ranges)

    def says(self) -> str:
        return f"It is to be in one of these languages: {', '.join(self.ranges)}."


@dataclass(frozen=True)
class OneOf(ValueConstraint):
    """sh:in: https://www.w3.org/TR/shacl/#InConstraintComponent. Terms are compared, not values."""

    members: frozenset[Term]
    component = term("sh:InConstraintComponent")

    def takes(self, data: Data, value: Term) -> bool:
        return value in self.members

    def says(self) -> str:
        return f"It is to be one of {', '.join(sorted(_short(member) for member in self.members))}."


def text_of(value: Term) -> str | None:
    """SPARQL's str(): the lexical form of a literal, an IRI; none of a blank node."""
    return value.value if isinstance(value, NamedNode | Literal) else None


def _short(value: Term) -> str:
    return compact(value.value) if isinstance(value, NamedNode) else str(value)


def _component(parameter: str) -> NamedNode:
    return term(f"sh:{parameter[0].upper()}{parameter[1:]}ConstraintComponent")
