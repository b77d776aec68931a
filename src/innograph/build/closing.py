"""Whether the files of a built folder are those that the last build closed.

Where they are, the next build trusts them. Where they are not, because that build was killed, a file was cut short, or
the folder was copied, it looks at all of them first, which takes a while longer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from innograph.archive import NAME
from innograph.explore.export import write_whole

EXPORTS = ("innograph.ttl", "innograph.trig")
CLAIMS = "claims.jsonl"
PICTURES = ("graph.svg", "graph.png", "graph.html")
OUTPUTS = (*EXPORTS, CLAIMS, *PICTURES, "report.json")

_NOTE = Path("store", "closed.json")  # RocksDB leaves alone what it does not know
_NO_MATTER = ("LOG", "LOCK")  # a log for people, and the lock


def note_as_closed(folder: Path) -> None:
    """Note what the files are like. Call it when nothing is open any more."""
    write_whole(folder / _NOTE, json.dumps(_files(folder), indent=0) + "\n")


def is_as_it_was_closed(folder: Path) -> bool:
    """Whether the files have the sizes and times that were noted."""
    try:
        noted = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(noted == _files(folder))


def _files(folder: Path) -> dict[str, list[int]]:
    found = {}
    for path in _of_builds(folder):
        status = path.stat()
        found[path.relative_to(folder).as_posix()] = [status.st_size, status.st_mtime_ns]
    return found


def _of_builds(folder: Path) -> Iterator[Path]:
    for path in sorted((folder / "store").glob("*")):
        if path.name != _NOTE.name and not path.name.startswith((*_NO_MATTER, ".")):
            yield path
    yield from sorted(folder.glob(f"{NAME}*"))
    yield from (folder / name for name in OUTPUTS if (folder / name).is_file())
