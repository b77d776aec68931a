"""Verbs that ask a built graph: query, explain, export, draw, stats, conflicts."""

from __future__ import annotations

import shlex
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from innograph.cli.common import (
    DEFAULT_OUT,
    Json,
    NoDefaultOntology,
    OntologyFolders,
    Out,
    emit,
    emit_json,
    opened,
    say,
    width,
)


class AnswerFormat(StrEnum):
    """Forms in which answers are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MD = "md"
    TTL = "ttl"


class ConflictFormat(StrEnum):
    """Forms in which conflicts are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    MD = "md"
    HTML = "html"


def query(
    question: Annotated[
        str | None, typer.Argument(metavar="[NAME|FILE.rq|SPARQL]", help="Without one, lists the named questions.")
    ] = None,
    *,
    out: Out = DEFAULT_OUT,
    param: Annotated[
        list[str] | None, typer.Option("--param", "-p", metavar="NAME=VALUE", help="A parameter; can be repeated.")
    ] = None,
    form: Annotated[AnswerFormat, typer.Option("--format", "-f", help="How to print the answer.")] = AnswerFormat.TABLE,
    ontology: OntologyFolders = None,
    no_default_ontology: NoDefaultOntology = False,
) -> None:
    """Ask the graph: a named question, a file, or SPARQL as it stands.

    Example: innograph query indicator-over-time --param subject=REGION
    """
    from innograph.explore.tables import render

    if question is None:
        _list_questions(ontology, no_default_ontology)
        return
    params = dict(_pair(text) for text in param or ())
    with opened(out, ontology, no_default_ontology) as graph:
        emit(render(graph.query(question, params), form.value, width()))


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise typer.BadParameter(f"{text!r} is not of the form name=value", param_hint="--param")
    return name, value


def _list_questions(folders: list[Path] | None, no_default: bool) -> None:
    from innograph.cli.common import ontology_of
    from innograph.explore.query import questions

    for known in questions(ontology_of(folders, no_default)):
        example = "".join(f" --param {shlex.quote(f'{name}={value}')}" for name, value in known.example.items())
        emit(f"{known.name}{example}\n    {known.question or ''}\n")


def explain(
    terms: Annotated[
        list[str],
        typer.Argument(
            metavar="TERM...",
            help="A name, an identifier, an IRI or a claim's id; two to be compared; or three that make a triple.",
        ),
    ],
    *,
    out: Out = DEFAULT_OUT,
    ontology: OntologyFolders = None,
    no_default_ontology: NoDefaultOntology = False,
    as_json: Json = False,
) -> None:
    """Show everything said about an actor, a thing, a claim or a triple, with the words that say it.

    Of two terms it says whether they are one, and why or why not: explain NAME 'OTHER NAME'.

    Example: innograph explain NAME
    """
    with opened(out, ontology, no_default_ontology) as graph:
        explanation = graph.explain(*terms)
        if as_json:
            emit_json(explanation.to_json())
        else:
            emit(explanation.render(width()))


def export(
    file: Annotated[Path, typer.Argument(help="Ends in ttl, trig, nq, nt, jsonld, rdf, graphml, gexf or csv.")],
    *,
    out: Out = DEFAULT_OUT,
    ontology: OntologyFolders = None,
    no_default_ontology: NoDefaultOntology = False,
) -> None:
    """Write the graph to a file in the format that its ending names.

    Example: innograph export claims.csv
    """
    with opened(out, ontology, no_default_ontology) as graph:
        say(f"wrote {graph.export(file)}")


def draw(
    file: Annotated[Path, typer.Argument(help="Ends in svg, png or html.")],
    *,
    out: Out = DEFAULT_OUT,
    focus: Annotated[
        str | None, typer.Option("--focus", metavar="TERM", help="Draw the neighbourhood of one thing.")
    ] = None,
    hops: Annotated[int, typer.Option("--hops", min=1, help="How far from it to go.")] = 2,
    kinds: Annotated[
        list[str] | None, typer.Option("--type", metavar="T", help="Only things of this class; can be repeated.")
    ] = None,
    ontology: OntologyFolders = None,
    no_default_ontology: NoDefaultOntology = False,
) -> None:
    """Draw the graph as a picture, or as a page that works offline.

    Example: innograph draw picture.html --focus NAME --hops 1
    """
    with opened(out, ontology, no_default_ontology) as graph:
        say(f"wrote {graph.draw(file, focus=focus, hops=hops, types=kinds or ())}")


def stats(
    *,
    out: Out = DEFAULT_OUT,
    ontology: OntologyFolders = None,
    no_default_ontology: NoDefaultOntology = False,
    as_json: Json = False,
) -> None:
    """Count what the graph holds: documents, claims, things and links by kind.

    Example: innograph stats --json
    """
    with opened(out, ontology, no_default_ontology) as graph:
        counts = graph.stats()
    if as_json:
        emit_json(counts)
        return
    for name, count in counts.items():
        if isinstance(count, int):
            emit(f"{name:<24}{count:>10,}\n")
        else:
            emit(f"{name:<24}{sum(count.values()):>10,}\n")
            for kind, number in sorted(count.items(), key=lambda item: (-item[1], item[0])):
                emit(f"  {kind:<22}{number:>10,}\n")


def conflicts(
    *,
    out: Out = DEFAULT_OUT,
    form: Annotated[
        ConflictFormat, typer.Option("--format", "-f", help="How to print them; html is a page of its own.")
    ] = ConflictFormat.TABLE,
    ontology: OntologyFolders = None,
    no_default_ontology: NoDefaultOntology = False,
    as_json: Json = False,
) -> None:
    """List claims that do not add up, the surest first, with the words of each. Exits with 1 if there are any.

    Example: innograph conflicts --format html > conflicts.html
    """
    from innograph.explore.conflict_page import conflict_page
    from innograph.explore.tables import render

    with opened(out, ontology, no_default_ontology) as graph:
        answer = graph.conflicts()
        if form is ConflictFormat.HTML and not as_json:
            emit(conflict_page(answer))
        else:
            emit(render(answer, "json" if as_json else form.value, width()))
    if answer.rows:
        raise typer.Exit(1)


VERBS = (query, explain, export, draw, stats, conflicts)
