"""What a build keeps beside its graph: the documents as they were read, their claims, and what stands in the store.

One SQLite file, `archive.sqlite`. From it a build knows what need not be read or extracted again, and a page can show a
document's text without its file. It holds nothing that the files and the ontology do not give again: it may be thrown
away at any time, and the next build makes it anew.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from innograph.errors import DamagedError, StoreError
from innograph.interchange import from_json, to_json
from innograph.model import Block, BlockKind, Claim, Document, Finding, Span
from innograph.ontology import Ontology

NAME = "archive.sqlite"
LAYOUT = 2  # counts up when the tables change: an archive of another layout is made anew
STATE = "state"  # noted under this while documents are being written, forgotten when all is done

_TABLES = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL, seal TEXT) WITHOUT ROWID;
CREATE TABLE files (place TEXT PRIMARY KEY, digest TEXT NOT NULL, path TEXT NOT NULL, seal TEXT) WITHOUT ROWID;
CREATE TABLE readings (
  place TEXT NOT NULL, number INTEGER NOT NULL, document TEXT, mark TEXT NOT NULL, record TEXT NOT NULL,
  version TEXT NOT NULL, seal TEXT, PRIMARY KEY (place, number)
);
CREATE INDEX readings_of_document ON readings (document);
CREATE TABLE documents (
  id TEXT PRIMARY KEY, place TEXT NOT NULL, number INTEGER NOT NULL, engine TEXT NOT NULL, claims TEXT NOT NULL,
  findings TEXT NOT NULL, written TEXT, kept_out TEXT NOT NULL DEFAULT '[]', sums TEXT NOT NULL DEFAULT '{}', seal TEXT
);
"""
_SEALED = {  # by table its key and its other columns; SQLite itself does not notice when a text is not what was written
    "about": (("key",), ("value",)),
    "files": (("place",), ("digest", "path")),
    "readings": (("place", "number"), ("document", "mark", "record", "version")),
    "documents": (("id",), ("place", "number", "engine", "claims", "findings", "written", "kept_out", "sums")),
}


def _seals() -> Iterator[str]:
    """Triggers that give each row a hash of what is in it, whenever it is written."""
    for table, (keys, values) in _SEALED.items():
        row = " AND ".join(f"{key} = NEW.{key}" for key in keys)
        seal = f"UPDATE {table} SET seal = hashed({', '.join(f'NEW.{c}' for c in (*keys, *values))}) WHERE {row};"
        for event in ("INSERT", "UPDATE"):
            yield f"CREATE TRIGGER {table}_{event} AFTER {event} ON {table} BEGIN {seal} END;"


def _hashed(*values: str | int | None) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


