"""Verbs that make something: read, extract, build, validate, frames."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from innograph.cli.common import (
    DEFAULT_OUT,
    Files,
    Json,
    NoDefaultOntology,
    OntologyFolders,
    Out,
    PipelineName,
    emit,
    emit_json,
    emit_json_line,
    ontology_of,
    progress_bar,
    say,
    width,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from innograph.model import Document, Report


def _documents(files: list[Path]) -> Iterator[Document]:
    """The documents that can be read. Says which cannot, and then ends the verb with 1, or 3 where there are none."""
    from innograph.errors import DocumentError
    from innograph.read import read_paths

    good = bad = 0
    for item in read_paths(files):
        if isinstance(item, DocumentError):
            bad += 1
            say(str(item))
        else:
            good += 1
            yield item
    if not good:
        raise typer.Exit(3)
    if bad:
        raise typer.Exit(1)


def read(files: Files) -> None:
    """Print documents as JSON Lines: id, title, date, publisher, url, language, source, text.

    Example: innograph read data/documents
    """
    for document in _documents(files):
        emit_json_line(
            {
                "id": document.id,
                "source": document.source,
                "title": document.title,
                "date": document.date.isoformat() if document.date else None,
                "publisher": document.publisher,
                "url": document.url,
                "language": document.language,
                "text": document.text,
            }
        )


class ClaimFormat(StrEnum):
    """Forms in which claims are printed."""

    JSONL = "jsonl"
    TABLE = "table"
    HTML = "html"


def extract(
    files: Files,
    *,
    form: Annotated[ClaimFormat, typer.Option("--format", "-f", help="How to print the claims.")] = ClaimFormat.JSONL,
    ontology: OntologyFolders = None,
    no_default_ontology: NoDefaultOntology = False,
    pipeline: PipelineName = None,
) -> None:
    """Print the claims that documents make, each with its exact words.

    Example: innograph extract data/documents --format table
    """
    from innograph.explore.listing import FORMS
    from innograph.extract import Extractor

    knowledge = ontology_of(ontology, no_default_ontology)
    extractor = Extractor(knowledge, pipeline) if pipeline else Extractor(knowledge)
    for part in FORMS[form.value](extractor.extract_all(_documents(files)), knowledge, width()):
        emit(part)


def build(
    paths: Files,
    *,
    out: Out = DEFAULT_OUT,
    pictures: Annotated[bool, typer.Option("--pictures", help="Draw graph.svg, graph.png and graph.html too.")] = False,
    base: Annotated[
        str | None, typer.Option("--base", metavar="IRI", help="What the IRIs of resources begin with.")
    ] = None,
    ontology: OntologyFolders = None,
    no_default_ontology: NoDefaultOntology = False,
    pipeline: PipelineName = None,
    as_json: Json = False,
) -> None:
    """Build a validated graph from documents: store, Turtle, TriG, claims and a report.

    Exits with 1 if a document could not be read or a claim was kept out.

    Example: innograph build data/documents --out build --pictures
    """
    from innograph.build import build_graph, report_data

    with progress_bar() as progress:
        report = build_graph(
            paths,
            out,
            ontology_folders=ontology or (),
            default_ontology=not no_default_ontology,
            pipeline=pipeline,
            pictures=pictures,
            base=base,
            progress=progress,
        )
    if as_json:
        emit_json(report_data(report))
    else:
        _tell(report)
    if any(finding.kind != "duplicate" for finding in report.findings) or not report.conforms:
        raise typer.Exit(1)


def _tell(report: Report) -> None:
    """The report for a person: findings as messages, sums as data."""
    for finding in report.findings:
        where = finding.source or finding.document or finding.focus_node
        words = f" — “{finding.quote}”" if finding.quote else ""
        say(f"{where}: {finding.kind}: {finding.message}{words}")
    types = ", ".join(f"{count} {kind}" for kind, count in sorted(report.claims_by_type.items()))
    emit(
        f"documents  {report.documents}\n"
        f"claims     {report.claims}  ({types})\n"
        f"entities   {report.entities}\n"
        f"links      {report.links}\n"
        f"conflicts  {report.conflicts}\n"
        f"quads      {report.quads:,}\n"
        f"conforms   {'yes' if report.conforms else 'no'}\n"
    )


def validate(
    target: Annotated[
        Path | None, typer.Argument(metavar="[OUT|FILE.ttl]", help="Folder of a built graph, or a file of RDF.")
    ] = None,
    *,
    ontology: OntologyFolders = None,
    no_default_ontology: NoDefaultOntology = False,
    as_json: Json = False,
    rdf: Annotated[bool, typer.Option("--rdf", help="Give the SHACL validation report as Turtle.")] = False,
) -> None:
    """Check a graph against the SHACL shapes. Exits with 1 if it does not conform.

    Example: innograph validate build
    """
    import os

    from innograph.explore.validity import validation_data, validation_text, validity

    place = target or Path(os.environ.get("INNOGRAPH_OUT") or DEFAULT_OUT)
    result = validity(place, ontology_of(ontology, no_default_ontology))
    if rdf:
        emit(result.report.serialize(format="turtle"))
    elif as_json:
        emit_json(validation_data(result))
    else:
        emit(validation_text(result))
    if not result.conforms:
        raise typer.Exit(1)


VERBS = (read, extract, build, validate)
