"""Puts the pieces that a reader found together into a `Document`, whatever its format was."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from innograph.errors import DocumentError
from innograph.model import Block, BlockKind, Document, Span
from innograph.read import furniture
from innograph.read.normalise import one_line
from innograph.read.script import language_of

MAX_TEXT = 20_000_000
"""Code points that a document may hold."""

_ADDRESS = re.compile(
    r"""(?:https?|ftp)://[^\x00-\x20\x7f-\xa0<>"{}|\\^`\ud800-\udfff]+|(?:doi|urn):[\w.:/()+-]+""", re.IGNORECASE
)
_BETWEEN = "\n\n"
_HEAD, _TAIL = 12, 6  # blocks at either end of a document where its own date line is looked for


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a document, with the part it plays, before it has a place in the text."""

    kind: BlockKind
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of its document beside the text."""

    title: str | None = None
    date: datetime.date | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    genre: str | None = None
    media_type: str = "text/plain"
    fallback_date: datetime.date | None = None  # of the file rather than of publication: a date line comes before it


def row(header: Iterable[str], cells: Iterable[str]) -> Piece:
    """A table row as one item: `Year: 2023; Firms: 30`, or the cells alone where the header names none."""
    names, values = [one_line(name) for name in header], [one_line(cell) for cell in cells]
    names += [""] * (len(values) - len(names))
    said = (f"{name}: {value}" if name else value for name, value in zip(names, values, strict=False) if value)
    return Piece(BlockKind.ITEM, "; ".join(said))


def assemble(pieces: Iterable[Piece], about: About, source: str) -> Document:
    """The document that `pieces` make, its title first, its furniture marked.

    Raises `DocumentError` if no text is left, or too much.
    """
    cleaned = [replace(piece, text=one_line(piece.text)) for piece in pieces]
    kept = _with_title([piece for piece in cleaned if piece.text], one_line(about.title or ""))
    kept, signs = _with_furniture(kept)
    if not any(piece.kind is not BlockKind.FURNITURE for piece in kept):
        raise DocumentError(source, "holds no text")
    text, blocks = _laid_out(kept)
    if len(text) > MAX_TEXT:
        raise DocumentError(source, f"holds {len(text):,} characters; split it into files of at most {MAX_TEXT:,}")
    return Document(
        text=text,
        blocks=blocks,
        source=source,
        title=next((piece.text for piece in kept if piece.kind is BlockKind.TITLE), None),
        date=about.date or next((sign.date for sign in signs if sign.date), None) or about.fallback_date,
        publisher=one_line(about.publisher or "") or next((sign.publisher for sign in signs if sign.publisher), None),
        url=_address(about.url),
        language=language_of(text, about.language),
        media_type=about.media_type,
        genre=one_line(about.genre or "") or None,
    )


def _address(url: str | None) -> str | None:
    """The address as it is given, if it is one of something that can be looked up: others run as programs when they are
    followed (`javascript:`), or are no IRIs."""
    said = (url or "").strip()
    return said if _ADDRESS.fullmatch(said) else None


def _with_title(pieces: list[Piece], title: str) -> list[Piece]:
    """`pieces` with exactly one title where there is any: the piece that says the same, else a new first one."""
    marked = next((index for index, piece in enumerate(pieces) if piece.kind is BlockKind.TITLE), None)
    if marked is None and title:
        marked = next((index for index, piece in enumerate(pieces[:_HEAD]) if _same(piece.text, title)), None)
    elif marked is None and pieces and pieces[0].kind is BlockKind.HEADING and pieces[0].level == 1:
        marked = 0
    if marked is not None and (not title or _same(pieces[marked].text, title)):
        pieces[marked] = Piece(BlockKind.TITLE, pieces[marked].text)
    elif title:
        pieces = [Piece(BlockKind.TITLE, title), *pieces]
        marked = 0
    return [
        replace(piece, kind=BlockKind.HEADING, level=1) if piece.kind is BlockKind.TITLE and index != marked else piece
        for index, piece in enumerate(pieces)
    ]


def _same(text: str, title: str) -> bool:
    """Whether a block says what the metadata calls the title, site names after a bar or dash aside."""
    if len(text) > 2 * len(title) + 20:
        return False
    said, wanted = (" ".join("".join(c if c.isalnum() else " " for c in s).casefold().split()) for s in (text, title))
    if said == wanted:
        return bool(said)
    rest = title[len(text) :] if title.startswith(text) else ""
    return len(text) >= 10 and rest.strip()[:1] in set("|-–—_·:»") and bool(rest.strip())


def _with_furniture(pieces: list[Piece]) -> tuple[list[Piece], list[furniture.Furniture]]:
    """`pieces` with furniture marked, and what the furniture near either end tells."""
    marked: list[Piece] = []
    signs: list[furniture.Furniture] = []
    for index, piece in enumerate(pieces):
        sign = None if piece.kind is BlockKind.TITLE else furniture.recognise(piece.text)
        marked.append(piece if sign is None else Piece(BlockKind.FURNITURE, piece.text))
        if sign is not None and (index < _HEAD or index >= len(pieces) - _TAIL):
            signs.append(sign)
    return marked, signs


def _laid_out(pieces: list[Piece]) -> tuple[str, tuple[Block, ...]]:
    blocks: list[Block] = []
    start = 0
    for piece in pieces:
        span = Span(start, start + len(piece.text))
        blocks.append(Block(piece.kind, span, piece.level if piece.kind is BlockKind.HEADING else 0))
        start = span.end + len(_BETWEEN)
    return _BETWEEN.join(piece.text for piece in pieces), tuple(blocks)
