"""Every frame shows what it reads and what it does not; here it is held to that."""

from __future__ import annotations

from pathlib import Path

import pytest

from innograph.errors import FrameError
from innograph.extract import Extractor
from innograph.extract.examples import failed_examples
from innograph.extract.frame_shapes import check_file, check_own_frames
from innograph.extract.frames import Frame, load_frames
from innograph.ontology import Ontology, data_folder

FRAMES = load_frames(Ontology())
PREFIXES = """
@prefix fr: <https://w3id.org/innograph/frames#> .
@prefix inno: <https://w3id.org/innograph/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix my: <https://example.org/my#> .
"""


@pytest.fixture(scope="module")
def frames_alone(ontology: Ontology) -> Extractor:
    """Reads by frames alone: what was learnt may prefer another reading of the same words."""
    return Extractor(ontology, trained=False)


@pytest.mark.parametrize("frame", FRAMES, ids=lambda f: f.name)
def test_a_frame_holds_in_its_examples_and_not_in_its_counterexamples(
    frame: Frame, frames_alone: Extractor, extractor: Extractor
) -> None:
    assert frame.matches, "a frame shows at least one sentence that it matches"
    assert frame.rejects, "a frame shows at least one sentence that it does not match"
    assert not [str(f) for f in failed_examples(extractor if frame.chosen else frames_alone, frame)]


@pytest.mark.parametrize(
    ("turtle", "reason"),
    [
        ("my:f a fr:Frame ; fr:trigger 'sing' .", "fr:claim"),
        ("my:f a fr:Frame ; fr:claim inno:FundingClaim .", "fr:trigger"),
        ("my:f a fr:Frame ; fr:claim inno:FundingClaim ; fr:trigger 'sing' .", "fr:role"),
        ("my:f a fr:Frame ; fr:claim inno:RelationClaim ; fr:trigger 'sing' .", "fr:predicate"),
        ("my:f a fr:Frame ; fr:claim inno:FundingClaim ; fr:trigger 'x' ; fr:part fr:Song .", "fr:part"),
        (
            "my:f a fr:Frame ; fr:claim inno:FundingClaim ; fr:trigger 'x' ;"
            " fr:role [ fr:fills schema:funder ; fr:as fr:Nowhere ] .",
            "fr:as",
        ),
        (
            "my:f a fr:Frame ; fr:claim inno:FundingClaim ; fr:trigger 'x' ;"
            " fr:role [ fr:fills inno:rank ; fr:as fr:Subject ] .",
            "inno:rank",
        ),
    ],
)
def test_a_frame_that_is_not_well_formed_is_refused_by_file_and_reason(
    tmp_path: Path, turtle: str, reason: str
) -> None:
    (tmp_path / "mine.ttl").write_text(PREFIXES + turtle)
    with pytest.raises(FrameError, match=reason) as caught:
        load_frames(Ontology([tmp_path]))
    assert caught.value.file.endswith("mine.ttl")


@pytest.mark.parametrize("name", ["frames.ttl"])
def test_the_shipped_frames_have_the_shape_of_frames(name: str) -> None:
    check_file(data_folder("ontology") / name)


GOOD = (
    "my:f a fr:Frame ; fr:claim inno:FundingClaim ; fr:trigger 'x' ; fr:matches 'X.' ;"
    " fr:role [ fr:fills schema:funder ; fr:as fr:Subject ]"
)


@pytest.mark.parametrize(
    ("turtle", "reason"),
    [
        (f"{GOOD} ; fr:triger 'y' .", "fr:triger is not a term of frames"),
        (f"{GOOD} ; fr:priority 'high' .", "fr:priority"),
        (f"{GOOD} ; fr:part fr:Song .", "fr:part"),
        (GOOD.replace("fr:as fr:Subject", "fr:as fr:Subject ; fr:requird true") + " .", "fr:role"),
        (GOOD.replace("fr:matches 'X.' ;", "") + " .", "fr:matches"),
    ],
)
def test_a_frame_of_ones_own_is_held_to_the_shape_when_it_is_loaded(tmp_path: Path, turtle: str, reason: str) -> None:
    (tmp_path / "mine.ttl").write_text(PREFIXES + turtle)
    with pytest.raises(FrameError, match=reason) as caught:
        check_own_frames(Ontology([tmp_path]))
    assert caught.value.file.endswith("mine.ttl")
    assert caught.value.frame == "https://example.org/my#f"


def test_a_well_formed_frame_passes(tmp_path: Path) -> None:
    (tmp_path / "mine.ttl").write_text(PREFIXES + GOOD + " .")
    check_own_frames(Ontology([tmp_path]))
