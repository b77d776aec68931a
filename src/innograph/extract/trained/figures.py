"""The claims that figures make: what sort, of what, about whom, chosen by what was learnt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from innograph.extract.analysis import Analysis, Figure
from innograph.extract.drafts import FIGURE_KEYS
from innograph.extract.lexicon import Lexicon
from innograph.extract.phrases import Phrases
from innograph.extract.places import Match
from innograph.extract.trained.actors import NOBODY, Actors, Local
from innograph.extract.trained.candidates import Candidate, Indicators, Previous
from innograph.extract.trained.choosing import Chooser, Question
from innograph.extract.trained.context import Contexts
from innograph.extract.trained.periods import Periods, When
from innograph.model import BlockKind

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan

SORTS = ("none", "observation", "up", "down", "ranking", "funding")
ROLES = {
    "observation": ("subject",),
    "growth": ("subject",),
    "ranking": ("subject",),
    "funding": ("funder", "recipient"),
}
REMEMBERED = 3  # indicators of the text so far that a figure may be about as well


def type_of(sort: str) -> str:
    """The type of claim: growth is told apart by its direction."""
    return "growth" if sort in {"up", "down"} else sort


@dataclass(frozen=True, slots=True)
class Case:
    """A figure and all that it may be."""

    figure: Figure
    unit: str  # sort of its unit
    matches: tuple[Match, ...]
    features: dict[str, float]  # for the sort of claim


@dataclass(frozen=True, slots=True)
class Reading:
    """What a figure was taken for."""

    case: Case
    sort: str
    indicator: Candidate | None
    actors: dict[str, Candidate]
    when: When
    intended: str  # modality that the introduction of its list gives it
    certainty: tuple[float, float, float]  # of the sort, the indicator and the actors


class FigureReader:
    """Reads the figures of one document, in order."""

    def __init__(self, chooser: Chooser, lexicon: Lexicon, triggers: dict[str, frozenset[str]], actors: Actors) -> None:
        self.chooser = chooser
        self.lexicon = lexicon
        self.triggers = triggers
        self.actors = actors
        self.periods = Periods()
        self.previous: list[Previous] = []
        self.told: tuple[str, str, int] | None = None  # sort and unit of the last figure, and where its sentence starts

    def read(
        self, sentence: SpacySpan, analysis: Analysis, phrases: Phrases, found: Iterable[Match], local: list[Local]
    ) -> list[Reading]:
        """The readings of a sentence's figures; `found` are the matches of frames in it."""
        matches: dict[int, list[Match]] = {}
        for match in found:
            anchors = {f.figure.anchor.i for k in FIGURE_KEYS for f in match.fillers.get(k, ()) if f.figure}
            for anchor in anchors:
                matches.setdefault(anchor, []).append(match)
        contexts = Contexts(analysis, self.lexicon, self.triggers)
        indicators = Indicators(sentence, analysis, phrases, self.lexicon)
        readings = []
        for figure in analysis.figures:
            if not sentence.start <= figure.anchor.i < sentence.end:
                continue
            own = tuple(matches.get(figure.anchor.i, ()))
            case = Case(
                figure,
                contexts.sort(figure),
                own,
                contexts.features(figure, own, self._latest(figure, contexts, indicators.start)),
            )
            reading = self._reading(case, sentence, analysis, indicators, local)
            if reading is not None:
                readings.append(reading)
            self.told = (reading.sort if reading else "none", case.unit, indicators.start)
        return readings

    def _latest(self, figure: Figure, contexts: Contexts, sentence: int) -> list[str]:
        """What the figure before was taken for, as features."""
        if self.told is None:
            return []
        sort, unit, start = self.told
        like = "like" if unit == contexts.sort(figure) else "unlike"
        return [f"latest={sort}:{like}:{'here' if start == sentence else 'before'}"]

    def _reading(
        self, case: Case, sentence: SpacySpan, analysis: Analysis, indicators: Indicators, local: list[Local]
    ) -> Reading | None:
        figure = case.figure
        span = figure.quantity.figure or figure.quantity.span

        def ask(model: str, kind: str, *situation: str) -> Question:
            return Question(model, kind, figure, span, situation)

        sort, sure = self.chooser.sort(ask("sort", ""), case.features)
        if sort == "none":
            return None
        kind = type_of(sort)
        indicator, fitting = None, 1.0
        if kind != "funding":
            candidates = indicators.of(case.figure, case.matches, self.previous)
            indicator, fitting = self.chooser.choose(ask("indicator", sort, kind, case.unit), candidates)
            if indicator is None:
                return None
            told = Previous(indicator.text, indicators.start, case.figure.anchor.i, kind, case.figure.quantity.unit)
            self.previous = [told, *(p for p in self.previous if p.text != told.text)][:REMEMBERED]
        actors, known = {}, 1.0
        for role in ROLES[kind]:
            proposed = [f.mention.name for m in case.matches for f in m.fillers.get(role, ()) if f.mention is not None]
            everybody = self.actors.of(case.figure, local, indicator, proposed, bodies=role == "subject")
            situation = (kind, *self.actors.situation(case.figure, local, indicator))
            actor, probability = self.chooser.choose(ask(role, sort, *situation), everybody)
            known *= probability
            if actor is not None and actor is not NOBODY:
                actors[role] = actor
        if actors:
            self.actors.claims_about(next(iter(actors.values())).text)
        times, common = self.periods.of(figure, sentence, analysis, self.lexicon)
        when, _ = self.chooser.choose(ask("period", sort, kind, *common), times)
        assert isinstance(when, When)
        self.periods.note(when, indicators.start)
        listed = analysis.block.kind == BlockKind.ITEM
        intended = self.periods.intended if listed else "achieved"
        return Reading(case, sort, indicator, actors, when, intended, (sure, fitting, known))
