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
from innograph.model import Mention

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token

NEAR = (1, 3, 6, 12)  # upper ends of the classes of distance in tokens
INNER = {"compound", "nmod", "amod", "nummod", "poss", "quantmod", "npadvmod"}


@dataclass(slots=True)
class Candidate:
    """A phrase that a figure may measure, or somebody it may be about."""

    text: str
    features: set[str] = field(default_factory=set)
    tokens: tuple[int, int] | None = None  # first and last, where it stands in the figure's sentence
    mention: Mention | None = None
    owner: Mention | None = None


def distance(first: int, second: int) -> str:
    """The class of a distance in tokens."""
    apart = abs(first - second)
    return next((f"<={n}" for n in NEAR if apart <= n), "far")


class Indicators:
    """Phrases of one sentence that its figures may measure."""

    def __init__(self, sentence: SpacySpan, analysis: Analysis, phrases: Phrases, lexicon: Lexicon) -> None:
        self.sentence = sentence
        self.analysis = analysis
        self.phrases = phrases
        self.lexicon = lexicon
        self.heads = [t for t in sentence if self._is_head(t)]
        self._called = {t.i: phrases.called(t) for t in self.heads}

    def _is_head(self, token: Token) -> bool:
        if token.i in self.analysis.taken or token.pos_ not in {"NOUN", "PROPN"}:
            return False
        if token.dep_ in INNER and token.head.pos_ in {"NOUN", "PROPN"} and token.dep_ != "poss":
            return False
        name = self.analysis.name_at.get(token.i)
        return name is None or name.kind == INDICATOR

    def of(self, figure: Figure, matches: Iterable[Match], previous: list[str]) -> list[Candidate]:
        """Candidates for what the figure measures; `previous` are the last indicators of the text, the latest first."""
        found: dict[str, Candidate] = {}

        def add(text: str, tokens: tuple[int, int] | None, owner: Mention | None, names: Iterable[str]) -> None:
            if text:
                candidate = found.setdefault(text.lower(), Candidate(text, tokens=tokens, owner=owner))
                candidate.features |= set(names)

        relations = dict(self._relations(figure))
        order = sorted(self.heads, key=lambda t: abs(t.i - figure.anchor.i))
        ranks = {t.i: k for k, t in enumerate(order)}
        for head in self.heads:
            phrase = self._called[head.i]
            names = {*relations.get(head.i, ("other",)), *self._own(head, phrase)}
            side = "left" if head.i < figure.start else "right"
            names |= {f"{side}{distance(head.i, figure.anchor.i)}", f"{side}-rank={min(ranks[head.i], 5)}"}
            names |= {f"figures-between={min(self._between(head.i, figure), 3)}"}
            add(phrase.text, (phrase.first, phrase.last), phrase.owner, names)
        for words, tokens, owner in _proposed(matches):
            add(words, tokens, owner, ["proposed"])
        for text, tokens, owner, name in self._composed(figure):
            add(text, tokens, owner, [name])
        for k, text in enumerate(previous):
            add(text, None, None, [f"previous{k}"])
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

    def _relations(self, figure: Figure) -> Iterator[tuple[int, list[str]]]:
        """How each noun of the sentence stands to the figure."""
        relations: dict[int, list[str]] = {}

        def put(token: Token, name: str) -> None:
            relations.setdefault(token.i, []).append(name)

        anchor = figure.anchor
        steps: list[str] = []
        token = anchor
        while token.dep_ != "ROOT" and len(steps) < 6:
            steps.append(token.lower_ if token.dep_ == "prep" else token.dep_)
            token = token.head
            if token.pos_ in {"NOUN", "PROPN"}:
                put(token, f"above:{'<'.join(steps[-2:])}")
                put(token, f"above{sum(1 for s in steps)}")
            if grammar.is_verb(token):
                depth = sum(grammar.is_verb(a) for a in anchor.ancestors if a.i == token.i or token.is_ancestor(a))
                for subject in grammar.surface_subjects(token):
                    put(subject, f"subject-of{min(depth, 3)}")
                    put(subject, f"subject-of{min(depth, 3)}:{steps[-1]}")
                for obj in grammar.objects(token):
                    put(obj, f"object-of{min(depth, 3)}")
                for oblique in grammar.obliques(token):
                    put(oblique.head, f"oblique-of{min(depth, 3)}:{oblique.marker}")
        for oblique in grammar.obliques(anchor):
            put(oblique.head, f"below:{oblique.marker}")
        for child in anchor.subtree:
            if child.i in {h.i for h in self.heads}:
                put(child, "inside")
        yield from relations.items()

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
