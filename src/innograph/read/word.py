"""DOCX → pieces: headings by style, list items, tables, and the title and date of its core properties."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from innograph.errors import DocumentError
from innograph.model import BlockKind
from innograph.read.assemble import About, Piece, row
from innograph.read.lines import at_breaks

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table, _Row
    from docx.text.paragraph import Paragraph

MAX_UNPACKED = 200_000_000
"""Bytes that the parts of a DOCX may unpack to: beyond that it is a zip bomb, or no text document."""

MAX_UNPACKED_XML = 50_000_000
"""Bytes of its XML parts alone, which take many times their size when they are parsed."""

_TEMPLATE_DATE = datetime.date(2013, 12, 23)  # python-docx writes it into every file that does not say otherwise
_HEADING = re.compile(r"heading (\d)")


def read_docx(data: bytes, path: str | Path) -> tuple[list[Piece], About]:
    """The body of a DOCX and its core properties. Raises `DocumentError`: broken, encrypted, too large unpacked."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError(path, "is encrypted, or an old Office file; save it as a plain .docx")
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            sizes = {part.filename.lower(): part.file_size for part in parts.infolist()}
    except zipfile.BadZipFile as error:
        raise DocumentError(path, f"is a broken DOCX ({error})") from error
    xml = {name: size for name, size in sizes.items() if name.endswith((".xml", ".rels"))}
    for what, parts_of, limit in (("", sizes, MAX_UNPACKED), (" of XML", xml, MAX_UNPACKED_XML)):
        if (unpacked := sum(parts_of.values())) > limit:
            raise DocumentError(path, f"unpacks to {unpacked / 1e6:.0f} MB{what}, the limit is {limit / 1e6:.0f} MB")

    import docx

    try:
        document = docx.Document(BytesIO(data))
        pieces = list(_pieces(document))
        titled = any(piece.kind is BlockKind.TITLE and piece.text.strip() for piece in pieces)
        return pieces, _about(document, titled=titled)
    except Exception as error:  # python-docx meets broken files with errors of every kind
        raise DocumentError(path, f"is a broken DOCX ({type(error).__name__}: {error})") from error


def _about(document: WordDocument, *, titled: bool) -> About:
    """The core properties; their title only where the text itself has none, since it is often a template's."""
    core = document.core_properties
    created = core.created.date() if core.created else None
    return About(
        title=None if titled else core.title or None,
        fallback_date=None if created == _TEMPLATE_DATE else created,
        language=core.language or None,
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )


def _pieces(document: WordDocument) -> Iterator[Piece]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block)
        else:
            yield from at_breaks(_piece(block))


def _piece(paragraph: Paragraph) -> Piece:
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    heading = _HEADING.match(style)
    if style == "title":
        return Piece(BlockKind.TITLE, paragraph.text)
    if heading is not None or style == "subtitle":
        return Piece(BlockKind.HEADING, paragraph.text, level=min(int(heading[1]), 6) if heading else 2)
    numbered = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None
    return Piece(BlockKind.ITEM if numbered or style.startswith("list") else BlockKind.PARAGRAPH, paragraph.text)


def _rows(table: Table) -> Iterator[Piece]:
    """The rows below the first, which is the header; a table of one row or column is layout only."""
    rows = [_cells(line) for line in table.rows]
    if len(rows) < 2 or all(len(cells) < 2 for cells in rows):
        yield from (Piece(BlockKind.PARAGRAPH, cell) for cells in rows for cell in cells)
        return
    header = rows[0]
    yield from (row(header, cells) for cells in rows[1:])


def _cells(line: _Row) -> list[str]:
    """The texts of the cells of a row, merged ones once."""
    cells = {id(cell._tc): cell.text for cell in line.cells}
    return list(cells.values())
