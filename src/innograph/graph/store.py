"""The store: Oxigraph, in memory or in a folder, always queried over the union of its named graphs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
    Variable,
)

from innograph.errors import QueryError, StoreError

Term = NamedNode | Literal

_DAMAGED = "the store is damaged and has to be built again"
_POSITION = re.compile(r"at (\d+):(\d+)")


class GraphStore:
    """Quads in named graphs. Open one with `GraphStore.open`; close it, or use it in a `with` block.

    Oxigraph releases the folder of a store when the last reference to it goes: `close` drops ours, so results of
    queries that are still being read keep the folder locked until they are dropped too.
    """

    def __init__(self, store: Store, location: str) -> None:
        self._store: Store | None = store
        self.location = location

    @classmethod
    def open(cls, path: str | Path | None = None, *, read_only: bool = False) -> GraphStore:
        """A store in the folder `path`, made where there is none, or in memory where `path` is None.

        Args:
            read_only: open an existing store for reading; several processes can do so at once.

        Raises:
            StoreError: another process holds the store, its files are damaged, or the folder cannot be used.
        """
        if path is None:
            return cls(Store(), "memory")
        folder = Path(path)
        if not (folder / "CURRENT").is_file() and any(folder.glob("*.sst")):  # RocksDB would begin anew
            raise StoreError(folder, _DAMAGED)
        if read_only and not (folder / "CURRENT").is_file():
            raise StoreError(folder, "there is no graph store here")
        try:
            store = Store.read_only(str(folder)) if read_only else Store(str(folder))
        except (OSError, ValueError, RuntimeError) as error:
            raise StoreError(folder, _reason(error)) from error
        return cls(store, str(folder))

    @property
    def store(self) -> Store:
        """The pyoxigraph store itself.

        Raises:
            StoreError: the store was closed.
        """
        if self._store is None:
            raise StoreError(self.location, "the store is closed")
        return self._store

    def query(
        self,
        text: str,
        substitutions: Mapping[str, Term] | None = None,
        functions: Mapping[NamedNode, Callable[..., NamedNode | BlankNode | Literal | Triple | None]] | None = None,
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """The answer to a SPARQL query over the union of all graphs.

        Args:
            substitutions: terms for variables, by the variable's name without "?". Oxigraph wants a variable of a
                SELECT query to stand in its projection for that.
            functions: functions that the query may call beside those of SPARQL, by their IRIs.

        Raises:
            QueryError: the query is wrong, or asks for something that cannot be computed.
            StoreError: the store is closed or cannot be read.
        """
        bound: dict[Variable, NamedNode | BlankNode | Literal | Triple] = {
            Variable(name): term for name, term in (substitutions or {}).items()
        }
        try:
            return self.store.query(
                text, use_default_graph_as_union=True, substitutions=bound, custom_functions=dict(functions or {})
            )
        except SyntaxError as error:
            line, column = _position(error)
            raise QueryError(error.msg or str(error), text, line, column) from error
        except (ValueError, RuntimeError) as error:
            raise QueryError(str(error), text) from error
        except OSError as error:
            raise StoreError(self.location, _reason(error)) from error

    def select(self, text: str, substitutions: Mapping[str, Term] | None = None) -> list[dict[str, Term]]:
        """The solutions of a SELECT query: what is bound, by the variable's name.

        Raises:
            QueryError: as `query`, or the query is no SELECT.
        """
        answer = self.query(text, substitutions)
        if not isinstance(answer, QuerySolutions):
            raise QueryError("a SELECT query was expected", text)
        names = [variable.value for variable in answer.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in answer]

    def replace(self, graphs: Mapping[str, Iterable[Quad]]) -> None:
        """Put `graphs` in the place of the named graphs of the same IRIs, all in one transaction.

        A quad is written into the graph under whose IRI it is given, whatever graph it names itself.

        Raises:
            StoreError: the store cannot be written; nothing was changed.
        """
        steps = []
        for iri, quads in sorted(graphs.items()):
            steps.append(f"DROP SILENT GRAPH {NamedNode(iri)}")
            lines = sorted({f"{quad.triple} ." for quad in quads})
            if lines:
                body = "\n".join(lines)
                steps.append(f"INSERT DATA {{ GRAPH {NamedNode(iri)} {{\n{body}\n}} }}")
        self._update(" ;\n".join(steps))

    def amend(self, removed: Iterable[Quad], added: Iterable[Quad]) -> None:
        """Take quads out and put others in, all in one transaction.

        Raises:
            StoreError: the store cannot be written; nothing was changed.
        """
        steps = []
        for verb, quads in (("DELETE", removed), ("INSERT", added)):
            lines = sorted(f"GRAPH {quad.graph_name} {{ {quad.triple} }}" for quad in quads)
            if lines:
                steps.append(f"{verb} DATA {{\n" + "\n".join(lines) + "\n}")
        self._update(" ;\n".join(steps))

    def remove(self, graph_iris: Iterable[str]) -> None:
        """Remove named graphs in one transaction; those that are not there are passed over."""
        self._update(" ;\n".join(f"DROP SILENT GRAPH {NamedNode(iri)}" for iri in sorted(graph_iris)))

    def clear(self) -> None:
        """Remove everything."""
        try:
            self.store.clear()
        except (OSError, RuntimeError) as error:
            raise StoreError(self.location, _reason(error)) from error

    def bulk_load(self, quads: Iterable[Quad]) -> None:
        """Add many quads fast. Not a transaction: for a store that is being built from nothing."""
        try:
            self.store.bulk_extend(quads)
        except (OSError, RuntimeError) as error:
            raise StoreError(self.location, _reason(error)) from error

    def quads(self) -> Iterator[Quad]:
        """All quads, in no particular order."""
        return iter(self.store)

    def graph(self, iri: str) -> list[Quad]:
        """The quads of one named graph, sorted."""
        return sorted(self.store.quads_for_pattern(None, None, None, NamedNode(iri)), key=str)

    def graph_iris(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        return sorted(g.value for g in self.store.named_graphs() if isinstance(g, NamedNode))

    def flush(self) -> None:
        """Have what was written to a folder in its place: opening the store takes long where it has to be put there."""
        try:
            self.store.flush()
        except (OSError, RuntimeError) as error:
            raise StoreError(self.location, _reason(error)) from error

    def close(self) -> None:
        """Let go of the store."""
        self._store = None

    def __len__(self) -> int:
        return len(self.store)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _update(self, text: str) -> None:
        if not text:
            return
        try:
            self.store.update(text)
        except (OSError, RuntimeError) as error:
            raise StoreError(self.location, _reason(error)) from error


def _position(error: SyntaxError) -> tuple[int | None, int | None]:
    """Where the parser stopped. Oxigraph tells it in the error's fields, or only in its message."""
    if error.lineno:
        return error.lineno, error.offset
    found = _POSITION.search(str(error))
    return (int(found[1]), int(found[2])) if found else (None, None)


def _reason(error: Exception) -> str:
    """What a person needs to know of an error of RocksDB or of the file system."""
    text = str(error)
    if "lock" in text.lower() and ("unavailable" in text.lower() or "held" in text.lower() or "LOCK" in text):
        return "the store is in use by another process (or opened twice in this one); close it there, or open read-only"
    if "corrupt" in text.lower() or "CURRENT" in text or "MANIFEST" in text:
        return f"{_DAMAGED} ({text})"
    return text
