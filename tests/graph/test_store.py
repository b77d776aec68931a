"""The store: transactions, the union of graphs, parameters, and what it says when it cannot be used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from innograph.errors import QueryError, StoreError
from innograph.graph.store import GraphStore

GRAPH, OTHER = "https://example.org/graph/one", "https://example.org/graph/two"
NAME = NamedNode("https://example.org/name")


def quad(subject: str, value: str, graph: str = GRAPH) -> Quad:
    return Quad(NamedNode(f"https://example.org/{subject}"), NAME, Literal(value), NamedNode(graph))


def test_a_query_sees_the_union_of_all_graphs() -> None:
    with GraphStore.open() as store:
        store.replace({GRAPH: [quad("a", "A")], OTHER: [quad("b", "B", OTHER)]})
        rows = store.select("SELECT ?name WHERE { ?s ?p ?name } ORDER BY ?name")
        assert [row["name"].value for row in rows] == ["A", "B"]


def test_replacing_leaves_other_graphs_alone_and_nothing_of_the_old_one() -> None:
    with GraphStore.open() as store:
        store.replace({GRAPH: [quad("a", "A")], OTHER: [quad("b", "B", OTHER)]})
        store.replace({GRAPH: [quad("a", 'new "words"\n\\ with ü and \t')]})
        assert store.graph(GRAPH) == [quad("a", 'new "words"\n\\ with ü and \t')]
        assert store.graph(OTHER) == [quad("b", "B", OTHER)]
        store.remove([GRAPH, "https://example.org/graph/never-there"])
        assert store.graph_iris() == [OTHER]


def test_an_empty_graph_in_place_of_a_full_one_removes_it() -> None:
    with GraphStore.open() as store:
        store.replace({GRAPH: [quad("a", "A")]})
        store.replace({GRAPH: []})
        assert len(store) == 0


def test_parameters_are_terms_and_cannot_break_out_of_the_query() -> None:
    with GraphStore.open() as store:
        store.replace({GRAPH: [quad("a", "A")]})
        query = "SELECT ?s ?name WHERE { ?s ?p ?name }"
        assert len(store.select(query, {"name": Literal("A")})) == 1
        assert store.select(query, {"name": Literal('" } INSERT DATA { <a:a> <a:a> <a:a> } #')}) == []


def test_a_syntax_error_tells_line_and_column() -> None:
    with GraphStore.open() as store, pytest.raises(QueryError) as caught:
        store.query("SELECT ?s WHERE {\n  ?s ?p \n}")
    assert caught.value.line == 3
    assert caught.value.column is not None


def test_select_wants_a_select() -> None:
    with GraphStore.open() as store, pytest.raises(QueryError, match="SELECT"):
        store.select("ASK { ?s ?p ?o }")


def test_what_was_written_is_there_after_opening_again(tmp_path: Path) -> None:
    with GraphStore.open(tmp_path / "store") as store:
        store.replace({GRAPH: [quad("a", "A")]})
    with GraphStore.open(tmp_path / "store", read_only=True) as store:
        assert store.graph(GRAPH) == [quad("a", "A")]
        with pytest.raises(StoreError):
            store.replace({GRAPH: []})


def test_bulk_loading_keeps_each_quad_in_its_graph(tmp_path: Path) -> None:
    with GraphStore.open(tmp_path / "store") as store:
        store.bulk_load(quad(str(n), "x", GRAPH if n % 2 else OTHER) for n in range(100))
        assert len(store.graph(GRAPH)) == len(store.graph(OTHER)) == 50


def test_a_closed_store_says_so() -> None:
    store = GraphStore.open()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.query("ASK {}")


def test_a_store_in_use_says_so_and_can_still_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    other_process = (
        "import sys\n"
        "from innograph.errors import StoreError\n"
        "from innograph.graph.store import GraphStore\n"
        "try:\n    GraphStore.open(sys.argv[1])\n"
        "except StoreError as error:\n    print(error.reason)\n"
        "with GraphStore.open(sys.argv[1], read_only=True) as store:\n    print(len(store))\n"
    )
    with GraphStore.open(folder) as store:
        store.replace({GRAPH: [quad("a", "A")]})
        done = subprocess.run(
            [sys.executable, "-c", other_process, str(folder)], capture_output=True, text=True, check=True
        )
    reason, size = done.stdout.splitlines()
    assert "in use by another process" in reason
    assert size == "1"


def test_a_truncated_store_says_that_it_is_damaged(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with GraphStore.open(folder) as store:
        store.replace({GRAPH: [quad("a", "A")]})
    with GraphStore.open(folder):  # writes the log into tables
        pass
    for file in [*folder.glob("*.sst"), *folder.glob("MANIFEST*")]:
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(StoreError, match="damaged"):
        GraphStore.open(folder)


@pytest.mark.parametrize("read_only", [True, False])
def test_a_store_whose_index_is_lost_is_damaged_and_not_taken_for_an_empty_one(tmp_path: Path, read_only: bool) -> None:
    folder = tmp_path / "store"
    for _ in range(2):  # the second opening writes the log of the first into tables
        with GraphStore.open(folder) as store:
            store.replace({GRAPH: [quad("a", "A")]})
    (folder / "CURRENT").unlink()
    with pytest.raises(StoreError, match="damaged"):
        GraphStore.open(folder, read_only=read_only)


def test_reading_where_there_is_no_store_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no graph store"):
        GraphStore.open(tmp_path, read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "store"
    file.write_text("not a store")
    with pytest.raises(StoreError, match="not a directory"):
        GraphStore.open(file)
