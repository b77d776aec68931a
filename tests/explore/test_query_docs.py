"""docs/questions.md says what the queries say, and its example works."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from innograph.explore.query import ask, questions, read_question
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "questions.md"


def test_the_document_is_up_to_date(shipped: Ontology) -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "make_questions.py"))
    assert DOCUMENT.read_text(encoding="utf-8") == script["document"](questions(shipped))
    assert script["main"](["--check"]) == 0


def test_every_question_is_listed(shipped: Ontology) -> None:
    listed = re.findall(r"^## (.+)$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == [question.name for question in questions(shipped)]


def test_the_example_of_a_query_of_ones_own_works(two_documents: GraphStore, shipped: Ontology) -> None:
    text = re.findall(r"```sparql\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)[0]
    answer = ask(two_documents, text, read_question(text).example, shipped)
    assert [(row["region"], row["lower"]) for row in answer][:2] == [("Shandong", "3,200,000"), ("Zhejiang", "60,000")]
    assert len(answer) == 8
