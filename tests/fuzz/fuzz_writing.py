"""Words of a document on their way out: Turtle, CSV cells, Markdown cells, HTML of marked claims."""

from __future__ import annotations

import atheris

with atheris.instrument_imports(include=["innograph"]):
    from common import run
    from lxml import html as lxml_html
    from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

    from innograph.cli.common import harmless
    from innograph.errors import DocumentError
    from innograph.explore.listing import html
    from innograph.explore.tables import spreadsheet_cell
    from innograph.graph.write import turtle
    from innograph.ontology import Ontology
    from innograph.read import document_from_text

_ONTOLOGY = Ontology()
_OURS = {
    "html",
    "head",
    "body",
    "meta",
    "title",
    "style",
    "article",
    "h1",
    "p",
    "table",
    "tr",
    "th",
    "td",
    "mark",
    "tbody",
}


def one(data: bytes) -> None:
    words = data.decode("utf-8", "replace")
    said = Triple(NamedNode("https://example.org/s"), NamedNode("https://example.org/p"), Literal(words))
    assert [quad.triple for quad in parse(input=turtle([said]).encode(), format=RdfFormat.TURTLE)] == [said]
    assert "\x1b" not in harmless(words) and "\x9b" not in harmless(words)
    assert not spreadsheet_cell(words).startswith(("=", "@", "\t", "\r"))
    try:
        document = document_from_text(words, title=words[:40])
    except DocumentError:
        return
    page = lxml_html.document_fromstring("".join(html([(document, [])], _ONTOLOGY, 100)))
    assert {node.tag for node in page.iter() if isinstance(node.tag, str)} <= _OURS


if __name__ == "__main__":
    payloads = [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "]]><x/>",
        '=HYPERLINK("x")',
        "\x1b[31m",
        '" . <urn:x> <urn:y> <urn:z> . #',
        '\\u0022 \\" \\',
        "${title}",
        "\u202eevil",
        "-2+3",
    ]
    run(one, {f"seed-{number}": payload.encode() for number, payload in enumerate(payloads)})
