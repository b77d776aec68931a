"""HTML pages."""

from __future__ import annotations

import atheris

with atheris.instrument_imports(include=["innograph"]):
    from common import check_file, documents, run

    from innograph.read.web import read_html

_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>T</title>
<meta name="date" content="2024-01-08"><script type="application/ld+json">{{"@type":"NewsArticle"}}</script></head>
<body><nav>menu</nav><article><h1>T</h1><p>{}</p>
<table><tr><th>a</th><th>b</th></tr><tr><td rowspan=2>1</td><td>2</td></tr>
</table><ul><li>x<br>y</ul></article></body></html>"""


def one(data: bytes) -> None:
    check_file(data, read_html, "a.html")


if __name__ == "__main__":
    run(one, {name: _PAGE.format(data.decode()[:800]).encode() for name, data in documents(20).items()})
