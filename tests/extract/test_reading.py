"""How claims are meant and whom they are about: tense, denial, time, source, reference, odd input."""

from __future__ import annotations

from pathlib import Path

import pytest

from innograph.errors import FrameError, LanguageError
from innograph.extract import Extractor
from innograph.extract.frames import load_frames
from innograph.extract.language import load_pipeline
from innograph.model import Claim
from innograph.ontology import Ontology
from innograph.read import document_from_text


def read(extractor: Extractor, text: str, *, title: str | None = None, date: str | None = None) -> list[Claim]:
    return extractor.extract(document_from_text(text, title=title, date=date))


def by_value(claims: list[Claim]) -> dict[int, Claim]:
    return {int(c.fields["value"]): c for c in claims if "value" in c.fields}  # type: ignore[arg-type]


def test_a_clause_with_its_own_tense_is_not_coloured_by_the_one_above(extractor: Extractor) -> None:
    claims = by_value(read(extractor, "After Wales opened 14 laboratories in 2021, Scotland will open 30 parks."))
    assert (claims[14].modality, claims[14].fields["subject"]) == ("achieved", "Wales")
    assert (claims[30].modality, claims[30].fields["subject"]) == ("planned", "Scotland")


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("Wales has 40 parks.", "achieved"),
        ("Wales is building 40 parks.", "ongoing"),
        ("Wales will build 40 parks.", "planned"),
        ("Wales plans to build 40 parks.", "planned"),
        ("Wales is expected to have 40 parks by 2030.", "expected"),
    ],
)
def test_modality(extractor: Extractor, sentence: str, modality: str) -> None:
    assert [c.modality for c in read(extractor, sentence)] == [modality]


@pytest.mark.parametrize("sentence", ["Wales has not built 40 parks.", "Wales never built 40 parks."])
def test_what_is_denied_is_negative(extractor: Extractor, sentence: str) -> None:
    assert [c.polarity for c in read(extractor, sentence)] == ["negative"]


def test_who_asks_does_not_claim(extractor: Extractor) -> None:
    assert not read(extractor, "Did Wales build 40 parks?")


def test_the_time_of_one_of_two_joined_clauses_is_not_that_of_the_other(extractor: Extractor) -> None:
    claims = by_value(read(extractor, "Wales opened 40 parks in 2021 and employs 3,000 engineers."))
    assert (claims[40].period, claims[3000].period) == ("2021", None)


def test_both_ends_of_a_change_have_their_own_time(extractor: Extractor) -> None:
    text = "The number of laboratories in Wales rose from 40 in 2012 to 90 in 2021."
    assert {v: c.period for v, c in by_value(read(extractor, text)).items()} == {40: "2012", 90: "2021"}


def test_a_relative_time_needs_a_date_to_be_resolved(extractor: Extractor) -> None:
    text = "Wales opened 40 parks last year."
    dated, undated = read(extractor, text, date="2024-03-01")[0], read(extractor, text)[0]
    assert (dated.period, dated.period_basis) == ("2023", "stated")
    assert (undated.period, undated.period_basis, undated.period_words) == (None, None, "last year")


def test_a_source_is_kept(extractor: Extractor) -> None:
    (claim,) = read(extractor, "According to the statistics bureau, Wales has 40 parks.")
    assert claim.attribution == "statistics bureau"


@pytest.mark.parametrize("words", ["The country", "It"])
def test_descriptions_and_pronouns_are_resolved_and_the_words_are_kept(extractor: Extractor, words: str) -> None:
    claims = read(extractor, f"Denmark is small. {words} has 40 parks.")
    (mention,) = by_value(claims)[40].mentions["subject"]
    assert (mention.name, mention.words, mention.entity) == ("Denmark", words, "https://w3id.org/innograph/id/DK")


