"""A backup holds all that a build left, and a restore brings it back or changes nothing."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import innograph
from innograph.errors import SchemaError, StoreError
from innograph.explore.export import export
from innograph.graph.loading import load
from innograph.graph.lock import undisturbed
from innograph.graph.store import GraphStore
from innograph.keeping import backup, check, restore
from innograph.keeping.manifest import MEMBERS, VERSION
from innograph.ontology import Ontology
from sample import sample_claims, sample_document

Change = Callable[[dict[str, bytes], dict[str, Any]], object]

WRITE = "import sys; from innograph.graph.store import GraphStore; GraphStore.open(sys.argv[1]); print('written')"
READ = (
    "import sys; from innograph.graph.store import GraphStore; print(len(GraphStore.open(sys.argv[1], read_only=True)))"
)
HOLD = WRITE.replace("GraphStore.open", "store = GraphStore.open").replace(
    "print(", "print(len(store), flush=True); input("
)
BACKUP = "from innograph.cli import main; main()"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a build leaves, of the sample document, with an archive."""
    out = tmp_path_factory.mktemp("kept") / "out"
    out.mkdir()
    with GraphStore.open(out / "store") as store:
        load(store, [(sample_document(), sample_claims())], Ontology())
        for name in ("innograph.ttl", "innograph.trig"):
            export(store, out / name)
    (out / "claims.jsonl").write_text('{"type": "funding"}\n')
    (out / "report.json").write_text("{}\n")
    with closing(sqlite3.connect(out / "archive.sqlite")) as archive, archive:
        archive.execute("CREATE TABLE documents (id TEXT, text TEXT)")
        archive.executemany("INSERT INTO documents VALUES (?, ?)", [(str(n), "text" * 50) for n in range(200)])
    return out


@pytest.fixture(scope="module")
def packed(graph: Path) -> Path:
    """A backup of it."""
    file = graph.parent / "graph.tar.gz"
    backup(file, graph)
    return file


def content(out: Path) -> dict[str, object]:
    """All that a folder holds, the store and the archive as what they say."""
    found: dict[str, object] = {p.name: p.read_bytes() for p in out.iterdir() if p.is_file() and p.suffix != ".sqlite"}
    with GraphStore.open(out / "store", read_only=True) as store:
        found["store"] = sorted(map(str, store.quads()))
    if (out / "archive.sqlite").exists():
        with closing(sqlite3.connect(out / "archive.sqlite")) as archive:
            found["archive.sqlite"] = archive.execute("SELECT * FROM documents").fetchall()
    return found


def python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def repacked(file: Path, target: Path, change: Change) -> Path:
    """The backup with other files or another manifest."""
    files: dict[str, bytes] = {}
    with tarfile.open(file) as tar:
        for member in tar:
            extracted = tar.extractfile(member)
            assert extracted is not None
            files[member.name] = extracted.read()
    manifest = json.loads(files.pop("manifest.json"))
    change(files, manifest)
    write_tar(target, {"manifest.json": json.dumps(manifest).encode(), **files})
    return target


def write_tar(target: Path, files: dict[str, bytes], kind: bytes = tarfile.REGTYPE) -> None:
    with tarfile.open(target, "w:gz") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            if name != "manifest.json" and kind != tarfile.REGTYPE:
                member.type, member.linkname, member.size = kind, "/etc/passwd", 0
            tar.addfile(member, io.BytesIO(data))


# -- there and back -------------------------------------------------------------------------------------------------


def test_what_was_backed_up_comes_back(graph: Path, packed: Path, tmp_path: Path) -> None:
    manifest = restore(packed, tmp_path / "deep" / "back")
    assert content(tmp_path / "deep" / "back") == content(graph)
    assert manifest == check(packed)
    assert (manifest.documents, manifest.claims, manifest.schema) == (1, len(sample_claims()), 1)
    assert list(manifest.files) == ["graph.nq", "archive.sqlite", "claims.jsonl", "report.json"]
    assert sorted(p.name for p in (tmp_path / "deep").iterdir()) == ["back"]
    with innograph.open_graph(tmp_path / "deep" / "back") as opened:
        assert len(opened) == manifest.quads


