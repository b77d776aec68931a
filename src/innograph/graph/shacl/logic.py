"""Constraints made of other shapes.

https://www.w3.org/TR/shacl/#core-components-logical and the section on shape-based constraints. sh:property is no class
here: its results are those of the property shape.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from innograph.graph.namespaces import term
from innograph.graph.shacl.data import Data, Term
from innograph.graph.shacl.shape import Constraint, Fault, Shape
from innograph.graph.shacl.values import ValueConstraint


@dataclass(frozen=True)
class Not(ValueConstraint):
    """sh:not: https://www.w3.org/TR/shacl/#NotConstraintComponent."""

    shape: Shape
    component = term("sh:NotConstraintComponent")

    def takes(self, data: Data, value: Term) -> bool:
        return not self.shape.conforms(data, value)

    def says(self) -> str:
        return "It is not to conform to a shape that it conforms to."


@dataclass(frozen=True)
class And(ValueConstraint):
    """sh:and: https://www.w3.org/TR/shacl/#AndConstraintComponent."""

    shapes: tuple[Shape, ...]
    component = term("sh:AndConstraintComponent")

    def takes(self, data: Data, value: Term) -> bool:
        return all(shape.conforms(data, value) for shape in self.shapes)

    def says(self) -> str:
        return f"It is to conform to each of {len(self.shapes)} shapes."


@dataclass(frozen=True)
class Or(ValueConstraint):
    """sh:or: https://www.w3.org/TR/shacl/#OrConstraintComponent."""

    shapes: tuple[Shape, ...]
    component = term("sh:OrConstraintComponent")

    def takes(self, data: Data, value: Term) -> bool:
        return any(shape.conforms(data, value) for shape in self.shapes)

    def says(self) -> str:
        return f"It is to conform to at least one of {len(self.shapes)} shapes."


@dataclass(frozen=True)
class ExactlyOne(ValueConstraint):
    """sh:xone: https://www.w3.org/TR/shacl/#XoneConstraintComponent. A shape that is listed twice counts twice."""

    shapes: tuple[Shape, ...]
    component = term("sh:XoneConstraintComponent")

    def takes(self, data: Data, value: Term) -> bool:
        return sum(shape.conforms(data, value) for shape in self.shapes) == 1

    def says(self) -> str:
        return f"It is to conform to exactly one of {len(self.shapes)} shapes."


@dataclass(frozen=True)
class OfNode(Constraint):
    """sh:node: https://www.w3.org/TR/shacl/#NodeConstraintComponent. The results of the other shape are details."""

    shape: Shape
    component = term("sh:NodeConstraintComponent")

    def faults(self, data: Data, focus: Term, values: Collection[Term]) -> Iterable[Fault]:
        for value in values:
            details = tuple(self.shape.results(data, value))
            if details:
                yield Fault(value, details=details)

    def says(self) -> str:
        return "It is to conform to another shape."


@dataclass(frozen=True)
class Qualified(Constraint):
    """sh:qualifiedMinCount or -MaxCount: https://www.w3.org/TR/shacl/#QualifiedValueShapeConstraintComponent.

    `siblings` are the shapes to which a value that counts must not conform.
    """

    parameter: str
    count: int
    shape: Shape
    siblings: tuple[Shape, ...]

    @property
    def component(self) -> NamedNode:  # type: ignore[override]
        """Its component, which is that of its parameter."""
        return term(f"sh:Q{self.parameter[1:]}ConstraintComponent")

    def faults(self, data: Data, focus: Term, values: Collection[Term]) -> Iterable[Fault]:
        number = sum(self._counts(data, value) for value in values)
        wrong = number < self.count if self.parameter == "qualifiedMinCount" else number > self.count
        return (Fault(),) if wrong else ()

    def _counts(self, data: Data, value: Term) -> bool:
        return self.shape.conforms(data, value) and not any(s.conforms(data, value) for s in self.siblings)

    def says(self) -> str:
        bound = "at least" if self.parameter == "qualifiedMinCount" else "at most"
        return f"There are to be {bound} {self.count} values that conform to a shape."
