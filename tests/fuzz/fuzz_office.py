"""PDF and DOCX: the file's own bytes, and for DOCX the XML inside."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import atheris

sys.path.append(str(Path(__file__).resolve().parents[1]))
with atheris.instrument_imports(include=["innograph", "pypdf"]):
    from common import check_file, run

    from innograph.read.pdf import read_pdf
    from innograph.read.word import read_docx

_PART = "word/document.xml"


def _docx() -> bytes:
    import docx

    made = docx.Document()
    made.add_heading("A title", 1)
    made.add_paragraph("It grew by 3 percent.", style="List Bullet")
    table = made.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Year"
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


_WORD = _docx()


def _with_part(xml: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_WORD)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            new.writestr(name, xml if name == _PART else old.read(name))
    return held.getvalue()


def one(data: bytes) -> None:
    kind, data = data[:1], data[1:]
    if kind == b"x":
        check_file(_with_part(data), read_docx, "a.docx")
    elif kind == b"w":
        check_file(data, read_docx, "a.docx")
    else:
        check_file(data, read_pdf, "a.pdf")


if __name__ == "__main__":
    from pdfs import pdf

    page = [(18, 740, "A title"), (12, 700, "It grew by 3 percent in"), (12, 686, "2023, and so on.")]
    xml = zipfile.ZipFile(io.BytesIO(_WORD)).read(_PART)
    run(one, {"pdf": b"p" + pdf([page, page], "/Title (T)"), "xml": b"x" + xml, "docx": b"w" + _WORD})