def test_the_same_graph_gives_the_same_bytes(graph: Path, packed: Path, tmp_path: Path) -> None:
    restore(packed, tmp_path / "elsewhere")
    backup(tmp_path / "again.tar.gz", tmp_path / "elsewhere")
    assert (tmp_path / "again.tar.gz").read_bytes() == packed.read_bytes()
    with tarfile.open(packed) as tar:
        assert {(m.mtime, m.uid, m.uname) for m in tar} == {(0, 0, "")}


def test_a_store_alone_and_an_empty_one_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    GraphStore.open(tmp_path / "out" / "store").close()
    manifest = backup(tmp_path / "empty.tar.gz", tmp_path / "out")
    assert (manifest.quads, manifest.schema, list(manifest.files)) == (0, None, ["graph.nq"])
    restore(tmp_path / "empty.tar.gz", tmp_path / "back")
    assert content(tmp_path / "back")["store"] == []


def test_what_sqlite_has_not_moved_into_its_file_yet_is_kept(packed: Path, tmp_path: Path) -> None:
    restore(packed, tmp_path / "out")
    with closing(sqlite3.connect(tmp_path / "out" / "archive.sqlite")) as archive:
        archive.execute("PRAGMA journal_mode=WAL")
        archive.execute("INSERT INTO documents VALUES ('new', 'text')")
        archive.commit()
        backup(tmp_path / "wal.tar.gz", tmp_path / "out")
    restore(tmp_path / "wal.tar.gz", tmp_path / "back")
    assert ("new", "text") in content(tmp_path / "back")["archive.sqlite"]  # type: ignore[operator]


# -- with others at work --------------------------------------------------------------------------------------------


def test_a_backup_is_made_while_others_read_and_not_while_one_writes(graph: Path, packed: Path, tmp_path: Path) -> None:
    restore(packed, tmp_path / "out")
    store = tmp_path / "out" / "store"
    with GraphStore.open(store, read_only=True):
        backup(tmp_path / "one.tar.gz", tmp_path / "out")
    assert (tmp_path / "one.tar.gz").read_bytes() == packed.read_bytes()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(store)], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        done = python(BACKUP, "backup", tmp_path / "two.tar.gz", "--out", tmp_path / "out")
        assert (done.returncode, done.stderr.count("\n")) == (3, 1)
        assert "is being written" in done.stderr
        with pytest.raises(StoreError, match="is being written"):
            restore(packed, tmp_path / "out", force=True)
        writer.communicate(b"\n")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one.tar.gz", "out"]
    assert content(tmp_path / "out") == content(graph)


def test_nobody_writes_while_a_store_is_kept_undisturbed(packed: Path, tmp_path: Path) -> None:
    restore(packed, tmp_path / "out")
    store = tmp_path / "out" / "store"
    before = {p.name: (p.stat().st_size, p.stat().st_mtime_ns) for p in store.iterdir()}
    with undisturbed(store):
        refused = python(WRITE, store)
        assert "in use by another process" in refused.stderr
        assert python(READ, store).returncode == 0
    assert python(WRITE.replace("GraphStore.open(sys.argv[1])", "pass"), store).returncode == 0
    assert before.keys() <= {p.name for p in store.iterdir()}
    assert python(WRITE, store).stdout == "written\n"


def test_a_store_that_this_process_writes_stays_locked(packed: Path, tmp_path: Path) -> None:
    restore(packed, tmp_path / "out")
    with GraphStore.open(tmp_path / "out" / "store") as store:
        with pytest.raises(StoreError, match="is being written"):
            backup(tmp_path / "x.tar.gz", tmp_path / "out")
        assert "in use by another process" in python(WRITE, store.location).stderr
    assert not (tmp_path / "x.tar.gz").exists()


# -- restoring over something ---------------------------------------------------------------------------------------


def test_a_folder_that_is_not_empty_is_left_alone_unless_forced(graph: Path, packed: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    restore(packed, out)  # empty: nothing to lose
    (out / "notes.txt").write_text("mine")
    (out / "graph.svg").write_text("a picture of another graph")
    (out / ".building-x").mkdir()
    with pytest.raises(StoreError, match="is not empty: --force"):
        restore(packed, out)
    assert (out / "graph.svg").exists()
    restore(packed, out, force=True)
    assert content(out) == content(graph) | {"notes.txt": b"mine"}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out"]
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="is not a folder"):
        restore(packed, tmp_path / "file", force=True)


