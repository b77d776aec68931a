"""How likely two entities are one: what speaks for it and what does not, whichever comes first."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innograph.identity.blocking import Blocks
from innograph.identity.likeness import SAME_FROM, Comparer, Facts, Likeness
from innograph.ontology import Ontology, expand

COMPARER = Ontology().made(Comparer)
CORPORATION, UNIVERSITY, INSTITUTE = "schema:Corporation", "schema:CollegeOrUniversity", "schema:ResearchOrganization"
PERSON, AREA, BODY = "schema:Person", "schema:AdministrativeArea", "schema:GovernmentOrganization"


def facts(name: str, kind: str, *places: str, also: tuple[str, ...] = (), iri: str = "") -> Facts:
    places_ = frozenset(map(expand, places))
    return Facts(iri or f"urn:{name}", (name, *also), frozenset({expand(kind)}), places_)


def likeness(one: Facts, other: Facts) -> Likeness | None:
    """The likeness of two entities that a graph would hold: they are compared only where they share a key."""
    blocks = Blocks(COMPARER)
    blocks.add(other)
    return COMPARER.likeness(one, other) if blocks.near(one) else None


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (CORPORATION, "Lindborg Materials Group", "Lindborg Materials"),
        (CORPORATION, "Lindborg", "Lindborg Pharmaceuticals"),
        (CORPORATION, "China FQW", "FQW"),
        (CORPORATION, "Mindral", "Shenzhen Mindral Bio-Medical Electronics Co., Ltd."),
        (CORPORATION, "LindBorg Systems", "Lind Borg Systems"),
        (CORPORATION, "Frauenhauser Werke", "Fraunhauser Werke"),
        (CORPORATION, "Taiwan Widget Manufacturing Company", "TWMC"),
        (INSTITUTE, "Lindborg Institute of Marine Biology", "LIMB"),
        (UNIVERSITY, "University of Lindborg", "Lindborg University"),
        (UNIVERSITY, "Technische Universität Lindborg", "TU Lindborg"),
        (UNIVERSITY, "Tsingborg University", "Tsingborg"),
        (BODY, "Shandong Provincial Department of Widgets", "Department of Widgets of Shandong Province"),
        (BODY, "Shanghai Municipal Widget Commission", "Shanghai Widget Commission"),
        (PERSON, "Günther Lindborg", "Guenther Lindborg"),
        (PERSON, "Jian-Wei Lindborg", "Lindborg Jianwei"),
        (PERSON, "Anna Maria Lindborg", "Anna Lindborg"),
        (AREA, "Lindborg City", "Lindborg"),
        ("schema:Product", "HarmonyOS", "Harmony OS"),
        ("schema:Product", "BYD Blade Battery", "Blade Battery"),
        ("schema:Legislation", "EU Widget Act", "Widget Act"),
        ("inno:Zone", "Lin-gang Special Area", "Lingang Special Area"),
        ("inno:Zone", "Lingang Special Area", "Lingang Special Area of Shanghai"),
    ],
)
def test_near_names_are_likely_one(kind: str, one: str, other: str) -> None:
    found = likeness(facts(one, kind), facts(other, kind))
    assert found is not None
    assert SAME_FROM <= found.score < 1
    assert found.reasons


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (CORPORATION, "Lindborg", "Lindborg Energy"),
        (CORPORATION, "Lindborg China", "Lindborg"),
        (CORPORATION, "Lindborg Pharma", "Lindborg International"),
        (CORPORATION, "Hyundai Motor", "Hyundai Steel"),
        (UNIVERSITY, "Shandong University", "Shanxi University"),
        (UNIVERSITY, "Tokyo University", "Tokyo University of Science"),
        (UNIVERSITY, "University of Hong Kong", "Chinese University of Hong Kong"),
        (INSTITUTE, "First Institute of Lindborg", "Second Institute of Lindborg"),
        (AREA, "Lindborg City", "Lindborg Province"),
        (AREA, "North Lindborg", "South Lindborg"),
        (PERSON, "Anna Lindborg", "Peter Lindborg"),
        (PERSON, "J. Lindborg", "Jane Lindborg"),
        (PERSON, "Michael Lindborg", "Michael I. Lindborg"),
        ("schema:ChemicalSubstance", "polyamide", "polyimide"),
        ("schema:Product", "Model 3", "Model 5"),
        ("schema:StatisticalVariable", "R&D personnel", "R&D expenditure"),
        ("schema:StatisticalVariable", "share of firms in exports", "share of exports in firms"),
    ],
)
def test_near_misses_are_not(kind: str, one: str, other: str) -> None:
    found = likeness(facts(one, kind), facts(other, kind))
    assert found is None or found.score < SAME_FROM


def test_things_of_different_kinds_are_never_alike() -> None:
    assert likeness(facts("Shandong Province", BODY), facts("Shandong Province", AREA)) is None
    assert likeness(facts("Lindborg", PERSON), facts("Lindborg", CORPORATION)) is None
    assert likeness(facts("firms", "inno:ActorGroup"), facts("firms", "inno:ActorGroup", iri="urn:2")) is None
    unknown = likeness(facts("Lindborg Works", "org:Organization"), facts("Lindborg Works Group", CORPORATION))
    assert unknown is not None


def test_places_count_for_and_against() -> None:
    def score(*places: str) -> Decimal:
        found = COMPARER.likeness(
            facts("Widget Lab Group", CORPORATION, "id:CN-370100"), facts("Widget Lab", CORPORATION, *places)
        )
        return found.score if found else Decimal(0)

    assert score("id:CN-370100") > score() > score("id:DE")
    assert score("id:CN-SD") == score("id:CN-370100")  # the one is in the other


def test_another_name_that_a_document_tells_counts() -> None:
    renamed = facts("Lindborg Energi", CORPORATION, also=("Statborg",))
    found = likeness(renamed, facts("Statborg", CORPORATION))
    assert found is not None
    assert found.score >= SAME_FROM
    assert found.reasons == ("both are called “Statborg”",)


def test_names_that_many_bear_are_not_compared() -> None:
    ministry = "Ministry of Science and Technology"
    assert likeness(facts(ministry, BODY), facts(ministry, BODY, iri="urn:2")) is None


names = st.lists(
    st.sampled_from(["lindborg", "steel", "group", "china", "of", "university", "AB", "io", "2", "ö"]),
    min_size=1,
    max_size=4,
)
kinds = st.sampled_from([CORPORATION, UNIVERSITY, PERSON, AREA, "inno:Field", "schema:Product"])


@given(names, names, kinds)
def test_likeness_is_the_same_both_ways_and_within_bounds(one: list[str], other: list[str], kind: str) -> None:
    a, b = facts(" ".join(one), kind, iri="urn:a"), facts(" ".join(other), kind, iri="urn:b")
    assert COMPARER.likeness(a, b) == COMPARER.likeness(b, a)
    found = COMPARER.likeness(a, b)
    assert found is None or 0 < found.score < 1
    blocks, swapped = Blocks(COMPARER), Blocks(COMPARER)
    blocks.add(a)
    swapped.add(b)
    assert bool(blocks.near(b)) == bool(swapped.near(a))
