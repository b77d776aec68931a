"""Constraints that look at the value nodes of a focus node together, or beside its other properties.

https://www.w3.org/TR/shacl/#core-components-count and the section on property pairs; sh:uniqueLang, sh:closed and
sh:hasValue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from innograph.graph.namespaces import term
from innograph.graph.shacl.data import Data, Term
from innograph.graph.shacl.literals import compare
from innograph.graph.shacl.shape import Constraint, Fault
from innograph.ontology import compact


@dataclass(frozen=True)
class AtLeast(Constraint):
    """sh:minCount: https://www.w3.org/TR/shacl/#MinCountConstraintComponent."""

    count: int
    component = term("sh:MinCountConstraintComponent")

    def faults(self, data: Data, focus: Term, values: Collection[Term]) -> Iterable[Fault]:
        return (Fault(),) if len(values) < self.count else ()

    def says(self) -> str:
        return f"There are to be at least {self.count} values."


@dataclass(frozen=True)
class AtMost(Constraint):
    """sh:maxCount: https://www.w3.org/TR/shacl/#MaxCountConstraintComponent."""

    count: int
    component = term("sh:MaxCountConstraintComponent")

    def faults(self, data: Data, focus: Term, values: Collection[Term]) -> Iterable[Fault]:
        return (Fault(),) if len(values) > self.count else ()

    def says(self) -> str:
        return f"There are to be at most {self.count} values."


@dataclass(frozen=True)
class Has(Constraint):
    """sh:hasValue: https://www.w3.org/TR/shacl/#HasValueConstraintComponent. Terms are compared, not values."""

    value: Term
    component = term("sh:HasValueConstraintComponent")

    def faults(self, data: Data, focus: Term, values: Collection[Term]) -> Iterable[Fault]:
        return () if self.value in values else (Fault(),)

    def says(self) -> str:
        return f"One of the values is to be {self.value}."


@dataclass(frozen=True)
class UniqueLanguages(Constraint):
    """sh:uniqueLang: https://www.w3.org/TR/shacl/#UniqueLangConstraintComponent. One result for each language."""

    component = term("sh:UniqueLangConstraintComponent")

    def faults(self, data: Data, focus: Term, values: Collection[Term]) -> Iterable[Fault]:
        tags = Counter(v.language.lower() for v in values if isinstance(v, Literal) and v.language)
        return [Fault() for count in tags.values() if count > 1]

    def says(self) -> str:
        return "There is to be at most one value in each language."


@dataclass(frozen=True)
class Equal(Constraint):
    """sh:equals: https://www.w3.org/TR/shacl/#EqualsConstraintComponent."""

    other: NamedNode
    component = term("sh:EqualsConstraintComponent")

    def faults(self, data: Data, focus: Term, values: Collection[Term]) -> Iterable[Fault]:
        return [Fault(value) for value in set(values) ^ set(data.objects(focus, self.other))]

    def says(self) -> str:
        return f"The values are to be those of {compact(self.other.value)}."


@dataclass(frozen=True)
class Disjoint(Constraint):
    """sh:disjoint: https://www.w3.org/TR/shacl/#DisjointConstraintComponent."""

    other: NamedNode
    component = term("sh:DisjointConstraintComponent")

    def faults(self, data: Data, focus: Term, values: Collection[Term]) -> Iterable[Fault]:
        others = data.objects(focus, self.other)
        return [Fault(value) for value in values if value in others] if others else ()

    def says(self) -> str:
        return f"The values are to be none of those of {compact(self.other.value)}."


@dataclass(frozen=True)
class LessThan(Constraint):
    """sh:lessThan and sh:lessThanOrEquals: https://www.w3.org/TR/shacl/#LessThanConstraintComponent.

    A result for each pair that is not in order or cannot be compared.
    """

    other: NamedNode
    sign: str  # "<" or "<="

    @property
    def component(self) -> NamedNode:  # type: ignore[override]
        """Its component, which depends on whether the two may be equal."""
        return term("sh:LessThanConstraintComponent" if self.sign == "<" else "sh:LessThanOrEqualsConstraintComponent")

    def faults(self, data: Data, focus: Term, values: Collection[Term]) -> Iterable[Fault]:
        others = data.objects(focus, self.other) if values else ()
        return [Fault(value) for value in values for other in others if not self.holds(value, other)]

    def holds(self, value: Term, other: Term) -> bool:
        """Whether a pair is in order."""
        return isinstance(value, Literal) and isinstance(other, Literal) and compare(value, self.sign, other)

    def says(self) -> str:
        return f"Each value is to be {self.sign} those of {compact(self.other.value)}."


@dataclass(frozen=True)
class Closed(Constraint):
    """sh:closed: https://www.w3.org/TR/shacl/#ClosedConstraintComponent."""

    allowed: frozenset[Term]
    component = term("sh:ClosedConstraintComponent")

    def faults(self, data: Data, focus: Term, values: Collection[Term]) -> Iterable[Fault]:
        return [
            Fault(found, predicate)
            for value in values
            for predicate, found in data.statements(value)
            if predicate not in self.allowed
        ]

    def says(self) -> str:
        return "There are to be no properties but those of the shape."
