"""pyshacl for the shapes that are not compiled, and as the reference for those that are.

It works on plain rdflib graphs: on graphs that Oxigraph backs, it reports what is not so.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Iterator

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from innograph.closed import keywords, readings, refuse_service
from innograph.errors import QueryError
from innograph.graph.namespaces import RDF_TYPE, term
from innograph.graph.shacl.data import Node, Term
from innograph.graph.shacl.graph import ShapeError, ShapesGraph
from innograph.graph.shacl.shape import Result
from innograph.graph.terms import from_rdflib, to_graph

_TARGETS = {term("sh:" + name) for name in ("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")}
_CLASSES = (term("rdfs:Class"), term("owl:Class"))
_QUERIES = {term("sh:" + name) for name in ("select", "ask", "construct", "update")}
_REMOTE = frozenset({"FROM", "LOAD"})  # beside SERVICE


def pyshacl_results(quads: Iterable[Quad | Triple], shapes: ShapesGraph, idle: Collection[Node] = ()) -> list[Result]:
    """What pyshacl finds in some quads.

    Args:
        idle: shapes to leave out, other than where others refer to them.

    Raises:
        ShapeError: pyshacl cannot use the shapes, or one of them would read what it was not given.
    """
    _refuse_remote(shapes)
    import pyshacl  # takes a third of a second, and is needed for few shapes
    from pyshacl.errors import ShapeRecursionWarning

    graph = to_graph(triple for triple in shapes.triples() if not _makes_target(triple, shapes, idle))
    data = to_graph(quads)
    for prefix, namespace in _declared(shapes):
        data.bind(prefix, namespace)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ShapeRecursionWarning)  # that a shape refers to itself is said by us
        warnings.simplefilter("ignore", DeprecationWarning)  # of Python, where rdflib cannot compare two values
        try:
            _, report, text = pyshacl.validate(data, shacl_graph=graph, advanced=False, inference="none")
        except Exception as error:
            raise ShapeError(str(error) or type(error).__name__) from error
    if not isinstance(report, rdflib.Graph):
        raise ShapeError(str(text))
    return [_result(report, node) for node in report.objects(None, rdflib.SH.result)]


def _declared(shapes: ShapesGraph) -> Iterator[tuple[str, str]]:
    """The prefixes that shapes declare for their queries. pyshacl does not follow imports."""
    for _, declaration in shapes.pairs(term("sh:declare")):
        for prefix in shapes.objects(declaration, term("sh:prefix")):
            for namespace in shapes.objects(declaration, term("sh:namespace")):
                if isinstance(prefix, Literal) and isinstance(namespace, Literal):
                    yield prefix.value, namespace.value


def _refuse_remote(shapes: ShapesGraph) -> None:
    """Raises ShapeError where a query of a shape asks another place: SHACL forbids it, and rdflib would go there."""
    for triple in shapes.triples():
        if triple.predicate in _QUERIES and isinstance(triple.object, Literal):
            text = triple.object.value
            found = {word for read in readings(text) for word, _ in keywords(read)} & _REMOTE
            try:
                refuse_service(text)
            except QueryError:
                found = {"SERVICE"}
            if found:
                raise shapes.wrong(triple.subject, f"its query has {min(found)}, and may ask no other place")


def _makes_target(triple: Triple, shapes: ShapesGraph, idle: Collection[Node]) -> bool:
    """Whether a triple gives one of the `idle` shapes a target."""
    if triple.subject not in idle:
        return False
    if triple.predicate == term(RDF_TYPE) and isinstance(triple.subject, NamedNode):
        return any(triple.object in shapes.kinds(kind) for kind in _CLASSES)
    return triple.predicate in _TARGETS


def _result(report: rdflib.Graph, node: rdflib.term.Node) -> Result:
    def value(predicate: rdflib.URIRef) -> Term | None:
        found = report.value(node, predicate)
        return None if found is None else from_rdflib(found)  # type: ignore[arg-type]

    messages = (from_rdflib(message) for message in report.objects(node, rdflib.SH.resultMessage))  # type: ignore[arg-type]
    details = report.objects(node, rdflib.SH.detail)
    return Result(
        focus=value(rdflib.SH.focusNode),  # type: ignore[arg-type]
        path=value(rdflib.SH.resultPath),
        value=value(rdflib.SH.value),
        component=value(rdflib.SH.sourceConstraintComponent),  # type: ignore[arg-type]
        severity=value(rdflib.SH.resultSeverity),  # type: ignore[arg-type]
        shape=value(rdflib.SH.sourceShape),  # type: ignore[arg-type]
        messages=tuple(sorted((m for m in messages if isinstance(m, Literal)), key=str)),
        details=tuple(_result(report, detail) for detail in details),
        constraint=_constraint(value(rdflib.SH.sourceConstraint)),
    )


def _constraint(value: Term | None) -> Node | None:
    return value if isinstance(value, NamedNode | BlankNode) else None
