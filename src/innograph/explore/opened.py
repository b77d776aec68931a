"""A built graph, opened: everything that can be asked of it from Python in one place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from innograph.explore.query import ask
from innograph.explore.tables import Answer
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology

if TYPE_CHECKING:
    import networkx as nx

    from innograph.explore.compare import Comparison
    from innograph.explore.coverage import Coverage
    from innograph.explore.explained import Explanation

DEFAULT_OUT = "build"


class Graph:
    """A graph that `innograph.build` left in a folder, opened for reading.

    Args:
        out: the folder; `$INNOGRAPH_OUT`, or `build`, where it is not given.
        ontology: what names, questions and pictures are looked up in; the shipped one where it is not given.

    Raises:
        StoreError: there is no graph, or it cannot be read.
    """

    def __init__(self, out: str | Path | None = None, ontology: Ontology | None = None) -> None:
        self.out = Path(out or os.environ.get("INNOGRAPH_OUT") or DEFAULT_OUT)
        self.store = GraphStore.open(self.out / "store", read_only=True)
        self.ontology = ontology or Ontology()

    @property
    def is_unfinished(self) -> bool:
        """Whether a build is at it, or did not come to its end: answers may lack documents, links and conflicts."""
        from innograph.archive import is_unfinished

        return is_unfinished(self.out)

    def query(self, query: str | Path, params: Mapping[str, str] | None = None, /, **more: str) -> Answer:
        """The answer to a named question, a `.rq` file or a SPARQL query.

        Args:
            params: values for the question's parameters; they can be given by keyword as well.

        Raises:
            QueryError: the query is wrong, or a parameter is not one of its own.
        """
        return ask(self.store, query, {**(params or {}), **more}, self.ontology)

    def explain(self, *terms: str) -> Explanation | Comparison:
        """Everything said about an actor, a thing or a claim, by its name or IRI, or about a triple of three terms; of
        two terms, whether they are one, and why or why not.

        Raises:
            QueryError: nothing, or more than one thing, is called that.
        """
        from innograph.explore.explain import explain

        if len(terms) == 2:
            return self.compare(*terms)
        return explain(self.store, terms, self.ontology)

    def compare(self, one: str, other: str) -> Comparison:
        """Whether two names or IRIs mean one, and why or why not. A name need not stand in the graph.

        Raises:
            QueryError: a name means more than one thing in the graph.
        """
        from innograph.explore.compare import compare

        return compare(self.store, one, other, self.ontology)

    def to_networkx(self) -> nx.MultiDiGraph:
        """Actors and things with the links between them, each link with the claims it stands for."""
        from innograph.explore.network import to_networkx

        return to_networkx(self.store, ontology=self.ontology)

    def draw(self, path: str | Path, **choices: Any) -> Path:
        """A picture of the graph: `.svg`, `.png`, or `.html` for a page that works offline."""
        from innograph.explore.draw import draw

        return draw(self.store, path, ontology=self.ontology, **choices)

    def export(self, path: str | Path) -> Path:
        """The graph in another format, by the ending of `path`.

        Raises:
            StoreError: the ending is not known, or the file cannot be written.
        """
        from innograph.explore.export import export

        return export(self.store, path, ontology=self.ontology)

    def conflicts(self) -> Answer:
        """Claims that do not add up, the surest first, with the words of each."""
        return self.query("conflicts")

    def claims(self) -> list[dict[str, str]]:
        """All claims as rows: type, fields, quote, document."""
        from innograph.explore.claims import claim_rows

        return claim_rows(self.store, self.ontology)[1]

    def coverage(
        self,
        *,
        documents: Iterable[str] = (),
        kinds: Iterable[str] = (),
        min_severity: str = "low",
        pipeline: str | None = None,
        progress: Callable[[str, int, int | None], None] | None = None,
    ) -> Coverage:
        """What is missing: sentences with a figure and no claim, claims without period, money without funder …

        The language pipeline is loaded, since it tells sentences apart.

        Args:
            documents: ids, files or parts of titles; all where none is given.
            kinds: names of what to look for, such as "no-claim"; all where none is given.
            min_severity: "low", "medium" or "high".
            pipeline: name of the spaCy pipeline; the shipped one where it is not given.
            progress: is told the stage, how many documents are done and how many there are.

        Raises:
            QueryError: there is no such document, kind or severity.
            StoreError: the graph was built without an archive of its documents.
        """
        from innograph.archive import Archive
        from innograph.explore.survey import survey
        from innograph.extract.figures import FigureFinder
        from innograph.extract.language import DEFAULT_PIPELINE

        with Archive.open(self.out, read_only=True) as archive:
            finder = FigureFinder(self.ontology, pipeline or DEFAULT_PIPELINE)
            return survey(
                self.store,
                archive,
                self.ontology,
                finder,
                documents=documents,
                kinds=kinds,
                min_severity=min_severity,
                progress=progress,
            )

    def stats(self) -> dict[str, int | dict[str, int]]:
        """How much there is: documents, quads, and claims, things and links by kind."""
        from innograph.explore.stats import statistics

        return statistics(self.store, self.ontology)

    def __len__(self) -> int:
        return len(self.store)

    def __repr__(self) -> str:
        return f"<innograph.Graph {str(self.out)!r}: {len(self):,} quads>"

    def _repr_html_(self) -> str:
        """What there is, as a table, for notebooks."""
        from html import escape

        rows = "".join(
            f"<tr><th>{escape(name)}</th><td>{count if isinstance(count, int) else sum(count.values())}</td></tr>"
            for name, count in self.stats().items()
        )
        return f"<table>{rows}</table>"

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_graph(out: str | Path | None = None, *, ontology_folders: Iterable[str | Path] = ()) -> Graph:
    """Open the graph built in the folder `out`.

    Args:
        ontology_folders: the folders of the user's own that it was built with.

    Raises:
        StoreError: there is no graph, or it cannot be read.
    """
    return Graph(out, Ontology(ontology_folders))
