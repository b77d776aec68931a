"""What can be compared: a built graph, a store, a file of RDF, or such a file as a git revision has it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, DefaultGraph, Quad, RdfFormat, Store

from innograph.errors import StoreError
from innograph.graph.schema import refusal, schema_version
from innograph.graph.store import GraphStore

MOST_BLANK = 10_000  # the time to name blank nodes can grow exponentially with how alike they are
_BASE = "https://relative.invalid/"  # relative IRIs are the same wherever a file lies
_GIT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Side:
    """One of two graphs to compare: what to call it, its quads, and whether it tells its named graphs apart."""

    name: str
    store: GraphStore
    graphs: bool = True

    def has_blank_nodes(self) -> bool:
        """Whether a statement has a blank node for its subject or object."""
        return any(map(is_blank, self.store.quads()))

    def canonical(self) -> Side:
        """The same with blank nodes named after what is said of them, so that equal graphs have equal names.

        By RDFC-1.0 (https://www.w3.org/TR/rdf-canon/). The names of other nodes can change with a statement.

        Raises:
            StoreError: there are too many of them.
        """
        blank = {node for quad in self.store.quads() for node in (quad.subject, quad.object) if _blank(node)}
        if len(blank) > MOST_BLANK:
            raise StoreError(self.name, f"has {len(blank):,} blank nodes, and {MOST_BLANK:,} can be compared")
        dataset = Dataset(self.store.quads())
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        store = Store()
        store.bulk_extend(dataset)
        return Side(self.name, GraphStore(store, self.name), self.graphs)


def open_side(place: str | Path) -> Side:
    """The graph at a place, opened for reading.

    Args:
        place: the folder of a built graph, the folder of a store, a file whose ending names an RDF format, or
            REV:PATH for such a file in a revision of the git repository of the current folder.

    Raises:
        SchemaError: it is laid out in a version that cannot be read.
        StoreError: there is no graph, or it cannot be read.
    """
    name, path = str(place), Path(place)
    if path.is_dir():
        folder = path if (path / "CURRENT").is_file() else path / "store"
        return Side(name, GraphStore.open(folder, read_only=True))
    if path.is_file():
        try:
            return _parsed(name, path.read_bytes(), path.suffix)
        except OSError as error:
            raise StoreError(name, error.strerror or str(error)) from error
    revision, colon, inside = name.partition(":")
    if colon and revision and inside and not isinstance(place, Path):
        return _parsed(name, _committed(name), Path(inside).suffix)
    raise StoreError(name, "there is no such folder or file")


def is_blank(quad: Quad) -> bool:
    """Whether a statement has a blank node for its subject or object."""
    return _blank(quad.subject) or _blank(quad.object)


def _blank(term: object) -> bool:
    return isinstance(term, BlankNode)


def _parsed(name: str, data: bytes, suffix: str) -> Side:
    form = RdfFormat.from_extension(suffix.removeprefix("."))
    if form is None:
        raise StoreError(name, f"its ending {suffix or 'none'!r} names no RDF format; use ttl, trig, nq, nt or jsonld")
    store = Store()
    try:
        store.bulk_load(data, format=form, base_iri=_BASE)
    except SyntaxError as error:
        raise StoreError(name, error.msg or str(error)) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise StoreError(name, str(error)) from error
    refused = refusal(schema_version(store), name, older=True)  # an old export is still RDF to compare
    if refused is not None:
        raise refused
    graphs = form.supports_datasets and any(not isinstance(g, DefaultGraph) for g in store.named_graphs())
    return Side(name, GraphStore(store, name), graphs)


def _committed(name: str) -> bytes:
    """What git has under REV:PATH, without a shell, hooks or filters."""
    if name.startswith("-"):
        raise StoreError(name, "no revision begins with a dash")
    try:
        done = subprocess.run(["git", "cat-file", "blob", name], capture_output=True, timeout=_GIT_SECONDS, check=False)
    except FileNotFoundError as error:
        raise StoreError(
            name, "there is no such file, and git, which may know the revision, is not installed"
        ) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise StoreError(name, f"git does not answer ({error})") from error
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().splitlines()
        raise StoreError(
            name, f"git has no such file: {told[-1].removeprefix('fatal: ') if told else 'no reason given'}"
        )
    return done.stdout
