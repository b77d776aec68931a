"""Markdown, HTML, PDF, DOCX and JSON Lines: blocks, title, date and what else the formats say."""

from __future__ import annotations

import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from pypdf import PdfWriter

from innograph.errors import DocumentError
from innograph.model import Document
from innograph.read import read_file, read_paths
from pdfs import pdf
from test_read_text import said

DAY = datetime.date(2024, 1, 8)


def read(path: Path, content: str | bytes) -> Document:
    """The one document of a file with this content."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (document,) = read_file(path)
    return document


MARKDOWN = """\
---
title: "Parks grow"
date: 2024-01-08
publisher: Example Daily
url: https://example.org/parks
language: en
genre: news
---

# Parks **grow**

Text with [a link](https://example.org "t"), `code`, ![a picture](i.png) and *soft
break* &amp; <b>tag</b>.

Numbers
-------

| Year | R&D (bn) |
|------|---------:|
| 2022 | 1.5 |
| 2023 | |

1. one
2. two
   - nested

   more of two

```py
x = 1
```

<!-- no --><div>raw <i>html</i></div>

> A quote.
"""


def test_markdown(tmp_path: Path) -> None:
    document = read(tmp_path / "a.md", MARKDOWN)
    assert said(document) == [
        ("title", "Parks grow"),
        ("paragraph", "Text with a link, code, and soft break & tag."),
        ("heading", "Numbers"),
        ("item", "Year: 2022; R&D (bn): 1.5"),
        ("item", "Year: 2023"),
        ("item", "one"),
        ("item", "two"),
        ("item", "nested"),
        ("item", "more of two"),
        ("furniture", "x = 1"),
        ("paragraph", "raw html"),
        ("paragraph", "A quote."),
    ]
    assert (document.title, document.date, document.publisher) == ("Parks grow", DAY, "Example Daily")
    assert (document.url, document.language, document.genre) == ("https://example.org/parks", "en", "news")
    assert document.media_type == "text/markdown"


def test_a_title_in_front_matter_alone_becomes_the_first_line(tmp_path: Path) -> None:
    document = read(tmp_path / "a.md", "---\ntitle: Only here\n---\nThe text.\n")
    assert document.text == "Only here\n\nThe text."
    assert said(document)[0] == ("title", "Only here")


def test_markdown_without_front_matter_takes_its_first_heading(tmp_path: Path) -> None:
    document = read(tmp_path / "a.markdown", "# Head\n\nThe text.\n\n# Second\n\nMore.\n")
    assert document.title == "Head"
    assert [kind for kind, _ in said(document)] == ["title", "paragraph", "heading", "paragraph"]


@pytest.mark.parametrize("front", ["title: [", "- a\n- b", "date: 2024-13-45", "a: *b"])
def test_broken_front_matter_is_named(tmp_path: Path, front: str) -> None:
    with pytest.raises(DocumentError, match="front matter"):
        read(tmp_path / "a.md", f"---\n{front}\n---\nText.\n")


LONG = "The province spent <b>3 billion</b> yuan on <a href='x'>laboratories</a> in 2023, more than in any year before."
HTML = f"""\
<!DOCTYPE html><html lang="en-GB"><head><meta charset="gb2312"><title>Province backs labs - Daily</title>
<meta property="og:site_name" content="Daily"><meta property="article:published_time" content="2024-01-08T09:00:00Z">
<link rel="canonical" href="https://example.org/labs"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Province backs labs</h1><p>Updated: 2024-01-09</p>
<p>{LONG}<p>It put 5 million £ – as “planned” – into a
park.<h2>Parks</h2><p>KEY FIGURES<br>The park hosts 30 firms.<br><br>More will come,<br>officials said, in all of the
years until 2030.
<ul><li>One &amp; more</li><li>Two<ul><li>nested</li></ul></li></ul>
<table><tr><th>Year</th><th>Firms</th></tr><tr><td>2022</td><td>10</td></tr></table></article><footer>Imprint</footer>"""


def test_html_that_is_not_well_formed(tmp_path: Path) -> None:
    document = read(tmp_path / "a.html", HTML.encode("gb18030"))
    assert said(document) == [
        ("title", "Province backs labs"),
        ("furniture", "Updated: 2024-01-09"),
        ("paragraph", "The province spent 3 billion yuan on laboratories in 2023, more than in any year before."),
        ("paragraph", "It put 5 million £ – as “planned” – into a park."),
        ("heading", "Parks"),
        ("heading", "KEY FIGURES"),
        ("paragraph", "The park hosts 30 firms."),
        ("paragraph", "More will come, officials said, in all of the years until 2030."),
        ("item", "One & more"),
        ("item", "Two"),
        ("item", "nested"),
        ("item", "Year: 2022; Firms: 10"),
    ]
    assert (document.title, document.date, document.publisher) == ("Province backs labs", DAY, "Daily")
    assert (document.url, document.language) == ("https://example.org/labs", "en-GB")
    assert document.media_type == "text/html"


def test_a_small_page_keeps_its_structure(tmp_path: Path) -> None:
    page = (
        "<title>A page | Site</title><nav>Menu</nav><h1>A short page</h1><h3>Part</h3>Loose <i>text</i>.<p>One"
        "<table><tr><td>a layout cell</td></tr></table><table><thead><tr><th>A<th>B<tbody><tr><td>1<td>2</table>"
    )
    assert said(read(tmp_path / "a.htm", page))[-6:] == [
        ("title", "A short page"),
        ("heading", "Part"),
        ("paragraph", "Loose text."),
        ("paragraph", "One"),
        ("paragraph", "a layout cell"),
        ("item", "A: 1; B: 2"),
    ]


def test_a_page_in_xml_dress(tmp_path: Path) -> None:
    page = (
        '<?xml version="1.0" encoding="iso-8859-1"?><html xml:lang="de"><body><p>Größer als früher.</p></body></html>'
    )
    document = read(tmp_path / "a.xhtml", page.encode("latin-1"))
    assert (document.text, document.language) == ("Größer als früher.", "de")


@pytest.mark.parametrize("page", ["no tags at all", "<html><script>x()</script></html>", "<" * 50])
def test_pages_without_text(tmp_path: Path, page: str) -> None:
    with pytest.raises(DocumentError, match="holds no"):
        read(tmp_path / "a.html", page)


PARAGRAPH = [
    "The state put 1.5 billion euros into semi-",
    "conductor research and will go on, said officials of",
    "the ministry on Monday, which had been expected for",
    "months by most of the people who know the sector.",
]
JOINED = (
    "The state put 1.5 billion euros into semiconductor research and will go on, said officials of the ministry on "
    "Monday, which had been expected for months by most of the people who know the sector."
)


def report(pages: int) -> list[list[tuple[int, int, str]]]:
    """Pages with a running head, a heading, two paragraphs and a page number each, and a title on the first."""
    made = []
    for number in range(pages):
        lines = [(9, 770, "Annual report of the ministry")]
        if number == 0:
            lines.append((20, 735, "Report on research"))
        lines.append((14, 700, f"Funding in {2020 + number}"))
        lines += [(11, 680 - 13 * index, words) for index, words in enumerate(PARAGRAPH)]
        lines += [(11, 620 - 13 * index, words) for index, words in enumerate(PARAGRAPH)]
        made.append([*lines, (9, 40, str(number + 1))])
    return made


def test_pdf(tmp_path: Path) -> None:
    document = read(tmp_path / "a.pdf", pdf(report(3), "/Title (draft7.docx) /CreationDate (D:20240108120000Z)"))
    expected = [("title", "Report on research")]
    for year in (2020, 2021, 2022):
        expected += [("heading", f"Funding in {year}"), ("paragraph", JOINED), ("paragraph", JOINED)]
    assert said(document) == expected
    assert (document.title, document.date, document.media_type) == ("Report on research", DAY, "application/pdf")


def test_a_paragraph_goes_on_over_the_page(tmp_path: Path) -> None:
    document = read(
        tmp_path / "a.pdf",
        pdf([[(11, 700 - 13 * i, words) for i, words in enumerate(PARAGRAPH[:2])],
             [(11, 700 - 13 * i, words) for i, words in enumerate(PARAGRAPH[2:])]], "/Title (Named elsewhere)"),
    )  # fmt: skip
    assert said(document) == [("title", "Named elsewhere"), ("paragraph", JOINED)]


def test_an_encrypted_pdf(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=BytesIO(pdf(report(1))))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    with pytest.raises(DocumentError, match=r"a\.pdf: is encrypted"):
        list(read_file(tmp_path / "a.pdf"))
    writer = PdfWriter(clone_from=BytesIO(pdf(report(1))))
    writer.encrypt("", "owner", algorithm="RC4-128")  # may be read by all, changed by none
    writer.write(tmp_path / "b.pdf")
    assert next(read_file(tmp_path / "b.pdf")).title == "Report on research"


def test_scanned_and_broken_pdfs(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="scanned"):
        read(tmp_path / "a.pdf", pdf([[], []]))
    for content in (b"%PDF-1.4 and no more", pdf(report(1))[:400], b"\x00\x01nothing"):
        with pytest.raises(DocumentError, match="is a broken PDF"):
            read(tmp_path / "b.pdf", content)


def word(**properties: Any) -> Any:
    """A new DOCX with these core properties."""
    made = docx.Document()
    for name, value in properties.items():
        setattr(made.core_properties, name, value)
    return made


def test_docx(tmp_path: Path) -> None:
    made = word(title="Old template", created=datetime.datetime(2024, 1, 8, 9, 30))
    made.add_heading("Plan for research", 0)
    made.add_paragraph("The ministry plans 30 laboratories.")
    made.add_heading("Money", 2)
    made.add_paragraph("One fund", style="List Bullet")
    table = made.add_table(2, 2)
    for cell, words in zip(table._cells, ["Year", "Firms", "2022", "10"], strict=True):
        cell.text = words
    made.add_paragraph("Set by hand\nIt goes\non here.")
    made.save(str(tmp_path / "a.docx"))
    (document,) = read_file(tmp_path / "a.docx")
    assert said(document) == [
        ("title", "Plan for research"),
        ("paragraph", "The ministry plans 30 laboratories."),
        ("heading", "Money"),
        ("item", "One fund"),
        ("item", "Year: 2022; Firms: 10"),
        ("heading", "Set by hand"),
        ("paragraph", "It goes on here."),
    ]
    assert [block.level for block in document.blocks][2] == 2
    assert (document.title, document.date) == ("Plan for research", DAY)


def test_a_date_line_comes_before_the_date_of_the_file(tmp_path: Path) -> None:
    made = word(title="Named", created=datetime.datetime(2020, 1, 1))
    made.add_paragraph("Published: 8 January 2024")
    made.add_paragraph("The ministry plans 30 laboratories.")
    made.save(str(tmp_path / "a.docx"))
    (document,) = read_file(tmp_path / "a.docx")
    assert (document.title, document.date) == ("Named", DAY)
    made = word()
    made.add_paragraph("No date but that of the template.")
    made.save(str(tmp_path / "b.docx"))
    assert next(read_file(tmp_path / "b.docx")).date is None


JSONL = b"""\xef\xbb\xbf{"id": "x1", "text": "Alpha labs\\n\\nBeta is here.", "date": "2024-01-08", "source": "Daily"}
not json

{"title": "No text"}
[1]
{"body": "Short\\n\\nHello there.", "title": "Given", "language": "en"}
{"content": "  "}
\xff\xfe
"""


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(JSONL)
    first, *middle, given, empty, latin = read_paths([tmp_path])
    assert isinstance(first, Document)
    assert (first.source, first.title, first.date, first.publisher) == ("a.jsonl#x1", "Alpha labs", DAY, "Daily")
    assert [str(error) for error in middle] == [
        f"{path}: line 2: is not JSON (Expecting value: line 1 column 1 (char 0))",
        f"{path}: line 4: has no text (in a field named text, body, content)",
        f"{path}: line 5: is not a JSON object",
    ]
    assert isinstance(given, Document)
    assert (given.source, given.text) == ("a.jsonl#L6", "Given\n\nShort\n\nHello there.")
    assert str(empty) == f"{path}: line 7: holds no text"
    assert str(latin) == f"{path}: line 8: is not UTF-8"


def test_a_strict_reader_stops_at_the_first_bad_line(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_bytes(JSONL)
    documents = read_file(tmp_path / "a.ndjson")
    assert next(documents).title == "Alpha labs"
    with pytest.raises(DocumentError, match="line 2"):
        next(documents)


def test_a_file_that_is_no_json_lines_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("[\n" * 1000)
    found = list(read_paths([tmp_path]))
    assert len(found) == 21
    assert "is not JSON Lines" in str(found[-1])
