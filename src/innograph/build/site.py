"""The folder of a built graph, opened for building: its store, its archive, and what had to be mended."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from innograph.archive import NAME, Archive
from innograph.errors import StoreError
from innograph.graph.namespaces import Namespaces
from innograph.graph.store import GraphStore

STATE = "state"  # "building" while documents are being written, forgotten when all is done
WRITING = "writing"  # the version that wrote the store
DERIVED = "derived"  # whether the derived graphs fit the documents' graphs, with the sums of the whole
EXPORTED = "exported"  # the exports that fit the store


@dataclass
class Site:
    """Store and archive, fitting each other: each document that the archive calls written stands in the store."""

    store: GraphStore
    archive: Archive
    notices: list[str] = field(default_factory=list)


@contextmanager
def opened(folder: Path, namespaces: Namespaces, version: str) -> Iterator[Site]:
    """Open a folder for building; whoever else wants to build there is refused meanwhile.

    What is damaged is thrown away: the store can be made from the archive, and the archive from the files. A store that
    another version wrote, or with other IRIs, is made anew from the archive.

    Args:
        version: what the writing of graphs depends on.

    Raises:
        StoreError: the folder cannot be written, or another process holds the store in it.
    """
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(folder, f"cannot be written ({error.strerror})") from error
    notices: list[str] = []
    try:
        with _store(folder / "store", notices) as store, _archive(folder, notices) as archive:
            site = Site(store, archive, notices)
            _agree(site, namespaces, version)
            yield site
    except OSError as error:
        raise StoreError(folder, f"cannot be written ({error.strerror or error})") from error
    finally:
        if made:
            _take_away_what_is_empty(folder)


def _store(path: Path, notices: list[str]) -> GraphStore:
    try:
        return GraphStore.open(path)
    except StoreError as error:
        if "in use" in error.reason or not path.is_dir():
            raise
        notices.append(f"the store was damaged and is made anew ({error.reason})")
        shutil.rmtree(path)
        return GraphStore.open(path)


def _archive(folder: Path, notices: list[str]) -> Archive:
    try:
        return Archive.open(folder)
    except StoreError as error:
        if "damaged" not in error.reason and "layout" not in error.reason:
            raise
        notices.append(f"the archive cannot be used, so all documents are read again ({error.reason})")
        for file in folder.glob(f"{NAME}*"):
            file.unlink()
        return Archive.open(folder)


def _agree(site: Site, namespaces: Namespaces, version: str) -> None:
    """Take out of the store what the archive does not know, and have written again what is not in the store."""
    archive, store = site.archive, site.store
    written = {id_ for id_, known in archive.extracted().items() if known.written}
    if archive.about(STATE):
        site.notices.append(f"the last build did not come to its end; it had written {len(written)} documents")
    graphs = store.graph_iris()
    if archive.about(WRITING) != version or (graphs and not written):
        store.clear()
        graphs = []
        archive.note(DERIVED, None)
        archive.note(WRITING, version)
    own = {iri for iri in graphs if iri.startswith(namespaces.graph("doc-"))}
    there = {id_ for id_ in written if namespaces.provenance_graph(id_) in own}
    if lost := sorted(written - there):
        for document in lost:
            archive.mark_written(document, None)
        archive.note(DERIVED, None)
    known = {iri for id_ in there for iri in (namespaces.document_graph(id_), namespaces.provenance_graph(id_))}
    if unknown := own - known:
        archive.note(DERIVED, None)
        store.remove(unknown)


def _take_away_what_is_empty(folder: Path) -> None:
    """A build that failed before it wrote anything leaves no folder behind."""
    if not (folder / NAME).is_file():
        return
    with Archive.open(folder, read_only=True) as archive:
        if archive.extracted():
            return
    shutil.rmtree(folder)
