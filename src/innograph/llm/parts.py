"""A document in parts that fit into one question: whole paragraphs, with the heading that they stand under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from innograph.model import BlockKind, Document, Span

READ = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM})


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph or list item, or as much of a very long one as one question takes, and the heading above it."""

    span: Span
    heading: Span | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Pieces of a document that are asked about at once. A quote stands in one of them."""

    pieces: tuple[Piece, ...]

    def text(self, document: Document) -> str:
        """The words to show: the pieces, a blank line between them, each heading once before what it heads."""
        lines: list[str] = []
        last: Span | None = None
        for piece in self.pieces:
            if piece.heading and piece.heading != last:
                lines.append("# " + piece.heading.of(document.text))
            last = piece.heading
            lines.append(piece.span.of(document.text))
        return "\n\n".join(lines)

    def halves(self) -> tuple[Part, Part] | None:
        """The part in two, for an answer that would be too long; None where it is one piece."""
        middle = len(self.pieces) // 2
        return (Part(self.pieces[:middle]), Part(self.pieces[middle:])) if middle else None


def parts(document: Document, size: int) -> Iterator[Part]:
    """The parts of a document in order, of about `size` code points; none for a text without paragraphs."""
    waiting: list[Piece] = []
    length = 0
    for piece in _pieces(document, size):
        width = piece.span.end - piece.span.start
        if waiting and length + width > size:
            yield Part(tuple(waiting))
            waiting, length = [], 0
        waiting.append(piece)
        length += width
    if waiting:
        yield Part(tuple(waiting))


def _pieces(document: Document, size: int) -> Iterator[Piece]:
    heading: Span | None = None
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            heading = block.span
        elif block.kind in READ:
            for span in _cut(document.text, block.span, size):
                yield Piece(span, heading)


def _cut(text: str, span: Span, size: int) -> Iterator[Span]:
    """The span, cut after a sentence, or at least a word, where it is longer than `size`."""
    start = span.start
    while span.end - start > size:
        latest = start + size
        sentence = text.rfind(". ", start, latest)
        cut = (sentence if sentence > start else text.rfind(" ", start, latest)) + 1
        cut = cut if cut > start else latest
        yield Span(start, cut)
        start = cut
    yield Span(start, span.end)
