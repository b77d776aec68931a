"""Two terms compared: the verdict and why, of names in the graph and of others."""

from __future__ import annotations

import pytest

from innograph.explore.compare import APART, LIKE, ONE, Comparison, compare
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology


@pytest.fixture(scope="module")
def empty() -> GraphStore:
    return GraphStore.open()


def compared(store: GraphStore, one: str, other: str, ontology: Ontology) -> Comparison:
    found = compare(store, one, other, ontology)
    turned = compare(store, other, one, ontology)
    assert (found.verdict, found.score) == (turned.verdict, turned.score)
    assert found.reasons
    return found


@pytest.mark.parametrize(
    ("one", "other", "verdict", "reason"),
    [
        ("Shandong", "East China's Shandong Province", ONE, "both names mean Shandong"),
        ("Wanhua Chemical", "Wanhua Chemical Group Co., Ltd.", ONE, "identity.csv, line"),
        ("Lindborg Works Ltd.", "LINDBORG WORKS", ONE, "both names have the key “lindborg works”"),
        ("Suzhou", "Suzhou, Anhui", LIKE, "“Suzhou” may mean"),
        ("Lindborg Works Group", "Lindborg Works", LIKE, "names do without"),
        ("Jilin City", "Jilin province", APART, "the ontology knows both, as two"),
        ("Hyundai Motor Group", "Hyundai Motor Company", APART, "says different"),
        ("R&D spending", "R&D intensity", APART, "the ontology knows both, as two"),
        ("Lindborg Works", "Lindborg Mills", APART, "“works” and “mills”"),
        ("University of Lindborg", "R&D spending", APART, "different kinds"),
    ],
)
def test_verdicts(empty: GraphStore, ontology: Ontology, one: str, other: str, verdict: str, reason: str) -> None:
    found = compared(empty, one, other, ontology)
    assert found.verdict == verdict
    assert any(reason in told for told in found.reasons), found.reasons


def test_what_is_shown_names_both_and_the_words_that_were_left_out(empty: GraphStore, ontology: Ontology) -> None:
    text = compared(empty, "Lindborg Works Co., Ltd.", "Lindborg Works Group", ontology).render(100)
    assert "“Lindborg Works Co., Ltd.” and “Lindborg Works Group”: may be one (score 0.93)" in text
    assert "“co ltd” left out" in text
    assert max(map(len, text.splitlines())) <= 100
