"""What a build keeps beside its graph."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from innograph.archive import NAME, Archive, Reading, claims_json, document_of, finding_data, finding_of, record_of
from innograph.errors import StoreError
from innograph.model import Claim, Document, Evidence, Finding, Span
from innograph.ontology import Ontology
from innograph.read import document_from_text

TEXT = "Money\n\nShandong invested 3 billion yuan in 2023.\n"
DOCUMENT = document_from_text(TEXT, title="Money", date=datetime.date(2024, 1, 2), language="en", genre="news")
CLAIM = Claim(
    id="claim-1",
    type="funding",
    document=DOCUMENT.id,
    evidence=(Evidence(Span(7, 16), "Shandong "),),
    fields={"funder": "Shandong", "amount": Decimal("3000000000"), "currency": "CNY"},
    confidence=Decimal("0.7"),
)


@pytest.fixture
def ontology() -> Ontology:
    return Ontology()


def _fill(archive: Archive, ontology: Ontology, place: str = "a.txt") -> None:
    archive.keep_file(place, "digest", f"docs/{place}", [Reading(place, 0, record_of(DOCUMENT), DOCUMENT.id)])
    archive.keep_claims(DOCUMENT.id, (place, 0), "engine", claims_json([CLAIM], ontology), "[]")
    archive.commit()


def test_documents_and_claims_come_back_as_they_were(tmp_path: Path, ontology: Ontology) -> None:
    with Archive.open(tmp_path) as archive:
        _fill(archive, ontology)
    with Archive.open(tmp_path, read_only=True) as archive:
        assert archive.document(DOCUMENT.id) == DOCUMENT
        assert list(archive.documents()) == [DOCUMENT]
        assert archive.claims(DOCUMENT.id, ontology) == [CLAIM]
        assert archive.document("doc-none") is None
        assert archive.claims("doc-none", ontology) == []


def test_what_was_not_committed_is_forgotten(tmp_path: Path, ontology: Ontology) -> None:
    with Archive.open(tmp_path) as archive:
        _fill(archive, ontology)
        archive.drop_document(DOCUMENT.id)
        archive.note("state", "half done")
    with Archive.open(tmp_path) as archive:
        assert archive.about("state") is None
        assert list(archive.extracted()) == [DOCUMENT.id]


def test_claims_that_were_kept_out_of_the_graph_are_not_given(tmp_path: Path, ontology: Ontology) -> None:
    with Archive.open(tmp_path) as archive:
        _fill(archive, ontology)
        archive.mark_written(DOCUMENT.id, "v1", kept_out='[{"kind": "quarantined", "claim": "claim-1"}]')
        assert archive.claims(DOCUMENT.id, ontology) == []


def test_a_record_says_everything_but_the_path() -> None:
    assert document_of(record_of(DOCUMENT)) == DOCUMENT
    assert "elsewhere" not in record_of(Document(TEXT, DOCUMENT.blocks, "money.txt", path="/elsewhere/money.txt"))


def test_findings_come_back_as_they_were() -> None:
    finding = Finding("unreadable", "is empty", source="a.txt")
    assert finding_data(finding) == {"kind": "unreadable", "message": "is empty", "source": "a.txt"}
    assert finding_of(finding_data(finding)) == finding


@pytest.mark.parametrize("damage", [b"nonsense, not a database at all, " * 40, b"SQLite format 3\0" + b"\1" * 500])
def test_a_damaged_archive_is_told(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / NAME).write_bytes(damage)
    with pytest.raises(StoreError, match="damaged"):
        Archive.open(tmp_path)


def test_an_archive_of_another_layout_is_told(tmp_path: Path) -> None:
    import sqlite3

    with Archive.open(tmp_path):
        pass
    db = sqlite3.connect(tmp_path / NAME)
    db.execute("PRAGMA user_version = 999")
    db.close()
    with pytest.raises(StoreError, match="layout 999"):
        Archive.open(tmp_path)


def test_reading_where_there_is_no_archive_is_told_and_makes_none(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no archive"):
        Archive.open(tmp_path, read_only=True)
    assert list(tmp_path.iterdir()) == []
