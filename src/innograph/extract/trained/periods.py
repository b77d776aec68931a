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

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token

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

    def of(
        self, figure: Figure, sentence: SpacySpan, analysis: Analysis, lexicon: Lexicon
    ) -> tuple[list[When], list[str]]:
        """Candidates for when the figure holds, and what they have in common."""
        start = analysis.offset + sentence.start
        status = Status(sentence, analysis, lexicon)
        times = [t for t in analysis.times if sentence.start <= t.anchor.i < sentence.end and t.period.iso]
        verb = grammar.governor(figure.anchor)
        tokens = {figure.start, figure.end - 1}
        ruled, basis = status.period(verb or figure.anchor, tokens, figure)
        found = [
            When(str(t.period.iso), self._features(t, figure, times, analysis), iso=t.period.iso, words=t.period.words,
                 basis=basis if t is ruled and basis else "sentence", time=t)
            for t in times
        ]
        for candidate in found:
            assert candidate.time is not None
            candidate.features |= {n for n, is_so in (("ruled", candidate.time is ruled), ("base", status.is_base(candidate.time))) if is_so}
        seen = {c.iso for c in found}
        for k, (iso, words, paragraph, told_in) in enumerate(self.told):
            if iso in seen:
                next(c for c in found if c.iso == iso).features.add(f"told{k}")
                continue
            seen.add(iso)
            near = "here" if told_in == start else "paragraph" if paragraph == self.paragraph else "before"
            found.append(When(iso, {"told", f"told{k}", f"told{k}:{near}", f"told:{near}", _shape(iso)}, iso=iso, words=words, basis="paragraph"))
        found.append(When("", {"none"}))
        return found, list(self._situation(verb, ruled is not None, len(times)))

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
        names |= {_shape(str(time.period.iso)), f"first={time.period.words.lower().split()[0] if not time.period.words[:1].isdigit() else '<year>'}"}
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
