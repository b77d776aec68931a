"""When a claim holds: one of the times that its sentence names, the time of what was told before, or no stated time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from innograph.extract import grammar
from innograph.extract.analysis import Analysis, Figure, Time
from innograph.extract.lexicon import Lexicon
from innograph.extract.status import Status
from innograph.extract.trained.candidates import Candidate
from innograph.extract.trained.relations import distance, relations
from innograph.model import BlockKind

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token

CLOSING = set('.!?"”’)…')  # what a sentence ends with that introduces no list
MARKS = {";", ":", ",", "("}
NAMED = {"VERB", "ADP", "AUX", "NOUN"}  # parts of speech that are told apart by their words
REMEMBERED = 3  # periods of the text so far that a figure may be of as well


@dataclass(slots=True)
class When(Candidate):
    """A time that a figure may be of."""

    iso: str | None = None
    told: str = ""  # its words in the text
    basis: str | None = None
    time: Time | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What an earlier figure of the text was of, and where that stood."""

    iso: str
    words: str
    paragraph: int
    sentence: int


@dataclass(slots=True)
class Periods:
    """Offers times, and remembers those of the text so far."""

    told: list[Told] = field(default_factory=list)  # the latest first
    paragraph: int = 0
    above: dict[str, tuple[str, str]] = field(default_factory=dict)  # ISO and words, of heading and introduction
    intended: str = "achieved"  # how the introduction of a list means its items

    def of(
        self, figure: Figure, sentence: SpacySpan, analysis: Analysis, lexicon: Lexicon
    ) -> tuple[list[When], list[str]]:
        """Candidates for when the figure holds, and what they have in common."""
        introduced = self.above.get("introduction")
        if introduced and not any(sentence.start <= t.start < sentence.end for t in analysis.times):
            iso, words = introduced
            return [When(iso, {"introduction"}, iso=iso, told=words, basis="paragraph")], []
        status = Status(sentence, analysis, lexicon)
        times = [t for t in analysis.times if sentence.start <= t.anchor.i < sentence.end and t.period.iso]
        verb = grammar.governor(figure.anchor)
        ruled, basis = status.period(verb or figure.anchor, {figure.start, figure.end - 1}, figure)
        found: list[When] = []
        for time in times:
            iso = str(time.period.iso)
            names = _features(time, figure, times, analysis)
            names |= {"ruled"} if time is ruled else set()
            names |= {"base"} if status.is_base(time) else set()
            by = basis if time is ruled and basis else "sentence"
            found.append(When(iso, names, iso=iso, told=time.period.words, basis=by, time=time))
        self._remind(found, analysis.offset + sentence.start)
        found.append(When("", {"none"}))
        return found, list(_situation(verb, ruled is not None, len(times)))

    def _remind(self, found: list[When], sentence: int) -> None:
        """Adds the times of the text so far."""
        known = {c.iso: c for c in reversed(found)}

        def add(iso: str, words: str, names: set[str]) -> None:
            if iso not in known:
                known[iso] = When(iso, {_shape(iso)}, iso=iso, told=words, basis="paragraph")
                found.append(known[iso])
            known[iso].features |= names

        for k, told in enumerate(self.told):
            same = "paragraph" if told.paragraph == self.paragraph else "before"
            near = "here" if told.sentence == sentence else same
            again = told.iso in known
            add(told.iso, told.words, {f"told{k}"} | (set() if again else {"told", f"told{k}:{near}", f"told:{near}"}))
        for place, (iso, words) in self.above.items():
            add(iso, words, {place})

    def introduce(self, sentence: SpacySpan, analysis: Analysis, lexicon: Lexicon) -> None:
        """Takes in what a sentence says of the list that it introduces, or a heading of all below."""
        kind = analysis.block.kind
        if kind in {BlockKind.TITLE, BlockKind.HEADING}:
            place = "heading"
            self.above = {}
        elif kind != BlockKind.ITEM and sentence.text.rstrip()[-1:] not in CLOSING:
            place = "introduction"
            self.above.pop(place, None)
            verbs = [t for t in sentence if grammar.is_verb(t)]  # the last one is the nearest to the list
            self.intended = Status(sentence, analysis, lexicon).modality((verbs or [sentence.root])[-1])
        elif kind != BlockKind.ITEM:
            self.above.pop("introduction", None)
            self.intended = "achieved"
            return
        else:
            return
        times = [t for t in analysis.times if sentence.start <= t.anchor.i < sentence.end and t.period.iso]
        if times:
            self.above[place] = (str(times[-1].period.iso), times[-1].period.words)

    def note(self, when: When, start: int) -> None:
        """Remembers what a figure was taken to be of."""
        if when.iso is None:
            return
        told = Told(when.iso, when.told, self.paragraph, start)
        self.told = [told, *(t for t in self.told if t.iso != when.iso)][:REMEMBERED]


def _situation(verb: Token | None, ruled: bool, times: int) -> Iterator[str]:
    """What all candidates have in common."""
    yield f"ruled={ruled}:{min(times, 2)}"
    if verb is None:
        yield "verbless"
        return
    helpers = [c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}]
    yield f"tense={verb.tag_}:{helpers[0] if helpers else ''}"


def _features(time: Time, figure: Figure, times: list[Time], analysis: Analysis) -> set[str]:
    """How a time stands to a figure."""
    parsed = analysis.parsed
    related = relations(figure.anchor)
    names = {f"time:{n}" for i in range(time.start, time.end) for n in related.get(i, ())}
    after = time.start >= figure.end
    apart = distance(time.start, figure.end - 1) if after else distance(time.end - 1, figure.start)
    side = "right" if after else "left"
    low, high = sorted((time.start, figure.start))
    between = sum(low < f.start < high and f is not figure for f in analysis.figures)
    order = sum(abs(t.start - figure.start) < abs(time.start - figure.start) for t in times)
    names |= {f"{side}{apart}", f"{side}:figures={min(between, 3)}", f"order={min(order, 3)}"}
    marks = {t.text for t in parsed[low:high]} & MARKS
    names |= {f"{side}:{mark}" for mark in marks}
    first = time.period.words.split()[0].lower()
    names |= {f"first={'<year>' if first[0].isdigit() else first}", _shape(str(time.period.iso))}
    names.add(f"before={parsed[time.start - 1].lower_ if time.start else '<edge>'}")
    clause, head = grammar.governor(time.anchor), time.anchor.head
    names.add(f"same-clause={clause is not None and clause == grammar.governor(figure.anchor)}")
    names.add(f"time-head={head.lemma_.lower() if head.pos_ in NAMED else head.pos_}")
    return names


def _shape(iso: str) -> str:
    return "shape=" + "".join("9" if c.isdigit() else c for c in iso)
