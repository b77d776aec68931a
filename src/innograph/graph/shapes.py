"""Validation against the SHACL shapes of the ontology folders, with pyshacl on plain rdflib graphs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox
import rdflib
from pyoxigraph import Literal, NamedNode, Quad
from pyshacl import validate as pyshacl_validate
from rdflib.namespace import SH

from innograph.errors import OntologyError
from innograph.graph.namespaces import RDF_TYPE, term
from innograph.graph.terms import to_graph
from innograph.ontology import PREFIXES, Ontology, compact

_CLAIM = term("inno:Claim")
_EXACT = term("oa:exact")
_TO_QUOTE = (term("inno:evidence"), term("oa:hasSelector"))
_OWN_NODES = 3  # steps from a claim to its evidence, selectors and amounts


@dataclass(frozen=True, slots=True)
class Violation:
    """One result of validation. `claims` are those that the focus node is, belongs to, or is named in."""

    focus_node: str
    message: str
    severity: str  # "Violation", "Warning" or "Info"
    path: str | None
    component: str
    value: str | None
    shape: str
    claims: tuple[str, ...]
    quote: str | None


@dataclass(frozen=True, slots=True)
class ValidationResult:
    """What validation found. A graph conforms if nothing is a violation; warnings do not count."""

    violations: tuple[Violation, ...]
    warnings: tuple[Violation, ...]
    report: rdflib.Graph  # the SHACL validation report

    @classmethod
    def of(cls, parts: Sequence[ValidationResult]) -> ValidationResult:
        """The results of validating parts of a graph, taken together."""
        report = rdflib.Graph()
        for part in parts:
            report += part.report
        violations = sorted({v for part in parts for v in part.violations}, key=_order)
        warnings = sorted({v for part in parts for v in part.warnings}, key=_order)
        return cls(tuple(violations), tuple(warnings), report)

    @property
    def conforms(self) -> bool:
        """Whether there are no violations."""
        return not self.violations

    @property
    def violating_claims(self) -> frozenset[str]:
        """IRIs of the claims that a violation belongs to."""
        return frozenset(claim for violation in self.violations for claim in violation.claims)


def shapes_graph(ontology: Ontology) -> rdflib.Graph:
    """The shapes of all ontology folders: their files `shapes*.ttl`.

    Raises:
        OntologyError: a file is not Turtle.
    """
    graph = rdflib.Graph()
    for file in ontology.files("shapes*.ttl"):
        try:
            graph.parse(file, format="turtle")
        except Exception as error:
            raise OntologyError(file, str(error)) from error
    return graph


def validate(quads: Iterable[Quad], ontology: Ontology) -> ValidationResult:
    """Check quads, whatever graph they stand in, against the shapes of `ontology`.

    Raises:
        OntologyError: the shapes themselves are not well formed.
    """
    data = list(quads)
    shapes = shapes_graph(ontology)
    if not len(shapes):
        return ValidationResult((), (), rdflib.Graph())
    try:
        _, report, _ = pyshacl_validate(to_graph(data), shacl_graph=shapes, advanced=False, inference="none")
    except Exception as error:
        raise OntologyError("shapes", str(error)) from error
    if not isinstance(report, rdflib.Graph):
        raise OntologyError("shapes", str(report))
    index = _ClaimIndex(data)
    results = report.subjects(rdflib.RDF.type, SH.ValidationResult)
    found = sorted((_violation(report, result, index, shapes) for result in results), key=_order)
    wrong = tuple(v for v in found if v.severity == "Violation")
    return ValidationResult(wrong, tuple(v for v in found if v.severity != "Violation"), report)


class _ClaimIndex:
    """Which claims a node is, belongs to, or is named in, and the words of a claim's first evidence."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.pointing: dict[ox.NamedNode, set[ox.NamedNode]] = {}
        self.claims: set[ox.NamedNode] = set()
        self.evidence: dict[ox.NamedNode, set[ox.NamedNode]] = {}
        self.exact: dict[ox.NamedNode, str] = {}
        for quad in quads:
            subject, value = quad.subject, quad.object
            if not isinstance(subject, NamedNode):
                continue
            if isinstance(value, NamedNode):
                self.pointing.setdefault(value, set()).add(subject)
            if quad.predicate == term(RDF_TYPE) and value == _CLAIM:
                self.claims.add(subject)
            elif quad.predicate in _TO_QUOTE and isinstance(value, NamedNode):
                self.evidence.setdefault(subject, set()).add(value)
            elif quad.predicate == _EXACT:
                self.exact[subject] = value.value if isinstance(value, Literal) else ""

    def claims_of(self, iri: str) -> tuple[str, ...]:
        """The claims nearest to a node against the direction of properties; the node itself if it is a claim."""
        nodes = {NamedNode(iri)}
        for _ in range(_OWN_NODES + 1):
            if claims := nodes & self.claims:
                return tuple(sorted(claim.value for claim in claims))
            nodes = {pointing for node in nodes for pointing in self.pointing.get(node, ())}
        return ()

    def quote(self, claim: str) -> str | None:
        """The words of the claim's first evidence."""
        nodes = sorted(self.evidence.get(NamedNode(claim), ()), key=str)
        selectors = (s for node in nodes for s in sorted(self.evidence.get(node, ()), key=str))
        return next((self.exact[s] for s in selectors if s in self.exact), None)


def _violation(report: rdflib.Graph, result: rdflib.term.Node, index: _ClaimIndex, shapes: rdflib.Graph) -> Violation:
    def text(predicate: rdflib.URIRef) -> str | None:
        value = report.value(result, predicate)
        return None if value is None else str(value)

    focus = text(SH.focusNode) or ""
    claims = index.claims_of(focus) if isinstance(report.value(result, SH.focusNode), rdflib.URIRef) else ()
    messages = sorted(str(message) for message in report.objects(result, SH.resultMessage))
    return Violation(
        focus_node=focus,
        message="; ".join(messages),
        severity=(text(SH.resultSeverity) or "Violation").removeprefix(PREFIXES["sh"]),
        path=_path(text(SH.resultPath)),
        component=(text(SH.sourceConstraintComponent) or "").removeprefix(PREFIXES["sh"]),
        value=text(SH.value),
        shape=_shape(report.value(result, SH.sourceShape), shapes),
        claims=claims,
        quote=index.quote(claims[0]) if claims else None,
    )


def _order(violation: Violation) -> tuple[str, ...]:
    return (violation.focus_node, violation.path or "", violation.message, violation.component, violation.value or "")


def _path(iri: str | None) -> str | None:
    return None if iri is None else compact(iri)


def _shape(node: rdflib.term.Node | None, shapes: rdflib.Graph) -> str:
    """The IRI of the shape that asks for what was violated: of a nameless property shape, the shape it is part of."""
    while isinstance(node, rdflib.BNode):
        node = shapes.value(None, SH.property, node)
    return "" if node is None else str(node)
