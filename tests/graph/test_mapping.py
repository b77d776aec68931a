"""Claims as quads: every type, exact literals, evidence, and what cannot be written."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from innograph.graph.mapping import CONTEXT, claim_iri, claim_quads
from innograph.graph.namespaces import Namespaces, decimal, string, term, typed
from innograph.graph.provenance import Run, document_quads, run_quads
from innograph.graph.terms import from_graph, from_rdflib, is_well_formed, to_graph, to_rdflib
from innograph.model import Claim, Evidence, Mention, Span
from innograph.ontology import PREFIXES, Ontology, compact, expand
from sample import locate, sample_claims, sample_document

ONTOLOGY = Ontology()
NAMESPACES = Namespaces()
DOCUMENT = sample_document()
CLAIMS = sample_claims()


def quads_of(claim: Claim) -> list[Quad]:
    return claim_quads(claim, DOCUMENT, ONTOLOGY, NAMESPACES)


def said(claim: Claim, *path: str) -> set[str]:
    """What the claim's quads say at the end of a path of properties from the claim, compacted."""
    quads = quads_of(claim)
    nodes: set[object] = {claim_iri(claim, NAMESPACES)}
    for predicate in path:
        nodes = {q.object for q in quads if q.subject in nodes and q.predicate == term(predicate)}
    return {compact(node.value) for node in nodes if isinstance(node, NamedNode | Literal)}


def with_fields(claim: Claim, **fields: object) -> Claim:
    merged = {key: value for key, value in {**claim.fields, **fields}.items() if value is not None}
    return replace(claim, fields=MappingProxyType(merged))


def of_type(kind: str) -> Claim:
    return next(claim for claim in CLAIMS if claim.type == kind)


def test_the_sample_holds_every_type_of_claim() -> None:
    assert {claim.type for claim in CLAIMS} == set(ONTOLOGY.claim_types)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.type)
def test_every_field_is_written_and_nothing_is_blank(claim: Claim) -> None:
    quads = quads_of(claim)
    assert not any(isinstance(part, BlankNode) for quad in quads for part in (quad.subject, quad.object))
    assert {q.graph_name for q in quads} == {NamedNode(NAMESPACES.document_graph(DOCUMENT.id))}
    node = claim_iri(claim, NAMESPACES)
    predicates = {q.predicate.value for q in quads if q.subject == node}
    declared = {f.property for f in ONTOLOGY.claim_types[claim.type].fields if f.key in claim.fields and f.property}
    assert declared - {expand("schema:currency")} <= predicates
    assert quads == claim_quads(claim, DOCUMENT, ONTOLOGY, NAMESPACES)


def test_money_is_an_amount_with_its_currency() -> None:
    funding = CLAIMS[0]
    assert said(funding, "schema:amount", "schema:value") == {"14520000000"}
    assert said(funding, "schema:amount", "schema:currency") == {"CNY"}
    assert said(funding, "inno:equivalent", "schema:value") == {"2050000000"}
    assert said(funding, "inno:equivalent", "schema:currency") == {"USD"}
    assert said(funding, "schema:currency") == set()
    assert said(funding, "schema:funder") == {"id:CN-SD"}


def test_periods_have_first_and_last_day() -> None:
    assert said(CLAIMS[0], "inno:period") == {"2023"}
    assert said(CLAIMS[0], "inno:periodStart") == {"2023-01-01"}
    assert said(CLAIMS[0], "inno:periodEnd") == {"2023-12-31"}


@pytest.mark.parametrize(
    ("comparator", "lower", "upper"),
    [
        ("eq", {"100"}, {"100"}),
        ("gt", {"100"}, set()),
        ("ge", {"100"}, set()),
        ("lt", set(), {"100"}),
        ("le", set(), {"100"}),
        ("approx", {"90"}, {"110"}),
    ],
)
def test_bounds_follow_from_the_comparator(comparator: str, lower: set[str], upper: set[str]) -> None:
    claim = with_fields(of_type("observation"), value=Decimal(100), comparator=comparator)
    assert said(claim, "inno:lowerBound") == lower
    assert said(claim, "inno:upperBound") == upper


