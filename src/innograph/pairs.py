"""How well it is told who is who: pairs of names that people have judged, against what innograph makes of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from innograph.errors import DocumentError
from innograph.identity.blocking import Blocks
from innograph.identity.known import KnownNames
from innograph.identity.likeness import SAME_FROM, Comparer, Facts
from innograph.identity.reference import References
from innograph.model import Document, Mention
from innograph.ontology import Ontology, expand
from innograph.read import document_from_text

COLUMNS = ("name_a", "kind_a", "context_a", "name_b", "kind_b", "context_b", "same", "note")


class Reader(Protocol):
    """What tells whom the names in a text mean: an Extractor."""

    def named(self, document: Document) -> Mapping[str, Mention]:
        """Whom the names in a document mean, by their words."""


@dataclass(frozen=True, slots=True)
class Side:
    """A name as it stands in a text."""

    name: str
    kind: str  # IRI of a class
    context: str  # a sentence or a place, or nothing


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, and whether they mean one."""

    one: Side
    other: Side
    same: bool
    note: str
    line: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What innograph makes of a pair."""

    pair: Pair
    merged: bool
    score: Decimal | None  # of a likeness that a graph would hold
    reasons: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the two are taken for one, or for more likely one than not."""
        return self.merged or (self.score is not None and self.score >= SAME_FROM)


@dataclass(frozen=True, slots=True)
class Measure:
    """Precision and recall of a yes."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of what was said to be one that is; 1 where nothing was."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of what is one that was said to be; 1 where nothing is."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


def read_pairs(path: Path) -> list[Pair]:
    """The judged pairs in a file.

    Raises:
        DocumentError: the file cannot be read, or a line is no pair.
    """
    pairs = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise DocumentError(str(path), f"has no column {', '.join(missing)}")
            for row in reader:
                if None in row.values() or row["same"] not in {"true", "false"}:
                    raise DocumentError(str(path), f"line {reader.line_num} is no pair: same is true or false")
                one, other = (Side(row[f"name_{e}"], expand(row[f"kind_{e}"]), row[f"context_{e}"]) for e in "ab")
                pairs.append(Pair(one, other, row["same"] == "true", row["note"], reader.line_num))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DocumentError(str(path), str(error)) from error
    return pairs


class PairJudge:
    """Takes the two names of a pair for what two documents with these contexts would make of them."""

    def __init__(self, ontology: Ontology, reader: Reader) -> None:
        self.reader = reader
        self.references = ontology.made(References)
        self.known = ontology.made(KnownNames)
        self.comparer = ontology.made(Comparer)

    def judge(self, pair: Pair) -> Judgement:
        """Whether the two are merged, and how likely they are one where they are not."""
        one, other = self.mention(pair.one), self.mention(pair.other)
        first, second = self.references.of(one, "one"), self.references.of(other, "other")
        if first.iri == second.iri:
            return Judgement(pair, True, None, (*first.key.changes, *second.key.changes))
        if self.references.decided(first.iri, second.iri) or (first.known and second.known):
            return Judgement(pair, False, None, ())
        blocks = Blocks(self.comparer)
        facts = self.facts(first.iri, one), self.facts(second.iri, other)
        blocks.add(facts[1])
        likeness = self.comparer.likeness(*facts) if blocks.near(facts[0]) else None
        return Judgement(pair, False, likeness.score if likeness else None, likeness.reasons if likeness else ())

    def mention(self, side: Side) -> Mention:
        """Whom a name means, as far as its context tells."""
        mention = Mention(side.name, side.kind)
        if not side.context:
            return mention
        found = self.reader.named(document_from_text(side.context)).get(side.name)
        if found is not None and found.entity is not None:
            entry = self.known.entries.get(found.entity)
            if entry is not None and self.known.fits(entry.kind, side.kind):
                return found
        if found is not None and found.entity is None:
            mention = replace(mention, name=found.name, place=found.place, aliases=found.aliases)
        around = self.known.places_in(side.context)
        meaning = self.known.meaning(mention.name, side.kind, around)
        if meaning.entry is not None:
            return replace(mention, entity=meaning.entry.iri)
        country = next((iri for iri in around if self.known.is_country(iri)), None)
        return replace(mention, place=country) if meaning.candidates and mention.place is None else mention

    def facts(self, iri: str, mention: Mention) -> Facts:
        """What a graph would say of what was meant."""
        entry = self.known.entries.get(iri)
        places = frozenset({mention.place} if mention.place else ())
        if entry is None:
            return Facts(iri, (mention.name, *mention.aliases), frozenset({mention.kind}), places)
        names = tuple(label for label, language in self.known.labels(iri) if language.startswith("en"))
        return Facts(iri, names, frozenset({entry.kind}), frozenset(entry.containers))


def measure(judgements: Sequence[Judgement], *, merges: bool = False) -> Measure:
    """How right it is to take the pairs for one that are taken so; of merges alone where that is asked."""
    said = [(j.merged if merges else j.same, j.pair.same) for j in judgements]
    return Measure(
        right=sum(yes and same for yes, same in said),
        wrong=sum(yes and not same for yes, same in said),
        missed=sum(same and not yes for yes, same in said),
    )


def by_kind(judgements: Iterable[Judgement]) -> dict[str, list[Judgement]]:
    """Judgements by the class of the first name."""
    found: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        found.setdefault(judgement.pair.one.kind, []).append(judgement)
    return dict(sorted(found.items()))
