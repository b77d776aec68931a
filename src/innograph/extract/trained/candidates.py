"""What a figure may measure, and whom it may be about: everything that the sentence and the text so far offer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from innograph.classes import INDICATOR
from innograph.extract import grammar
from innograph.extract.analysis import Analysis, Figure
from innograph.extract.lexicon import Lexicon
from innograph.extract.phrases import Phrase, Phrases
from innograph.extract.places import Match
from innograph.extract.trained.composed import Composer
from innograph.extract.trained.relations import distance, relations
from innograph.model import Mention

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token

NOUNS = ("levelNoun", "moneyNoun", "peopleNoun", "bodyNoun", "deedNoun", "backNoun")  # lists of words
GAP = 3  # tokens between figures in a row
INNER = {"compound", "nmod", "amod", "nummod", "poss", "quantmod", "npadvmod"}


@dataclass(frozen=True, slots=True)
class Previous:
    """What an earlier figure of the text measured."""

    text: str
    sentence: int  # where its sentence starts: token of the block, with the block's start
    at: int  # its figure's token
    kind: str  # type of its claim
    unit: str = ""


@dataclass(slots=True)
class Candidate:
    """A phrase that a figure may measure, or somebody it may be about."""

    text: str
    features: set[str] = field(default_factory=set)
    tokens: tuple[int, int] | None = None  # first and last, where it stands in the figure's sentence
    mention: Mention | None = None
    owner: Mention | None = None
    words: frozenset[str] = frozenset()  # that carry meaning, for phrases that may overlap


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
        self.composer = Composer(sentence, analysis, phrases, lexicon, self._called)

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

        related = relations(figure.anchor, verbs=True)
        shared = self._standing(figure, related)
        for head in self.heads:
            phrase = self._called[head.i]
            add(phrase.text, (phrase.first, phrase.last), phrase.owner, {*shared[head.i], "made:called"})
        for text, tokens, owner in _proposed(matches):
            add(text, tokens, owner, ["proposed"])
        latest = previous[0].text if previous else ""
        for made in self.composer.of(figure, related, latest):
            base = shared.get(made.base.i, set()) if made.base is not None else set()
            how = {f"made:{made.how}", f"made:{made.how}:{made.detail}"}
            add(made.text, made.tokens, made.owner, base | how)
        for text, told in self._told(figure, previous):
            add(text, None, None, told)
        for candidate in found.values():
            words = candidate.text.lower().split()
            candidate.features |= {f"length={min(len(words), 7)}", f"last={words[-1]}"}
            candidate.words = self._content(words)
        return list(found.values())

    def _standing(self, figure: Figure, related: dict[int, set[str]]) -> dict[int, set[str]]:
        """By the index of a noun, what it is like and how it stands to the figure."""
        partners = self._respective(figure)
        order = sorted(self.heads, key=lambda t: abs(t.i - figure.anchor.i))
        ranks = {t.i: k for k, t in enumerate(order)}
        standing = {}
        for head in self.heads:
            names = {*related.get(head.i, ("other",)), *self._own(head, self._called[head.i], figure)}
            side = "left" if head.i < figure.start else "right"
            names |= {f"{side}{distance(head.i, figure.anchor.i)}", f"{side}-rank={min(ranks[head.i], 5)}"}
            names |= {f"figures-between={min(self._between(head.i, figure), 3)}"}
            if head.i in partners:
                names.add(f"respective={partners[head.i]}")
            standing[head.i] = names
        return standing

    def _told(self, figure: Figure, previous: list[Previous]) -> Iterator[tuple[str, list[str]]]:
        """What the text has said before, with how that stands to the figure."""
        about = self._about(figure)
        for k, told in enumerate(previous):
            here = told.sentence == self.start
            where = f"here:{distance(told.at, figure.anchor.i)}" if here else "before"
            alike = f"previous:{told.kind}:unit={told.unit == figure.quantity.unit}"
            names = [f"previous{k}", f"previous{k}:{where}", f"previous:{told.kind}:{where}", alike, f"{alike}:{here}"]
            yield told.text, [*names, *(f"previous{k}:{a}" for a in about), *(f"{alike}:{a}" for a in about)]

    def _content(self, words: Iterable[str]) -> frozenset[str]:
        idle = self.lexicon.words("functionWord")
        parts = (p.strip("'’,.()").removesuffix("s") for w in words for p in w.split("-") if w not in idle)
        return frozenset(p for p in parts if p)

    def _about(self, figure: Figure) -> list[str]:
        """How the clause tells what its figure is about: by a noun, or by pointing back."""
        verb = grammar.governor(figure.anchor)
        if verb is None:
            return ["about=no-verb", f"about=no-verb:{figure.anchor.dep_}"]
        found = [self._way(t) for t in grammar.surface_subjects(verb)[:1]] or ["nothing"]
        return [f"about={w}" for w in found] + [f"about={w}:{figure.anchor.dep_}" for w in found]

    def _way(self, token: Token) -> str:
        if token.i in self.analysis.figure_at:
            return "figure"
        if token.i in self.analysis.name_at:
            return "name"
        if token.pos_ in {"PRON", "DET"}:
            return "pronoun"
        return "back" if token.lemma_.lower() in self.lexicon.words("backNoun") else "noun"

    def _respective(self, figure: Figure) -> dict[int, bool]:
        """ "A, B and C grew by 1, 2 and 3 percent": of nouns as many as the figures in a row, which is this one's."""
        row: list[Figure] = []
        for other in self.analysis.figures:
            if row and other.start - row[-1].end > GAP:
                if figure in row:
                    break
                row = []
            row.append(other)
        if len(row) < 2 or figure not in row:
            return {}
        lists: dict[int, list[Token]] = {}
        for head in self.heads:
            first = head
            while first.dep_ == "conj" and first.head.i < first.i:
                first = first.head
            lists.setdefault(first.i, []).append(head)
        place = row.index(figure)
        fitting = [heads for heads in lists.values() if len(heads) == len(row) and heads[-1].i < row[0].start]
        return {h.i: k == place for heads in fitting for k, h in enumerate(heads)}

    def _between(self, i: int, figure: Figure) -> int:
        low, high = sorted((i, figure.anchor.i))
        return sum(low < f.anchor.i < high and f is not figure for f in self.analysis.figures)

    def _own(self, head: Token, phrase: Phrase, figure: Figure) -> Iterator[str]:
        """What the phrase is like, whatever the figure."""
        lemma = head.lemma_.lower()
        yield f"noun={lemma}" if head.pos_ == "NOUN" else "noun=<PROPN>"
        yield from (f"class:{c.rsplit('/', 1)[-1].rsplit('#', 1)[-1]}" for c in self.lexicon.classes_of(lemma))
        yield from (f"is:{kind}" for kind in NOUNS if lemma in self.lexicon.words(kind))
        if phrase.text.lower() in self.lexicon.words("generic"):
            yield "generic"
        counted = self.phrases.counted(head)
        if counted:
            yield "counted" if counted[0] is figure else "counted-elsewhere"
        if lemma in self.lexicon.words("trivial"):
            yield "trivial"
        if head.dep_ in {"nsubj", "nsubjpass"}:
            yield "subject"
        if phrase.owner:
            yield "owned"
        yield f"dep={head.dep_}"
        yield f"tag={head.tag_}"


def _proposed(matches: Iterable[Match]) -> Iterator[tuple[str, tuple[int, int], Mention | None]]:
    for match in matches:
        for filler in match.fillers.get("indicator", ()):
            words = " ".join(w for w in (match.frame.prefix, filler.text, match.frame.suffix) if w)
            yield words, (filler.first, filler.last), filler.owner
