"""A build that is killed, at whatever moment, is taken up by the next one, which ends where a clean build does."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from projects import EVERY_DOCUMENT, Project, Worker, outcome

UNFINISHED = "the last build did not come to its end"


def killed_and_taken_up(worker: Worker, project: Project, out: Path, seed: int) -> str:
    """Kill a build once or several times, the builds that take it up among them; gives what the last one says."""
    chance = random.Random(seed)
    project.start(out, built=chance.random() < 0.6)
    options = {**EVERY_DOCUMENT} if chance.random() < 0.6 else {}
    options |= {"FEW": 0} if chance.random() < 0.4 else {}  # derive everything anew instead of what changed
    arguments = ("build", project.documents, "--out", out, "--prune")
    for _ in range(chance.choice([1, 1, 2, 3])):
        ended = worker.run(*arguments, at=chance.randrange(1, project.steps), set=options)
        assert ended.code in {-9, 0}, ended.stderr
    last = worker.run(*arguments, set=options)
    assert last.code == 0, last.stderr
    assert "Traceback" not in last.stderr
    return last.stderr


@pytest.mark.parametrize("seed", range(5))
def test_a_killed_build_is_taken_up(worker: Worker, project: Project, tmp_path: Path, seed: int) -> None:
    killed_and_taken_up(worker, project, tmp_path / "out", seed)
    assert outcome(tmp_path / "out") == project.after


@pytest.mark.slow
def test_a_killed_build_is_taken_up_many_times(worker: Worker, project: Project, tmp_path: Path) -> None:
    told = [killed_and_outcome(worker, project, tmp_path / "out", seed) for seed in range(1000, 1120)]
    assert sum(UNFINISHED in words for words in told) > 20  # or the kills came at moments that do not matter


def killed_and_outcome(worker: Worker, project: Project, out: Path, seed: int) -> str:
    told = killed_and_taken_up(worker, project, out, seed)
    assert outcome(out) == project.after, f"seed {seed}"
    return told


@pytest.mark.slow
def test_killed_by_the_clock(worker: Worker, project: Project, tmp_path: Path) -> None:
    """As the kills above, at moments that no Python code is at: in the midst of a write of SQLite or RocksDB."""
    chance = random.Random(7)
    for number in range(60):
        out = project.start(tmp_path / "out", built=number % 2 == 0)
        arguments = ("build", project.documents, "--out", out, "--prune")
        ended = worker.run(*arguments, after=chance.uniform(0.02, 1.0), set=EVERY_DOCUMENT)
        assert ended.code in {-9, 0}, ended.stderr
        assert worker.run(*arguments).code == 0
        assert outcome(out) == project.after


def test_the_next_build_says_what_happened(worker: Worker, project: Project, tmp_path: Path) -> None:
    arguments = ("build", project.documents, "--out", tmp_path / "out")
    assert worker.run(*arguments, at=project.steps // 2, set=EVERY_DOCUMENT).code == -9
    asked = worker.run("stats", "--out", tmp_path / "out")
    assert asked.code in {0, 3}  # who asks in between gets an answer from what is there, or is told
    assert "Traceback" not in asked.stderr
    done = worker.run(*arguments)
    assert done.stderr.startswith(f"innograph: {UNFINISHED}; it had written ")
    assert worker.run(*arguments).stderr == ""
    assert outcome(tmp_path / "out") == project.after
