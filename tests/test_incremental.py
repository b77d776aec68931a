"""A build does again only what has changed, and ends in what a clean build would have made."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import innograph.extract
from innograph.archive import STATE, Archive
from innograph.build import build_graph, site
from innograph.build.site import DERIVED
from innograph.cli import app
from innograph.errors import DocumentError, StoreError
from innograph.graph.store import GraphStore
from innograph.model import Document
from innograph.ontology import Ontology

TEXTS = (
    "Shandong province invested 3 billion yuan in hydrogen technology in 2023.",
    "Wanhua Chemical has mastered the production technology of nylon 12.",
    "Shandong province invested 9.5 billion yuan in hydrogen technology in 2023.",
    "In 2023 Shandong had more than 26,700 high-tech enterprises.\n\nHenan province ranked third in China.",
    "In 2023 Shandong had over 3.2 million high-tech enterprises.",
    "",  # cannot be read
)
NAMES = ("a.txt", "b.md", "c/d.txt", "e.txt")


@pytest.fixture(autouse=True)
def _one_extractor(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Loads the pipeline once for all builds, and keeps the ids of the documents that were extracted."""
    real = innograph.extract.Extractor
    extracted: list[str] = []

    class Recorder(real):  # type: ignore[valid-type,misc]
        def extract_all(self, documents: Any, **options: Any) -> Any:
            for document, claims in super().extract_all(documents, **options):
                extracted.append(document.id)
                yield document, claims

    made = cache(
        lambda version, pipeline, trained, least: Recorder(Ontology(), pipeline, trained=trained, min_confidence=least)
    )

    def make(ontology: Ontology, pipeline: str, *, trained: bool = True, min_confidence: float = 0.0) -> Any:
        return made(ontology.version, pipeline, trained, min_confidence)

    monkeypatch.setattr(innograph.extract, "Extractor", make)
    yield extracted


def outcome(folder: Path) -> dict[str, bytes]:
    """What a build leaves for others, and what is in its store."""
    files = {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file() and p.suffix != ".sqlite"}
    with GraphStore.open(folder / "store", read_only=True) as store:
        return files | {"store": "\n".join(sorted(map(str, store.quads()))).encode()}


