"""Validation results as innograph tells them: of which claim, in which words, and against which shape."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from innograph.graph.namespaces import RDF_TYPE, term
from innograph.graph.shacl import Result, ShapesGraph, report_graph
from innograph.graph.shacl.data import Data, Term
from innograph.ontology import PREFIXES, compact

if TYPE_CHECKING:
    import rdflib

_TYPE, _CLAIM = term(RDF_TYPE), term("inno:Claim")
_EVIDENCE, _SELECTOR, _EXACT = term("inno:evidence"), term("oa:hasSelector"), term("oa:exact")
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


@dataclass(frozen=True)
class ValidationResult:
    """What validation found. A graph conforms if nothing is a violation; warnings do not count."""

    violations: tuple[Violation, ...]
    warnings: tuple[Violation, ...]
    remarks: tuple[str, ...] = ()  # on shapes that are left to pyshacl, and on what has no effect
    results: tuple[Result, ...] = field(default=(), repr=False)
    shapes: ShapesGraph = field(default_factory=lambda: ShapesGraph(()), repr=False, compare=False)

    @classmethod
    def of(cls, parts: Sequence[ValidationResult]) -> ValidationResult:
        """The results of validating parts of a graph against the same shapes, taken as one, each once."""
        violations = dict(sorted({_key(v): v for part in parts for v in part.violations}.items()))
        warnings = dict(sorted({_key(v): v for part in parts for v in part.warnings}.items()))
        return cls(
            tuple(violations.values()),
            tuple(warnings.values()),
            tuple(dict.fromkeys(remark for part in parts for remark in part.remarks)),
            tuple(dict.fromkeys(result for part in parts for result in part.results)),
            parts[0].shapes if parts else ShapesGraph(()),
        )

    @property
    def conforms(self) -> bool:
        """Whether there are no violations."""
        return not self.violations

    @property
    def violating_claims(self) -> frozenset[str]:
        """IRIs of the claims that a violation belongs to."""
        return frozenset(claim for violation in self.violations for claim in violation.claims)

    @cached_property
    def report(self) -> rdflib.Graph:
        """The SHACL validation report, made when it is first asked for."""
        return report_graph(self.results, self.shapes)


def tell(results: Iterable[Result], data: Data, shapes: ShapesGraph, remarks: tuple[str, ...] = ()) -> ValidationResult:
    """The results of validating `data`, told with the claims that they belong to, sorted."""
    claims = _Claims(data)
    told = sorted(((_violation(result, claims, shapes), result) for result in results), key=_order)
    return ValidationResult(
        tuple(violation for violation, _ in told if violation.severity == "Violation"),
        tuple(violation for violation, _ in told if violation.severity != "Violation"),
        remarks,
        tuple(result for _, result in told),
        shapes,
    )


class _Claims:
    """Which claims a node is, belongs to, or is named in, and the words of a claim's first evidence."""

    def __init__(self, data: Data) -> None:
        self.data = data

    def of(self, node: Term) -> tuple[str, ...]:
        """The claims nearest to a node against the direction of properties; the node itself if it is a claim."""
        nodes: set[Term] = {node} if isinstance(node, NamedNode) else set()
        for _ in range(_OWN_NODES + 1):
            if claims := [n.value for n in nodes if isinstance(n, NamedNode) and self._is_claim(n)]:
                return tuple(sorted(claims))
            nodes = {p for node in nodes for p in self.data.pointing(node) if isinstance(p, NamedNode)}
        return ()

    def _is_claim(self, node: NamedNode) -> bool:
        return _CLAIM in self.data.objects(node, _TYPE)

    def quote(self, claim: str) -> str | None:
        """The words of the claim's first evidence."""
        for evidence in sorted(self.data.objects(NamedNode(claim), _EVIDENCE), key=str):
            for selector in sorted(self.data.objects(evidence, _SELECTOR), key=str):
                words = sorted(w.value for w in self.data.objects(selector, _EXACT) if isinstance(w, Literal))
                if words:
                    return words[0]
        return None


def _violation(result: Result, claims: _Claims, shapes: ShapesGraph) -> Violation:
    belongs_to = claims.of(result.focus)
    return Violation(
        focus_node=_text(result.focus),
        message="; ".join(sorted(message.value for message in result.messages)),
        severity=result.severity.value.removeprefix(PREFIXES["sh"]),
        path=_path(result.path, shapes),
        component=result.component.value.removeprefix(PREFIXES["sh"]),
        value=None if result.value is None else _text(result.value),
        shape=shapes.owner(result.shape) or "",
        claims=belongs_to,
        quote=claims.quote(belongs_to[0]) if belongs_to else None,
    )


def _order(told: tuple[Violation, Result]) -> tuple[str, ...]:
    violation, result = told
    return (*_key(violation), str(result.value))


def _key(violation: Violation) -> tuple[str, ...]:
    texts = (violation.focus_node, violation.path or "", violation.message, violation.component, violation.value or "")
    return (*texts, violation.shape, violation.severity, *violation.claims)


def _text(value: Term) -> str:
    return value.value if isinstance(value, NamedNode | Literal) else str(value).removeprefix("_:")


def _path(path: Term | None, shapes: ShapesGraph) -> str | None:
    """A property as a prefixed name, a longer path as SPARQL writes it."""
    if path is None:
        return None
    return compact(path.value) if isinstance(path, NamedNode) else shapes.path(path, path).sparql(short=True)  # type: ignore[arg-type]
