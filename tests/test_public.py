"""The public surface: small, sorted, documented, and cheap to import."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import innograph
from innograph.graph.loading import load
from innograph.graph.namespaces import Namespaces
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology
from sample import sample_claims, sample_document


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    with GraphStore.open(folder / "store") as store:
        load(store, [(sample_document(), sample_claims())], Ontology(), Namespaces())
    return folder


def test_names_are_sorted_and_there() -> None:
    assert innograph.__all__ == sorted(innograph.__all__)
    assert set(innograph.__all__) <= set(dir(innograph))
    assert len(innograph.__all__) <= 20
    assert set(innograph.__all__) == set(innograph._HOME)


@pytest.mark.parametrize("name", innograph.__all__)
def test_every_name_is_documented(name: str) -> None:
    value = getattr(innograph, name)
    assert value.__doc__ and len(value.__doc__.strip()) > 10
    for member, method in vars(value).items() if isinstance(value, type) else ():
        if callable(method) and not member.startswith("_"):
            assert method.__doc__, f"{name}.{member}"


def test_a_name_that_is_not_there_is_told() -> None:
    with pytest.raises(AttributeError, match="module 'innograph' has no attribute 'nothing'"):
        _ = innograph.nothing


def test_importing_costs_next_to_nothing() -> None:
    code = "import sys; old = set(sys.modules); import innograph; print(*set(sys.modules) - old)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert {name for name in done.stdout.split() if name.startswith("innograph")} == {"innograph"}
    assert "pyoxigraph" not in done.stdout


def test_a_graph_answers_from_python(out: Path, tmp_path: Path) -> None:
    with innograph.open_graph(out) as graph:
        assert len(graph) > 100
        assert "quads" in repr(graph)
        answer = graph.query("who-masters-what", {"material": "nylon 12"})
        assert answer.rows == graph.query("who-masters-what", material="nylon 12").rows
        assert any("Wanhua Chemical Group Co., Ltd." in row.values() for row in answer)
        assert "<table>" in answer._repr_html_()
        assert len(answer.to_pandas()) == len(answer.rows)
        assert graph.explain("Shandong", "collaboratesWith", "Henan").claims
        assert graph.export(tmp_path / "graph.nt").stat().st_size > 1000
        assert graph.draw(tmp_path / "graph.svg", focus="Shandong").stat().st_size > 1000
        assert graph.to_networkx().number_of_edges() > 3
        assert len(graph.claims()) == len(sample_claims())
        assert len(graph.conflicts().rows) == 1
        assert "<th>documents</th><td>1</td>" in graph._repr_html_()
    with pytest.raises(innograph.StoreError, match="closed"):
        graph.query("ASK {}")


def test_the_folder_may_stand_in_the_environment(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNOGRAPH_OUT", str(out))
    with innograph.open_graph() as graph:
        assert graph.out == out


def test_a_parameter_may_have_any_name(out: Path) -> None:
    with innograph.open_graph(out) as graph, pytest.raises(innograph.QueryError, match='no parameter "query"'):
        graph.query("rankings", query="x")
