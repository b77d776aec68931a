"""An evaluation for people, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from innograph.evaluate import ACCURACIES, READINGS, Errors, Evaluation, Score
from innograph.model import Claim, Document, FieldValue
from innograph.ontology import compact
from innograph.pairs import Judgement, by_kind, measure


def evaluation_text(result: Evaluation) -> str:
    """Precision, recall and F1 by type under each reading, accuracies of fields, calibration."""
    lines = [f"{result.documents} documents, {result.total('strict').annotated} annotated claims", ""]
    lines.append(" " * 36 + "".join(f"{r:^21}" for r in READINGS))
    lines.append(f"{'':16}{'annotated':>10}{'predicted':>10}" + f"{'P':>9}{'R':>6}{'F1':>6}" * len(READINGS))
    kinds = sorted(result.scores["strict"])
    for kind in [*kinds, "all"]:
        scores = [result.total(r) if kind == "all" else result.scores[r].get(kind, Score()) for r in READINGS]
        cells = "".join(f"{s.precision:9.2f}{s.recall:6.2f}{s.f1:6.2f}" for s in scores)
        lines.append(f"{kind:16}{scores[0].annotated:10}{scores[0].predicted:10}{cells}")
    agreed = (f"{key} {_percent(result.accuracy(key))}" for key in ACCURACIES)
    lines += ["", f"Fields that agree, where kind and figure do: {', '.join(agreed)}."]
    lines.append(f"Quotes that are not exact: {result.inexact}.")
    lines += [
        "",
        f"Confidence: Brier score {result.brier:.3f}, expected calibration error {result.calibration_error:.3f}.",
    ]
    lines += [f"  said {said:.2f}  right {right:.2f}  claims {n}" for said, right, n in result.calibration()]
    return "\n".join(lines) + "\n"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.0f} %"


def errors_text(result: Evaluation) -> Iterator[str]:
    """Every claim that was missed or made in excess under the strict reading, with its sentence."""
    for errors in result.errors:
        if errors.missed or errors.extra:
            yield f"\n== {errors.document.name}\n"
            yield from _by_place(errors)


def _by_place(errors: Errors) -> Iterator[str]:
    document = errors.document.document
    both = [("missed", c) for c in errors.missed] + [("extra ", c) for c in errors.extra]
    shown = None
    for word, claim in sorted(both, key=lambda item: (item[1].evidence[0].span, item[0])):
        sentence = sentence_of(document, claim)
        if sentence != shown:
            shown = sentence
            yield f"\n  {sentence}\n"
        frame = f"  [{claim.frame.rsplit('/', 1)[-1]}]" if claim.frame else ""
        yield f"    {word} {claim.type}: {claim_text(claim)}  “{claim.evidence[0].quote}”{frame}\n"


def sentence_of(document: Document, claim: Claim) -> str:
    """The sentence around the claim's words, cut at full stops and the ends of its paragraph."""
    text, span = document.text, claim.evidence[0].span
    block = next((b.span for b in document.blocks if b.span.covers(span)), span)
    before = text.rfind(". ", block.start, span.start)
    start = block.start if before < 0 else before + 2
    end = text.find(". ", max(span.end - 1, span.start), block.end)
    return " ".join(text[start : block.end if end < 0 else end + 1].split())


def claim_text(claim: Claim) -> str:
    """The claim's fields in a line."""
    fields = [f"{key} {_shown(value)}" for key, value in claim.fields.items()]
    period = [f"period {claim.period}"] if claim.period else []
    modality = [claim.modality] if claim.modality != "achieved" else []
    return ", ".join([*fields, *period, *modality])


def _shown(value: FieldValue) -> str:
    if isinstance(value, tuple):
        return " + ".join(value)
    return value if isinstance(value, str) else f"{value:,f}" if isinstance(value, Decimal) else str(value)


def evaluation_data(result: Evaluation) -> dict[str, Any]:
    """The same as plain data."""

    def data(score: Score) -> dict[str, Any]:
        return {
            "right": score.right,
            "predicted": score.predicted,
            "annotated": score.annotated,
            "precision": round(score.precision, 4),
            "recall": round(score.recall, 4),
            "f1": round(score.f1, 4),
        }

    return {
        "documents": result.documents,
        "readings": {
            r: {"all": data(result.total(r))} | {k: data(s) for k, s in sorted(result.scores[r].items())}
            for r in READINGS
        },
        "accuracy": {key: result.accuracy(key) for key in ACCURACIES},
        "inexact_quotes": result.inexact,
        "brier": round(result.brier, 4),
        "calibration_error": round(result.calibration_error, 4),
        "calibration": [
            {"confidence": round(c, 4), "right": round(r, 4), "claims": n} for c, r, n in result.calibration()
        ],
    }


# -- who is who --------------------------------------------------------------------------------------------------------


def pairs_text(judgements: Sequence[Judgement]) -> str:
    """Precision and recall of taking two names for one, by kind and altogether; of merges alone beside it."""
    lines = [f"{len(judgements)} pairs, {sum(j.pair.same for j in judgements)} of them one", ""]
    lines.append(f"{'':28}{'pairs':>7}{'one or likely one':^21}{'merged':^19}")
    lines.append(f"{'':28}{'':7}{'P':>11}{'R':>7}{'P':>12}{'R':>7}")
    for kind, some in [*by_kind(judgements).items(), ("all", judgements)]:
        likely, merged = measure(some), measure(some, merges=True)
        lines.append(
            f"{compact(kind):28}{len(some):7}{likely.precision:11.3f}{likely.recall:7.3f}"
            f"{merged.precision:12.3f}{merged.recall:7.3f}"
        )
    return "\n".join(lines) + "\n"


def pairs_data(judgements: Sequence[Judgement]) -> dict[str, Any]:
    """The same as a JSON object."""

    def data(some: Sequence[Judgement]) -> dict[str, Any]:
        found: dict[str, Any] = {"pairs": len(some)}
        for name, merges in (("likely", False), ("merged", True)):
            result = measure(some, merges=merges)
            found[name] = asdict(result) | {"precision": result.precision, "recall": result.recall}
        return found

    kinds = {compact(kind): data(some) for kind, some in by_kind(judgements).items()}
    return data(judgements) | {"kinds": kinds}


def pairs_errors_text(judgements: Iterable[Judgement]) -> Iterator[str]:
    """Every pair that was taken for one and is not, or the other way round."""
    for judgement in judgements:
        pair = judgement.pair
        if judgement.same != pair.same:
            word = "wrong " if judgement.same else "missed"
            sides = " | ".join(f"{s.name}" + (f" [{s.context}]" if s.context else "") for s in (pair.one, pair.other))
            why = f"  ({'; '.join(judgement.reasons)})" if judgement.reasons else ""
            yield f"{word} line {pair.line}: {sides}{why}\n"
