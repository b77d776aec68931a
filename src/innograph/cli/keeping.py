"""Verbs that keep a graph and tell what has become of it: diff, backup, restore."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from innograph.cli.common import (
    DEFAULT_OUT,
    Json,
    NoDefaultOntology,
    OntologyFolders,
    Out,
    emit,
    emit_json,
    ontology_of,
    say,
    tell_if_unfinished,
    width,
)

if TYPE_CHECKING:
    from innograph.keeping import Manifest


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


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What to write: a gzipped tar.", show_default=False)],
    *,
    out: Out = DEFAULT_OUT,
    as_json: Json = False,
) -> None:
    """Copy a built graph into one file, while others read it.

    The same graph gives the same bytes. No build can begin until it is done; if one is at work, exits with 3.

    Example: innograph backup graph-2024.tar.gz --out build
    """
    from innograph.keeping import backup as back_up

    tell_if_unfinished(out)
    _tell(f"wrote {file}", back_up(file, out), as_json)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup that innograph made.", show_default=False)],
    *,
    out: Out = DEFAULT_OUT,
    force: Annotated[bool, typer.Option("--force", help="Replace the graph that is there. Other files stay.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Only hold the backup to its hashes; change nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Put the graph of a backup back into a folder.

    All of it is unpacked and held to its hashes before anything in the folder is touched.

    Example: innograph restore graph-2024.tar.gz --out restored
    """
    from innograph import keeping

    if check:
        _tell(f"{file} is whole", keeping.check(file), as_json)
    else:
        _tell(f"restored {out}", keeping.restore(file, out, force=force), as_json)


def _tell(done: str, manifest: Manifest, as_json: bool) -> None:
    """What was done on standard error; what it holds on standard output, as JSON if asked for."""
    held = f"{manifest.documents:,} documents, {manifest.claims:,} claims, {manifest.quads:,} quads"
    say(f"{done}: {held} (by innograph {manifest.innograph})")
    if as_json:
        emit_json(manifest.to_json())


VERBS = (diff, backup, restore)
