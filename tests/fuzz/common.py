"""What the harnesses share: where they start from, and what every document is held to."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import atheris

from innograph.errors import DocumentError
from innograph.model import Document

ROOT = Path(__file__).resolve().parents[2]
FOUND = ROOT / "build" / "fuzz"


def check_document(document: Document) -> None:
    """Raises AssertionError where a document breaks a promise of the readers."""
    from innograph.read.normalise import normalise

    end = 0
    for block in document.blocks:
        assert end <= block.span.start < block.span.end <= len(document.text)
        end = block.span.end
        said = block.span.of(document.text)
        assert normalise(said) == said
    document.text.encode()
    assert document.id


def check_file(data: bytes, read: Callable[..., object], name: str) -> None:
    """Reads `data` as a file of that name; an error on purpose is as good as a document."""
    from innograph.read.assemble import assemble

    try:
        pieces, about = read(data, name)  # type: ignore[misc]
        check_document(assemble(pieces, about, name))
    except DocumentError:
        pass


def run(test: Callable[[bytes], None], seeds: dict[str, bytes]) -> None:
    """Fuzzes `test`, starting from the seeds; further arguments are libFuzzer's."""
    name = Path(sys.argv[0]).stem
    corpus = FOUND / name / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed, data in seeds.items():
        (corpus / seed).write_bytes(data)
    options = [f"-artifact_prefix={FOUND / name}/", "-timeout=20", "-rss_limit_mb=2000", "-max_len=20000"]
    atheris.Setup([sys.argv[0], *options, *sys.argv[1:], str(corpus)], test)
    atheris.Fuzz()


def documents(limit: int = 40) -> dict[str, bytes]:
    """The first example documents."""
    return {path.name: path.read_bytes() for path in sorted((ROOT / "data" / "documents").glob("*.md"))[:limit]}