def put(folder: Path, contents: dict[str, int]) -> None:
    """The files that the folder holds from now on: the number of a text for each name."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, number in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXTS[number])


FOLDERS = st.dictionaries(st.sampled_from(NAMES), st.integers(0, len(TEXTS) - 1), min_size=1)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FOLDERS.filter(lambda f: any(TEXTS[n] for n in f.values())), min_size=2, max_size=4))
def test_after_any_sequence_of_changes_the_outcome_is_that_of_a_clean_build(states: list[dict[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as tmp:
        documents, out, clean = Path(tmp, "documents"), Path(tmp, "out"), Path(tmp, "clean")
        for state in states:
            put(documents, state)
            build_graph([documents], out, prune=True)
        build_graph([documents], clean)
        assert outcome(out) == outcome(clean)


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    put(tmp_path / "documents", {"a.txt": 0, "b.md": 1, "c/d.txt": 3})
    return tmp_path / "documents"


def test_what_has_not_changed_is_not_extracted_again(
    documents: Path, tmp_path: Path, _one_extractor: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build_graph([documents], tmp_path / "out")
    before = outcome(tmp_path / "out")
    assert (first.added, first.changed, first.removed, len(_one_extractor)) == (3, 0, 0, 3)
    monkeypatch.setattr(innograph.extract, "Extractor", None)  # not even made
    again = build_graph([documents], tmp_path / "out")
    assert (again.added, again.changed, again.removed, len(_one_extractor)) == (0, 0, 0, 3)
    assert outcome(tmp_path / "out") == before


def test_only_the_changed_document_is_read(documents: Path, tmp_path: Path, _one_extractor: list[str]) -> None:
    build_graph([documents], tmp_path / "out")
    (documents / "b.md").write_text(TEXTS[4])
    _one_extractor.clear()
    report = build_graph([documents], tmp_path / "out")
    assert (report.added, report.changed, report.removed, report.documents) == (0, 1, 0, 3)
    assert len(_one_extractor) == 1
    assert report.conflicts == 1
    assert "nylon" not in (tmp_path / "out" / "innograph.ttl").read_text()


def test_other_options_read_everything_again(documents: Path, tmp_path: Path, _one_extractor: list[str]) -> None:
    build_graph([documents], tmp_path / "out")
    build_graph([documents], tmp_path / "clean", min_confidence=0.99)
    _one_extractor.clear()
    report = build_graph([documents], tmp_path / "out", min_confidence=0.99)
    assert (report.changed, len(_one_extractor)) == (3, 3)
    assert outcome(tmp_path / "out") == outcome(tmp_path / "clean")


def test_another_base_of_iris_needs_no_reading(documents: Path, tmp_path: Path, _one_extractor: list[str]) -> None:
    build_graph([documents], tmp_path / "out")
    build_graph([documents], tmp_path / "clean", base="https://example.org/id/")
    _one_extractor.clear()
    build_graph([documents], tmp_path / "out", base="https://example.org/id/")
    assert _one_extractor == []
    assert outcome(tmp_path / "out") == outcome(tmp_path / "clean")


def test_what_is_not_among_the_paths_stays_unless_pruned(documents: Path, tmp_path: Path) -> None:
    build_graph([documents], tmp_path / "out")
    report = build_graph([documents / "a.txt"], tmp_path / "out")
    assert (report.documents, report.kept, report.removed) == (3, 2, 0)
    report = build_graph([documents / "a.txt"], tmp_path / "out", prune=True)
    assert (report.documents, report.kept, report.removed) == (1, 0, 2)


def test_documents_that_go_with_their_archive_are_told(documents: Path, tmp_path: Path) -> None:
    out, others = tmp_path / "out", tmp_path / "others"
    others.mkdir()
    build_graph([documents], out)
    before = {path.name for path in documents.rglob("*") if path.is_file()}
    (others / "other.txt").write_text("Zhejiang province invested 2 billion yuan in robots in 2023.")
    build_graph([others], out)
    (out / "archive.sqlite").unlink()
    report = build_graph([others], out)
    assert report.documents == 1
    assert any(
        f"{len(before)} documents went with the archive" in notice and all(name in notice for name in before)
        for notice in report.notices
    )
    assert build_graph([documents, others], out).documents == len(before) + 1


def test_a_changed_date_counts_as_a_change(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.md").write_text(f"---\ndate: 2024-01-02\n---\n{TEXTS[0]}\n")
    build_graph([folder], tmp_path / "out")
    (folder / "a.md").write_text(f"---\ndate: 2025-06-07\n---\n{TEXTS[0]}\n")
    report = build_graph([folder], tmp_path / "out")
    build_graph([folder], tmp_path / "clean")
    assert (report.added, report.changed, report.removed) == (0, 1, 0)
    assert outcome(tmp_path / "out") == outcome(tmp_path / "clean")


def test_of_two_files_with_one_text_the_first_counts_whatever_came_first(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "b.md").write_text(f"---\ndate: 2024-01-02\n---\n{TEXTS[0]}\n")
    build_graph([folder], tmp_path / "out")
    (folder / "a.md").write_text(f"---\ndate: 2025-06-07\n---\n{TEXTS[0]}\n")
    build_graph([folder], tmp_path / "out")
    build_graph([folder], tmp_path / "clean")
    assert outcome(tmp_path / "out") == outcome(tmp_path / "clean")
    assert "2025-06-07" in (tmp_path / "out" / "innograph.ttl").read_text()


def test_a_project_can_be_moved_with_what_was_built(documents: Path, tmp_path: Path, _one_extractor: list[str]) -> None:
    (tmp_path / "project").mkdir()
    documents.rename(tmp_path / "project" / "documents")
    build_graph([tmp_path / "project" / "documents"], tmp_path / "project" / "out")
    moved = (tmp_path / "project").rename(tmp_path / "elsewhere")
    _one_extractor.clear()
    report = build_graph([moved / "documents"], moved / "out")
    assert (report.added, report.removed, report.kept, _one_extractor) == (0, 0, 0, [])


def test_when_nothing_can_be_read_any_more_the_graph_stays(documents: Path, tmp_path: Path) -> None:
    build_graph([documents], tmp_path / "out")
    before = outcome(tmp_path / "out")
    put(documents, {"a.txt": 5})
    with pytest.raises(DocumentError, match="empty"):
        build_graph([documents], tmp_path / "out", prune=True)
    assert outcome(tmp_path / "out") == before


@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="names of files are text there")
def test_a_file_whose_name_is_no_text_is_one_like_any_other(tmp_path: Path) -> None:
    documents, out = tmp_path / "documents", tmp_path / "out"
    documents.mkdir()
    for name, text in zip((b"\xff.txt", b"\xfe.txt", b"udcff.txt", b"\xfd.txt"), TEXTS[:3] + TEXTS[-1:], strict=True):
        Path(os.fsdecode(os.path.join(os.fsencode(documents), name))).write_text(text)  # noqa: PTH118
    report = build_graph([documents], out)
    assert (report.documents, report.added) == (3, 3)
    assert [finding.source for finding in report.findings] == [f"{documents.as_posix()}/\\udcfd.txt"]
    again = build_graph([documents], out)
    assert (again.documents, again.added, again.changed) == (3, 0, 0)


def test_a_build_that_comes_second_leaves_the_folder_of_the_first(
    documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"

    def in_use(path: Path, notices: list[str]) -> GraphStore:
        Archive.open(path.parent).close()  # the other build has just begun
        raise StoreError(path, "the store is in use by another process")

    monkeypatch.setattr(site, "_store", in_use)
    with pytest.raises(StoreError, match="in use"):
        build_graph([documents], out)
    assert (out / "archive.sqlite").is_file()


def test_exports_can_be_left_out_and_do_not_stay_behind(documents: Path, tmp_path: Path) -> None:
    build_graph([documents], tmp_path / "clean")
    build_graph([documents / "a.txt"], tmp_path / "out")
    build_graph([documents], tmp_path / "out", exports=False)
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["archive.sqlite", "report.json", "store"]
    build_graph([documents], tmp_path / "out")
    assert outcome(tmp_path / "out") == outcome(tmp_path / "clean")


def test_the_archive_shows_documents_and_their_claims(documents: Path, tmp_path: Path) -> None:
    build_graph([documents], tmp_path / "out")
    ontology = Ontology()
    with Archive.open(tmp_path / "out", read_only=True) as archive:
        found: list[Document] = list(archive.documents())
        claims = [claim for document in found for claim in archive.claims(document.id, ontology)]
    assert sorted(document.text.strip() for document in found) == sorted(TEXTS[n] for n in (0, 1, 3))
    lines = (tmp_path / "out" / "claims.jsonl").read_text().splitlines()
    assert {claim.id for claim in claims} == {json.loads(line)["id"] for line in lines}


def test_a_graph_whose_build_was_interrupted_says_so(documents: Path, tmp_path: Path) -> None:
    build_graph([documents], tmp_path / "out")
    with innograph.open_graph(tmp_path / "out") as graph:
        assert not graph.is_unfinished
    with Archive.open(tmp_path / "out") as archive:
        archive.note(STATE, "building")
        archive.note(DERIVED, None)
        archive.commit()
    with innograph.open_graph(tmp_path / "out") as graph:
        assert graph.is_unfinished
    out = str(tmp_path / "out")
    for verb in (["stats", "--out", out], ["validate", out], ["backup", f"{out}.tar.gz", "--out", out]):
        done = CliRunner().invoke(app, verb)
        assert (done.exit_code, done.stderr.count("it is incomplete until a build is done")) == (0, 1), verb
    build_graph([documents], tmp_path / "out")
    with innograph.open_graph(tmp_path / "out") as graph:
        assert not graph.is_unfinished
