"""Annotated documents: what is wrong with one is told, and what is committed is right."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from innograph.errors import DocumentError
from innograph.gold import find_quote, read_gold, read_gold_folder
from innograph.ontology import Ontology

GOLD = Path(__file__).parents[1] / "data" / "gold"
HEAD = '---\ntitle: "A note"\ndate: 2024-05-02\n---\n\n'
TEXT = HEAD + "Saxony has more than 76,100 chip workers.\n\n## Wales in figures\n\nOutput doubled.\n"
RIGHT = {
    "type": "observation",
    "subject": "Saxony",
    "indicator": "chip workers",
    "value": "76100",
    "unit": "count",
    "evidence": {"start": 8, "end": 48, "quote": "Saxony has more than 76,100 chip workers"},
    "value_span": {"start": 29, "end": 35},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "note.md").write_text(TEXT, encoding="utf-8")
    return tmp_path


def written(folder: Path, **changed: object) -> Path:
    path = folder / "note.jsonl"
    path.write_text(json.dumps({k: v for k, v in (RIGHT | changed).items() if v is not None}) + "\n", encoding="utf-8")
    return path


def test_an_annotated_document_is_read(folder: Path, ontology: Ontology) -> None:
    gold = read_gold(written(folder), ontology)
    assert [c.fields["indicator"] for c in gold.claims] == ["chip workers"]
    assert gold.claims[0].evidence[0].value_span is not None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"type": "rumour"}, "no type"),
        ({"rank": 3}, "has no field 'rank'"),
        ({"indicator": None}, "needs 'indicator'"),
        ({"unit": "furlong"}, "is not known"),
        ({"comparator": "roughly"}, "is not one of"),
        ({"modality": "hoped"}, "no modality"),
        ({"period": "last year"}, "ISO 8601"),
        ({"value": "76200"}, "is not what"),
        ({"value_span": None}, "has no place"),
        ({"value_span": {"start": 60, "end": 62}}, "outside the quote"),
        ({"evidence": {"start": 9, "end": 48, "quote": "Saxony has"}}, "does not say"),
        (
            {"evidence": {"start": 52, "end": 57, "quote": "Wales"}, "value_span": None},
            "does not stand in one paragraph",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    folder: Path, ontology: Ontology, changed: dict[str, object], reason: str
) -> None:
    with pytest.raises(DocumentError, match=reason) as caught:
        read_gold(written(folder, **changed), ontology)
    assert "line 1" in str(caught.value)


def test_a_folder_without_annotations_is_an_error(tmp_path: Path, ontology: Ontology) -> None:
    with pytest.raises(DocumentError, match="holds no annotated documents"):
        list(read_gold_folder(tmp_path, ontology))


def test_words_are_found_and_figures_stand_alone() -> None:
    text = "Of 13 labs, 3 are new. Of 13 labs, 3 are new."
    evidence, value = find_quote(text, "13 labs, 3 are", "3", nth=2)
    assert (evidence["start"], value) == (26, {"start": 35, "end": 36})
    with pytest.raises(ValueError, match="2 times"):
        find_quote("once", "once", None, nth=2)


@pytest.mark.parametrize("part", ["train", "dev", "test"])
def test_the_committed_annotations_are_right(part: str, ontology: Ontology) -> None:
    for gold in read_gold_folder(GOLD / part, ontology):
        words = len(gold.document.text.split())
        assert 100 <= words <= 420, gold.name  # with title and headings
        assert gold.document.url, gold.name
        assert gold.claims, gold.name


def regions(part: str) -> Counter[str]:
    lines = [p.read_text(encoding="utf-8") for p in sorted((GOLD / part).glob("*.md")) if p.stem != "HELD-OUT"]
    return Counter(
        line.split(":", 1)[1].strip() for text in lines for line in text.splitlines() if line.startswith("region:")
    )


def test_the_parts_share_no_region() -> None:
    train, dev, test = (set(regions(part)) for part in ("train", "dev", "test"))
    assert test and dev
    assert not test & dev and not test & train and not dev & train


def test_half_of_the_held_out_documents_are_from_outside_china() -> None:
    found = regions("test")
    abroad = sum(n for region, n in found.items() if region in {"Scotland", "Lombardy", "Denmark", "India"})
    assert sum(found.values()) == 2 * abroad == 24
