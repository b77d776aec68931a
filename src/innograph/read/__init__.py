"""Files → documents: text normalised once, cut into blocks, with title, date, publisher, url and language.

Text, Markdown, HTML, PDF, DOCX and JSON Lines; each format's library is loaded when its first file is met.
"""

from __future__ import annotations

import datetime

from innograph.errors import DocumentError
from innograph.model import Document
from innograph.read import plain
from innograph.read.assemble import About, assemble
from innograph.read.dates import as_date
from innograph.read.files import ENDINGS, read_file, read_paths

__all__ = ["ENDINGS", "document_from_text", "read_file", "read_paths"]


def document_from_text(
    text: str,
    *,
    source: str = "text",
    title: str | None = None,
    date: datetime.date | str | None = None,
    publisher: str | None = None,
    url: str | None = None,
    language: str | None = None,
    genre: str | None = None,
) -> Document:
    """The document that a plain text makes, read as a `.txt` file would be; what is given here comes before the text.

    `date` is the day of publication, a date or words for one ("2024-01-08", "8 January 2024"). Raises `DocumentError`,
    naming `source`, if the text is empty or the date is none.
    """
    day = as_date(date)
    if date is not None and day is None:
        raise DocumentError(source, f"has no readable date: {date!r}")
    about = About(title=title, date=day, publisher=publisher, url=url, language=language, genre=genre)
    return assemble(plain.pieces_of(text, with_title=not title), about, source)
