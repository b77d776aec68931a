"""Validation against the SHACL shapes of the ontology folders."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pyoxigraph import Quad, RdfFormat, Store, Triple, parse

from innograph.errors import OntologyError
from innograph.graph.shacl import Engine, ShapeError
from innograph.graph.shacl.data import Indexed, Stored
from innograph.graph.violations import ValidationResult, Violation, tell
from innograph.ontology import Ontology

__all__ = ["ValidationResult", "Validator", "Violation", "shapes_graph", "validate"]


class Validator:
    """The shapes of an ontology, compiled once and used on many documents, or on a whole store.

    Args:
        engine: "fast" for compiled shapes, with pyshacl for those that are not; "pyshacl" for it alone.

    Raises:
        OntologyError: a file of shapes is not Turtle, or a shape is not well formed.
    """

    def __init__(self, ontology: Ontology, engine: str = "fast") -> None:
        quads = shapes_graph(ontology)
        try:
            self._engine = Engine(quads, engine)
        except ShapeError as error:
            raise OntologyError("shapes", str(error)) from error

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences on shapes that are left to pyshacl, and on what shapes say to no effect."""
        return self._engine.remarks

    def check(self, quads: Iterable[Quad | Triple]) -> ValidationResult:
        """What the shapes find in some quads, whatever graph they stand in.

        Raises:
            OntologyError: pyshacl cannot use a shape that is left to it.
        """
        given = list(quads)
        data = Indexed(given)
        try:
            results = self._engine.results(data, given)
        except ShapeError as error:
            raise OntologyError("shapes", str(error)) from error
        return tell(results, data, self._engine.graph, self.remarks)

    def check_store(self, store: Store) -> ValidationResult:
        """What the shapes find in a store, in all its graphs together. It is not copied.

        Raises:
            OntologyError: as in `check`.
        """
        try:
            results = self._engine.results_in(store)
        except ShapeError as error:
            raise OntologyError("shapes", str(error)) from error
        return tell(results, Stored(store), self._engine.graph, self.remarks)


def validate(quads: Iterable[Quad], ontology: Ontology) -> ValidationResult:
    """Check quads, whatever graph they stand in, against the shapes of `ontology`.

    The shapes of the ontology used last are kept compiled.

    Raises:
        OntologyError: the shapes themselves are not well formed.
    """
    return _compiled(ontology).check(quads)


@lru_cache(maxsize=1)
def _compiled(ontology: Ontology) -> Validator:
    return Validator(ontology)


def shapes_graph(ontology: Ontology) -> list[Quad]:
    """The shapes of all ontology folders: their files `shapes*.ttl`.

    Raises:
        OntologyError: a file is not Turtle.
    """
    quads: list[Quad] = []
    for file in ontology.files("shapes*.ttl"):
        base = file.resolve().as_uri()
        try:
            quads += parse(path=str(file), format=RdfFormat.TURTLE, base_iri=base, rename_blank_nodes=True)
        except (OSError, SyntaxError, ValueError) as error:
            raise OntologyError(file, str(error)) from error
    return quads
