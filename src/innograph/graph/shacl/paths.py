"""Property paths: https://www.w3.org/TR/shacl/#property-paths."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from innograph.graph.shacl.data import Data, Term
from innograph.ontology import compact


class Path(ABC):
    """A way from a node to others. The nodes reached are a set, however many ways lead to one."""

    @abstractmethod
    def forward(self, data: Data, node: Term) -> Collection[Term]:
        """What is reached from `node`."""

    @abstractmethod
    def backward(self, data: Data, node: Term) -> Collection[Term]:
        """From where `node` is reached."""

    @abstractmethod
    def sparql(self, short: bool = False) -> str:
        """The path in SPARQL, in brackets where it has parts; with prefixed names for people to read where `short`."""


@dataclass(frozen=True, slots=True)
class Predicate(Path):
    """A property."""

    iri: NamedNode

    def forward(self, data: Data, node: Term) -> Collection[Term]:
        return data.objects(node, self.iri)

    def backward(self, data: Data, node: Term) -> Collection[Term]:
        return data.subjects(self.iri, node)

    def sparql(self, short: bool = False) -> str:
        return compact(self.iri.value) if short else str(self.iri)


@dataclass(frozen=True, slots=True)
class Inverse(Path):
    """A path walked against its direction."""

    path: Path

    def forward(self, data: Data, node: Term) -> Collection[Term]:
        return self.path.backward(data, node)

    def backward(self, data: Data, node: Term) -> Collection[Term]:
        return self.path.forward(data, node)

    def sparql(self, short: bool = False) -> str:
        return "^" + self.path.sparql(short)


@dataclass(frozen=True, slots=True)
class Sequence(Path):
    """One path after the other."""

    paths: tuple[Path, ...]

    def forward(self, data: Data, node: Term) -> Collection[Term]:
        reached: Iterable[Term] = (node,)
        for path in self.paths:
            reached = {each for start in reached for each in path.forward(data, start)}
        return tuple(reached)

    def backward(self, data: Data, node: Term) -> Collection[Term]:
        reached: Iterable[Term] = (node,)
        for path in reversed(self.paths):
            reached = {each for start in reached for each in path.backward(data, start)}
        return tuple(reached)

    def sparql(self, short: bool = False) -> str:
        return "(" + "/".join(path.sparql(short) for path in self.paths) + ")"


@dataclass(frozen=True, slots=True)
class Alternative(Path):
    """Any of several paths."""

    paths: tuple[Path, ...]

    def forward(self, data: Data, node: Term) -> Collection[Term]:
        return {each for path in self.paths for each in path.forward(data, node)}

    def backward(self, data: Data, node: Term) -> Collection[Term]:
        return {each for path in self.paths for each in path.backward(data, node)}

    def sparql(self, short: bool = False) -> str:
        return "(" + "|".join(path.sparql(short) for path in self.paths) + ")"


@dataclass(frozen=True, slots=True)
class Repeated(Path):
    """A path walked no time or more (`*`), once or more (`+`), or at most once (`?`)."""

    path: Path
    sign: str

    def forward(self, data: Data, node: Term) -> Collection[Term]:
        return self._walk(data, node, backward=False)

    def backward(self, data: Data, node: Term) -> Collection[Term]:
        return self._walk(data, node, backward=True)

    def _walk(self, data: Data, node: Term, backward: bool) -> Collection[Term]:
        step = self.path.backward if backward else self.path.forward
        reached: dict[Term, None] = dict.fromkeys(step(data, node))
        waiting = list(reached) if self.sign != "?" else []
        while waiting:
            new = [each for each in step(data, waiting.pop()) if each not in reached]
            reached |= dict.fromkeys(new)
            waiting += new
        if self.sign != "+":
            reached[node] = None
        return reached

    def sparql(self, short: bool = False) -> str:
        inner = self.path.sparql(short)
        # "^" binds as tightly as the sign, and two signs in a row are no SPARQL.
        return f"({inner}){self.sign}" if isinstance(self.path, Inverse | Repeated) else inner + self.sign
