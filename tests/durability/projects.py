"""A worker that runs the command many times over one loaded pipeline, and the documents that it builds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from innograph.archive import Archive, record_of
from innograph.graph.store import GraphStore

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

    def shell(self, *command: str | Path) -> int:
        """Run another command in the worker's name space; gives its exit code."""
        return int(self._ask({"shell": [str(part) for part in command]})["code"])

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


TEXTS = {
    "money.md": "---\ntitle: Money\ndate: 2024-03-01\n---\nShandong invested 3 billion yuan in hydrogen in 2023.",
    "nylon.txt": "Wanhua Chemical has mastered the production technology of nylon 12.",
    "count.txt": "In 2023 Shandong had more than 26,700 high-tech enterprises.\n\nHenan ranked third in China.",
    "water.txt": "Henan and Shandong work together on water saving.",
    "more.txt": "In 2023 Shandong had over 3.2 million high-tech enterprises.",
}
CHANGED = {
    "money.md": TEXTS["money.md"].replace("title: Money", "title: More money"),  # the same document, told otherwise
    "nylon.txt": "Wanhua Chemical has mastered the production technology of nylon 13.",
    "count.txt": TEXTS["count.txt"],
    "platform.txt": "In 2022 Jiangsu province opened the Yangtze Technology Platform.",
    "more.txt": TEXTS["more.txt"],
}
EVERY_DOCUMENT = {"KEEP_EVERY": 1}


@dataclass(frozen=True)
class Project:
    """Documents before and after a change, and what clean builds make of them."""

    folder: Path
    before: Path  # the folder that a build of the documents before the change left
    after: dict[str, object]  # what a clean build after it leaves
    steps: int  # that a clean build takes in the modules that write, each document kept at once

    @property
    def documents(self) -> Path:
        """The documents, changed already."""
        return self.folder / "documents"

    def start(self, out: Path, *, built: bool) -> Path:
        """A folder to build in: empty, or with what was built before the change."""
        shutil.rmtree(out, ignore_errors=True)
        if built:
            shutil.copytree(self.before, out)
        return out


def outcome(out: Path) -> dict[str, object]:
    """All that a build leaves for others; the store as its quads, the archive by what it tells."""
    left = {p.name: p.read_bytes() for p in out.iterdir() if p.is_file() and p.name != "archive.sqlite"}
    with GraphStore.open(out / "store", read_only=True) as store:
        quads = sorted(map(str, store.quads()))
    with Archive.open(out, read_only=True) as archive:
        documents = {document.id: record_of(document) for document in archive.documents()}
    return {**left, "names": sorted(p.name for p in out.iterdir()), "store": quads, "documents": documents}


def write(folder: Path, texts: dict[str, str]) -> None:
    """The files that the folder holds from now on."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
