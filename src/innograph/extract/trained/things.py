"""What a trigger may be about: the phrases of its sentence, how they stand to it, and what they are listed with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from innograph.extract import grammar
from innograph.extract.analysis import Analysis
from innograph.extract.lexicon import Lexicon
from innograph.extract.phrases import Phrases
from innograph.extract.trained.candidates import Candidate
from innograph.extract.trained.relations import distance, list_head, relations
from innograph.model import Mention

if TYPE_CHECKING:
    from spacy.tokens import Span as SpacySpan
    from spacy.tokens import Token


class Things:
    """Phrases of a sentence that may be what was set up, developed or focused on: named ones too."""

    def __init__(self, sentence: SpacySpan, analysis: Analysis, phrases: Phrases, lexicon: Lexicon) -> None:
        self.analysis = analysis
        self.phrases = phrases
        self.lexicon = lexicon
        self.made: dict[int, Candidate] = {}
        self.heads = [t for t in sentence if t.pos_ in {"NOUN", "PROPN"} and self._is_head(t)]

    def _is_head(self, token: Token) -> bool:
        if token.i in self.analysis.taken:
            return False
        name = self.analysis.name_at.get(token.i)
        if token.tag_ == "NNS" and token.lemma_.lower() in self.lexicon.words("fieldNoun"):
            return False  # "fields such as X": X is the thing
        if name is not None:
            return bool(token.i == self.analysis.parsed[name.start : name.end].root.i)
        return not (token.dep_ in {"compound", "nmod", "amod"} and token.head.pos_ in {"NOUN", "PROPN"})

    def of(self, trigger: Token) -> list[Candidate]:
        """Candidates with their relations to the trigger."""
        related = relations(trigger)
        self.made = {}
        order = {t.i: k for k, t in enumerate(sorted(self.heads, key=lambda t: abs(t.i - trigger.i)))}
        for head in self.heads:
            candidate = self._candidate(head)
            side = "left" if head.i < trigger.i else "right"
            candidate.features |= (
                related.get(head.i, {"apart"}) | set(self._own(head)) | set(self._under(head, related))
            )
            candidate.features |= {f"{side}{distance(head.i, trigger.i)}", f"{side}-rank={min(order[head.i], 4)}"}
            self.made[head.i] = candidate
        return list(self.made.values())

    def _candidate(self, head: Token) -> Candidate:
        name = self.analysis.name_at.get(head.i)
        mention = self.phrases.named(head)
        if name is not None and mention is not None:
            return Candidate(mention.name, set(), (name.start, name.end - 1), mention)
        described = self.phrases.described(head)
        if described is not None:
            return Candidate(described.name, {"described"}, (head.i, head.i), described)
        phrase = self.phrases.called(head)
        span = self.analysis.span_of(phrase.first, phrase.last)
        classes = self.lexicon.classes_of(head.lemma_)
        mention = Mention(phrase.text, classes[0] if classes else "", span, phrase.text)
        return Candidate(phrase.text, set(), (phrase.first, phrase.last), mention, phrase.owner)

    def _own(self, head: Token) -> Iterator[str]:
        name = self.analysis.name_at.get(head.i)
        if name is not None:
            yield "name"
            yield f"name-kind:{(name.kind or 'unknown').rsplit('/', 1)[-1].rsplit('#', 1)[-1]}"
        else:
            yield f"noun={head.lemma_.lower()}"
        yield from (f"class:{c.rsplit('/', 1)[-1].rsplit('#', 1)[-1]}" for c in self.lexicon.classes_of(head.lemma_))
        yield f"plural={head.tag_ in {'NNS', 'NNPS'}}"
        determiner = next((c.lower_ for c in head.lefts if c.dep_ in {"det", "poss"} and c.pos_ != "PROPN"), "none")
        yield f"det={determiner}"
        yield from (f"mod={c.lower_}" for c in head.lefts if c.dep_ == "amod" and c.i not in self.analysis.name_at)
        if self.phrases.counted(head):
            yield "counted"
        if any(c.dep_ in {"amod", "compound"} for c in head.lefts):
            yield "modified"
        yield f"dep={head.dep_}"

    def _under(self, head: Token, related: dict[int, set[str]]) -> Iterator[str]:
        """Where it is listed: "fields such as X", "A, B and X"."""
        first = list_head(head)
        if first.i != head.i:
            yield from (f"listed:{r}" for r in related.get(first.i, {"apart"}))
        if first.dep_ != "pobj":
            return
        marker = first.head.lower_
        yield f"marker={marker}"
        above = first.head.head
        if above.pos_ in {"NOUN", "PROPN"}:
            yield f"under={above.lemma_.lower()}"
            yield from (f"{marker}<{r}" for r in related.get(above.i, {"apart"}))

    def listed(self, chosen: Candidate) -> tuple[Candidate, ...]:
        """The chosen thing with those that it is listed with: "A, B and C", "fields such as A and B"."""
        head = next((i for i, c in self.made.items() if c is chosen), None)
        if head is None:
            return (chosen,)
        first = self.analysis.parsed[head]
        while first.dep_ == "conj" and first.head.i in self.made:
            first = first.head
        heads = [t.i for t in grammar.conjuncts(first)]
        found = [self.made[i] for i in heads if i in self.made]
        return tuple(found) or (chosen,)
