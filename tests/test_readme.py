"""The README's commands and Python run as they stand, one after another."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
COMMANDS = [text for language, text in BLOCKS if language == "sh" and "innograph " in text and "make " not in text]
PYTHON = [text for language, text in BLOCKS if language == "python"]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example documents that the README asks about, and `innograph` on the path."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "data" / "documents").mkdir(parents=True)
    (folder / "data" / "gold" / "test").mkdir(parents=True)
    for annotated in sorted((ROOT / "data" / "gold" / "test").iterdir())[-2:]:
        shutil.copy(annotated, folder / "data" / "gold" / "test")
    for document in (ROOT / "data" / "documents").iterdir():
        if "Shandong" in document.read_text(encoding="utf-8"):
            shutil.copy(document, folder / "data" / "documents")
    (folder / "bin").mkdir()
    command = folder / "bin" / "innograph"
    command.write_text(f"#!{sys.executable}\nfrom innograph.cli import main\nmain()\n")
    command.chmod(0o755)
    return folder


def _run(command: list[str], place: Path, most: int = 0) -> str:
    path = os.pathsep.join([str(place / "bin"), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PYTHONPATH": os.pathsep.join(sys.path)}
    environment.pop("INNOGRAPH_OUT", None)
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert 0 <= done.returncode <= most, done.stdout + done.stderr
    return done.stdout


def test_there_is_something_to_run() -> None:
    assert len(COMMANDS) == 1
    assert len(PYTHON) == 2


def test_the_commands_and_then_the_python_run(place: Path) -> None:
    told = [_run(["bash", "-c", line], place, most=1) for line in COMMANDS[0].splitlines()]  # 1: done, with findings
    assert "conforms: 0 violations" in told[1]
    assert all(told[:6])
    assert (place / "build" / "claims.csv").stat().st_size > 1000
    assert "masters" in _run([sys.executable, "-W", "error", "-c", PYTHON[0]], place)
    assert "nylon 12" in _run([sys.executable, "-c", PYTHON[1]], place)


def test_make_targets_that_the_readme_names_are_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for document in ("README.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"^make ([a-z-]+)", (ROOT / document).read_text(encoding="utf-8"), re.MULTILINE))
        assert named and named <= targets
