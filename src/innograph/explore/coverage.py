"""What is missing, as found: sentences with figures that made no claim, and claims that do not say all that one asks.

`survey` finds it; here it is counted, shown and handed on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from innograph.model import Claim, Document, Span

if TYPE_CHECKING:
    from innograph.extract.figures import FigureSentence


class Severity(StrEnum):
    """How much it matters that something is missing, from low to high."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for low."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that can be missing."""

    name: str
    label: str
    severity: Severity
    query: Path | None = None  # that finds it in the graph; None where it is seen in the text


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing, and the words where it is."""

    kind: str
    severity: Severity
    words: str  # a sentence, a figure, a name, or the quote of a claim
    span: Span | None = None  # of the words, or of the claim's evidence, in the document
    figures: tuple[str, ...] = ()  # in words
    claim: str | None = None  # id
    says: str | None = None  # what the claim says, in a line

    @property
    def about(self) -> str:
        """What the words are about: figures, or what a claim says."""
        return ", ".join(self.figures) or self.says or ""

    def data(self) -> dict[str, Any]:
        """As plain data, without what is not known."""
        place = {"start": self.span.start, "end": self.span.end} if self.span else {}
        known = {"figures": list(self.figures), "claim": self.claim, "says": self.says}
        told = {key: value for key, value in known.items() if value}
        return {"kind": self.kind, "severity": self.severity.value, "words": self.words, **place, **told}


@dataclass(frozen=True, slots=True)
class DocumentCoverage:
    """What one document says in figures, how much of it became claims, and what is missing."""

    document: Document
    claims: tuple[Claim, ...]
    sentences: tuple[FigureSentence, ...]
    told: tuple[Span, ...]  # figures, and numbers in words, that are in a claim
    gaps: tuple[Gap, ...]
    readable: bool = True  # False where the document is in a language that is not read

    @property
    def covered(self) -> int:
        """How many of the sentences with figures made a claim."""
        return sum(has_claim(sentence.span, self.claims) for sentence in self.with_figures)

    @property
    def with_figures(self) -> tuple[FigureSentence, ...]:
        """The sentences that have more than numbers in words."""
        return tuple(sentence for sentence in self.sentences if sentence.figures)

    @property
    def share(self) -> float:
        """Of the sentences with figures, the share that made a claim, 0 to 1; 1 where there are none."""
        return self.covered / len(self.with_figures) if self.with_figures else 1.0

    @property
    def figures(self) -> int:
        """How many figures there are, without numbers in words."""
        return sum(len(sentence.figures) for sentence in self.sentences)

    @property
    def figures_told(self) -> int:
        """How many of the figures are in a claim."""
        return len({f.span for sentence in self.sentences for f in sentence.figures} & set(self.told))

    def counts(self) -> Counter[str]:
        """What is missing, by kind."""
        return Counter(gap.kind for gap in self.gaps)

    def data(self) -> dict[str, Any]:
        """As plain data."""
        about = {
            "document": self.document.id,
            "title": self.document.title,
            "source": self.document.source,
            "date": self.document.date.isoformat() if self.document.date else None,
        }
        sums = _sums([self]) | {"missing": dict(sorted(self.counts().items()))}
        return about | sums | {"readable": self.readable, "gaps": [gap.data() for gap in self.gaps]}


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is missing, of the kinds that were asked for, document by document: those of which least was read first."""

    documents: tuple[DocumentCoverage, ...]
    kinds: tuple[Kind, ...]

    @property
    def share(self) -> float | None:
        """Of the sentences with figures, the share that made a claim, 0 to 1; None where there are none."""
        sentences = sum(len(each.with_figures) for each in self.documents)
        return sum(each.covered for each in self.documents) / sentences if sentences else None

    def counts(self) -> Counter[str]:
        """What is missing, by kind."""
        return sum((each.counts() for each in self.documents), Counter())

    def data(self) -> dict[str, Any]:
        """As plain data: totals, kinds, and each document with what is missing in it."""
        counts = self.counts()
        kinds = {
            kind.name: {"label": kind.label, "severity": kind.severity.value, "count": counts[kind.name]}
            for kind in self.kinds
        }
        total = _sums(self.documents) | {"missing": {kind.name: counts[kind.name] for kind in self.kinds}}
        return {"total": total, "kinds": kinds, "documents": [each.data() for each in self.documents]}

    def render(self, width: int = 100, *, details: bool = False) -> str:
        """As text, in lines of at most `width` characters; with `details`, the words of everything that is missing."""
        from innograph.explore.coverage_text import coverage_text

        return coverage_text(self, width, details=details)

    def page(self) -> str:
        """As an HTML page of its own, with the figures marked in the texts."""
        from innograph.explore.coverage_page import coverage_page

        return coverage_page(self)


def has_claim(sentence: Span, claims: Iterable[Claim]) -> bool:
    """Whether some words of a sentence are evidence of a claim."""
    return any(sentence.overlaps(evidence.span) for claim in claims for evidence in claim.evidence)


def _sums(documents: Iterable[DocumentCoverage]) -> dict[str, Any]:
    every = list(documents)
    sentences, covered = sum(len(d.with_figures) for d in every), sum(d.covered for d in every)
    return {
        "sentences_with_figures": sentences,
        "sentences_with_claims": covered,
        "share": round(covered / sentences, 4) if sentences else None,
        "figures": sum(d.figures for d in every),
        "figures_in_claims": sum(d.figures_told for d in every),
        "claims": sum(len(d.claims) for d in every),
    }
