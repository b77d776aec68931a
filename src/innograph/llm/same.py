"""Whether a claim says what another claim of the same document says already."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from innograph.llm.words import overlap
from innograph.model import Claim, Span

ALIKE = 0.5  # share of words that two claims without a figure have in common, where they say the same


class Said:
    """Claims of one document, asked whether they say a further one."""

    def __init__(self, claims: Iterable[Claim] = ()) -> None:
        self.claims = list(claims)

    def add(self, claim: Claim) -> None:
        """Note a claim."""
        self.claims.append(claim)

    def has(self, claim: Claim) -> bool:
        """Whether a noted claim says the same."""
        return any(says_same(other, claim) for other in self.claims)


def says_same(one: Claim, other: Claim) -> bool:
    """Whether two claims are of one type, at one place, with one figure; or without a figure half their words alike."""
    if one.type != other.type or one.polarity != other.polarity:
        return False
    if not any(a.overlaps(b) for a in _places(one) for b in _places(other)):
        return False
    if _figures(one) or _figures(other):
        return bool(_figures(one) & _figures(other))
    return overlap(_words(one), _words(other)) >= ALIKE


def _figures(claim: Claim) -> set[Decimal]:
    return {Decimal(value) for value in claim.fields.values() if isinstance(value, Decimal | int)}


def _places(claim: Claim) -> list[Span]:
    """Where the figure of a claim stands, or where there is none its words."""
    return [evidence.value_span or evidence.span for evidence in claim.evidence]


def _words(claim: Claim) -> str:
    values = (v for v in claim.fields.values() if isinstance(v, str | tuple))
    return " ".join(word for v in values for word in ((v,) if isinstance(v, str) else v))
