"""What names refer to: wordings of one thing come together, homonyms stay apart, other documents have no say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innograph.identity.reference import Reference, References
from innograph.model import Mention
from innograph.ontology import Ontology, compact, expand

ONTOLOGY = Ontology()
REFERENCES = ONTOLOGY.made(References)


def refer(name: str, kind: str, document: str = "doc-1", place: str | None = None) -> Reference:
    return REFERENCES.of(Mention(name, expand(kind), place=expand(place) if place else None), document)


def iri(name: str, kind: str, document: str = "doc-1", place: str | None = None) -> str:
    return compact(refer(name, kind, document, place).iri)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Shandong", "id:CN-SD"),
        ("SHANDONG PROVINCE", "id:CN-SD"),
        ("E China's Shandong", "id:CN-SD"),
        ("east China's Shandong Province", "id:CN-SD"),
        ("Shandong, China", "id:CN-SD"),
        ("山东省", "id:CN-SD"),
        ("中国山东省", "id:CN-SD"),
        ("the city of Jilin", "id:CN-220200"),
        ("Jilin City, Jilin Province", "id:CN-220200"),
        ("Jilin province", "id:CN-JL"),
        ("Suzhou, Anhui", "id:CN-341300"),
        ("Suzhou in east China's Jiangsu Province", "id:CN-320500"),
        ("Taizhou, Zhejiang", "id:CN-331000"),
        ("Taizhou in Jiangsu", "id:CN-321200"),
        ("Georgia, USA", "id:US-GA"),
        ("the U.S. state of Georgia", "id:US-GA"),
    ],
)
def test_places_are_known_by_what_they_are_called_and_where_they_lie(name: str, expected: str) -> None:
    assert iri(name, "schema:AdministrativeArea") == expected


@pytest.mark.parametrize(
    ("name", "candidates"),
    [
        ("Suzhou", {"id:CN-320500", "id:CN-341300"}),
        ("Taizhou", {"id:CN-321200", "id:CN-331000"}),
        ("Georgia", {"id:GE", "id:US-GA"}),
        ("Jilin", {"id:CN-JL", "id:CN-220200"}),
    ],
)
def test_a_homonym_without_a_sign_is_neither(name: str, candidates: set[str]) -> None:
    found = refer(name, "schema:AdministrativeArea")
    assert not found.known
    assert {compact(entry.iri) for entry in found.candidates} == candidates
    assert found.iri != refer(name, "schema:AdministrativeArea", "doc-2").iri


@pytest.mark.parametrize("name", ["Southern Shandong", "Shandong University", "Bank of Shandong", "Shandong and Henan"])
def test_more_than_a_place_is_not_the_place(name: str) -> None:
    assert iri(name, "schema:AdministrativeArea") != "id:CN-SD"


@pytest.mark.parametrize(
    "names",
    [
        ["R&D spending", "expenditure on R&D", "R&D investment", "spending on research and development"],
        ["high-tech enterprises", "number of high-tech companies", "high and new technology enterprises"],
        ["R&D intensity", "intensity of R&D spending", "R&D spending as a share of GDP"],
        ["exports of high-tech products", "high-tech product exports"],
        ["invention patents granted", "authorized invention patents"],
    ],
)
def test_wordings_of_one_indicator_are_one(names: list[str]) -> None:
    assert len({iri(name, "schema:StatisticalVariable") for name in names}) == 1


def test_different_notions_stay_apart() -> None:
    notions = ["R&D spending", "R&D personnel", "R&D intensity", "growth of R&D spending", "high-tech enterprises"]
    notions += ["value added of high-tech manufacturing", "patents granted", "invention patents granted"]
    notions += ["patent applications", "basic research spending", "gross output", "gross profit", "net profit"]
    assert len({iri(name, "schema:StatisticalVariable") for name in notions}) == len(notions)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("schema:Corporation", ["Qingquan Materials Co., Ltd.", "QINGQUAN MATERIALS", "Qingquan Materials Inc."]),
        ("schema:Corporation", ["万泉材料股份有限公司", "万泉材料有限公司", "万泉材料"]),
        ("schema:CollegeOrUniversity", ["Univ. of Lindborg", "University of Lindborg", "Université de Lindborg"][:2]),
        ("inno:Laboratory", ["Lindborg AI Lab", "Lindborg Artificial Intelligence Laboratory"]),
        ("schema:ResearchOrganization", ["Lindborg Science & Technology Centre (LSTC)", "Lindborg S&T Center"]),
        (
            "schema:Person",
            ["Jane Roe", "Dr. Jane Roe", "Governor Jane Roe", "Chinese President Jane Roe", "Jane Roe, PhD"],
        ),
        ("schema:ChemicalSubstance", ["nylon 12", "Nylon-12", "PA12", "PA 12", "polyamide-12"]),
        ("inno:Field", ["AI", "artificial intelligence", "artificial intelligence industry"]),
        ("schema:Corporation", ["U.S. Widgets", "US Widgets Inc."]),
    ],
)
def test_wordings_of_one_name_are_one(kind: str, names: list[str]) -> None:
    assert len({iri(name, kind) for name in names}) == 1


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("schema:ChemicalSubstance", "nylon 6", "nylon 66"),
        ("schema:Corporation", "Siemens", "Siemens Energy"),
        ("schema:Corporation", "Hyundai Motor Group", "Hyundai Motor Company"),
        ("schema:Person", "Dr. Li", "Li"),
        ("inno:Technology", "C", "C++"),
        ("schema:Product", "HarmonyOS", "Harmony"),
    ],
)
def test_what_is_another_name_stays_another(kind: str, one: str, other: str) -> None:
    assert iri(one, kind) != iri(other, kind)


def test_what_many_are_called_is_one_within_its_document_or_place() -> None:
    ministry = ("Ministry of Science and Technology", "schema:GovernmentOrganization")
    assert iri(*ministry) != iri(*ministry, "doc-2")
    assert iri(*ministry, "doc-1", "id:CN") == iri(*ministry, "doc-2", "id:CN")
    assert iri(*ministry, "doc-1", "id:CN") != iri(*ministry, "doc-2", "id:IN")
    for name, kind in [
        ("Zhang Wei", "schema:Person"),
        ("pilot line", "inno:Facility"),
        ("Lanshan District", "schema:AdministrativeArea"),
    ]:
        assert iri(name, kind) != iri(name, kind, "doc-2")
        assert refer(name, kind).scope
    for name, kind in [
        ("Zhang Xiaoming", "schema:Person"),
        ("imec", "org:Organization"),
        ("Fraunhofer Society", "schema:ResearchOrganization"),
    ]:
        assert iri(name, kind) == iri(name, kind, "doc-2")


@settings(max_examples=20)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30), st.sampled_from(["doc-1", "doc-2"]))
def test_a_reference_depends_on_the_mention_alone(name: str, document: str) -> None:
    mention = Mention(name, expand("schema:Corporation"))
    fresh = References(ONTOLOGY)
    REFERENCES.of(Mention("Another Name", expand("schema:Corporation")), "doc-9")
    assert fresh.of(mention, document) == REFERENCES.of(mention, document)
