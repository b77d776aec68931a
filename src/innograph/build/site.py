"""The folder of a built graph, opened for building: its store, its archive, and what had to be mended."""

from __future__ import annotations

import gc
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from innograph.archive import NAME, STATE, Archive
from innograph.build.closing import OUTPUTS, is_as_it_was_closed, note_as_closed
from innograph.errors import DamagedError, StoreError
from innograph.graph.namespaces import Namespaces, term
from innograph.graph.schema import schema_quads
from innograph.graph.store import GraphStore, is_damage
from innograph.model import Report

WRITING = "writing"  # the version that wrote the store
DERIVED = "derived"  # whether the derived graphs fit the documents' graphs, with the sums of the whole
EXPORTED = "exported"  # the exports that fit the store


@dataclass
class Site:
    """Store and archive, fitting each other: each document that the archive calls written stands in the store."""

    store: GraphStore
    archive: Archive
    notices: list[str] = field(default_factory=list)
    forgotten: dict[str, str] = field(
        default_factory=dict
    )  # id → file of documents that stood in a store without archive


@contextmanager
def opened(folder: Path, namespaces: Namespaces, version: str, notices: list[str]) -> Iterator[Site]:
    """Open a folder for building; whoever else wants to build there is refused meanwhile.

    What is damaged is thrown away: the store can be made from the archive, and the archive from the files. A store that
    another version wrote, or with other IRIs, is made anew from the archive.

    Args:
        version: what the writing of graphs depends on.
        notices: is told what had to be mended.

    Raises:
        DamagedError: store or archive were found damaged later on: see `mended`.
        SchemaError: a newer innograph laid the store out.
        StoreError: the folder cannot be written, or another process holds the store in it.
    """
    made, held = not folder.exists(), False
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(folder, f"cannot be written ({error.strerror})") from error
    closed = is_as_it_was_closed(folder)
    try:
        with _store(folder / "store", notices) as store, _archive(folder, store, notices) as archive:
            held = True
            _tidy(folder)
            site = Site(store, archive, notices)
            if not closed:
                _look_closely(site)
            _agree(site, namespaces, version)
            yield site
        note_as_closed(folder)
    except (OSError, RuntimeError) as error:
        if is_damage(error):
            raise DamagedError(folder / "store", f"the store is damaged ({error})") from error
        if isinstance(error, OSError):
            raise StoreError(folder, f"cannot be written ({error.strerror or error})") from error
        raise
    finally:
        if made and held:  # else it is that of another build, which began at the same moment
            _take_away_what_is_empty(folder)


def mended(folder: Path, build: Callable[[list[str]], Report]) -> Report:
    """Run a build; where it meets damage that nothing told of before, throw away what is damaged and run it again.

    Args:
        build: is given the list of notices to begin with.

    Raises:
        DamagedError: it is damaged again.
    """
    try:
        return build([])
    except DamagedError as error:
        location, reason = Path(error.location), error.reason
    gc.collect()  # what the failed build held of the store would keep it locked
    if location.name == NAME:
        _discard(folder)
        return build([f"the archive cannot be used, so all documents are read again ({reason})"])
    shutil.rmtree(folder / "store", ignore_errors=True)
    return build([f"the store was damaged and is made anew ({reason})"])


def _store(path: Path, notices: list[str]) -> GraphStore:
    try:
        return GraphStore.open(path)
    except DamagedError as error:
        if not path.is_dir():
            raise
        notices.append(f"the store was damaged and is made anew ({error.reason})")
    shutil.rmtree(path)
    return GraphStore.open(path)


def _archive(folder: Path, store: GraphStore, notices: list[str]) -> Archive:
    file = folder / NAME
    if store.graph_iris() and not (file.is_file() and file.stat().st_size):
        notices.append("there is no archive beside the store, so all documents are read again")
    try:
        return Archive.open(folder)
    except StoreError as error:
        if not isinstance(error, DamagedError) and "layout" not in error.reason:
            raise
        notices.append(f"the archive cannot be used, so all documents are read again ({error.reason})")
        _discard(folder)
        return Archive.open(folder)


def _discard(folder: Path) -> None:
    for file in folder.glob(f"{NAME}*"):
        file.unlink()


def _tidy(folder: Path) -> None:
    """Take away files that a build was writing when it came to its end."""
    for name in OUTPUTS:
        for file in folder.glob(f".{name}.*"):
            file.unlink()
    for file in (folder / "store").glob(".closed.json.*"):
        file.unlink()


def _look_closely(site: Site) -> None:
    """Files have changed since a build closed them, or none came to its end: see whether all is as it was written.

    Raises:
        DamagedError: the archive is not.
    """
    site.archive.verify()
    site.archive.note(EXPORTED, None)  # nobody knows what became of those files
    derived = site.archive.about(DERIVED)
    if derived and not site.notices and json.loads(derived)["quads"] != len(site.store):
        site.notices.append("the store does not hold all that was written, and is made anew from the archive")
        site.archive.note(WRITING, None)


def _agree(site: Site, namespaces: Namespaces, version: str) -> None:
    """Take out of the store what the archive does not know, and have written again what is not in the store."""
    archive, store = site.archive, site.store
    written = {id_ for id_, known in archive.extracted().items() if known.written}
    if archive.about(STATE):
        site.notices.append(f"the last build did not come to its end; it had written {len(written)} documents")
    graphs = store.graph_iris()
    if archive.about(WRITING) != version or (graphs and not written):
        if not archive.extracted():
            site.forgotten = _documents(store, namespaces)
        store.clear()
        archive.mark_all_unwritten()
        written, graphs = set(), []
        archive.note(DERIVED, None)
        archive.note(WRITING, version)
    if store.graph(namespaces.schema) != (schema := schema_quads(namespaces)):
        store.replace({namespaces.schema: schema})  # first of all, whatever comes of the rest
    own = {iri for iri in graphs if iri.startswith(namespaces.graph("doc-"))}
    there = {id_ for id_ in written if namespaces.provenance_graph(id_) in own}
    if lost := sorted(written - there):
        if not site.notices:
            site.notices.append(f"{len(lost)} documents were missing from the store and are written again")
        for document in lost:
            archive.mark_written(document, None)
        archive.note(DERIVED, None)
    known = {iri for id_ in there for iri in (namespaces.document_graph(id_), namespaces.provenance_graph(id_))}
    if unknown := own - known:
        archive.note(DERIVED, None)
        store.remove(unknown)


def _documents(store: GraphStore, namespaces: Namespaces) -> dict[str, str]:
    """The names of the files of all documents in the store, by the documents' ids."""
    source, beginning = term("dcterms:source"), namespaces.graph("doc-")
    return {
        quad.subject.value.removeprefix(namespaces.base): quad.object.value
        for quad in store.store.quads_for_pattern(None, source, None)
        if isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, Literal)
        and isinstance(quad.graph_name, NamedNode)
        and quad.graph_name.value.startswith(beginning)
    }


def _take_away_what_is_empty(folder: Path) -> None:
    """A build that failed before it wrote anything leaves no folder behind."""
    if not (folder / NAME).is_file():
        return
    with Archive.open(folder, read_only=True) as archive:
        if archive.extracted():
            return
    shutil.rmtree(folder)
