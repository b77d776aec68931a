"""Plain text: normalisation, dates, furniture, titles, headings, lists, wrapped lines."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innograph.errors import DocumentError
from innograph.model import BlockKind, Document
from innograph.read import document_from_text
from innograph.read.dates import find_date
from innograph.read.furniture import recognise
from innograph.read.normalise import normalise
from seed import seed_article

Said = list[tuple[str, str]]


def said(document: Document) -> Said:
    """Kinds and words of all blocks."""
    return [(block.kind.value, block.span.of(document.text)) for block in document.blocks]


# Letters with and without accents, bullets, all kinds of spaces, line ends, marks and joins.
AWKWARD = st.text(
    st.sampled_from("aB9.,:-–•# \t\n\r\x0b\x0c\x85\xa0\xad\u0301\u200b\u2028\u2029\u202e\ufeff\ud800é山ﬁ²€\0")
)


@given(AWKWARD | st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(AWKWARD | st.text(st.characters(exclude_categories=["Cs"])))
def test_blocks_are_ordered_disjoint_inside_the_text_and_say_something(text: str) -> None:
    try:
        document = document_from_text(text)
    except DocumentError as error:
        assert error.reason == "holds no text"
        return
    assert normalise(document.text) == document.text
    end = 0
    for block in document.blocks:
        assert end <= block.span.start < block.span.end <= len(document.text)
        assert block.span.of(document.text).strip() == block.span.of(document.text)
        assert not document.text[end : block.span.start].strip()
        end = block.span.end
    assert end == len(document.text)


@given(st.lists(st.text("abc D.é", min_size=1).filter(str.strip), min_size=1))
def test_reading_a_text_again_gives_the_same_text(paragraphs: list[str]) -> None:
    once = document_from_text("\n\n".join([*paragraphs, "The end of it."]))
    assert document_from_text(once.text).text == once.text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("3\u00a0000\u202f000 \t m²  for €5", "3 000 000 m² for €5"),
        ("no\u00adthing\u200b \u202ehidden\ufeff", "nothing hidden"),
        ("cafe\u0301", "café"),
        ("o\ufb03ce \u2011 x", "office - x"),
        ("１２３（全）", "１２３（全）"),
        (" a \n\n\n\n b \x00\x07", "a\n\nb"),
    ],
)
def test_normalise(raw: str, clean: str) -> None:
    assert normalise(raw) == clean


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("(| Updated : 2024-01-08", (2024, 1, 8)),
        ("Jan 8, 2024", (2024, 1, 8)),
        ("Sept. 8th, 2024", (2024, 9, 8)),
        ("on 8 January 2024 at noon", (2024, 1, 8)),
        ("2024年1月8日", (2024, 1, 8)),
        ("2024/1/8", (2024, 1, 8)),
        ("8.1.2024", (2024, 1, 8)),
        ("31-Dec-2023", (2023, 12, 31)),
        ("2024-13-45 or 2024-02-03", (2024, 2, 3)),
        ("01/08/2024", None),
        ("January 2024", None),
        ("12024-01-081", None),
        ("2023-02-30", None),
    ],
)
def test_dates_are_read_but_never_guessed(words: str, date: tuple[int, int, int] | None) -> None:
    assert find_date(words) == (datetime.date(*date) if date else None)


@pytest.mark.parametrize(
    "line",
    ["(| Updated : 2024-01-08", "Print Print", "Source: Example Daily", "Copyright 2024 Example. All rights reserved.",
     "- 12 -", "Page 3 of 9", "Share on Facebook", "example.com.cn | Updated: 2024-01-08 10:20", "Home > News > Labs",
     "By Anna Example", "Jan 8, 2024", "更新时间：2024-01-08 09:30", "* * *", "[Photo/Example]", "Tags: labs, chips",
     "https://example.org/a", "(Editor: A. Example)"],
)  # fmt: skip
def test_furniture(line: str) -> None:
    assert recognise(line) is not None


@pytest.mark.parametrize(
    "line",
    ["Updated plans foresee 30 laboratories.", "Print media lost 3 percent of readers.", "By 2025 exports will double",
     "Copyright law changed in 2023, it said.", "In Jan 8, 2024 was a Monday.", "Share prices rose 3 percent",
     "Sources: the ministry said that spending rose. It did.", "2.5 billion euros", "Home builders invest"],
)  # fmt: skip
def test_text_is_not_furniture(line: str) -> None:
    assert recognise(line) is None


PRINTED = """\
Home > News > Business

Saxon laboratories draw
new investment

Updated: Jan. 8, 2024 | By Someone
Source: Example Daily

DRESDEN, Jan. 8 (News) -- The state government said on Monday that it
would put 1.5 billion euros into semi-
conductor research, a record for this high-
tech region. High-tech companies plan to hire 2,000 people from August
5. They spend more every year.

Key figures
The cluster counts 2,600 companies and employs about 80,000 people in all
of its branches.

- 30 research institutes, which work on microelectronics, software and the
  materials that both need
