"""Learns the weights by which sentences are read, from annotated documents: python scripts/train.py [DIR …]

Writes src/innograph/extract/trained/weights.json. Only the documents of the folders given (data/gold/train) are read.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from innograph.evaluate import Evaluator
from innograph.extract import Extractor
from innograph.extract.calendar import bounds
from innograph.extract.trained.actors import NOBODY
from innograph.extract.trained.candidates import Candidate
from innograph.extract.trained.choosing import Question, Trained
from innograph.extract.trained.events import THINGS
from innograph.extract.trained.figures import SORTS
from innograph.extract.trained.linear import WEIGHTS, Linear, crossed
from innograph.gold import FIGURE, GoldDocument, read_gold_folder
from innograph.model import Claim
from innograph.ontology import Ontology
from innograph.sameness import Sameness

RANKED = ("indicator", "period", "subject", "funder", "recipient", "thing", "actor", "person", "organisation")
DECIDED = ("location", "partner", "office")
CAUTION = {
    "subject": 0.08,
    "thing": 0.06,
    "organisation": 0.05,
}  # weaker than the other rankings: many words, few lessons
STRENGTH = (
    {"sort": 0.3, "location": 0.5, "partner": 0.07, "office": 0.5, "judge": 0.1} | dict.fromkeys(RANKED, 0.15) | CAUTION
)
SEEN_IN = 3  # documents in which a feature must occur, so that no proper noun or chance word is learnt
ALIKE = 0.5  # overlap of content words from which two phrases say the same
FOLDS = 4  # parts of the documents of which each is met with models of the others
LEAST = 0.04  # a feature that weighs less is left out
SLIP = 3  # each so many-th indicator of the first round is a guess: what follows must not trust it blindly
REACH = 40  # code points around an annotated quote within which its names stand

Group = tuple[list[dict[str, float]], list[int]]


@dataclass
class Lesson:
    """What was seen in a document: for each choice the features of what there was, and which was right."""

    document: str
    labels: dict[str, list[tuple[Mapping[str, float], str]]] = field(default_factory=dict)
    groups: dict[str, list[Group]] = field(default_factory=dict)


class Oracle:
    """A chooser that knows the annotations, and takes down what there was to choose from."""

    def __init__(self, gold: GoldDocument, same: Sameness, trained: Trained | None) -> None:
        self.gold = gold
        self.same = same
        self.trained = trained  # goes before where there is one: then choices are met as they will be, errors and all
        self.lesson = Lesson(gold.name)
        self.asked = 0

    def sort(self, question: Question, features: Mapping[str, float]) -> tuple[str, float]:
        claims = self._of_figure(question)
        label = sort_of(claims[0]) if claims else "none"
        self._label("sort", features, label)
        return label, 1.0  # what is asked next makes sense only for what is there

    def decide(self, question: Question, features: Mapping[str, float], candidates: Sequence[Candidate] = ()) -> float:
        right = {"location": self._located, "partner": self._partner}.get(question.model, self._covered)(question)
        self._label(question.model, features, "right" if right else "wrong")
        return float(right)

    def choose(self, question: Question, candidates: Sequence[Candidate]) -> tuple[Candidate | None, float]:
        claims = (
            self._of_figure(question)
            if question.model in {"indicator", "period", "subject", "funder", "recipient"}
            else self._of_trigger(question)
        )
        right = self._right(question, claims, candidates) if claims else []
        nothing = next((i for i, c in enumerate(candidates) if "nothing" in c.features), None)
        if not claims and nothing is not None:
            right = [nothing]
        if claims or nothing is not None:
            rows = [crossed(sorted(c.features), *question.situation) for c in candidates]
            self.lesson.groups.setdefault(question.model, []).append((rows, right))
        if self.trained is not None and candidates:
            return self.trained.choose(question, candidates)
        self.asked += question.model == "indicator"
        if right and (question.model != "indicator" or self.asked % SLIP):
            return candidates[right[0]], 1.0
        fitting = [c for c in candidates if c.features & {"object-of0", "below:of", "oblique-of0:on", "oblique-of0:in"}]
        return (fitting or list(candidates) or [None])[0], 0.0

    def judge(self, features: Mapping[str, float], claim: Claim) -> float:
        return 0.0  # no claim is needed while choices are taught

    # -- what the annotations say ------------------------------------------------------------------------------------

    def _of_figure(self, question: Question) -> list[Claim]:
        value = question.anchor.quantity.value  # type: ignore[attr-defined]
        found = [
            c
            for c in self.gold.claims
            if c.type in FIGURE and any(e.value_span and e.value_span.overlaps(question.span) for e in c.evidence)
        ]
        if question.type:
            found = [c for c in found if sort_of(c) == question.type]
        exact = [c for c in found if abs(Decimal(str(c.fields.get(FIGURE[c.type], value))) - value) <= value / 100]
        return exact or found

    def _of_trigger(self, question: Question) -> list[Claim]:
        return [
            c
            for c in self.gold.claims
            if c.type == question.type and any(e.span.covers(question.span) for e in c.evidence)
        ]

    def _covered(self, question: Question) -> bool:
        return bool(self._of_trigger(question))

    def _located(self, question: Question) -> bool:
        assert question.pair is not None
        body, site = question.pair
        return any(
            c.type == "location"
            and self.same.name(str(c.fields["subject"]), body.name)
            and self.same.name(str(c.fields["place"]), site.name)
            and any(e.span.start - REACH < question.span.start < e.span.end + REACH for e in c.evidence)
            for c in self.gold.claims
        )

    def _partner(self, question: Question) -> bool:
        assert question.pair is not None
        name = question.pair[0].name
        return any(
            self.same.name(p, name)
            for c in self._of_trigger(question)
            for p in c.fields["partners"]  # type: ignore[union-attr]
        )

    def _right(self, question: Question, claims: list[Claim], candidates: Sequence[Candidate]) -> list[int]:
        model = question.model
        if model in {"indicator", "thing"}:
            key = "indicator" if model == "indicator" else THINGS[question.type]
            likeness = [
                0.0
                if "nothing" in d.features
                else max(self.same.overlap(str(c.fields.get(key, "")), d.text) for c in claims)
                for d in candidates
            ]
            best = max(likeness, default=0.0)
            return [i for i, x in enumerate(likeness) if x >= ALIKE and x >= best - 0.17]
        if model == "period":
            days = {_days(c.period) for c in claims}
            return [i for i, d in enumerate(candidates) if _days(d.text) in days]
        wanted = [c.fields.get(model) for c in claims]
        names = [None if w is None else str(w) for w in wanted]
        return [
            i
            for i, d in enumerate(candidates)
            if any(self.same.name(None if d is NOBODY else d.text, n) for n in names)
        ]

    def _label(self, model: str, features: Mapping[str, float], label: str) -> None:
        self.lesson.labels.setdefault(model, []).append((dict(features), label))


class Recorder(Trained):
    """Chooses as it was taught, and takes down of each claim that is proposed whether it is right."""

    def __init__(self, models: Mapping[str, Linear], gold: GoldDocument, evaluator: Evaluator) -> None:
        super().__init__(models)
        self.gold = gold
        self.evaluator = evaluator
        self.lesson = Lesson(gold.name)

    def judge(self, features: Mapping[str, float], claim: Claim) -> float:
        right = any(
            g.type == claim.type and self.evaluator.found(g, claim) and self.evaluator.strict(g, claim)
            for g in self.gold.claims
        )
        self.lesson.labels.setdefault("judge", []).append((dict(features), "right" if right else "wrong"))
        return float(right)


def _days(period: str | None) -> object:
    """The days of a period, so that a half-year is the same as its six months; None where there is none."""
    if not period:
        return None
    try:
        return bounds(period)
    except ValueError:
        return period


def sort_of(claim: Claim) -> str:
    """The sort of claim: growth is told apart by its direction."""
    if claim.type == "growth":
        return "down" if claim.fields.get("direction") == "down" else "up"
    return claim.type


def lessons(
    golds: Sequence[GoldDocument], extractor: Extractor, same: Sameness, trained: Trained | None
) -> list[Lesson]:
    """What annotated documents teach."""
    found = []
    for gold in golds:
        oracle = Oracle(gold, same, trained)
        extractor.chooser = oracle
        extractor.extract(gold.document)
        found.append(oracle.lesson)
    extractor.chooser = trained
    return found


# -- learning ----------------------------------------------------------------------------------------------------------


def _common(rows: list[tuple[str, Mapping[str, float]]]) -> set[str]:
    """Features that occur in enough documents."""
    seen: dict[str, set[str]] = {}
    for document, features in rows:
        for name in features:
            seen.setdefault(name, set()).add(document)
    return {n for n, documents in seen.items() if len(documents) >= SEEN_IN}


def learn_labels(name: str, taught: list[Lesson], classes: Sequence[str]) -> dict[str, Any] | None:
    """A model of labels."""
    common = _common([(t.document, f) for t in taught for f, _ in t.labels.get(name, [])])
    rows = [({n: v for n, v in f.items() if n in common}, label) for t in taught for f, label in t.labels.get(name, [])]
    if len({label for _, label in rows}) < len(classes):
        return None
    vectorizer = DictVectorizer()
    x = vectorizer.fit_transform([f for f, _ in rows])
    model = LogisticRegression(C=STRENGTH[name], max_iter=1000, tol=1e-3)
    model.fit(x, [label for _, label in rows])
    if len(classes) == 2:
        sign = 1 if list(model.classes_) == list(classes) else -1
        return _data(classes, sign * model.intercept_, sign * model.coef_, vectorizer)
    order = [list(model.classes_).index(s) for s in classes]
    return _data(classes, model.intercept_[order], model.coef_[order], vectorizer)


def learn_ranks(name: str, taught: list[Lesson]) -> dict[str, Any] | None:
    """A model that ranks candidates: the softmax of its scores gives those that are right as much as it can.

    Any right one will do (the probability of all of them together is what is maximised), so those that the model
    finds hard do not spoil what it learns from the easy ones (conditional logit, with a sum over the right choices).
    """
    groups = [
        (t.document, features, right)
        for t in taught
        for features, right in t.groups.get(name, [])
        if 0 < len(right) < len(features)
    ]
    common = _common([(d, f) for d, features, _ in groups for f in features])
    if not groups:
        return None
    vectorizer = DictVectorizer()
    x = vectorizer.fit_transform([{n: v for n, v in f.items() if n in common} for _, fs, _ in groups for f in fs])
    sizes = np.array([len(features) for _, features, _ in groups])
    starts = np.cumsum(sizes) - sizes
    group = np.repeat(np.arange(len(groups)), sizes)
    good = np.zeros(len(group))
    good[[start + i for start, (_, _, right) in zip(starts, groups, strict=True) for i in right]] = 1.0

    def loss(w: Any) -> tuple[float, Any]:
        scores = x @ w
        top = np.maximum.reduceat(scores, starts)
        exps = np.exp(scores - top[group])
        every, right = np.add.reduceat(exps, starts), np.add.reduceat(exps * good, starts)
        gradient = x.T @ (exps / every[group] - exps * good / right[group])
        c = STRENGTH[name]
        return c * float((np.log(every) - np.log(right)).sum()) + 0.5 * float(w @ w), c * gradient + w

    best = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return _data(("wrong", "right"), [0.0], best.x[None, :], vectorizer)


def _data(classes: Sequence[str], bias: Any, coefficients: Any, vectorizer: DictVectorizer) -> dict[str, Any]:
    names = vectorizer.get_feature_names_out()
    weights = {
        str(n): [round(float(c), 2) for c in coefficients[:, i]]
        for i, n in enumerate(names)
        if np.abs(coefficients[:, i]).max() >= LEAST
    }
    return {"classes": list(classes), "bias": [round(float(b), 3) for b in bias], "weights": weights}


def learn(taught: list[Lesson]) -> dict[str, Any]:
    """All models."""
    models = {"sort": learn_labels("sort", taught, SORTS)}
    models |= {name: learn_labels(name, taught, ("wrong", "right")) for name in DECIDED}
    models |= {name: learn_ranks(name, taught) for name in RANKED}
    return {name: model for name, model in models.items() if model is not None}


def trained_of(models: Mapping[str, Any]) -> Trained:
    """The chooser that the models make."""
    return Trained(
        {
            n: Linear(tuple(m["classes"]), tuple(m["bias"]), {f: tuple(w) for f, w in m["weights"].items()})
            for n, m in models.items()
        }
    )


def teach(golds: Sequence[GoldDocument], extractor: Extractor, same: Sameness) -> tuple[dict[str, Any], list[Lesson]]:
    """The models that annotated documents teach, in two rounds.

    In the first most choices are followed by the right one; in the second by what models of the other documents would
    have chosen, so that later choices learn not to trust earlier ones too much (DAgger; Ross, Gordon, Bagnell, 2011).
    """
    first = lessons(golds, extractor, same, None)
    names = [g.name for g in golds]
    taught: list[Lesson] = []
    for fold in range(FOLDS):
        others = trained_of(learn([t for i, t in enumerate(first) if i % FOLDS != fold]))
        taught += lessons([g for i, g in enumerate(golds) if i % FOLDS == fold], extractor, same, others)
    models = learn(taught)
    # The judge is taught by what models of other documents propose.
    evaluator = Evaluator(same)
    judged: list[Lesson] = []
    for fold in range(FOLDS):
        others = trained_of(learn([t for t in taught if names.index(t.document) % FOLDS != fold]))
        for gold in golds[fold::FOLDS]:
            recorder = Recorder(others.models, gold, evaluator)
            extractor.chooser = recorder
            extractor.extract(gold.document)
            judged.append(recorder.lesson)
    models["judge"] = learn_labels("judge", judged, ("wrong", "right"))
    return models, [*taught, *judged]


def main() -> None:
    """Learns and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=[Path("data/gold/train")], metavar="DIR")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    ontology = Ontology()
    golds = [g for folder in arguments.folders for g in read_gold_folder(folder, ontology)]
    models, taught = teach(golds, Extractor(ontology, trained=False), Sameness(ontology))
    for name in models:
        labels = Counter(label for t in taught for _, label in t.labels.get(name, []))
        groups = [bool(right) for t in taught for _, right in t.groups.get(name, [])]
        seen = dict(sorted(labels.items())) if labels else f"{sum(groups)} of {len(groups)} groups hold a right one"
        print(f"{name:13} {len(models[name]['weights']):5} weights  {seen}")
    text = json.dumps({"models": models}, ensure_ascii=False, sort_keys=True, indent=None, separators=(",", ":"))
    arguments.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
