"""Whether the figures of a proposed claim stand in its quote, with their units and comparators.

The quote is read by the reader that reads figures for the frames. What a proposal leaves out (unit, comparator, upper
end, amounts in brackets) is taken from what was read, never from the model.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from innograph.extract.analysis import Analysis
from innograph.extract.frames import Frame
from innograph.extract.gazetteer import Gazetteer
from innograph.extract.lexicon import Lexicon
from innograph.extract.quantities import QuantityReader
from innograph.extract.superlatives import superlatives
from innograph.extract.wording import Wording
from innograph.llm.form import Proposal
from innograph.llm.prompt import CURRENCY, NUMBERS, UNITS
from innograph.llm.reasons import Reason, RejectedError
from innograph.llm.words import stems
from innograph.model import Block, BlockKind, FieldValue, Money, Period, Quantity, Span
from innograph.ontology import CONCEPT, ClaimField, Ontology, expand

if TYPE_CHECKING:
    from spacy.language import Language

AMOUNT, RANK, HIGH = expand("schema:MonetaryAmount"), expand("inno:rank"), expand("inno:valueHigh")
COMPARATORS = CONCEPT + "comparators"
EXACTLY = "eq"


@dataclass(frozen=True, slots=True)
class Figures:
    """What the figures of a claim were found to be: its fields as the quote says them, and where the first one is."""

    fields: dict[str, FieldValue]
    value_span: Span | None = None
    equivalents: tuple[Money, ...] = ()


class FigureCheck:
    """Holds figures to a text. Built once."""

    def __init__(self, ontology: Ontology, pipeline: Language, gazetteer: Gazetteer, frames: Iterable[Frame]) -> None:
        self._pipeline = pipeline
        self._gazetteer = gazetteer
        self._reader = QuantityReader(ontology)
        self._lexicon = Lexicon(ontology)
        self._wordings = _comparator_words(ontology, frames)

    def read(self, text: str, offset: int, periods: list[Period]) -> list[Quantity]:
        """The figures of a paragraph, superlatives among them; those in known names, as of materials, are none."""
        parsed = self._pipeline(text)
        names = [Span(offset + s.start_char, offset + s.end_char) for s, _, _ in self._gazetteer.find(parsed)]
        quantities = self._reader.read(text, offset, protected=names)
        block = Block(BlockKind.PARAGRAPH, Span(offset, offset + len(text)))
        taken = Analysis(parsed, block, quantities, periods).taken
        return [*quantities, *superlatives(parsed, offset, self._lexicon, taken)]

    def check(self, proposal: Proposal, quote: Span, quantities: list[Quantity]) -> Figures:
        """The figures of a proposal as the text says them.

        Args:
            quote: where the quote stands.
            quantities: the figures of the paragraph that it stands in.

        Raises:
            RejectedError: a figure does not stand in the quote, or not so.
        """
        inside = [q for q in quantities if quote.covers(q.figure or q.span)]
        fields = dict(proposal.fields)
        main: Quantity | None = None
        for field in proposal.kind.fields:
            value = fields.get(field.key)
            if field.range not in NUMBERS or field.property == HIGH or not isinstance(value, Decimal | int):
                continue
            quantity = self._find(proposal, field, Decimal(value), inside)
            if main is None:
                main = quantity
                self._settle(proposal, field, quantity, fields)
        high = next((f for f in proposal.kind.fields if f.property == HIGH and f.key in fields), None)
        if high and (main is None or fields[high.key] != main.value_high):
            raise RejectedError(Reason.FIGURE_NOT_IN_QUOTE, f"{high.key} {fields[high.key]}")
        return Figures(fields, (main.figure or main.span) if main else None, main.equivalents if main else ())

    def _find(self, proposal: Proposal, field: ClaimField, value: Decimal, inside: list[Quantity]) -> Quantity:
        same = [q for q in inside if q.value == value or any(m.amount == value for m in q.equivalents)]
        if not same:
            raise RejectedError(Reason.FIGURE_NOT_IN_QUOTE, f"{field.key} {value}")
        unit = _unit_field(proposal, field)
        given = proposal.fields.get(unit.key) if unit else None
        fitting = [q for q in same if _fits(q, field, unit, given, value)]
        if not fitting:
            read = ", ".join(sorted({q.unit for q in same}))
            raise RejectedError(Reason.UNIT_NOT_IN_QUOTE, f"{field.key} {value} {given or ''}: the quote says {read}")
        return fitting[0]

    def _settle(self, proposal: Proposal, field: ClaimField, quantity: Quantity, fields: dict[str, FieldValue]) -> None:
        """Put into the fields what was read of the claim's first figure."""
        if field.range == expand("xsd:integer"):
            fields[field.key] = int(quantity.value)
        else:
            fields[field.key] = quantity.value
        if unit := _unit_field(proposal, field):
            fields[unit.key] = quantity.unit
        for other in proposal.kind.fields:
            if other.scheme == COMPARATORS:
                comparator = self._comparator(proposal, other, quantity)
                if comparator != EXACTLY or field.property != RANK:
                    fields[other.key] = comparator
            elif other.property == HIGH and quantity.value_high is not None and other.key not in fields:
                fields[other.key] = quantity.value_high

    def _comparator(self, proposal: Proposal, field: ClaimField, quantity: Quantity) -> str:
        """The comparator as read; where none is beside the figure, the proposed one if the quote has a word for it."""
        given = proposal.fields.get(field.key)
        if given is None or given == quantity.comparator:
            return quantity.comparator
        said = self._wordings.get(str(given), frozenset())
        if quantity.comparator == EXACTLY and said & stems(proposal.quote):
            return str(given)
        raise RejectedError(Reason.COMPARATOR_NOT_IN_QUOTE, f"{given}: the quote says {quantity.comparator}")


def _unit_field(proposal: Proposal, field: ClaimField) -> ClaimField | None:
    """The field that holds the unit of a figure: of an amount the currency, of a decimal number the unit."""
    if field.range == AMOUNT:
        return proposal.kind.field_of(CURRENCY)
    if field.range == expand("xsd:decimal"):
        return next((f for f in proposal.kind.fields if f.scheme == UNITS), None)
    return None


def _fits(
    quantity: Quantity, field: ClaimField, unit: ClaimField | None, given: FieldValue | None, value: Decimal
) -> bool:
    """Whether a figure that was read is of the kind that the field holds, and has the unit that was given, if any."""
    if field.range == expand("xsd:integer"):
        return quantity.unit == ("rank" if field.property == RANK else "count")
    if quantity.unit == "rank":
        return False
    if unit is None or given is None:
        return quantity.value == value
    return (quantity.value, quantity.unit) == (value, given) or Money(value, str(given)) in quantity.equivalents


def _comparator_words(ontology: Ontology, frames: Iterable[Frame]) -> dict[str, frozenset[str]]:
    """For each comparator the stems of words that mean it: those beside figures, and verbs whose frame sets it."""
    wording = Wording(ontology)
    found: dict[str, set[str]] = {}
    for place in ("before", "after"):
        for word, notation in wording.coded(place).items():
            found.setdefault(notation, set()).update(stems(word) if len(word.split()) == 1 else ())
    for frame in frames:
        for key, value in frame.sets:
            field = frame.claim.field(key)
            if field and field.scheme == COMPARATORS:
                found.setdefault(value, set()).update(*(stems(t) for t in frame.triggers if len(t.split()) == 1))
    return {notation: frozenset(words) for notation, words in found.items()}
