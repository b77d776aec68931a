"""Write docs/cli.md from the help texts of the command line.

python scripts/make_cli_reference.py            writes the file
python scripts/make_cli_reference.py --check    exits 1 if the file is not what --help says
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import typer.main
from typer.testing import CliRunner

from innograph.cli import app

TARGET = Path(__file__).resolve().parent.parent / "docs" / "cli.md"

HEAD = """\
# The command line

<!-- Written by scripts/make_cli_reference.py from --help: change the help texts, and run it again. -->

- Data goes to standard output, messages to standard error. Progress is shown only on a terminal.
- Exit codes: 0 done; 1 done, with findings (claims kept out, documents that cannot be read, a graph that does not
  conform, conflicts, frames whose examples do not hold); 2 wrong usage; 3 it could not be done.
- `--out` is the folder of a built graph. `$INNOGRAPH_OUT` sets it for a whole session.
- `build --json` prints what it leaves as `report.json`: `documents`, `claims`, `claims_by_type`, `entities`, `links`,
  `quads`, `conflicts`; `quarantined`, how many claims were kept out because they violate a shape; `conforms`, whether
  the graph without them conforms; `findings`, each with `kind`, `message` and, where known, `source` (the path as it
  was given), `document`, `focus_node`, `claim`, `quote`, `shape`. Where a language model was asked, `llm` tells what it
  answered and cost ([llm.md](llm.md)).
- `--ontology DIR` has to be given to the verbs that ask a graph as well, if it was built with it.
"""


def help_of(*verb: str) -> str:
    """What `innograph VERB --help` prints, without the spaces at the ends of lines."""
    with patch.dict(os.environ, {"COLUMNS": "100"}):  # whatever the terminal, the page is the same
        result = CliRunner().invoke(app, [*verb, "--help"], prog_name="innograph", catch_exceptions=False)
    return "\n".join(line.rstrip() for line in result.output.strip().splitlines())


def document() -> str:
    """The text of the document."""
    return "\n".join([HEAD, *sections()]).rstrip() + "\n"


def sections() -> Iterator[str]:
    """The help of the command itself, then of each verb in the order in which it lists them."""
    yield f"```text\n{help_of()}\n```\n"
    for verb in typer.main.get_command(app).commands:  # type: ignore[attr-defined]
        yield f"## {verb}\n\n```text\n{help_of(verb)}\n```\n"


def main(arguments: list[str]) -> int:
    """Write the file, or with `--check` compare it."""
    text = document()
    if "--check" in arguments:
        return int(not TARGET.is_file() or TARGET.read_text(encoding="utf-8") != text)
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
