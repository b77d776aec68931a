"""A worker that runs the command many times over one loaded pipeline, shared by the tests of this folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

WORKER = Path(__file__).with_name("worker.py")


@dataclass(frozen=True)
class Ended:
    """What became of a run of the command."""

    code: int | None  # negative: the signal that ended it; None: it is stopped
    stdout: str = ""
    stderr: str = ""
    steps: int | None = None
    pid: int = 0


class Worker:
    """Talks with the process that does the runs."""

    def __init__(self, scratch: Path, before: tuple[str, ...] = ()) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONWARNINGS": "ignore"}
        environment.pop("INNOGRAPH_OUT", None)
        self.process = subprocess.Popen(
            [*before, sys.executable, str(WORKER), str(scratch)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self._answer()

    def run(self, *arguments: str | Path, **task: Any) -> Ended:
        """Run the command; `at` and `act`, `after`, `largest_file` and `set` as the worker knows them."""
        answer = self._ask({"arguments": [str(argument) for argument in arguments], **task})
        answer.pop("stopped")
        return Ended(**answer)

    def go_on(self, ended: Ended) -> int:
        """Let a stopped run go to its end; gives its exit code."""
        return int(self._ask({"continue": ended.pid})["code"])

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()

    def _ask(self, task: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the worker ended with {self.process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer


@pytest.fixture(scope="session")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """The worker."""
    if not hasattr(os, "fork"):
        pytest.skip("this system does not fork processes")
    made = Worker(tmp_path_factory.mktemp("scratch"))
    yield made
    made.close()
