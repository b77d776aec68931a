"""The worker and the documents that the tests of this folder share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from projects import CHANGED, EVERY_DOCUMENT, TEXTS, Project, Worker, outcome, write


@pytest.fixture(scope="session")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """The worker."""
    if not hasattr(os, "fork"):
        pytest.skip("this system does not fork processes")
    made = Worker(tmp_path_factory.mktemp("scratch"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def project(worker: Worker, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project that the builds of these tests are about."""
    folder = tmp_path_factory.mktemp("project")
    for texts, name in ((TEXTS, "before"), (CHANGED, "clean")):
        write(folder / "documents", texts)
        done = worker.run("build", folder / "documents", "--out", folder / name, count=True, set=EVERY_DOCUMENT)
        assert (done.code, done.stderr) == (0, "")
        assert done.steps is not None
    return Project(folder, folder / "before", outcome(folder / "clean"), done.steps)
