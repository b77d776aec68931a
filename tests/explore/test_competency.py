"""Every shipped question, asked of two documents: `answers/NAME.json` holds parameters and the answer they give."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from second import second_document

from innograph.explore.query import Parameter, Question, ask, questions
from innograph.explore.tables import Answer
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology
from sample import sample_document

ANSWERS = Path(__file__).parent / "answers"
QUESTIONS = {question.name: question for question in questions(Ontology())}
COUNTING = {
    "coverage-by-document",
    "documents",
    "most-told-of",
    "stories",
}  # tell of documents rather than of sentences
NOTHING = {"number": "1e18", "text": "nothing", "year": "9999"}


def comparable(answer: Answer) -> Any:
    """An answer as JSON holds it: a boolean, rows as people read them, or triples in words."""
    if answer.kind == "ask":
        return answer.boolean
    if answer.kind == "graph":
        lines = {" | ".join(map(answer.shown, (t.subject, t.predicate, t.object))) for t in answer.triples}
        return sorted({re.sub(r"\bid:(claim|link)-[0-9a-f]+", r"\1", line) for line in lines})
    return [{name: cell for name, cell in row.items() if cell} for row in answer]


def is_empty(answer: Answer) -> bool:
    return not (answer.boolean or answer.rows or answer.triples)


def test_there_are_at_least_twenty_questions() -> None:
    assert len(QUESTIONS) >= 20
    assert sorted(path.stem for path in ANSWERS.glob("*.json")) == sorted(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_the_answer_is_the_expected_one(question: Question, two_documents: GraphStore, shipped: Ontology) -> None:
    expected = json.loads((ANSWERS / f"{question.name}.json").read_text(encoding="utf-8"))
    answer = ask(two_documents, question.name, expected["params"], shipped)
    assert comparable(answer) == expected["answer"]
    assert not is_empty(answer)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_questions_are_put_in_words_and_answered_with_evidence(
    question: Question, two_documents: GraphStore, shipped: Ontology
) -> None:
    assert question.question is not None
    assert question.question.endswith("?")
    assert all(parameter.description for parameter in question.parameters)
    answer = ask(two_documents, question.name, {}, shipped)
    assert not is_empty(answer)
    if answer.kind != "select":
        return
    assert "document" in answer.variables or "documents" in answer.variables
    assert "quote" in answer.variables or question.name in COUNTING
    texts = sample_document().text + second_document().text
    quotes = [row[name] for row in answer for name in row if name.lower().endswith("quote")]
    assert all(quote in texts for quote in quotes)


@pytest.mark.parametrize(
    ("question", "parameter"),
    [(q, p) for q in QUESTIONS.values() for p in q.parameters],
    ids=[f"{q.name}-{p.name}" for q in QUESTIONS.values() for p in q.parameters],
)
def test_every_parameter_narrows_the_answer(
    question: Question, parameter: Parameter, two_documents: GraphStore, shipped: Ontology
) -> None:
    value = "1" if parameter.name == "to" else NOTHING.get(parameter.kind, "https://example.org/nothing")
    assert is_empty(ask(two_documents, question.name, {parameter.name: value}, shipped))


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_answers_hold_no_row_twice(question: Question, two_documents: GraphStore, shipped: Ontology) -> None:
    rows = ask(two_documents, question.name, {}, shipped).rows
    assert len(rows) == len(set(rows))


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_no_question_is_quadratic(question: Question) -> None:
    assert "NOT EXISTS" not in question.text.upper()


@pytest.mark.slow
def test_the_examples_are_answered_by_the_shipped_documents(tmp_path: Path) -> None:
    import innograph

    documents = Path(__file__).resolve().parents[2] / "data" / "documents"
    innograph.build_graph([documents], tmp_path / "out")
    with innograph.open_graph(tmp_path / "out") as graph:
        answered = [name for name, question in QUESTIONS.items() if not is_empty(graph.query(name, question.example))]
    assert len(answered) > 0.7 * len(QUESTIONS)
