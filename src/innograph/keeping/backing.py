"""A copy of a built graph in one file: the same graph gives the same bytes."""

from __future__ import annotations

import gzip
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from pyoxigraph import DefaultGraph, Store

from innograph.errors import StoreError
from innograph.graph.lock import undisturbed
from innograph.graph.namespaces import RDF_TYPE, term
from innograph.graph.schema import schema_version
from innograph.graph.store import GraphStore
from innograph.keeping.manifest import ARCHIVE, COPIED, GRAPH, NAME, Manifest, hashed, package_version


def backup(file: str | Path, out: str | Path) -> Manifest:
    """Copy the graph that was built in the folder `out` into `file`, while others read it.

    No build can begin meanwhile, so that graph and archive belong together. The file is complete or not there.

    Args:
        file: what to write, replaced where it is there; `.tar.gz` is the usual ending.

    Raises:
        SchemaError: the store is laid out in another version.
        StoreError: there is no graph, somebody writes it, it cannot be read, or the file cannot be written.
    """
    target, folder = Path(file), Path(out)
    if target.is_dir():
        raise StoreError(target, "is a folder: name the file to write")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as workshop:
            with undisturbed(folder / "store"):
                manifest = _gathered(folder, Path(workshop))
            packed = Path(workshop, "packed")
            _pack(packed, Path(workshop), manifest)
            packed.replace(target)
    except OSError as error:
        raise StoreError(target, f"cannot be written ({error.strerror or error})") from error
    return manifest


def _gathered(folder: Path, workshop: Path) -> Manifest:
    """All files of the backup, in `workshop`, and what they hold."""
    with GraphStore.open(folder / "store", read_only=True) as graph:
        store = graph.store
        with (workshop / GRAPH).open("w", encoding="utf-8", newline="\n") as lines:
            lines.writelines(_lines(store, str(folder)))
        held = Manifest(
            files={},
            documents=_count(store, "schema:sha256"),
            claims=_count(store, RDF_TYPE, "inno:Claim"),
            graphs=len(graph.graph_iris()),
            quads=len(graph),
            schema=schema_version(store),
            innograph=package_version("innograph"),
            pyoxigraph=package_version("pyoxigraph"),
        )
    names = [GRAPH]
    if (folder / ARCHIVE).is_file():
        _copy_archive(folder / ARCHIVE, workshop / ARCHIVE)
        names.append(ARCHIVE)
    for name in COPIED:
        if (folder / name).is_file():
            shutil.copyfile(folder / name, workshop / name)
            names.append(name)
    files = {}
    for name in names:
        with (workshop / name).open("rb") as content:
            files[name] = hashed(content)
    return replace(held, files=files)


def _lines(store: Store, location: str) -> Iterator[str]:
    """The quads as N-Quads: graph by graph, so that only the largest has to be sorted in memory."""
    try:
        for graph in (DefaultGraph(), *sorted(store.named_graphs(), key=str)):
            yield from sorted(f"{quad} .\n" for quad in store.quads_for_pattern(None, None, None, graph))
    except (OSError, RuntimeError) as error:
        raise StoreError(location, f"cannot be read ({error})") from error


def _count(store: Store, predicate: str, value: str | None = None) -> int:
    wanted = term(value) if value else None
    return sum(1 for _ in store.quads_for_pattern(None, term(predicate), wanted, None))


def _copy_archive(source: Path, target: Path) -> None:
    """A consistent copy by SQLite itself, in one file without a journal."""
    address = f"file:{quote(str(source.absolute()))}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as read, closing(sqlite3.connect(target)) as write:
            read.backup(write)
            write.execute("PRAGMA journal_mode=DELETE")
            (verdict,) = write.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise StoreError(source, f"is damaged ({error}): take it away, and the next build makes it anew") from error
    if verdict != "ok":
        raise StoreError(source, f"is damaged ({verdict}): take it away, and the next build makes it anew")


def _pack(packed: Path, workshop: Path, manifest: Manifest) -> None:
    """The manifest and the files as a gzipped tar, without times, owners and names of this machine."""
    with (
        packed.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, compresslevel=6, mtime=0) as squeezed,
        tarfile.open(fileobj=squeezed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        head = manifest.encoded()
        tar.addfile(_member(NAME, len(head)), BytesIO(head))
        for name, kept in manifest.files.items():
            with (workshop / name).open("rb") as content:
                tar.addfile(_member(name, kept.bytes), content)
    with packed.open("rb") as written:
        os.fsync(written.fileno())
    packed.chmod(0o644)


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o644
    return member
