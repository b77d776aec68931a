"""What the verbs share: their options, where output and messages go, progress."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from innograph.explore.opened import Graph
    from innograph.ontology import Ontology

DEFAULT_OUT = Path("build")

Out = Annotated[Path, typer.Option("--out", "-o", envvar="INNOGRAPH_OUT", help="Folder of a built graph.")]
Json = Annotated[bool, typer.Option("--json", help="Give the report as JSON.")]
OntologyFolders = Annotated[
    list[Path] | None,
    typer.Option("--ontology", metavar="DIR", help="A folder of your own ontology, frames and rules; can be repeated."),
]
NoDefaultOntology = Annotated[
    bool, typer.Option("--no-default-ontology", help="Leave the shipped ontology out: only your own folders count.")
]
PipelineName = Annotated[
    str | None, typer.Option("--pipeline", metavar="NAME", help="A spaCy pipeline to parse with, instead of ours.")
]
Untrained = Annotated[
    bool, typer.Option("--untrained", help="Read by frames alone, without what was learnt from annotated documents.")
]
MinConfidence = Annotated[
    float,
    typer.Option("--min-confidence", metavar="P", min=0, max=1, help="Leave out claims that are less sure than this."),
]
Deadline = Annotated[
    float,
    typer.Option(
        "--deadline",
        metavar="SECONDS",
        min=0,
        help="How long reading a document may take, and finding claims in each 100,000 characters; 0 is any time.",
    ),
]
Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="Documents, or folders of them.", show_default=False)
]

Progress = Callable[[str, int, int | None], None]


# What moves the cursor, changes colours or titles, or turns the direction of writing. Line feeds and tabs stay.
_TERMINAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def harmless(text: str) -> str:
    """`text` with the characters shown that a terminal would obey: texts and names come from documents."""
    return _TERMINAL.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode(), text)


def say(message: str) -> None:
    """A message for the person at the terminal, kept apart from the data."""
    typer.echo(f"innograph: {harmless(message)}", err=True)


def emit(text: str) -> None:
    """Data, on standard output: as it is for a file or a program, harmless where it is a terminal."""
    typer.echo(harmless(text.replace("\r\n", "\n")) if sys.stdout.isatty() else text, nl=False)


def emit_json(data: Any) -> None:
    """Data as JSON, a member a line."""
    emit(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def emit_json_line(data: Any) -> None:
    """One JSON object on a line of its own."""
    emit(json.dumps(data, ensure_ascii=False) + "\n")


def width() -> int:
    """Columns to fit tables into: the terminal's, or 100 where output goes to a file or another program."""
    from shutil import get_terminal_size

    return get_terminal_size((100, 24)).columns if sys.stdout.isatty() else 100


def ontology_of(folders: list[Path] | None, no_default: bool) -> Ontology:
    """The ontology that the options name.

    Raises:
        OntologyError: a folder is missing or holds a file that cannot be used.
    """
    from innograph.ontology import Ontology

    return Ontology(folders or (), default=not no_default)


def opened(out: Path, folders: list[Path] | None = None, no_default: bool = False) -> Graph:
    """The graph built in `out`. Says so where it is not finished.

    Raises:
        StoreError: there is none, or it cannot be read.
    """
    from innograph.explore.opened import Graph

    tell_if_unfinished(out)
    return Graph(out, ontology_of(folders, no_default))


def tell_if_unfinished(out: Path) -> None:
    """Say so where the graph in a folder is not whole."""
    from innograph.archive import is_unfinished

    if is_unfinished(out):
        say("this graph is being built, or its build was interrupted: it is incomplete until a build is done")


@contextmanager
def frames_told(no_default: bool) -> Iterator[None]:
    """What is wrong with a frame is told together with the reason that it may have: that nothing shipped was read.

    Raises:
        OntologyError: a frame cannot be used.
    """
    from innograph.errors import FrameError, OntologyError

    try:
        yield
    except FrameError as error:
        if not no_default:
            raise
        hint = "--no-default-ontology leaves the shipped classes out"
        raise OntologyError(error.file, f"{error.reason} ({hint})") from error


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """A bar on standard error while the work lasts, where that is a terminal; else nothing."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks = {}

        def show(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield show
