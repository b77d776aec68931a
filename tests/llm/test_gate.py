"""The gate: what the text bears out passes, all else is rejected for a reason of the closed list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from proposals import FIRMS, MONEY, PARTNERS, RANK, REVENUE, STAFF

from innograph.extract import Extractor
from innograph.interchange import from_json, to_json
from innograph.llm.gate import CONFIDENCE, Gate, Reason, RejectedError
from innograph.llm.parts import Part, parts
from innograph.model import Claim, Document
from innograph.ontology import Ontology
from innograph.read import document_from_text


@pytest.fixture(scope="module")
def gate(extractor: Extractor) -> Gate:
    return Gate(extractor, "scripted (prompt 0)")


@pytest.fixture(scope="module")
def part(document: Document) -> Part:
    (whole,) = parts(document, 6000)
    return whole


@pytest.mark.parametrize("raw", [FIRMS, MONEY, PARTNERS, RANK, REVENUE, STAFF])
def test_what_the_text_says_passes(gate: Gate, document: Document, part: Part, ontology: Ontology, raw: Any) -> None:
    claim = gate.check(raw, document, part)
    (evidence,) = claim.evidence
    assert evidence.span.of(document.text) == evidence.quote == raw["quote"]
    assert evidence.value_span is None or evidence.span.covers(evidence.value_span)
    assert (claim.frame, claim.extractor, claim.confidence) == (None, "scripted (prompt 0)", CONFIDENCE)
    assert from_json(to_json(claim, ontology), ontology) == claim


def test_what_was_read_fills_what_was_left_out(gate: Gate, document: Document, part: Part) -> None:
    assert gate.check(STAFF, document, part).fields["unit"] == "count"
    revenue = gate.check(REVENUE, document, part)
    assert (revenue.fields["unit"], revenue.fields["value_high"]) == ("USD", Decimal(30_000_000))
    firms = gate.check({k: v for k, v in FIRMS.items() if k not in {"unit", "comparator"}}, document, part)
    assert (firms.fields["unit"], firms.fields["comparator"]) == ("count", "gt")
    assert firms.evidence[0].value_span is not None
    assert firms.evidence[0].value_span.of(document.text) == "26,700"


def test_names_are_resolved_and_lose_their_article(gate: Gate, document: Document, part: Part) -> None:
    money = gate.check(MONEY, document, part)
    assert money.fields["funder"] == "Holm Foundation"
    (saxony,) = gate.check(FIRMS, document, part).mentions["subject"]
    assert (saxony.name, saxony.entity) == ("Saxony", "https://w3id.org/innograph/id/DE-SN")


def test_times_have_a_basis(gate: Gate, document: Document, part: Part) -> None:
    assert gate.check(MONEY, document, part).period_basis == "sentence"
    wider = MONEY | {"quote": "In 2023, " + MONEY["quote"], "period": "in 2023"}
    claim = gate.check(wider, document, part)
    assert (claim.period, claim.period_basis, claim.period_words) == ("2023", "stated", "2023")


def test_a_superlative_is_a_first_rank_and_a_month_lies_in_its_year(gate: Gate) -> None:
    document = document_from_text("In March 2021 Holm opened the largest laser plant in Saxony.")
    (part,) = parts(document, 6000)
    raw = {"type": "ranking", "quote": document.text.strip("."), "subject": "Holm", "indicator": "laser plant size"}
    claim = gate.check(raw | {"rank": 1, "scope": "Saxony", "period": "2021"}, document, part)
    assert (claim.fields["rank"], claim.period) == (1, "2021-03")
    assert claim.evidence[0].value_span is not None
    assert claim.evidence[0].value_span.of(document.text) == "largest"


def test_a_comparator_may_be_in_the_verb(gate: Gate, document: Document, part: Part) -> None:
    assert gate.check(REVENUE | {"comparator": "gt"}, document, part).fields["comparator"] == "gt"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("a string", Reason.NOT_AN_OBJECT),
        (["observation"], Reason.NOT_AN_OBJECT),
        (FIRMS | {"type": "prophecy"}, Reason.UNKNOWN_TYPE),
        (FIRMS | {"type": "relation"}, Reason.UNKNOWN_TYPE),
        ({k: v for k, v in FIRMS.items() if k != "type"}, Reason.UNKNOWN_TYPE),
        (FIRMS | {"importance": "high"}, Reason.UNKNOWN_FIELD),
        (FIRMS | {"evidence": {"start": 0, "end": 6}}, Reason.UNKNOWN_FIELD),
        (FIRMS | {"confidence": "1"}, Reason.UNKNOWN_FIELD),
        (FIRMS | {"funder": "Saxony"}, Reason.UNKNOWN_FIELD),
        (FIRMS | {"value": "many"}, Reason.WRONG_VALUE),
        (FIRMS | {"value": "26.7 thousand"}, Reason.WRONG_VALUE),
        (FIRMS | {"value": True}, Reason.WRONG_VALUE),
        (FIRMS | {"value": "9" * 1000}, Reason.WRONG_VALUE),
        (FIRMS | {"subject": ["Saxony"]}, Reason.WRONG_VALUE),
        (FIRMS | {"nth": 0}, Reason.WRONG_VALUE),
        (RANK | {"rank": "3.5"}, Reason.WRONG_VALUE),
        (FIRMS | {"unit": "firms"}, Reason.NOT_IN_LIST),
        (FIRMS | {"comparator": "above"}, Reason.NOT_IN_LIST),
        (FIRMS | {"modality": "imagined"}, Reason.NOT_IN_LIST),
        (MONEY | {"currency": "euros"}, Reason.NOT_IN_LIST),
        (MONEY | {"instrument": "gift"}, Reason.NOT_IN_LIST),
        ({k: v for k, v in FIRMS.items() if k != "indicator"}, Reason.MISSING_FIELD),
        ({k: v for k, v in FIRMS.items() if k != "value"}, Reason.MISSING_FIELD),
        (PARTNERS | {"partners": ["Nordal Optics", "Nordal Optics"]}, Reason.MISSING_FIELD),
        ({k: v for k, v in FIRMS.items() if k != "quote"}, Reason.WRONG_VALUE),
        (FIRMS | {"quote": "Saxony counts over 26,700 high-tech firms"}, Reason.QUOTE_NOT_IN_TEXT),
        (FIRMS | {"quote": "saxony counts more than 26,700 high-tech firms"}, Reason.QUOTE_NOT_IN_TEXT),
        (FIRMS | {"quote": "6,700 high-tech firms", "value": "6700"}, Reason.QUOTE_NOT_IN_PARAGRAPH),
        (FIRMS | {"quote": "Lindvik opens a quantum park"}, Reason.QUOTE_NOT_IN_PARAGRAPH),
        (FIRMS | {"quote": "year on year.\n\nIn 2023"}, Reason.QUOTE_NOT_IN_PARAGRAPH),
        (FIRMS | {"quote": "Lindvik"}, Reason.QUOTE_AMBIGUOUS),
        (FIRMS | {"quote": "Nordal Optics", "nth": 7}, Reason.QUOTE_NOT_IN_TEXT),
        (FIRMS | {"value": "26800"}, Reason.FIGURE_NOT_IN_QUOTE),
        (FIRMS | {"quote": "up 12.5 percent year on year"}, Reason.FIGURE_NOT_IN_QUOTE),
        (MONEY | {"amount": "14.52"}, Reason.FIGURE_NOT_IN_QUOTE),
        (MONEY | {"amount": "14520000000"}, Reason.FIGURE_NOT_IN_QUOTE),
        (MONEY | {"recipient_count": 2}, Reason.FIGURE_NOT_IN_QUOTE),
        (REVENUE | {"value_high": "40000000"}, Reason.FIGURE_NOT_IN_QUOTE),
        (FIRMS | {"value_high": "27000"}, Reason.FIGURE_NOT_IN_QUOTE),
        (FIRMS | {"unit": "percent"}, Reason.UNIT_NOT_IN_QUOTE),
        (MONEY | {"currency": "USD"}, Reason.UNIT_NOT_IN_QUOTE),
        (FIRMS | {"comparator": "lt"}, Reason.COMPARATOR_NOT_IN_QUOTE),
        (FIRMS | {"comparator": "eq"}, Reason.COMPARATOR_NOT_IN_QUOTE),
        (STAFF | {"comparator": "approx"}, Reason.COMPARATOR_NOT_IN_QUOTE),
        (FIRMS | {"subject": "Bavaria"}, Reason.NAME_NOT_IN_DOCUMENT),
        (FIRMS | {"subject": "Saxon"}, Reason.NAME_NOT_IN_DOCUMENT),
        (MONEY | {"funder": "Holm Foundations"}, Reason.NAME_NOT_IN_DOCUMENT),
        (PARTNERS | {"partners": ["Lindvik University", "Acme"]}, Reason.NAME_NOT_IN_DOCUMENT),
        (FIRMS | {"attribution": "the statistics office"}, Reason.NAME_NOT_IN_DOCUMENT),
        (PARTNERS | {"partners": ["It", "Nordal Optics"]}, Reason.NOT_A_NAME),
        (STAFF | {"subject": "The firm"}, Reason.NOT_A_NAME),
        (FIRMS | {"indicator": "unicorn firms"}, Reason.WORDS_NOT_IN_DOCUMENT),
        (MONEY | {"purpose": "cancer research"}, Reason.WORDS_NOT_IN_DOCUMENT),
        (MONEY | {"period": "2022"}, Reason.PERIOD_NOT_IN_SENTENCE),
        (RANK | {"period": "2023"}, Reason.PERIOD_NOT_IN_SENTENCE),
    ],
)
def test_what_the_text_does_not_say_is_rejected(
    gate: Gate, document: Document, part: Part, raw: Any, reason: Reason
) -> None:
    with pytest.raises(RejectedError) as rejected:
        gate.check(raw, document, part)
    assert rejected.value.reason is reason
    assert rejected.value.detail


def test_every_reason_is_tested() -> None:
    (marked,) = (m for m in test_what_the_text_does_not_say_is_rejected.pytestmark if m.name == "parametrize")
    assert {reason for _, reason in marked.args[1]} == set(Reason)


def test_the_place_that_is_meant_is_found(gate: Gate) -> None:
    document = document_from_text("Holm has 30 labs. Nordal says that Holm has 30 labs.\n\nHolm has 30 labs.")
    (part,) = parts(document, 6000)
    raw = {"type": "observation", "quote": "Holm has 30 labs", "subject": "Holm", "indicator": "labs", "value": "30"}

    def start(**more: int) -> int:
        return gate.check(raw | more, document, part).evidence[0].span.start

    assert [start(nth=n) for n in (1, 2, 3)] == [0, 35, 54]
    with pytest.raises(RejectedError, match="quote-ambiguous"):
        start()


def test_a_quote_begins_and_ends_with_whole_words(gate: Gate) -> None:
    document = document_from_text("Holm sold 13 new plants and US$3 billion of bonds.")
    (part,) = parts(document, 6000)
    raw = {"type": "observation", "subject": "Holm", "indicator": "plants", "quote": "3 new plants", "value": "3"}
    with pytest.raises(RejectedError, match="quote-not-in-paragraph"):
        gate.check(raw, document, part)
    bonds = raw | {"indicator": "bonds", "quote": "$3 billion of bonds", "value": "3000000000"}
    assert gate.check(bonds, document, part).fields["unit"] == "USD"


def test_amounts_in_brackets_are_those_of_the_text(gate: Gate) -> None:
    document = document_from_text("Holm invested 14.52 billion yuan ($2.05 billion) in optics.")
    (part,) = parts(document, 6000)
    raw = {"type": "funding", "funder": "Holm", "quote": document.text.strip(" ."), "purpose": "optics"}
    first = gate.check(raw | {"amount": "14520000000", "currency": "CNY"}, document, part)
    second = gate.check(raw | {"amount": "2050000000", "currency": "USD"}, document, part)
    assert first.fields == second.fields
    assert [(m.amount, m.currency) for m in second.equivalents] == [(Decimal(2_050_000_000), "USD")]


def test_numbers_in_known_names_are_no_figures(gate: Gate) -> None:
    document = document_from_text("Holm sells nylon 12 to 40 countries.")
    (part,) = parts(document, 6000)
    raw = {"type": "observation", "subject": "Holm", "quote": "Holm sells nylon 12 to 40 countries"}
    assert gate.check(raw | {"indicator": "countries", "value": "40"}, document, part).fields["value"] == 40
    with pytest.raises(RejectedError, match="figure-not-in-quote"):
        gate.check(raw | {"indicator": "nylon", "value": "12"}, document, part)


def test_the_denied_stays_denied(gate: Gate, document: Document, part: Part) -> None:
    raw = {
        "type": "observation",
        "quote": "Exports did not reach 3 percent of output",
        "indicator": "exports share of output",
    }
    claim: Claim = gate.check(raw | {"value": "3", "polarity": "negative"}, document, part)
    assert (claim.polarity, claim.fields["unit"]) == ("negative", "percent")
