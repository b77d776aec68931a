"""Questions that a reader of sentences asks, and who answers them: what was learnt or, in training, an oracle."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from innograph.extract.trained.candidates import Candidate
from innograph.extract.trained.linear import Features, Linear
from innograph.extract.trained.relations import Anchored
from innograph.model import Claim, Mention, Span


@dataclass(frozen=True, slots=True)
class Question:
    """Something to decide about a place in the text."""

    model: str  # which model answers it
    type: str  # of the claim
    anchor: Anchored
    span: Span  # of the anchor, in the document
    situation: tuple[str, ...] = ()  # what all candidates have in common
    pair: tuple[Mention, Mention] | None = None
    lenience: float = 0.0  # how much less the candidate that is nothing counts


class Chooser(Protocol):
    """Answers questions."""

    def sort(self, question: Question, features: Features) -> tuple[str, float]:
        """The sort of claim that a figure makes, and its probability."""

    def decide(self, question: Question, features: Features, candidates: Sequence[Candidate] = ()) -> float:
        """The probability that the answer is yes; `candidates` are what would be chosen from if it is."""

    def choose(self, question: Question, candidates: Sequence[Candidate]) -> tuple[Candidate | None, float]:
        """The best of the candidates and the probability that it is right; None where there is none."""

    def judge(self, features: Features, claim: Claim) -> float:
        """The probability that a claim is right."""


class Trained:
    """The chooser that was learnt."""

    def __init__(self, models: Mapping[str, Linear]) -> None:
        self.models = models

    def sort(self, question: Question, features: Features) -> tuple[str, float]:
        probabilities = self.models["sort"].probabilities(features)
        best = max(sorted(probabilities), key=lambda s: probabilities[s])
        return best, probabilities[best]

    def decide(self, question: Question, features: Features, candidates: Sequence[Candidate] = ()) -> float:
        return self.models[question.model].right(features)

    def choose(self, question: Question, candidates: Sequence[Candidate]) -> tuple[Candidate | None, float]:
        if not candidates:
            return None, 0.0
        model = self.models[question.model]
        scores = [model.score(c.features, question.situation) for c in candidates]
        if question.lenience:
            scores = [
                s - question.lenience * ("nothing" in c.features) for s, c in zip(scores, candidates, strict=True)
            ]
        top = max(scores)
        exps = [math.exp(s - top) for s in scores]
        likely = [e / sum(exps) for e in exps]
        shared = [_shared(c, candidates, likely) for c in candidates]
        best = max(range(len(candidates)), key=lambda i: (shared[i], -i))
        return candidates[best], min(1.0, shared[best])

    def judge(self, features: Features, claim: Claim) -> float:
        return self.models["judge"].right(features)


def _shared(candidate: Candidate, others: Sequence[Candidate], likely: Sequence[float]) -> float:
    """How much of what is likely the candidate says: the mean overlap of its words with those of the right one.

    Of phrases that say nearly the same none may be the likeliest, and yet one of them is right (minimum Bayes risk).
    """
    if not candidate.words:
        return sum(p for c, p in zip(others, likely, strict=True) if c is candidate)
    overlaps = (2 * len(candidate.words & o.words) / (len(candidate.words) + len(o.words)) for o in others)
    return sum(p * overlap for p, overlap in zip(likely, overlaps, strict=True))
