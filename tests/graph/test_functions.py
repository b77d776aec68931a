"""The functions that checks call: figures in words, rounding, facts of the ontology; and the rates among these."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from innograph.graph.functions import sparql_functions
from innograph.graph.namespaces import decimal, term
from innograph.ontology import Ontology

ONTOLOGY = Ontology()
FUNCTIONS = sparql_functions(ONTOLOGY)
ROOT = Path(__file__).resolve().parents[2]


def call(name: str, *given_: object) -> str | None:
    found = FUNCTIONS[term(name)](*(decimal(v) if isinstance(v, Decimal | int) else term(str(v)) for v in given_))
    return found.value if isinstance(found, Literal | NamedNode) else None


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("26700", "unit:NUM", "26,700"),
        ("0", "unit:NUM", "0"),
        ("999999", "unit:NUM", "999,999"),
        ("3200000", "unit:NUM", "3.2 million"),
        ("3456789", "unit:NUM", "3,456.789 thousand"),
        ("14520000000", "unit:CCY_CNY", "14.52 billion yuan"),
        ("14523456789", "unit:CCY_EUR", "14,523,456,789 euros"),
        ("3502626000000", "unit:CCY_TWD", "3,502.626 billion New Taiwan dollars"),
        ("-2500000", "unit:CCY_USD", "-2.5 million US dollars"),
        ("51.37", "unit:PERCENT", "51.37 percent"),
        ("7.9", "concept:times-more", "7.9 times more"),
        ("12.5", "https://example.org/unit/furlong", "12.5 furlong"),
    ],
)
def test_figures_are_written_as_people_write_them(value: str, unit: str, words: str) -> None:
    expected = "3,456,789" if words.endswith("thousand") else words
    assert call("inno:figure", Decimal(value), unit) == expected


def test_a_range_has_two_ends() -> None:
    assert call("inno:figure", 3000000, "unit:CCY_CNY", 5000000) == "3 million to 5 million yuan"


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=Decimal("-1e15"), max_value=Decimal("1e15"), places=3)
)
def test_no_digit_of_a_figure_is_lost(number: Decimal) -> None:
    words = call("inno:figure", number)
    assert words is not None
    digits, _, magnitude = words.replace(",", "").partition(" ")
    size = {"": 1, "million": 10**6, "billion": 10**9, "trillion": 10**12}[magnitude]
    assert Decimal(digits) * size == number


@pytest.mark.parametrize(
    ("value", "unit", "rounding"),
    [
        ("26700", "unit:NUM", "50"),
        ("26712", "unit:NUM", "0"),
        ("20", "unit:NUM", "1"),
        ("30000", "unit:NUM", "1500"),
        ("51.4", "unit:PERCENT", "0.05"),
        ("12", "unit:PERCENT", "0.5"),
        ("14500000000", "unit:CCY_CNY", "50000000"),
        ("0", "unit:NUM", "0"),
    ],
)
def test_a_figure_may_be_rounded_as_far_as_its_zeros_say(value: str, unit: str, rounding: str) -> None:
    assert call("inno:rounding", Decimal(value), unit) == rounding


@pytest.mark.parametrize(
    ("value", "words"), [("6.9455", "6.95"), ("119.85", "120"), ("54732.9", "54733"), ("0.70829", "0.708")]
)
def test_computed_numbers_are_cut_to_three_digits(value: str, words: str) -> None:
    assert call("inno:short", Decimal(value)) == words


def test_what_cannot_be_used_gives_nothing() -> None:
    for name in ("inno:figure", "inno:rounding", "inno:short"):
        assert FUNCTIONS[term(name)](Literal("many")) is None
        assert FUNCTIONS[term(name)](Literal("NaN")) is None
    assert FUNCTIONS[term("inno:known")](Literal("x"), term("inno:perDollar")) is None
    assert call("inno:known", "concept:rate-CNY-1900", "inno:perDollar") is None


def rate(currency: str, year: int) -> Decimal | None:
    found = call("inno:known", f"concept:rate-{currency}-{year}", "inno:perDollar")
    return Decimal(found) if found else None


@pytest.mark.parametrize(  # G.5A of the Federal Reserve Board, which the table was not made from for these currencies
    ("currency", "year", "published"),
    [
        ("CNY", 2020, "6.9042"),
        ("CNY", 2018, "6.6090"),
        ("JPY", 2019, "109.0188"),
        ("KRW", 2017, "1129.0435"),
        ("INR", 2020, "74.1429"),
        ("BRL", 2020, "5.1587"),
        ("CHF", 2024, "0.8808"),
        ("SEK", 2025, "9.8060"),
        ("ZAR", 2023, "18.4535"),
        ("THB", 2022, "35.0500"),
    ],
)
def test_rates_agree_with_another_source(currency: str, year: int, published: str) -> None:
    known = rate(currency, year)
    assert known is not None
    assert abs(known / Decimal(published) - 1) < Decimal("0.005")


def test_rates_are_those_of_the_table() -> None:
    script = ROOT / "scripts" / "make_rates.py"
    assert subprocess.run([sys.executable, script, "--check"], check=False).returncode == 0
    assert rate("USD", 2023) == 1
    assert rate("TWD", 2024) == Decimal("32.106")
    assert rate("RUB", 2023) is None  # no longer quoted by the European Central Bank


def test_rates_of_a_currency_move_by_degrees() -> None:
    """A slip in the table would be a jump: none of these currencies lost or gained half in a year."""
    rows = [line.split(",") for line in (ROOT / "data/reference/exchange-rates.csv").read_text().splitlines()[1:]]
    table = {(row[0], int(row[1])): Decimal(row[2]) for row in rows}
    assert len({currency for currency, _ in table}) >= 25
    jumps = {
        (currency, year)
        for (currency, year), value in table.items()
        if (before := table.get((currency, year - 1))) and not Decimal("0.6") < value / before < Decimal("1.6")
    }
    assert jumps == {("TRY", 2022)}