def test_a_clause_that_names_nobody_is_about_the_title_and_less_certain(ontology: Ontology) -> None:
    frames_alone = Extractor(ontology, trained=False)  # what was learnt has its own confidence
    stated = read(frames_alone, "Denmark spent 3 billion euros on research.")[0]
    (inferred,) = read(frames_alone, "Spending on research reached 3 billion euros.", title="A record in Denmark")
    assert inferred.fields["subject"] == "Denmark"
    assert inferred.confidence < stated.confidence


def test_who_counts_is_not_whom_the_figures_are_about(extractor: Extractor) -> None:
    text = "The Danish Statistics Office published its report. The number of start-ups reached 4,000."
    assert by_value(read(extractor, text, title="Start-ups in Denmark"))[4000].fields["subject"] == "Denmark"


def test_homonyms_are_told_apart_by_what_surrounds_them(extractor: Extractor) -> None:
    jiangsu = read(extractor, "Suzhou has 40 parks.")[0].mentions["subject"][0]
    anhui = read(extractor, "Anhui province has three centres. Suzhou has 40 parks.")[-1].mentions["subject"][0]
    assert (jiangsu.name, anhui.name) == ("Suzhou", "Suzhou, Anhui")


def test_the_dateline_of_an_agency_is_no_actor(extractor: Extractor) -> None:
    (claim,) = read(extractor, "CARDIFF, Feb. 18 (Agency) -- Wales has 40 parks.")
    assert (claim.fields["subject"], claim.period) == ("Wales", None)


def test_two_figures_of_one_verb_are_two_claims(extractor: Extractor) -> None:
    claims = by_value(read(extractor, "Wales has 28 regional laboratories and 14 national centres."))
    assert {v: c.fields["indicator"] for v, c in claims.items()} == {
        28: "regional laboratories",
        14: "national centres",
    }


def test_a_fact_told_twice_is_one_claim_with_two_pieces_of_evidence(extractor: Extractor) -> None:
    (claim,) = read(extractor, "Wales has 40 parks.\n\nWales has 40 parks.")
    assert len(claim.evidence) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Wales has 3 " + ", ".join(["laboratories", "parks"] * 300) + ".",
        "Wales's " * 400 + "parks grew by 3 percent.",
        "?!.,;:" * 50,
        "wales has 40 parks " * 300,
    ],
)
def test_odd_texts_are_read_without_a_fault(extractor: Extractor, text: str) -> None:
    document = document_from_text(text)
    for claim in extractor.extract(document):
        assert claim.evidence[0].span.of(document.text) == claim.evidence[0].quote


@pytest.mark.parametrize("name", ["no_such_pipeline", "./nowhere", "", "json"])
def test_a_pipeline_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(LanguageError, match=r"no spaCy pipeline|lacks"):
        load_pipeline(name)


PREFIXES = """
@prefix fr: <https://w3id.org/innograph/frames#> .
@prefix inno: <https://w3id.org/innograph/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix my: <https://example.org/my#> .
"""


@pytest.mark.parametrize("kind", ["fr:Figur", "my:Nonsense"])
def test_a_misspelt_kind_is_refused(tmp_path: Path, kind: str) -> None:
    role = f"fr:role [ fr:fills schema:funder ; fr:as fr:Subject ; fr:kind {kind} ]"
    frame = f"my:f a fr:Frame ; fr:claim inno:FundingClaim ; fr:trigger 'x' ; {role} ."
    (tmp_path / "mine.ttl").write_text(PREFIXES + frame)
    with pytest.raises(FrameError, match="kind"):
        load_frames(Ontology([tmp_path]))


def test_names_of_ones_own_are_found_and_nameless_things_are_passed_over(tmp_path: Path, extractor: Extractor) -> None:
    things = (
        'my:acme a org:Organization ; skos:prefLabel "acme works"@en . [] a org:Organization ; skos:prefLabel "X"@en .'
    )
    (tmp_path / "mine.ttl").write_text(PREFIXES + things)
    reader = Extractor(Ontology([tmp_path]), extractor.pipeline)
    (claim,) = read(reader, "In 2021 acme works opened 40 parks.")
    assert claim.mentions["subject"][0].entity == "https://example.org/my#acme"
