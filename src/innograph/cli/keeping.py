"""Verbs that keep a graph and tell what has become of it: diff, backup, restore."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import Annotated

import typer

from innograph.cli.common import (
    Json,
    NoDefaultOntology,
    OntologyFolders,
    emit,
    emit_json,
    ontology_of,
    width,
)


class DiffFormat(StrEnum):
    """Forms in which a difference is printed."""

    TEXT = "text"
    MD = "md"


Compared = "Folder of a built graph, a store, a file of RDF, or REV:PATH for a file in a git revision."


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help=Compared, show_default=False)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same, for the newer one.", show_default=False)],
    *,
    form: Annotated[DiffFormat, typer.Option("--format", "-f", help="How to print the facts.")] = DiffFormat.TEXT,
    quads: Annotated[
        bool, typer.Option("--quads", help="Print the quads that differ as an RDF Patch instead of facts.")
    ] = False,
    ontology: OntologyFolders = None,
    no_default_ontology: NoDefaultOntology = False,
    as_json: Json = False,
) -> None:
    """Say in facts what was added, changed and gone from one graph to another.

    As with diff(1), exits with 0 if both hold the same, with 1 if they differ, with 3 if one cannot be read.

    Example: innograph diff HEAD~1:graph/innograph.trig graph/innograph.trig
    """
    from innograph.explore.difference import diff as difference

    found = difference(old, new, ontology=ontology_of(ontology, no_default_ontology))
    if quads:
        emit(found.patch())
    elif as_json:
        emit_json(found.to_json())
    elif form is DiffFormat.MD:
        emit(found.to_markdown())
    else:
        emit(found.render(width(), colour=sys.stdout.isatty() and not os.environ.get("NO_COLOR")))
    if found:
        raise typer.Exit(1)


VERBS = (diff,)
