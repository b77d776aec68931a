"""Learns the weights by which figures are read, from annotated documents: python scripts/train.py [DIR] [--check DIR]

Writes src/innograph/extract/trained/weights.json. Only the documents of DIR (data/gold/train) are read; --check tells, without
writing anything, what weights learnt from DIR choose on the documents of another folder.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from innograph.evaluate import Evaluator
from innograph.extract import Extractor
from innograph.extract.trained.actors import NOBODY
from innograph.extract.trained.candidates import Candidate
from innograph.extract.trained.figures import SORTS, Case, type_of
from innograph.extract.trained.linear import WEIGHTS, crossed
from innograph.gold import FIGURE, GoldDocument, read_gold_folder
from innograph.model import Claim
from innograph.ontology import Ontology
from innograph.sameness import Sameness

STRENGTH = {"sort": 0.3, "indicator": 0.1, "subject": 0.1, "funder": 0.1, "recipient": 0.1}
SEEN_IN = 2  # documents in which a feature must occur, so that no proper noun or chance word is learnt


@dataclass
class Lesson:
    """What was seen: for each choice the features of what there was, and which was right."""

    document: str
    sorts: list[tuple[dict[str, float], str]] = field(default_factory=list)
    choices: dict[str, list[tuple[list[dict[str, float]], list[int]]]] = field(default_factory=dict)


class Oracle:
    """A chooser that knows the annotations, and takes down what there was to choose from."""

    def __init__(self, gold: GoldDocument, same: Sameness) -> None:
        self.gold = gold
        self.same = same
        self.lesson = Lesson(gold.name)
        self.missed: Counter[str] = Counter()

    def claims(self, case: Case) -> list[Claim]:
        span = case.figure.quantity.figure or case.figure.quantity.span
        found = []
        for claim in self.gold.claims:
            if claim.type not in FIGURE:
                continue
            if any(e.value_span and e.value_span.overlaps(span) for e in claim.evidence):
                found.append(claim)
        value = case.figure.quantity.value
        exact = [c for c in found if abs(Decimal(str(c.fields.get(FIGURE[c.type], value))) - value) <= value / 100]
        return exact or found

    @staticmethod
    def sort_of(claim: Claim) -> str:
        if claim.type == "growth":
            return "down" if claim.fields.get("direction") == "down" else "up"
        return claim.type

    def sort(self, case: Case) -> tuple[str, float]:
        claims = self.claims(case)
        label = self.sort_of(claims[0]) if claims else "none"
        self.lesson.sorts.append((case.features, label))
        return label, 1.0

    def indicator(self, case: Case, sort: str, candidates: Sequence[Candidate]) -> tuple[Candidate | None, float]:
        wanted = [str(c.fields.get("indicator", "")) for c in self.claims(case) if self.sort_of(c) == sort]
        likeness = [max(self.same.overlap(w, c.text) for w in wanted) for c in candidates]
        best = max(likeness, default=0.0)
        right = [i for i, x in enumerate(likeness) if x >= 0.5 and x >= best - 0.17]
        by = (type_of(sort), case.unit)
        self._take_down("indicator", [crossed(sorted(c.features), *by) for c in candidates], right)
        return (candidates[right[0]], 1.0) if right else (None, 0.0) if not candidates else (candidates[0], 0.0)

    def actor(self, case: Case, sort: str, role: str, candidates: Sequence[Candidate]) -> tuple[Candidate, float]:
        claims = [c for c in self.claims(case) if self.sort_of(c) == sort]
        wanted = [c.fields.get(role) for c in claims]
        right = [
            i
            for i, c in enumerate(candidates)
            if any(self.same.name(None if c is NOBODY else c.text, None if w is None else str(w)) for w in wanted)
        ]
        self._take_down(role, [crossed(sorted(c.features), type_of(sort)) for c in candidates], right)
        return candidates[right[0]] if right else NOBODY, 1.0

    def _take_down(self, model: str, features: list[dict[str, float]], right: list[int]) -> None:
        self.missed[f"{model} {'there' if right else 'not there'}"] += 1
        self.lesson.choices.setdefault(model, []).append((features, right))


def lessons(folder: Path, extractor: Extractor, same: Sameness) -> tuple[list[Lesson], Counter[str]]:
    """What the documents of a folder teach."""
    found, missed = [], Counter[str]()
    for gold in read_gold_folder(folder, extractor.ontology):
        oracle = Oracle(gold, same)
        extractor.chooser = oracle
        extractor.extract(gold.document)
        found.append(oracle.lesson)
        missed += oracle.missed
    return found, missed


def _common(rows: list[tuple[str, dict[str, float]]]) -> set[str]:
    """Features that occur in enough documents."""
    seen: dict[str, set[str]] = {}
    for document, features in rows:
        for name in features:
            seen.setdefault(name, set()).add(document)
    return {n for n, documents in seen.items() if len(documents) >= SEEN_IN}


def learn_sorts(taught: list[Lesson]) -> dict[str, Any]:
    """The multinomial model of the sorts of claims."""
    common = _common([(t.document, f) for t in taught for f, _ in t.sorts])
    rows = [({n: v for n, v in f.items() if n in common}, label) for t in taught for f, label in t.sorts]
    vectorizer = DictVectorizer()
    x = vectorizer.fit_transform([f for f, _ in rows])
    model = LogisticRegression(C=STRENGTH["sort"], max_iter=2000)
    model.fit(x, [label for _, label in rows])
    order = [list(model.classes_).index(s) for s in SORTS]
    return _data(SORTS, [model.intercept_[i] for i in order], model.coef_[order], vectorizer)


def learn_choice(name: str, taught: list[Lesson]) -> dict[str, Any]:
    """A model that ranks: every right candidate above every wrong one beside it."""
    groups = [(t.document, features, right) for t in taught for features, right in t.choices.get(name, []) if right]
    common = _common([(d, f) for d, features, _ in groups for f in features])
    rows, labels, weights = [], [], []
    for _, features, right in groups:
        wrong = [i for i in range(len(features)) if i not in right]
        for i in right:
            for k in wrong:
                difference = Counter({n: v for n, v in features[i].items() if n in common})
                difference.subtract({n: v for n, v in features[k].items() if n in common})
                row = {n: float(v) for n, v in difference.items() if v}
                rows += [row, {n: -v for n, v in row.items()}]
                labels += [1, 0]
                weights += [1 / (len(right) * len(wrong))] * 2
    vectorizer = DictVectorizer()
    x = vectorizer.fit_transform(rows)
    model = LogisticRegression(C=STRENGTH[name] * 10, max_iter=2000, fit_intercept=False)
    model.fit(x, labels, sample_weight=np.array(weights))
    return _data(("wrong", "right"), [0.0], model.coef_, vectorizer)


def _data(classes: Sequence[str], bias: Sequence[float], coefficients: Any, vectorizer: DictVectorizer) -> dict[str, Any]:
    names = vectorizer.get_feature_names_out()
    weights = {
        str(n): [round(float(c), 3) for c in coefficients[:, i]]
        for i, n in enumerate(names)
        if np.abs(coefficients[:, i]).max() >= 0.01
    }
    return {"classes": list(classes), "bias": [round(float(b), 3) for b in bias], "weights": weights}


def learn(taught: list[Lesson]) -> dict[str, Any]:
    """All models."""
    roles = ("indicator", "subject", "funder", "recipient")
    return {"sort": learn_sorts(taught)} | {name: learn_choice(name, taught) for name in roles}


def main() -> None:
    """Learns and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="*", type=Path, default=[Path("data/gold/train")])
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    ontology = Ontology()
    same = Sameness(ontology)
    extractor = Extractor(ontology, trained=False)
    taught = []
    for folder in arguments.folder:
        found, missed = lessons(folder, extractor, same)
        taught += found
        print(folder, len(found), "documents", dict(missed), dict(Counter(s for t in found for _, s in t.sorts)))
    data = {"models": learn(taught)}
    arguments.out.write_text(json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n", encoding="utf-8")
    print({n: len(m["weights"]) for n, m in data["models"].items()})


if __name__ == "__main__":
    main()
