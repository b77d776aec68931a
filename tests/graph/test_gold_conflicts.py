"""Every conflict among the annotated claims was judged by a person, and is in data/gold/conflicts.csv."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from innograph.gold import read_gold_folder
from innograph.graph import Namespaces
from innograph.graph.checks import conflict_quads
from innograph.graph.entities import entity_quads
from innograph.graph.mapping import claim_quads
from innograph.graph.provenance import Run, document_quads
from innograph.graph.store import GraphStore
from innograph.ontology import CONCEPT, PREFIXES, Ontology

GOLD = Path(__file__).resolve().parents[2] / "data" / "gold"
PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
QUERY = (
    PROLOGUE
    + """
SELECT ?node ?kind ?role ?quote {
  ?node a inno:Conflict ; inno:conflictKind ?kind ; ?role ?claim .
  VALUES ?role { inno:firstClaim inno:secondClaim inno:thirdClaim }
  ?claim inno:evidence/oa:hasSelector/oa:exact ?quote .
}"""
)
COLUMNS = ("first", "second", "third")

Found = tuple[str, str, str, str]


@pytest.fixture(scope="module")
def found() -> set[Found]:
    """Kind and quotes of each conflict in a graph of the annotated claims to learn from and to tune by."""
    ontology, namespaces, run = Ontology(), Namespaces(), Run("0", "model", "ontology")
    store = GraphStore.open()
    for part in ("train", "dev"):
        for gold in read_gold_folder(GOLD / part, ontology):
            store.bulk_load(document_quads(gold.document, run, ontology, namespaces))
            for claim in gold.claims:
                store.bulk_load(claim_quads(claim, gold.document, ontology, namespaces))
    store.bulk_load(entity_quads(store, ontology, namespaces))
    store.bulk_load(conflict_quads(store, ontology, namespaces))
    names = {iri: notation for notation, iri in ontology.notations[CONCEPT + "conflict-kinds"].items()}
    told: dict[str, dict[str, str]] = {}
    for row in store.select(QUERY):
        conflict = told.setdefault(row["node"].value, {"kind": names[row["kind"].value]})
        role = row["role"].value.rpartition("#")[2].removesuffix("Claim")
        conflict[role] = min(conflict.get(role, row["quote"].value), row["quote"].value)
    return {(c["kind"], *(c.get(column, "") for column in COLUMNS)) for c in told.values()}  # type: ignore[misc]


@pytest.fixture(scope="module")
def judged() -> dict[Found, str]:
    with (GOLD / "conflicts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["verdict"] in {"true", "false alarm"} and row["why"] for row in rows)
    return {(row["kind"], row["first"], row["second"], row["third"]): row["verdict"] for row in rows}


def test_no_conflict_is_reported_that_nobody_judged(found: set[Found], judged: dict[Found, str]) -> None:
    assert sorted(found - set(judged)) == []


def test_what_was_judged_is_still_reported(found: set[Found], judged: dict[Found, str]) -> None:
    assert sorted(set(judged) - found) == []


def test_most_of_what_is_reported_is_true(judged: dict[Found, str]) -> None:
    true = sum(verdict == "true" for verdict in judged.values())
    assert true >= 0.8 * len(judged)
