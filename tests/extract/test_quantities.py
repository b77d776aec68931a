"""Figures in text: what they are read as, and what is not read as one."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innograph.extract.quantities import QuantityReader
from innograph.model import Money, Quantity, Span
from innograph.ontology import FR, INNO, Ontology

READER = QuantityReader(Ontology())

# A sentence, then for each figure: words of the span | value or low..high | unit | comparator where it is not eq.
WORDINGS: list[tuple[str, list[str]]] = [
    # counts
    ("The city counts 26,700 makers of sensors.", ["26,700|26700|count"]),
    ("It lists 30 major findings.", ["30|30|count"]),
    ("A fund helped 1,067 workshops.", ["1,067|1067|count"]),
    ("A fund helped 1 067 workshops.", ["1 067|1067|count"]),
    ("A fund helped 1\u202f067\u202f500 workshops.", ["1\u202f067\u202f500|1067500|count"]),
    ("A fund helped 1\u00a0067 workshops.", ["1\u00a0067|1067|count"]),
    ("Some 12’500 jobs exist.", ["Some 12’500|12500|count|approx"]),
    ("The score was 0.616 points.", ["0.616|0.616|count"]),
    ("It has 1,23,456 readers.", ["1,23,456|123456|count"]),
    ("Eight new drugs came out.", ["Eight|8|count"]),
    ("They hired twenty-three chemists.", ["twenty-three|23|count"]),
    ("They hired twenty three chemists.", ["twenty three|23|count"]),
    ("They run two hundred and five shops.", ["two hundred and five|205|count"]),
    ("They run three thousand, all told.", ["three thousand|3000|count"]),
    ("They sold one million two hundred thousand discs.", ["one million two hundred thousand|1200000|count"]),
    ("They keep a dozen goats.", ["a dozen|12|count"]),
    ("They keep half a dozen goats.", ["half a dozen|6|count"]),
    ("A hundred towns applied.", ["A hundred|100|count"]),
    ("Half a million people live there.", ["Half a million|500000|count"]),
    ("Two and a half million people live there.", ["Two and a half million|2500000|count"]),
    ("It won two, three and four medals.", ["two|2|count", "three|3|count", "four|4|count"]),
    ("They sold 3 million chips.", ["3 million|3000000|count"]),
    ("They sold 40k chips.", ["40k|40000|count"]),
    ("They sold 3 to 5 million chips.", ["3 to 5 million|3000000..5000000|count"]),
    ("They sold 1.2 lakh chips.", ["1.2 lakh|120000|count"]),
    ("They sold 5 lakh crore chips.", ["5 lakh crore|5000000000000|count"]),
    ("产量3万 units", ["3万|30000|count"]),
    # units left out
    (
        "Sales rose from 20 billion yuan to 29.6 billion.",
        ["20 billion yuan|20000000000|CNY", "29.6 billion|29600000000|CNY"],
    ),
    (
        "Sales rose from 20 billion to about 29 billion yuan.",
        ["20 billion|20000000000|CNY", "about 29 billion yuan|29000000000|CNY|approx"],
    ),
    ("Costs fell by 3 million euros to 9 million.", ["3 million euros|3000000|EUR", "9 million|9000000|EUR"]),
    ("Spending is to go up by 12 percent and turnover by 15.", ["12 percent|12|percent", "15|15|percent"]),
    ("Five to seven billion euros are needed.", ["Five to seven billion euros|5000000000..7000000000|EUR"]),
    ("They spent 3 million yuan on 2 million chips.", ["3 million yuan|3000000|CNY", "2 million|2000000|count"]),
    ("Sector: Firms; Spending (NT$ billion): 12.5; Share in percent: 70", ["12.5|12500000000|TWD", "70|70|percent"]),
    ("Output (billion yuan); 2021: 171.2; 2023: 186", ["171.2|171200000000|CNY", "186|186000000000|CNY"]),
    ("Investors came from Germany (24), Sweden (22) and Spain (9).", ["24|24|count", "22|22|count", "9|9|count"]),
    # percent
    ("It makes up 51.37 percent of output.", ["51.37 percent|51.37|percent"]),
    ("It makes up 51.37 per cent of output.", ["51.37 per cent|51.37|percent"]),
    ("It makes up 8.0% of output.", ["8.0%|8.0|percent"]),
    ("It makes up 8 % of output.", ["8 %|8|percent"]),
    ("It makes up 12pc of output.", ["12pc|12|percent"]),
    ("showing nearly a 30-percent yearly rise", ["nearly a 30-percent|30|percent|approx"]),
    ("It gained 2.5 percentage points.", ["2.5 percentage points|2.5|percentage_points"]),
    ("It gained half a percentage point.", ["half a percentage point|0.5|percentage_points"]),
    ("It gained 3 pp on the year.", ["3 pp|3|percentage_points"]),
    ("It gained 25 basis points.", ["25 basis points|25|basis_points"]),
    ("Two-thirds of the money is spent.", ["Two-thirds|66.67|percent"]),
    ("Half of the money is spent.", ["Half|50|percent"]),
    ("A quarter of the money is spent.", ["A quarter|25|percent"]),
    ("Costs fell by a third.", ["a third|33.33|percent"]),
    ("Nearly three quarters of firms replied.", ["Nearly three quarters|75|percent|approx"]),
    ("More than half were women.", ["More than half|50|percent|gt"]),
    ("One fifth is exported.", ["One fifth|20|percent"]),
    # money
    ("They spent 14.52 billion yuan.", ["14.52 billion yuan|14520000000|CNY"]),
    ("They spent RMB 3 billion.", ["RMB 3 billion|3000000000|CNY"]),
    ("They spent RMB3bn.", ["RMB3bn|3000000000|CNY"]),
    ("They spent CNY 3.5 million.", ["CNY 3.5 million|3500000|CNY"]),
    ("They spent $2.05 billion.", ["$2.05 billion|2050000000|USD"]),
    ("They spent US$ 7.5m.", ["US$ 7.5m|7500000|USD"]),
    ("They spent S$25 billion.", ["S$25 billion|25000000000|SGD"]),
    ("They spent A$1.5 million.", ["A$1.5 million|1500000|AUD"]),
    ("They spent C$310 million.", ["C$310 million|310000000|CAD"]),
    ("They spent HK$9 billion.", ["HK$9 billion|9000000000|HKD"]),
    ("They spent NT$718.8 billion.", ["NT$718.8 billion|718800000000|TWD"]),
    ("They spent R$2.1 billion.", ["R$2.1 billion|2100000000|BRL"]),
    ("They spent €15m.", ["€15m|15000000|EUR"]),
    ("They spent 15m euros.", ["15m euros|15000000|EUR"]),
    ("They spent 176 million euros.", ["176 million euros|176000000|EUR"]),
    ("They spent £1.2bn.", ["£1.2bn|1200000000|GBP"]),
    ("They spent £3tn.", ["£3tn|3000000000000|GBP"]),
    ("They spent 10.5 trillion won.", ["10.5 trillion won|10500000000000|KRW"]),
    ("They spent ¥300 million.", ["¥300 million|300000000|JPY"]),
    ("In yuan terms they spent ¥300 million.", ["¥300 million|300000000|CNY"]),
    ("They spent 80 billion yen.", ["80 billion yen|80000000000|JPY"]),
    ("They spent Rs 500 crore.", ["Rs 500 crore|5000000000|INR"]),
    ("They spent Rs. 60,196.75 crore.", ["Rs. 60,196.75 crore|601967500000|INR"]),
    ("They spent ₹20,000 crore.", ["₹20,000 crore|200000000000|INR"]),
    ("They spent INR 4 lakh.", ["INR 4 lakh|400000|INR"]),
    ("They spent SEK 90 million.", ["SEK 90 million|90000000|SEK"]),
    ("They spent 300 million SEK.", ["300 million SEK|300000000|SEK"]),
    ("They spent DKK 1.5 billion.", ["DKK 1.5 billion|1500000000|DKK"]),
    ("They spent 7 million Swiss francs.", ["7 million Swiss francs|7000000|CHF"]),
    ("They spent 6.9亿元.", ["6.9亿元|690000000|CNY"]),
    ("They spent 14 billion New Taiwan dollars.", ["14 billion New Taiwan dollars|14000000000|TWD"]),
    ("They spent 9 million Canadian dollars.", ["9 million Canadian dollars|9000000|CAD"]),
    ("They spent $9 million AUD.", ["$9 million AUD|9000000|AUD"]),
    ("They spent 59.9 billion kroner in Denmark.", ["59.9 billion kroner|59900000000|DKK"]),
    ("They spent 59.9 billion kroner in Norway.", ["59.9 billion kroner|59900000000|NOK"]),
    ("It is a 2-billion-dollar plant.", ["2-billion-dollar|2000000000|USD"]),
    ("It is a 14.5-billion-yuan plan.", ["14.5-billion-yuan|14500000000|CNY"]),
    ("It cost one million euros.", ["one million euros|1000000|EUR"]),
    ("The 12 won prizes.", ["12|12|count"]),
    # several figures
    ("worth 3 and 5 billion yuan", ["3|3000000000|CNY", "5 billion yuan|5000000000|CNY"]),
    ("worth 26,700 and 5 billion yuan", ["26,700|26700|count", "5 billion yuan|5000000000|CNY"]),
    ("shares of 3, 4 and 5 percent", ["3|3|percent", "4|4|percent", "5 percent|5|percent"]),
    ("worth 2 to 3 billion yuan", ["2 to 3 billion yuan|2000000000..3000000000|CNY"]),
    ("worth $3-5 billion", ["$3-5 billion|3000000000..5000000000|USD"]),
    ("worth €3m–€5m", ["€3m–€5m|3000000..5000000|EUR"]),
    ("between 5 and 7 percent of it", ["5 and 7 percent|5..7|percent"]),
    ("from 20 to 30 percent of it", ["20|20|percent", "30 percent|30|percent"]),
    ("grew from 15.0 percent to 18.5 percent", ["15.0 percent|15.0|percent", "18.5 percent|18.5|percent"]),
    ("ranging from 3 to 5 kg", ["3 to 5 kg|3..5|kg"]),
    ("it took 10–15 engineers", ["10–15|10..15|count"]),
    ("about 3 to 5 sites", ["about 3 to 5|3..5|count|approx"]),
    ("paying 58.4 billion yuan to 1,067 shops", ["58.4 billion yuan|58400000000|CNY", "1,067|1067|count"]),
    ("paying $58 billion to 1,067 shops", ["$58 billion|58000000000|USD", "1,067|1067|count"]),
    ("won 3-1 at home", []),
    # units
    ("It covers 5,000 square kilometers.", ["5,000 square kilometers|5000|km2"]),
    ("It covers 51,000 square feet.", ["51,000 square feet|51000|ft2"]),
    ("It covers 300 mu.", ["300 mu|300|mu"]),
    ("It covers 12 hectares.", ["12 hectares|12|ha"]),
    ("It yields 35,000 metric tons a year.", ["35,000 metric tons|35000|t"]),
    ("It yields 1.08 million tonnes.", ["1.08 million tonnes|1080000|t"]),
    ("It yields 300 MW.", ["300 MW|300|MW"]),
    ("It yields 300MW.", ["300MW|300|MW"]),
    ("It stores 2.5 GWh.", ["2.5 GWh|2.5|GWh"]),
    ("It runs at 7 nm.", ["7 nm|7|nm"]),
    ("for 12-inch wafers", ["12-inch|12|in"]),
    ("a line of 350 km", ["350 km|350|km"]),
    ("a tank of 20 litres", ["20 litres|20|L"]),
    ("heated to 300°C", ["300°C|300|°C"]),
    ("a three-year scheme", ["three-year|3|yr"]),
    ("for six months", ["six months|6|mo"]),
    ("more than four decades", ["more than four decades|4|decades|gt"]),
    # multiples
    ("an increase of 7.9 times", ["7.9 times|7.9|times"]),
    ("It increased 3.5 times.", ["3.5 times|3.5|times"]),
    ("It grew by five times.", ["five times|5|times"]),
    ("7.9 times more than before", ["7.9 times|7.9|times"]),
    ("3 times as many as before", ["3 times|3|times_of"]),
    ("2.8 times the figure of then", ["2.8 times|2.8|times_of"]),
    ("It rose to 3 times that level.", ["3 times|3|times_of"]),
    ("twice the sum", ["twice|2|times_of"]),
    ("double its sales", ["double|2|times_of"]),
    ("It more than doubled.", ["more than doubled|2|times_of|gt"]),
    ("It nearly tripled.", ["nearly tripled|3|times_of|approx"]),
    ("a threefold rise", ["threefold|3|times_of"]),
    ("a 10-fold rise", ["10-fold|10|times_of"]),
    ("one and a half times the sum", ["one and a half times|1.5|times_of"]),
    ("It met twice a month.", []),
    ("It met three times in all.", []),
    # ranks
    ("It ranked third in the country.", ["third|3|rank"]),
    ("It ranked 38th.", ["38th|38|rank"]),
    ("It ranked twenty-first.", ["twenty-first|21|rank"]),
    ("It is No 1 at home.", ["No 1|1|rank"]),
    ("It is No. 4 abroad.", ["No. 4|4|rank"]),
    ("It is number one at home.", ["number one|1|rank"]),
    ("It is among the top 10.", ["top 10|10|rank|le"]),
    ("It is in the top ten.", ["top ten|10|rank|le"]),
    ("the eighth-largest by output", ["eighth|8|rank"]),
    ("eight first class drugs", ["eight|8|count"]),
    # comparators
    ("over 3.2 million makers", ["over 3.2 million|3200000|count|gt"]),
    ("in excess of $30", ["in excess of $30|30|USD|gt"]),
    ("well above 40 percent", ["well above 40 percent|40|percent|gt"]),
    ("at least 5,000", ["at least 5,000|5000|count|ge"]),
    ("no fewer than 50", ["no fewer than 50|50|count|ge"]),
    ("30 percent or more", ["30 percent or more|30|percent|ge"]),
    ("30 or more sites", ["30 or more|30|count|ge"]),
    ("50-plus sites", ["50-plus|50|count|ge"]),
    ("300+ sites", ["300+|300|count|ge"]),
    ("200 million yuan and above", ["200 million yuan and above|200000000|CNY|ge"]),
    ("fewer than 400 sites", ["fewer than 400|400|count|lt"]),
    ("just under 12,000 people", ["just under 12,000|12000|count|lt"]),
    ("no more than 7 days", ["no more than 7 days|7|d|le"]),
    ("up to 3.09 tons", ["up to 3.09 tons|3.09|t|le"]),
    ("a maximum of 60 km", ["a maximum of 60 km|60|km|le"]),
    ("an estimated 900 sites", ["an estimated 900|900|count|approx"]),
    ("about R$40 billion", ["about R$40 billion|40000000000|BRL|approx"]),
    ("20 sites or so", ["20|20|count"]),
    ("20 or so sites", ["20 or so|20|count|approx"]),
    ("30-odd sites", ["30-odd|30|count|approx"]),
    (">5% and ≤7 %", [">5%|5|percent|gt", "≤7 %|7|percent|le"]),
    ("at least one deal", ["at least one|1|count|ge"]),
    # no quantities
    ("resins such as nylon 12 and PA 12", []),
    ("5G, COVID-19, A320 and Mach 3", []),
    ("Industry 4.0, type-2 and version 2.0.1", []),
    ("the 863 Program and Article 5 of section 3", []),
    ("It opened at 10:30, or 9 a.m. elsewhere.", []),
    ("one of the best; one can see", []),
    ("first-class work, third-party checks, the second generation", []),
    ("Level 3 trials of Centre 7 and No. 3 Factory", []),
    ("a 24/7 service, see http://example.org/12/34 or call +49 711 123456", []),
    ("hundreds of sites and several million euros", []),
    ("Fortune 500 and Horizon 2020", []),
    ("in 2023, by 2025, in the first three quarters and on June 5", []),
    ("the 14th Five-Year Plan (2021-25), the Third Hospital", []),
    ("as noted [12] and (3)", []),
    ("odd 1,23 and 007 and 1.2.3.4", []),
    ("two years earlier, for patients of 12 years and older", []),
]


def told(quantity: Quantity, text: str) -> str:
    value = str(quantity.value) + (f"..{quantity.value_high}" if quantity.value_high is not None else "")
    parts = [
        quantity.span.of(text),
        value,
        quantity.unit,
        *([quantity.comparator] if quantity.comparator != "eq" else []),
    ]
    return "|".join(parts)


def test_the_dollar_is_that_of_the_country_that_the_document_is_about() -> None:
    text = "The college received $3 million, of which US$1 million came from abroad."
    units = [[q.unit for q in READER.read(text, home=home)] for home in (None, "https://w3id.org/innograph/id/CA")]
    assert units == [["USD", "USD"], ["CAD", "USD"]]


@pytest.mark.parametrize(("text", "expected"), WORDINGS, ids=[t for t, _ in WORDINGS])
def test_wordings(text: str, expected: list[str]) -> None:
    assert [told(q, text) for q in READER.read(text)] == expected


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("14.52 billion yuan ($2.05 billion) went", [("2050000000", "USD")]),
        ("14.52 billion yuan (about $2.05 billion) went", [("2050000000", "USD")]),
        ("14.52 billion yuan (approximately US$2.05 billion) went", [("2050000000", "USD")]),
        ("14.52 billion yuan, or about $2 billion, went", [("2000000000", "USD")]),
        ("3 billion yuan ($400 million, or 380 million euros)", [("400000000", "USD"), ("380000000", "EUR")]),
        ("£5 million (6 million euros)", [("6000000", "EUR")]),
        ("NT$718.8 billion (US$25.96 billion)", [("25960000000", "USD")]),
    ],
)
def test_amounts_in_brackets_are_equivalents(text: str, amounts: list[tuple[str, str]]) -> None:
    (quantity,) = READER.read(text)
    assert quantity.equivalents == tuple(Money(Decimal(a), c) for a, c in amounts)


def test_amounts_that_follow_without_brackets_stay_apart() -> None:
    assert [q.unit for q in READER.read("3 billion yuan and $2 billion; 5 euros, 4 dollars")] == [
        "CNY",
        "USD",
        "EUR",
        "USD",
    ]


def test_figure_leaves_out_sign_unit_and_comparator() -> None:
    text = "over $14.52 billion in bonds and 2 to 3 million tons"
    assert [q.figure.of(text) for q in READER.read(text) if q.figure] == ["14.52 billion", "2 to 3 million"]


def test_offset_moves_spans_and_protected_names_are_not_read() -> None:
    text = "Ring 7 sites and 40 sites"
    assert [q.value for q in READER.read(text)] == [7, 40]
    (only,) = READER.read(text, 100, protected=[Span(100, 106)])
    assert (only.span, only.figure) == (Span(117, 119), Span(117, 119))


def test_words_come_from_the_ontology(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "own.ttl").write_text(
        f'<{INNO}florin> <{FR}currencyCode> "AWG" ; <{FR}currencyWord> "florins" .\n'
        f'<https://w3id.org/innograph/concept/greater-than> <{FR}before> "north of" .\n'
    )
    (quantity,) = QuantityReader(Ontology([tmp_path])).read("They paid north of 3 million florins.")
    assert (quantity.value, quantity.unit, quantity.comparator) == (3000000, "AWG", "gt")


@settings(deadline=None)
@given(
    st.decimals(min_value="0.01", max_value=Decimal(10) ** 15, places=2),
    st.sampled_from([("", 0), (" thousand", 3), (" million", 6), (" billion", 9), (" trillion", 12), (" crore", 7)]),
    st.sampled_from(
        [("{} yuan", "CNY"), ("${}", "USD"), ("{} euros", "EUR"), ("NT${}", "TWD"), ("{} percent", "percent")]
    ),
)
def test_every_formatted_figure_reads_back_exactly(
    value: Decimal, magnitude: tuple[str, int], unit: tuple[str, str]
) -> None:
    words = unit[0].format(f"{value:,}{magnitude[0]}")
    (quantity,) = READER.read(f"They report {words} so far.")
    assert (quantity.value, quantity.unit) == (value.scaleb(magnitude[1]), unit[1])


ALPHABET = st.sampled_from(
    [
        *"0123456789 .,-–%$€()/+:",
        " billion",
        " yuan",
        " and ",
        " to ",
        "over ",
        "twice ",
        "third",
        "a ",
        "half ",
        "one ",
        "百",
        "é",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(ALPHABET, max_size=40).map("".join)))
def test_any_text_gives_spans_in_order_inside_it(text: str) -> None:
    end = 0
    for quantity in READER.read(text):
        assert end <= quantity.span.start < quantity.span.end <= len(text)
        assert quantity.figure and quantity.span.covers(quantity.figure)
        assert quantity.value.is_finite()
        end = quantity.span.end


def test_words_between_two_figures_belong_to_one_of_them() -> None:
    first, second = READER.read("12 and over 15 percent")
    assert (first.comparator, second.comparator) == ("eq", "gt")
    assert first.span.end <= second.span.start


@pytest.mark.parametrize("unit", ["9", "1 ", "1,000,", "two ", "over ", "a", "5-", "-", "3 yuan ($2), ", "\n", "¥3 "])
def test_time_grows_with_the_text_and_no_faster(unit: str) -> None:
    def seconds(times: int) -> float:
        text = unit * times
        start = time.process_time()
        READER.read(text)
        return time.process_time() - start

    small = max(seconds(500), 0.002)
    assert seconds(8000) < 16 * small * 6  # a quadratic one would take 256 times as long


def test_a_hundred_thousand_digits_are_no_figure() -> None:
    assert READER.read("9" * 100_000) == []
