"""What a document says is data wherever innograph writes it: no markup, script, formula, link or escape of its own."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree
from lxml import html as lxml_html
from pyoxigraph import RdfFormat, Store

from innograph.cli.common import harmless
from innograph.explore.draw import draw
from innograph.explore.explain import explain
from innograph.explore.export import FORMATS, export
from innograph.explore.facts import readable_number
from innograph.explore.listing import html as claims_page
from innograph.explore.listing import table
from innograph.explore.query import ask
from innograph.explore.tables import render, spreadsheet_cell
from innograph.graph.loading import load
from innograph.graph.store import GraphStore
from innograph.model import Claim, Document
from innograph.ontology import Ontology
from innograph.read import document_from_text
from sample import make_claim, mention

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "</script><script>alert(2)</script>",
    "<!--<script>",
    "</title><svg/onload=alert(1)>",
    "]]><x/>",
    "=HYPERLINK(evil)",
    "+1+cmd|calc",
    "@SUM(1)",
    "[x](javascript:alert(1))",
    "![x](http://evil.example/y.png)",
    "a | b | c",
    "`code`",
    "x . <urn:x> <urn:y> <urn:z> . # y",
    "back\\slash \\u0022 quote",
    "${title} $title",
    "&lt;b&gt;",
)
NAMED = "SELECT ?name ?quote { ?c oa:exact ?quote . ?m inno:name ?name }"
Extracted = list[tuple[Document, list[Claim]]]


@pytest.fixture(scope="module")
def extracted() -> Extracted:
    """For each payload a document that has it in every place, and the claim that it makes."""
    made = []
    for number, payload in enumerate(PAYLOADS):
        document = document_from_text(
            f"A first line.\n\n{payload} has mastered {payload} nylon.",
            title=f"{payload} title",
            publisher=payload,
            url=f"https://example.org/{number}",
            date="2024-01-08",
            source=f"{payload}.txt",
        )
        claim = make_claim(
            document,
            "development",
            f"{payload} has mastered {payload} nylon",
            {"actor": payload, "object": f"{payload} nylon", "action": "mastered"},
            mentions={"actor": (mention(document, payload, "schema:Corporation"),)},
        )
        made.append((document, [claim]))
    return made


@pytest.fixture(scope="module")
def store(extracted: Extracted, ontology: Ontology) -> Iterator[GraphStore]:
    """The graph of these documents."""
    with GraphStore.open() as graph:
        loaded = load(graph, extracted, ontology)
        assert len(loaded.claims) == len(PAYLOADS), loaded.findings
        yield graph


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_exports_can_be_read_and_hold_the_words(
    store: GraphStore, ontology: Ontology, tmp_path: Path, form: str
) -> None:
    text = export(store, tmp_path / f"a{form}", ontology=ontology).read_text(encoding="utf-8")
    if form in {".graphml", ".gexf", ".rdf"}:
        tree = etree.fromstring(text.encode())
        assert not [node for node in tree.iter() if node.tag in {"script", "x", "img"}]
        said = "".join(tree.itertext()) + "".join(value for node in tree.iter() for value in node.attrib.values())
    elif form == ".csv":
        said = "".join(cell.removeprefix("'") for row in csv.reader(io.StringIO(text)) for cell in row)
    else:
        again = Store()
        kind = RdfFormat.from_extension(form.removeprefix("."))
        assert kind is not None
        again.load(input=text.encode(), format=kind)
        assert {quad.triple for quad in again} == {quad.triple for quad in store.quads()}
        said = "".join(getattr(quad.object, "value", "") for quad in again)
    assert [payload for payload in PAYLOADS if payload not in said] == []


def test_cells_are_no_formulas(store: GraphStore, ontology: Ontology, tmp_path: Path) -> None:
    text = export(store, tmp_path / "a.csv", ontology=ontology).read_text(encoding="utf-8")
    for written in (text, render(ask(store, NAMED, ontology=ontology), "csv")):
        cells = {cell for row in csv.reader(io.StringIO(written)) for cell in row}
        assert "'=HYPERLINK(evil)" in cells
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("-2.5", "-2.5"),
        ("+3", "+3"),
        ("1e3", "1e3"),
        ("-2+3", "'-2+3"),
        ("=1", "'=1"),
        ("\t=1", "'\t=1"),
        ("\r2", "'\r2"),  # found by fuzzing
        ("-INF", "'-INF"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_figures_are_no_formulas(text: str, cell: str) -> None:
    assert spreadsheet_cell(text) == cell


def _check_page(page: str, own_scripts: int) -> None:
    tree = lxml_html.document_fromstring(page)
    scripts = [node for node in tree.iter("script") if node.get("type") != "application/json"]
    assert len(scripts) <= own_scripts
    assert not list(tree.iter("img", "iframe", "object", "embed", "x"))
    for node in tree.iter():
        if isinstance(node.tag, str):
            assert not [name for name in node.attrib if name.startswith("on")]
            for name in ("href", "src", "{http://www.w3.org/1999/xlink}href"):
                assert (node.get(name) or "#").startswith(("#", "https://", "http://"))


def test_pages_run_nothing_of_a_document(
    store: GraphStore, extracted: Extracted, ontology: Ontology, tmp_path: Path
) -> None:
    page = "".join(claims_page(extracted, ontology, 100))
    _check_page(page, 0)
    assert "&lt;script&gt;alert(1)" in page
    drawn = draw(store, tmp_path / "a.html", ontology=ontology).read_text(encoding="utf-8")
    _check_page(drawn, 1)
    assert "default-src 'none'" in drawn
    assert "<script>alert" not in drawn
    _check_page(ask(store, NAMED, ontology=ontology)._repr_html_(), 0)


def test_pictures_hold_nothing_that_runs(store: GraphStore, ontology: Ontology, tmp_path: Path) -> None:
    tree = etree.parse(draw(store, tmp_path / "a.svg", ontology=ontology))
    tags = {etree.QName(node).localname for node in tree.iter() if isinstance(node.tag, str)}
    assert not tags & {"script", "foreignObject", "image", "a", "iframe", "x"}
    assert not [name for node in tree.iter() for name in node.attrib if str(name).startswith("on")]


def test_cells_of_markdown_are_text(store: GraphStore, ontology: Ontology) -> None:
    from markdown_it import MarkdownIt

    text = render(ask(store, NAMED, ontology=ontology), "md")
    tree = lxml_html.document_fromstring(MarkdownIt("commonmark").enable("table").render(text))
    assert not list(tree.iter("a", "img", "script", "code", "x", "svg"))
    assert {len(row) for row in tree.iter("tr")} == {2}
    words = {" ".join(cell.text_content().split()) for cell in tree.iter("td")}
    assert {" ".join(payload.split()) for payload in PAYLOADS} <= words


def test_json_is_exact(store: GraphStore, ontology: Ontology) -> None:
    bindings = json.loads(render(ask(store, NAMED, ontology=ontology), "json"))["results"]["bindings"]
    assert set(PAYLOADS) <= {row["name"]["value"] for row in bindings}


def test_tables_and_explanations_take_no_markup_of_the_terminal(store: GraphStore, ontology: Ontology) -> None:
    loud = "[bold red]loud[/] [link=file:///etc/passwd]x[/link]"
    document = document_from_text("It grew.", title=loud)
    assert loud in "".join(table([(document, [])], ontology, 100))
    assert PAYLOADS[0] in explain(store, PAYLOADS[0], ontology).render()


def test_figures_beyond_all_reason_are_written() -> None:
    assert readable_number(Decimal("8" * 40)).startswith("8,888,888")
    assert readable_number(Decimal("1e20"), short=True) == "100,000,000 tn"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mred\x1b]0;title\x07", r"a\x1b[31mred\x1b]0;title\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("a\rb", r"a\rb"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("lone \ud800", r"lone \ud800"),
        ("line\n\ttab – 山东", "line\n\ttab – 山东"),
    ],
)
def test_what_a_terminal_would_obey_is_shown(text: str, shown: str) -> None:
    assert harmless(text) == shown
