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

CLOSING = set(".!?\"”’)…")  # what a sentence ends with that introduces no list
REMEMBERED = 3  # periods of the text so far that a figure may be of as well


@dataclass(slots=True)
class When(Candidate):
    """A time that a figure may be of."""

    iso: str | None = None
    words: str = ""
    basis: str | None = None
    time: Time | None = None


@dataclass(slots=True)
class Periods:
    """Offers times, and remembers those of the text so far."""

    told: list[tuple[str, str, int, int]] = field(default_factory=list)  # ISO, words, paragraph and sentence, latest first
    paragraph: int = 0
    above: dict[str, tuple[str, str]] = field(default_factory=dict)  # ISO and words of the heading and of a list's introduction
    intended: str = "achieved"  # how the introduction of a list means its items

    def of(
        self, figure: Figure, sentence: SpacySpan, analysis: Analysis, lexicon: Lexicon
    ) -> tuple[list[When], list[str]]:
        """Candidates for when the figure holds, and what they have in common."""
        if (told := self.above.get("introduction")) and not any(sentence.start <= t.start < sentence.end for t in analysis.times):
            return [When(told[0], {"introduction"}, iso=told[0], words=told[1], basis="paragraph")], []
        start = analysis.offset + sentence.start
        status = Status(sentence, analysis, lexicon)
        named = [t for t in analysis.times if sentence.start <= t.anchor.i < sentence.end]
        times = [(t, iso) for t in named if (iso := self._resolved(t, named, status))]
        verb = grammar.governor(figure.anchor)
        ruled, basis = status.period(verb or figure.anchor, {figure.start, figure.end - 1}, figure)
        found: list[When] = []
        for time, iso in times:
            names = self._features(time, figure, named, analysis) | {_shape(iso)}
            names |= {"ruled"} if time is ruled else set()
            names |= {"base"} if status.is_base(time) else set()
            names |= {"narrative"} if time.period.iso is None else set()
            told = basis if time is ruled and basis else "sentence"
            found.append(When(iso, names, iso=iso, words=time.period.words, basis=told, time=time))
        seen = {c.iso for c in found}
        for k, (iso, words, paragraph, told_in) in enumerate(self.told):
            if iso in seen:
                next(c for c in found if c.iso == iso).features.add(f"told{k}")
                continue
            seen.add(iso)
            near = "here" if told_in == start else "paragraph" if paragraph == self.paragraph else "before"
            found.append(When(iso, {"told", f"told{k}", f"told{k}:{near}", f"told:{near}", _shape(iso)}, iso=iso, words=words, basis="paragraph"))
        for place, (iso, words) in self.above.items():
            known = next((c for c in found if c.iso == iso), None)
            if known is None:
                known = When(iso, {_shape(iso)}, iso=iso, words=words, basis="paragraph")
                found.append(known)
            known.features.add(place)
        found.append(When("", {"none"}))
        return found, list(self._situation(verb, ruled is not None, len(times)))

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

    def _resolved(self, time: Time, named: list[Time], status: Status) -> str | None:
        """The period of a time, told from an earlier one where its words say so ("the year before")."""
        if time.period.iso or time.period.shift is None:
            return time.period.iso
        before = [t.period.iso for t in named if t.start < time.start and t.period.iso and not status.is_base(t)]
        anchor = before[-1] if before else self.told[0][0] if self.told else None
        if anchor is None or time.period.shift == 0:
            return anchor
        year = anchor.rpartition("/")[2][:4]
        return f"{int(year) + time.period.shift:04}"

    def note(self, when: When, start: int) -> None:
        """Remembers what a figure was taken to be of."""
        if when.iso is None:
            return
        told = (when.iso, when.words, self.paragraph, start)
        self.told = [told, *(t for t in self.told if t[0] != when.iso)][:REMEMBERED]

    @staticmethod
    def _situation(verb: Token | None, ruled: bool, times: int) -> Iterator[str]:
        """What all candidates have in common."""
        yield f"ruled={ruled}:{min(times, 2)}"
        if verb is None:
            yield "verbless"
            return
        helpers = [c.lower_ for c in verb.children if c.dep_ in {"aux", "auxpass"}]
        yield f"tense={verb.tag_}:{helpers[0] if helpers else ''}"

    def _features(self, time: Time, figure: Figure, times: list[Time], analysis: Analysis) -> set[str]:
        """How a time stands to a figure."""
        related = relations(figure.anchor)
        parsed = analysis.parsed
        after = time.start >= figure.end
        apart = distance(time.start, figure.end - 1) if after else distance(time.end - 1, figure.start)
        side = "right" if after else "left"
        low, high = sorted((time.start, figure.start))
        between = [f for f in analysis.figures if low < f.start < high and f is not figure]
        order = sorted(times, key=lambda t: abs(t.start - figure.start))
        names = {f"time:{n}" for i in range(time.start, time.end) for n in related.get(i, ())}
        names |= {f"{side}{apart}", f"{side}:figures={min(len(between), 3)}", f"order={min(order.index(time), 3)}"}
        names |= {f"first={time.period.words.lower().split()[0] if not time.period.words[:1].isdigit() else '<year>'}"}
        names |= {f"before={parsed[time.start - 1].lower_}" if time.start else "before=<edge>"}
        clause = grammar.governor(time.anchor)
        names |= {f"same-clause={clause is not None and clause == grammar.governor(figure.anchor)}"}
        words = {t.text for t in parsed[low:high]}
        names |= {f"{side}:{mark}" for mark in (";", ":", ",", "(") if mark in words}
        for above in (time.anchor.head,):
            names.add(f"time-head={above.lemma_.lower() if above.pos_ in {'VERB', 'ADP', 'AUX', 'NOUN'} else above.pos_}")
        return names


def _shape(iso: str) -> str:
    return "shape=" + "".join("9" if c.isdigit() else c for c in iso)
