"""A short document and the claims it makes, one or more of every type, for tests that need no language pipeline."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from innograph.model import Block, BlockKind, Claim, Document, Evidence, FieldValue, Mention, Money, Span
from innograph.ontology import expand

TITLE = "Shandong counts on its enterprises"

PARAGRAPHS = (
    "In 2023 Shandong spent 14.52 billion yuan ($2.05 billion) on scientific research. "
    "The province now has more than 26,700 high-tech enterprises, almost 30 percent more than a year ago. "
    "Planners had expected over 3.2 million high-tech enterprises by 2023.",
    "Shandong is strong in pharmaceuticals and ranks third in China for first class new drugs.",
    "Wanhua Chemical Group Co., Ltd., a company in Yantai founded in 1978, has mastered the production of nylon 12. "
    "Its chairman is Liao Zengtai, and Wanhua BorsodChem belongs to the group.",
    "Shandong opened the Qilu Finance Platform, through which 58.4 billion yuan reached 1,067 enterprises. "
    "Shandong and Henan work together on water saving.",
)


def sample_document() -> Document:
    """The document: a title and four paragraphs, dated 8 January 2024."""
    parts = (TITLE, *PARAGRAPHS)
    blocks, start = [], 0
    for number, part in enumerate(parts):
        kind = BlockKind.PARAGRAPH if number else BlockKind.TITLE
        blocks.append(Block(kind, Span(start, start + len(part))))
        start += len(part) + 2
    return Document(
        text="\n\n".join(parts),
        blocks=tuple(blocks),
        source="sample.txt",
        title=TITLE,
        date=datetime.date(2024, 1, 8),
        publisher="Example Daily",
        url="https://example.org/news/sample",
        language="en",
        genre="news",
    )


def locate(text: str, words: str, after: int = 0) -> Span:
    """Where `words` stand in `text`, at `after` or later. Raises ValueError if they do not."""
    start = text.index(words, after)
    return Span(start, start + len(words))


def mention(
    document: Document, name: str, kind: str, words: str | None = None, entity: str | None = None, within: str = ""
) -> Mention:
    """A mention of `name` (kind and entity as prefixed names), worded `words`, inside the quote `within`."""
    words = words or name
    start = document.text.index(within)
    span = locate(document.text, words, start) if words in document.text[start:] else None
    return Mention(name, expand(kind), span, words, expand(entity) if entity else None)


def make_claim(  # one parameter for each thing a claim can say
    document: Document,
    kind: str,
    quote: str,
    fields: Mapping[str, FieldValue],
    *,
    value: str | None = None,
    mentions: Mapping[str, tuple[Mention, ...]] | None = None,
    **common: Any,
) -> Claim:
    """A claim whose evidence is `quote` and whose figure is worded `value`, both looked up in the text."""
    span = locate(document.text, quote)
    figure = locate(document.text, value, span.start) if value else None
    core = "|".join([document.sha256, kind, str(span), *(f"{key}={fields[key]}" for key in sorted(fields))])
    return Claim(
        id=f"claim-{hashlib.sha256(core.encode()).hexdigest()[:16]}",
        type=kind,
        document=document.id,
        evidence=(Evidence(span, quote, figure),),
        fields=MappingProxyType(dict(fields)),
        mentions=MappingProxyType(dict(mentions or {})),
        frame=common.pop("frame", expand(f"frame:sample-{kind}")),
        confidence=common.pop("confidence", Decimal("0.9")),
        **common,
    )


def sample_claims() -> tuple[Claim, ...]:
    """The claims of `sample_document`, in the order of the text."""
    document = sample_document()
    text = PARAGRAPHS
    first, second, third = (sentence + "." for sentence in text[0].removesuffix(".").split(". "))
    company, chairman = text[2].split(" Its ")[0], "Its " + text[2].split(" Its ")[1]
    platform, together = text[3].split(". ")[0] + ".", text[3].split(". ")[1]

    def region(name: str, entity: str, words: str | None = None, within: str = "") -> tuple[Mention, ...]:
        return (mention(document, name, "schema:AdministrativeArea", words, entity, within),)

    def thing(name: str, kind: str, words: str | None = None, within: str = "") -> tuple[Mention, ...]:
        return (mention(document, name, kind, words, None, within),)

    def indicator(name: str, within: str) -> tuple[Mention, ...]:
        return thing(name, "schema:StatisticalVariable", within=within)

    shandong = region("Shandong", "id:CN-SD")
    wanhua = thing("Wanhua Chemical Group Co., Ltd.", "schema:Corporation")
    its_group = thing("Wanhua Chemical Group Co., Ltd.", "schema:Corporation", "the group", chairman)
    qilu = thing("Qilu Finance Platform", "inno:Platform")
    enterprises = "high-tech enterprises"
    return (
        make_claim(
            document,
            "funding",
            first,
            {
                "funder": "Shandong",
                "amount": Decimal(14520000000),
                "currency": "CNY",
                "comparator": "eq",
                "purpose": "scientific research",
            },
            value="14.52 billion yuan",
            mentions={"funder": shandong, "purpose": thing("scientific research", "inno:Field")},
            equivalents=(Money(Decimal(2050000000), "USD"),),
            period="2023",
            period_basis="stated",
        ),
        make_claim(
            document,
            "observation",
            second,
            {
                "subject": "Shandong",
                "indicator": enterprises,
                "value": Decimal(26700),
                "unit": "count",
                "comparator": "gt",
            },
            value="more than 26,700",
            mentions={
                "subject": region("Shandong", "id:CN-SD", "The province"),
                "indicator": indicator(enterprises, second),
            },
        ),
        make_claim(
            document,
            "growth",
            second,
            {
                "subject": "Shandong",
                "indicator": enterprises,
                "value": Decimal(30),
                "unit": "percent",
                "comparator": "approx",
                "base": "year-on-year",
                "direction": "up",
            },
            value="almost 30 percent",
            mentions={
                "subject": region("Shandong", "id:CN-SD", "The province"),
                "indicator": indicator(enterprises, second),
            },
        ),
        make_claim(
            document,
            "observation",
            third,
            {
                "subject": "Shandong",
                "indicator": enterprises,
                "value": Decimal(3200000),
                "unit": "count",
                "comparator": "gt",
            },
            value="over 3.2 million",
            mentions={"subject": shandong, "indicator": indicator(enterprises, third)},
            modality="expected",
            attribution="planners",
            period="2023",
            period_basis="stated",
        ),
        make_claim(
            document,
            "specialisation",
            text[1],
            {"actor": "Shandong", "field": "pharmaceuticals"},
            mentions={
                "actor": region("Shandong", "id:CN-SD", within=text[1]),
                "field": thing("pharmaceuticals", "inno:Field"),
            },
        ),
        make_claim(
            document,
            "ranking",
            text[1],
            {
                "subject": "Shandong",
                "indicator": "first class new drugs",
                "rank": 3,
                "comparator": "eq",
                "scope": "China",
            },
            value="third",
            mentions={
                "subject": region("Shandong", "id:CN-SD", within=text[1]),
                "indicator": indicator("first class new drugs", text[1]),
                "scope": region("China", "id:CN", within=text[1]),
            },
        ),
        make_claim(
            document,
            "development",
            company,
            {
                "actor": "Wanhua Chemical Group Co., Ltd.",
                "object": "production of nylon 12",
                "object_kind": "technology",
                "action": "mastered",
                "material": "nylon 12",
            },
            mentions={
                "actor": wanhua,
                "object": thing("production of nylon 12", "inno:Technology"),
                "material": thing("nylon 12", "schema:ChemicalSubstance"),
            },
        ),
        make_claim(
            document,
            "location",
            company,
            {"subject": "Wanhua Chemical Group Co., Ltd.", "place": "Yantai"},
            mentions={"subject": wanhua, "place": region("Yantai", "id:CN-370600")},
        ),
        make_claim(
            document,
            "relation",
            company,
            {
                "subject": "Wanhua Chemical Group Co., Ltd.",
                "predicate": expand("schema:foundingDate"),
                "value": "1978",
                "datatype": expand("xsd:gYear"),
            },
            value="1978",
            mentions={"subject": wanhua},
        ),
        make_claim(
            document,
            "leadership",
            chairman,
            {"person": "Liao Zengtai", "role": "chairman", "organisation": "Wanhua Chemical Group Co., Ltd."},
            mentions={
                "person": thing("Liao Zengtai", "schema:Person"),
                "role": thing("chairman", "org:Role"),
                "organisation": thing("Wanhua Chemical Group Co., Ltd.", "schema:Corporation", "Its", chairman),
            },
        ),
        make_claim(
            document,
            "relation",
            chairman,
            {
                "subject": "Wanhua BorsodChem",
                "predicate": expand("schema:parentOrganization"),
                "object": "Wanhua Chemical Group Co., Ltd.",
            },
            mentions={"subject": thing("Wanhua BorsodChem", "schema:Corporation"), "object": its_group},
        ),
        make_claim(
            document,
            "establishment",
            platform,
            {"actor": "Shandong", "object": "Qilu Finance Platform", "object_kind": "platform"},
            mentions={"actor": region("Shandong", "id:CN-SD", within=platform), "object": qilu},
        ),
        make_claim(
            document,
            "funding",
            platform,
            {
                "recipient": "enterprises",
                "intermediary": "Qilu Finance Platform",
                "amount": Decimal(58400000000),
                "currency": "CNY",
                "comparator": "eq",
                "recipient_count": 1067,
            },
            value="58.4 billion yuan",
            mentions={"recipient": thing("enterprises", "inno:ActorGroup", within=platform), "intermediary": qilu},
        ),
        make_claim(
            document,
            "collaboration",
            together,
            {"partners": ("Shandong", "Henan"), "field": "water saving"},
            mentions={
                "partners": (
                    *region("Shandong", "id:CN-SD", within=together),
                    *region("Henan", "id:CN-HA", within=together),
                ),
                "field": thing("water saving", "inno:Field"),
            },
        ),
    )
