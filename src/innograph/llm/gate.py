"""The gate: nothing that a model says is taken on trust.

A claim passes if its quote stands in the text, word for word and at one place; if its figures stand in the quote, its
names in the document, its time in the sentence; and if its type, fields, units and lists are legal. Where it stands is
found here, never told by the model. What the gate cannot see is whether the words mean what the claim says.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from innograph.extract import Extractor
from innograph.extract.assemble import claim_id
from innograph.extract.gazetteer import Gazetteer
from innograph.extract.periods import PeriodReader
from innograph.llm.figures import FigureCheck
from innograph.llm.form import FormReader, Proposal
from innograph.llm.naming import NameCheck
from innograph.llm.parts import Part, Piece
from innograph.llm.reasons import Reason, RejectedError
from innograph.model import Claim, Document, Evidence, Mention, Period, Quantity, Span

__all__ = ["Gate", "Reason", "RejectedError"]

# Not calibrated, and low: the gate cannot see whether the words mean what the claim says.
CONFIDENCE = Decimal("0.50")
_SENTENCE_END = re.compile(r"[.!?。！？][\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])|[。！？]")


class Gate:
    """Checks proposed claims. Made once, used for many documents.

    Args:
        extractor: the extractor by frames, whose ontology, pipeline and frames are used.
        name: what made the claims, for their provenance.
    """

    def __init__(self, extractor: Extractor, name: str) -> None:
        ontology, pipeline = extractor.ontology, extractor.pipeline
        gazetteer = Gazetteer(ontology, pipeline)
        self._name = name
        self._form = FormReader(ontology)
        self._figures = FigureCheck(ontology, pipeline, gazetteer, extractor.frames)
        self._names = NameCheck(ontology, pipeline, gazetteer)
        self._periods = PeriodReader(ontology)
        self._read: tuple[str, Piece, list[Quantity], list[Period]] | None = None  # the paragraph that was read last

    def check(self, raw: Any, document: Document, part: Part, known: dict[str, Mention] | None = None) -> Claim:
        """The claim that a proposal makes, as the text bears it out.

        Args:
            raw: a member of the list that the model answered.
            part: what the model was shown of the document.
            known: whom names in this document were taken for before.

        Raises:
            RejectedError: it fails a check.
        """
        proposal = self._form.read(raw)
        piece, quote = _locate(proposal, document, part)
        quantities, periods = self._reading(document, piece)
        figures = self._figures.check(proposal, quote, quantities)
        self._form.complete(proposal.kind, figures.fields)
        fields, mentions = self._names.check(proposal, figures.fields, document, known or {})
        period, basis = _period(proposal, document.text, piece.span, quote, periods)
        claim = Claim(
            id="",
            type=proposal.kind.key,
            document=document.id,
            evidence=(Evidence(quote, quote.of(document.text), figures.value_span),),
            fields=MappingProxyType(fields),
            mentions=MappingProxyType(mentions),
            equivalents=figures.equivalents,
            modality=proposal.modality,
            polarity=proposal.polarity,
            attribution=proposal.attribution,
            period=period.iso if period else None,
            period_basis=basis if period and period.iso else None,
            period_words=period.words if period else None,
            extractor=self._name,
            confidence=CONFIDENCE,
        )
        return replace(claim, id=claim_id(claim))

    def _reading(self, document: Document, piece: Piece) -> tuple[list[Quantity], list[Period]]:
        """The figures and times of a paragraph. Claims come in the order of the text, so the last one is kept."""
        if self._read is None or self._read[:2] != (document.id, piece):
            text, start = piece.span.of(document.text), piece.span.start
            periods = self._periods.read(text, document.date, start)
            self._read = (document.id, piece, self._figures.read(text, start, periods), periods)
        return self._read[2:]


def _locate(proposal: Proposal, document: Document, part: Part) -> tuple[Piece, Span]:
    """The paragraph that the quote stands in, and where.

    Raises:
        RejectedError: it stands nowhere, or in several places of which none is meant.
    """
    quote = proposal.quote
    places = [(piece, span) for piece in part.pieces for span in _places(quote, document.text, piece.span)]
    if not places:
        if quote in document.text:
            raise RejectedError(Reason.QUOTE_NOT_IN_PARAGRAPH, f"{quote!r} stands in no paragraph that was shown")
        raise RejectedError(Reason.QUOTE_NOT_IN_TEXT, f"the text does not say {quote!r}")
    if len(places) == 1 and proposal.nth in {None, 1}:
        return places[0]
    if proposal.nth is None:
        raise RejectedError(Reason.QUOTE_AMBIGUOUS, f"{quote!r} stands in {len(places)} places")
    if proposal.nth > len(places):
        raise RejectedError(Reason.QUOTE_NOT_IN_TEXT, f"{quote!r} does not stand there {proposal.nth} times")
    return places[proposal.nth - 1]


def _places(quote: str, text: str, within: Span) -> list[Span]:
    """Where the quote stands as whole words: "3 new" is not found in "13 new"."""
    left, right = r"(?<!\w)" if quote[0].isalnum() else "", r"(?!\w)" if quote[-1].isalnum() else ""
    expression = re.compile(f"(?={left}{re.escape(quote)}{right})")
    found = (match.start() for match in expression.finditer(text, within.start, within.end))
    return [Span(start, start + len(quote)) for start in found]


def _period(
    proposal: Proposal, text: str, piece: Span, quote: Span, periods: list[Period]
) -> tuple[Period | None, str | None]:
    """The time of the text that the proposal means, and its basis: in the quote, or elsewhere in its sentence.

    Raises:
        RejectedError: the sentence tells no such time.
    """
    if proposal.period is None:
        return None, None
    sentence = _sentence(text, piece, quote)
    worded = re.compile(re.escape(proposal.period), re.IGNORECASE)
    spoken = [Span(*match.span()) for match in worded.finditer(text, sentence.start, sentence.end)]  # "by 2025"
    same = [p for p in periods if _means(proposal.period, p) or any(words.covers(p.span) for words in spoken)]
    if stated := next((p for p in same if quote.covers(p.span)), None):
        return stated, "stated"
    if near := next((p for p in same if sentence.covers(p.span)), None):
        return near, "sentence"
    raise RejectedError(Reason.PERIOD_NOT_IN_SENTENCE, f"period {proposal.period!r}")


def _means(given: str, period: Period) -> bool:
    """Whether a period, as given, is that of the text: the same, or the year or month that it lies in."""
    return period.iso is not None and (period.iso == given or period.iso.startswith(f"{given}-"))


def _sentence(text: str, piece: Span, quote: Span) -> Span:
    """The sentence or sentences that the quote stands in. Cut rather too short: "Co. Ltd" may end one."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text, piece.start, piece.end)]
    start = max((end for end in ends if end <= quote.start), default=piece.start)
    end = min((end for end in ends if end >= quote.end), default=piece.end)
    return Span(start, end)
