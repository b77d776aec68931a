"""The docs say what the code does: generated pages are up to date, the tutorial runs, links lead somewhere."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from innograph.explore.query import questions
from innograph.ontology import Ontology

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md"])
TELLING = [*PAGES, *(ROOT / "scripts").iterdir(), *(ROOT / "src" / "innograph" / "cli").glob("*.py")]
TELLING = sorted(path for path in TELLING if path.is_file())
ASKED = re.compile(r"innograph query ([A-Za-z0-9][\w-]*)(?![\w.-])([^\n`&|]*)")
LINK = re.compile(r"\]\((?!<?https?:)([^)#\s]*)(?:#([^)\s]+))?\)")


@pytest.mark.parametrize("script", ["make_ontology_reference", "make_cli_reference", "make_tutorial"])
def test_generated_pages_are_up_to_date(script: str, capsys: pytest.CaptureFixture[str]) -> None:
    main = runpy.run_path(str(ROOT / "scripts" / f"{script}.py"))["main"]
    assert main(["--check"]) == 0, f"run scripts/{script}.py and read what it changes:\n{capsys.readouterr().out}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for path, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        target = page.parent / path if path else page
        assert target.exists(), path
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings]


def test_the_index_names_every_page() -> None:
    index = ROOT / "docs" / "README.md"
    named = {path for path, _ in LINK.findall(index.read_text(encoding="utf-8"))}
    assert {page.name for page in index.parent.glob("*.md")} - {"README.md"} <= named


def test_the_ontology_page_has_every_claim_type_and_rule() -> None:
    page = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    for path in (ROOT / "ontology" / "rules").glob("*.rq"):
        for predicate in re.findall(r"rdf:predicate\s+(inno:\w+)", path.read_text(encoding="utf-8")):
            assert f"| `{predicate}` |" in page
    assert {"observation", "funding", "relation"} <= set(re.findall(r"^### (\w+)$", page, re.MULTILINE))


@pytest.mark.parametrize("page", TELLING, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_questions_and_parameters_that_are_told_of_exist(page: Path) -> None:
    known = {question.name: {p.name for p in question.parameters} for question in questions(Ontology())}
    for name, options in ASKED.findall(page.read_text(encoding="utf-8")):
        assert name in {*known, "NAME"}
        assert set(re.findall(r"(?:--param|-p) ['\"]?(\w+)=", options)) <= known.get(name, set())


def test_the_help_of_the_command_itself_tells_of_questions() -> None:
    told = [name for page in TELLING if page.parent.name == "cli" for name, _ in ASKED.findall(page.read_text())]
    assert len(told) >= 2
