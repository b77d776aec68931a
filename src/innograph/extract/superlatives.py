"""Ranks that superlatives tell: "the largest in X", "the only", "led". They are figures without a number."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from innograph.extract.lexicon import Lexicon
from innograph.extract.ranks import RANK
from innograph.model import Quantity, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

FIRST = Decimal(1)


def superlatives(parsed: Doc, offset: int, lexicon: Lexicon, taken: frozenset[int]) -> list[Quantity]:
    """The superlatives of a parsed block as first ranks, in order; `taken` are tokens of other figures and times."""
    found = list(_phrases(parsed, offset, lexicon, taken))
    told = {q.span for q in found}
    for token in parsed:
        if token.i in taken or not _is_superlative(token, lexicon):
            continue
        before = parsed[token.i - 1] if token.i else None
        if before is not None and (before.lower_ == "at" or {before.i, before.i - 1} & taken):
            continue  # "at best"; "second-largest" has its rank already
        span = Span(offset + token.idx, offset + token.idx + len(token))
        if not any(span.overlaps(other) for other in told):
            found.append(Quantity(FIRST, RANK, span, figure=span))
    return found


def _phrases(parsed: Doc, offset: int, lexicon: Lexicon, taken: frozenset[int]) -> Iterator[Quantity]:
    """Places that whole phrases tell: "more than any other", "runner-up"."""
    starts = {t.idx: t.i for t in parsed}
    for expression, place in lexicon.places:
        for match in expression.finditer(parsed.text):
            if (first := starts.get(match.start())) is not None and first not in taken:
                span = Span(offset + match.start(), offset + match.end())
                yield Quantity(place, RANK, span, figure=span)


def _is_superlative(token: Token, lexicon: Lexicon) -> bool:
    lower = token.lower_
    if lower in lexicon.words("idleSuperlative"):
        return False
    if token.tag_ == "JJS" and lower.endswith("st"):
        return lower != "most" or token.dep_ != "advmod"
    if token.tag_ == "RBS":
        return token.head.pos_ == "ADJ" or lower.endswith("est")
    if lower in lexicon.words("onlyWord"):
        return token.dep_ == "amod" and any(c.dep_ in {"det", "poss"} for c in token.head.lefts)
    return token.lemma_.lower() in lexicon.words("leadVerb") and token.pos_ == "VERB"
