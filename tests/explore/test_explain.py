"""Everything said about a term, with its quotes."""

from __future__ import annotations

import json

import pytest
from second import second_document

from innograph.errors import QueryError
from innograph.explore.explain import explain
from innograph.explore.explained import Explanation, Told
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology, expand
from sample import sample_claims, sample_document


@pytest.fixture(scope="module")
def shandong(two_documents: GraphStore, shipped: Ontology) -> Explanation:
    return explain(two_documents, "Shandong", shipped)


def of_type(explanation: Explanation, kind: str) -> list[Told]:
    return [told for told in explanation.claims if told.type == kind]


def test_an_actor_is_told_of_with_all_its_claims(shandong: Explanation) -> None:
    assert (shandong.kind, shandong.label, shandong.classes) == ("entity", "Shandong", ("region",))
    assert shandong.term == expand("id:CN-SD")
    assert [told.line for told in shandong.claims] == [
        "Henan and Shandong work together on water saving",
        "Shandong set up Qilu Finance Platform (platform)",
        "Shandong gives 14,520,000,000 CNY (2,050,000,000 USD) for scientific research",
        "Shandong: high-tech enterprises up by about 30 percent, year-on-year",
        "Shandong: high-tech enterprises: more than 26,700",
        "Shandong: high-tech enterprises: more than 26,700",
        "Shandong: high-tech enterprises: 23,000",
        "expected: Shandong: high-tech enterprises: more than 3,200,000",
        "Shandong: rank 2 in world for mastery of nylon 12 production",
        "Shandong: rank 3 in China for first class new drugs",
        "Shandong is strong or active in pharmaceuticals",
    ]


@pytest.mark.parametrize("term", ["CN-SD", "cn-sd", "id:CN-SD"])
def test_a_region_is_known_by_its_code(two_documents: GraphStore, shipped: Ontology, term: str) -> None:
    assert explain(two_documents, term, shipped).term == expand("id:CN-SD")


@pytest.mark.parametrize(("term", "prefixed"), [("org-wanhua-chemical-group", "id"), ("level-country", "concept")])
def test_a_thing_is_known_by_the_last_part_of_its_iri(
    two_documents: GraphStore, shipped: Ontology, term: str, prefixed: str
) -> None:
    assert explain(two_documents, term, shipped).term == expand(f"{prefixed}:{term}")


def test_the_terms_of_a_triple_can_be_identifiers(two_documents: GraphStore, shipped: Ontology) -> None:
    by_name = explain(two_documents, ("Shandong", "collaborates with", "Henan"), shipped)
    by_code = explain(two_documents, ("CN-SD", "collaboratesWith", "CN-HA"), shipped)
    assert by_code.claims == by_name.claims != ()


def test_quotes_stand_in_their_context(shandong: Explanation) -> None:
    texts = {sample_document().title: sample_document().text, second_document().title: second_document().text}
    for told in shandong.claims:
        assert told.quotes
        for quote in told.quotes:
            assert quote.prefix + quote.exact + quote.suffix in texts[told.source.title]
            assert quote.figure is None or quote.figure in quote.exact


def test_circumstances_are_told(shandong: Explanation) -> None:
    expected = next(told for told in shandong.claims if "3,200,000" in told.line)
    assert (expected.modality, expected.polarity, expected.status) == ("expected", "positive", "disputed")
    assert (expected.period, expected.period_basis) == ("2023", "stated with the claim")
    assert (expected.attribution, expected.confidence) == ("planners", "0.9")
    assert expected.source.title == "Shandong counts on its enterprises"
    assert expected.source.publisher == "Example Daily"
    assert (expected.source.date, expected.source.url) == ("2024-01-08", "https://example.org/news/sample")


def test_readings_links_conflicts_and_places_are_told(shandong: Explanation) -> None:
    growth = of_type(shandong, "growth")[0]
    assert [(r.words, r.name, r.field) for r in growth.readings] == [("The province", "Shandong", "subject")]
    links = {(link.subject, link.predicate, link.object) for link in shandong.links}
    assert ("Shandong", "specialises in", "pharmaceuticals") in links
    assert ("Henan", "collaborates with", "Shandong") in links
    assert all(set(link.claims) & {told.iri for told in shandong.claims} for link in shandong.links)
    assert {conflict.ratio for conflict in shandong.conflicts} == {"119.85"}
    assert all(len(conflict.claims) == 2 for conflict in shandong.conflicts)
    assert all(said.quote in shandong.render(1000) for conflict in shandong.conflicts for said in conflict.said)
    assert {len(conflict.said) for conflict in shandong.conflicts} == {2}
    assert shandong.related == ("enterprises in Shandong",)