def test_a_range_is_bounded_by_its_ends() -> None:
    claim = with_fields(of_type("observation"), value=Decimal(3), value_high=Decimal("4.50"), comparator="eq")
    assert said(claim, "inno:lowerBound") == {"3"}
    assert said(claim, "inno:upperBound") == {"4.5"}


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("count", "unit:NUM"),
        ("percentage_points", "concept:percentage-points"),
        ("CNY", "unit:CCY_CNY"),
        ("furlongs", "id:unit-furlongs"),
    ],
)
def test_units(unit: str, expected: str) -> None:
    assert said(with_fields(of_type("observation"), unit=unit), "qudt:hasUnit") == {expected}


def test_a_word_that_is_in_no_list_stays_a_string() -> None:
    claim = with_fields(of_type("development"), action="dreamt")
    assert {q.object for q in quads_of(claim) if q.predicate == term("inno:action")} == {Literal("dreamt")}


def test_relations_hold_an_entity_or_a_typed_literal() -> None:
    founded, parent = (claim for claim in CLAIMS if claim.type == "relation")
    objects = {q.object for q in quads_of(founded) if q.predicate == term("rdf:object")}
    assert objects == {Literal("1978", datatype=term("xsd:gYear"))}
    assert said(founded, "rdf:predicate") == {"schema:foundingDate"}
    assert said(parent, "rdf:object") == {"id:org-wanhua-chemical-group"}


def test_evidence_leads_back_to_the_words() -> None:
    claim = CLAIMS[1]
    (quote,) = said(claim, "inno:evidence", "oa:hasSelector", "oa:exact")
    starts, ends = (said(claim, "inno:evidence", "oa:hasSelector", f"oa:{end}") for end in ("start", "end"))
    start, end = int(*starts), int(*ends)
    assert DOCUMENT.text[start:end] == quote == claim.evidence[0].quote
    assert said(claim, "inno:evidence", "oa:hasSelector", "oa:prefix") == {DOCUMENT.text[start - CONTEXT : start]}
    assert said(claim, "inno:evidence", "oa:hasSelector", "oa:suffix") == {DOCUMENT.text[end : end + CONTEXT]}
    assert said(claim, "inno:evidence", "inno:valueSelector", "inno:words") == {"more than 26,700"}
    assert said(claim, "inno:evidence", "oa:hasSource") == {f"id:{DOCUMENT.id}"}


def test_a_second_piece_of_evidence_is_kept_apart() -> None:
    span = locate(DOCUMENT.text, "Shandong counts on its enterprises")
    claim = replace(CLAIMS[1], evidence=(*CLAIMS[1].evidence, Evidence(span, span.of(DOCUMENT.text))))
    assert len(said(claim, "inno:evidence")) == 2
    assert len(said(claim, "inno:evidence", "oa:hasSelector")) == 4


def test_other_words_for_an_entity_are_recorded() -> None:
    claim = CLAIMS[1]
    assert said(claim, "inno:resolution", "inno:words") == {"The province"}
    assert said(claim, "inno:resolution", "inno:resolvedTo") == {"id:CN-SD"}
    assert said(claim, "inno:resolution", "inno:resolvedField") == {"subject"}
    (start,) = said(claim, "inno:resolution", "inno:wordsSelector", "oa:start")
    assert DOCUMENT.text[int(start) :].startswith("The province")
    assert said(CLAIMS[0], "inno:resolution") == set()


def test_a_field_without_a_mention_becomes_an_entity_of_the_kind_that_the_claim_tells() -> None:
    claim = replace(of_type("establishment"), mentions=MappingProxyType({}))
    assert said(claim, "inno:object") == {"id:org-qilu-finance-platform"}
    kinds = {q.object for q in quads_of(claim) if q.predicate == term("inno:kind")}
    assert term("inno:Platform") in kinds


