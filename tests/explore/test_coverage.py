"""What is missing: found in texts and claims, counted, and shown in a page that hides nothing and runs nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from typer.testing import CliRunner

from innograph.archive import Archive, Reading, claims_json, record_of
from innograph.cli import app
from innograph.errors import OntologyError, QueryError, StoreError
from innograph.explore.coverage import Coverage, DocumentCoverage
from innograph.explore.opened import Graph
from innograph.explore.survey import gap_kinds, survey
from innograph.extract import Extractor
from innograph.extract.figures import FigureFinder
from innograph.graph import load
from innograph.graph.store import GraphStore
from innograph.model import Claim, Document
from innograph.ontology import Ontology
from innograph.read import document_from_text
from sample import sample_claims, sample_document

TEXT = """Nobody read this

The port handled 1.2 million containers in 2023 and repaired 45 cranes. Two pilots retired. Did 300 ships call?

Fog came & went <script>alert("7 times")</script> in the first week; 12 percent of the ferries were late.

Nothing happened otherwise."""


def unread() -> Document:
    """A document of which nothing became a claim."""
    return document_from_text(TEXT, source="port.txt", date="2024-02-01")


def foreign() -> Document:
    return document_from_text("Le port a 14 grues.", title="Le port", source="fr.txt", language="fr")


def build(folder: Path, documents: Sequence[tuple[Document, Sequence[Claim]]], ontology: Ontology) -> Path:
    """A folder as a build leaves it, as far as it is needed here."""
    with GraphStore.open(folder / "store") as store:
        load(store, documents, ontology)
    with Archive.open(folder) as archive:
        for document, claims in documents:
            reading = Reading(document.source, 0, record_of(document), document.id)
            archive.keep_file(document.source, "digest", document.source, [reading])
            archive.keep_claims(document.id, (document.source, 0), "engine", claims_json(claims, ontology), "[]")
        archive.commit()
    return folder


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, ontology: Ontology) -> Path:
    documents = [(sample_document(), sample_claims()), (unread(), []), (foreign(), [])]
    return build(tmp_path_factory.mktemp("covered"), documents, ontology)


@pytest.fixture(scope="module")
def finder(ontology: Ontology, extractor: Extractor) -> FigureFinder:
    return FigureFinder(ontology, extractor.pipeline)


@pytest.fixture(scope="module")
def found(out: Path, ontology: Ontology, finder: FigureFinder) -> Coverage:
    return surveyed(out, ontology, finder)


def surveyed(out: Path, ontology: Ontology, finder: FigureFinder, **choices: object) -> Coverage:
    with GraphStore.open(out / "store", read_only=True) as store, Archive.open(out, read_only=True) as archive:
        return survey(store, archive, ontology, finder, **choices)  # type: ignore[arg-type]


def of(coverage: Coverage, document: Document) -> DocumentCoverage:
    return next(each for each in coverage.documents if each.document.id == document.id)


def missing(each: DocumentCoverage, kind: str) -> list[str]:
    return [gap.words for gap in each.gaps if gap.kind == kind]


# -- what is found ----------------------------------------------------------------------------------------------------


def test_sentences_that_made_no_claim_are_found(found: Coverage) -> None:
    each = of(found, unread())
    first, *others = (gap for gap in each.gaps if gap.kind == "no-claim")
    assert first.words == "The port handled 1.2 million containers in 2023 and repaired 45 cranes."
    assert first.figures == ("1.2 million", "45")  # years are no figures
    assert [gap.figures[-1] for gap in others] == ["12 percent"]
    assert (len(each.with_figures), each.covered, each.share) == (2, 0, 0.0)


def test_numbers_in_words_are_told_apart_and_questions_left_out(found: Coverage) -> None:
    each = of(found, unread())
    assert "Two pilots retired." in missing(each, "number-word")
    assert not any("300 ships" in gap.words for gap in each.gaps)


def test_figures_in_claims_are_not_missing(found: Coverage) -> None:
    each = of(found, sample_document())
    text = each.document.text
    told = {span.of(text) for span in each.told}
    assert {"14.52 billion yuan", "more than 26,700", "58.4 billion yuan"} <= told
    assert "1,067" in told  # in the claim about the money, though not what it measures
    assert not missing(each, "no-claim")
    assert each.share == 1


def test_a_figure_beside_a_claim_is_left_over(tmp_path: Path, ontology: Ontology, finder: FigureFinder) -> None:
    document, claims = sample_document(), sample_claims()
    kept = [claim for claim in claims if claim.type != "growth"]
    out = build(tmp_path, [(document, kept)], ontology)
    (gap,) = (
        gap
        for gap in of(surveyed(out, ontology, finder), document).gaps
        if gap.kind == "figure-left-over" and "30 percent" in gap.figures[0]
    )
    assert gap.span is not None
    assert gap.span.of(document.text) == gap.figures[0]
    assert gap.words.startswith("The province now has")


def test_claims_tell_what_they_lack(tmp_path: Path, ontology: Ontology, finder: FigureFinder, found: Coverage) -> None:
    document, claims = sample_document(), sample_claims()
    each = of(found, document)
    funding = [claim for claim in claims if claim.type == "funding"]
    without = [claim.evidence[0].quote for claim in funding if "funder" not in claim.fields]
    assert missing(each, "no-funder") == without
    dated = {claim.id for claim in claims if claim.period}
    assert {gap.claim for gap in each.gaps if gap.kind in {"no-period", "no-date"}} == {c.id for c in claims} - dated
    assert "Liao Zengtai" in missing(each, "unknown-name")
    assert "Shandong" not in missing(each, "unknown-name")
    assert len(missing(each, "unknown-name")) == len(set(missing(each, "unknown-name")))
    nobody = [
        replace(c, fields={k: v for k, v in c.fields.items() if k != "subject"}, mentions={}) for c in claims[1:2]
    ]
    out = build(tmp_path, [(document, nobody)], ontology)
    assert missing(of(surveyed(out, ontology, finder), document), "no-subject") == [claims[1].evidence[0].quote]


def test_what_is_not_read_is_not_held_against_it(found: Coverage) -> None:
    each = of(found, foreign())
    assert not each.readable
    assert not each.gaps
    assert "not read" in found.render()


def test_spans_are_those_of_the_words(found: Coverage) -> None:
    for each in found.documents:
        for gap in each.gaps:
            if gap.kind in {"no-claim"}:
                assert gap.span is not None
                assert gap.span.of(each.document.text) == gap.words
        for sentence in each.sentences:
            assert all(sentence.span.covers(figure.span) for figure in sentence.figures)


def test_only_what_is_asked_for(out: Path, ontology: Ontology, finder: FigureFinder, found: Coverage) -> None:
    high = surveyed(out, ontology, finder, min_severity="high")
    assert {gap.severity.value for each in high.documents for gap in each.gaps} == {"high"}
    assert high.share == found.share
    one = surveyed(out, ontology, finder, documents=["port.txt"], kinds=["no-claim"])
    assert [each.document.id for each in one.documents] == [unread().id]
    assert set(one.counts()) == {"no-claim"}
    for wrong in ({"documents": ["nowhere"]}, {"kinds": ["nothing"]}, {"min_severity": "grave"}):
        with pytest.raises(QueryError):
            surveyed(out, ontology, finder, **wrong)


def test_gaps_of_ones_own(tmp_path: Path, out: Path, finder: FigureFinder) -> None:
    (tmp_path / "gaps").mkdir()
    query = tmp_path / "gaps" / "no-purpose.rq"
    query.write_text(
        "# gap: money without a purpose\n# severity: medium\n"
        "PREFIX inno: <https://w3id.org/innograph/ontology#>\n"
        "SELECT ?claim { ?claim a inno:FundingClaim MINUS { ?claim inno:purpose ?p } }\n"
    )
    found = surveyed(out, Ontology([tmp_path]), finder, kinds=["no-purpose"])
    assert found.kinds[0].label == "money without a purpose"
    assert found.counts()["no-purpose"] == 1
    query.write_text("SELECT ?claim { ?claim ?p ?o }")
    with pytest.raises(OntologyError, match="no line '# gap"):
        gap_kinds(Ontology([tmp_path]))
    query.write_text("# gap: x\n# severity: low\nSELECT ?claim {")
    with pytest.raises(OntologyError, match=r"no-purpose\.rq"):
        surveyed(out, Ontology([tmp_path]), finder)


def test_every_gap_says_what_it_is(ontology: Ontology) -> None:
    kinds = gap_kinds(ontology)
    assert len({kind.name for kind in kinds}) == len(kinds) >= 8
    assert [kind.severity.rank for kind in kinds] == sorted((kind.severity.rank for kind in kinds), reverse=True)


# -- how it is shown --------------------------------------------------------------------------------------------------


def test_the_page_shows_every_text_as_it_is(found: Coverage) -> None:
    page = html.fromstring(found.page())
    articles = page.findall(".//article")
    assert len(articles) == len(found.documents)
    for article, each in zip(articles, found.documents, strict=True):
        shown = [p.text_content() for p in article.findall("p") if p.get("class") not in {"quiet"}]
        assert shown == [block.span.of(each.document.text) for block in each.document.blocks]


def test_the_page_marks_what_was_told_and_what_was_not(found: Coverage) -> None:
    page = html.fromstring(found.page())

    def marked(name: str) -> str:
        return " | ".join(span.text_content() for span in page.iterfind(".//article//span") if name in span.classes)

    assert "1.2 million" in marked("left")
    assert "more than 26,700" in marked("told")
    assert "The port handled" in marked("bare")
    assert "Two" in marked("small")
    assert "1.2 million" not in marked("claim")


def test_nothing_in_a_text_can_run(found: Coverage) -> None:
    page = found.page()
    assert "<script" not in page
    assert "&lt;script&gt;alert(&quot;7 times&quot;)&lt;/script&gt;" in page
    assert "default-src 'none'" in page
    assert not re.search(r'(?:src|href)="(?!#)', page)


def test_the_page_is_the_same_every_time(out: Path, ontology: Ontology, finder: FigureFinder, found: Coverage) -> None:
    assert surveyed(out, ontology, finder).page() == found.page()


def test_data_add_up(found: Coverage) -> None:
    data = found.data()
    for key in ("sentences_with_figures", "sentences_with_claims", "figures", "figures_in_claims", "claims"):
        assert data["total"][key] == sum(each[key] for each in data["documents"])
    for kind, count in data["total"]["missing"].items():
        assert count == data["kinds"][kind]["count"]
        assert count == sum(each["missing"].get(kind, 0) for each in data["documents"])
    assert json.loads(json.dumps(data)) == data


# -- from the shell and from Python -----------------------------------------------------------------------------------


@pytest.fixture
def loaded_pipeline(extractor: Extractor, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The pipeline that other tests use, so that it is not loaded again for every command."""
    monkeypatch.setattr("innograph.extract.figures.load_pipeline", lambda name: extractor.pipeline)
    yield


