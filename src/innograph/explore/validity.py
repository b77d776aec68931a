"""Whether a built graph, or a file of RDF, is what the shapes say a graph should be."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, parse

from innograph.errors import DocumentError
from innograph.graph.shapes import ValidationResult, Validator, Violation
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology, compact


def validity(place: str | Path, ontology: Ontology, engine: str = "fast") -> ValidationResult:
    """What the shapes of `ontology` find in a graph.

    Args:
        place: the folder of a built graph, or a file of RDF in a format that its ending names.
        engine: "fast" for compiled shapes, with pyshacl for what is not compiled, or "pyshacl" for it alone.

    Raises:
        StoreError: the folder holds no graph.
        DocumentError: the file cannot be read.
        OntologyError: the shapes are not well formed.
    """
    path = Path(place)
    if not path.is_file():
        with GraphStore.open(path / "store", read_only=True) as store:
            return Validator(ontology, engine).check_store(store.store)
    form = RdfFormat.from_extension(path.suffix.removeprefix("."))
    if form is None:
        raise DocumentError(path, "its ending names no RDF format")
    try:
        quads = list(parse(path=str(path), format=form, base_iri=path.resolve().as_uri()))
    except (OSError, ValueError) as error:
        raise DocumentError(path, str(error)) from error
    except SyntaxError as error:
        raise DocumentError(path, error.msg or str(error)) from error
    return Validator(ontology, engine).check(quads)


def validation_data(result: ValidationResult) -> dict[str, Any]:
    """What validation found, as plain data."""
    return {
        "conforms": result.conforms,
        "violations": [_plain(v) for v in result.violations],
        "warnings": [_plain(v) for v in result.warnings],
        "remarks": list(result.remarks),
    }


def validation_text(result: ValidationResult) -> str:
    """What validation found, for a person: a paragraph for each result, then the verdict."""
    lines = [line for v in (*result.violations, *result.warnings) for line in _lines(v)]
    verdict = "conforms" if result.conforms else "does not conform"
    count = f"{len(result.violations)} violations, {len(result.warnings)} warnings"
    return "\n".join([*lines, f"{verdict}: {count}"]) + "\n"


def _lines(violation: Violation) -> list[str]:
    path = f" {compact(violation.path)}" if violation.path else ""
    lines = [f"{violation.severity.lower()}: {compact(violation.focus_node)}{path}: {violation.message}"]
    return [*lines, f"    “{violation.quote}”"] if violation.quote else lines


def _plain(violation: Violation) -> dict[str, Any]:
    return {key: list(v) if isinstance(v, tuple) else v for key, v in asdict(violation).items() if v is not None}
