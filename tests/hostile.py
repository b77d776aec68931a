"""Files that mean harm: small to write down, large, deep or endless to whoever reads them without care."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

from pdfs import pdf

WORDS = "Shandong invested 3 billion yuan in hydrogen technology in 2023."


def nested(tags: str, times: int) -> str:
    """An HTML page with elements in one another: `<b>` is closed again, as is each tag of `<ul><li>`."""
    ends = "".join(f"</{tag}" for tag in reversed(tags.replace(" ", "").split("<")[1:]))
    return f"<html><body><p>First.</p>{tags * times}{WORDS}{ends * times}<p>Last.</p></body></html>"


def docx(
    document: Callable[[bytes], bytes] = bytes, *, others: dict[str, Callable[[bytes], bytes]] | None = None
) -> bytes:
    """A DOCX that says `WORDS`, its main part and others changed; parts that are not there are added."""
    import docx as python_docx

    made = python_docx.Document()
    made.add_paragraph(WORDS)
    held = io.BytesIO()
    made.save(held)
    changes = {"word/document.xml": document, **(others or {})}
    out = io.BytesIO()
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.pop(name, bytes)(old.read(name)))
        for name, change in changes.items():
            new.writestr(name, change(b""))
    return out.getvalue()


def in_body(xml: str) -> Callable[[bytes], bytes]:
    """Puts XML at the beginning of the body of a DOCX."""
    return lambda part: part.replace(b"<w:body>", f"<w:body>{xml}".encode(), 1)


PARAGRAPH = "<w:p><w:r><w:t>x y z.</w:t></w:r></w:p>"
CELL = f"<w:tc>{PARAGRAPH}</w:tc>"

# Each is read in a second. What takes quadratic time, or memory for what is only said, would take minutes, or all.
READ: dict[str, bytes] = {
    "lines.txt": b"a\n" * 30_000,
    "broken.txt": b"long-\n" * 20_000,
    "wrapped.txt": b"abc def ghi jkl mno pqr stu vwx yza bcd efg hij klm nop qrs tuv wxy zab cde fgh\n" * 5_000,
    "bullets.txt": b"- " * 200_000 + WORDS.encode(),
    "marks.txt": ("a" + "\u0301\u0323" * 150_000 + " end").encode(),
    "line.txt": b"word " * 2_000_000,
    "headings.md": b"# h\n" * 2_000 + WORDS.encode(),
    "comments.md": WORDS.encode() + b"\n\n" + b"<!--" * 50_000,
    "tables.md": b"|a|b|\n|-|-|\n|1|2|\n\n" * 1_500,
    "breaks.html": ("<html><body><p>" + "x<br>" * 6_000 + WORDS).encode(),
    "tables.html": nested("<table><tr><td>", 60).encode(),
    "thousand.html": nested("<div>", 1000).encode(),
    "span.docx": docx(
        in_body(
            f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>{PARAGRAPH}</w:tc>'
            f"{CELL}</w:tr></w:tbl>"
        )
    ),
    "styles.docx": docx(
        in_body(PARAGRAPH * 2000),
        others={
            "word/styles.xml": lambda part: part.replace(
                b"</w:styles>", b'<w:style w:styleId="a"><w:name w:val="x"/></w:style>' * 2000 + b"</w:styles>"
            )
        },
    ),
    "merged.docx": docx(
        in_body(
            f"<w:tbl><w:tr><w:tc>{PARAGRAPH}</w:tc>{CELL}</w:tr>"
            + f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{PARAGRAPH}</w:tc>{CELL}</w:tr>" * 1000
            + "</w:tbl>"
        )
    ),
    "plain.pdf": pdf([[(12, 700, WORDS)]]),
    "deep.jsonl": b"[" * 300_000 + b"\n" + json.dumps({"text": WORDS}).encode() + b"\n" + b'{"a":' * 100_000,
    "digits.jsonl": b'{"text": "x y", "id": '
    + b"9" * 100_000
    + b"}\n"
    + json.dumps({"text": WORDS, "id": 1e308}).encode(),
}

_LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha ha ha ">' + "".join(
    f'<!ENTITY {chr(98 + level)} "{f"&{chr(97 + level)};" * 10}">' for level in range(9)
)

# Each is refused, for the reason given.
REFUSED: dict[str, tuple[bytes, str]] = {
    "deep.html": (nested("<div>", 100_000).encode(), "Excessive depth"),
    "laughs.docx": (
        docx(
            lambda part: part.replace(b"<w:document", (_LAUGHS + "]><w:document").encode(), 1).replace(
                b"Shandong", b"&j;"
            )
        ),
        "amplification",
    ),
    "deep.docx": (docx(in_body("<w:sdt><w:sdtContent>" * 3000)), "broken DOCX"),
    "aliases.md": (
        b"---\na: &a [x,x,x,x,x,x,x,x,x,x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 10)) for n in range(9))
        + b"title: *j\n---\nx",
        "aliases",
    ),
    "merge.md": (b"---\na: &a {k: v}\nb:\n  <<: [*a, *a]\n---\nx", "aliases"),
    "python.md": (b"---\ntitle: !!python/object/apply:os.system ['true']\n---\nx", "not valid YAML"),
    "deep.md": (b"---\ntitle: " + b"[" * 50_000 + b"\n---\nx", "not valid YAML"),
    "long.md": (b"---\n" + b"a: b\n" * 30_000 + b"---\nx", "the limit is 100,000"),
    "pages.pdf": (
        pdf([[(12, 700, WORDS)]]).replace(b"/Kids [4 0 R]", b"/Kids [" + b"4 0 R " * 5000 + b"]"),
        "limit is 3,000",
    ),
}
