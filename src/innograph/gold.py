"""Annotated documents: `NAME.md` with the claims that a careful reader takes from it in `NAME.jsonl`.

The claims are in the interchange form (`innograph.interchange`); `docs/annotation.md` says what counts as one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from innograph.errors import DocumentError
from innograph.interchange import from_json
from innograph.model import BlockKind, Claim, Document
from innograph.ontology import FR, Ontology
from innograph.read import read_file

# What a claim of each type cannot do without, and the key of its figure.
NEEDED = {
    "observation": ("indicator", "value", "unit"),
    "growth": ("indicator", "direction"),
    "ranking": ("indicator", "rank"),
    "funding": ("amount", "currency"),
    "collaboration": ("partners",),
    "development": ("object", "action"),
    "establishment": ("object",),
    "location": ("subject", "place"),
    "leadership": ("person", "role"),
    "specialisation": ("field",),
}
FIGURE = {"observation": "value", "growth": "value", "ranking": "rank", "funding": "amount"}
COMMON = {
    *("id", "type", "document", "modality", "polarity", "attribution", "period", "period_basis", "period_words"),
    *("equivalents", "evidence", "value_span", "other_evidence", "mentions", "frame", "confidence"),
}
SCHEMES = "https://w3id.org/innograph/concept/"
_DAY = r"\d{4}(?:-(?:\d{2}(?:-\d{2})?|Q[1-4]|H[12]))?"
_PERIOD = re.compile(rf"{_DAY}(?:/{_DAY})?|/{_DAY}|{_DAY}/")


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document and its annotated claims, in the order of the file."""

    name: str
    document: Document
    claims: tuple[Claim, ...]


def read_gold_text(path: Path) -> str:
    """The text of an annotated document, as innograph reads it: what offsets point into."""
    return next(iter(read_file(path))).text


def read_gold(path: Path, ontology: Ontology) -> GoldDocument:
    """The annotated document whose claims are in `path`, checked.

    Raises:
        DocumentError: the file, its document or one of its claims is missing or wrong; says which line and why.
    """
    document = next(iter(read_file(path.with_suffix(".md"), source=path.with_suffix(".md").name)))
    claims = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            data = {"id": f"{path.stem}-{number}", "document": document.id} | json.loads(line)
            problems = list(_problems(data, document, ontology))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            problems = [f"{type(error).__name__}: {error}"]
        if problems:
            raise DocumentError(path, f"line {number}: {'; '.join(problems)}")
        claims.append(from_json(data, ontology))
    return GoldDocument(path.stem, document, tuple(claims))


def read_gold_folder(folder: Path, ontology: Ontology) -> Iterator[GoldDocument]:
    """The annotated documents of a folder, in the order of their names. Raises `DocumentError` as `read_gold` does."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise DocumentError(folder, "holds no annotated documents (NAME.md with NAME.jsonl)")
    for path in files:
        yield read_gold(path, ontology)


def find_quote(text: str, quote: str, figure: str | None, nth: int = 1) -> tuple[dict[str, Any], dict[str, int] | None]:
    """The evidence and the value span of words in `text`; `nth` counts the places where the quote stands.

    Raises `ValueError` if the quote does not stand there, or the figure not in the quote.
    """
    start = -1
    for _ in range(nth):
        start = text.find(quote, start + 1)
        if start < 0:
            raise ValueError(f"the text does not say {quote!r}" + (f" {nth} times" if nth > 1 else ""))
    evidence = {"start": start, "end": start + len(quote), "quote": quote}
    if figure is None:
        return evidence, None
    # "3" must not be found within "13".
    found = re.search(rf"(?<![\w.,]){re.escape(figure)}(?!\w)", quote) or re.search(re.escape(figure), quote)
    if found is None:
        raise ValueError(f"{figure!r} does not stand in {quote!r}")
    return evidence, {"start": start + found.start(), "end": start + found.end()}


@cache
def _units(ontology: Ontology) -> frozenset[str]:
    quads = ontology.store.quads_for_pattern(None, None, None, None)
    codes = {q.object.value for q in quads if q.predicate.value == FR + "currencyCode"}  # type: ignore[union-attr]
    return frozenset(codes | set(ontology.notations[SCHEMES + "units"]))


def _problems(data: dict[str, Any], document: Document, ontology: Ontology) -> Iterator[str]:
    kind = data["type"]
    if kind not in NEEDED:
        yield f"no type {kind!r}"
        return
    claim_type = ontology.claim_types[kind]
    yield from (f"{kind} has no field {key!r}" for key in data if key not in COMMON and claim_type.field(key) is None)
    yield from (f"{kind} needs {key!r}" for key in NEEDED[kind] if data.get(key) in (None, "", []))
    for field in claim_type.fields:
        value = data.get(field.key)
        if value is None:
            continue
        if field.scheme and field.key != "unit" and value not in ontology.notations[field.scheme]:
            yield f"{field.key} {value!r} is not one of {sorted(ontology.notations[field.scheme])}"
        if field.many != isinstance(value, list):
            yield f"{field.key} must {'' if field.many else 'not '}be a list"
    for key in ("unit", "currency"):
        if data.get(key) is not None and data[key] not in _units(ontology):
            yield f"{key} {data[key]!r} is not known"
    for key, scheme in (("modality", "modalities"), ("polarity", "polarities")):
        if data.get(key) is not None and data[key] not in ontology.notations[SCHEMES + scheme]:
            yield f"no {key} {data[key]!r}"
    if data.get("period") is not None and not _PERIOD.fullmatch(data["period"]):
        yield f"period {data['period']!r} is not ISO 8601"
    if kind == "collaboration" and len(data.get("partners") or ()) < 2:
        yield "a collaboration has two partners"
    yield from _place_problems(data, document)


def _place_problems(data: dict[str, Any], document: Document) -> Iterator[str]:
    """What is wrong with offsets, and with a figure that does not stand there."""
    pairs = [(data["evidence"], data.get("value_span"))]
    pairs += [(e, e.get("value_span")) for e in data.get("other_evidence", ())]
    figure = FIGURE.get(data["type"])
    for evidence, value in pairs:
        start, end = evidence["start"], evidence["end"]
        if document.text[start:end] != evidence["quote"]:
            yield f"the text does not say {evidence['quote']!r} at {start}"
        blocks = [b for b in document.blocks if b.span.start <= start and end <= b.span.end]
        if not blocks or blocks[0].kind in {BlockKind.TITLE, BlockKind.HEADING, BlockKind.FURNITURE}:
            yield f"{evidence['quote']!r} does not stand in one paragraph, list item or table row"
        if value is None:
            if figure and data.get(figure) is not None:
                yield f"{figure} {data[figure]!r} has no place: give the figure's words"
            continue
        if not start <= value["start"] < value["end"] <= end:
            yield "the figure stands outside the quote"
        if figure and data.get(figure) is not None:
            yield from _figure_problems(str(data[figure]), document.text[value["start"] : value["end"]])


def _figure_problems(value: str, words: str) -> Iterator[str]:
    """Whether the digits of the words are those of the value: 14.52 billion and 14520000000."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        yield f"{value!r} is not a plain number"
        return
    digits = re.search(r"\d[\d,.  ’']*", words)
    if digits:
        said = re.sub(r"[^\d]", "", digits[0]).strip("0")
        if said != re.sub(r"[^\d]", "", format(number, "f")).strip("0"):
            yield f"the figure {value} is not what {words!r} says"
