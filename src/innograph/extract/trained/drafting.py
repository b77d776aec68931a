"""From what a figure was taken for to the draft of a claim."""

from __future__ import annotations

from decimal import Decimal

from innograph.extract.drafts import Draft, Drafter
from innograph.extract.places import Match
from innograph.extract.trained.figures import Reading, type_of

DIRECTIONS = {"up": "up", "down": "down"}


def _fitting(reading: Reading) -> Match | None:
    """The match that words the claim: the frame of the right type with the highest priority."""
    kind, direction = type_of(reading.sort), DIRECTIONS.get(reading.sort)
    fitting = [
        m
        for m in reading.case.matches
        if m.frame.claim.key == kind
        and (direction is None or dict(m.frame.sets).get("direction", direction) == direction)
        and any(f.figure is reading.case.figure for k in ("value", "amount", "rank") for f in m.fillers.get(k, ()))
    ]
    return max(fitting, key=lambda m: (not m.frame.chosen, *m.weight), default=None)


def reading_draft(reading: Reading, drafter: Drafter) -> Draft | None:
    """The draft of the claim, or None where no frame words such a figure."""
    match = _fitting(reading)
    if match is None:
        return None
    figure = reading.case.figure
    draft = next((d for d in drafter.drafts(match) if d.figure is figure), None)
    if draft is None:
        return None
    draft.tokens = {match.trigger.i, figure.start, figure.end - 1}
    for key in ("indicator", "subject", "funder", "recipient"):
        if key in {"funder", "recipient"} and type_of(reading.sort) != "funding":
            continue
        draft.fields.pop(key, None)
        draft.mentions.pop(key, None)
    if reading.indicator is not None:
        draft.put("indicator", reading.indicator.text)
        if reading.indicator.tokens:
            draft.tokens |= set(reading.indicator.tokens)
    for role, actor in reading.actors.items():
        assert actor.mention is not None
        draft.put(role, actor.text, actor.mention)
        if actor.tokens:
            draft.tokens |= set(actor.tokens)
    sure, fitting, known = reading.certainty
    draft.confidence = Decimal(str(round(max(0.01, min(0.99, sure * fitting * known)), 2)))
    draft.settled = True
    return draft
