"""Whether two names or entities are one, and why or why not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from innograph.classes import ORGANISATION
from innograph.errors import QueryError
from innograph.explore.names import Names
from innograph.explore.plain import plain
from innograph.graph.identity import Finder
from innograph.graph.namespaces import Namespaces
from innograph.graph.store import GraphStore
from innograph.identity.likeness import SAME_FROM, Comparer, Facts, Likeness
from innograph.identity.pins import Pin
from innograph.identity.reference import Reference, References
from innograph.identity.words import NameWords
from innograph.model import Mention
from innograph.ontology import REGION, Ontology, compact, expand

if TYPE_CHECKING:
    from rich.console import ConsoleRenderable

ONE, LIKE, APART = "one", "may be one", "not one"


@dataclass(frozen=True, slots=True)
class Side:
    """One of two names or entities that are compared."""

    name: str
    iri: str  # of what it refers to
    kind: str  # what it is taken for, in words
    in_graph: bool
    known: bool  # whether the ontology knows it
    key: str  # the words that identify the name
    changes: tuple[str, ...]  # what was left out of the name, or read in another way
    scope: str | None = None  # why the name alone does not tell who is meant


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether two are one: the verdict, its reasons, and for a likeness the score from 0 to 1."""

    one: Side
    other: Side
    verdict: str  # "one", "may be one" or "not one"
    reasons: tuple[str, ...]
    score: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The comparison as a JSON object."""
        return asdict(self)

    def render(self, width: int = 100) -> str:
        """The comparison as plain text, in lines of at most `width` characters."""
        return plain([self], width)

    def __rich__(self) -> ConsoleRenderable:
        """The comparison for a rich console."""
        from rich.console import Group
        from rich.padding import Padding
        from rich.text import Text

        score = f" (score {self.score})" if self.score else ""
        head = Text(f"“{self.one.name}” and “{self.other.name}”: {self.verdict}{score}", style="bold")
        parts: list[ConsoleRenderable] = [head]
        parts += [Padding(Text(reason), (0, 0, 0, 2)) for reason in self.reasons]
        for side in (self.one, self.other):
            parts += [Text(""), Text(side.name, style="bold cyan").append(f"  {side.kind}", style="dim")]
            parts += [Padding(Text(line), (0, 0, 0, 2)) for line in _of_side(side)]
        return Group(*parts)


def _of_side(side: Side) -> Iterator[str]:
    where = "in the graph" if side.in_graph else "not in the graph"
    yield f"{compact(side.iri)}, {where}" + (", known to the ontology" if side.known else "")
    yield f"key: {side.key}"
    yield from side.changes
    if side.scope:
        yield f"the name alone does not tell who is meant: {side.scope}"


def compare(
    store: GraphStore, one: str, other: str, ontology: Ontology | None = None, namespaces: Namespaces | None = None
) -> Comparison:
    """Whether two names, identifiers or IRIs mean one, and why or why not.

    Either may be a name that the graph does not hold. It is then taken for what a word in it tells ("University"), else
    for one of the other's kind.

    Raises:
        OntologyError: a line of an `identity.csv` cannot be used.
        QueryError: a name means more than one thing in the graph.
        StoreError: the store cannot be read.
    """
    return _Comparing(store, ontology or Ontology(), namespaces or Namespaces()).compare(one, other)


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of the user's: its side, what it refers to by itself, and its facts."""

    side: Side
    reference: Reference
    facts: Facts


