"""A shapes graph compiled: https://www.w3.org/TR/shacl/#core.

What is not compiled is said and never dropped: a shape with a constraint of SHACL-SPARQL, or one that refers to itself,
is left to pyshacl as a whole; terms of SHACL that nobody runs here, or that do not exist, are listed.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from innograph.graph.namespaces import term
from innograph.graph.shacl.data import Node, Term
from innograph.graph.shacl.graph import ShapesGraph
from innograph.graph.shacl.parameters import CONSTRAINTS, PARAMETERS, NotCompiledError, read_constraints, shape_node
from innograph.graph.shacl.shape import Shape, Targets
from innograph.ontology import PREFIXES, compact

_SH = PREFIXES["sh"]
_NODE_SHAPE, _PROPERTY_SHAPE = term("sh:NodeShape"), term("sh:PropertyShape")
_CLASSES = (term("rdfs:Class"), term("owl:Class"))
_COMPONENT, _PARAMETER, _OPTIONAL = term("sh:ConstraintComponent"), term("sh:parameter"), term("sh:optional")
_PATH, _VIOLATION, _SPARQL = term("sh:path"), term("sh:Violation"), term("sh:sparql")
_DEEPEST = 50  # shapes within shapes
_TARGETS = ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")
# What a shape may say besides its constraints. The last line is for people and forms, not for validation.
_OTHERS = ("path", "severity", "message", "deactivated", "sparql", *_TARGETS)
_SAID = (*_OTHERS, "name", "description", "order", "group", "defaultValue", "declare", "prefixes", "shapesGraph")
_KNOWN = frozenset(term("sh:" + name) for name in (*_SAID, *PARAMETERS))


@dataclass(frozen=True)
class Shapes:
    """What came of a shapes graph."""

    compiled: tuple[Shape, ...]  # those with targets, by their node
    handed_over: dict[Node, str]  # shapes with targets that are not compiled, and why
    ignored: tuple[str, ...]  # sentences on terms of SHACL that have no effect


def compile_shapes(graph: ShapesGraph) -> Shapes:
    """The shapes of a graph.

    Raises:
        ShapeError: a shape is not well formed.
    """
    reader = _Reader(graph)
    compiled: list[Shape] = []
    handed_over: dict[Node, str] = {}
    for node in reader.shape_nodes():
        if not reader.targets(node):
            continue
        try:
            compiled.append(reader.shape(node))
        except NotCompiledError as reason:
            handed_over[node] = str(reason)
    return Shapes(tuple(compiled), handed_over, tuple(reader.ignored()))


class _Reader:
    def __init__(self, graph: ShapesGraph) -> None:
        self.graph = graph
        self._shapes: dict[Node, Shape | NotCompiledError] = {}
        self._open: set[Node] = set()
        self._undefined: set[str] = set()
        self._custom = self._custom_parameters()

    def shape_nodes(self) -> list[Node]:
        """Every node that is a shape, sorted: by its type, by a target or parameter, or as a value of one."""
        graph = self.graph
        found: set[Term] = {*graph.instances(_NODE_SHAPE), *graph.instances(_PROPERTY_SHAPE)}
        for name in (*_TARGETS, *CONSTRAINTS, "sparql"):
            found |= {subject for subject, _ in graph.pairs(term("sh:" + name))}
        for parameter in self._custom:
            found |= {subject for subject, _ in graph.pairs(parameter)}
        return sorted((node for node in found if not isinstance(node, Literal)), key=str)  # type: ignore[misc]

    def targets(self, node: Node) -> Targets:
        """The targets of a shape. One that is a class as well has the instances of that class as targets."""
        graph = self.graph

        def iris(name: str) -> tuple[NamedNode, ...]:
            return tuple(graph.iri(node, name, value) for value in graph.values(node, name))

        classes = iris("targetClass")
        if isinstance(node, NamedNode) and any(graph.is_instance(node, kind) for kind in _CLASSES):
            classes = tuple(dict.fromkeys((*classes, node)))
        nodes = tuple(graph.values(node, "targetNode"))
        return Targets(nodes, classes, iris("targetSubjectsOf"), iris("targetObjectsOf"))

    def shape(self, node: Node) -> Shape:
        """The compiled shape of a node.

        Raises:
            NotCompiledError: it, or a shape that it refers to, is not compiled.
        """
        known = self._shapes.get(node)
        if isinstance(known, NotCompiledError):
            raise known
        if known is not None:
            return known
        if isinstance(node, NamedNode) and not self.graph.statements(node):
            self._undefined.add(compact(node.value))
        if node in self._open:
            raise NotCompiledError(f"{self.graph.name(node)} refers to itself")
        if len(self._open) > _DEEPEST:
            raise self.graph.wrong(node, f"shapes are within shapes more than {_DEEPEST} deep")
        self._open.add(node)
        try:
            shape = self._shapes[node] = self._read(node)
        except NotCompiledError as reason:
            self._shapes[node] = reason
            raise
        finally:
            self._open.discard(node)
        return shape

    def _read(self, node: Node) -> Shape:
        graph = self.graph
        for predicate, _ in graph.statements(node):
            if predicate == _SPARQL or predicate in self._custom:
                raise NotCompiledError(f"{graph.name(node)} has {compact(predicate.value)}")
        path = graph.single(node, "path")
        if path is None and graph.is_instance(node, _PROPERTY_SHAPE):
            raise graph.wrong(node, "a property shape has a path")
        if path is not None and graph.is_instance(node, _NODE_SHAPE):
            raise graph.wrong(node, "a node shape has no path")
        severity = graph.single(node, "severity")
        messages = graph.values(node, "message")
        if not all(isinstance(message, Literal) for message in messages):
            raise graph.wrong(node, "sh:message is to be text")
        shape = Shape(
            node=node,
            path=None if path is None else graph.path(node, path),
            path_node=path,  # type: ignore[arg-type]  # no literal: graph.path has seen to it
            severity=_VIOLATION if severity is None else graph.iri(node, "severity", severity),
            messages=tuple(messages),  # type: ignore[arg-type]
            deactivated=graph.truth(node, "deactivated"),
            targets=self.targets(node),
        )
        shape.constraints += read_constraints(graph, shape, self.shape)
        for each in graph.values(node, "property"):
            property_shape = self.shape(shape_node(graph, node, "property", each))
            if property_shape.path is None:
                raise graph.wrong(node, "sh:property is to be a property shape, with a path")
            shape.properties.append(property_shape)
        return shape

    def _custom_parameters(self) -> set[NamedNode]:
        """The properties by which shapes use constraint components that the shapes graph itself defines."""
        return {
            path
            for component in self.graph.instances(_COMPONENT)
            for parameter in self.graph.objects(component, _PARAMETER)
            if not any(isinstance(o, Literal) and o.value == "true" for o in self.graph.objects(parameter, _OPTIONAL))
            for path in self.graph.objects(parameter, _PATH)
            if isinstance(path, NamedNode)
        }

    def ignored(self) -> list[str]:
        """A sentence for each term of SHACL that a shape has and that changes nothing."""
        unknown = {
            (self.graph.name(node), compact(predicate.value))
            for node in self.shape_nodes()
            for predicate, _ in self.graph.statements(node)
            if predicate.value.startswith(_SH) and predicate not in _KNOWN
        }
        return [
            *(
                f"{name} has {predicate}, which has no effect: no shape has it in SHACL 1.0"
                for name, predicate in sorted(unknown)
            ),
            *(f"{name} is not defined, so everything conforms to it" for name in sorted(self._undefined)),
        ]
