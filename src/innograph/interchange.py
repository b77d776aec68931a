"""Claims as JSON objects, one a line: the form in which they are printed, annotated and compared.

Every object holds the common fields and, for its type, all the fields that the ontology declares, null where the
text does not say. Figures are strings, so that no digit is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from innograph.model import Claim, Evidence, FieldValue, Mention, Money, Span
from innograph.ontology import Ontology

XSD = "http://www.w3.org/2001/XMLSchema#"


def _plain(value: FieldValue | None) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return list(value) if isinstance(value, tuple) else value


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {"start": evidence.span.start, "end": evidence.span.end, "quote": evidence.quote}


def _span(span: Span | None) -> dict[str, int] | None:
    return None if span is None else {"start": span.start, "end": span.end}


def _mention(mention: Mention) -> dict[str, Any]:
    return {
        "name": mention.name,
        "kind": mention.kind,
        "span": _span(mention.span),
        "words": mention.words,
        "entity": mention.entity,
        "member_kind": mention.member_kind,
        "place": mention.place,
        **({"aliases": list(mention.aliases)} if mention.aliases else {}),
    }


def to_json(claim: Claim, ontology: Ontology) -> dict[str, Any]:
    """The claim in the interchange form. `ontology` says which fields its type has."""
    first, *others = claim.evidence
    fields = {f.key: _plain(claim.fields.get(f.key)) for f in ontology.claim_types[claim.type].fields}
    return {
        "id": claim.id,
        "type": claim.type,
        "document": claim.document,
        **fields,
        "modality": claim.modality,
        "polarity": claim.polarity,
        "attribution": claim.attribution,
        "period": claim.period,
        "period_basis": claim.period_basis,
        "period_words": claim.period_words,
        "equivalents": [{"amount": format(m.amount, "f"), "currency": m.currency} for m in claim.equivalents],
        "evidence": _evidence(first),
        "value_span": _span(first.value_span),
        "other_evidence": [_evidence(e) | {"value_span": _span(e.value_span)} for e in others],
        "mentions": {key: [_mention(m) for m in mentions] for key, mentions in sorted(claim.mentions.items())},
        "frame": claim.frame,
        "extractor": claim.extractor,
        "confidence": format(claim.confidence, "f"),
    }


def _typed(value: Any, datatype: str | None) -> FieldValue:
    if isinstance(value, list):
        return tuple(value)
    if datatype in {XSD + "decimal", "https://schema.org/MonetaryAmount"}:
        return Decimal(str(value))
    return int(value) if datatype == XSD + "integer" else str(value)


def _read_span(data: Mapping[str, int] | None) -> Span | None:
    return None if data is None else Span(data["start"], data["end"])


def _read_evidence(data: Mapping[str, Any], value_span: Mapping[str, int] | None) -> Evidence:
    return Evidence(Span(data["start"], data["end"]), data["quote"], _read_span(value_span))


def _read_mention(data: Mapping[str, Any]) -> Mention:
    known = {key: data.get(key) for key in ("words", "entity", "member_kind", "place")}
    aliases = tuple(data.get("aliases", ()))
    return Mention(data["name"], data["kind"], _read_span(data.get("span")), **known, aliases=aliases)


def from_json(data: Mapping[str, Any], ontology: Ontology) -> Claim:
    """The claim that `to_json` wrote.

    Raises:
        KeyError: the type is not known, or the id, the type, the document or the evidence is missing.
    """
    claim_type = ontology.claim_types[data["type"]]
    fields = {f.key: _typed(data[f.key], f.range) for f in claim_type.fields if data.get(f.key) is not None}
    evidence = [_read_evidence(data["evidence"], data.get("value_span"))]
    evidence += [_read_evidence(e, e.get("value_span")) for e in data.get("other_evidence", ())]
    mentions = {key: tuple(_read_mention(m) for m in items) for key, items in data.get("mentions", {}).items()}
    return Claim(
        id=data["id"],
        type=data["type"],
        document=data["document"],
        evidence=tuple(evidence),
        fields=MappingProxyType(fields),
        mentions=MappingProxyType(mentions),
        equivalents=tuple(Money(Decimal(e["amount"]), e["currency"]) for e in data.get("equivalents", ())),
        modality=data.get("modality", "achieved"),
        polarity=data.get("polarity", "positive"),
        attribution=data.get("attribution"),
        period=data.get("period"),
        period_basis=data.get("period_basis"),
        period_words=data.get("period_words"),
        frame=data.get("frame"),
        extractor=data.get("extractor"),
        confidence=Decimal(str(data.get("confidence", 1))),
    )
