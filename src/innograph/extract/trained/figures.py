"""The claims that figures make: what sort, of what, about whom, chosen by what was learnt."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from innograph.extract.analysis import Analysis, Figure
from innograph.extract.drafts import FIGURE_KEYS
from innograph.extract.lexicon import Lexicon
from innograph.extract.phrases import Phrases
from innograph.extract.places import Match
from innograph.extract.trained.actors import NOBODY, Actors, Local
from innograph.extract.trained.candidates import Candidate, Indicators
from innograph.extract.trained.context import Contexts
from innograph.extract.trained.linear import Linear, crossed
from innograph.model import BlockKind

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan

SORTS = ("none", "observation", "up", "down", "ranking", "funding")
ROLES = {"observation": ("subject",), "growth": ("subject",), "ranking": ("subject",), "funding": ("funder", "recipient")}
REMEMBERED = 3  # indicators of the text so far that a figure may be about as well


def type_of(sort: str) -> str:
    """The type of claim: growth is told apart by its direction."""
    return "growth" if sort in {"up", "down"} else sort


@dataclass(frozen=True, slots=True)
class Case:
    """A figure and all that it may be; what was chosen is decided by a `Chooser`."""

    figure: Figure
    unit: str  # sort of its unit
    matches: tuple[Match, ...]
    features: dict[str, float]  # for the sort of claim


class Chooser(Protocol):
    """Decides; in training, an oracle that knows the annotations."""

    def sort(self, case: Case) -> tuple[str, float]:
        """The sort of claim, one of SORTS, and its probability."""

    def indicator(self, case: Case, sort: str, candidates: Sequence[Candidate]) -> tuple[Candidate | None, float]:
        """The phrase that is measured, and the probability that it is right."""

    def actor(self, case: Case, sort: str, role: str, candidates: Sequence[Candidate]) -> tuple[Candidate, float]:
        """Who fills the role; `NOBODY` where nobody does."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a figure was taken for."""

    case: Case
    sort: str
    indicator: Candidate | None
    actors: dict[str, Candidate]
    certainty: tuple[float, float, float]  # of the sort, the indicator and the actors


class FigureReader:
    """Reads the figures of one document, in order."""

    def __init__(self, chooser: Chooser, lexicon: Lexicon, triggers: dict[str, frozenset[str]], actors: Actors) -> None:
        self.chooser = chooser
        self.lexicon = lexicon
        self.triggers = triggers
        self.actors = actors
        self.previous: list[str] = []

    def headline(self, analysis: Analysis, phrases: Phrases) -> None:
        """Notes whom a title or heading names."""
        local = self.actors.locals(analysis.parsed[:], analysis, phrases)
        self.actors.headline([a.mention for a in local], title=analysis.block.kind == BlockKind.TITLE)

    def read(
        self, sentence: SpacySpan, analysis: Analysis, phrases: Phrases, found: Iterable[Match]
    ) -> list[Reading]:
        """The readings of a sentence's figures; `found` are the matches of frames in it. Ends the sentence."""
        matches: dict[int, list[Match]] = {}
        for match in found:
            anchors = {f.figure.anchor.i for k in FIGURE_KEYS for f in match.fillers.get(k, ()) if f.figure}
            for anchor in anchors:
                matches.setdefault(anchor, []).append(match)
        local = self.actors.locals(sentence, analysis, phrases)
        contexts = Contexts(analysis, self.lexicon, self.triggers)
        indicators = Indicators(sentence, analysis, phrases, self.lexicon)
        readings = []
        for figure in analysis.figures:
            if not sentence.start <= figure.anchor.i < sentence.end:
                continue
            own = tuple(matches.get(figure.anchor.i, ()))
            case = Case(figure, contexts.sort(figure), own, contexts.features(figure, own))
            if (reading := self._reading(case, indicators, local)) is not None:
                readings.append(reading)
        self.actors.note(local, sentence)
        return readings

    def _reading(self, case: Case, indicators: Indicators, local: list[Local]) -> Reading | None:
        sort, sure = self.chooser.sort(case)
        if sort == "none":
            return None
        kind = type_of(sort)
        indicator, fitting = None, 1.0
        if kind != "funding":
            candidates = indicators.of(case.figure, case.matches, self.previous)
            indicator, fitting = self.chooser.indicator(case, sort, candidates)
            if indicator is None:
                return None
            self.previous = [indicator.text, *(p for p in self.previous if p != indicator.text)][:REMEMBERED]
        actors, known = {}, 1.0
        for role in ROLES[kind]:
            proposed = [
                f.mention.name for m in case.matches for f in m.fillers.get(role, ()) if f.mention is not None
            ]
            everybody = self.actors.of(case.figure, local, indicator, proposed)
            actor, probability = self.chooser.actor(case, sort, role, everybody)
            known *= probability
            if actor is not NOBODY:
                actors[role] = actor
        if actors:
            self.actors.claims_about(next(iter(actors.values())).text)
        return Reading(case, sort, indicator, actors, (sure, fitting, known))


class Trained:
    """The chooser that was learnt."""

    def __init__(self, models: dict[str, Linear]) -> None:
        self.models = models

    def sort(self, case: Case) -> tuple[str, float]:
        probabilities = self.models["sort"].probabilities(case.features)
        best = max(SORTS, key=lambda s: probabilities.get(s, 0.0))
        return best, probabilities[best]

    def indicator(self, case: Case, sort: str, candidates: Sequence[Candidate]) -> tuple[Candidate | None, float]:
        return self._best("indicator", candidates, (type_of(sort), case.unit))

    def actor(self, case: Case, sort: str, role: str, candidates: Sequence[Candidate]) -> tuple[Candidate, float]:
        best, probability = self._best(role, candidates, (type_of(sort),))
        return best or NOBODY, probability

    def _best(
        self, model: str, candidates: Sequence[Candidate], by: tuple[str, ...]
    ) -> tuple[Candidate | None, float]:
        """The likeliest candidate, and its probability against all others."""
        if not candidates:
            return None, 0.0
        logits = [self.models[model].score(crossed(sorted(c.features), *by)) for c in candidates]
        top = max(range(len(candidates)), key=lambda i: (logits[i], -i))
        share = sum(math.exp(x - logits[top]) for x in logits)
        return candidates[top], 1 / share
