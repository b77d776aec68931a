"""The Turtle and TriG writers: what is written reads back as the same, in both libraries."""

from __future__ import annotations

import time

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize
from rdflib.compare import isomorphic

from innograph.graph.write import trig, turtle
from innograph.ontology import PREFIXES, RDF

XSD = PREFIXES["xsd"]
INNO = PREFIXES["inno"]
ID = PREFIXES["id"]

# everything but surrogates, which no Unicode text holds
strings = st.text(st.characters(exclude_categories=["Cs"]))
legal_in_iris = st.characters(
    exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp", "Co", "Cn"], exclude_characters='<>"{}|^`\\'
)


def _valid(iri: str) -> bool:
    try:
        NamedNode(iri)
    except ValueError:
        return False
    return True


namespaces = st.sampled_from([INNO, ID, PREFIXES["schema"], "https://example.org/", "urn:x:"])
iris = (
    st.builds(lambda ns, local: ns + local, namespaces, st.text(legal_in_iris, max_size=8))
    .filter(_valid)
    .map(NamedNode)
)
lexical = st.one_of(
    st.integers().map(str),
    st.decimals(allow_nan=False, allow_infinity=False).map(str),
    st.floats().map(str),
    st.sampled_from(["true", "false", "1", "0", "+1.50", "-.5", "5.", "1e3", "2021-03-04Z", "P1Y12M", "", "01"]),
    strings,
)
datatypes = st.sampled_from(["integer", "decimal", "double", "boolean", "date", "duration", "gYear"]).map(
    lambda name: NamedNode(XSD + name)
)
literals = st.one_of(
    strings.map(Literal),
    st.builds(
        lambda value, language: Literal(value, language=language),
        strings,
        st.sampled_from(["en", "zh-hant", "de-ch-1996"]),
    ),
    st.builds(lambda value, datatype: Literal(value, datatype=datatype), lexical, datatypes),
)
predicates = st.one_of(iris, st.just(NamedNode(RDF + "type")))
graphs = st.one_of(st.just(DefaultGraph()), iris)
quads = st.lists(st.builds(Quad, iris, predicates, st.one_of(iris, literals), graphs), max_size=8)


def _triples(found: list[Quad]) -> list[Triple]:
    return [q.triple for q in found]


@given(quads)
def test_turtle_reads_back_exactly(statements: list[Quad]) -> None:
    written = turtle(statements)
    assert set(_triples(list(parse(written, RdfFormat.TURTLE)))) == set(_triples(statements))


@given(quads)
def test_trig_reads_back_exactly(statements: list[Quad]) -> None:
    assert set(parse(trig(statements), RdfFormat.TRIG)) == set(statements)


# rdflib reads values: it warns of a lexical form that its datatype does not have, which is none of the writer's doing
def _typed(value: str, name: str) -> Literal:
    return Literal(value, datatype=NamedNode(XSD + name))


well_formed_literals = st.one_of(
    strings.map(Literal),
    st.builds(_typed, st.integers().map(str), st.sampled_from(["integer", "decimal"])),
    st.decimals(-(10**9), 10**9, places=3).map(lambda d: _typed(format(d, "f"), "decimal")),
    st.sampled_from(["true", "false"]).map(lambda b: _typed(b, "boolean")),
)
well_formed = st.lists(st.builds(Quad, iris, predicates, st.one_of(iris, well_formed_literals), graphs), max_size=6)


@given(well_formed)
def test_rdflib_reads_turtle_as_the_same_graph(statements: list[Quad]) -> None:
    expected = rdflib.Graph().parse(data=serialize(_triples(statements), format=RdfFormat.N_TRIPLES), format="nt")
    assert isomorphic(rdflib.Graph().parse(data=turtle(statements), format="turtle"), expected)


@pytest.mark.filterwarnings(r"ignore::DeprecationWarning:rdflib\..*")  # its parsers use what it deprecates
@given(well_formed)
def test_rdflib_reads_trig_as_the_same_dataset(statements: list[Quad]) -> None:
    def dataset(data: str | bytes, form: str) -> set[object]:
        found = rdflib.Dataset()
        found.parse(data=data, format=form)
        default = rdflib.graph.DATASET_DEFAULT_GRAPH_ID
        return {(s, p, o, None if g in {None, default} else g) for s, p, o, g in found.quads()}

    assert dataset(trig(statements), "trig") == dataset(
        serialize(statements, format=RdfFormat.N_QUADS) or b"", "nquads"
    )


@given(quads, st.randoms())
def test_the_order_of_the_input_does_not_matter(statements: list[Quad], random) -> None:  # type: ignore[no-untyped-def]
    shuffled = statements * 2
    random.shuffle(shuffled)
    assert trig(shuffled) == trig(statements)
    assert turtle(shuffled) == turtle(statements)


CLAIM = NamedNode(ID + "claim-1")


def test_looks_as_a_person_would_write_it() -> None:
    statements = [
        Quad(CLAIM, NamedNode(INNO + "quote"), Literal('over "three"\nmillion'), NamedNode("https://example.org/g")),
        Quad(CLAIM, NamedNode(PREFIXES["schema"] + "value"), Literal(26700)),
        Quad(CLAIM, NamedNode(INNO + "ratio"), Literal("1.50", datatype=NamedNode(XSD + "decimal"))),
        Quad(CLAIM, NamedNode(INNO + "ratio"), Literal("2", datatype=NamedNode(XSD + "decimal"))),
        Quad(CLAIM, NamedNode(RDF + "type"), NamedNode(PREFIXES["schema"] + "Observation")),
        Quad(CLAIM, NamedNode(RDF + "type"), NamedNode(INNO + "Claim")),
        Quad(
            NamedNode("https://example.org/a"),
            NamedNode(INNO + "in"),
            NamedNode(ID + "a/b"),
            NamedNode("https://example.org/g"),
        ),
    ]
    expected = r"""@prefix id: <https://w3id.org/innograph/id/> .
@prefix inno: <https://w3id.org/innograph/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

id:claim-1 a inno:Claim, schema:Observation ;
    inno:ratio "2"^^xsd:decimal, 1.50 ;
    schema:value 26700 .

GRAPH <https://example.org/g> {
  <https://example.org/a> inno:in <https://w3id.org/innograph/id/a/b> .

  id:claim-1 inno:quote "over \"three\"\nmillion" .
}
"""
    assert trig(statements) == expected


def test_many_objects_stand_one_a_line() -> None:
    statements = [
        Quad(CLAIM, NamedNode(INNO + "between"), NamedNode(f"{ID}claim-with-a-rather-long-name-{n}")) for n in range(5)
    ]
    written = turtle(statements)
    assert "inno:between\n        id:claim-with-a-rather-long-name-0,\n        id:claim-with" in written
    assert max(map(len, written.splitlines())) <= 120
    assert set(parse(written, RdfFormat.TURTLE)) == set(statements)


def test_nothing_is_written_for_nothing() -> None:
    assert turtle([]) == trig([]) == ""


def test_without_prefixes_every_iri_is_written_in_full() -> None:
    assert turtle([Quad(CLAIM, CLAIM, CLAIM)], prefixes={}) == f"<{ID}claim-1> <{ID}claim-1> <{ID}claim-1> .\n"


def test_the_longest_namespace_wins() -> None:
    prefixes = {"a": "https://example.org/", "b": "https://example.org/b/", "c": "https://example.org/b/c-"}
    node = NamedNode("https://example.org/b/c-1")
    assert turtle([Quad(node, node, node)], prefixes).endswith("c:1 c:1 c:1 .\n")


def test_blank_nodes_of_query_results_are_written() -> None:
    written = turtle([Triple(BlankNode("x"), CLAIM, BlankNode("y"))])
    assert "_:x id:claim-1 _:y ." in written


def test_triple_terms_are_refused() -> None:
    with pytest.raises(ValueError, match=r"not RDF 1\.1"):
        turtle([Triple(CLAIM, CLAIM, Triple(CLAIM, CLAIM, CLAIM))])


def test_a_hundred_thousand_quads_take_about_a_second() -> None:
    value = NamedNode(PREFIXES["schema"] + "value")
    statements = [
        Quad(NamedNode(f"{ID}claim-{n // 10}"), value, Literal(n), NamedNode(f"https://example.org/{n // 1000}"))
        for n in range(100_000)
    ]
    start = time.process_time()
    written = trig(statements)
    assert time.process_time() - start < 5  # on a busy machine; 1 s on a quiet one
    assert written.count("claim-") == 10_000
