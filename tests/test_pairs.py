"""How well it is told who is who: floors under what was measured, and how pairs are read and judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from innograph.errors import DocumentError
from innograph.extract import Extractor
from innograph.ontology import Ontology, expand
from innograph.pairs import COLUMNS, Pair, PairJudge, Side, measure, read_pairs
from innograph.read import document_from_text

GOLD = Path(__file__).parents[1] / "data" / "gold" / "identity.csv"


@pytest.fixture(scope="module")
def judge(ontology: Ontology) -> PairJudge:
    return PairJudge(ontology, Extractor(ontology, trained=False))


def test_the_judged_pairs_are_told_as_well_as_they_were(judge: PairJudge) -> None:
    """Every other pair was never looked at while rules and lists were written: the second floor is for those alone."""
    judgements = [judge.judge(pair) for pair in read_pairs(GOLD)]
    for some, precision, recall in ((judgements, 0.98, 0.82), (judgements[1::2], 0.96, 0.71)):
        result = measure(some)
        assert result.precision >= precision
        assert result.recall >= recall
        assert measure(some, merges=True).precision >= precision - 0.01


def pair(one: tuple[str, str], other: tuple[str, str], kind: str = "schema:Corporation") -> Pair:
    sides = [Side(name, expand(kind), context) for name, context in (one, other)]
    return Pair(sides[0], sides[1], True, "", 2)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Lindborg Energi", "Lindborg Energi, formerly Statborg, builds parks."), ("Statborg", "Statborg built it.")),
        (("Lindborg Energi", "Lindborg Energi, also known as Statborg, builds."), ("Statborg", "")),
        (("Lindborg Energi", "Lindborg Energi, as Statborg is known at home, builds parks."), ("Statborg", "")),
        (("Lindborg Institute of Aquaculture", ""), ("LIQ", "The Lindborg Institute of Aquaculture (LIQ) is new.")),
    ],
)  # fmt: skip
def test_what_a_context_tells_counts(judge: PairJudge, one: tuple[str, str], other: tuple[str, str]) -> None:
    assert judge.judge(pair(one, other)).same


def test_places_are_told_by_their_context(judge: PairJudge) -> None:
    def same(one: str, other: str, name: str = "Georgia") -> bool:
        return judge.judge(pair((name, one), (name, other), "schema:AdministrativeArea")).same

    assert not same("Georgia borders Armenia and Türkiye.", "Atlanta is the capital of Georgia in the United States.")
    assert same("Atlanta grew faster than the rest of Georgia.", "Georgia is a state of the United States.")
    assert not same("", "")
    assert not same("the city of Jilin lies on a river", "the province of Jilin grows maize", "Jilin")


def test_names_that_a_text_tells_are_on_its_claims(judge: PairJudge) -> None:
    document = document_from_text("Lindborg Energi, formerly Statborg, invested 3 million euros in wind power in 2023.")
    claims = Extractor(judge.known.ontology).extract(document)
    mentions = [m for claim in claims for named in claim.mentions.values() for m in named]
    assert [m.aliases for m in mentions if m.name == "Lindborg Energi"][:1] == [("Statborg",)]


@pytest.mark.parametrize(
    "text", ["a,b\n1,2\n", f"{','.join(COLUMNS)}\na,k,,b,k,,maybe,\n", f"{','.join(COLUMNS)}\na\n"]
)
def test_a_file_of_something_else_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "pairs.csv").write_text(text)
    with pytest.raises(DocumentError):
        read_pairs(tmp_path / "pairs.csv")
