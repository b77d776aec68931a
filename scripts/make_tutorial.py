"""Run what docs/tutorial.md tells its reader to run, and write the output that comes of it into the page.

python scripts/make_tutorial.py            writes the page anew
python scripts/make_tutorial.py --check    exits 1 if its output is not what the commands give; shows the difference

How many claims and links there are, and how sure of them innograph is, is renewed but not compared.

Blocks of the kind `console` hold commands after "$ " with their output; `python` blocks run as they stand, and a `text`
block after one is its output. An output that ends in "…" is cut to as many lines as it has. A block under "Save this as
`FILE`:" is that file. All run in one shell, in a folder that has the example documents, as a new checkout does.
"""

from __future__ import annotations

import difflib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$(?:\n\n^```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
SAVED = re.compile(r"^Save this as `([^`]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DONE = "\x1e"  # ends the output of a step, followed by its exit code
CUT = "…"
SUMS = re.compile(r"^(?:claims|entities|links|quads) .*|confidence [\d.]+", re.MULTILINE)  # change with any frame


def steps(page: str) -> Iterator[str]:
    """The shell commands of the page in order; Python is one that runs it."""
    for kind, text, _ in BLOCK.findall(page):
        if kind == "python":
            yield f"{shlex.quote(sys.executable)} -W error -c {shlex.quote(text)}"
        else:
            yield from (line[2:] for line in text.splitlines() if line.startswith("$ "))


def run(page: str, place: Path) -> list[str]:
    """The output of each step, run one after another in the folder.

    Raises:
        RuntimeError: a step could not be done.
    """
    for name, text in SAVED.findall(page):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    commands = list(steps(page))
    ended = f"status=$?; printf '{DONE}%d\\n' $status; (exit $status)"  # the next command may ask for it
    script = "exec 2>&1\n" + "".join(f"{command}\n{ended}\n" for command in commands)
    done = subprocess.run(
        ["bash", "-c", script], cwd=place, env=environment(place), stdout=subprocess.PIPE, text=True, check=False
    )
    outputs = re.findall(rf"(.*?){DONE}(\d+)\n", done.stdout, re.DOTALL)
    for command, (output, status) in zip(commands, outputs, strict=True):
        if int(status) > 1:  # 1: done, with findings
            raise RuntimeError(f"{command}\nended with {status}:\n{output}")
    return [output for output, _ in outputs]


def environment(place: Path) -> dict[str, str]:
    """A path with `innograph` on it, and nothing that changes what it does."""
    (place / "bin").mkdir()
    command = place / "bin" / "innograph"
    command.write_text(f"#!{sys.executable}\nfrom innograph.cli import main\nmain()\n", encoding="utf-8")
    command.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if name not in {"INNOGRAPH_OUT", "COLUMNS"}}
    path = os.pathsep.join([str(place / "bin"), os.environ["PATH"]])
    return {**kept, "PATH": path, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "LC_ALL": "C.UTF-8"}


def renewed(page: str, outputs: list[str]) -> str:
    """The page with these outputs."""
    waiting = iter(outputs)

    def block(match: re.Match[str]) -> str:
        kind, text, shown = match.groups()
        if kind == "python":
            output = next(waiting)
            return f"```python\n{text}```" + ("" if shown is None else f"\n\n```text\n{cut(output, shown)}```")
        parts = re.findall(r"^(\$ .*\n)((?:(?!\$ ).*\n)*)", text, re.MULTILINE)
        return "```console\n" + "".join(command + cut(next(waiting), old) for command, old in parts) + "```"

    return BLOCK.sub(block, page)


def cut(output: str, shown: str) -> str:
    """The output, as long as what is shown of it where that is cut off; without spaces at the ends of lines."""
    lines = [line.rstrip() for line in output.rstrip().splitlines()]
    old = shown.splitlines()
    if old and old[-1] == CUT and len(lines) >= len(old):
        lines = [*lines[: len(old) - 1], CUT]
    return "".join(f"{line}\n" for line in lines)


def made(page: str) -> str:
    """The page as it should be."""
    with tempfile.TemporaryDirectory() as name:
        for folder in ("data/documents", "examples"):
            shutil.copytree(ROOT / folder, Path(name) / folder)
        return renewed(page, run(page, Path(name)))


def main(arguments: list[str]) -> int:
    """Write the page, or with `--check` compare it."""
    page = TARGET.read_text(encoding="utf-8")
    new = made(page)
    if "--check" in arguments:
        shown, given = (SUMS.sub(CUT, text).splitlines(True) for text in (page, new))
        sys.stdout.writelines(difflib.unified_diff(shown, given, "shown", "given"))
        return int(shown != given)
    TARGET.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
