"""The version of the layout: written by every load, and a store of another one is refused."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from innograph.cli import main
from innograph.errors import SchemaError, StoreError
from innograph.graph.loading import load
from innograph.graph.namespaces import Namespaces, term, typed
from innograph.graph.schema import SCHEMA_VERSION, schema_version
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology
from sample import sample_claims, sample_document

OURS = Namespaces()


def says(version: object) -> Quad:
    value = version if isinstance(version, Literal) else typed(version, "xsd:integer")
    return Quad(OURS.resource("schema"), term("inno:schemaVersion"), value, NamedNode(OURS.schema))


def a_claim() -> Quad:
    return Quad(OURS.resource("claim-1"), term("rdf:type"), term("inno:Claim"), NamedNode(OURS.graph("doc-1")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "store"


def test_what_is_loaded_tells_its_version_in_a_graph_of_its_own() -> None:
    with GraphStore.open() as store:
        load(store, [(sample_document(), sample_claims())], Ontology())
        assert schema_version(store.store) == SCHEMA_VERSION
        assert store.graph(OURS.schema) == [says(SCHEMA_VERSION)]


@pytest.mark.parametrize("base", ["https://example.org/id/", "urn:x#"])
def test_the_version_is_found_whatever_the_base(base: str) -> None:
    with GraphStore.open() as store:
        load(store, [], Ontology(), Namespaces(base))
        assert schema_version(store.store) == SCHEMA_VERSION


@pytest.mark.parametrize("quads", [[], [Quad(NamedNode("urn:a"), NamedNode("urn:p"), Literal("x"))]])
def test_an_empty_or_foreign_store_has_no_version_and_opens(folder: Path, quads: list[Quad]) -> None:
    with GraphStore.open(folder) as store:
        store.bulk_load(quads)
        assert schema_version(store.store) is None
    with GraphStore.open(folder, read_only=True) as store:
        assert len(store) == len(quads)


@pytest.mark.parametrize("found", [SCHEMA_VERSION + 1, 4711, Literal("two"), Literal("9" * 30)])
def test_a_newer_store_is_refused_for_reading_and_for_writing(folder: Path, found: object) -> None:
    with GraphStore.open(folder) as store:
        store.bulk_load([says(found)])
    for read_only in (True, False):
        with pytest.raises(SchemaError) as caught:
            GraphStore.open(folder, read_only=read_only)
        assert caught.value.newer
        assert f"version {caught.value.found}, and this innograph knows versions up to {SCHEMA_VERSION}" in str(
            caught.value
        )
        assert isinstance(caught.value, StoreError)
    held = caught.value  # does not keep the folder locked
    with pytest.raises(SchemaError):
        GraphStore.open(folder)
    assert held.known == SCHEMA_VERSION


def test_an_older_store_can_be_built_anew_and_not_be_read(folder: Path) -> None:
    with GraphStore.open(folder) as store:
        store.bulk_load([a_claim()])
    with pytest.raises(SchemaError, match=f"version 0, and this innograph reads version {SCHEMA_VERSION}: build it"):
        GraphStore.open(folder, read_only=True)
    with GraphStore.open(folder) as store:
        load(store, [(sample_document(), sample_claims())], Ontology())
    with GraphStore.open(folder, read_only=True) as store:
        assert schema_version(store.store) == SCHEMA_VERSION


def test_of_several_versions_the_highest_counts(folder: Path) -> None:
    with GraphStore.open(folder) as store:
        store.bulk_load([says(SCHEMA_VERSION), says(SCHEMA_VERSION + 1)])
    with pytest.raises(SchemaError):
        GraphStore.open(folder)


@pytest.mark.parametrize(
    "verb",
    [("stats",), ("query", "rankings"), ("explain", "x"), ("validate",), ("export", "x.nt"), ("draw", "x.svg"),
     ("conflicts",), ("backup", "x.tar.gz"), ("diff", "out", "out"), ("build", "a.txt")],
    ids=lambda verb: verb[0],
)  # fmt: skip
def test_every_verb_names_both_versions(
    folder: Path, verb: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with GraphStore.open(folder) as store:
        store.bulk_load([says(SCHEMA_VERSION + 1)])
    monkeypatch.chdir(folder.parent.parent)
    monkeypatch.setenv("INNOGRAPH_OUT", "out")
    Path("a.txt").write_text("Wanhua Chemical has mastered the production of nylon 12.\n")
    monkeypatch.setattr(sys, "argv", ["innograph", *verb])
    handler = signal.getsignal(signal.SIGPIPE)
    with pytest.raises(SystemExit) as ended:
        main()
    signal.signal(signal.SIGPIPE, handler)
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (3, "")
    assert f"version {SCHEMA_VERSION + 1}" in told.err
    assert f"up to {SCHEMA_VERSION}" in told.err
    assert len(told.err.splitlines()) == 1
    with pytest.raises(SchemaError):  # and it is still there
        GraphStore.open(folder)