@pytest.mark.parametrize("swapped", [False, True])
def test_a_restore_that_was_broken_off_is_brought_to_its_end(
    graph: Path, packed: Path, tmp_path: Path, swapped: bool
) -> None:
    out, old = tmp_path / "out", tmp_path / ".out.replaced"
    restore(packed, out)
    (out / "notes.txt").write_text("mine")
    if swapped:
        shutil.copytree(out, old)
        (out / "notes.txt").unlink()
    else:
        out.rename(old)
    with pytest.raises(StoreError, match="is not empty"):
        restore(packed, out)
    assert content(out) == content(graph) | {"notes.txt": b"mine"}
    assert not old.exists()


# -- what is no backup, or no longer --------------------------------------------------------------------------------


def sealed(files: dict[str, bytes], manifest: dict[str, Any], name: str, data: bytes) -> None:
    files[name] = data
    manifest["files"][name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


HARMS: dict[str, tuple[Change, str]] = {
    "other bytes": (lambda f, m: f.update({"report.json": b"[]\n"}), "report.json is not what was put in"),
    "more bytes": (lambda f, m: f.update({"report.json": b"{}\n" * 9}), "report.json is not what was put in"),
    "less": (lambda f, m: f.pop("archive.sqlite"), "archive.sqlite is missing"),
    "unknown": (lambda f, m: f.update({"x": b""}), "does not tell of: 'x'"),
    "above": (lambda f, m: f.update({"../x": b""}), r"does not tell of: '\.\./x'"),
    "above and told": (lambda f, m: sealed(f, m, "../x", b"x"), "is no backup"),
    "absolute": (lambda f, m: sealed(f, m, "/tmp/x", b"x"), "is no backup"),
    "no graph": (lambda f, m: m["files"].pop("graph.nq"), "is no backup"),
    "fewer quads": (lambda f, m: sealed(f, m, "graph.nq", b""), "tells of .* quads and holds 0"),
    "no quads": (lambda f, m: sealed(f, m, "graph.nq", b"<a> <b"), "holds a graph that cannot be read"),
    "no archive": (lambda f, m: sealed(f, m, "archive.sqlite", b"SQLite format 3\0" * 99), "an archive that cannot"),
    "newer form": (lambda f, m: m.update(version=VERSION + 1), f"of version {VERSION + 1}.* reads version {VERSION}"),
    "newer layout": (lambda f, m: m.update(schema=99), "version 99, and this innograph knows versions up to 1"),
    "older layout": (lambda f, m: m.update(schema=0), "version 0, and this innograph reads version 1"),
    "other format": (lambda f, m: m.update(format="x"), "is no backup"),
    "wrong types": (lambda f, m: m.update(files=[]), "is no backup"),
}


@pytest.mark.parametrize("name", HARMS)
def test_a_backup_that_is_not_right_changes_nothing(graph: Path, packed: Path, tmp_path: Path, name: str) -> None:
    change, reason = HARMS[name]
    bad = repacked(packed, tmp_path / "bad.tar.gz", change)
    restore(packed, tmp_path / "out")
    with pytest.raises(StoreError, match=reason):
        restore(bad, tmp_path / "out", force=True)
    assert content(tmp_path / "out") == content(graph)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad.tar.gz", "out"]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_a_link_or_device_in_a_backup_is_refused(packed: Path, tmp_path: Path, kind: bytes) -> None:
    bad = repacked(packed, tmp_path / "bad.tar.gz", lambda files, manifest: None)
    with tarfile.open(bad) as tar:
        head = tar.extractfile("manifest.json")
        assert head is not None
        manifest = head.read()
    write_tar(bad, {"manifest.json": manifest, "graph.nq": b""}, kind)
    with pytest.raises(StoreError, match=r"does not tell of: 'graph\.nq'"):
        restore(bad, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_is_no_backup_is_told_so(graph: Path, tmp_path: Path) -> None:
    for name, data in {
        "text": b"hello",
        "empty": b"",
        "gzip": gzip.compress(b"hello" * 1000),
        "bomb": gzip.compress(b"\0" * 50_000_000),
        "json": gzip.compress(json.dumps({"format": "innograph backup"}).encode()),
    }.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(StoreError, match=r"is no backup|is damaged or cut short"):
            restore(tmp_path / name, tmp_path / "out")
    for deep in (b"[" * 100_000, b"{}", b"\xff", b'{"format": "innograph backup", "version": 1, "files": 7}'):
        write_tar(tmp_path / "head", {"manifest.json": deep})
        with pytest.raises(StoreError, match="is no backup"):
            check(tmp_path / "head")
    write_tar(tmp_path / "large", {"manifest.json": b" " * 1_000_001})
    with pytest.raises(StoreError, match="is no backup"):
        check(tmp_path / "large")
    for missing in ("nothing", "."):
        with pytest.raises(StoreError, match=r"No such file|directory"):
            restore(tmp_path / missing, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_bit_can_flip_and_no_end_be_missing_unnoticed(packed: Path, tmp_path: Path, data: st.DataObject) -> None:
    """Bits that do not count may flip: gzip's head tells a time and a system, and its blocks end in bits unused."""
    whole = packed.read_bytes()
    harmed = bytearray(whole)
    if data.draw(st.booleans()):
        harmed[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    else:
        del harmed[data.draw(st.integers(0, len(whole) - 1)) :]
    (tmp_path / "harmed").write_bytes(harmed)
    try:
        check(tmp_path / "harmed")
    except StoreError:
        return
    assert gzip.decompress(harmed) == gzip.decompress(whole)


def test_a_disk_that_is_too_small_is_told_before(packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 9, 1))  # type: ignore[attr-defined]
    with pytest.raises(StoreError, match="to unpack, and 1 are free"):
        restore(packed, tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_backed_up_is_told(packed: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no graph store here"):
        backup(tmp_path / "x.tar.gz", tmp_path / "nothing")
    restore(packed, tmp_path / "out")
    with pytest.raises(StoreError, match="is a folder"):
        backup(tmp_path, tmp_path / "out")
    (tmp_path / "out" / "archive.sqlite").write_bytes(b"no database " * 1000)
    with pytest.raises(StoreError, match=r"archive\.sqlite: is damaged .* the next build makes it anew"):
        backup(tmp_path / "x.tar.gz", tmp_path / "out")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out"]
    (tmp_path / "new.tar.gz").write_bytes(b"an earlier backup")
    (tmp_path / "out" / "archive.sqlite").unlink()
    backup(tmp_path / "new.tar.gz", tmp_path / "out")
    assert check(tmp_path / "new.tar.gz").quads > 100


def test_a_newer_store_is_not_backed_up_by_an_older_innograph(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with GraphStore.open(tmp_path / "out" / "store") as store:
        store.store.update('INSERT DATA { <urn:s> <https://w3id.org/innograph/ontology#schemaVersion> "7" }')
    with pytest.raises(SchemaError):
        backup(tmp_path / "x.tar.gz", tmp_path / "out")


def test_the_shell_does_the_same(graph: Path, tmp_path: Path) -> None:
    made = python(BACKUP, "backup", tmp_path / "x.tar.gz", "--out", graph, "--json")
    assert (made.returncode, json.loads(made.stdout)["documents"]) == (0, 1)
    assert made.stderr.startswith(f"innograph: wrote {tmp_path / 'x.tar.gz'}: 1 documents, ")
    checked = python(BACKUP, "restore", tmp_path / "x.tar.gz", "--check", "--out", tmp_path / "back")
    assert (checked.returncode, checked.stdout, (tmp_path / "back").exists()) == (0, "", False)
    assert python(BACKUP, "restore", tmp_path / "x.tar.gz", "--out", tmp_path / "back").returncode == 0
    again = python(BACKUP, "restore", tmp_path / "x.tar.gz", "--out", tmp_path / "back")
    assert (again.returncode, again.stderr.count("\n")) == (3, 1)
    assert set(json.loads(made.stdout)["files"]) <= set(MEMBERS)
