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
    from docx.table import Table
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

    names = _StyleNames(document)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from _rows(block)
        else:
            yield from at_breaks(_piece(block, names))


class _StyleNames:
    """What the styles of paragraphs are called; python-docx goes through all styles for each paragraph."""

    def __init__(self, document: WordDocument) -> None:
        from docx.enum.style import WD_STYLE_TYPE

        self._names: dict[str, str] = {}
        self._default = ""
        for style in document.styles.element.style_lst:
            if style.type == WD_STYLE_TYPE.PARAGRAPH:
                name = (style.name_val or "").lower()
                self._names.setdefault(style.styleId, name)
                if style.default:
                    self._default = name

    def of(self, paragraph: Paragraph) -> str:
        """The name in lower case; that of the default style where the paragraph names none that is there."""
        return self._names.get(paragraph._p.style or "", self._default)


def _piece(paragraph: Paragraph, names: _StyleNames) -> Piece:
    style = names.of(paragraph)
    heading = _HEADING.match(style)
    if style == "title":
        return Piece(BlockKind.TITLE, paragraph.text)
    if heading is not None or style == "subtitle":
        return Piece(BlockKind.HEADING, paragraph.text, level=min(int(heading[1]), 6) if heading else 2)
    numbered = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None
    return Piece(BlockKind.ITEM if numbered or style.startswith("list") else BlockKind.PARAGRAPH, paragraph.text)


def _rows(table: Table) -> Iterator[Piece]:
    """The rows below the first, which is the header; a table of one row or column is layout only."""
    rows = list(_cells(table))
    if len(rows) < 2 or all(len(cells) < 2 for cells in rows):
        yield from (Piece(BlockKind.PARAGRAPH, cell) for cells in rows for cell in cells)
        return
    header = rows[0]
    yield from (row(header, cells) for cells in rows[1:])


def _cells(table: Table) -> Iterator[list[str]]:
    """The texts of the cells of each row; one that is merged stands once in each row that it reaches into.

    python-docx repeats a cell for each column that it says to span, which may be two billion.
    """
    from docx.table import _Cell

    above: dict[int, str] = {}  # by the column in which a cell begins
    for tr in table._tbl.tr_lst:
        column, cells = tr.grid_before, dict[int, str]()
        for tc in tr.tc_lst:
            cells[column] = above.get(column, "") if tc.vMerge == "continue" else _Cell(tc, table).text
            column += max(1, tc.grid_span)
        yield list(cells.values())
        above = cells
