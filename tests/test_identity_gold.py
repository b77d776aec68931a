"""The pairs of names that identity resolution is measured against are data, and are tested like code."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TypeAlias

import pytest
from pyoxigraph import NamedNode

from innograph.ontology import RDFS, Ontology, expand

PAIRS = Path(__file__).parents[1] / "data" / "gold" / "identity.csv"
COLUMNS = ["name_a", "kind_a", "context_a", "name_b", "kind_b", "context_b", "same", "note"]
# Kinds that the pairs must hold in number, so that no one kind decides what is measured.
MAIN_KINDS = {
    "schema:AdministrativeArea",
    "schema:Corporation",
    "schema:CollegeOrUniversity",
    "schema:ResearchOrganization",
    "schema:GovernmentOrganization",
    "schema:Person",
    "schema:Product",
    "schema:Drug",
    "schema:ChemicalSubstance",
    "schema:DefinedTerm",
    "schema:StatisticalVariable",
}

Pair: TypeAlias = dict[str, str]
Mention: TypeAlias = tuple[str, str, str]


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        assert rows.fieldnames == COLUMNS
        return list(rows)


def mentions(pair: Pair) -> tuple[Mention, Mention]:
    """Both sides of a pair: name, kind, context."""
    return (
        (pair["name_a"], pair["kind_a"], pair["context_a"]),
        (pair["name_b"], pair["kind_b"], pair["context_b"]),
    )


def test_every_cell_is_filled_in_and_trimmed(pairs: list[Pair]) -> None:
    for pair in pairs:
        assert list(pair) == COLUMNS, pair  # no cell too many
        for column, cell in pair.items():
            assert cell is not None, pair
            assert cell == unicodedata.normalize("NFC", " ".join(cell.split())), (column, pair)
            assert cell or column.startswith("context"), (column, pair)
        assert pair["same"] in {"true", "false"}, pair
        assert bool(pair["context_a"]) == bool(pair["context_b"]), pair


def test_kinds_are_classes_of_the_ontology(pairs: list[Pair], ontology: Ontology) -> None:
    quads = ontology.store.quads_for_pattern(None, NamedNode(RDFS + "subClassOf"), None)
    classes = {term.value for quad in quads for term in (quad.subject, quad.object) if isinstance(term, NamedNode)}
    kinds = {kind for pair in pairs for _, kind, _ in mentions(pair)}
    assert {kind for kind in kinds if expand(kind) not in classes} == set()


def test_a_context_holds_its_name(pairs: list[Pair]) -> None:
    for pair in pairs:
        for name, _, context in mentions(pair):
            assert not context or name.casefold() in context.casefold(), pair


def test_there_are_enough_pairs_of_each_sort(pairs: list[Pair]) -> None:
    assert len(pairs) >= 300
    assert 0.40 <= sum(pair["same"] == "true" for pair in pairs) / len(pairs) <= 0.50
    assert 0.40 <= sum(bool(pair["context_a"]) for pair in pairs) / len(pairs) <= 0.60
    hard = Counter(pair["same"] for pair in pairs if pair["note"].startswith("hard: "))
    assert min(hard["true"], hard["false"]) >= 60
    verdicts = Counter((pair["kind_a"], pair["same"]) for pair in pairs)
    assert {kind for kind in MAIN_KINDS for same in ("true", "false") if verdicts[kind, same] < 10} == set()


def test_no_pair_stands_twice_in_either_order(pairs: list[Pair]) -> None:
    counts = Counter(frozenset((name, kind) for name, kind, _ in mentions(pair)) for pair in pairs)
    # Namesakes alone are told apart by nothing but their contexts; each name has one such pair at most.
    assert [names for names, count in counts.items() if count > 1] == []


def test_verdicts_do_not_contradict_each_other(pairs: list[Pair]) -> None:
    """If A is B and B is C, then A is C. Namesakes (one name, two things) are left out: contexts tell them apart."""
    namesakes = {pair["name_a"] for pair in pairs if pair["name_a"] == pair["name_b"]}
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def root(name: str, kind: str) -> tuple[str, str]:
        node = (name, kind)
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    told = [p for p in pairs if not {p["name_a"], p["name_b"]} & namesakes]
    for pair in told:
        if pair["same"] == "true":
            parent[root(pair["name_a"], pair["kind_a"])] = root(pair["name_b"], pair["kind_b"])
    for pair in told:
        if pair["same"] == "false":
            assert root(pair["name_a"], pair["kind_a"]) != root(pair["name_b"], pair["kind_b"]), pair


def test_namesakes_have_contexts_that_differ(pairs: list[Pair]) -> None:
    namesakes = [pair for pair in pairs if pair["name_a"] == pair["name_b"]]
    assert len(namesakes) >= 20
    for pair in namesakes:
        assert pair["same"] == "false", pair
        assert pair["context_a"], pair
        assert pair["context_a"] != pair["context_b"], pair
