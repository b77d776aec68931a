"""Others at the same folder: a second build is refused, readers are not disturbed, and who restores is safe too."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from projects import EVERY_DOCUMENT, Project, Worker, outcome

from innograph.keeping import backup, check, restore


def test_a_second_build_is_refused_and_the_first_one_unharmed(worker: Worker, project: Project, tmp_path: Path) -> None:
    out = project.start(tmp_path / "out", built=False)
    arguments = ("build", project.documents, "--out", out)
    first = worker.run(*arguments, at=project.steps // 2, act="stop", set=EVERY_DOCUMENT)
    assert first.code is None  # it stands still
    second = worker.run(*arguments)
    assert (second.code, second.stdout) == (3, "")
    assert "in use by another process" in second.stderr
    assert len(second.stderr.splitlines()) == 1
    saving = worker.run("backup", tmp_path / "x.tar.gz", "--out", out)
    assert (saving.code, "is being written" in saving.stderr) == (3, True)
    assert worker.go_on(first) == 0
    assert outcome(out) == project.after


@pytest.mark.parametrize("seeds", [range(3), pytest.param(range(100, 160), marks=pytest.mark.slow)])
def test_a_killed_restore_leaves_the_old_graph_or_the_new_one(
    worker: Worker, project: Project, tmp_path: Path, seeds: range
) -> None:
    old, new = outcome(project.before), project.after
    backup(tmp_path / "new.tar.gz", project.folder / "clean")
    for seed in seeds:
        out = project.start(tmp_path / "out", built=True)
        at = random.Random(seed).randrange(1, 300)
        ended = worker.run("restore", tmp_path / "new.tar.gz", "--out", out, "--force", at=at)
        assert ended.code in {-9, 0}, ended.stderr
        assert not out.exists() or outcome(out) in (old, new)
        again = worker.run("restore", tmp_path / "new.tar.gz", "--out", out, "--force")
        assert again.code == 0, again.stderr
        assert outcome(out) == new


def test_a_killed_backup_leaves_no_file_or_a_whole_one(worker: Worker, project: Project, tmp_path: Path) -> None:
    file = tmp_path / "x.tar.gz"
    for at in (60, 120):
        file.unlink(missing_ok=True)
        worker.run("backup", file, "--out", project.folder / "clean", at=at)
        assert not file.exists() or check(file).documents == 5
    assert worker.run("backup", file, "--out", project.folder / "clean").code == 0
    restore(file, tmp_path / "back")
    assert outcome(tmp_path / "back") == project.after