# while a build is at it, a file may hold another document already than the one that stands in the graph
_READ = "JOIN readings ON document = id AND readings.place = documents.place AND readings.number = documents.number"


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a file gave at one place in it: a document, or why there is none."""

    place: str  # of the file, relative to the folder of the archive
    number: int  # in the file, from 0
    record: str  # the document as JSON, or why there is none
    document: str | None  # its id
    mark: str = ""  # what its path has beside that of the file: "#7" of a file of many documents
    version: str = ""  # a hash of the record, given by the archive

    @property
    def at(self) -> tuple[str, int]:
        """The file, and the number in it."""
        return self.place, self.number


@dataclass(frozen=True, slots=True)
class Extracted:
    """What is known of the claims of a document."""

    engine: str  # what found them: versions, options, and the document's own record
    findings: str  # JSON array
    place: str
    number: int
    written: str | None  # what of it stands in the store; None where nothing, or nobody knows what
    kept_out: str  # findings about claims that violate a shape
    sums: str  # claims by type that went into the graph


class Archive:
    """The archive of a built folder. Open one with `Archive.open`; use it in a `with` block.

    Changes are kept when `commit` is called, and are then safe against the end of the process at any moment.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self.path = path

    @classmethod
    def open(cls, folder: str | Path, *, read_only: bool = False) -> Archive:
        """The archive in `folder`, made where there is none.

        Raises:
            DamagedError: it is damaged.
            StoreError: it is of another layout, cannot be written, or there is none to read.
        """
        path = Path(folder) / NAME
        if read_only and not path.is_file():
            raise StoreError(path, "there is no archive of documents here; build the graph again")
        with _told(path):
            mode = "ro" if read_only else "rwc"
            # another process may be at it for a moment, hardly longer: only one at a time builds
            db = sqlite3.connect(f"file:{_quoted(path)}?mode={mode}", uri=True, timeout=30, isolation_level=None)
            try:
                archive = cls(db, path)
                archive._begin(read_only)
            except BaseException:
                db.close()
                raise
        return archive

    def _begin(self, read_only: bool) -> None:
        self._db.create_function("hashed", -1, _hashed, deterministic=True)
        layout = self._db.execute("PRAGMA user_version").fetchone()[0]
        empty = not self._db.execute("SELECT 1 FROM sqlite_master").fetchone()
        if empty and not read_only:
            self._db.executescript(f"BEGIN; {_TABLES} {' '.join(_seals())} PRAGMA user_version = {LAYOUT}; COMMIT;")
        elif layout != LAYOUT:
            raise StoreError(self.path, f"the archive has layout {layout}, and this version of innograph uses {LAYOUT}")
        if not read_only:
            self._db.execute("BEGIN")

    # -- for readers --------------------------------------------------------------------------------------------

    def document(self, document_id: str) -> Document | None:
        """The document of that id, or None."""
        row = self._one(f"SELECT record FROM documents {_READ} WHERE id = ?", document_id)
        return None if row is None else document_of(row[0])

    def documents(self) -> Iterator[Document]:
        """All documents of the graph, in the order of their ids."""
        with _told(self.path):
            rows = self._db.execute(f"SELECT record FROM documents {_READ} ORDER BY id")
            for (record,) in rows:
                yield document_of(record)

    def claims(self, document_id: str, ontology: Ontology) -> list[Claim]:
        """The claims of a document that are in the graph, in the order of their words."""
        row = self._one("SELECT claims, kept_out FROM documents WHERE id = ?", document_id)
        if row is None:
            return []
        kept_out = {finding["claim"] for finding in json.loads(row[1])}
        return [from_json(data, ontology) for data in json.loads(row[0]) if data["id"] not in kept_out]

    # -- for builds ---------------------------------------------------------------------------------------------

    def about(self, key: str) -> str | None:
        """What was noted under `key`, or None."""
        row = self._one("SELECT value FROM about WHERE key = ?", key)
        return None if row is None else str(row[0])

    def verify(self) -> None:
        """Look at every row, whether it is what was written.

        Raises:
            DamagedError: one is not.
        """
        try:
            (verdict,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
            for table, (keys, values) in _SEALED.items():
                wrong = f"SELECT count(*) FROM {table} WHERE seal IS NOT hashed({', '.join((*keys, *values))})"
                if self._db.execute(wrong).fetchone()[0]:
                    verdict = f"{table} are not as they were written"
        except (sqlite3.Error, UnicodeDecodeError) as error:  # text that is none does not even come to be hashed
            raise DamagedError(self.path, f"the archive is damaged ({error})") from error
        if verdict != "ok":
            raise DamagedError(self.path, f"the archive is damaged ({verdict})")

    def note(self, key: str, value: str | None) -> None:
        """Note something about the archive as a whole; None forgets it."""
        if value is None:
            self._do("DELETE FROM about WHERE key = ?", key)
        else:
            self._do("INSERT OR REPLACE INTO about (key, value) VALUES (?, ?)", key, value)

    def files(self) -> dict[str, tuple[str, str]]:
        """What each file was when it was read, and what messages call it, by its place."""
        return {place: (digest, path) for place, digest, path in self._all("SELECT place, digest, path FROM files")}

    def keep_file(self, place: str, digest: str, path: str, readings: Iterable[Reading]) -> None:
        """Keep what reading a file gave, in the place of what it gave before."""
        self.drop_file(place)
        self._do("INSERT INTO files (place, digest, path) VALUES (?, ?, ?)", place, digest, path)
        for reading in readings:
            version = hashlib.sha256(reading.record.encode()).hexdigest()[:32]
            values = (reading.place, reading.number, reading.document, reading.mark, reading.record, version)
            columns = "place, number, document, mark, record, version"
            self._do(f"INSERT INTO readings ({columns}) VALUES (?, ?, ?, ?, ?, ?)", *values)

    def drop_file(self, place: str) -> None:
        """Forget a file."""
        self._do("DELETE FROM readings WHERE place = ?", place)
        self._do("DELETE FROM files WHERE place = ?", place)

    def readings(self) -> list[Reading]:
        """What was read of all files. The records of documents are left out: see `record`."""
        record = "CASE WHEN document IS NULL THEN record ELSE '' END"
        columns = f"place, number, {record}, document, mark, version"
        return [Reading(*row) for row in self._all(f"SELECT {columns} FROM readings")]

    def record(self, place: str, number: int) -> str:
        """The record of a document, as it was read at that place."""
        row = self._one("SELECT record FROM readings WHERE place = ? AND number = ?", place, number)
        if row is None:
            raise StoreError(self.path, f"nothing was read at {place}#{number}")
        return str(row[0])

    def extracted(self) -> dict[str, Extracted]:
        """What is known of each document's claims, by its id; the claims themselves are given by `claims_json`."""
        columns = "engine, findings, place, number, written, kept_out, sums"
        return {row[0]: Extracted(*row[1:]) for row in self._all(f"SELECT id, {columns} FROM documents ORDER BY id")}

    def claims_json(self, document_id: str) -> str:
        """All claims found in a document, those that were kept out as well, as a JSON array."""
        row = self._one("SELECT claims FROM documents WHERE id = ?", document_id)
        return "[]" if row is None else str(row[0])

    def keep_claims(self, document_id: str, reading: tuple[str, int], engine: str, claims: str, findings: str) -> None:
        """Keep what was extracted from a document. It counts as not written."""
        sql = "INSERT OR REPLACE INTO documents (id, place, number, engine, claims, findings) VALUES (?, ?, ?, ?, ?, ?)"
        self._do(sql, document_id, *reading, engine, claims, findings)

    def move_document(self, document_id: str, reading: tuple[str, int]) -> None:
        """The same document is from now on the one that was read elsewhere."""
        self._do("UPDATE documents SET place = ?, number = ? WHERE id = ?", *reading, document_id)

    def mark_written(self, document_id: str, written: str | None, kept_out: str = "[]", sums: str = "{}") -> None:
        """Note what stands of a document in the store, None where that is about to change."""
        sql = "UPDATE documents SET written = ?, kept_out = ?, sums = ? WHERE id = ?"
        self._do(sql, written, kept_out, sums, document_id)

    def mark_all_unwritten(self) -> None:
        """Nothing of what is kept stands in the store."""
        self._do("UPDATE documents SET written = NULL")

    def drop_document(self, document_id: str) -> None:
        """Forget what was extracted from a document."""
        self._do("DELETE FROM documents WHERE id = ?", document_id)

    def commit(self) -> None:
        """Keep all changes so far.

        Raises:
            StoreError: they cannot be written.
        """
        with _told(self.path):
            self._db.execute("COMMIT")
            self._db.execute("BEGIN")

    def close(self) -> None:
        """Let go of the archive; what was not committed is forgotten."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _do(self, sql: str, *values: str | int | None) -> None:
        with _told(self.path):
            self._db.execute(sql, values)

    def _one(self, sql: str, *values: str | int) -> tuple[Any, ...] | None:
        with _told(self.path):
            row: tuple[Any, ...] | None = self._db.execute(sql, values).fetchone()
            return row

    def _all(self, sql: str) -> list[tuple[Any, ...]]:
        with _told(self.path):
            return self._db.execute(sql).fetchall()


def is_unfinished(folder: str | Path) -> bool:
    """Whether a build is at work in a folder, or did not come to its end: documents, links, conflicts may be missing.

    An archive that cannot be read tells nothing: the next build says what is wrong with it.
    """
    try:
        with Archive.open(folder, read_only=True) as archive:
            return archive.about(STATE) is not None
    except StoreError:
        return False


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        reason = str(error)
        if any(sign in reason for sign in ("malformed", "not a database", "no such", "decode")):
            raise DamagedError(path, f"the archive is damaged ({reason})") from error
        raise StoreError(path, reason) from error


def _quoted(path: Path) -> str:
    from urllib.parse import quote

    return quote(str(path.resolve()))


def record_of(document: Document) -> str:
    """A document as JSON. Its `path` is left out: that is where a file stands on one machine."""
    blocks = [[block.kind.value, block.span.start, block.span.end, block.level] for block in document.blocks]
    data = {
        "text": document.text,
        "blocks": blocks,
        "source": document.source,
        "title": document.title,
        "date": document.date.isoformat() if document.date else None,
        "publisher": document.publisher,
        "url": document.url,
        "language": document.language,
        "media_type": document.media_type,
        "genre": document.genre,
    }
    return json.dumps(data, ensure_ascii=False)


def document_of(record: str, path: str | None = None) -> Document:
    """The document that `record_of` wrote."""
    data: dict[str, Any] = json.loads(record)
    blocks = tuple(Block(BlockKind(kind), Span(start, end), level) for kind, start, end, level in data.pop("blocks"))
    day = data.pop("date")
    return Document(**data, blocks=blocks, date=date.fromisoformat(day) if day else None, path=path)


def claims_json(claims: Iterable[Claim], ontology: Ontology) -> str:
    """Claims as a JSON array of the interchange form."""
    return json.dumps([to_json(claim, ontology) for claim in claims], ensure_ascii=False)


def findings_json(findings: Iterable[Finding]) -> str:
    """Findings as a JSON array, without what is not known."""
    return json.dumps([finding_data(finding) for finding in findings], ensure_ascii=False)


def finding_data(finding: Finding) -> dict[str, str]:
    """A finding as plain data, without what is not known."""
    values = {name: getattr(finding, name) for name in Finding.__slots__}
    return {name: value for name, value in values.items() if value is not None}


def finding_of(data: Mapping[str, str]) -> Finding:
    """The finding that `finding_data` wrote."""
    return Finding(**data)
