"""Plain text, as people write it, as programs wrap it and as a browser prints it → pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from innograph.model import BlockKind
from innograph.read.assemble import Piece
from innograph.read.lines import Joiner, looks_like_heading, unwrap, usual_width, with_headings
from innograph.read.normalise import normalise

_UNDERLINE = re.compile(r"=+|-{3,}|~{3,}")
_TITLE_LENGTH = 200
_STOPS = re.compile(r"[.。…:：;；,，][\"'”’»)\]]*$")  # a title may well ask or call


def pieces_of(text: str, *, with_title: bool = True) -> list[Piece]:
    """The title, headings, paragraphs, items and furniture of a plain text.

    Without `with_title` the first short line is read like any other: the title is known from elsewhere.
    """
    text = normalise(text)
    chunks = [chunk.split("\n") for chunk in text.split("\n\n") if chunk]
    width = usual_width(line for chunk in chunks for line in chunk[:-1])
    join = Joiner(text)
    pieces = [piece for chunk in chunks for part in _at_underlines(chunk) for piece in _of_part(part, width, join)]
    return _with_title(with_headings(pieces)) if with_title else with_headings(pieces)


def _of_part(part: list[str], width: int, join: Joiner) -> list[Piece]:
    if len(part) == 2 and _UNDERLINE.fullmatch(part[1]):
        return [Piece(BlockKind.HEADING, part[0], level=1 if part[1][0] == "=" else 2)]
    return unwrap(part, width, join)


def _at_underlines(chunk: list[str]) -> Iterator[list[str]]:
    """The lines of `chunk`, each line that is underlined with its underline apart."""
    start = 0
    for index in range(1, len(chunk)):
        if index > start and _UNDERLINE.fullmatch(chunk[index]) and looks_like_heading(chunk[index - 1]):
            yield chunk[start : index - 1]
            yield chunk[index - 1 : index + 1]
            start = index + 1
    yield chunk[start:]


def _with_title(pieces: list[Piece]) -> list[Piece]:
    """The first line that is not furniture made the title, if it looks like one and does not stand alone."""
    shown = [index for index, piece in enumerate(pieces) if piece.kind is not BlockKind.FURNITURE]
    if len(shown) < 2:
        return pieces
    first = pieces[shown[0]]
    alike = first.kind is BlockKind.PARAGRAPH and len(first.text) <= _TITLE_LENGTH and not _STOPS.search(first.text)
    if first.kind is not BlockKind.HEADING and not alike:
        return pieces
    return [*pieces[: shown[0]], Piece(BlockKind.TITLE, first.text), *pieces[shown[0] + 1 :]]
