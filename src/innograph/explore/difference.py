"""What two graphs have not in common: quads, and the facts that they tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, NamedNode, Quad

from innograph.explore.names import OTHER, PREFERRED
from innograph.explore.pairing import Pairs, pair_alike, pair_claims, pair_conflicts, pair_documents
from innograph.explore.sides import Side, is_blank, open_side
from innograph.explore.telling import KINDS, Fact, Teller
from innograph.explore.wording import describe
from innograph.ontology import Ontology

_CALLING = frozenset((*PREFERRED, *OTHER))


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that both graphs tell, in other words."""

    old: Fact
    new: Fact

    @property
    def fields(self) -> tuple[tuple[str, str | None, str | None], ...]:
        """What it is called, what it was and what it is, None where there is none."""
        was, now = self.old.said, self.new.said
        return tuple((key, was.get(key), now.get(key)) for key in {**was, **now} if was.get(key) != now.get(key))


@dataclass(frozen=True, slots=True)
class Section:
    """The facts of one kind that only one of the graphs tells, or both in other words. Each in order."""

    added: tuple[Fact, ...] = ()
    removed: tuple[Fact, ...] = ()
    changed: tuple[Change, ...] = ()
    kept: int = 0  # under another IRI, saying the same: claims of a document whose text has changed elsewhere

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True)
class Diff:
    """What has changed from one graph to another. It is true where they differ.

    `documents`, `claims`, `links`, `conflicts` and `entities` tell it in facts; `added` and `removed` are the quads
    behind them, and `untold` counts those that tell no fact by what they are about: by which run and how claims were
    made, how documents name things, the vocabulary.
    """

    old: str
    new: str
    documents: Section
    claims: Section
    links: Section
    conflicts: Section
    entities: Section
    added: tuple[Quad, ...] = field(repr=False)
    removed: tuple[Quad, ...] = field(repr=False)
    untold: Mapping[str, int]
    merged: Mapping[str, str]  # the name that an entity which is gone goes under now, by its IRI
    triples: bool = False  # a side does not tell named graphs apart: the unions were compared
    canonical: bool = False  # there are blank nodes, which were named after what is said of them

    @property
    def sections(self) -> dict[str, Section]:
        """The five kinds of facts by name."""
        return {name: getattr(self, name) for name in map(_plural, KINDS)}

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    def to_json(self) -> dict[str, Any]:
        """The difference as a JSON object."""
        from innograph.explore.diff_report import difference_data

        return difference_data(self)

    def render(self, width: int = 100, *, colour: bool = False) -> str:
        """The difference as text, in lines of at most `width` columns, with colours of a terminal if asked for."""
        from innograph.explore.diff_report import difference_text

        return difference_text(self, width, colour=colour)

    def to_markdown(self) -> str:
        """The difference in Markdown, for pasting."""
        from innograph.explore.diff_report import difference_markdown

        return difference_markdown(self)

    def patch(self) -> str:
        """The quads as an RDF Patch (https://afs.github.io/rdf-patch/): N-Quads, D before what goes and A before
        what comes, sorted. Applied to the old graph it gives the new one.
        """
        rows = [f"{sign} {quad} .\n" for sign, quads in (("D", self.removed), ("A", self.added)) for quad in quads]
        return "".join(["TX .\n", *rows, "TC .\n"])


def diff(old: str | Path, new: str | Path, *, ontology: Ontology | None = None) -> Diff:
    """What has changed from the graph `old` to the graph `new`, in facts.

    Args:
        old: folder of a built graph or of a store, file of RDF (ttl, trig, nq, nt, jsonld), or REV:PATH for such a
            file in a git revision.
        new: the same, for the other graph.
        ontology: says what claims and terms are called; the shipped one where it is not given.

    Raises:
        SchemaError: one of them is laid out in a version that cannot be read.
        StoreError: one of them cannot be read, or has too many blank nodes to compare.
    """
    with ExitStack() as stack:
        sides = []
        for place in (old, new):
            side = open_side(place)
            stack.callback(side.store.close)
            sides.append(side)
        one, other = sides
        triples = not (one.graphs and other.graphs)
        removed, added = _differing(one, other, triples=triples)
        canonical = any(map(is_blank, (*removed, *added)))
        if canonical:
            one, other = one.canonical(), other.canonical()
            removed, added = _differing(one, other, triples=triples)
        return _Comparison(one, other, removed, added, ontology or Ontology()).diff(triples, canonical)


def _differing(one: Side, other: Side, *, triples: bool) -> tuple[list[Quad], list[Quad]]:
    """The quads of one side alone, and those of the other alone, sorted. One graph at a time is held in memory."""
    if triples:
        left, right = ({Quad(*quad.triple) for quad in side.store.quads()} for side in (one, other))
        return sorted(left - right, key=str), sorted(right - left, key=str)
    gone: list[Quad] = []
    new: list[Quad] = []
    names = {graph for side in (one, other) for graph in side.store.store.named_graphs()}
    for graph in (DefaultGraph(), *names):
        was, now = (set(side.store.store.quads_for_pattern(None, None, None, graph)) for side in (one, other))
        gone += was - now
        new += now - was
    return sorted(gone, key=str), sorted(new, key=str)