class _Comparing:
    def __init__(self, store: GraphStore, ontology: Ontology, namespaces: Namespaces) -> None:
        self.ontology = ontology
        self.names = Names(store, ontology)
        self.references = ontology.made(References)
        self.comparer = ontology.made(Comparer)
        self.finder = Finder(store, ontology, namespaces)
        self.base = namespaces.base

    def compare(self, one: str, other: str) -> Comparison:
        found = [self._found(term) for term in (one, other)]
        kinds = [self._kind_of(iri) if iri else None for iri in found]
        first, second = (
            self._term(term, iri, kind or self._told(term) or other_kind or ORGANISATION)
            for term, iri, kind, other_kind in zip((one, other), found, kinds, kinds[::-1], strict=True)
        )
        verdict, reasons, likeness = self._judge(first, second)
        return Comparison(first.side, second.side, verdict, tuple(reasons), str(likeness.score) if likeness else None)

    def _found(self, term: str) -> str | None:
        """What a term means in the graph or the ontology; None for a name that neither has."""
        try:
            iri = self.names.resolve(term)
            entry = self.references.known.entries.get(iri)
            # A name that several known places bear means none of them, whichever label comes first.
            unsure = entry and self._is_name(term) and self.references.of(Mention(term, entry.kind), "").candidates
            return None if unsure else iri
        except QueryError as error:
            if self.names.known(term):
                raise  # it can mean several
            if ":" in term and "://" in term:
                raise error
            return None

    def _kind_of(self, iri: str) -> str | None:
        kinds = self.names.classes(iri)
        above = {a for kind in kinds for a in self.ontology.superclasses(kind) if a != kind}
        return min(kinds - above, default=None)

    def _told(self, name: str) -> str | None:
        """The class that the last telling word of a name stands for ("University")."""
        return self.ontology.made(NameWords).kind_by_word(name)

    def _term(self, term: str, iri: str | None, kind: str) -> _Term:
        name = term if iri is None or self._is_name(term) else self.names.label(iri)
        reference = self.references.of(Mention(name, kind), "")
        node = iri or self._under_base(reference.iri)
        facts = self.finder.facts(NamedNode(node)) if iri else None
        if facts is None:
            entry = self.references.known.entries.get(node)
            labels = (
                [label for label, language in self.references.known.labels(node) if language == "en"] if entry else []
            )
            facts = Facts(node, tuple(labels or [name]), frozenset({entry.kind if entry else kind}))
        side = Side(
            name=name,
            iri=node,
            kind=self.names.label(kind),
            in_graph=self.finder.facts(NamedNode(node)) is not None,
            known=node in self.references.known.entries,
            key=" ".join(reference.key.words),
            changes=reference.key.changes,
            scope=reference.scope,
        )
        return _Term(side, reference, facts)

    @staticmethod
    def _is_name(term: str) -> bool:
        return not term.startswith(("http://", "https://", "urn:", "<")) and expand(term) == term

    def _under_base(self, iri: str) -> str:
        if iri in self.references.known.entries or not iri.startswith(REGION):
            return iri
        return self.base + iri.removeprefix(REGION)

    # -- the verdict -------------------------------------------------------------------------------------------------

    def _judge(self, one: _Term, other: _Term) -> tuple[str, list[str], Likeness | None]:
        ends = [self.finder.reference(term.facts.iri) for term in (one, other)]
        if pin := self.references.decided(*ends):
            return APART, [_told(pin)], None
        if one.facts.iri == other.facts.iri:
            return ONE, list(self._why_one(one, other)), None
        if one.side.known and other.side.known:
            return APART, ["the ontology knows both, as two"], None
        likeness = self.comparer.likeness(one.facts, other.facts)
        homonym = next((h for t in (one, other) for h in self.finder.homonyms(t.facts)
                        if {h.one, h.other} == {one.facts.iri, other.facts.iri}), None)  # fmt: skip
        likeness = homonym or likeness
        if likeness is not None:
            verdict = LIKE if likeness.score >= SAME_FROM or homonym else APART
            reasons = list(likeness.reasons)
            if verdict == APART:
                reasons.append(f"that is too little: from {SAME_FROM} on they would be more likely one than not")
            return verdict, reasons, likeness
        return APART, list(self._why_apart(one, other)), None

    def _why_one(self, one: _Term, other: _Term) -> Iterator[str]:
        pins = {term.reference.pin for term in (one, other)} - {None}
        if pins:
            yield from sorted(_told(pin) for pin in pins if pin is not None)
        elif one.side.key == other.side.key:
            yield f"both names have the key “{one.side.key}”"
        elif one.side.known:
            yield f"both names mean {self.names.label(one.facts.iri)}, which the ontology knows"
        else:
            yield "documents in the graph use both names for it"

    def _why_apart(self, one: _Term, other: _Term) -> Iterator[str]:
        if self.comparer.common_kind(one.facts, other.facts) is None:
            yield f"they are of different kinds: {one.side.kind}, {other.side.kind}"
            return
        yield "their keys differ in words that names do not do without: " + _difference(one.side.key, other.side.key)


def _difference(one: str, other: str) -> str:
    first, second = one.split(), other.split()
    only = [[w for w in a if w not in b] for a, b in ((first, second), (second, first))]
    told = [f"“{' '.join(words)}”" for words in only if words]
    return " and ".join(told) if told else "the order of the words"


def _told(pin: Pin) -> str:
    """What a line of identity.csv says, for people."""
    note = f" ({pin.note})" if pin.note else ""
    return f"{pin.file.name}, line {pin.line}, says {'same' if pin.same else 'different'}{note}"
