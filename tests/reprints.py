"""Reprints of the example documents and reports that are none, for tests and benchmarks of stories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from innograph.model import BlockKind, Document
from innograph.read import document_from_text, read_paths

ROOT = Path(__file__).parents[1]
FOLDER = Path(__file__).parent / "graph" / "stories"


@dataclass(frozen=True)
class Printed:
    """A document, and the story that it tells: the name of what it is a reprint of, or its own."""

    document: Document
    story: str


@cache
def originals() -> tuple[Printed, ...]:
    """The example documents, each a story of its own."""
    documents = [d for d in read_paths([ROOT / "data" / "documents"]) if isinstance(d, Document)]
    return tuple(Printed(document, Path(document.source).stem) for document in documents)


@cache
def reprints() -> tuple[Printed, ...]:
    """What editors made of some of them."""
    return tuple(_edited("reprints.yaml", {each.story: each.document for each in originals()}))


@cache
def bulletins() -> tuple[Printed, ...]:
    """Reports that share their phrases and are stories of their own."""
    return tuple(_filled("bulletins.yaml"))


@cache
def unseen() -> tuple[Printed, ...]:
    """Reprints and bulletins written when all thresholds were chosen, among the documents they are made of."""
    read = read_paths(sorted((ROOT / "data" / "gold" / "train").glob("*.md")))
    known = {Path(d.source).stem: d for d in read if isinstance(d, Document)}
    alone = (Printed(document, name) for name, document in known.items())
    return (*alone, *_edited("unseen.yaml", known), *_filled("unseen-bulletins.yaml"))


def _edited(file: str, known: Mapping[str, Document]) -> Iterator[Printed]:
    for number, edit in enumerate(yaml.safe_load((FOLDER / file).read_text(encoding="utf-8")), 1):
        yield Printed(_reprint(known[edit["of"]], edit, f"reprint-{number}.txt"), edit["of"])


def _reprint(document: Document, edit: dict[str, Any], source: str) -> Document:
    paragraphs = [b.span.of(document.text) for b in document.blocks if b.kind is not BlockKind.TITLE]
    text = "\n\n".join(p for number, p in enumerate(paragraphs, 1) if number not in edit.get("drop", ()))
    for old, new in edit.get("change", {}).items():
        assert old in text, f"{edit['of']}: {old!r} is not in the text"
        text = text.replace(old, new)
    parts = [edit.get("lead"), text, *edit.get("append", ())]
    return document_from_text("\n\n".join(p for p in parts if p), title=edit["title"], source=source)


def _filled(file: str) -> Iterator[Printed]:
    for number, each in enumerate(yaml.safe_load((FOLDER / file).read_text(encoding="utf-8")), 1):
        for variant, values in enumerate(each["filled"], 1):
            name = f"bulletin-{number}-{variant}"
            document = document_from_text(
                each["template"].format(**values), title=f"Report {name}", source=f"{name}.txt"
            )
            yield Printed(document, f"{file} {name}")