def test_a_claim_is_explained_by_its_id_or_iri(two_documents: GraphStore, shipped: Ontology) -> None:
    claim = next(c for c in sample_claims() if c.type == "development")
    by_id = explain(two_documents, claim.id, shipped)
    assert by_id.kind == "claim"
    assert [told.quotes[0].exact for told in by_id.claims] == [claim.evidence[0].quote]
    assert (
        by_id.label
        == "Wanhua Chemical Group Co., Ltd. mastered production of nylon 12 (technology), of or with nylon 12"
    )
    assert {link.predicate for link in by_id.links} == {"masters", "concerns"}
    assert explain(two_documents, by_id.term, shipped) == by_id


@pytest.mark.parametrize(
    ("triple", "line"),
    [
        (("Shandong", "invests in", "scientific research"), "Shandong gives"),
        (("Henan", "collaborates with", "Shandong"), "Henan and Shandong work together"),
        (
            ("Zhejiang", "inno:funds", "Zhejiang University"),
            "Zhejiang gives 4,000,000,000 CNY to Zhejiang University",
        ),
        (("Wanhua Chemical Group", "schema:foundingDate", "1978"), "Wanhua Chemical Group Co., Ltd. –"),
        (("Wanhua Chemical Group", "foundingDate", "1978"), "Wanhua Chemical Group Co., Ltd. –"),
        (("Wanhua BorsodChem", "parentOrganization", "wanhua chemical group"), "Wanhua BorsodChem –"),
    ],
)
def test_a_triple_is_explained_by_the_claims_behind_it(
    triple: tuple[str, str, str], line: str, two_documents: GraphStore, shipped: Ontology
) -> None:
    explanation = explain(two_documents, triple, shipped)
    assert explanation.kind == "triple"
    assert len(explanation.claims) == 1
    assert explanation.claims[0].line.startswith(line)
    assert explanation.links


def test_what_is_planned_or_denied_is_told_as_such(two_documents: GraphStore, shipped: Ontology) -> None:
    lines = [
        told.line for name in ("Zhejiang", "Ningbo Remedies") for told in explain(two_documents, name, shipped).claims
    ]
    assert "planned: Zhejiang: high-tech enterprises: at least 40,000" in lines
    assert "not so: Ningbo Remedies produced nylon 12 (material)" in lines


def test_a_triple_that_nothing_says_is_told_to_be_so(two_documents: GraphStore, shipped: Ontology) -> None:
    explanation = explain(two_documents, ("Henan", "funds", "Shandong"), shipped)
    assert not explanation.claims
    assert "Nothing in the graph says this." in explanation.render()


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ("Shandnog", 'called "Shandnog"; close to it: Shandong'),
        (("Shandong", "sues", "Henan"), 'no link is called "sues"; there are: collaborates with'),
        (("Shandong", "funds"), "one term is explained, two are compared"),
    ],
)
def test_terms_that_mean_nothing_are_refused(
    terms: str | tuple[str, ...], message: str, two_documents: GraphStore, shipped: Ontology
) -> None:
    with pytest.raises(QueryError, match=message):
        explain(two_documents, terms, shipped)


def test_a_known_region_of_which_nothing_is_said(two_documents: GraphStore, shipped: Ontology) -> None:
    assert "Nothing is said about it." in explain(two_documents, "Finland", shipped).render()


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_text_fits_the_terminal(width: int, shandong: Explanation) -> None:
    text = shandong.render(width)
    lines = text.splitlines()
    assert max(map(len, lines)) <= width
    words = " ".join(text.split())
    assert "“The province” read as Shandong" in words
    assert "“Planners had expected over 3.2 million high-tech enterprises by 2023.”" in words
    assert "2023 (stated with the claim) · according to planners · disputed" in words


def test_the_json_form_can_be_written(shandong: Explanation) -> None:
    data = json.loads(json.dumps(shandong.to_json()))
    assert data["claims"][0]["source"]["title"] == "Shandong counts on its enterprises"
    assert data["term"] == expand("id:CN-SD")


def test_a_type_without_a_reading_is_told_field_by_field(two_documents: GraphStore) -> None:
    class Wordless(Ontology):
        """The shipped ontology, as if it had no readings."""

        def value(self, subject: str, predicate: str) -> str | None:
            return None if predicate.endswith("reading") else super().value(subject, predicate)

    told = explain(two_documents, "Qilu Finance Platform", Wordless()).claims
    assert [t.line for t in told] == [
        "actor: Shandong; object: Qilu Finance Platform; object kind: platform",
        "figure: 58,400,000,000 CNY; recipient: enterprises; intermediary: Qilu Finance Platform; "
        "recipient count: 1,067",
    ]


def test_what_became_of_a_target_is_told(two_documents: GraphStore, shipped: Ontology) -> None:
    zhejiang = explain(two_documents, "Zhejiang", shipped)
    assert [outcome.verdict for outcome in zhejiang.outcomes] == ["met"]
    assert "at least 40,000 was planned for 2023, and 42,000 is told for 2023: met." in zhejiang.render(1000)
