"""The child process that `innograph.read.apart` starts: reads the files that it is told of, one after the other."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from innograph.read.apart import plain_data
from innograph.read.files import read_here

_REFUSED = frozenset(
    ("socket.connect", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.exec", "os.fork", "os.system")
)


def serve(memory: int) -> None:
    """Reads the files whose names come on standard input, and says on standard output what is in them.

    Each line that comes in is a JSON object with `path` and `source`; each document is answered in a line of JSON, and
    the end of a file, as the start of this process, by `null`.
    """
    _bound(memory)
    sys.addaudithook(_refuse)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer of ours

    def say(answer: Any) -> None:
        out.write(json.dumps(answer).encode() + b"\n")
        out.flush()

    say(None)
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        for item in read_here(Path(asked["path"]), asked["source"]):
            say(plain_data(item))
        say(None)


def _bound(memory: int) -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass  # there are no such limits here; the deadline still holds


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Nothing that a document brings a library to do reaches out of this process."""
    if event in _REFUSED:
        raise PermissionError(f"a document asked for {event}")


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends it
    serve(int(sys.argv[1]))
