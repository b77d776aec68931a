"""The forms that answers are written in."""

from __future__ import annotations

import csv
import io
import json
import re
import sys

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from innograph.explore.tables import Answer, FormatError, heading, render
from innograph.ontology import expand

NORTH = NamedNode(expand("id:north"))
INTEGER, DECIMAL = NamedNode(expand("xsd:integer")), NamedNode(expand("xsd:decimal"))
ROWS = Answer(
    "select",
    variables=("region", "worthInAll", "quote", "empty"),
    rows=(
        (NORTH, Literal("26700", datatype=INTEGER), Literal('It | said\n"more", <b>really</b>'), None),
        (None, Literal("1.5", datatype=DECIMAL), Literal("été", language="fr"), None),
    ),
    labels={NORTH.value: "Northland"},
    question="What is it worth?",
)
GRAPH = Answer("graph", triples=(Triple(NORTH, NamedNode(expand("rdfs:label")), Literal("Northland")),))
YES = Answer("ask", boolean=True)


def test_headings_are_words() -> None:
    assert heading("worthInAll") == "worth in all"
    assert heading("url") == "url"


def test_quantities_are_grouped_and_years_and_ranks_are_not() -> None:
    columns = ("value", "counted", "year", "fromYear", "to", "rank", "period")
    kinds = (DECIMAL, *[INTEGER] * 5, NamedNode(expand("xsd:gYear")))
    row = tuple(Literal("2569", datatype=kind) for kind in kinds)
    answer = Answer("select", variables=columns, rows=(row, tuple(Literal("999", datatype=kind) for kind in kinds)))
    shown = ["2,569", "2,569", "2569", "2569", "2569", "2569", "2569"]
    assert list(next(iter(answer)).values()) == shown
    assert render(answer).splitlines()[2].split() == shown
    assert re.findall(r"<td>([^<]*)", answer._repr_html_())[:7] == shown
    assert render(answer, "md").splitlines()[2] == f"| {' | '.join(shown)} |"
    assert render(answer, "csv").splitlines()[1] == ",".join(["2569"] * 7)


def test_a_table_shows_labels_and_grouped_figures_and_leaves_out_empty_columns() -> None:
    lines = render(ROWS, width=100).splitlines()
    assert lines[0] == "What is it worth?"
    assert lines[2].split() == ["region", "worth", "in", "all", "quote"]
    assert "Northland" in lines[4]
    assert "26,700" in lines[4]
    assert str(ROWS) == render(ROWS).rstrip("\n")


@pytest.mark.parametrize("width", [20, 40, 79, 100, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    quote = Literal("word " * 60)
    long = Answer("select", ("a", "b", "c", "d", "quote"), ((NORTH, *[Literal("some words here")] * 3, quote),) * 3)
    text = render(long, width=width)
    assert max(map(len, text.splitlines())) <= width
    assert " ".join(text.split()).count("word") >= 3


def test_what_is_too_wide_for_a_table_is_shown_row_by_row() -> None:
    wide = Answer("select", tuple("abcdefgh"), ((*[Literal("unbreakable")] * 7, None),))
    assert len(render(wide, width=120).splitlines()) == 3
    assert render(wide, width=40).splitlines() == [f"{name}  unbreakable" for name in "abcdefg"]


def test_brackets_in_quotes_are_not_taken_for_markup() -> None:
    assert "[bold]not bold[/bold]" in render(Answer("select", ("q",), ((Literal("[bold]not bold[/bold]"),),)))


def test_an_empty_answer_says_so() -> None:
    assert render(Answer("select", ("a",))) == "nothing found\n"


def test_csv_reads_back() -> None:
    text = render(ROWS, "csv")
    assert "\r\n" in text
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["region", "worthInAll", "quote", "empty"],
        [NORTH.value, "26700", 'It | said\n"more", <b>really</b>', ""],
        ["", "1.5", "été", ""],
    ]


def test_json_is_that_of_sparql() -> None:
    data = json.loads(render(ROWS, "json"))
    assert data["head"] == {"vars": ["region", "worthInAll", "quote", "empty"]}
    first, second = data["results"]["bindings"]
    assert first["region"] == {"type": "uri", "value": NORTH.value}
    assert first["worthInAll"] == {"type": "literal", "value": "26700", "datatype": INTEGER.value}
    assert second["quote"] == {"type": "literal", "value": "été", "xml:lang": "fr"}
    assert "empty" not in first
    assert json.loads(render(YES, "json")) == {"head": {}, "boolean": True}


def test_markdown_escapes_what_would_break_the_table() -> None:
    assert render(ROWS, "md").splitlines() == [
        "**What is it worth?**",
        "",
        "| region | worth in all | quote |",
        "| --- | --- | --- |",
        '| Northland | 26,700 | It \\| said "more", &lt;b>really&lt;/b> |',
        "|  | 1.5 | été |",
    ]


def test_turtle_reads_back() -> None:
    text = render(GRAPH, "ttl")
    assert "@prefix rdfs:" in text
    assert [quad.triple for quad in parse(text, format=RdfFormat.TURTLE)] == list(GRAPH.triples)


def test_graphs_and_booleans_have_the_other_forms_too() -> None:
    assert render(GRAPH, "csv").splitlines()[0] == "subject,predicate,object"
    assert "Northland" in render(GRAPH)
    assert [render(YES, form).strip() for form in ("table", "csv", "md")] == ["true"] * 3


@pytest.mark.parametrize(("answer", "form"), [(ROWS, "ttl"), (YES, "ttl"), (ROWS, "xlsx")])
def test_forms_that_do_not_fit_are_refused(answer: Answer, form: str) -> None:
    with pytest.raises(FormatError, match=r"Turtle|xlsx"):
        render(answer, form)


def test_notebooks_get_escaped_html_with_links() -> None:
    page = ROWS._repr_html_()
    assert "&lt;b&gt;really&lt;/b&gt;" in page
    assert f'<a href="{NORTH.value}">Northland</a>' in page
    assert "<th>empty</th>" not in page
    unsafe = Answer("select", ("u",), ((Literal("javascript:alert(1)"),), (Literal('http://x/"onclick="y'),)))
    assert "<a href" not in unsafe._repr_html_().replace('<a href="http://x/&quot;onclick=&quot;y">', "")
    assert YES._repr_html_() == "<p>true</p>"


def test_pandas_frames_have_labels_and_numbers() -> None:
    frame = ROWS.to_pandas()
    assert list(frame.columns) == ["region", "worthInAll", "quote", "empty"]
    assert frame["region"][0] == "Northland"
    assert frame["region"].isna().tolist() == [False, True]
    assert frame["worthInAll"].tolist() == [26700, 1.5]


def test_without_pandas_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(FormatError, match=r"innograph\[pandas\]"):
        ROWS.to_pandas()


def test_figures_that_are_no_numbers_are_shown_as_they_are() -> None:
    double = NamedNode(expand("xsd:double"))
    values = ["INF", "NaN", "1.0E21", "12"]
    answer = Answer("select", ("v",), tuple((Literal(v, datatype=double),) for v in values))
    assert [row["v"] for row in answer] == values
