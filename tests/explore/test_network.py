"""The graph for networkx: who is a node, what is a link, and the words behind each."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import networkx as nx
import pytest

from innograph.errors import QueryError
from innograph.explore.explain import explain
from innograph.explore.facts import Wording, readable_number
from innograph.explore.network import around, flat, of_types, to_networkx
from innograph.graph.loading import load
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology, expand
from sample import sample_claims, sample_document

ONTOLOGY = Ontology()


@pytest.fixture(scope="module")
def store() -> GraphStore:
    opened = GraphStore.open()
    load(opened, [(sample_document(), sample_claims())], ONTOLOGY)
    return opened


@pytest.fixture(scope="module")
def graph(store: GraphStore) -> nx.MultiDiGraph:
    return to_networkx(store, ONTOLOGY)


def named(graph: nx.MultiDiGraph, label: str) -> str:
    return next(node for node, data in graph.nodes(data=True) if data["label"] == label)


def link(graph: nx.MultiDiGraph, source: str, target: str, key: str) -> dict[str, Any]:
    return dict(graph.edges[named(graph, source), named(graph, target), key])


def test_nodes_are_actors_and_things_with_their_most_special_class(graph: nx.MultiDiGraph) -> None:
    shandong = graph.nodes[expand("id:CN-SD")]
    assert (shandong["label"], shandong["type"], shandong["type_label"]) == (
        "Shandong",
        "schema:AdministrativeArea",
        "region",
    )
    assert graph.nodes[named(graph, "Qilu Finance Platform")]["type"] == "inno:Platform"
    labels = {data["label"] for _, data in graph.nodes(data=True)}
    assert "nylon 12" in labels
    assert not labels & {
        "China",
        "chairman",
        "high-tech enterprises",
        "first class new drugs",
    }  # scope, role, indicators


def test_weight_counts_the_claims_about_a_node(store: GraphStore, graph: nx.MultiDiGraph) -> None:
    claim, scope = expand("inno:Claim"), expand("inno:scope")
    for node, data in graph.nodes(data=True):
        query = f"SELECT DISTINCT ?c WHERE {{ ?c a <{claim}> ; ?role <{node}> FILTER(?role != <{scope}>) }}"
        assert data["weight"] == len(store.select(query)) == len(data["claims"])
    assert graph.nodes[expand("id:CN-SD")]["weight"] == 8


def test_a_link_carries_its_claims_and_their_exact_words(graph: nx.MultiDiGraph) -> None:
    masters = link(graph, "Wanhua Chemical Group Co., Ltd.", "nylon 12", "inno:masters")
    (quote,) = masters["quotes"]
    assert quote["quote"] in sample_document().text
    assert (quote["title"], quote["url"]) == (sample_document().title, sample_document().url)
    assert masters["claims"] == [quote["claim"]]
    assert (masters["predicate"], masters["label"], masters["weight"]) == (expand("inno:masters"), "masters", 1)
    assert "amount" not in masters


def test_money_is_exact_and_readable(graph: nx.MultiDiGraph) -> None:
    funding = link(graph, "Shandong", "scientific research", "inno:investsIn")
    assert (funding["amount"], funding["currency"]) == (Decimal(14520000000), "CNY")
    assert funding["amounts"] == ["14.52 bn yuan"]


def test_a_symmetric_link_is_one_edge(graph: nx.MultiDiGraph) -> None:
    ends = {expand("id:CN-SD"), expand("id:CN-HA")}
    together = [(s, t, d) for s, t, d in graph.edges(data=True) if {s, t} == ends]
    assert [(s, t, d["symmetric"]) for s, t, d in together] == [(min(ends), max(ends), True)]


def test_a_property_without_a_label_is_read_as_words(graph: nx.MultiDiGraph) -> None:
    key = "schema:parentOrganization"
    assert link(graph, "Wanhua BorsodChem", "Wanhua Chemical Group Co., Ltd.", key)["label"].islower()
    facts = graph.nodes[named(graph, "Wanhua Chemical Group Co., Ltd.")]["facts"]
    assert [fact["line"].casefold() for fact in facts] == ["founding date: 1978"] or facts[0]["line"].endswith(" 1978")


def test_what_is_denied_reads_as_it_is_explained(two_documents: GraphStore) -> None:
    read = to_networkx(two_documents, ONTOLOGY)
    lines = {fact["line"] for _, data in read.nodes(data=True) for fact in data["facts"]}
    (denied,) = [line for line in lines if line.startswith("not")]
    assert denied.startswith("not so: ")
    assert " produced nylon 12" in denied
    told = explain(two_documents, "nylon 12", ONTOLOGY).claims
    assert any(denied.startswith(claim.line) for claim in told)


def test_facts_are_short_lines_in_the_order_of_the_text_and_disputed_ones_are_marked(graph: nx.MultiDiGraph) -> None:
    facts = graph.nodes[expand("id:CN-SD")]["facts"]
    assert [(fact["line"], fact["disputed"]) for fact in facts] == [
        ("high-tech enterprises > 26,700", True),
        ("high-tech enterprises ↑ ≈ 30 % (year-on-year)", False),
        ("high-tech enterprises > 3.2 million (2023, expected)", True),
        ("first class new drugs: rank 3 (China)", False),
    ]
    assert all(fact["quote"] in sample_document().text for fact in facts)


def test_the_same_store_gives_the_same_graph_in_the_same_order(store: GraphStore, graph: nx.MultiDiGraph) -> None:
    again = to_networkx(store)
    assert list(again.nodes(data=True)) == list(graph.nodes(data=True))
    assert list(again.edges(keys=True, data=True)) == list(graph.edges(keys=True, data=True))


def test_focus_keeps_what_is_near(store: GraphStore, graph: nx.MultiDiGraph) -> None:
    near = to_networkx(store, ONTOLOGY, focus="qilu finance platform", hops=1)
    assert {data["label"] for _, data in near.nodes(data=True)} == {"Qilu Finance Platform", "Shandong", "enterprises"}
    assert set(near) < set(around(graph, "Qilu Finance Platform", 2))
    assert set(around(graph, expand("id:CN-SD"), 0)) == {expand("id:CN-SD")}


def test_an_unknown_focus_is_an_error(store: GraphStore, graph: nx.MultiDiGraph) -> None:
    with pytest.raises(QueryError, match="Shandnog"):
        to_networkx(store, ONTOLOGY, focus="Shandnog")
    with pytest.raises(QueryError, match="Atlantis"):
        around(graph, "Atlantis", 1)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["region"], {"Shandong", "Henan", "Yantai"}),
        (["schema:AdministrativeArea"], {"Shandong", "Henan", "Yantai"}),
        ([expand("schema:Person")], {"Liao Zengtai"}),
        (["person", "Platform"], {"Liao Zengtai", "Qilu Finance Platform"}),
        (["organisation"], {"Qilu Finance Platform", "Wanhua Chemical Group Co., Ltd.", "Wanhua BorsodChem"}),
    ],
)
def test_types_keep_a_class_and_the_classes_below_it(store: GraphStore, kinds: list[str], expected: set[str]) -> None:
    kept = to_networkx(store, ONTOLOGY, types=kinds)
    assert {data["label"] for _, data in kept.nodes(data=True)} == expected


def test_types_keep_the_focus(store: GraphStore) -> None:
    kept = to_networkx(store, ONTOLOGY, focus="Shandong", hops=1, types=["field"])
    labels = {data["label"] for _, data in kept.nodes(data=True)}
    assert {"Shandong", "pharmaceuticals"} <= labels
    assert "Henan" not in labels


def test_an_unknown_type_is_an_error_that_tells_the_known_ones(graph: nx.MultiDiGraph) -> None:
    with pytest.raises(QueryError, match=r'"galaxy".*enterprise'):
        of_types(graph, ["galaxy"], ONTOLOGY)


def test_no_types_at_all_means_all(store: GraphStore, graph: nx.MultiDiGraph) -> None:
    assert set(to_networkx(store, ONTOLOGY, types=())) == set(graph)


def test_flat_graphs_can_be_written_for_other_tools(graph: nx.MultiDiGraph) -> None:
    out = io.BytesIO()
    nx.write_graphml(flat(graph), out)
    read = nx.parse_graphml(out.getvalue().decode(), force_multigraph=True)
    assert set(read) == set(graph)
    assert read.number_of_edges() == graph.number_of_edges()
    assert "26,700" in read.nodes[expand("id:CN-SD")]["facts"]


def test_an_empty_store_gives_an_empty_graph() -> None:
    assert len(to_networkx(GraphStore.open(), ONTOLOGY)) == 0


@pytest.mark.parametrize(
    ("value", "long", "short"),
    [
        ("8", "8", "8"),
        ("51.37", "51.37", "51.37"),
        ("26700", "26,700", "26,700"),
        ("3200000", "3.2 million", "3.2 m"),
        ("14520000000", "14.52 billion", "14.52 bn"),
        ("1234567", "1,234,567", "≈ 1.23 m"),
        ("-2500000", "-2.5 million", "-2.5 m"),
        ("1000000000000", "1 trillion", "1 tn"),
        ("100", "100", "100"),
    ],
)
def test_numbers_are_readable_and_never_rounded_silently(value: str, long: str, short: str) -> None:
    assert readable_number(Decimal(value)) == long
    assert readable_number(Decimal(value), short=True) == short


def test_money_in_a_currency_without_a_name_keeps_its_code() -> None:
    wording = Wording(ONTOLOGY)
    assert wording.money(Decimal(5000000), "XTS", expand("concept:greater-than")) == "> 5 m XTS"
    assert wording.money(Decimal(5000000), "CNY", expand("concept:equal-to")) == "5 m yuan"
