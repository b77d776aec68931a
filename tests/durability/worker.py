"""Runs the real command many times over one loaded pipeline, and ends some of these runs rudely.

A process of its own: it loads the pipeline once, then reads tasks as JSON lines and forks for each. The child runs
`innograph` as the shell would. It can be killed with SIGKILL, or stopped, at the n-th step that it takes in the modules
that write: a call or return there, calls into SQLite and Oxigraph included. So every moment between two writes can be
met, and met again, whatever the speed of the machine.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import innograph.build
import innograph.build.update
import innograph.cli
import innograph.explore.export
import innograph.extract
import innograph.keeping
from innograph.ontology import Ontology

WATCHED = (
    "innograph.build",
    "innograph.archive",
    "innograph.graph.store",
    "innograph.explore.export",
    "innograph.keeping",
)


def preload() -> None:
    """One extractor for all children, and modules that are imported late."""
    real = innograph.extract.Extractor

    @cache
    def made(version: str, pipeline: str, trained: bool, least: float) -> Any:
        return real(ONTOLOGY, pipeline, trained=trained, min_confidence=least)

    def make(ontology: Ontology, pipeline: str, *, trained: bool = True, min_confidence: float = 0.0) -> Any:
        return made(ontology.version, pipeline, trained, min_confidence)

    innograph.build.Ontology = lambda folders=(), default=True: ONTOLOGY  # type: ignore[assignment,misc]
    innograph.extract.Extractor = make  # type: ignore[assignment,misc]
    extractor = make(ONTOLOGY, innograph.extract.DEFAULT_PIPELINE)
    list(extractor.extract_all([innograph.document_from_text("Shandong invested 3 billion yuan in 2023.")]))


class Steps:
    """Counts the steps of this process, and at one of them does what was asked for."""

    def __init__(self, at: int | None, act: str, total: Path) -> None:
        self.at, self.act, self.total, self.number = at, act, total, 0

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        if not frame.f_globals.get("__name__", "").startswith(WATCHED):
            return
        self.number += 1
        if self.number == self.at:
            os.kill(os.getpid(), signal.SIGKILL if self.act == "kill" else signal.SIGSTOP)

    def tell(self) -> None:
        """Leave the number of steps for who asks."""
        sys.setprofile(None)
        self.total.write_text(str(self.number))


def child(task: dict[str, Any], scratch: Path) -> None:
    """Run the command; never returns."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        file = os.open(scratch / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
    for key, value in task.get("set", {}).items():
        setattr(innograph.build.update, key, value)
    if limit := task.get("largest_file"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    steps = Steps(task.get("at"), task.get("act", "kill"), scratch / "steps")
    sys.argv = ["innograph", *task["arguments"]]
    code = 0
    if steps.at is not None or task.get("count"):
        sys.setprofile(steps)
    try:
        innograph.cli.main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:  # noqa: BLE001 - the child has to end here, whatever it was
        sys.setprofile(None)
        import traceback

        traceback.print_exc()
        code = 70
    steps.tell()
    sys.stdout.flush()
    os._exit(code)


def run(task: dict[str, Any], scratch: Path) -> dict[str, Any]:
    """What became of the run: its exit code, or the negative signal that ended it, its steps and its output."""
    for name in ("stdout", "stderr", "steps"):
        (scratch / name).unlink(missing_ok=True)
    process = os.fork()
    if not process:
        child(task, scratch)
    if (seconds := task.get("after")) is not None:
        time.sleep(seconds)
        os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, os.WUNTRACED)
    steps = scratch / "steps"
    return {
        "pid": process,
        "stopped": os.WIFSTOPPED(status),
        "code": None if os.WIFSTOPPED(status) else os.waitstatus_to_exitcode(status),
        "steps": int(steps.read_text()) if steps.exists() else None,
        "stdout": (scratch / "stdout").read_text() if (scratch / "stdout").exists() else "",
        "stderr": (scratch / "stderr").read_text() if (scratch / "stderr").exists() else "",
    }


def go_on(process: int) -> dict[str, Any]:
    """Let a stopped child run to its end."""
    os.kill(process, signal.SIGCONT)
    _, status = os.waitpid(process, 0)
    return {"code": os.waitstatus_to_exitcode(status)}


def main() -> None:
    """Answer each task with a line of JSON."""
    preload()
    scratch = Path(sys.argv[1])
    print(json.dumps({"ready": True}), flush=True)
    for number, line in enumerate(sys.stdin):
        task = json.loads(line)
        if "continue" in task:
            answer = go_on(task["continue"])
        elif "shell" in task:  # what has to be done in the name space of this process
            answer = {"code": subprocess.run(task["shell"], check=False).returncode}
        else:
            own = scratch / str(number)
            own.mkdir()
            answer = run(task, own)
        print(json.dumps(answer), flush=True)


ONTOLOGY = Ontology()

if __name__ == "__main__":
    main()
