"""The whole path over a folder: what it leaves, what it reports, and what it never does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from innograph.build import build_graph, report_data
from innograph.errors import DocumentError, OntologyError, StoreError
from innograph.explore.validity import validity
from innograph.graph.store import GraphStore
from innograph.interchange import from_json
from innograph.ontology import Ontology

FUNDING = "Shandong province invested 3 billion yuan in hydrogen technology in 2023.\n"
MASTERY = "Wanhua Chemical has mastered the production technology of nylon 12.\n"


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "funding.md").write_text(f"---\ntitle: Money for hydrogen\ndate: 2024-03-01\n---\n{FUNDING}")
    (folder / "mastery.txt").write_text(f"Wanhua moves on\n\n{MASTERY}")
    return folder


def _files(folder: Path) -> dict[str, bytes]:
    """What is for others to read; the archive is for builds."""
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file() and p.suffix != ".sqlite"}


def test_a_build_leaves_store_exports_claims_and_report(documents: Path, tmp_path: Path) -> None:
    stages: list[str] = []
    out = tmp_path / "out"
    report = build_graph([documents], out, pictures=True, progress=lambda stage, done, total: stages.append(stage))
    assert list(dict.fromkeys(stages)) == ["reading", "extracting", "building the graph", "writing"]
    assert sorted(p.name for p in out.iterdir()) == [
        "archive.sqlite",
        "claims.jsonl",
        "graph.html",
        "graph.png",
        "graph.svg",
        "innograph.trig",
        "innograph.ttl",
        "report.json",
        "store",
    ]
    assert (report.documents, report.conforms, report.findings) == (2, True, ())
    assert report.claims == sum(report.claims_by_type.values()) >= 2
    assert json.loads((out / "report.json").read_text()) == report_data(report)
    ontology = Ontology()
    claims = [from_json(json.loads(line), ontology) for line in (out / "claims.jsonl").read_text().splitlines()]
    assert {claim.evidence[0].quote for claim in claims} == {FUNDING.strip(" .\n"), MASTERY.strip(" .\n")}
    assert len(claims) == report.claims
    with GraphStore.open(out / "store", read_only=True) as store:
        assert len(store) == report.quads
        assert set(parse(path=str(out / "innograph.trig"), format=RdfFormat.TRIG)) == set(store.quads())


def test_the_same_documents_give_the_same_bytes(documents: Path, tmp_path: Path) -> None:
    build_graph([documents], tmp_path / "one", pictures=True)
    build_graph([documents], tmp_path / "two", pictures=True)
    first, second = _files(tmp_path / "one"), _files(tmp_path / "two")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_what_cannot_be_read_is_reported_and_stops_nothing(documents: Path, tmp_path: Path) -> None:
    (documents / "empty.txt").write_text("")
    (documents / "binary.txt").write_bytes(bytes(range(256)) * 8)
    (documents / "not.pdf").write_bytes(b"%PDF-1.7\nnothing here")
    (documents / "wrong.jsonl").write_text("{not json\n")
    report = build_graph([documents, tmp_path / "missing"], tmp_path / "out")
    assert report.documents == 2
    assert report.claims >= 2
    unreadable = {Path(f.source or "").name: f.message for f in report.findings if f.kind == "unreadable"}
    assert set(unreadable) == {"empty.txt", "binary.txt", "not.pdf", "wrong.jsonl", "missing"}
    assert all(unreadable.values())


def test_a_text_told_twice_is_read_once(documents: Path, tmp_path: Path) -> None:
    (documents / "twice.txt").write_text((documents / "mastery.txt").read_text())
    report = build_graph([documents], tmp_path / "out")
    assert report.documents == 2
    (finding,) = report.findings
    assert (finding.kind, finding.source) == ("duplicate", (documents / "twice.txt").as_posix())
    assert finding.message == f"the same text as {(documents / 'mastery.txt').as_posix()}"


def test_files_of_one_name_in_two_folders_are_told_apart(
    documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other" / "deep"
    other.mkdir(parents=True)
    (other / "mastery.txt").write_text((documents / "mastery.txt").read_text())
    (other / "many.jsonl").write_text(json.dumps({"id": 7, "text": (documents / "mastery.txt").read_text()}) + "\n")
    monkeypatch.chdir(tmp_path)
    report = build_graph(["documents", "other"], "out")
    assert [(f.source, f.message) for f in report.findings] == [
        ("other/deep/many.jsonl#7", "the same text as documents/mastery.txt"),
        ("other/deep/mastery.txt", "the same text as documents/mastery.txt"),
    ]


def test_where_the_documents_stand_does_not_change_the_graph(documents: Path, tmp_path: Path) -> None:
    build_graph([documents], tmp_path / "one")
    moved = documents.rename(tmp_path / "elsewhere")
    build_graph([moved], tmp_path / "two")
    assert _files(tmp_path / "one") == _files(tmp_path / "two")


def test_a_claim_that_violates_a_shape_is_kept_out_and_listed(documents: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "shapes.ttl").write_text(
        """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix inno: <https://w3id.org/innograph/ontology#> .
        <urn:no-development> a sh:NodeShape ; sh:targetClass inno:DevelopmentClaim ;
          sh:property [ sh:path inno:actor ; sh:maxCount 0 ; sh:message "nobody may develop anything" ] ."""
    )
    report = build_graph([documents], tmp_path / "out", ontology_folders=[own])
    assert report.conforms  # the graph that was written, without the claim
    assert report.quarantined == json.loads((tmp_path / "out" / "report.json").read_text())["quarantined"] == 1
    assert "development" not in report.claims_by_type
    assert report.claims_by_type["funding"] == 1
    kept_out = [f for f in report.findings if f.kind == "quarantined"]
    assert {f.message for f in kept_out} == {"nobody may develop anything"}
    assert {f.quote for f in kept_out} == {MASTERY.strip(" .\n")}
    assert all(f.focus_node and f.source == (documents / "mastery.txt").as_posix() for f in kept_out)
    assert "DevelopmentClaim" not in (tmp_path / "out" / "innograph.ttl").read_text().replace(
        "inno:DevelopmentClaim a", ""
    )


def test_a_graph_that_violates_a_shape_without_any_claim_does_not_conform(documents: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "shapes.ttl").write_text(
        """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix inno: <https://w3id.org/innograph/ontology#> .
        <urn:run> a sh:NodeShape ; sh:targetClass inno:Run ;
          sh:property [ sh:path inno:codeVersion ; sh:maxCount 0 ] ."""
    )
    report = build_graph([documents / "funding.md"], tmp_path / "out", ontology_folders=[own])
    assert report.findings == ()
    assert (report.conforms, validity(tmp_path / "out", Ontology([own])).conforms) == (False, False)


def test_documents_in_another_language_are_told_and_not_read_for_claims(documents: Path, tmp_path: Path) -> None:
    (documents / "deutsch.md").write_text(f"---\nlanguage: de-DE\n---\n{FUNDING}")
    (documents / "中文.txt").write_text("山东省新材料产业主营业务收入达到三百亿元。\n")
    (documents / "english.md").write_text(f"---\nlanguage: en-GB\n---\nAnd more: {MASTERY}")
    report = build_graph([documents], tmp_path / "out")
    assert [(f.kind, f.source) for f in report.findings] == [
        ("unread-language", (documents / "deutsch.md").as_posix()),
        ("unread-language", (documents / "中文.txt").as_posix()),
    ]
    assert "'de-DE'" in report.findings[0].message
    assert "'zh'" in report.findings[1].message
    assert report.documents == 5
    sources = {json.loads(line)["document"] for line in (tmp_path / "out" / "claims.jsonl").read_text().splitlines()}
    assert len(sources) == 3
    assert report.conforms


def test_the_base_of_resources_can_be_chosen(documents: Path, tmp_path: Path) -> None:
    build_graph([documents], tmp_path / "out", base="https://example.org/id/")
    text = (tmp_path / "out" / "innograph.trig").read_text()
    assert "<https://example.org/id/claim-" in text
    assert "GRAPH <https://example.org/graph/links>" in text


@pytest.mark.parametrize("base", ["http://example.org/x", "example/", "/id/", "https://example.org/a b/", ""])
def test_a_base_that_names_would_run_into_is_refused_before_anything_is_made(tmp_path: Path, base: str) -> None:
    with pytest.raises(ValueError, match=r"no absolute IRI|does not end in"):
        build_graph([tmp_path / "missing"], tmp_path / "out", base=base)
    assert not (tmp_path / "out").exists()


def test_a_failed_build_changes_nothing(documents: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build_graph([documents], out)
    before = _files(out)
    broken = tmp_path / "broken"
    (broken / "rules").mkdir(parents=True)
    (broken / "rules" / "wrong.rq").write_text("CONSTRUCT {")
    with pytest.raises(OntologyError, match=r"wrong\.rq"):
        build_graph([documents / "funding.md"], out, ontology_folders=[broken])
    with pytest.raises(DocumentError, match="empty"):
        (documents / "empty.txt").write_text("")
        build_graph([documents / "empty.txt"], out)
    assert _files(out) == before
    assert sorted(p.name for p in out.iterdir() if p.name.startswith(".")) == []
    with GraphStore.open(out / "store", read_only=True) as store:
        assert len(store) == json.loads(before["report.json"])["quads"]


def test_what_is_not_among_the_paths_is_taken_out_if_asked_for(documents: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build_graph([documents], out)
    report = build_graph([documents / "mastery.txt"], out, prune=True)
    assert (report.documents, report.removed) == (1, 1)
    assert "hydrogen" not in (out / "innograph.ttl").read_text()
    with GraphStore.open(out / "store", read_only=True) as store:
        assert len(store) == report.quads


def test_pictures_of_an_earlier_build_do_not_stay(documents: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build_graph([documents], out, pictures=True)
    (out / "mine.svg").write_text("<svg/>")
    build_graph([documents / "mastery.txt"], out)
    assert sorted(out.glob("*.svg")) == [out / "mine.svg"]
    assert [*out.glob("graph.*")] == []


def test_no_documents_at_all_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no documents were given"):
        build_graph([], tmp_path / "out")


def test_an_output_that_cannot_be_a_folder_is_told(documents: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file", tmp_path / "file" / "out"):
        with pytest.raises(StoreError, match=r"cannot be written"):
            build_graph([documents], out)


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Path]:
    """A built folder whose store another process holds open for writing."""
    out = tmp_path / "busy"
    out.mkdir()
    code = "import sys, pyoxigraph; s = pyoxigraph.Store(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(out / "store")]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdin and holder.stdout
    assert holder.stdout.readline() == "open\n"
    yield out
    holder.stdin.close()
    holder.wait(timeout=30)
    holder.stdout.close()


def test_a_store_in_use_by_another_process_is_told(documents: Path, busy: Path) -> None:
    with pytest.raises(StoreError, match="in use by another process"):
        build_graph([documents], busy)
    assert [p.name for p in busy.iterdir()] == ["store"]


def test_a_damaged_store_is_built_anew(documents: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build_graph([documents], out)
    for file in (out / "store").glob("MANIFEST*"):
        file.write_bytes(b"nonsense")
    report = build_graph([documents], out)
    with GraphStore.open(out / "store", read_only=True) as store:
        assert len(store) == report.quads
