"""A folder of Turtle teaches properties that the Python has never heard of."""

from __future__ import annotations

from pathlib import Path

import pytest

from innograph.extract import Extractor
from innograph.extract.frames import load_frames
from innograph.model import Claim
from innograph.ontology import Ontology
from innograph.read import document_from_text, read_file

EXAMPLE = Path(__file__).parents[2] / "examples" / "companies"
SCHEMA = "https://schema.org/"


@pytest.fixture(scope="module")
def reader(extractor: Extractor) -> Extractor:
    return Extractor(Ontology([EXAMPLE]), extractor.pipeline)


def said(claims: list[Claim]) -> set[tuple[str, str, str]]:
    return {
        (
            str(c.fields["subject"]),
            str(c.fields["predicate"]).removeprefix(SCHEMA),
            str(c.fields.get("object") or c.fields["value"]),
        )
        for c in claims
        if c.type == "relation"
    }


def test_company_profiles_are_read(reader: Extractor) -> None:
    (document,) = read_file(EXAMPLE / "profiles" / "northlake.txt")
    claims = reader.extract(document)
    assert said(claims) == {
        ("Northlake Motors", "foundingDate", "1987"),
        ("Northlake Motors", "foundingLocation", "Quebec"),
        ("Northlake Motors", "parentOrganization", "Toyo Holdings"),
        ("Toyo Holdings", "foundingDate", "1952"),
        ("Toyo Holdings", "foundingLocation", "Osaka"),
        ("Saxon Optics GmbH", "parentOrganization", "Toyo Holdings"),
        ("Saxon Optics GmbH", "foundingDate", "1998"),
        ("Saxon Optics GmbH", "foundingLocation", "Saxony"),
    }
    years = [c for c in claims if c.fields.get("datatype")]
    assert {c.fields["datatype"] for c in years} == {"http://www.w3.org/2001/XMLSchema#gYear"}
    for claim in claims:
        assert claim.evidence[0].span.of(document.text) == claim.evidence[0].quote


def test_the_shipped_frames_alone_say_none_of_it(extractor: Extractor) -> None:
    (document,) = read_file(EXAMPLE / "profiles" / "northlake.txt")
    assert not said(extractor.extract(document))


def test_its_examples_hold(reader: Extractor) -> None:
    own = [f for f in load_frames(reader.ontology) if "example.org" in f.iri]
    assert len(own) == 4
    for frame in own:
        for sentence in frame.matches:
            assert frame.iri in {c.frame for c in reader.extract(document_from_text(sentence))}, sentence
        for sentence in frame.rejects:
            assert frame.iri not in {c.frame for c in reader.extract(document_from_text(sentence))}, sentence
