"""The article that the project started from: its 17 claims, field by field, and nothing beside them."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest

from innograph.extract import Extractor
from innograph.interchange import to_json
from innograph.model import Document
from innograph.read import read_file
from seed import seed_article, seed_claims

ARTICLE, EXPECTED = seed_article(), seed_claims()
pytestmark = pytest.mark.skipif(ARTICLE is None or EXPECTED is None, reason="the article is not beside this checkout")

WORDED = {"indicator", "object", "field", "purpose"}  # compared by their content words
IDLE = {"of", "the", "and", "for", "in", "a", "to", "such", "as", "like", "new", "towards", "by"}


@pytest.fixture(scope="module")
def document() -> Document:
    assert ARTICLE is not None
    return next(iter(read_file(ARTICLE)))


@pytest.fixture(scope="module")
def claims(document: Document, extractor: Extractor) -> list[dict[str, Any]]:
    return [to_json(c, extractor.ontology) for c in extractor.extract(document)]


def expected() -> list[dict[str, Any]]:
    return [json.loads(line) for line in EXPECTED.read_text().splitlines()] if EXPECTED else []


def words(text: str) -> set[str]:
    return set(re.findall(r"[\w.-]+", text.lower())) - IDLE


def same(key: str, wanted: Any, found: Any) -> bool:
    if wanted is None or found is None:
        return wanted is found
    if key in {"value", "amount"}:
        return Decimal(wanted) == Decimal(found)
    if key == "equivalents":
        return [(Decimal(e["amount"]), e["currency"]) for e in wanted] == [
            (Decimal(e["amount"]), e["currency"]) for e in found
        ]
    if key in WORDED:
        common = words(wanted) & words(found)
        return 2 * len(common) >= len(words(wanted)) and 2 * len(common) >= len(words(found))
    return bool(wanted == found)


def fits(wanted: dict[str, Any], claim: dict[str, Any]) -> bool:
    return all(same(key, value, claim[key]) for key, value in wanted.items())


@pytest.mark.parametrize("wanted", expected(), ids=lambda w: f"{w['type']}-{w.get('value') or w.get('amount') or ''}")
def test_each_expected_claim_comes_out_with_its_fields(wanted: dict[str, Any], claims: list[dict[str, Any]]) -> None:
    same_type = [c for c in claims if c["type"] == wanted["type"]]
    assert [c for c in same_type if fits(wanted, c)], same_type


def test_nothing_comes_out_beside_them(claims: list[dict[str, Any]]) -> None:
    beside = [c for c in claims if not any(w["type"] == c["type"] and fits(w, c) for w in expected())]
    assert not beside
    assert len(claims) == len(expected())


def test_the_evidence_is_exact(claims: list[dict[str, Any]], document: Document) -> None:
    for claim in claims:
        evidence, value = claim["evidence"], claim["value_span"]
        assert document.text[evidence["start"] : evidence["end"]] == evidence["quote"]
        if value is not None:
            assert evidence["start"] <= value["start"] < value["end"] <= evidence["end"]


def test_a_period_that_the_text_does_not_give_is_not_guessed(claims: list[dict[str, Any]]) -> None:
    dated = {(c["type"], c.get("value") or c.get("amount")): c["period"] for c in claims if c["period"]}
    assert set(dated.values()) == {"2023", "2023-Q1/2023-Q3"}
    assert len(dated) == 3
