"""What the stages hand to one another: documents, mentions, quantities, periods, claims, reports.

Everything here is frozen data. Offsets are Python string indices (Unicode code points), 0-based, end exclusive,
into `Document.text`; `text[start:end]` of an evidence span is always its quote.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points of a document's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words that the span covers in `text`."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one code point."""
        return self.start < other.end and other.start < self.end


class BlockKind(StrEnum):
    """The part that a stretch of text plays in its document."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"  # of a list, or a table row read as "header: cell; header: cell"
    FURNITURE = "furniture"  # date lines, print buttons, copyright notes: kept in the text, never read for claims


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or list item. Blocks do not overlap and no sentence crosses one."""

    kind: BlockKind
    span: Span
    level: int = 0  # of a heading, 1 the highest; 0 otherwise


@dataclass(frozen=True, slots=True)
class Document:
    """A text as it was read, once normalised, with what is known of where it comes from."""

    text: str
    blocks: tuple[Block, ...]
    source: str  # the path or address it was read from, below the folder that the user gave
    title: str | None = None
    date: datetime.date | None = None  # of publication
    publisher: str | None = None
    url: str | None = None
    language: str | None = None  # BCP 47
    media_type: str = "text/plain"
    genre: str | None = None  # "news" or "report", where it is known
    path: str | None = field(default=None, compare=False)  # as the user gave it: for messages, never for the graph

    @property
    def place(self) -> str:
        """What to call it in a message, so that two files of one name are told apart."""
        return self.path or self.source

    @property
    def sha256(self) -> str:
        """Hexadecimal SHA-256 of the text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def id(self) -> str:
        """Stable id: the same text is the same document."""
        return f"doc-{self.sha256[:16]}"


@dataclass(frozen=True, slots=True)
class Mention:
    """An actor, place or thing as it stands in the text, and what it was taken for.

    `name` is the name to call it by; `words` what the text says there, such as "the province"; `kind` the IRI
    of its class; `entity` the IRI of the known entity it was resolved to, or None for one that is new.
    """

    name: str
    kind: str
    span: Span | None = None
    words: str | None = None
    entity: str | None = None
    member_kind: str | None = None  # of an inno:ActorGroup: the IRI of the class of its members
    place: str | None = None  # of an inno:ActorGroup: where its members are; of a ministry: its country; an IRI
    aliases: tuple[str, ...] = ()  # other names that the document tells for it: an acronym, a former name


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency."""

    amount: Decimal
    currency: str  # ISO 4217


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as it stands in a text.

    `unit` is `count`, `percent`, `percentage_points`, `times` (an increase of N times), `times_of` (N times as many),
    `rank`, an ISO 4217 code or a physical unit's symbol; `comparator` one of eq, gt, ge, lt, le, approx.
    """

    value: Decimal
    unit: str
    span: Span  # of the figure with its comparator and unit: "over 3.2 million", "14.52 billion yuan"
    comparator: str = "eq"
    value_high: Decimal | None = None  # of a range
    equivalents: tuple[Money, ...] = ()  # amounts in brackets, in other currencies
    figure: Span | None = None  # of the figure alone: "14.52 billion"


@dataclass(frozen=True, slots=True)
class Period:
    """A time as it stands in a text. `iso` is ISO 8601 ("2023", "2023-Q1/2023-Q3", "2021/2025"), None if unresolved."""

    iso: str | None
    span: Span
    words: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The exact words of a document that make a claim, and where the figure stands in them."""

    span: Span
    quote: str
    value_span: Span | None = None


FieldValue = str | int | Decimal | tuple[str, ...]


def _empty() -> Mapping[str, tuple[Mention, ...]]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a document says.

    `fields` holds the type's own fields by the keys that the ontology declares for it (`fr:fields`); what the text
    does not say is absent. `mentions` records, for the fields that name somebody or something, who was meant.
    """

    id: str
    type: str
    document: str
    evidence: tuple[Evidence, ...]  # at least one; the first is the primary one
    fields: Mapping[str, FieldValue]
    mentions: Mapping[str, tuple[Mention, ...]] = field(default_factory=_empty)
    equivalents: tuple[Money, ...] = ()
    modality: str = "achieved"
    polarity: str = "positive"
    attribution: str | None = None
    period: str | None = None
    period_basis: str | None = None
    period_words: str | None = None  # kept where a relative date could not be resolved
    frame: str | None = None  # IRI
    extractor: str | None = None  # what else than a frame made it: a language model and the version of the question
    confidence: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a build reports: a claim that violates a shape, a document that could not be read."""

    kind: str  # "quarantined", "unreadable", "gave-up", "suspicious", "unread-language", "duplicate", "unanswered"
    message: str
    source: str | None = None  # file, as the user gave it
    document: str | None = None
    focus_node: str | None = None
    claim: str | None = None
    quote: str | None = None
    shape: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did."""

    out: str
    documents: int
    claims: int
    claims_by_type: Mapping[str, int]
    entities: int
    links: int
    quads: int
    conflicts: int
    likenesses: int  # pairs of entities that may be one
    reprints: int  # documents that tell a story which another one tells as well: all but one of each story
    conforms: bool  # the graph that was written, without the claims that were kept out
    findings: tuple[Finding, ...]
    llm: Mapping[str, Any] | None = None  # what the language model was asked and answered, where it was
    added: int = 0  # documents, this time
    changed: int = 0  # documents that were written anew, this time
    removed: int = 0  # documents, this time
    kept: int = 0  # documents of earlier builds that were not among the paths
    notices: tuple[str, ...] = ()  # what had to be mended first

    @property
    def quarantined(self) -> int:
        """How many claims were kept out of the graph."""
        return len({(f.document, f.claim) for f in self.findings if f.kind == "quarantined"})
