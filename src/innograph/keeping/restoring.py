"""The way back from a backup. Nothing that is there is touched before all that is to come is there and right."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, cast

from pyoxigraph import RdfFormat

from innograph.errors import StoreError
from innograph.explore.export import export
from innograph.graph.lock import undisturbed
from innograph.graph.schema import schema_version
from innograph.graph.store import GraphStore
from innograph.keeping.manifest import ARCHIVE, COPIED, GRAPH, LONGEST, NAME, Kept, Manifest, hashed

EXPORTS = ("innograph.ttl", "innograph.trig")  # made anew from the graph
_MADE = {"store", ARCHIVE, *(f"{ARCHIVE}-{ending}" for ending in ("wal", "shm", "journal")), *COPIED, *EXPORTS}
_PADDING = 1 << 20  # bytes: zeros that may follow the last file of a tar
_WORKSHOPS = (".building-", ".restoring-")  # of builds and restores that were broken off


def check(file: str | Path) -> Manifest:
    """Whether a backup is whole: every file in it is read and held to its hash.

    Raises:
        SchemaError: the graph in it is laid out in a version that this innograph does not read.
        StoreError: it is no backup, is damaged or cut short, or is of a newer form.
    """
    return _unpacked(Path(file), None)


def restore(file: str | Path, out: str | Path, *, force: bool = False) -> Manifest:
    """Put the graph of a backup into the folder `out`, as the build had left it.

    Everything is unpacked, held to its hash and loaded beside `out`, and then put in its place by renaming.

    Args:
        force: replace a graph that is in `out`. Other files there stay.

    Raises:
        SchemaError: the graph in it is laid out in a version that this innograph does not read.
        StoreError: the backup is not one, is damaged, cut short or of a newer form; `out` is not empty, is in use, or
            cannot be written. Nothing was changed then.
    """
    source, folder = Path(file), Path(out).resolve()
    old = folder.with_name(f".{folder.name}.replaced")
    try:
        _mend(folder, old)
        if folder.exists() and not folder.is_dir():
            raise StoreError(out, "is not a folder")
        if folder.is_dir() and any(folder.iterdir()) and not force:
            raise StoreError(out, "is not empty: --force (force=True) replaces the graph that is there")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".restoring-", dir=folder.parent) as workshop:
            made = Path(workshop, "made")
            made.mkdir()
            manifest = _unpacked(source, made)
            _load(made, manifest, source)
            with undisturbed(folder / "store", alone=True):
                _swap(made, folder, old)
    except OSError as error:
        raise StoreError(out, f"cannot be written ({error.strerror or error})") from error
    return manifest


def _unpacked(file: Path, made: Path | None) -> Manifest:
    """The manifest of a backup that was read to its end; its files in the folder `made`, where one is given."""
    try:
        with file.open("rb") as raw:
            stream = gzip.GzipFile(fileobj=raw)  # tarfile's own reader would not look at the check sum at the end
            with tarfile.open(fileobj=stream, mode="r|") as tar:
                manifest = _read(tar, file, made)
            if len(stream.read(_PADDING + 1)) > _PADDING:
                raise StoreError(file, "holds more than its manifest tells of")
            return manifest
    except (EOFError, zlib.error, tarfile.TarError, gzip.BadGzipFile) as error:
        if isinstance(error, gzip.BadGzipFile) and "Not a gzipped" in str(error):
            raise StoreError(file, "is no backup that innograph made") from error
        raise StoreError(file, f"is damaged or cut short ({error})") from error
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        if error.filename != str(file):
            raise
        raise StoreError(file, error.strerror or str(error)) from error


def _read(tar: tarfile.TarFile, file: Path, made: Path | None) -> Manifest:
    """The manifest, after every file was held to it; the files in the folder `made`, where one is given.

    Files are written under names of a closed list, whatever the tar calls them, so none can land elsewhere.
    """
    head = tar.next()
    if head is None or head.name != NAME or not head.isreg() or head.size > LONGEST:
        raise StoreError(file, "is no backup that innograph made")
    manifest = Manifest.decoded(_content(tar, head).read(), file)
    if made is not None:
        needed, free = 3 * sum(kept.bytes for kept in manifest.files.values()), shutil.disk_usage(made).free
        if needed > free:  # the graph as lines, as a store, and as exports
            raise StoreError(file, f"needs about {needed:,} bytes to unpack, and {free:,} are free")
    seen: set[str] = set()
    while (member := tar.next()) is not None:
        kept = manifest.files.get(member.name)
        if kept is None or not member.isreg() or member.name in seen:
            raise StoreError(file, f"holds what its manifest does not tell of: {member.name!r}")
        seen.add(member.name)
        if _copied(tar, member, made, kept) != kept:
            raise StoreError(file, f"is damaged: {member.name} is not what was put in (its SHA-256 differs)")
    if missing := sorted(set(manifest.files) - seen):
        raise StoreError(file, f"is damaged or cut short: {', '.join(missing)} is missing")
    return manifest


def _copied(tar: tarfile.TarFile, member: tarfile.TarInfo, made: Path | None, kept: Kept) -> Kept:
    """Size and hash of a member; no more than the manifest promises is read or written."""
    content = _content(tar, member)
    if made is None:
        return hashed(content, None, kept.bytes + 1)
    with (made / member.name).open("wb") as target:
        return hashed(content, target, kept.bytes + 1)


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> BinaryIO:
    content = tar.extractfile(member)
    if content is None:  # a folder or device: those are refused before
        raise tarfile.ReadError(f"{member.name!r} has no content")
    return cast(BinaryIO, content)


def _load(made: Path, manifest: Manifest, file: Path) -> None:
    """The store and the exports, from the quads of the backup."""
    lines = made / GRAPH
    with GraphStore.open(made / "store") as store:
        try:
            store.store.bulk_load(path=str(lines), format=RdfFormat.N_QUADS)
        except (SyntaxError, ValueError) as error:
            raise StoreError(file, f"holds a graph that cannot be read ({error})") from error
        found = (len(store), schema_version(store.store))
        if found != (manifest.quads, manifest.schema):
            raise StoreError(file, f"tells of {manifest.quads:,} quads and holds {found[0]:,} of version {found[1]}")
        for name in EXPORTS:
            export(store, made / name)
    lines.unlink()
    if ARCHIVE in manifest.files:
        try:
            with closing(sqlite3.connect(made / ARCHIVE)) as archive:
                (verdict,) = archive.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.Error as error:
            raise StoreError(file, f"holds an archive that cannot be read ({error})") from error
        if verdict != "ok":
            raise StoreError(file, f"holds an archive that cannot be read ({verdict})")


def _swap(made: Path, folder: Path, old: Path) -> None:
    """Put `made` in the place of `folder` by two renames; what innograph did not make there comes along."""
    if folder.exists():
        folder.rename(old)
    try:
        made.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise
    _mend(folder, old)


def _mend(folder: Path, old: Path) -> None:
    """Bring to its end what a restore that was broken off has left: either the old folder comes back, or it goes."""
    if not old.exists():
        return
    if not folder.exists():
        old.rename(folder)
        return
    for path in sorted(old.iterdir()):
        if path.name not in _MADE and not path.name.startswith(_WORKSHOPS):
            target = folder / path.name
            path.rename(target if not target.exists() else folder / f"{path.name}.replaced")
    shutil.rmtree(old)
