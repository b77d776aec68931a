"""The `innograph` command: each verb is a few lines over what Python offers.

Nothing heavy is imported before a verb runs, so that `innograph --help` answers at once.
"""

from __future__ import annotations

import signal
import sys
from typing import Annotated

import typer

from innograph.cli import answers, judging, keeping, making, missing
from innograph.cli.common import say
from innograph.errors import InnographError, QueryError

HELP = """Turn documents about innovation into a graph in which every triple leads back to the words that said it.

Example: innograph build data/documents --out build && innograph query rankings --out build

Exit codes: 0 done; 1 done, with findings; 2 wrong usage; 3 it could not be done.
"""

app = typer.Typer(
    help=HELP,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich's help is a fifth of a second slower
    context_settings={"help_option_names": ["-h", "--help"]},
)
for verb in (*making.VERBS, *judging.VERBS, *answers.VERBS, *missing.VERBS, *keeping.VERBS):
    app.command()(verb)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"innograph {version('innograph')}")
        except PackageNotFoundError:
            typer.echo("innograph (run from a checkout, not installed)")
        raise typer.Exit


@app.callback()
def _innograph(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


def _explained(error: InnographError) -> str:
    if isinstance(error, QueryError):
        from innograph.explore.sparql import format_error

        return format_error(error)
    return str(error)


def main() -> None:
    """Run the command. What innograph raises on purpose is told in a line, not in a traceback."""
    if hasattr(signal, "SIGPIPE"):  # end quietly when the reader of our output does: `innograph … | head`
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        app()
    except InnographError as error:
        say(_explained(error))
        sys.exit(3)
    except (OSError, RuntimeError) as error:
        from innograph.graph.store import is_damage

        if not is_damage(error):
            raise
        typer.echo(f"innograph: the store is damaged: take its folder away and build again ({error})", err=True)
        sys.exit(3)