• 1,200 patents
1. First
2) Second

What comes next
---------------
Officials plan a second fund.

## And then
Copyright 2024 Example. All rights reserved.
"""


def test_a_printed_page() -> None:
    document = document_from_text(PRINTED)
    assert said(document) == [
        ("furniture", "Home > News > Business"),
        ("title", "Saxon laboratories draw new investment"),
        ("furniture", "Updated: Jan. 8, 2024 | By Someone"),
        ("furniture", "Source: Example Daily"),
        (
            "paragraph",
            "DRESDEN, Jan. 8 (News) -- The state government said on Monday that it would put 1.5 billion euros into "
            "semi-conductor research, a record for this high-tech region. High-tech companies plan to hire 2,000 "
            "people from August 5. They spend more every year.",
        ),
        ("heading", "Key figures"),
        ("paragraph", "The cluster counts 2,600 companies and employs about 80,000 people in all of its branches."),
        ("item", "30 research institutes, which work on microelectronics, software and the materials that both need"),
        ("item", "1,200 patents"),
        ("item", "First"),
        ("item", "Second"),
        ("heading", "What comes next"),
        ("paragraph", "Officials plan a second fund."),
        ("heading", "And then"),
        ("furniture", "Copyright 2024 Example. All rights reserved."),
    ]
    assert (document.title, document.date, document.publisher, document.language) == (
        "Saxon laboratories draw new investment",
        datetime.date(2024, 1, 8),
        "Example Daily",
        None,
    )


def test_one_line_a_paragraph_without_blank_lines() -> None:
    long = "The ministry will put three billion kroner into research at universities, institutes and hospitals, " * 2
    document = document_from_text(f"Money for science\n{long}it said.\nResults\n{long}it added.\n")
    assert [kind for kind, _ in said(document)] == ["title", "paragraph", "heading", "paragraph"]


def test_a_single_line_is_no_title() -> None:
    document = document_from_text("The province poured 3 billion yuan into its pilot zones")
    assert document.title is None
    assert [block.kind for block in document.blocks] == [BlockKind.PARAGRAPH]


def test_a_line_of_many_short_ones_is_no_heading() -> None:
    names = "\n\n".join(f"Name of institute {number}" for number in range(9))
    kinds = [kind for kind, _ in said(document_from_text(f"A title\n\n{names}\n\nThey all work together."))]
    assert kinds == ["title", *["paragraph"] * 6, *["heading"] * 3, "paragraph"]


def test_what_is_given_comes_before_the_text() -> None:
    document = document_from_text(
        "First line\n\nUpdated: 2020-01-01\n\nThe rest.", title="Given", date="8 Jan 2024", publisher="P", source="s"
    )
    assert document.text.startswith("Given\n\nFirst line")
    assert (document.title, document.date, document.publisher, document.source) == (
        "Given",
        datetime.date(2024, 1, 8),
        "P",
        "s",
    )
    same = document_from_text("Given\n\nThe rest.", title="given")
    assert said(same) == [("title", "Given"), ("paragraph", "The rest.")]


def test_an_unreadable_date_is_an_error() -> None:
    with pytest.raises(DocumentError, match=r"^s: has no readable date: '01/08/2024'$"):
        document_from_text("Some text.", date="01/08/2024", source="s")


@pytest.mark.parametrize(
    ("text", "stated", "language"),
    [
        ("The state invests.", None, None),
        ("The state invests.", "en_GB", "en-GB"),
        ("全省高新技术企业超过两万家。", None, "zh"),
        ("全省高新技术企业超过两万家。", "en", "zh"),
        ("県は研究開発に投資した。", None, "ja"),
        ("Область вложила рубли в науку.", None, "ru"),
        ("Област је уложила у науку.", "sr", "sr"),
        ("도는 연구에 투자했다.", None, "ko"),
        ("ქალაქი იზრდება", None, "und"),
        ("R&D in 山东 grows.", None, None),
    ],
)
def test_language_by_script(text: str, stated: str | None, language: str | None) -> None:
    assert document_from_text(text, language=stated).language == language


def test_lines_of_ideographs_are_joined_without_spaces() -> None:
    line = "全省高新技术企业超过两万家而且研发经费投入强度位居全国前列并且持续增长势头良好值得关注并期待"
    assert document_from_text(f"{line}\n{line}。").text == f"{line}{line}。"


def test_the_article_the_project_started_from() -> None:
    path = seed_article()
    if path is None:
        pytest.skip("the article is not beside this checkout (shared/seed)")
    document = document_from_text(path.read_text("utf-8"))
    assert document.date == datetime.date(2024, 1, 8)
    assert document.title == path.read_text("utf-8").split("\n", 1)[0].strip()
    kinds = [kind for kind, _ in said(document)]
    assert kinds == ["title", "furniture", "furniture", *["paragraph"] * 9]
    paragraphs = [words for kind, words in said(document) if kind == "paragraph"]
    assert all(words.endswith(".") and words[0].isupper() and "\n" not in words for words in paragraphs)
