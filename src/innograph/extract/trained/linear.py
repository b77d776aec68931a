"""Linear models read from JSON: no more than dictionaries of weights, so that the same text gives the same answer."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from innograph.errors import LanguageError
from innograph.extract.trained import MODELS

WEIGHTS = Path(__file__).with_name("weights.json")
Features = Mapping[str, float]


@dataclass(frozen=True)
class Linear:
    """Multinomial logistic regression over named features."""

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]  # feature to one weight a class; one alone for two classes

    def probabilities(self, features: Features) -> dict[str, float]:
        """The probability of each class. Features that were not met in training count nothing."""
        scores = list(self.bias)
        for name in sorted(features):  # sums of floats depend on their order
            for i, weight in enumerate(self.weights.get(name, ())):
                scores[i] += weight * features[name]
        if len(scores) == 1:
            right = 1 / (1 + math.exp(-max(-50.0, min(50.0, scores[0]))))
            return {self.classes[0]: 1 - right, self.classes[1]: right}
        top = max(scores)
        exps = [math.exp(s - top) for s in scores]
        return {c: e / sum(exps) for c, e in zip(self.classes, exps, strict=True)}

    def score(self, features: Iterable[str], by: Sequence[str]) -> float:
        """The sum of the weights of the features, alone and crossed with each of `by`: for ranking candidates.

        The same as that of `crossed(features, *by)`, without writing down a name for each crossing.
        """
        tables = [self._tables[b] for b in ("", *by) if b in self._tables]
        return sum(table.get(name, 0.0) for name in sorted(features) for table in tables)

    @cached_property
    def _tables(self) -> dict[str, dict[str, float]]:
        """First weights by what the feature is crossed with ("" for nothing), then by its name."""
        tables: dict[str, dict[str, float]] = {}
        for name, weights in self.weights.items():
            by, bar, plain = name.partition("|")
            tables.setdefault(by if bar else "", {})[plain if bar else by] = weights[0]
        return tables

    def right(self, features: Features) -> float:
        """The probability of the second of two classes."""
        return self.probabilities(features)[self.classes[1]]


def load_models(path: Path = WEIGHTS) -> dict[str, Linear]:
    """The models of a file of weights by name; none where the file is missing.

    Raises:
        LanguageError: the file lacks a model: it is of another version than the code.
    """
    if not path.exists():
        return {}
    data = json.loads(path.read_text(encoding="utf-8"))
    if missing := sorted(MODELS - set(data["models"])):
        raise LanguageError(
            f"the weights lack {', '.join(missing)}: they are of another version than the code. Learn them anew with"
            " scripts/train.py, or read by frames alone (--untrained)"
        )
    return {
        name: Linear(tuple(m["classes"]), tuple(m["bias"]), {f: tuple(w) for f, w in m["weights"].items()})
        for name, m in data["models"].items()
    }


def flags(*names: str | None) -> dict[str, float]:
    """Features that are simply there."""
    return {n: 1.0 for n in names if n}


def crossed(features: Iterable[str], *by: str) -> dict[str, float]:
    """The features, and each of them together with each of `by`."""
    plain = list(features)
    return flags(*plain, *(f"{b}|{f}" for b in by for f in plain))