def test_a_group_says_what_its_members_are_and_where() -> None:
    group = Mention(
        "enterprises in Shandong",
        expand("inno:ActorGroup"),
        member_kind=expand("schema:Corporation"),
        place=expand("id:CN-SD"),
    )
    claim = replace(of_type("development"), mentions=MappingProxyType({"actor": (group,)}))
    by_property = {compact(q.predicate.value): q.object for q in quads_of(claim) if "mentioned" in q.predicate.value}
    assert by_property == {
        "inno:mentionedMemberKind": term("schema:Corporation"),
        "inno:mentionedPlace": term("id:CN-SD"),
    }


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        (replace(CLAIMS[0], type="gossip"), "no such type"),
        (replace(CLAIMS[0], frame="not an IRI"), "IRI"),
        (replace(CLAIMS[0], period="the other day"), "the other day"),
        (replace(CLAIMS[0], evidence=(Evidence(Span(0, 8), "Shandong "),)), "does not say this"),
        (replace(CLAIMS[0], evidence=(Evidence(Span(9000, 9008), "Shandong"),)), "does not say this"),
        (with_fields(of_type("relation"), value="long ago"), "is no"),
        (with_fields(of_type("relation"), predicate="was founded"), "IRI"),
    ],
)
def test_what_cannot_be_written_is_refused(claim: Claim, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        quads_of(claim)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_decimals_are_written_as_the_store_keeps_them(value: Decimal) -> None:
    literal = decimal(value)
    assert Decimal(literal.value) == value
    assert _stored(literal) == literal


@given(st.integers(min_value=-(10**15), max_value=10**15), st.dates(min_value=datetime.date(1000, 1, 1)))
def test_integers_and_dates_are_written_as_the_store_keeps_them(number: int, day: datetime.date) -> None:
    for literal in (typed(number, "xsd:integer"), typed(day.isoformat(), "xsd:date")):
        assert _stored(literal) == literal


def _stored(literal: Literal) -> Literal:
    store = Store()
    store.add(Quad(NamedNode("urn:x:s"), NamedNode("urn:x:p"), literal))
    return next(iter(store)).object  # type: ignore[return-value]


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([None, "en", "en-GB", "zh-Hans"]))
def test_literals_survive_the_way_to_rdflib_and_back(text: str, language: str | None) -> None:
    literal = string(text, language)
    assert from_rdflib(to_rdflib(literal)) == literal
    typed_literal = Literal(text, datatype=term("xsd:decimal"))
    assert from_rdflib(to_rdflib(typed_literal)) == typed_literal


def test_graphs_survive_the_way_to_rdflib_and_back() -> None:
    quads = [quad for claim in CLAIMS for quad in quads_of(claim)]
    assert set(from_graph(to_graph(quads))) == {quad.triple for quad in quads}


@pytest.mark.parametrize(
    ("value", "datatype", "fine"),
    [
        ("1978", "gYear", True),
        ("founded", "gYear", False),
        ("2023-13", "gYearMonth", False),
        ("2023-02-30", "date", False),
        ("1.50", "decimal", True),
        ("anything", "noSuchType", True),
    ],
)
def test_well_formed_literals(value: str, datatype: str, fine: bool) -> None:
    assert is_well_formed(Literal(value, datatype=NamedNode(PREFIXES["xsd"] + datatype))) is fine


def test_the_provenance_of_a_document_names_no_time_and_no_folder() -> None:
    run = Run("1.0", "model 2.0", "abc")
    document = replace(DOCUMENT, source="/home/somebody/sample.txt")
    quads = document_quads(document, run, ONTOLOGY, NAMESPACES)
    assert quads == document_quads(DOCUMENT, run, ONTOLOGY, NAMESPACES)
    facts = {(compact(q.predicate.value), q.object.value) for q in quads if isinstance(q.object, NamedNode | Literal)}
    assert ("schema:sha256", DOCUMENT.sha256) in facts
    assert ("schema:datePublished", "2024-01-08") in facts
    assert ("rdf:type", expand("schema:NewsArticle")) in facts
    assert ("dcterms:source", "sample.txt") in facts
    versions = {q.object.value for q in run_quads(run, NAMESPACES) if isinstance(q.object, Literal)}
    assert versions == {"1.0", "model 2.0", "abc"}
