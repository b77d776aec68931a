"""Sentences with figures, as extraction sees them, whether or not they made a claim.

What extraction does not read for claims is left out here too: titles, headings, furniture, questions.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from innograph.extract.gazetteer import Gazetteer
from innograph.extract.language import DEFAULT_PIPELINE, load_pipeline, parse
from innograph.extract.quantities import QuantityReader
from innograph.extract.ranks import RANK
from innograph.extract.units import COUNT
from innograph.model import Block, BlockKind, Document, Quantity, Span
from innograph.ontology import Ontology
from innograph.read.language import ANY

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_UNREAD = frozenset({BlockKind.TITLE, BlockKind.HEADING, BlockKind.FURNITURE})
_NOT_NEEDED = frozenset({"ner", "lemmatizer", "tagger", "attribute_ruler"})  # to tell sentences apart


@dataclass(frozen=True, slots=True)
class FigureSentence:
    """A sentence and the figures in it, at their places in the document; years and dates are no figures.

    `number_words` are numbers such as "two" and "first": words for a count or rank that are seldom worth a claim.
    """

    span: Span
    figures: tuple[Quantity, ...]
    number_words: tuple[Quantity, ...] = ()


class FigureFinder:
    """Finds the sentences of documents that have figures.

    The language pipeline is loaded, since it is what tells sentences apart; only paragraphs with figures are parsed.

    Args:
        ontology: words of figures, and names whose numbers are none.
        pipeline: a spaCy pipeline, or the name or folder of one.

    Raises:
        LanguageError: the pipeline is not installed or lacks a tagger, parser or lemmatizer.
    """

    def __init__(self, ontology: Ontology, pipeline: str | Language = DEFAULT_PIPELINE) -> None:
        self.pipeline = load_pipeline(pipeline) if isinstance(pipeline, str) else pipeline
        self.language = self.pipeline.lang or ANY
        self._gazetteer = Gazetteer(ontology, self.pipeline)
        self._quantities = QuantityReader(ontology)

    def sentences(self, documents: Iterable[Document]) -> Iterator[tuple[Document, list[FigureSentence]]]:
        """Each document with its sentences that have figures, in order."""
        waiting: deque[Document] = deque()

        def worth_parsing() -> Iterator[Document]:
            for document in documents:
                waiting.append(document)
                blocks = (b for b in document.blocks if b.kind not in _UNREAD)
                kept = tuple(b for b in blocks if self._quantities.read(b.span.of(document.text)))
                yield replace(document, blocks=kept)

        with self.pipeline.select_pipes(disable=[p for p in self.pipeline.pipe_names if p in _NOT_NEEDED]):
            found: list[FigureSentence] = []
            for document, blocks, ended in parse(worth_parsing(), self.pipeline):
                found += [sentence for block, parsed in blocks for sentence in self._of_block(document, block, parsed)]
                if ended:
                    yield waiting.popleft(), found
                    found = []

    def _of_block(self, document: Document, block: Block, parsed: Doc) -> Iterator[FigureSentence]:
        start = block.span.start
        named = [Span(start + s.start_char, start + s.end_char) for s, _, _ in self._gazetteer.find(parsed)]
        figures = self._quantities.read(block.span.of(document.text), start, protected=named)
        for sentence in parsed.sents:
            span = Span(start + sentence.start_char, start + sentence.end_char)
            inside = tuple(figure for figure in figures if span.start <= figure.span.start < span.end)
            if inside and not sentence.text.rstrip().endswith("?"):
                small = tuple(figure for figure in inside if _is_number_word(figure, document.text))
                yield FigureSentence(span, tuple(figure for figure in inside if figure not in small), small)


def _is_number_word(figure: Quantity, text: str) -> bool:
    """Whether a figure is a plain number in words, without a unit: not "half of", "doubled" or "two percent"."""
    return figure.unit in {COUNT, RANK} and not any(char.isdigit() for char in figure.span.of(text))
