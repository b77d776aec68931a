"""How questions are found, bound, refused and answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat

from innograph.errors import QueryError, StoreError
from innograph.explore.query import Parameter, ask, find_question, questions, read_question
from innograph.explore.sparql import format_error
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology, expand

GRAPH = """
PREFIX inno: <https://w3id.org/innograph/ontology#>
PREFIX id: <https://w3id.org/innograph/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX schema: <https://schema.org/>
GRAPH <https://example.org/g> {
  id:north a schema:AdministrativeArea ; skos:prefLabel "Northland"@en ; skos:altLabel "The North"@en ; schema:value 3 .
  id:south a schema:AdministrativeArea ; skos:prefLabel "Southland"@en ; skos:altLabel "Twin"@en ; schema:value 40000 .
  id:south-works a schema:Corporation ; skos:prefLabel "Southland"@en ; skos:altLabel "Twin"@en ; schema:value 5.5 .
}
"""
VALUES = """# question: What is it worth?
# param place: region, the region's name or IRI
# param least: number, the least worth
# param words: text, any words
# example: place=Northland
SELECT ?place ?worth ?least ?words WHERE {
  ?place schema:value ?worth .
  FILTER(COALESCE(?worth >= ?least, true))
} ORDER BY ?worth
"""


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return Ontology()


@pytest.fixture(scope="module")
def store() -> GraphStore:
    opened = GraphStore.open()
    opened.store.load(GRAPH, format=RdfFormat.TRIG)
    return opened


def cells(answer: object) -> list[list[str]]:
    return [list(row.values()) for row in answer]  # type: ignore[attr-defined]


def test_select_needs_no_prefixes_and_sees_all_graphs(store: GraphStore, ontology: Ontology) -> None:
    answer = ask(store, "SELECT ?x WHERE { ?x schema:value 3 }", ontology=ontology)
    assert answer.kind == "select"
    assert answer.variables == ("x",)
    assert answer.rows == ((NamedNode(expand("id:north")),),)
    assert cells(answer) == [["Northland"]]


def test_prefixes_of_the_query_come_first(store: GraphStore, ontology: Ontology) -> None:
    text = "PREFIX schema: <urn:other:>\nASK { ?x schema:value 3 }"
    assert ask(store, text, ontology=ontology).boolean is False


def test_ask_construct_and_describe(store: GraphStore, ontology: Ontology) -> None:
    assert ask(store, "ASK { ?x schema:value 3 }", ontology=ontology).boolean is True
    made = ask(store, "CONSTRUCT { ?x inno:worth ?v } WHERE { ?x schema:value ?v }", ontology=ontology)
    assert made.kind == "graph"
    assert {t.object.value for t in made.triples} == {"3", "5.5", "40000"}
    described = ask(store, "DESCRIBE id:north", ontology=ontology)
    assert {t.subject.value for t in described.triples} == {expand("id:north")}
    assert len(described.triples) == 4


def test_rows_without_an_order_are_sorted(store: GraphStore, ontology: Ontology) -> None:
    answer = ask(store, "SELECT ?v WHERE { ?x schema:value ?v }", ontology=ontology)
    assert [str(row[0]) for row in answer.rows] == sorted(str(row[0]) for row in answer.rows)


def test_header_is_read() -> None:
    question = read_question(VALUES, "worth")
    assert question.question == "What is it worth?"
    assert question.parameters[0] == Parameter("place", "region", "the region's name or IRI")
    assert [p.kind for p in question.parameters] == ["region", "number", "text"]
    assert question.example == {"place": "Northland"}


def test_comments_below_the_header_are_not_read() -> None:
    assert read_question("SELECT * {}\n# question: Not this?").question is None


@pytest.mark.parametrize("example", ["place", "nowhere=1", 'place="open'])
def test_bad_examples_are_refused(example: str) -> None:
    with pytest.raises(QueryError, match="example"):
        read_question(f"# param place: region, a region\n# example: {example}\nSELECT * {{}}")


@pytest.mark.parametrize(
    "value", ["Northland", "  northLAND ", "the north", "id:north", "north", f"<{expand('id:north')}>"]
)
def test_entities_are_bound_by_name_or_iri(value: str, store: GraphStore, ontology: Ontology) -> None:
    answer = ask(store, VALUES, {"place": value}, ontology)
    assert cells(answer) == [["Northland", "3"]]


def test_the_class_of_a_parameter_tells_namesakes_apart(store: GraphStore, ontology: Ontology) -> None:
    assert cells(ask(store, VALUES, {"place": "Southland"}, ontology)) == [["Southland", "40,000"]]
    assert cells(ask(store, VALUES, {"place": "Twin"}, ontology)) == [["Southland", "40,000"]]


def test_ambiguous_names_are_refused_with_what_they_can_mean(store: GraphStore, ontology: Ontology) -> None:
    text = "# param what: thing, anything\nSELECT ?what ?v { ?what schema:value ?v }"
    with pytest.raises(QueryError, match=r'what: "Twin" can mean: id:south, id:south-works'):
        ask(store, text, {"what": "Twin"}, ontology)


def test_unknown_names_are_refused_with_close_ones(store: GraphStore, ontology: Ontology) -> None:
    with pytest.raises(QueryError, match=r'place: no region is called "Northlnd".*Northland'):
        ask(store, VALUES, {"place": "Northlnd"}, ontology)


def test_literals_are_bound_as_terms(store: GraphStore, ontology: Ontology) -> None:
    assert cells(ask(store, VALUES, {"least": "5"}, ontology)) == [
        ["Southland", "5.5", "5"],
        ["Southland", "40,000", "5"],
    ]
    hostile = '" } INSERT DATA { <a:a> <a:b> "'
    answer = ask(store, VALUES, {"words": hostile}, ontology)
    assert {row[2] for row in answer.rows} == {Literal(hostile)}
    assert len(answer) == 3


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"least": "many"}, 'least: "many" is not a number'),
        ({"place": "http://not an iri"}, "is not a region"),
        ({"nothing": "1"}, r'has no parameter "nothing" \(it has: place, least, words\)'),
    ],
)
def test_wrong_parameters_are_refused(
    params: dict[str, str], message: str, store: GraphStore, ontology: Ontology
) -> None:
    with pytest.raises(QueryError, match=message):
        ask(store, VALUES, params, ontology)


def test_a_parameter_has_to_be_selected(store: GraphStore, ontology: Ontology) -> None:
    text = "# param v: number, a value\nSELECT ?x { ?x schema:value ?v }"
    with pytest.raises(QueryError, match=r"has to select \?v"):
        ask(store, text, {"v": "3"}, ontology)


def test_columns_of_free_parameters_are_left_out(store: GraphStore, ontology: Ontology) -> None:
    assert ask(store, VALUES, {}, ontology).variables == ("place", "worth")
    assert ask(store, VALUES, {"least": "1"}, ontology).variables == ("place", "worth", "least")


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "PREFIX a: <b:>\nDELETE WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1/x>",
        "CLEAR ALL",
        "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused(text: str, store: GraphStore, ontology: Ontology) -> None:
    before = len(store)
    with pytest.raises(QueryError, match="a query only reads"):
        ask(store, text, ontology=ontology)
    assert len(store) == before


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service<http://127.0.0.1:9/>{ ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT ?x { ?s ?p ?o } }",
        "SELECT * { ?s <http://e.org/\\u0041#> ?o . SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p '''# \\''' ''' . SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER(?s<?o) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_service_is_refused(text: str, store: GraphStore, ontology: Ontology) -> None:
    with pytest.raises(QueryError, match="SERVICE would ask another server"):
        ask(store, text, ontology=ontology)


def test_the_words_of_strings_names_and_comments_are_no_keywords(store: GraphStore, ontology: Ontology) -> None:
    text = """# SERVICE
