"""From what a figure, a trigger or a pair of names was taken for to the draft of a claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from innograph.classes import ORGANISATION, PLACE
from innograph.extract.drafts import Draft, Drafter
from innograph.extract.lexicon import Lexicon
from innograph.extract.places import Match
from innograph.extract.trained.candidates import Candidate
from innograph.extract.trained.events import Event
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
        if role == "funder" and "intermediary" in draft.fields:
            continue  # who hands the money on is told, and whose it is is not
        assert actor.mention is not None
        draft.put(role, actor.text, actor.mention)
        if actor.tokens:
            draft.tokens |= set(actor.tokens)
    draft.when, draft.intended = reading.when, reading.intended
    draft.certainty = dict(zip(("sort", "what", "who"), reading.certainty, strict=True))
    draft.settled = True
    return draft


def event_drafts(event: Event, lexicon: Lexicon) -> Iterator[Draft]:
    """A draft for each thing that the event lists."""
    things = next((k for k in ("object", "field") if k in event.fillers), None)
    for thing in event.fillers[things] if things else (None,):
        draft = Draft(Match(event.frame, event.trigger), tokens={event.trigger.i})
        for key, value in event.frame.sets:
            draft.put(key, value)
        for key, fillers in event.fillers.items():
            if key == "partners":
                draft.put(key, tuple(c.text for c in fillers), *(c.mention for c in fillers if c.mention))
                draft.tokens |= {i for c in fillers for i in c.tokens or ()}
            else:
                _put(draft, key, thing if key == things and thing is not None else fillers[0], lexicon)
        draft.certainty = {"event": event.certainty}
        draft.settled = True
        yield draft


def _put(draft: Draft, key: str, candidate: Candidate, lexicon: Lexicon) -> None:
    mention = candidate.mention
    field = draft.match.frame.claim.field(key)
    if mention is not None and not mention.kind and field is not None and field.range:
        mention = replace(mention, kind=field.range)  # a thing of no class that is known is what the field holds
    if key == "place" and mention is not None and mention.kind == ORGANISATION and mention.entity is None:
        mention = replace(mention, kind=PLACE)  # a name of which nothing was known but that something lies there
    draft.put(key, candidate.text, *([mention] if mention else []))
    draft.tokens |= set(candidate.tokens or ())
    if key == "object" and mention is not None and draft.match.frame.claim.field("object_kind"):
        kind = lexicon.object_kind(mention.kind)
        if kind:
            draft.put("object_kind", kind)
