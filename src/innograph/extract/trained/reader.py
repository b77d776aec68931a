"""One document read by what was learnt: its figures, its triggers, its names together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from innograph.extract.analysis import Analysis
from innograph.extract.frames import Frame
from innograph.extract.gazetteer import Gazetteer
from innograph.extract.lexicon import Lexicon
from innograph.extract.match import Matcher
from innograph.extract.phrases import Phrases
from innograph.extract.places import Match
from innograph.extract.trained.actors import Actors
from innograph.extract.trained.choosing import Chooser
from innograph.extract.trained.events import Event, EventReader
from innograph.extract.trained.figures import FigureReader, Reading
from innograph.extract.trained.pairs import PairReader
from innograph.model import BlockKind

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen in a sentence, and who chose."""

    chooser: Chooser
    readings: list[Reading]
    events: list[Event]


class TrainedReader:
    """Reads one document, from top to bottom."""

    def __init__(
        self, chooser: Chooser, lexicon: Lexicon, gazetteer: Gazetteer, matcher: Matcher, frames: tuple[Frame, ...]
    ) -> None:
        triggers = matcher.types  # of claims, by the lemma that frames word them with
        self.chooser = chooser
        self.actors = Actors(lexicon, gazetteer)
        self.figures = FigureReader(chooser, lexicon, triggers, self.actors)
        self.events = EventReader(chooser, lexicon, matcher, triggers)
        self.pairs = PairReader(chooser, lexicon, matcher, frames, triggers)

    def headline(self, analysis: Analysis, phrases: Phrases) -> None:
        """Notes whom a title or heading names."""
        local = self.actors.locals(analysis.parsed[:], analysis, phrases)
        self.figures.periods.introduce(analysis.parsed[:], analysis, self.figures.lexicon)
        self.actors.headline([a.mention for a in local], title=analysis.block.kind == BlockKind.TITLE)

    def begin_paragraph(self) -> None:
        """Marks the beginning of a paragraph."""
        self.actors.paragraph += 1
        self.figures.periods.paragraph += 1

    def read(self, sentence: SpacySpan, analysis: Analysis, phrases: Phrases, matches: Iterable[Match]) -> Choices:
        """What the figures, triggers and names of a sentence say."""
        found = list(matches)
        local = self.actors.locals(sentence, analysis, phrases)
        events = [
            *self.events.read(sentence, analysis, phrases, found, local, self.actors),
            *self.pairs.read(sentence, analysis, phrases, found, local, self.actors),
        ]
        readings = self.figures.read(sentence, analysis, phrases, found, local)
        self.figures.periods.introduce(sentence, analysis, self.figures.lexicon)
        self.actors.note(local, sentence)
        return Choices(self.chooser, readings, events)
