"""Validation results as a graph: https://www.w3.org/TR/shacl/#validation-report."""

from __future__ import annotations

from collections.abc import Iterable

import rdflib
from pyoxigraph import BlankNode, Triple

from innograph.graph.shacl.data import Term
from innograph.graph.shacl.graph import ShapesGraph
from innograph.graph.shacl.shape import Result
from innograph.graph.terms import to_rdflib
from innograph.ontology import PREFIXES


def report_graph(results: Iterable[Result], shapes: ShapesGraph) -> rdflib.Graph:
    """The validation report, with what the shapes say of the nameless shapes and paths in it."""
    return _Writer(shapes).write(list(results))


class _Writer:
    def __init__(self, shapes: ShapesGraph) -> None:
        self.shapes = shapes
        self.graph = rdflib.Graph()
        for prefix, namespace in PREFIXES.items():
            self.graph.bind(prefix, namespace)
        self._copied: set[Term] = set()
        self._count = 0

    def write(self, results: list[Result]) -> rdflib.Graph:
        report = rdflib.BNode("report")
        self.graph.add((report, rdflib.RDF.type, rdflib.SH.ValidationReport))
        self.graph.add((report, rdflib.SH.conforms, rdflib.Literal(not results)))
        for result in results:
            self.graph.add((report, rdflib.SH.result, self._result(result)))
        return self.graph

    def _result(self, result: Result) -> rdflib.BNode:
        self._count += 1
        node = rdflib.BNode(f"result{self._count}")
        self.graph.add((node, rdflib.RDF.type, rdflib.SH.ValidationResult))
        for predicate, value in (
            (rdflib.SH.focusNode, result.focus),
            (rdflib.SH.value, result.value),
            (rdflib.SH.sourceConstraintComponent, result.component),
            (rdflib.SH.resultSeverity, result.severity),
            *((rdflib.SH.resultMessage, message) for message in result.messages),
        ):
            if value is not None and not isinstance(value, Triple):  # rdflib has no triple terms
                self.graph.add((node, predicate, to_rdflib(value)))
        for predicate, value in (
            (rdflib.SH.resultPath, result.path),
            (rdflib.SH.sourceShape, result.shape),
            (rdflib.SH.sourceConstraint, result.constraint),
        ):
            if value is not None:
                self.graph.add((node, predicate, to_rdflib(value)))
                self._describe(value)
        for detail in result.details:
            self.graph.add((node, rdflib.SH.detail, self._result(detail)))
        return node

    def _describe(self, node: Term) -> None:
        """Copies what the shapes say of a node without a name, and of those that it has."""
        if not isinstance(node, BlankNode) or node in self._copied:
            return
        self._copied.add(node)
        for predicate, value in self.shapes.statements(node):
            self.graph.add((to_rdflib(node), to_rdflib(predicate), to_rdflib(value)))
            self._describe(value)
