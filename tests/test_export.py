"""Exports: each format reads back as the same graph, and two exports are the same bytes."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from rdflib.compare import isomorphic

from innograph.errors import StoreError
from innograph.explore.export import FORMATS, export
from innograph.explore.network import to_networkx
from innograph.graph.loading import load
from innograph.graph.namespaces import Namespaces
from innograph.graph.store import GraphStore
from innograph.graph.terms import to_graph
from innograph.ontology import Ontology
from sample import sample_claims, sample_document

ONTOLOGY = Ontology()


@pytest.fixture(scope="module")
def store() -> Iterator[GraphStore]:
    with GraphStore.open() as store:
        load(store, [(sample_document(), sample_claims())], ONTOLOGY, Namespaces())
        yield store


def _export(store: GraphStore, folder: Path, ending: str) -> Path:
    return export(store, folder / f"graph{ending}", ontology=ONTOLOGY)


@pytest.mark.parametrize("ending", [".trig", ".nq", ".jsonld"])
def test_formats_with_graphs_read_back_the_same(store: GraphStore, tmp_path: Path, ending: str) -> None:
    path = _export(store, tmp_path, ending)
    form = RdfFormat.from_extension(ending.removeprefix("."))
    assert form is not None
    assert set(parse(path=str(path), format=form)) == set(store.quads())


@pytest.mark.parametrize("ending", [".ttl", ".nt", ".rdf"])
def test_formats_without_graphs_hold_the_union(store: GraphStore, tmp_path: Path, ending: str) -> None:
    path = _export(store, tmp_path, ending)
    form = RdfFormat.from_extension(ending.removeprefix("."))
    assert form is not None
    assert {quad.triple for quad in parse(path=str(path), format=form)} == {quad.triple for quad in store.quads()}


@pytest.mark.parametrize("ending", [".ttl", ".nt", ".rdf"])
def test_rdflib_reads_the_same_graph(store: GraphStore, tmp_path: Path, ending: str) -> None:
    assert isomorphic(rdflib.Graph().parse(_export(store, tmp_path, ending)), to_graph(store.quads()))


@pytest.mark.filterwarnings(r"ignore::DeprecationWarning:rdflib\..*")  # its parsers use what it deprecates
@pytest.mark.parametrize(("ending", "form"), [(".trig", "trig"), (".nq", "nquads"), (".jsonld", "json-ld")])
def test_rdflib_reads_the_same_dataset(store: GraphStore, tmp_path: Path, ending: str, form: str) -> None:
    dataset = rdflib.Dataset()
    dataset.parse(_export(store, tmp_path, ending), format=form)
    for iri in store.graph_iris():
        assert isomorphic(dataset.graph(rdflib.URIRef(iri)), to_graph(store.graph(iri))), iri


@pytest.mark.parametrize("ending", sorted(FORMATS))
def test_the_same_graph_gives_the_same_bytes(store: GraphStore, tmp_path: Path, ending: str) -> None:
    quads = list(store.quads())
    random.Random(1).shuffle(quads)
    with GraphStore.open() as other:
        other.store.extend(quads)
        again = export(other, tmp_path / f"again{ending}", ontology=ONTOLOGY)
    assert again.read_bytes() == _export(store, tmp_path, ending).read_bytes()


@pytest.mark.parametrize(("ending", "read"), [(".graphml", nx.read_graphml), (".gexf", nx.read_gexf)])
def test_other_programs_read_actors_and_links(store: GraphStore, tmp_path: Path, ending: str, read) -> None:  # type: ignore[no-untyped-def]
    path = _export(store, tmp_path, ending)
    found, network = read(path), to_networkx(store, ontology=ONTOLOGY)
    assert set(found) == set(network)
    assert sorted((s, t) for s, t, *_ in found.edges) == sorted((s, t) for s, t, *_ in network.edges)
    labels = {data["label"] for _, data in found.nodes(data=True)}
    assert {"Shandong", "nylon 12", "Qilu Finance Platform"} <= labels
    assert "lastmodified" not in path.read_text()


def test_claims_are_rows_with_their_words(store: GraphStore, tmp_path: Path) -> None:
    text = _export(store, tmp_path, ".csv").read_text()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(sample_claims())
    assert [row["id"] for row in rows] == sorted(claim.id for claim in sample_claims())
    (funding,) = [row for row in rows if row["funder"] == "Shandong"]
    expected = {
        "type": "funding",
        "amount": "14520000000",
        "currency": "CNY",
        "comparator": "eq",
        "purpose": "scientific research",
        "period": "2023",
        "modality": "achieved",
        "quote": "In 2023 Shandong spent 14.52 billion yuan ($2.05 billion) on scientific research.",
        "title": "Shandong counts on its enterprises",
        "url": "https://example.org/news/sample",
        "document": sample_document().id,
    }
    assert {key: funding[key] for key in expected} == expected
    assert {row["partners"] for row in rows if row["type"] == "collaboration"} == {"Henan; Shandong"}
    founded, owned = sorted((row for row in rows if row["type"] == "relation"), key=lambda row: row["object"])
    assert (founded["value"], founded["object"]) == ("1978", "")
    assert (owned["value"], owned["object"]) == ("", "Wanhua Chemical Group Co., Ltd.")


def test_json_ld_keeps_the_graphs_apart(store: GraphStore, tmp_path: Path) -> None:
    data = json.loads(_export(store, tmp_path, ".jsonld").read_text())
    assert {node["@id"] for node in data if "@graph" in node} == set(store.graph_iris())


def test_an_unknown_ending_is_refused_by_name(store: GraphStore, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"graph\.xyz: no format has the ending '\.xyz'; known are \.ttl"):
        export(store, tmp_path / "graph.xyz")


def test_a_file_that_cannot_be_written_is_named(store: GraphStore, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"file/graph\.nt: "):
        export(store, tmp_path / "file" / "graph.nt")


def test_a_failed_export_leaves_the_old_file(tmp_path: Path) -> None:
    predicate = NamedNode("https://example.org/1")
    target = tmp_path / "graph.rdf"
    target.write_text("old")
    with GraphStore.open() as store:
        store.store.add(Quad(predicate, predicate, Literal("x")))
        with pytest.raises(StoreError, match=r"RDF/XML has no way to write the property <https://example\.org/1>"):
            export(store, target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]
