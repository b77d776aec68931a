"""Claims made of few words, for tests of what does not add up: each in a sentence of its own unless told otherwise."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from innograph.model import Block, BlockKind, Claim, Document, Mention, Money, Span
from innograph.ontology import expand
from sample import make_claim

REGIONS = {
    "China": "id:CN",
    "Shandong": "id:CN-SD",
    "Henan": "id:CN-HA",
    "Jinan": "id:CN-370100",
    "Qingdao": "id:CN-370200",
}
COMMON = {"modality", "polarity", "period", "period_basis", "period_words", "equivalents", "confidence"}


@dataclass(frozen=True)
class Told:
    """One claim: its type and fields, the document that tells it by number, and its words where they matter."""

    type: str
    fields: Mapping[str, Any]
    document: int = 0
    text: str | None = None
    figure: str | None = None
    common: Mapping[str, Any] = field(default_factory=dict)


def told(type_: str, fields: Mapping[str, Any], more: dict[str, Any]) -> Told:
    own = {key: more.pop(key) for key in ("document", "text", "figure") if key in more}
    common = {key: more.pop(key) for key in list(more) if key in COMMON}
    given = {key: value for key, value in {**fields, **more}.items() if value is not None}
    return Told(type_, given, common=common, **own)


def number(value: str | int) -> Decimal:
    return Decimal(str(value))


def level(value: str | int, comparator: str = "eq", period: str | None = None, **more: Any) -> Told:
    """A figure: how many, of what there is by default a count."""
    fields = {"subject": "Shandong", "indicator": "firms", "value": number(value), "unit": "count"}
    return told("observation", {**fields, "comparator": comparator}, {"period": period, **more})


def change(value: str | int, unit: str = "percent", direction: str = "up", **more: Any) -> Told:
    """Growth, or a fall."""
    fields = {"subject": "Shandong", "indicator": "firms", "value": number(value), "unit": unit}
    return told("growth", {**fields, "direction": direction, "comparator": "eq"}, more)


def rank(place: int, subject: str = "Shandong", **more: Any) -> Told:
    fields = {"subject": subject, "indicator": "output", "rank": place, "scope": "China", "comparator": "eq"}
    return told("ranking", fields, more)


def money(amount: str | int, currency: str = "CNY", **more: Any) -> Told:
    """Funding."""
    fields = {"recipient": "firms", "amount": number(amount), "currency": currency, "comparator": "eq"}
    return told("funding", fields, more)


def bracket(amount: str | int, currency: str = "USD") -> dict[str, Any]:
    return {"equivalents": (Money(number(amount), currency),)}


def documents(
    case: str, claims: Sequence[Told], dates: Sequence[str | None] = ("2024-01-08", "2024-01-08", "2024-01-08")
) -> list[tuple[Document, list[Claim]]]:
    """Documents with these claims; the indicators carry the name of the case, so that cases share nothing."""
    found = []
    for index, date in enumerate(dates):
        here = [claim for claim in claims if claim.document == index]
        if here:
            texts = [
                claim.text or f"Sentence {n} of {case} has {_figure(claim)} in it." for n, claim in enumerate(here)
            ]
            document = _document(f"{case} {index}", list(dict.fromkeys(texts)), date)
            made = [
                _claim(claim, text, n, document, case) for n, (claim, text) in enumerate(zip(here, texts, strict=True))
            ]
            found.append((document, made))
    return found


def _document(title: str, sentences: list[str], date: str | None) -> Document:
    blocks, start = [], 0
    for number_, part in enumerate([title, *sentences]):
        blocks.append(Block(BlockKind.PARAGRAPH if number_ else BlockKind.TITLE, Span(start, start + len(part))))
        start += len(part) + 2
    return Document(
        text="\n\n".join([title, *sentences]),
        blocks=tuple(blocks),
        source=f"{title}.txt",
        title=title,
        date=datetime.date.fromisoformat(date) if date else None,
        language="en",
    )


def _figure(claim: Told) -> str:
    return claim.figure or str(
        next((claim.fields[key] for key in ("value", "rank", "amount") if key in claim.fields), "it")
    )


def _claim(claim: Told, text: str, place: int, document: Document, case: str) -> Claim:
    fields = dict(claim.fields)
    if "indicator" in fields and ":" not in fields["indicator"]:
        fields["indicator"] = f"{fields['indicator']} ({case})"
    mentions = {}
    for key, kind in (
        ("subject", "inno:Platform"),
        ("indicator", "schema:StatisticalVariable"),
        ("scope", "inno:Field"),
    ):
        if key not in fields:
            continue
        name = fields[key]
        entity = REGIONS.get(name, name if ":" in name else None)
        class_ = "schema:AdministrativeArea" if name in REGIONS else kind
        mentions[key] = (Mention(name, expand(class_), None, name, expand(entity) if entity else None),)
    if "recipient" in fields:
        member = expand(fields.pop("recipient_kind", "schema:Corporation"))
        mentions["recipient"] = (Mention(fields["recipient"], expand("inno:ActorGroup"), member_kind=member),)
    common = {key: value for key, value in claim.common.items() if value is not None}
    figure = _figure(claim)
    return make_claim(
        document,
        claim.type,
        text,
        {**fields, "comparator": fields.get("comparator", "eq")} if claim.type != "development" else fields,
        value=figure if figure in text else None,
        mentions=mentions,
        frame=f"https://example.org/{place}",
        **common,
    )
