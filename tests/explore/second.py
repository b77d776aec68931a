"""A second document for the questions: other regions, other years, targets, approvals, and what the first said too."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

from innograph.model import Block, BlockKind, Claim, Document, Mention, Span
from innograph.ontology import expand
from sample import make_claim, mention

TITLE = "How Zhejiang and Shandong compare"
PARAGRAPHS = (
    "Zhejiang spent 10 billion yuan on scientific research in 2023. "
    "It also gave 4 billion yuan to Zhejiang University for quantum computing.",
    "Zhejiang had 42,000 high-tech enterprises in 2023. There were 35,000 high-tech enterprises in 2022. "
    "The plan was at least 40,000 high-tech enterprises by 2023. "
    "The next goal is 60,000 high-tech enterprises in 2027. "
    "High-tech enterprises grew by 20 percent.",
    "Shandong has more than 26,700 high-tech enterprises. "
    "According to the science bureau, Shandong had 23,000 high-tech enterprises in 2022.",
    "Enterprises in Shandong have developed the production of nylon 12. "
    "Shandong is second in the world in mastery of nylon 12 production.",
    "Ningbo Remedies won approval for the drug Vitacure in 2023. Fujian approved two new drugs.",
    "Zhejiang University works with Wanhua Chemical Group on membranes. "
    "The university has set up the Membrane Laboratory. "
    "Ningbo Remedies has developed a freeze-drying technology. Ningbo Remedies does not make nylon 12.",
)


def second_document() -> Document:
    """A title and six paragraphs, dated 1 March 2024."""
    parts = (TITLE, *PARAGRAPHS)
    blocks, start = [], 0
    for number, part in enumerate(parts):
        kind = BlockKind.PARAGRAPH if number else BlockKind.TITLE
        blocks.append(Block(kind, Span(start, start + len(part))))
        start += len(part) + 2
    return Document(
        text="\n\n".join(parts),
        blocks=tuple(blocks),
        source="second.txt",
        title=TITLE,
        date=datetime.date(2024, 3, 1),
        publisher="Other Times",
        url="https://example.org/news/second",
        language="en",
        genre="news",
    )


def second_claims() -> tuple[Claim, ...]:
    """The claims of `second_document`, in the order of the text."""
    document = second_document()
    sentences = [f"{s.removesuffix('.')}." for p in PARAGRAPHS for s in p.split(". ")]
    enterprises = "high-tech enterprises"

    def said(sentence: int, kind: str, **fields: Any) -> Claim:
        """A claim of one sentence. Fields that name things are given as (name, kind, words, entity)."""
        quote = sentences[sentence]
        common = {
            k: fields.pop(k) for k in ("modality", "polarity", "period", "period_basis", "attribution") if k in fields
        }
        value = fields.pop("words", None)
        mentions: dict[str, tuple[Mention, ...]] = {}
        plain: dict[str, Any] = {}
        for key, given in fields.items():
            things = given if isinstance(given, list) else [given]
            if isinstance(things[0], tuple):
                mentions[key] = tuple(placed(mention(document, *thing, within=quote)) for thing in things)
                names = tuple(thing[0] for thing in things)
                plain[key] = names if isinstance(given, list) else names[0]
            else:
                plain[key] = given
        return make_claim(document, kind, quote, plain, value=value, mentions=mentions, **common)

    def placed(group: Mention) -> Mention:
        if group.kind != expand("inno:ActorGroup"):
            return group
        return replace(group, member_kind=expand("schema:Corporation"), place=expand("id:CN-SD"))

    def region(name: str, entity: str, words: str | None = None) -> tuple[str, str, str | None, str]:
        return (name, "schema:AdministrativeArea", words, entity)

    def thing(name: str, kind: str, words: str | None = None) -> tuple[str, str, str | None, None]:
        return (name, kind, words, None)

    def count(sentence: int, subject: tuple[str, str, str | None, str], number: int, words: str, **more: Any) -> Claim:
        return said(
            sentence,
            "observation",
            **{
                "subject": subject,
                "indicator": thing(enterprises, "schema:StatisticalVariable"),
                "value": Decimal(number),
                "unit": "count",
                "comparator": "eq",
                "words": words,
            }
            | more,
        )

    zhejiang, shandong = region("Zhejiang", "id:CN-ZJ"), region("Shandong", "id:CN-SD")
    university = thing("Zhejiang University", "schema:CollegeOrUniversity")
    dated = {"period": "2023", "period_basis": "stated"}
    return (
        said(
            0,
            "funding",
            funder=zhejiang,
            purpose=thing("scientific research", "inno:Field"),
            amount=Decimal(10000000000),
            currency="CNY",
            comparator="eq",
            words="10 billion yuan",
            **dated,
        ),
        said(
            1,
            "funding",
            funder=region("Zhejiang", "id:CN-ZJ", "It"),
            recipient=university,
            purpose=thing("quantum computing", "inno:Field"),
            amount=Decimal(4000000000),
            currency="CNY",
            comparator="eq",
            words="4 billion yuan",
            instrument="grant",
        ),
        count(2, zhejiang, 42000, "42,000", **dated),
        count(3, zhejiang, 35000, "35,000", period="2022", period_basis="stated"),
        count(4, zhejiang, 40000, "at least 40,000", comparator="ge", modality="planned", **dated),
        count(5, zhejiang, 60000, "60,000", modality="planned", period="2027", period_basis="stated"),
        said(
            6,
            "growth",
            subject=zhejiang,
            indicator=thing(enterprises, "schema:StatisticalVariable", "High-tech enterprises"),
            value=Decimal(20),
            unit="percent",
            comparator="eq",
            base="year-on-year",
            direction="up",
            words="20 percent",
        ),
        count(7, shandong, 26700, "more than 26,700", comparator="gt"),
        count(8, shandong, 23000, "23,000", period="2022", period_basis="stated", attribution="the science bureau"),
        said(
            9,
            "development",
            actor=thing("enterprises in Shandong", "inno:ActorGroup", "Enterprises in Shandong"),
            object=thing("production of nylon 12", "inno:Technology"),
            object_kind="technology",
            action="developed",
            material=thing("nylon 12", "schema:ChemicalSubstance"),
        ),
        said(
            10,
            "ranking",
            subject=shandong,
            indicator=thing("mastery of nylon 12 production", "schema:StatisticalVariable"),
            rank=2,
            comparator="eq",
            scope=("World", "inno:SupraRegion", "world", "id:world"),
            words="second",
        ),
        said(
            11,
            "development",
            actor=thing("Ningbo Remedies", "schema:Corporation"),
            object=thing("Vitacure", "schema:Drug"),
            object_kind="drug",
            action="approved",
            **dated,
        ),
        said(
            12,
            "observation",
            subject=region("Fujian", "id:CN-FJ"),
            indicator=thing("new drugs approved", "schema:StatisticalVariable"),
            value=Decimal(2),
            unit="count",
            comparator="eq",
            words="two",
        ),
        said(
            13,
            "collaboration",
            partners=[university, thing("Wanhua Chemical Group", "schema:Corporation")],
            field=thing("membranes", "inno:Field"),
        ),
        said(
            14,
            "establishment",
            actor=thing("Zhejiang University", "schema:CollegeOrUniversity", "The university"),
            object=thing("Membrane Laboratory", "inno:Laboratory"),
            object_kind="laboratory",
        ),
        said(
            15,
            "development",
            actor=thing("Ningbo Remedies", "schema:Corporation"),
            object=thing("freeze-drying technology", "inno:Technology"),
            object_kind="technology",
            action="developed",
        ),
        said(
            16,
            "development",
            actor=thing("Ningbo Remedies", "schema:Corporation"),
            object=thing("nylon 12", "schema:ChemicalSubstance"),
            object_kind="material",
            action="produced",
            polarity="negative",
        ),
    )
