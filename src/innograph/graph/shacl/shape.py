"""Shapes as they are compiled, and what it means to validate a node against one.

The terms are those of https://www.w3.org/TR/shacl/: focus node, value node, constraint component, validation result.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from innograph.graph.shacl.data import Data, Node, Term
from innograph.graph.shacl.paths import Path


@dataclass(frozen=True, slots=True)
class Result:
    """A validation result: https://www.w3.org/TR/shacl/#results-validation-result."""

    focus: Term
    path: Term | None  # the node of the shapes graph that is the path; of a closed shape, the property
    value: Term | None
    component: NamedNode
    severity: NamedNode
    shape: Node
    messages: tuple[Literal, ...]
    details: tuple[Result, ...] = ()  # of sh:node: why the value does not conform
    constraint: Node | None = None  # of SPARQL-based constraints: sh:sourceConstraint


class Fault(NamedTuple):
    """What a constraint finds wrong: with which value, at which property if not the shape's path, and why."""

    value: Term | None = None
    predicate: NamedNode | None = None
    details: tuple[Result, ...] = ()


class Constraint(ABC):
    """One constraint of a shape."""

    component: NamedNode

    @abstractmethod
    def faults(self, data: Data, focus: Term, values: Collection[Term]) -> Iterable[Fault]:
        """What is wrong with the value nodes of a focus node."""

    @abstractmethod
    def says(self) -> str:
        """What is asked for, for results of shapes without a message."""


@dataclass(frozen=True, slots=True)
class Targets:
    """Which nodes of a data graph a shape is about: https://www.w3.org/TR/shacl/#targets."""

    nodes: tuple[Term, ...] = ()
    classes: tuple[NamedNode, ...] = ()
    subjects_of: tuple[NamedNode, ...] = ()
    objects_of: tuple[NamedNode, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.classes or self.subjects_of or self.objects_of)

    def find(self, data: Data) -> Iterable[Term]:
        """The focus nodes, each once."""
        found: dict[Term, None] = dict.fromkeys(self.nodes)
        for kind in self.classes:
            found |= dict.fromkeys(data.instances(kind))
        for predicate in self.subjects_of:
            found |= dict.fromkeys(subject for subject, _ in data.pairs(predicate))
        for predicate in self.objects_of:
            found |= dict.fromkeys(value for _, value in data.pairs(predicate))
        return found

    def include(self, data: Data, node: Term) -> bool:
        """Whether a node is a focus node."""
        return (
            node in self.nodes
            or any(data.is_instance(node, kind) for kind in self.classes)
            or any(data.objects(node, predicate) for predicate in self.subjects_of)
            or any(data.subjects(predicate, node) for predicate in self.objects_of)
        )


@dataclass(eq=False, slots=True)
class Shape:
    """A node shape, or a property shape, which has a path."""

    node: Node
    path: Path | None
    path_node: Node | None
    severity: NamedNode
    messages: tuple[Literal, ...]
    deactivated: bool
    targets: Targets
    constraints: list[Constraint] = field(default_factory=list)
    properties: list[Shape] = field(default_factory=list)

    def results(self, data: Data, focus: Term) -> Iterator[Result]:
        """The results of validating a focus node, as they are found."""
        if self.deactivated:
            return
        values = (focus,) if self.path is None else self.path.forward(data, focus)
        for constraint in self.constraints:
            for fault in constraint.faults(data, focus, values):
                yield self._result(constraint, focus, fault)
        for shape in self.properties:
            for value in values:
                yield from shape.results(data, value)

    def conforms(self, data: Data, focus: Term) -> bool:
        """Whether a node has no results at all, of whatever severity."""
        return next(self.results(data, focus), None) is None

    def _result(self, constraint: Constraint, focus: Term, fault: Fault) -> Result:
        return Result(
            focus=focus,
            path=fault.predicate or self.path_node,
            value=fault.value,
            component=constraint.component,
            severity=self.severity,
            shape=self.node,
            messages=self.messages or (Literal(constraint.says()),),
            details=fault.details,
        )
