"""The wheel: holds ontology and queries, and works in an environment that has never seen this checkout.

A second download of all dependencies would take minutes, so the clean environment finds them in the one that the tests
run in; innograph itself, which stands there as a link to this checkout, comes from the wheel alone, and the test
makes sure of it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

FIRST = """---
title: A province and its plans
date: 2024-03-01
---
Shandong province invested 3 billion yuan in hydrogen technology in 2023.
"""
SECOND = """Wanhua moves on

Wanhua Chemical has mastered the production technology of nylon 12.
"""


def _run(command: Sequence[str | Path], folder: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "VIRTUAL_ENV", "INNOGRAPH_OUT"}}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT)],
        folder,
    )
    (found,) = folder.glob("innograph-*.whl")
    return found


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an environment in `env` that holds innograph's wheel, and has its dependencies at hand."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.create(folder / "env", with_pip=False)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(folder / "env"), "platbase": str(folder / "env")}))
    # a .pth file adds a folder without reading the .pth files in it: the link to this checkout is not followed
    (site / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n")
    _run([sys.executable, "-m", "pip", "--python", _python(folder), "install", "-q", "--no-deps", str(wheel)], folder)
    return folder


def _python(folder: Path) -> Path:
    return next(p for p in (folder / "env" / "bin" / "python", folder / "env" / "Scripts" / "python.exe") if p.exists())


def test_the_wheel_holds_ontology_queries_and_types(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, pattern in (("ontology", "*.ttl"), ("ontology", "*.rq"), ("queries", "*.rq")):
        for file in (ROOT / folder).rglob(pattern):
            assert f"innograph/_data/{file.relative_to(ROOT).as_posix()}" in names
    assert "innograph/py.typed" in names
    packaged = {p.relative_to(ROOT / "src").as_posix() for p in (ROOT / "src" / "innograph").rglob("*") if p.is_file()}
    assert {p for p in packaged if "__pycache__" not in p} <= names
    assert not [name for name in names if name.startswith(("tests/", "data/"))]


def test_ontology_and_queries_come_from_the_wheel(elsewhere: Path) -> None:
    code = "from innograph.ontology import data_folder as d, __file__ as f; print(f, d('ontology'), d('queries'))"
    for place in _run([_python(elsewhere), "-c", code], elsewhere).split():
        assert Path(place).is_relative_to(elsewhere / "env"), place


def test_a_graph_is_built_and_asked_elsewhere(elsewhere: Path) -> None:
    documents = elsewhere / "documents"
    documents.mkdir()
    (documents / "one.md").write_text(FIRST)
    (documents / "two.txt").write_text(SECOND)
    command = _python(elsewhere).with_name("innograph")
    told = _run([command, "build", "documents", "--out", "graph"], elsewhere)
    assert "documents  2" in told
    assert {p.name for p in (elsewhere / "graph").iterdir()} >= {
        "store",
        "innograph.ttl",
        "innograph.trig",
        "report.json",
    }
    answer = _run(
        [command, "query", "ASK { ?claim a inno:FundingClaim ; inno:evidence ?words }", "-o", "graph"], elsewhere
    )
    assert answer == "true\n"
