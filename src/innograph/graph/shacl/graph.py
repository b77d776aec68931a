"""Reading what shapes are made of out of a shapes graph: lists, numbers, paths, and complaints about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from innograph.graph.namespaces import term
from innograph.graph.shacl.data import Indexed, Node, Term
from innograph.graph.shacl.literals import is_integer
from innograph.graph.shacl.paths import Alternative, Inverse, Path, Predicate, Repeated, Sequence
from innograph.ontology import compact

_FIRST, _REST, _NIL = term("rdf:first"), term("rdf:rest"), term("rdf:nil")
_PATHS: dict[NamedNode, Callable[[Path], Path]] = {
    term("sh:inversePath"): Inverse,
    term("sh:zeroOrMorePath"): lambda path: Repeated(path, "*"),
    term("sh:oneOrMorePath"): lambda path: Repeated(path, "+"),
    term("sh:zeroOrOnePath"): lambda path: Repeated(path, "?"),
}
_ALTERNATIVE = term("sh:alternativePath")


class ShapeError(ValueError):
    """A shape is not well formed. The message names it."""


class ShapesGraph(Indexed):
    """The triples of shapes, with the readings that shapes need. All of them raise ShapeError."""

    def triples(self) -> Iterator[Triple]:
        """All triples."""
        for subject in self.nodes():
            for predicate, value in self.statements(subject):
                yield Triple(subject, predicate, value)  # type: ignore[arg-type]

    def owner(self, node: Term) -> str | None:
        """The IRI of a node, or of the shape that it is part of."""
        seen: set[Term] = set()
        while isinstance(node, BlankNode) and node not in seen:
            seen.add(node)
            node = next(iter(sorted(self.pointing(node), key=str)), node)
        return node.value if isinstance(node, NamedNode) else None

    def name(self, node: Term) -> str:
        """What to call a node for people."""
        owner = self.owner(node)
        return "a shape without an IRI" if owner is None else compact(owner)

    def wrong(self, node: Term, what: str) -> ShapeError:
        """The error that says what is wrong with a node."""
        return ShapeError(f"{self.name(node)}: {what}")

    def values(self, node: Node, parameter: str) -> list[Term]:
        """The values of a term of SHACL, sorted: what is made of them does not depend on the order of a file."""
        return sorted(self.objects(node, term("sh:" + parameter)), key=str)

    def single(self, node: Node, parameter: str) -> Term | None:
        """The value of a term of SHACL that has at most one."""
        values = self.values(node, parameter)
        if len(values) > 1:
            raise self.wrong(node, f"sh:{parameter} has {len(values)} values, and may have one")
        return values[0] if values else None

    def iri(self, node: Node, parameter: str, value: Term) -> NamedNode:
        """A value that is to be an IRI."""
        if not isinstance(value, NamedNode):
            raise self.wrong(node, f"sh:{parameter} is to be an IRI, and is {value}")
        return value

    def number(self, node: Node, parameter: str) -> int | None:
        """The value of a term of SHACL that is a whole number of at least 0."""
        value = self.single(node, parameter)
        if value is None:
            return None
        if not isinstance(value, Literal) or not is_integer(value) or int(value.value) < 0:
            raise self.wrong(node, f"sh:{parameter} is to be a whole number of at least 0, and is {value}")
        return int(value.value)

    def truth(self, node: Node, parameter: str) -> bool:
        """The value of a term of SHACL that is true or false; false where there is none.

        Only `true` is true: the specification compares terms, and its test suite has "1"^^xsd:boolean mean nothing.
        """
        value = self.single(node, parameter)
        if value is None:
            return False
        if not isinstance(value, Literal) or value.value not in {"true", "false", "1", "0"}:
            raise self.wrong(node, f"sh:{parameter} is to be true or false, and is {value}")
        return value.value == "true"

    def items(self, node: Node, parameter: str, head: Term) -> list[Term]:
        """The members of an RDF list."""
        members: list[Term] = []
        seen: set[Term] = set()
        while head != _NIL:
            first, rest = self.objects(head, _FIRST), self.objects(head, _REST)
            if head in seen or len(first) != 1 or len(rest) != 1:
                raise self.wrong(node, f"sh:{parameter} is to be a well-formed list")
            seen.add(head)
            members += first
            (head,) = rest
        return members

    def path(self, node: Node, value: Term, depth: int = 0) -> Path:
        """A property path. `node` is the shape that has it."""
        if isinstance(value, NamedNode) and value != _NIL:
            return Predicate(value)
        if not isinstance(value, BlankNode) or depth > 50:  # no path that is not part of itself goes that deep
            raise self.wrong(node, f"sh:path is to be a property path, and is {value}")
        if self.objects(value, _FIRST):
            return Sequence(self._paths(node, value, depth))
        for parameter, make in _PATHS.items():
            if found := self.objects(value, parameter):
                if len(found) > 1:
                    break
                return make(self.path(node, next(iter(found)), depth + 1))
        if len(found := self.objects(value, _ALTERNATIVE)) == 1:
            return Alternative(self._paths(node, next(iter(found)), depth))
        raise self.wrong(node, "sh:path is to be a property path")

    def _paths(self, node: Node, head: Term, depth: int) -> tuple[Path, ...]:
        paths = tuple(self.path(node, item, depth + 1) for item in self.items(node, "path", head))
        if len(paths) < 2:
            raise self.wrong(node, "a path of several parts has two or more of them")
        return paths
