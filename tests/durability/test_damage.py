"""Files that are cut short, gone or garbled: the next build says so, and makes anew what was lost."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from projects import Project, Worker, outcome

HARMS = ("delete", "empty", "half", "tail", "garble")


def harm(file: Path, how: str, seed: int = 0) -> None:
    """Do to a file what a broken disk or copy does."""
    if how == "delete":
        file.unlink()
        return
    data = bytearray(file.read_bytes())
    if how == "garble":
        chance = random.Random(f"{file.name}{seed}")
        for _ in range(min(20, len(data))):
            data[chance.randrange(len(data))] ^= 0xFF
    kept = {"empty": 0, "half": len(data) // 2, "tail": max(0, len(data) - 7), "garble": len(data)}[how]
    file.write_bytes(data[:kept])


def files(out: Path) -> list[str]:
    """All that a build left, without RocksDB's log for people."""
    found = (p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file() and not p.name.startswith("LOG"))
    return sorted(found)


def mended(worker: Worker, project: Project, out: Path) -> str:
    """Build again; gives what that says."""
    done = worker.run("build", project.documents, "--out", out, "--prune")
    assert done.code == 0, done.stderr
    assert outcome(out) == project.after
    return done.stderr


@pytest.fixture(scope="module")
def clean(project: Project) -> Project:
    """The project with the clean build after the change for a start."""
    return replace(project, before=project.folder / "clean")


@pytest.mark.parametrize(
    ("name", "how", "said"),
    [
        ("archive.sqlite", "delete", "there is no archive beside the store, so all documents are read again"),
        ("archive.sqlite", "garble", "the archive cannot be used, so all documents are read again"),
        ("store/CURRENT", "delete", "the store was damaged and is made anew"),
        ("store/MANIFEST", "half", "the store "),
        ("store/*.sst", "tail", "the store was damaged and is made anew"),
        ("store/*.log", "empty", ""),
        ("innograph.trig", "half", ""),
        ("claims.jsonl", "garble", ""),
    ],
)
def test_what_is_lost_is_made_anew(
    worker: Worker, clean: Project, tmp_path: Path, name: str, how: str, said: str
) -> None:
    out = clean.start(tmp_path / "out", built=True)
    pattern = name if "*" in name else f"{name}*"
    harm(max(out.glob(pattern), key=lambda path: path.stat().st_size), how)
    told = mended(worker, clean, out)
    assert said in told
    assert len(told.splitlines()) <= 1
    assert mended(worker, clean, out) == ""


def test_a_store_that_is_gone_is_written_from_the_archive(worker: Worker, clean: Project, tmp_path: Path) -> None:
    out = clean.start(tmp_path / "out", built=True)
    for file in (out / "store").iterdir():
        file.unlink()
    told = mended(worker, clean, out)
    assert told == "innograph: the store does not hold all that was written, and is made anew from the archive\n"


@pytest.mark.slow
def test_every_file_in_every_way(worker: Worker, clean: Project, tmp_path: Path) -> None:
    for name in files(clean.before):
        for how in HARMS:
            for seed in range(3 if how == "garble" else 1):
                out = clean.start(tmp_path / "out", built=True)
                harm(out / name, how, seed)
                asked = worker.run("stats", "--out", out)
                assert asked.code in {0, 3}, f"{name} {how}: {asked.stderr}"
                assert asked.stderr.count("\n") <= 1
                mended(worker, clean, out)
