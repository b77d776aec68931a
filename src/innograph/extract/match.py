"""Frames against a parsed block: which triggers stand there, and what fills their roles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from innograph.extract import grammar
from innograph.extract.analysis import Analysis, Figure
from innograph.extract.fillers import Fillers, is_currency
from innograph.extract.frames import FIGURE_SORTS, Frame, triggers_of
from innograph.extract.places import Match, Places

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token

SORTS = {"percentage_points": "points", "times_of": "times"}
TRIGGER_PARTS = {
    "Noun": {"NOUN", "PROPN", "ADV"},
    "Adjective": {"ADJ", "VERB", "NOUN", "ADV"},
    "Adverb": {"ADV", "ADP", "ADJ", "PART"},
}


def sort_of(figure: Figure, times: frozenset[str]) -> str:
    """The sort of a figure's unit, as frames of part Figure name it; a length of time is none of them."""
    unit = figure.quantity.unit
    if unit in FIGURE_SORTS:
        return unit
    if is_currency(unit):
        return "money"
    return "" if unit in times else SORTS.get(unit, "measure")


def _governing(token: Token) -> set[str]:
    """Lemmas of what governs the token, up to the verb of its clause with its particle, and of the words between."""
    found = set()
    for above in token.ancestors:
        found |= {above.lemma_.lower(), above.lower_}
        if grammar.is_verb(above):
            rest = grammar.particle(above)
            found |= {f"{above.lemma_.lower()} {rest}"} if rest else set()
            break
    return found


class Matcher:
    """Finds matches of frames. Frames are looked up by the lemma of their trigger."""

    def __init__(self, frames: tuple[Frame, ...]) -> None:
        self.types = triggers_of(frames)
        self._index: dict[tuple[str, str], list[Frame]] = {}
        self._phrases: dict[str, set[str]] = {}  # first word of a trigger of several to what follows it
        for frame in frames:
            for trigger in frame.triggers:
                self._index.setdefault((frame.part, trigger), []).append(frame)
                first, _, rest = trigger.partition(" ")
                if rest:
                    self._phrases.setdefault(first, set()).add(rest)

    def triggered(self, token: Token) -> Iterator[Frame]:
        """Frames that the token may trigger."""
        lemma = token.lemma_.lower()
        if token.dep_ in {"aux", "auxpass"}:
            return
        if grammar.is_verb(token):
            rest = self._rest(token, lemma)
            yield from self._index.get(("Verb", f"{lemma} {rest}" if rest else lemma), ())
            yield from self._index.get(("Verb", "*"), ())
        elif token.dep_ == "ROOT":
            yield from self._index.get(("Noun", "*"), ())
        if token.dep_ == "prt":
            return  # "made up 54 percent": part of the verb
        for part, tags in TRIGGER_PARTS.items():
            if token.pos_ in tags:
                yield from self._index.get((part, lemma), ())
                if token.lower_ != lemma:
                    yield from self._index.get((part, token.lower_), ())

    def triggered_by(self, figure: Figure, times: frozenset[str]) -> list[Frame]:
        """Frames that the figure may trigger; `times` are the units of lengths of time, which trigger none."""
        return self._index.get(("Figure", sort_of(figure, times)), [])

    def _rest(self, token: Token, lemma: str) -> str | None:
        """The rest of a verb of several words: its particle ("set … up") or words right after it ("take part")."""
        following = token.doc[token.i + 1 : token.i + 4].text.lower()
        words = next((r for r in sorted(self._phrases.get(lemma, ())) if f"{following} ".startswith(f"{r} ")), None)
        return words or grammar.particle(token)

    def matches(self, sentence: SpacySpan, analysis: Analysis, fillers: Fillers) -> list[Match]:
        """All matches in a sentence, in the order of their triggers."""
        found = []
        adopted: dict[int, Token] = {}  # participles whose subject is what was just set up, by token index
        for token in sentence:
            if token.i in analysis.taken and not grammar.is_verb(token):
                continue
            for frame in self.triggered(token):
                if (frame.block and frame.block != analysis.block.kind) or not self._modified(frame, token):
                    continue
                match = Places(token, frame, analysis, fillers, adopted).match()
                if match is not None:
                    found.append(match)
                    fillers.note_things(match.fillers.get("object", ()))
                    if frame.tail_subject == "Object":
                        self._adopt(match, adopted)
        for figure in analysis.figures:
            if sentence.start <= figure.anchor.i < sentence.end:
                found += self._of_figure(figure, analysis, fillers, adopted)
        return found

    def _of_figure(
        self, figure: Figure, analysis: Analysis, fillers: Fillers, adopted: dict[int, Token]
    ) -> Iterator[Match]:
        """Matches of the frames that the figure itself triggers."""
        above = _governing(figure.anchor)
        before = analysis.parsed[figure.start - 1].lower_ if figure.start else ""
        for frame in self.triggered_by(figure, fillers.lexicon.words("timeUnit")):
            if (
                (frame.block and frame.block != analysis.block.kind)
                or (frame.under and not frame.under & above)
                or frame.not_under & above
                or (frame.after and before not in frame.after)
                or before in frame.not_after
            ):
                continue
            match = Places(figure.anchor, frame, analysis, fillers, adopted).match()
            if match is not None:
                yield match

    @staticmethod
    def _modified(frame: Frame, token: Token) -> bool:
        if not frame.with_words and not frame.without:
            return True
        around = {c.lemma_.lower() for c in token.children} | {c.lower_ for c in token.children}
        return (not frame.with_words or bool(frame.with_words & around)) and not frame.without & around

    @staticmethod
    def _adopt(match: Match, adopted: dict[int, Token]) -> None:
        """ "X launched a platform, granting …": the platform grants."""
        objects = [f.head for f in match.fillers.get("object", ())]
        if not objects:
            return
        for child in match.trigger.children:
            if child.dep_ == "advcl" and child.tag_ == "VBG" and child.i > objects[0].i:
                for verb in grammar.conjuncts(child):
                    adopted[verb.i] = objects[0]
