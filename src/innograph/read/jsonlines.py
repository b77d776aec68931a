"""JSON Lines, one document a line → documents; a bad line is an error of its own and the others go on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from innograph.errors import DocumentError
from innograph.model import Document
from innograph.read import plain
from innograph.read.assemble import assemble
from innograph.read.decode import MAX_TEXT_BYTES
from innograph.read.markdown import about
from innograph.read.normalise import visible

_MARK = 200  # characters of an id that are shown
_TEXT_KEYS = ("text", "body", "content")
_PATIENCE = 20  # bad lines in a row before any good one: then it is no JSON Lines file at all


def read_jsonl(path: Path, source: str) -> Iterator[Document | DocumentError]:
    """The document of each line, its source `file#id`, or `file#L3` where the object has no id.

    The file may have any size, a line at most `MAX_TEXT_BYTES`. Raises `OSError` if it cannot be opened.
    """
    good = bad = 0
    with path.open("rb") as lines:
        number = 0
        while line := lines.readline(MAX_TEXT_BYTES + 1):
            number += 1
            if not line.strip():
                continue
            try:
                if len(line) > MAX_TEXT_BYTES:
                    while not line.endswith(b"\n") and (line := lines.readline(MAX_TEXT_BYTES)):
                        pass
                    raise _LineError(f"is longer than the limit of {MAX_TEXT_BYTES / 1e6:.0f} MB")
                yield _document(line, source, number)
                good += 1
            except (_LineError, DocumentError) as error:
                bad += 1
                reason = error.reason if isinstance(error, DocumentError) else str(error)
                yield DocumentError(path, f"line {number}: {reason}")
                if not good and bad == _PATIENCE:
                    yield DocumentError(path, f"is not JSON Lines: none of its first {bad} lines is a document")
                    return
    if not good and not bad:
        yield DocumentError(path, "is empty")


class _LineError(Exception):
    """A line is not a document."""


def _document(line: bytes, source: str, number: int) -> Document:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _LineError("is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _LineError(f"is not JSON ({error})") from error
    if not isinstance(record, dict):
        raise _LineError("is not a JSON object")
    text = next((record[key] for key in _TEXT_KEYS if isinstance(record.get(key), str)), None)
    if text is None:
        raise _LineError(f"has no text (in a field named {', '.join(_TEXT_KEYS)})")
    said = about(record, "text/plain")
    mark = record.get("id")
    said_mark = visible(str(mark))[:_MARK] if isinstance(mark, str | int) else ""
    name = f"{source}#{said_mark}" if said_mark else f"{source}#L{number}"
    return assemble(plain.pieces_of(text, with_title=not said.title), said, name)
