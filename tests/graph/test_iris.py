"""IRIs: stable, readable where the name allows it, and never shared by two names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from innograph.graph.iris import claim_key, entity_iri, minted, name_key, tokens
from innograph.graph.namespaces import Namespaces
from innograph.model import Mention
from innograph.ontology import Ontology, compact, expand

ONTOLOGY = Ontology()
NAMESPACES = Namespaces()
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


def local(name: str, kind: str) -> str:
    return minted(name, expand(kind), ONTOLOGY, NAMESPACES).value.removeprefix(NAMESPACES.base)


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("Wanhua Chemical Group Co., Ltd.", "schema:Corporation", "org-wanhua-chemical-group"),
        ("WANHUA Chemical Group", "org:Organization", "org-wanhua-chemical-group"),
        ("the Wanhua Chemical Group GmbH & Co. KG", "schema:Corporation", "org-wanhua-chemical-group"),
        ("Qilu Finance Platform", "inno:Platform", "org-qilu-finance-platform"),
        ("nylon 12", "schema:ChemicalSubstance", "material-nylon-12"),
        ("Nylon-12", "schema:ChemicalSubstance", "material-nylon-12"),
        ("Industry 4.0", "inno:Field", "field-industry-4.0"),
        ("São Paulo’s port", "inno:Facility", "facility-sao-paulo-port"),
        ("high-tech enterprises", "schema:StatisticalVariable", "indicator-high-tech-enterprise"),
    ],
)
def test_readable_names(name: str, kind: str, expected: str) -> None:
    assert local(name, kind) == expected


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("万华化学", "恒力石化", "schema:Corporation"),
        ("C", "C++", "inno:Technology"),
        ("nylon 1.2", "nylon 12", "schema:ChemicalSubstance"),
        ("R&D", "RD", "inno:Field"),
        ("!!!", "???", "schema:Corporation"),
        ("が", "か", "inno:Field"),
        ("long " * 30 + "one", "long " * 30 + "two", "inno:Project"),
    ],
)
def test_different_names_never_share_an_iri(one: str, other: str, kind: str) -> None:
    assert local(one, kind) != local(other, kind)


def test_a_name_that_is_nothing_but_a_legal_form_stays() -> None:
    assert local("Inc.", "schema:Corporation") == "org-inc"


def test_kind_decides_the_beginning_even_of_classes_nobody_described() -> None:
    assert local("Foo", "https://example.org/terms#MovieStar") == "moviestar-foo"


@given(names)
def test_minted_iris_are_iris_that_abbreviate(name: str) -> None:
    part = local(name, "inno:Field")
    assert "/" not in part
    assert not part.endswith(".")
    assert compact(NAMESPACES.base + part) == f"id:{part}"


@given(names, names)
def test_the_same_iri_means_the_same_key(one: str, other: str) -> None:
    kind = expand("schema:Corporation")
    keys = name_key(one, kind, ONTOLOGY), name_key(other, kind, ONTOLOGY)
    if local(one, "schema:Corporation") == local(other, "schema:Corporation"):
        assert keys[0] == keys[1]
    elif keys[0] or keys[1]:
        assert keys[0] != keys[1]


@given(names)
def test_folding_twice_changes_nothing(name: str) -> None:
    assert tokens(" ".join(tokens(name))) == tokens(name)


def test_a_known_entity_keeps_its_iri_whatever_the_base() -> None:
    shandong = Mention("Shandong", expand("schema:AdministrativeArea"), entity=expand("id:CN-SD"))
    elsewhere = Namespaces("https://example.org/kg/id/")
    assert entity_iri(shandong, ONTOLOGY, elsewhere, "doc-1") == NamedNode(expand("id:CN-SD"))
    assert elsewhere.graph("links") == "https://example.org/kg/graph/links"


def test_groups_are_told_apart_by_place_and_without_one_by_document() -> None:
    kind = expand("inno:ActorGroup")

    def group(place: str | None, document: str) -> str:
        return entity_iri(Mention("enterprises", kind, place=place), ONTOLOGY, NAMESPACES, document).value

    assert group(expand("id:CN-SD"), "doc-1") == group(expand("id:CN-SD"), "doc-2")
    assert group(expand("id:CN-SD"), "doc-1") != group(expand("id:CN-HA"), "doc-1")
    assert group(None, "doc-1") != group(None, "doc-2")
    assert group(expand("id:CN-SD"), "doc-1").endswith("/group-enterprises-cn-sd")


def test_claim_keys_are_parts_of_iris() -> None:
    assert claim_key("claim-9f2c") == claim_key("9f2c") == "9f2c"
    odd = claim_key("claim with spaces / and “quotes”")
    assert odd.isalnum()