@pytest.mark.usefixtures("loaded_pipeline")
def test_the_command(out: Path, tmp_path: Path) -> None:
    run = CliRunner()
    shown = run.invoke(app, ["coverage", "--out", str(out), "--details", "--html", str(tmp_path / "page.html")])
    assert shown.exit_code == 0
    assert "sentences with a figure and no claim" in shown.stdout
    assert "1.2 million, 45: “The port handled" in shown.stdout
    assert "language pipeline" in shown.stderr
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    data = json.loads(run.invoke(app, ["coverage", "--out", str(out), "--json", "--kind", "no-claim"]).stdout)
    assert list(data["kinds"]) == ["no-claim"]
    assert run.invoke(app, ["coverage", "--out", str(out), "--fail-under", "10"]).exit_code == 0
    failed = run.invoke(app, ["coverage", "--out", str(out), "--fail-under", "99"])
    assert failed.exit_code == 1
    assert "fewer than 99" in failed.stderr


@pytest.mark.usefixtures("loaded_pipeline")
def test_from_python(out: Path, tmp_path: Path) -> None:
    with Graph(out) as graph:
        assert graph.coverage(documents=[unread().id]).counts()["no-claim"] == 2
    with GraphStore.open(tmp_path / "store"):
        pass
    with Graph(tmp_path) as graph, pytest.raises(StoreError, match="no archive"):
        graph.coverage()
