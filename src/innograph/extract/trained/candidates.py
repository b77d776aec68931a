"""What a figure may measure, and whom it may be about: everything that the sentence and the text so far offer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from innograph.extract import grammar
from innograph.extract.analysis import Analysis, Figure
from innograph.extract.lexicon import INDICATOR, Lexicon
from innograph.extract.phrases import Phrase, Phrases
from innograph.extract.places import Match
from innograph.extract.trained.relations import distance, relations
from innograph.model import Mention

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token

INNER = {"compound", "nmod", "amod", "nummod", "poss", "quantmod", "npadvmod"}


@dataclass(frozen=True, slots=True)
class Previous:
    """What an earlier figure of the text measured."""

    text: str
    sentence: int  # where its sentence starts: token of the block, with the block's start
    at: int  # its figure's token
    kind: str  # type of its claim


@dataclass(slots=True)
class Candidate:
    """A phrase that a figure may measure, or somebody it may be about."""

    text: str
    features: set[str] = field(default_factory=set)
    tokens: tuple[int, int] | None = None  # first and last, where it stands in the figure's sentence
    mention: Mention | None = None
    owner: Mention | None = None


class Indicators:
    """Phrases of one sentence that its figures may measure."""

    def __init__(self, sentence: SpacySpan, analysis: Analysis, phrases: Phrases, lexicon: Lexicon) -> None:
        self.sentence = sentence
        self.analysis = analysis
        self.phrases = phrases
        self.lexicon = lexicon
        self.start = analysis.offset + sentence.start
        self.heads = [t for t in sentence if self._is_head(t)]
        self._called = {t.i: phrases.called(t) for t in self.heads}

    def _is_head(self, token: Token) -> bool:
        if token.i in self.analysis.taken or token.pos_ not in {"NOUN", "PROPN"}:
            return False
        if token.dep_ in INNER and token.head.pos_ in {"NOUN", "PROPN"} and token.dep_ != "poss":
            return False
        name = self.analysis.name_at.get(token.i)
        return name is None or name.kind == INDICATOR

    def of(self, figure: Figure, matches: Iterable[Match], previous: list[Previous]) -> list[Candidate]:
        """Candidates for what the figure measures; `previous` are the last indicators of the text, the latest first."""
        found: dict[str, Candidate] = {}

        def add(text: str, tokens: tuple[int, int] | None, owner: Mention | None, names: Iterable[str]) -> None:
            if text:
                candidate = found.setdefault(text.lower(), Candidate(text, tokens=tokens, owner=owner))
                candidate.features |= set(names)

        related = relations(figure.anchor)
        order = sorted(self.heads, key=lambda t: abs(t.i - figure.anchor.i))
        ranks = {t.i: k for k, t in enumerate(order)}
        for head in self.heads:
            phrase = self._called[head.i]
            names = {*related.get(head.i, ("other",)), *self._own(head, phrase)}
            side = "left" if head.i < figure.start else "right"
            names |= {f"{side}{distance(head.i, figure.anchor.i)}", f"{side}-rank={min(ranks[head.i], 5)}"}
            names |= {f"figures-between={min(self._between(head.i, figure), 3)}"}
            add(phrase.text, (phrase.first, phrase.last), phrase.owner, names)
        for words, tokens, owner in _proposed(matches):
            add(words, tokens, owner, ["proposed"])
        latest = previous[0].text if previous else ""
        for text, tokens, owner, name in [*self._composed(figure), *self._following(figure, latest), *self._measured(figure)]:
            add(text, tokens, owner, [name])
        for k, told in enumerate(previous):
            here = told.sentence == self.start
            where = f"here:{distance(told.at, figure.anchor.i)}" if here else "before"
            add(told.text, None, None, [f"previous{k}", f"previous{k}:{where}", f"previous:{told.kind}:{where}"])
        return list(found.values())

    def _between(self, i: int, figure: Figure) -> int:
        low, high = sorted((i, figure.anchor.i))
        return sum(low < f.anchor.i < high and f is not figure for f in self.analysis.figures)

    def _own(self, head: Token, phrase: Phrase) -> Iterator[str]:
        """What the phrase is like, whatever the figure."""
        lemma = head.lemma_.lower()
        yield f"noun={lemma}" if head.pos_ == "NOUN" else "noun=<PROPN>"
        yield f"words={min(len(phrase.text.split()), 5)}"
        yield from (f"class:{c.rsplit('/', 1)[-1].rsplit('#', 1)[-1]}" for c in self.lexicon.classes_of(lemma))
        if phrase.text.lower() in self.lexicon.words("generic"):
            yield "generic"
        if self.phrases.counted(head):
            yield "counted"
        if lemma in self.lexicon.words("trivial"):
            yield "trivial"
        if head.dep_ in {"nsubj", "nsubjpass"}:
            yield "subject"
        if phrase.owner:
            yield "owned"
        yield f"dep={head.dep_}"

    def _following(self, figure: Figure, latest: str) -> Iterator[tuple[str, tuple[int, int], Mention | None, str]]:
        """The words right after the figure, whatever the parser made of them: "31 national and 318 provincial awards"."""
        parsed = self.analysis.parsed
        words: list[Token] = []
        for token in parsed[figure.end : self.sentence.end]:
            inner = token.lower_ in {"of", "-", "and", "&"} and words
            if token.i in self.analysis.taken or token.i >= figure.end + 9:
                break
            if not inner and token.pos_ not in {"NOUN", "PROPN", "ADJ", "ADV", "VERB", "NUM", "X"}:
                break
            if token.pos_ == "VERB" and token.dep_ not in {"amod", "compound"}:
                break
            words.append(token)
        joined = words and words[-1].lower_ == "and"
        while words and words[-1].pos_ not in {"NOUN", "PROPN", "ADJ", "VERB"}:
            words.pop()
        if not words:
            return
        text = "".join(t.text_with_ws for t in words).strip()
        last = words[-1]
        if last.pos_ in {"NOUN", "PROPN"}:
            if last.lemma_.lower() in {"one", "other"} and latest:
                yield " ".join([*(t.text for t in words[:-1]), latest]), (words[0].i, last.i), None, "following:ones"
            else:
                yield text, (words[0].i, last.i), None, "following"
        following = self.analysis.figure_at.get(last.i + (2 if joined else 1))
        if following is not None and last.pos_ in {"ADJ", "VERB"}:
            counted = next((h for h in self.heads if h.i >= following.end), None)
            if counted is not None:
                noun = self._called[counted.i].text.split(" ", 1)
                yield f"{text} {noun[-1]}", (words[0].i, counted.i), None, "following:shared"

    def _measured(self, figure: Figure) -> Iterator[tuple[str, tuple[int, int] | None, Mention | None, str]]:
        """What a unit measures by itself: an area in hectares."""
        measured = self.lexicon.measured.get(figure.quantity.unit)
        if measured is None:
            return
        yield measured, None, None, "unit"
        anchor = figure.anchor
        head = anchor.head if anchor.head.i in self._called else next((h for h in self.heads if h.i == figure.end), None)
        if head is not None:
            phrase = self._called[head.i]
            yield f"{measured} of {phrase.text}", (phrase.first, phrase.last), phrase.owner, "unit:head"

    def _composed(self, figure: Figure) -> Iterator[tuple[str, tuple[int, int], Mention | None, str]]:
        """Shares: what share of what."""
        if figure.quantity.unit != "percent":
            return
        wholes = [o.head for o in grammar.obliques(figure.anchor) if o.marker in {"of", "in"}]
        above = grammar.governor(figure.anchor)
        if not wholes:
            return
        whole = self.phrases.called(wholes[0])
        owned = f"{whole.owner.name} {whole.text}" if whole.owner else whole.text
        doers = grammar.surface_subjects(above) if above is not None else []
        for doer in doers:
            if doer.i in self._called:
                part = self._called[doer.i]
                first, last = min(part.first, whole.first), max(part.last, whole.last)
                yield f"{part.text} share of {owned}", (first, last), part.owner or whole.owner, "composed:share"
        yield f"share of {owned}", (whole.first, whole.last), whole.owner, "composed:whole"
        if above is not None and above.tag_ in {"VBN", "VBG"} and wholes[0].i < above.i:
            last = max([above.i, *(t.i for t in above.subtree if t.i < above.i + 4 and t.dep_ in {"agent", "pobj"})])
            words = self.analysis.parsed[above.i : last + 1].text
            yield f"{whole.text} {words}", (whole.first, last), whole.owner, "composed:done"


def _proposed(matches: Iterable[Match]) -> Iterator[tuple[str, tuple[int, int], Mention | None]]:
    for match in matches:
        for filler in match.fillers.get("indicator", ()):
            words = " ".join(w for w in (match.frame.prefix, filler.text, match.frame.suffix) if w)
            yield words, (filler.first, filler.last), filler.owner
