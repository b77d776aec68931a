"""What must hold of every claim of every document: exact quotes, figures that stand in them, the same each time."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from innograph.extract import Extractor
from innograph.interchange import from_json, to_json
from innograph.model import Claim, Document
from innograph.read import read_paths

FOLDER = Path(__file__).parents[2] / "data" / "documents"


@pytest.fixture(scope="module")
def read(extractor: Extractor) -> list[tuple[Document, list[Claim]]]:
    documents = [d for d in read_paths([FOLDER]) if isinstance(d, Document)]
    return list(extractor.extract_all(documents))


def test_every_quote_is_exact_and_holds_its_figure(read: list[tuple[Document, list[Claim]]]) -> None:
    for document, claims in read:
        for claim in claims:
            for evidence in claim.evidence:
                assert document.text[evidence.span.start : evidence.span.end] == evidence.quote
                if evidence.value_span is not None:
                    assert evidence.span.covers(evidence.value_span)
                    assert any(ch.isalnum() for ch in evidence.value_span.of(document.text))


def test_claims_are_legal(read: list[tuple[Document, list[Claim]]], extractor: Extractor) -> None:
    notations = extractor.ontology.notations
    for _document, claims in read:
        for claim in claims:
            fields = {f.key: f for f in extractor.ontology.claim_types[claim.type].fields}
            assert set(claim.fields) <= set(fields)
            assert Decimal(0) < claim.confidence <= Decimal(1)
            for key, value in claim.fields.items():
                scheme = fields[key].scheme
                if scheme is not None and not (key == "unit" and str(value).isupper()):
                    assert value in notations[scheme], (claim.type, key, value)


def test_claims_have_stable_ids_of_their_own(read: list[tuple[Document, list[Claim]]], extractor: Extractor) -> None:
    ids = [c.id for _d, claims in read for c in claims]
    assert len(ids) == len(set(ids))
    document, claims = read[0]
    assert extractor.extract(document) == claims


def test_a_claim_survives_the_interchange_form(read: list[tuple[Document, list[Claim]]], extractor: Extractor) -> None:
    for _document, claims in read[:10]:
        for claim in claims:
            assert from_json(to_json(claim, extractor.ontology), extractor.ontology) == claim
