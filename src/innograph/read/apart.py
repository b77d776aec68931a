"""Reads files in a process of its own, which can be ended: what a reader does there, it does to nobody else.

HTML and DOCX are parsed by C code, which no timer interrupts, and which a page may bring to use all memory there is or
to end the process. PDF is a program that a page carries. So these are read by a child: it has a bound to its memory,
refuses to open connections, and is ended when a file takes too long. One child reads one file after the other; what
it finds comes back as JSON, since what such a process says is not to be believed more than the file itself.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from innograph.archive import document_of, record_of
from innograph.errors import DocumentError, GaveUpError
from innograph.model import Document

MEMORY = 2_000_000_000
"""Bytes of address space that the child may take: four times what the largest files take that are read at all."""

_CHUNK = 1 << 20
_START = 30.0  # seconds that the child may take to start, beside those for the file
_ERRORS = {error.kind: error for error in (DocumentError, GaveUpError)}


class _DownError(Exception):
    """The child is no more."""


class Apart:
    """The child process: started for the first file, started anew after it was ended, ended with the `with` block."""

    def __init__(self, memory: int = MEMORY) -> None:
        self.memory = memory
        # Where there are no pipes to wait for (Windows) or no interpreter to start, files are read in this process.
        self.possible = hasattr(select, "poll") and bool(sys.executable)
        self._child: subprocess.Popen[bytes] | None = None
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def read(self, path: Path, source: str, seconds: float) -> Iterator[Document | DocumentError]:
        """The documents of one file, or the reason why there are none, given up after `seconds`."""
        try:
            child = self._child or self._start()
            self._say(child, {"path": os.fspath(path.absolute()), "source": source})
            until = time.monotonic() + seconds
            while (answer := self._answer(child, until)) is not None:
                yield _item(answer, path)
        except TimeoutError:
            self.end()
            yield GaveUpError(path, f"took longer than {seconds:g} s to read")
        except (_DownError, OSError):
            code = self.end()
            how = signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"
            yield GaveUpError(path, f"brought its reader down ({how})")
        except GeneratorExit:
            self.end()  # there is more to come that nobody will read
            raise

    def end(self) -> int | None:
        """Ends the child and says how it ended; None where there was none."""
        child, self._child, self._rest = self._child, None, b""
        if child is None:
            return None
        try:
            child.wait(0.05 if child.poll() is None else 0)
        except subprocess.TimeoutExpired:
            child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                pipe.close()
        return child.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "innograph.read.child", str(self.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # libraries grumble of each flaw there
            env=_surroundings(),
            bufsize=0,
        )
        self._child = child
        if self._answer(child, time.monotonic() + _START) is not None:
            raise _DownError
        return child

    def _say(self, child: subprocess.Popen[bytes], message: dict[str, Any]) -> None:
        if child.stdin is None:
            raise _DownError
        child.stdin.write(json.dumps(message).encode() + b"\n")

    def _answer(self, child: subprocess.Popen[bytes], until: float) -> Any:
        """The next line that the child says, None at the end of a file. Raises TimeoutError or `_DownError`."""
        if child.stdout is None:
            raise _DownError
        waiting = select.poll()
        waiting.register(child.stdout, select.POLLIN | select.POLLHUP)
        parts = [self._rest]
        while b"\n" not in parts[-1]:
            left = until - time.monotonic()
            if left <= 0 or not waiting.poll(1000 * left):
                raise TimeoutError
            part = os.read(child.stdout.fileno(), _CHUNK)
            if not part:
                raise _DownError
            parts.append(part)
        last, _, self._rest = parts[-1].partition(b"\n")
        try:
            return json.loads(b"".join([*parts[:-1], last]))
        except ValueError as error:
            raise _DownError from error


def _surroundings() -> dict[str, str]:
    """The child's environment: it finds the modules that this process finds, but none in the folder that it is in."""
    package, here = str(Path(__file__).resolve().parents[2]), str(Path.cwd())
    found = [place for place in sys.path if place and place != here]
    return os.environ | {"PYTHONPATH": os.pathsep.join([*found, package])}


def _item(answer: Any, path: Path) -> Document | DocumentError:
    if "kind" in answer:
        return _ERRORS.get(answer["kind"], DocumentError)(path, str(answer["reason"]))
    return document_of(answer["document"])


def plain_data(item: Document | DocumentError) -> dict[str, str]:
    """What the child says of a document, as plain data."""
    if isinstance(item, DocumentError):
        return {"kind": item.kind, "reason": item.reason}
    return {"document": record_of(item)}
