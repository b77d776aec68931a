"""The constraints of a shape, read from the parameters that it has: https://www.w3.org/TR/shacl/#core-components."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from innograph.graph.namespaces import term
from innograph.graph.shacl.data import Node, Term
from innograph.graph.shacl.graph import ShapesGraph
from innograph.graph.shacl.logic import And, ExactlyOne, Not, OfNode, Or, Qualified
from innograph.graph.shacl.patterns import matcher
from innograph.graph.shacl.sets import AtLeast, AtMost, Closed, Disjoint, Equal, Has, LessThan, UniqueLanguages
from innograph.graph.shacl.shape import Constraint, Shape
from innograph.graph.shacl.values import (
    NODE_KINDS,
    RANGES,
    InLanguage,
    InRange,
    OfClass,
    OfDatatype,
    OfLength,
    OfNodeKind,
    OfPattern,
    OneOf,
)

_COUNTS = ("minCount", "maxCount")
_LENGTHS = ("minLength", "maxLength")
_PAIRS = {"equals": Equal, "disjoint": Disjoint}
_ORDERS = {"lessThan": "<", "lessThanOrEquals": "<="}
_LISTS: dict[str, Callable[[tuple[Shape, ...]], Constraint]] = {"and": And, "or": Or, "xone": ExactlyOne}
_QUALIFIED = ("qualifiedMinCount", "qualifiedMaxCount")
_OF_PROPERTY_SHAPES = (*_COUNTS, *_ORDERS, "uniqueLang", "qualifiedValueShape")
# Those that make a node a shape, and those that only qualify another.
CONSTRAINTS = (
    *("class", "datatype", "nodeKind", *_COUNTS, *RANGES, *_LENGTHS, "pattern", "languageIn", "uniqueLang"),
    *(*_PAIRS, *_ORDERS, *_LISTS, "not", "node", "property", "qualifiedValueShape", "closed", "hasValue", "in"),
)
PARAMETERS = (*CONSTRAINTS, *_QUALIFIED, "qualifiedValueShapesDisjoint", "flags", "ignoredProperties")

Reader = Callable[[Node], Shape]


class NotCompiledError(Exception):
    """A shape is left to pyshacl; the message says why."""


def read_constraints(graph: ShapesGraph, shape: Shape, read: Reader) -> Iterator[Constraint]:
    """The constraints of a shape. `read` gives the shapes that it refers to.

    Raises:
        ShapeError: a parameter has a value that it may not have.
        NotCompiledError: a constraint is left to pyshacl.
    """
    if shape.path is None:
        for name in _OF_PROPERTY_SHAPES:
            if graph.values(shape.node, name):
                raise graph.wrong(shape.node, f"sh:{name} is for property shapes, which have a path")
    yield from _of_types(graph, shape.node)
    yield from _of_ranges_and_strings(graph, shape.node)
    yield from _of_counts_and_pairs(graph, shape.node)
    yield from _of_terms(graph, shape.node)
    yield from _of_shapes(graph, shape.node, read)
    yield from _qualified(graph, shape.node, read)


def _of_types(graph: ShapesGraph, node: Node) -> Iterator[Constraint]:
    for value in graph.values(node, "class"):
        yield OfClass(graph.iri(node, "class", value))
    if (datatype := graph.single(node, "datatype")) is not None:
        yield OfDatatype(graph.iri(node, "datatype", datatype))
    if (kind := graph.single(node, "nodeKind")) is not None:
        if kind not in NODE_KINDS:
            raise graph.wrong(node, f"sh:nodeKind is to be sh:IRI or the like, and is {kind}")
        yield OfNodeKind(graph.iri(node, "nodeKind", kind))


def _of_ranges_and_strings(graph: ShapesGraph, node: Node) -> Iterator[Constraint]:
    for name in RANGES:
        for limit in graph.values(node, name):
            if not isinstance(limit, Literal):
                raise graph.wrong(node, f"sh:{name} is to be a literal, and is {limit}")
            yield InRange(name, limit)
    for name in _LENGTHS:
        if (length := graph.number(node, name)) is not None:
            yield OfLength(name, length)
    flags = graph.single(node, "flags")
    for pattern in graph.values(node, "pattern"):
        if not isinstance(pattern, Literal) or not isinstance(flags, Literal | None):
            raise graph.wrong(node, "sh:pattern and sh:flags are to be text")
        matches = matcher(pattern.value, flags.value if flags else "")
        if matches is None:
            raise NotCompiledError(f"{graph.name(node)} has a pattern that is no regular expression of SPARQL")
        yield OfPattern(pattern.value, flags.value if flags else "", matches)
    if (languages := graph.single(node, "languageIn")) is not None:
        yield InLanguage(tuple(_tag(graph, node, tag) for tag in graph.items(node, "languageIn", languages)))
    if graph.truth(node, "uniqueLang"):
        yield UniqueLanguages()


def _tag(graph: ShapesGraph, node: Node, value: Term) -> str:
    if not isinstance(value, Literal):
        raise graph.wrong(node, f"sh:languageIn lists language tags, and {value} is none")
    return value.value.lower()


def _of_counts_and_pairs(graph: ShapesGraph, node: Node) -> Iterator[Constraint]:
    if (least := graph.number(node, "minCount")) is not None:
        yield AtLeast(least)
    if (most := graph.number(node, "maxCount")) is not None:
        yield AtMost(most)
    for name, make in _PAIRS.items():
        for value in graph.values(node, name):
            yield make(graph.iri(node, name, value))
    for name, sign in _ORDERS.items():
        for value in graph.values(node, name):
            yield LessThan(graph.iri(node, name, value), sign)


def _of_terms(graph: ShapesGraph, node: Node) -> Iterator[Constraint]:
    for value in graph.values(node, "hasValue"):
        yield Has(value)
    if (members := graph.single(node, "in")) is not None:
        yield OneOf(frozenset(graph.items(node, "in", members)))
    ignored = graph.single(node, "ignoredProperties")
    if graph.truth(node, "closed"):
        allowed = {
            path
            for shape in graph.values(node, "property")
            for path in graph.objects(shape, term("sh:path"))
            if isinstance(path, NamedNode)
        }
        if ignored is not None:
            allowed |= {
                graph.iri(node, "ignoredProperties", p) for p in graph.items(node, "ignoredProperties", ignored)
            }
        yield Closed(frozenset(allowed))


def _of_shapes(graph: ShapesGraph, node: Node, read: Reader) -> Iterator[Constraint]:
    for value in graph.values(node, "not"):
        yield Not(read(shape_node(graph, node, "not", value)))
    for name, make in _LISTS.items():
        for value in graph.values(node, name):
            members = graph.items(node, name, value)
            if not members:
                raise graph.wrong(node, f"sh:{name} lists at least one shape")
            yield make(tuple(read(shape_node(graph, node, name, member)) for member in members))
    for value in graph.values(node, "node"):
        other = read(shape_node(graph, node, "node", value))
        if other.path is not None:
            raise graph.wrong(node, "sh:node is to be a node shape, which has no path")
        yield OfNode(other)


def _qualified(graph: ShapesGraph, node: Node, read: Reader) -> Iterator[Constraint]:
    counts = {name: count for name in _QUALIFIED if (count := graph.number(node, name)) is not None}
    values = graph.values(node, "qualifiedValueShape")
    if values and not counts:
        raise graph.wrong(node, "sh:qualifiedValueShape comes with sh:qualifiedMinCount or sh:qualifiedMaxCount")
    disjoint = graph.truth(node, "qualifiedValueShapesDisjoint")
    for value in values:
        siblings = _siblings(graph, node) - {value} if disjoint else set()
        shapes = tuple(read(shape_node(graph, node, "property", each)) for each in sorted(siblings, key=str))
        for name, count in counts.items():
            yield Qualified(name, count, read(shape_node(graph, node, "qualifiedValueShape", value)), shapes)


def _siblings(graph: ShapesGraph, node: Node) -> set[Term]:
    """The shapes that the property shapes beside this one qualify, and those that it does itself."""
    return {
        value
        for parent in graph.subjects(term("sh:property"), node)
        for sibling in graph.objects(parent, term("sh:property"))
        for value in graph.objects(sibling, term("sh:qualifiedValueShape"))
    }


def shape_node(graph: ShapesGraph, node: Node, name: str, value: Term) -> Node:
    """A value that is to be a shape."""
    if isinstance(value, Literal | Triple):
        raise graph.wrong(node, f"sh:{name} is to be a shape, and is {value}")
    return value
