"""Plain text, Markdown and JSON Lines, told apart by the first byte."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["innograph", "markdown_it"]):
    from common import check_document, check_file, documents, run

    from innograph.read.files import _markdown, _plain, read_paths

_PLACE = Path(tempfile.mkdtemp()) / "a.jsonl"


def one(data: bytes) -> None:
    kind, data = data[:1], data[1:]
    if kind < b"P":
        check_file(data, _markdown, "a.md")
    elif kind < b"p":
        check_file(data, _plain, "a.txt")
    else:
        _PLACE.write_bytes(data)
        for found in read_paths([_PLACE]):
            if not isinstance(found, Exception):
                check_document(found)


if __name__ == "__main__":
    texts = documents()
    seeds = {f"m-{name}": b"#" + data for name, data in texts.items()}
    seeds |= {f"t-{name}": b"a" + data for name, data in texts.items()}
    line = json.dumps(
        {"id": "x", "title": "T", "date": "2024-01-08", "url": "https://example.org/", "text": "It grew."}
    )
    seeds["lines"] = b"z" + line.encode() + b"\n[]\n"
    seeds["table"] = b"#| a | b |\n|---|---|\n| 1 | 2 |\n\n<!-- x -->\n<div>y</div>\n\n- a\n  1. b\n"
    run(one, seeds)