def _plural(kind: str) -> str:
    return "entities" if kind == "entity" else f"{kind}s"


class _Comparison:
    """Tells the facts behind the quads that differ."""

    def __init__(
        self, one: Side, other: Side, removed: Sequence[Quad], added: Sequence[Quad], ontology: Ontology
    ) -> None:
        self.one, self.other = one, other
        self.removed, self.added = removed, added
        self.was, self.now = Teller(one.store, ontology), Teller(other.store, ontology)
        self.pairs: dict[str, Pairs] = {}
        self.kept: set[str] = set()  # IRIs of facts that are the same under another one

    def diff(self, triples: bool, canonical: bool) -> Diff:
        documents = self._section("document", pair_documents)
        texts = {change.old.iri: change.new.iri for change in documents.changed}
        claims = self._section("claim", lambda gone, new: pair_claims(gone, new, texts))
        links = self._section("link", pair_alike)
        conflicts = self._section("conflict", lambda gone, new: pair_conflicts(gone, new, self.pairs["claim"]))
        entities = self._section("entity", pair_alike)
        told = {
            fact.iri
            for section in (documents, claims, links, conflicts, entities)
            for fact in (*section.added, *section.removed, *_both(section.changed))
        }
        return Diff(
            old=self.one.name,
            new=self.other.name,
            documents=documents,
            claims=claims,
            links=links,
            conflicts=conflicts,
            entities=entities,
            added=tuple(self.added),
            removed=tuple(self.removed),
            untold=dict(sorted(self._untold(told | self.kept).items())),
            merged=self._merged(entities.removed),
            triples=triples,
            canonical=canonical,
        )

    @cached_property
    def _touched(self) -> dict[str, set[str]]:
        """The nodes that a differing quad belongs to, on either side, by their kinds."""
        touched: dict[str, set[str]] = {kind: set() for kind in KINDS}
        for teller in (self.was, self.now):
            for iri in {q.subject.value for q in (*self.removed, *self.added) if isinstance(q.subject, NamedNode)}:
                for owner in teller.owners(iri):
                    touched[teller.kind(owner)].add(owner)
        return touched

    def _section(self, kind: str, pair: Callable[[list[Fact], list[Fact]], Pairs]) -> Section:
        touched = sorted(self._touched[kind])
        was = {iri: self.was.fact(iri) for iri in touched if self.was.kind(iri) == kind}
        now = {iri: self.now.fact(iri) for iri in touched if self.now.kind(iri) == kind}
        pairs = {iri: iri for iri in was.keys() & now.keys()}
        pairs |= pair([was[i] for i in was if i not in now], [now[i] for i in now if i not in was])
        self.pairs[kind] = pairs
        both = [Change(was[old], now[new]) for old, new in sorted(pairs.items())]
        changed = [change for change in both if change.fields]
        kept = [change for change in both if not change.fields and change.old.iri != change.new.iri]
        self.kept |= {fact.iri for fact in _both(kept)}
        return Section(
            added=tuple(sorted((now[i] for i in now.keys() - set(pairs.values())), key=_order)),
            removed=tuple(sorted((was[i] for i in was.keys() - pairs.keys()), key=_order)),
            changed=tuple(sorted(changed, key=lambda change: _order(change.new))),
            kept=len(kept),
        )

    def _untold(self, told: set[str]) -> Counter[str]:
        """How many differing quads belong to no fact that is told, by what they are about."""
        counts: Counter[str] = Counter()
        linking = self.was.linking | self.now.linking
        for teller, quads in ((self.was, self.removed), (self.now, self.added)):
            for quad in quads:
                if quad.predicate.value in linking:
                    continue  # the link says so too
                iri = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
                owners = teller.owners(iri) if iri else frozenset[str]()
                if not owners & told:
                    counts[min(map(teller.kind, owners), default=teller.kind(iri) if iri else "blank node")] += 1
        return counts

    def _merged(self, gone: Iterable[Fact]) -> dict[str, str]:
        """What entities that are gone are counted as now: the one thing that is called as they were."""
        merged = {}
        for fact in gone:
            names = {name for predicate in PREFERRED for name in describe(self.was.names, fact.iri).get(predicate, ())}
            found = {
                q.subject.value
                for n in names
                for q in self.now.store.quads_for_pattern(None, None, n, None)
                if q.predicate.value in _CALLING and isinstance(q.subject, NamedNode)
            }
            heirs = [iri for iri in found if self.now.kind(iri) == "entity"]
            if len(heirs) == 1:
                merged[fact.iri] = self.now.names.label(heirs[0])
        return merged


def _order(fact: Fact) -> tuple[str, ...]:
    """By actor, by what is said and of when."""
    return (fact.about.casefold(), fact.line.casefold(), fact.said.get("period", ""), fact.source, fact.iri)


def _both(changes: Iterable[Change]) -> Iterator[Fact]:
    for change in changes:
        yield change.old
        yield change.new
