"""A disk that is full: the build says so and leaves what the next one can go on from, once there is room."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from projects import EVERY_DOCUMENT, Project, Worker, outcome


@pytest.mark.parametrize("largest", [1_000, 60_000])
def test_a_file_that_may_not_grow(worker: Worker, project: Project, tmp_path: Path, largest: int) -> None:
    """No file may be longer than so many bytes, which is how a quota or a full disk ends a write."""
    out = project.start(tmp_path / "out", built=largest > 20_000)
    arguments = ("build", project.documents, "--out", out, "--prune")
    failed = worker.run(*arguments, largest_file=largest, set=EVERY_DOCUMENT)
    assert failed.code == 3, failed.stderr
    assert "Traceback" not in failed.stderr
    done = worker.run(*arguments)
    assert done.code == 0, done.stderr
    assert outcome(out) == project.after


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Worker, Path]]:
    """A worker in a name space of its own, where a folder is a small disk in memory."""
    disk = tmp_path_factory.mktemp("disk")
    command = ("unshare", "-rm", "sh", "-c", f'mount -t tmpfs -o size=64m none "{disk}" && exec "$0" "$@"')
    if (
        shutil.which("unshare") is None
        or subprocess.run([*command, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("this system lets nobody mount a disk in a name space of his own")
    worker = Worker(tmp_path_factory.mktemp("scratch"), command)
    yield worker, disk
    worker.close()


@pytest.mark.parametrize("sizes", [(200, 1500), pytest.param(range(100, 6000, 300), marks=pytest.mark.slow)])
def test_a_full_disk(small_disk: tuple[Worker, Path], project: Project, tmp_path: Path, sizes: tuple[int, ...]) -> None:
    worker, disk = small_disk
    failures = 0
    for size in sizes:  # kilobytes
        worker.shell("rm", "-rf", disk / "out")
        worker.shell("mount", "-o", f"remount,size={size}k", disk)
        arguments = ("build", project.documents, "--out", disk / "out", "--prune")
        full = worker.run(*arguments, set=EVERY_DOCUMENT)
        assert full.code in {0, 3}, f"{size}: {full.stderr}"
        assert "Traceback" not in full.stderr
        failures += full.code == 3
        worker.shell("mount", "-o", "remount,size=64m", disk)
        done = worker.run(*arguments)
        assert done.code == 0, f"{size}: {done.stderr}"
        shutil.rmtree(tmp_path / "copy", ignore_errors=True)
        assert worker.shell("cp", "-r", disk / "out", tmp_path / "copy") == 0
        assert outcome(tmp_path / "copy") == project.after, size
    assert failures
