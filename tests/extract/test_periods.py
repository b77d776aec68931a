"""Times in text: what they are resolved to, and what is no time."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innograph.extract.periods import PeriodReader, bounds
from innograph.ontology import CONCEPT, FR, Ontology

READER = PeriodReader(Ontology())
PUBLISHED = datetime.date(2024, 1, 8)

# A sentence, then for each time: words of the span | ISO 8601 or nothing.
WORDINGS: list[tuple[str, list[str]]] = [
    ("Sales rose in 2023.", ["2023|2023"]),
    ("Sales rose (2023) and fell.", ["2023|2023"]),
    ("In 2023, sales rose.", ["2023|2023"]),
    ("2023 was good.", ["2023|2023"]),
    ("In 2023 officials met.", ["2023|2023"]),
    ("the year 2023", ["the year 2023|2023"]),
    ("sales of 2023's best firm", ["2023|2023"]),
    ("in 2021, 2022 and 2023", ["2021|2021", "2022|2022", "2023|2023"]),
    ("It should open by 2030.", ["by 2030|2030"]),
    ("It should open by the end of 2025.", ["by the end of 2025|2025"]),
    ("It has grown since 2019.", ["since 2019|2019"]),
    ("It runs until 2027.", ["until 2027|2027"]),
    ("It closed in mid-2024.", ["mid-2024|2024"]),
    ("It closed at the end of 2022.", ["the end of 2022|2022"]),
    ("It closed in late 2022.", ["late 2022|2022"]),
    ("It opened in the autumn of 2012.", ["the autumn of 2012|2012"]),
    ("more than in the same period of 2019", ["the same period of 2019|2019"]),
    ("2023年 was good", ["2023年|2023"]),
    ("2023年6月5日 was good", ["2023年6月5日|2023-06-05"]),
    ("from 2021 to 2025", ["from 2021 to 2025|2021/2025"]),
    ("between 2019 and 2023", ["between 2019 and 2023|2019/2023"]),
    ("2021-25 was hard", ["2021-25|2021/2025"]),
    ("2021–2025 was hard", ["2021–2025|2021/2025"]),
    ("the years 2021 to 2025", ["2021 to 2025|2021/2025"]),
    ("in 2011-12", ["2011-12|2011/2012"]),
    ("in 2023-06", ["2023-06|2023-06"]),
    ("on 2023-06-05", ["2023-06-05|2023-06-05"]),
    ("on 31.12.2023", ["31.12.2023|2023-12-31"]),
    ("on June 5, 2023, it rained", ["June 5, 2023|2023-06-05"]),
    ("on 5 June 2023 it rained", ["5 June 2023|2023-06-05"]),
    ("on the 5th of June 2023", ["5th of June 2023|2023-06-05"]),
    ("on Sept. 5, 2023", ["Sept. 5, 2023|2023-09-05"]),
    ("on July 9", ["July 9|2023-07-09"]),
    ("on January 5", ["January 5|2024-01-05"]),
    ("by March 31", ["by March 31|2024-03-31"]),
    ("from May 21 to 23", ["from May 21 to 23|2023-05-21/2023-05-23"]),
    ("on June 3-5, 2023", ["June 3-5, 2023|2023-06-03/2023-06-05"]),
    ("in June 2023", ["June 2023|2023-06"]),
    ("as of June 2023", ["as of June 2023|2023-06"]),
    ("at the end of June", ["the end of June|2023-06"]),
    ("in May it rained", ["May|2023-05"]),
    ("It was signed in April.", ["April|2023-04"]),
    ("last June", ["last June|2023-06"]),
    ("from June to August 2023", ["from June to August 2023|2023-06/2023-08"]),
    ("January-September 2023", ["January-September 2023|2023-01/2023-09"]),
    ("from January to June", ["from January to June|2023-01/2023-06"]),
    ("in the first three quarters of 2023", ["the first three quarters of 2023|2023-Q1/2023-Q3"]),
    ("in the first three quarters", ["the first three quarters|2023-Q1/2023-Q3"]),
    ("in the first 10 months of 2022", ["the first 10 months of 2022|2022-01/2022-10"]),
    ("in the first half of 2022", ["the first half of 2022|2022-H1"]),
    ("in the second half of last year", ["the second half of last year|2023-H2"]),
    ("in the third quarter", ["the third quarter|2023-Q3"]),
    ("in the last quarter of 2022", ["the last quarter of 2022|2022-Q4"]),
    ("Q3 2023 and 2022 Q4", ["Q3 2023|2023-Q3", "2022 Q4|2022-Q4"]),
    ("in H1 2022", ["H1 2022|2022-H1"]),
    ("in 2022's third quarter", ["2022's third quarter|2022-Q3"]),
    ("under the 14th Five-Year Plan", ["14th Five-Year Plan|2021/2025"]),
    ("in the 13th five-year plan period (2016-20)", ["13th five-year plan period (2016-20)|2016/2020"]),
    ("the Fifteenth Five-Year Plan", ["Fifteenth Five-Year Plan|2026/2030"]),
    ("in FY2023 and fiscal 2022", ["FY2023|2023", "fiscal 2022|2022"]),
    ("in financial year 2023-24", ["financial year 2023-24|2023/2024"]),
    ("last year and this year", ["last year|2023", "this year|2024"]),
    ("next month", ["next month|2024-02"]),
    ("last quarter", ["last quarter|2023-Q4"]),
    ("over the past decade", ["the past decade|2014/2024"]),
    ("over the past five years", ["the past five years|2019/2024"]),
    ("over the next 3 years", ["the next 3 years|2024/2027"]),
    ("six years ago", ["six years ago|2018"]),
    ("in the three previous years", ["the three previous years|"]),
    ("in the 2020s", ["the 2020s|2020/2029"]),
    ("on February 30, 2023", ["February 30, 2023|"]),
    # no times
    ("a total of 2023 patents", []),
    ("spread over 2000 firms", []),
    ("in 2000 enterprises", []),
    ("about 2,023 patents in 2000 km of line", []),
    ("in 2023 yuan and 2024 MW", []),
    ("Horizon 2020 and Made in Ruritania 2025", []),
    ("a 15 percent rise year-on-year, a year earlier, per year", []),
    ("They may march on. May they win.", []),
    ("no first half ever brought more", []),
    ("model X2023 of GB/T 20231", []),
]


@pytest.mark.parametrize(("text", "expected"), WORDINGS, ids=[t for t, _ in WORDINGS])
def test_wordings(text: str, expected: list[str]) -> None:
    periods = READER.read(text, PUBLISHED, 50)
    assert [f"{p.words}|{p.iso or ''}" for p in periods] == expected
    assert all(text[p.span.start - 50 : p.span.end - 50] == p.words for p in periods)


@pytest.mark.parametrize(
    "text",
    [
        "last year",
        "the first three quarters",
        "on June 5",
        "the past decade",
        "six years ago",
        "from May to June",
        "last June",
    ],
)
def test_without_a_day_of_publication_words_are_kept(text: str) -> None:
    (period,) = READER.read(text)
    assert (period.iso, text.endswith(period.words)) == (None, True)


@pytest.mark.parametrize(
    ("published", "text", "iso"),
    [
        ("2023-09-30", "the first three quarters", "2023-Q1/2023-Q3"),
        ("2023-09-29", "the first three quarters", "2022-Q1/2022-Q3"),
        ("2023-06-15", "in June", "2023-06"),
        ("2023-06-15", "by June", "2023-06"),
        ("2023-06-15", "by May", "2024-05"),
        ("2023-06-15", "last June", "2022-06"),
        ("2023-06-15", "next June", "2024-06"),
        ("2023-06-15", "this June", "2023-06"),
        ("2023-06-15", "on June 16", "2022-06-16"),
        ("2023-06-15", "until June 16", "2023-06-16"),
        ("2023-06-15", "by the first half", "2023-H1"),
        ("2023-01-15", "last month", "2022-12"),
        ("2023-01-15", "the past 3 months", "2022-10/2023-01"),
        ("2023-01-15", "the past two quarters", "2022-Q3/2023-Q1"),
        ("2023-01-15", "the past year", "2022/2023"),
    ],
)
def test_relative_times(published: str, text: str, iso: str) -> None:
    assert [p.iso for p in READER.read(text, datetime.date.fromisoformat(published))] == [iso]


@pytest.mark.parametrize(
    ("iso", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-06-05", "2023-06-05", "2023-06-05"),
        ("2023-Q3", "2023-07-01", "2023-09-30"),
        ("2023-H1", "2023-01-01", "2023-06-30"),
        ("2023-Q1/2023-Q3", "2023-01-01", "2023-09-30"),
        ("2021/2025", "2021-01-01", "2025-12-31"),
        ("2023-06/2023-08", "2023-06-01", "2023-08-31"),
        ("2023-06-03/2023-06-05", "2023-06-03", "2023-06-05"),
    ],
)
def test_bounds(iso: str, first: str, last: str) -> None:
    assert tuple(day.isoformat() for day in bounds(iso)) == (first, last)


@pytest.mark.parametrize(
    "iso",
    [
        "",
        "23",
        "2023-13",
        "2023-00",
        "2023-Q5",
        "2023-02-30",
        "2023/",
        "2025/2021",
        "2019/..",
        "2021/2022/2023",
        "0000",
        "２０２３",
    ],
)
def test_bounds_refuses_what_is_no_period(iso: str) -> None:
    with pytest.raises(ValueError):
        bounds(iso)


def test_names_of_periods_come_from_the_ontology(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "own.ttl").write_text(
        f'<{CONCEPT}own> <{FR}period> "2014/2020" ; <{FR}periodName> "Seventh Framework" .\n'
    )
    (period,) = PeriodReader(Ontology([tmp_path])).read("under the Seventh Framework.")
    assert (period.words, period.iso) == ("Seventh Framework", "2014/2020")


@settings(deadline=None)
@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)))
def test_every_written_date_reads_back(day: datetime.date) -> None:
    for words in (f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%B} {day.year}", day.isoformat()):
        assert [p.iso for p in READER.read(f"It began on {words}.")] == [day.isoformat()]


PIECES = st.sampled_from(
    [
        *"0123456789 .,-–/()",
        "2023",
        "2024-",
        " June ",
        "May",
        "the ",
        "first ",
        "three ",
        "quarters",
        " of ",
        " from ",
        " to ",
        "past ",
        "years ",
        "Q3",
        "FY",
        "Five-Year Plan",
        "14th ",
    ]
)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map("".join)),
    st.none() | st.dates(datetime.date(1900, 1, 1)),
)
def test_any_text_gives_times_in_order_inside_it(text: str, published: datetime.date | None) -> None:
    end = 0
    for period in READER.read(text, published):
        assert end <= period.span.start < period.span.end <= len(text)
        assert period.words == period.span.of(text)
        if period.iso:
            first, last = bounds(period.iso)
            assert first <= last
        end = period.span.end
