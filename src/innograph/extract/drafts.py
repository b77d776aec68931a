"""From matches to drafts of claims: fillers become fields, and what is listed is shared out."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from innograph.extract import grammar
from innograph.extract.analysis import Analysis, Figure
from innograph.extract.fillers import Filler
from innograph.extract.lexicon import Lexicon
from innograph.extract.places import Match
from innograph.model import FieldValue, Mention

if TYPE_CHECKING:
    from spacy.tokens import Token

    from innograph.extract.trained.periods import When

FIGURE_KEYS = ("value", "amount", "rank", "recipient")
SPREAD_KEYS = ("object", "field", "place", "actor")
# Confidence of a claim that leaves nothing to infer: about the share of such claims that were right, in their figure
# and subject, on fourteen documents that no rule was written from. To be calibrated on annotated documents.
CERTAIN = Decimal("0.70")


@dataclass(slots=True)
class Draft:
    """A claim in the making."""

    match: Match
    fields: dict[str, FieldValue] = field(default_factory=dict)
    mentions: dict[str, tuple[Mention, ...]] = field(default_factory=dict)
    figure: Figure | None = None
    tokens: set[int] = field(default_factory=set)
    confidence: Decimal = CERTAIN
    settled: bool = False  # what was learnt chose whom it is about
    certainty: dict[str, float] = field(default_factory=dict)  # how sure each choice was
    intended: str = "achieved"  # modality where its own words tell none
    when: When | None = None  # when it holds, where that was chosen already

    @property
    def type(self) -> str:
        return self.match.frame.claim.key

    def put(self, key: str, value: FieldValue, *mentions: Mention) -> None:
        self.fields[key] = value
        if mentions:
            self.mentions[key] = mentions


class Drafter:
    """Makes drafts of the matches of one block."""

    def __init__(self, analysis: Analysis, lexicon: Lexicon) -> None:
        self.analysis = analysis
        self.lexicon = lexicon

    def drafts(self, match: Match) -> list[Draft]:
        """One draft for each figure, or each thing, that a match lists."""
        spread = next((k for k in FIGURE_KEYS if any(f.figure for f in match.fillers.get(k, ()))), None)
        spread = spread or next((k for k in SPREAD_KEYS if len(match.fillers.get(k, ())) > 1), None)
        count = len(match.fillers[spread]) if spread else 1
        drafts = []
        for i in range(count):
            draft = Draft(match, tokens={match.trigger.i})
            for key, value in match.frame.sets:
                draft.put(key, value)
            for key, fillers in match.fillers.items():
                if key == "partners":
                    self._put_partners(draft, fillers)
                else:
                    # Lists of the same length go together: "A and B had 3 and 5, respectively".
                    self._put(draft, key, fillers[i] if len(fillers) == count else fillers[0], i)
            drafts.append(draft)
        return drafts

    def _put_partners(self, draft: Draft, fillers: list[Filler]) -> None:
        unique = {f.mention.name: f.mention for f in fillers if f.mention}
        draft.put("partners", tuple(unique), *unique.values())
        for filler in fillers:
            draft.tokens |= {filler.first, filler.last}

    def _put(self, draft: Draft, key: str, filler: Filler, index: int) -> None:
        draft.tokens |= {filler.first, filler.last}
        figure = filler.figure
        if figure is not None and key in {"value", "amount", "rank"}:
            draft.figure = figure
            self._put_figure(draft, key, figure)
            return
        if figure is not None and key == "recipient":
            draft.put("recipient_count", int(figure.quantity.value))
        if key == "indicator":
            text = self._indicator_text(draft.match, filler, index)
            if text is None:
                return
            draft.put(key, text)
            if filler.owner and "subject" not in draft.match.fillers:
                draft.put("subject", filler.owner.name, filler.owner)
            return
        if key == "predicate" or filler.mention is None:
            draft.put(key, filler.text)
            if filler.datatype:
                draft.put("datatype", filler.datatype)
            return
        draft.put(key, filler.mention.name, filler.mention)
        if key == "object" and draft.match.frame.claim.field("object_kind"):
            kind = self.lexicon.object_kind(filler.mention.kind)
            if kind:
                draft.put("object_kind", kind)

    @staticmethod
    def _put_figure(draft: Draft, key: str, figure: Figure) -> None:
        quantity = figure.quantity
        if key == "rank":
            draft.put("rank", int(quantity.value))
        else:
            draft.put(key, quantity.value)
            draft.put("currency" if key == "amount" else "unit", quantity.unit)
            if quantity.value_high is not None and key == "value":
                draft.put("value_high", quantity.value_high)
        fixed = draft.fields.get("comparator")
        bound = quantity.comparator != "eq"
        if bound or (not fixed and key != "rank"):
            draft.put("comparator", quantity.comparator)

    def _indicator_text(self, match: Match, filler: Filler, index: int) -> str | None:
        text = filler.text
        if match.frame.prefix:
            text = f"{match.frame.prefix} {text}"
        if match.frame.suffix:
            text = f"{text} {match.frame.suffix}"
        figures = [f.figure for f in match.fillers.get("value", ()) if f.figure]
        figure = figures[min(index, len(figures) - 1)] if figures else None
        if figure and figure.quantity.unit == "percent" and filler.figure is None:
            wholes = [o.head for o in grammar.obliques(figure.anchor) if o.marker == "of"]
            ratio = bool(set(text.lower().split()) & self.lexicon.words("ratioNoun"))
            if wholes and wholes[0].pos_ == "PRON":
                return None  # "a third of it": of what is not said here
            if wholes and match.frame.claim.key == "observation" and not ratio:
                whole = whole_of(wholes[0], self.analysis)
                text = f"{text} share of {whole}"
        return text


def whole_of(head: Token, analysis: Analysis) -> str:
    """The words of a whole that a share is taken of."""
    tokens = [t for t in head.subtree if t.i not in analysis.time_at and t.i not in analysis.figure_at]
    kept: list[Token] = []
    for token in sorted(tokens, key=lambda t: t.i):
        if kept and (
            token.i != kept[-1].i + 1
            or token.text in {",", ";", "("}
            or (token.dep_ == "prep" and token.lower_ != "of")
        ):
            break
        kept.append(token)
    while kept and kept[0].dep_ in {"det", "poss", "case", "predet"}:
        kept.pop(0)
    return "".join(t.text_with_ws for t in kept).strip()