SELECT ?service {
  ?service schema:value 3 ; ?p ?o FILTER(STR(?o) != 'SERVICE') MINUS { ?service inno:insert <u:SERVICE> } }"""
    assert len(ask(store, text, ontology=ontology)) == 4


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("SELECT ?x WHERE {\n  ?x a ?y .\n  FILTR(?x > 3)\n}", 3, 3, '"FILTR"'),
        ("SELECT ?x\nWHERE {\n\t?x foo:bar ?y }", 3, 5, 'prefix "foo:" is not declared'),
        ("SELECT ?x WHERE {\n  ?x a ?y }}", 2, 12, '"}"'),
        ("SELECT ?x WHERE {\n  ?x a ?y ; a }\nORDER BY ?x", 2, 13, '"a"'),
        ("SELECT ?x (COUNT(?y) AS ?n) WHERE { ?x a ?y }", 1, 46, "variable that is unbound"),
        ("   ", 1, 1, "ends too early"),
    ],
)
def test_syntax_errors_name_their_place(
    text: str, line: int, column: int, message: str, store: GraphStore, ontology: Ontology
) -> None:
    with pytest.raises(QueryError, match=message) as raised:
        ask(store, text, ontology=ontology)
    assert (raised.value.line, raised.value.column) == (line, column)


def test_a_syntax_error_is_shown_with_its_line_and_a_caret(store: GraphStore, ontology: Ontology) -> None:
    with pytest.raises(QueryError) as raised:
        ask(store, "SELECT ?x WHERE {\n\t?x a ?y .\n\tFILTR(?x > 3)\n}", ontology=ontology)
    assert format_error(raised.value).splitlines() == [
        'line 3, column 2: cannot be read from "FILTR" on',
        "  3 | \tFILTR(?x > 3)",
        "    | \t^",
    ]
    assert format_error(QueryError("no place", "x")) == "no place"


def test_files_and_questions_of_the_users_own(tmp_path: Path, store: GraphStore) -> None:
    folder = tmp_path / "mine"
    (folder / "queries").mkdir(parents=True)
    (folder / "queries" / "worth.rq").write_text(VALUES, encoding="utf-8")
    mine = Ontology([folder])
    assert "worth" in {question.name for question in questions(mine)}
    assert len(ask(store, "worth", {"place": "Northland"}, mine)) == 1
    file = tmp_path / "elsewhere.rq"
    file.write_text("ASK {}", encoding="utf-8")
    assert ask(store, file, ontology=mine).boolean is True
    assert ask(store, str(file), ontology=mine).boolean is True
    with pytest.raises(QueryError, match="close to it: worth"):
        find_question("wort", mine)
    with pytest.raises(QueryError, match=r"nowhere\.rq: cannot be read \(No such file"):
        find_question("nowhere.rq", mine)


def test_without_the_shipped_ontology_only_the_users_questions_are_known(tmp_path: Path) -> None:
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "only.rq").write_text("ASK {}", encoding="utf-8")
    assert [question.name for question in questions(Ontology([tmp_path], default=False))] == ["only"]


def test_a_closed_store_is_said_to_be_closed(ontology: Ontology) -> None:
    store = GraphStore.open()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        ask(store, "ASK {}", ontology=ontology)
