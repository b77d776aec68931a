"""Validation with compiled shapes: of some quads in memory, or of a store where it is."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import chain, islice

from pyoxigraph import NamedNode, Quad, QuerySolutions, Store, Triple

from innograph.graph.namespaces import RDF_TYPE, term
from innograph.graph.shacl.data import Data, Indexed, Stored, Term
from innograph.graph.shacl.graph import ShapesGraph
from innograph.graph.shacl.handover import pyshacl_results
from innograph.graph.shacl.queries import FOCUS, suspects
from innograph.graph.shacl.reading import Shapes, compile_shapes
from innograph.graph.shacl.shape import Result, Shape

ENGINES = ("fast", "pyshacl")
FEW = 50  # instances of a class
_TYPE = term(RDF_TYPE)
_SWITCHES = {term("sh:" + name) for name in ("closed", "deactivated", "uniqueLang", "qualifiedValueShapesDisjoint")}


class Engine:
    """The shapes of a shapes graph, compiled once and used on many graphs.

    Args:
        triples: the shapes graph, with literals as they are written.
        engine: "fast" compiles what it can and leaves the rest to pyshacl, "pyshacl" leaves all of it.

    Raises:
        ShapeError: a shape is not well formed.
    """

    def __init__(self, triples: Iterable[Quad | Triple], engine: str = "fast") -> None:
        if engine not in ENGINES:
            raise ValueError(f"{engine!r} is none of {', '.join(ENGINES)}")
        self.graph = ShapesGraph(triples)
        self._everything = engine == "pyshacl"
        self._shapes = Shapes((), {}, ()) if self._everything else compile_shapes(self.graph)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences on what is left to pyshacl, and why, and on what has no effect."""
        reasons = sorted({(self.graph.name(node), why) for node, why in self._shapes.handed_over.items()})
        left = (f"{name} is left to pyshacl, which is slow: {why}" for name, why in reasons)
        return (*left, *self._shapes.ignored)

    def results(self, data: Indexed, quads: Iterable[Quad | Triple]) -> list[Result]:
        """All results for a graph in memory, given as an index and as the quads in it.

        Raises:
            ShapeError: pyshacl, where it is needed, cannot use a shape.
        """
        shapes = self._shapes.compiled
        found = [
            result for shape in shapes for focus in shape.targets.find(data) for result in shape.results(data, focus)
        ]
        return found + self._handed_over(quads)

    def results_in(self, store: Store, few: int = FEW) -> list[Result]:
        """All results for a store. It is read where it is, except for shapes that are left to pyshacl.

        Args:
            few: classes with more instances than these are searched by property.

        Raises:
            ShapeError: as in `results`.
        """
        search = _Search(store, few)
        found = [result for shape in self._as_stored for result in search.results(shape)]
        return found + self._handed_over(store)

    @cached_property
    def _as_stored(self) -> tuple[Shape, ...]:
        """The compiled shapes with literals as a store keeps them, 1.50 as 1.5, except those that are switches."""
        if self._everything:
            return ()
        store = Store()
        kept = [triple for triple in self.graph.triples() if triple.predicate in _SWITCHES]
        store.extend(Quad(t.subject, t.predicate, t.object) for t in self.graph.triples() if t not in kept)
        return compile_shapes(ShapesGraph([*store, *kept])).compiled

    def _handed_over(self, quads: Iterable[Quad | Triple]) -> list[Result]:
        if self._everything:
            return pyshacl_results(quads, self.graph) if self.graph.nodes() else []
        if not self._shapes.handed_over:
            return []
        return pyshacl_results(quads, self.graph, {shape.node for shape in self._shapes.compiled})


class _Search:
    """One validation of a store: queries find the nodes that may be wrong, and these are validated."""

    def __init__(self, store: Store, few: int) -> None:
        self.store = store
        self.few = few
        self.data: Data = Stored(store)
        self._kinds: dict[NamedNode, list[NamedNode]] = {}
        self._small: dict[NamedNode, bool] = {}
        self._numbers: dict[str, str] = {}

    def results(self, shape: Shape) -> Iterable[Result]:
        """The results for the targets of a shape."""
        found: dict[Term, None] = dict.fromkeys(shape.targets.nodes)
        for query in suspects(shape, self.kinds, self.is_small):
            if query.guard is None or self._number(query.guard[0]) != self._number(query.guard[1]):
                found |= dict.fromkeys(solution[FOCUS[1:]] for solution in self._select(query.text))
        return (
            result
            for focus in found
            if shape.targets.include(self.data, focus)
            for result in shape.results(self.data, focus)
        )

    def _select(self, query: str) -> QuerySolutions:
        solutions = self.store.query(query, use_default_graph_as_union=True)
        assert isinstance(solutions, QuerySolutions)
        return solutions

    def _number(self, query: str) -> str:
        """What a query counts. Shapes that share a property share the query."""
        if query not in self._numbers:
            self._numbers[query] = str(next(self._select(query))["number"])
        return self._numbers[query]

    def kinds(self, kind: NamedNode) -> list[NamedNode]:
        """A class, and those below it that have an instance which is not said to be one of the class itself."""
        if kind not in self._kinds:
            below = [each for each in self.data.kinds(kind) if isinstance(each, NamedNode) and each != kind]
            self._kinds[kind] = [kind, *(each for each in sorted(below, key=str) if self._adds(each, kind))]
        return self._kinds[kind]

    def is_small(self, kind: NamedNode) -> bool:
        """Whether a class and those below it have few instances."""
        if kind not in self._small:
            types = (self.store.quads_for_pattern(None, _TYPE, each) for each in self.data.kinds(kind))
            self._small[kind] = sum(1 for _ in islice(chain.from_iterable(types), self.few + 1)) <= self.few
        return self._small[kind]

    def _adds(self, below: NamedNode, kind: NamedNode) -> bool:
        query = f"ASK {{ ?it a {below} FILTER NOT EXISTS {{ ?it a {kind} }} }}"
        return bool(self.store.query(query, use_default_graph_as_union=True))
