"""Predicted claims against annotated ones: precision, recall and F1 by type, under three readings.

- `strict`: same type, same subject, same figure and unit, indicator's content words overlapping by half or more; for
  claims without a figure the object, field, partners, place or role in its stead.
- `figure`: the same without the subject and, where there is a figure, without the indicator.
- `found`: same type, at words that overlap.

Pairs are one to one, the best first. Beside them: how often comparator, period, modality, direction and polarity agree
on pairs of the figure reading, and how far confidence is from the share of strictly right claims (Brier score and
expected calibration error, Naeini, Cooper and Hauskrecht 2015).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from innograph.extract.calendar import bounds
from innograph.gold import FIGURE, GoldDocument
from innograph.model import Claim, FieldValue
from innograph.sameness import Sameness

READINGS = ("strict", "figure", "found")
TOLERANCE = Decimal("0.005")  # of a figure, relative; ranks and small counts are compared exactly
SMALL = 100
ACCURACIES = ("comparator", "period", "modality", "direction", "polarity")
DEFAULTS = {"comparator": "eq"}
BINS = 10


@dataclass(frozen=True, slots=True)
class Score:
    """How many claims were right, made and annotated."""

    right: int = 0
    predicted: int = 0
    annotated: int = 0

    @property
    def precision(self) -> float:
        """Share of the predicted claims that are right; 1 where nothing was predicted."""
        return self.right / self.predicted if self.predicted else 1.0

    @property
    def recall(self) -> float:
        """Share of the annotated claims that were found; 1 where there are none."""
        return self.right / self.annotated if self.annotated else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.predicted + self.annotated) if self.predicted + self.annotated else 1.0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.predicted + other.predicted, self.annotated + other.annotated)


@dataclass(frozen=True, slots=True)
class Errors:
    """What went wrong in one document, under the strict reading."""

    document: GoldDocument
    missed: tuple[Claim, ...]
    extra: tuple[Claim, ...]


@dataclass(slots=True)
class Evaluation:
    """The scores of a set of documents."""

    documents: int = 0
    scores: dict[str, dict[str, Score]] = field(default_factory=lambda: {r: {} for r in READINGS})  # reading, type
    agreeing: Counter[str] = field(default_factory=Counter)
    compared: Counter[str] = field(default_factory=Counter)
    judged: list[tuple[float, bool]] = field(default_factory=list)  # confidence, strictly right
    inexact: int = 0  # quotes that do not stand at their offsets
    errors: list[Errors] = field(default_factory=list)

    def total(self, reading: str) -> Score:
        """The score over all types (micro average)."""
        return sum(self.scores[reading].values(), Score())

    def accuracy(self, key: str) -> float | None:
        """How often the field agrees; None where no pair has it."""
        return self.agreeing[key] / self.compared[key] if self.compared[key] else None

    @property
    def brier(self) -> float:
        """Mean squared distance between confidence and being right (1) or wrong (0)."""
        return sum((c - r) ** 2 for c, r in self.judged) / len(self.judged) if self.judged else 0.0

    def calibration(self) -> list[tuple[float, float, int]]:
        """For each tenth of confidence that occurs: mean confidence, share that is right, number of claims."""
        bins: dict[int, list[tuple[float, bool]]] = {}
        for confidence, right in self.judged:
            bins.setdefault(min(int(confidence * BINS), BINS - 1), []).append((confidence, right))
        return [
            (sum(c for c, _ in items) / len(items), sum(r for _, r in items) / len(items), len(items))
            for _, items in sorted(bins.items())
        ]

    @property
    def calibration_error(self) -> float:
        """Expected calibration error: the distance of confidence from the share that is right, over the bins."""
        return sum(n * abs(c - r) for c, r, n in self.calibration()) / len(self.judged) if self.judged else 0.0


class Evaluator:
    """Compares claims. `sameness` says when two names, or two phrases, are the same."""

    def __init__(self, sameness: Sameness) -> None:
        self.same = sameness

    def evaluate(
        self, documents: Iterable[GoldDocument], predict: Callable[[GoldDocument], Sequence[Claim]]
    ) -> Evaluation:
        """The scores of what `predict` finds in each document."""
        result = Evaluation()
        for gold in documents:
            self.add(result, gold, predict(gold))
        return result

    def add(self, result: Evaluation, gold: GoldDocument, predicted: Sequence[Claim]) -> None:
        """Counts one document in."""
        result.documents += 1
        text = gold.document.text
        result.inexact += sum(e.span.of(text) != e.quote for c in predicted for e in c.evidence)
        tests = {"strict": self.strict, "figure": self.figure, "found": self.found}
        pairs = {reading: self._pairs(gold.claims, predicted, test) for reading, test in tests.items()}
        for reading, matched in pairs.items():
            self._count(result.scores[reading], gold.claims, predicted, matched)
        for g, p in pairs["figure"].items():
            self._compare(result, gold.claims[g], predicted[p])
        right = set(pairs["strict"].values())
        result.judged += [(float(c.confidence), i in right) for i, c in enumerate(predicted)]
        missed = tuple(c for i, c in enumerate(gold.claims) if i not in pairs["strict"])
        extra = tuple(c for i, c in enumerate(predicted) if i not in right)
        result.errors.append(Errors(gold, missed, extra))

    def _pairs(
        self, annotated: Sequence[Claim], predicted: Sequence[Claim], test: Callable[[Claim, Claim], bool]
    ) -> dict[int, int]:
        """One-to-one pairs that pass the test, the best first: index of the annotated claim to the predicted one's."""
        candidates = [
            (self._likeness(g, p), -i, -k)
            for i, g in enumerate(annotated)
            for k, p in enumerate(predicted)
            if g.type == p.type and test(g, p)
        ]
        pairs: dict[int, int] = {}
        used: set[int] = set()
        for _, i, k in sorted(candidates, reverse=True):
            if -i not in pairs and -k not in used:
                pairs[-i] = -k
                used.add(-k)
        return pairs

    @staticmethod
    def _count(
        scores: dict[str, Score], annotated: Sequence[Claim], predicted: Sequence[Claim], pairs: Mapping[int, int]
    ) -> None:
        for kind in {c.type for c in annotated} | {c.type for c in predicted}:
            right = sum(annotated[g].type == kind for g in pairs)
            made = sum(c.type == kind for c in predicted)
            score = Score(right, made, sum(c.type == kind for c in annotated))
            scores[kind] = scores.get(kind, Score()) + score

    @staticmethod
    def _compare(result: Evaluation, gold: Claim, predicted: Claim) -> None:
        for key in ACCURACIES:
            own = key in {"comparator", "direction"}
            values = [c.fields.get(key, DEFAULTS.get(key)) if own else getattr(c, key) for c in (gold, predicted)]
            if key == "period":
                values = [_days(v) for v in values]
            applies = {"comparator": gold.type in FIGURE, "direction": gold.type == "growth"}
            if applies.get(key, True):
                result.compared[key] += 1
                result.agreeing[key] += values[0] == values[1]

    def _likeness(self, gold: Claim, predicted: Claim) -> tuple[bool, bool, float, bool]:
        return (
            self.strict(gold, predicted),
            self._figures(gold, predicted),
            self._topic_overlap(gold, predicted),
            self._touching(gold, predicted),
        )

    # -- the readings ------------------------------------------------------------------------------------------------

    def strict(self, gold: Claim, predicted: Claim) -> bool:
        """Whether the predicted claim says the same of the same."""
        if gold.type == "funding":
            return self._who(gold, predicted) and self._figures(gold, predicted)
        return self._who(gold, predicted) and self._figures(gold, predicted) and self._topic(gold, predicted)

    def figure(self, gold: Claim, predicted: Claim) -> bool:
        """Whether the figure is the same; where there is none, whether the thing is."""
        return self._figures(gold, predicted) and (gold.type in FIGURE or self._topic(gold, predicted))

    def found(self, gold: Claim, predicted: Claim) -> bool:
        """Whether both rest on some of the same words: those of the figure where there is one."""
        return self._touching(gold, predicted)

    def _who(self, gold: Claim, predicted: Claim) -> bool:
        kind = gold.type
        if kind == "funding":
            key = "funder" if gold.fields.get("funder") or not gold.fields.get("recipient") else "recipient"
        elif kind == "leadership":
            key = "person"
        elif kind == "collaboration":
            return True  # all of its names are compared as its topic
        else:
            key = "actor" if kind in {"development", "establishment", "specialisation"} else "subject"
        return self.same.name(_text(gold.fields.get(key)), _text(predicted.fields.get(key)))

    @staticmethod
    def _figures(gold: Claim, predicted: Claim) -> bool:
        key = FIGURE.get(gold.type)
        if key is None:
            return True
        wanted, found = gold.fields.get(key), predicted.fields.get(key)
        if wanted is None or found is None:
            return wanted is found
        unit = "currency" if gold.type == "funding" else "unit"
        if gold.fields.get(unit) != predicted.fields.get(unit):
            return False
        wanted, found = Decimal(str(wanted)), Decimal(str(found))
        exact = gold.type == "ranking" or (gold.fields.get("unit") == "count" and abs(wanted) < SMALL)
        return wanted == found if exact else abs(wanted - found) <= TOLERANCE * abs(wanted)

    def _topic(self, gold: Claim, predicted: Claim) -> bool:
        if gold.type == "collaboration":
            return self.same.names(gold.fields.get("partners", ()), predicted.fields.get("partners", ()))
        if gold.type == "location":
            return self.same.name(_text(gold.fields.get("place")), _text(predicted.fields.get("place")))
        return self._topic_overlap(gold, predicted) >= 0.5

    def _topic_overlap(self, gold: Claim, predicted: Claim) -> float:
        keys = {"development": "object", "establishment": "object", "specialisation": "field", "leadership": "role"}
        key = keys.get(gold.type, "purpose" if gold.type == "funding" else "indicator")
        return self.same.overlap(_text(gold.fields.get(key)) or "", _text(predicted.fields.get(key)) or "")

    @staticmethod
    def _touching(gold: Claim, predicted: Claim) -> bool:
        spans = [
            [e.value_span or e.span if c.type in FIGURE else e.span for e in c.evidence] for c in (gold, predicted)
        ]
        return any(g.overlaps(p) for g in spans[0] for p in spans[1])


def _days(period: FieldValue | None) -> object:
    """The days that a period covers, so that a half-year is the same as its six months."""
    try:
        return bounds(str(period)) if period else None
    except ValueError:
        return period


def _text(value: FieldValue | None) -> str | None:
    return None if value is None else str(value)
