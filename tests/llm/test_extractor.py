"""From documents to claims: order, limits, counts, resumption, and the frames' claims before the model's."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from endpoint import Endpoint, Reply, claims, served
from proposals import FIRMS, MONEY, PARTNERS, RANK, STAFF

from innograph.extract import Extractor
from innograph.llm import LlmExtractor, LlmSettings, Prices
from innograph.llm.answer import Answer
from innograph.llm.parts import parts
from innograph.llm.prompt import Prompt
from innograph.llm.store import AnswerStore
from innograph.model import Block, BlockKind, Document, Span
from innograph.ontology import Ontology
from innograph.read import document_from_text

Asking = Callable[..., LlmExtractor]
INVENTED = FIRMS | {"quote": "Saxony counts 99 unicorns", "value": "99"}


def test_a_right_answer_becomes_claims_in_the_order_of_the_text(asking: Asking, document: Document) -> None:
    with served([claims(STAFF, INVENTED, RANK, FIRMS, MONEY, FIRMS, "nonsense")]) as endpoint:
        extractor = asking(endpoint.url)
        found = extractor.extract(document)
    assert [c.type for c in found] == ["observation", "funding", "ranking", "observation"]
    for claim in found:
        assert all(e.span.of(document.text) == e.quote for e in claim.evidence)
    report = extractor.report
    assert (report.proposed, report.claims, report.repeated) == (7, 4, 1)
    assert report.rejected == Counter({"quote-not-in-text": 1, "not-an-object": 1})
    assert [r.proposed for r in report.rejections] == [INVENTED, "nonsense"]


def test_the_question_holds_the_text_and_what_the_ontology_declares(asking: Asking, document: Document) -> None:
    with served([claims()]) as endpoint:
        assert asking(endpoint.url, seed=7).extract(document) == []
    (request,) = endpoint.requests
    assert (request["model"], request["temperature"], request["seed"]) == ("scripted", 0, 7)
    system, user = (message["content"] for message in request["messages"])
    for block in document.blocks:
        assert block.span.of(document.text) in user
    assert "# Lindvik opens a quantum park" in user
    assert "2024-01-08" in user
    schema = request["response_format"]["json_schema"]["schema"]
    types = {t["properties"]["type"]["enum"][0]: t for t in schema["properties"]["claims"]["items"]["anyOf"]}
    assert set(types) == set(Ontology().claim_types) - {"relation"}
    assert types["observation"]["required"] == ["type", "quote", "indicator", "value", "unit"]
    assert types["growth"]["properties"]["direction"]["enum"] == ["down", "flat", "up"]
    assert {"EUR", "percent", "km2"} <= set(types["observation"]["properties"]["unit"]["enum"])
    assert all(f'"{key}"' in system for key in types)
    assert "gt (more than)" in system


def test_a_type_of_the_users_own_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "own.ttl").write_text(
        """@prefix inno: <https://w3id.org/innograph/ontology#> . @prefix fr: <https://w3id.org/innograph/frames#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        inno:PrizeClaim a owl:Class, fr:ClaimType ; rdfs:subClassOf inno:Claim ; fr:key "prize" ; fr:fields (
          [ fr:key "winner" ; fr:property inno:actor ; fr:range inno:Actor ]
          [ fr:key "year" ; fr:property inno:rank ; fr:range xsd:integer ] ) ."""
    )
    shipped, own = (Prompt(Ontology(folders), ()) for folders in ((), (tmp_path,)))
    assert '"prize"\n- winner: actor (actor)' in own.instructions
    assert own.version != shipped.version
    assert Prompt(Ontology(), ()).version == shipped.version


def test_documents_come_out_in_order_and_the_limit_is_kept(asking: Asking, several: list[Document]) -> None:
    delays = {d.text: 0.25 - 0.02 * n for n, d in enumerate(several)}  # the first answers come last

    def script(request: dict[str, Any]) -> Reply:
        text = request["messages"][-1]["content"]
        return claims(FIRMS, delay=next(delay for words, delay in delays.items() if words in text))

    with served(script) as endpoint:
        found = list(asking(endpoint.url, concurrency=3).extract_all(several))
    assert [d.id for d, _ in found] == [d.id for d in several]
    assert all(len(c) == 1 for _, c in found)
    assert endpoint.most == 3
    with served(script) as endpoint:
        list(asking(endpoint.url, concurrency=1).extract_all(several[:3]))
    assert endpoint.most == 1


def test_the_same_answers_give_the_same_claims(asking: Asking, several: list[Document]) -> None:
    runs = []
    for concurrency in (1, 4):
        with served(lambda _: claims(FIRMS, INVENTED)) as endpoint:
            extractor = asking(endpoint.url, concurrency=concurrency)
            runs.append((list(extractor.extract_all(several)), extractor.report.data()))
    assert runs[0] == runs[1]


def test_tokens_and_cost_are_counted(asking: Asking, several: list[Document]) -> None:
    replies = [claims(), Reply("no JSON"), claims(usage=None), *[claims()] * 5]
    with served(replies) as endpoint:
        extractor = asking(endpoint.url, concurrency=1, prices=Prices.parse("0.5, 2"))
        list(extractor.extract_all(several[:4]))
    data = extractor.report.data()
    assert (data["requests"], data["tokens_in"], data["tokens_out"], data["uncounted"]) == (4, 3000, 300, 1)
    assert data["cost"] == "0.0021"  # what cannot be read was paid for as well
    assert (data["documents"], data["failed"]) == (4, 1)


@pytest.mark.parametrize("wrong", ["1", "1,2,3", "a,b", "-1,2", "NaN,1", ""])
def test_prices_are_two_numbers(wrong: str) -> None:
    with pytest.raises(ValueError, match="IN,OUT"):
        Prices.parse(wrong)
    assert Prices.parse("0.15,0.60").cost(2_000_000, 500_000) == Decimal("0.60")


@pytest.mark.parametrize(
    ("url", "base", "place"),
    [
        ("http://a:8080", "http://a:8080/v1", "http://a:8080/v1"),
        ("http://a/v1/", "http://a/v1", "http://a/v1"),
        ("https://u:p@a/openai/v1/chat/completions", "https://u:p@a/openai/v1", "https://a/openai/v1"),
    ],
)
def test_addresses(url: str, base: str, place: str) -> None:
    settings = LlmSettings(url, "m")
    assert (settings.base, settings.place) == (base, place)


@pytest.mark.parametrize(
    "wrong", [{"url": "a"}, {"url": "ftp://a"}, {"model": " "}, {"timeout": 0}, {"concurrency": 0}, {"attempts": 0}]
)
def test_settings_that_cannot_be_used(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"http|name|above 0"):
        LlmSettings(**{"url": "http://a", "model": "m"} | wrong)


# -- parts --------------------------------------------------------------------------------------------------------


def test_a_long_document_is_asked_about_in_parts(asking: Asking, document: Document) -> None:
    def script(request: dict[str, Any]) -> Reply:
        text = request["messages"][-1]["content"]
        return claims(*(c for c in (FIRMS, MONEY, RANK, STAFF) if c["quote"] in text))

    with served(script) as endpoint:
        assert len(asking(endpoint.url, part_size=180).extract(document)) == 4
        assert len(endpoint.requests) == 4
    assert [q for q in endpoint.questions() if "# Lindvik opens" in q] == [
        q for q in endpoint.questions() if "Exports" in q
    ]


def test_parts_hold_every_paragraph_once() -> None:
    text = "\n\n".join(["word " * n + "end." for n in (5, 900, 3, 2000)] + ["x" * 3000])
    document = document_from_text(text)
    spans = [piece.span for part in parts(document, 1000) for piece in part.pieces]
    assert "".join(span.of(document.text) for span in spans) == document.text.replace("\n\n", "")
    assert all(span.end - span.start <= 1000 for span in spans)


def test_what_is_right_of_a_document_that_fails_is_kept(asking: Asking, document: Document) -> None:
    with served([claims(FIRMS), Reply(status=400)]) as endpoint:
        extractor = asking(endpoint.url, part_size=180, concurrency=1)
        assert len(extractor.extract(document)) == 1
    (finding,) = extractor.report.failures
    assert "HTTP 400" in finding.message
    assert "(and so for 2 more parts of 4)" in finding.message


def test_of_an_answer_that_is_cut_off_the_whole_claims_are_read(asking: Asking, single: Document) -> None:
    words = json.dumps({"claims": [FIRMS, INVENTED, FIRMS]})[:-20]
    with served([Reply(words, finish_reason="length")]) as endpoint:
        extractor = asking(endpoint.url)
        assert len(extractor.extract(single)) == 1
    assert extractor.report.rejected == Counter({"quote-not-in-text": 1})
    (finding,) = extractor.report.failures
    assert "was cut off at 100 tokens" in finding.message


def test_a_part_whose_answer_is_cut_off_is_asked_about_in_halves(
    asking: Asking, document: Document, tmp_path: Path
) -> None:
    def script(request: dict[str, Any]) -> Reply:
        text = request["messages"][-1]["content"]
        if "Saxony" in text and "Exports" in text:
            return Reply('{"claims": [{"type": "obs', finish_reason="length")
        return claims(*(c for c in (FIRMS, STAFF) if c["quote"] in text))

    for requests in (3, 0):  # the second time all is known
        with served(script) as endpoint:
            assert len(asking(endpoint.url, resume=tmp_path).extract(document)) == 2
            assert len(endpoint.requests) == requests


def test_a_document_without_paragraphs_is_not_asked_about(asking: Asking) -> None:
    with served([claims()]) as endpoint:
        heading = Document("A heading", (Block(BlockKind.HEADING, Span(0, 9), 1),), "a.md")
        extractor = asking(endpoint.url)
        assert extractor.extract(heading) == []
        assert (endpoint.requests, extractor.report.failures) == ([], [])


# -- both ---------------------------------------------------------------------------------------------------------


def test_both_adds_to_the_frames_what_they_do_not_say(asking: Asking, extractor: Extractor, document: Document) -> None:
    rules = extractor.extract(document)
    assert any(c.fields.get("value") == Decimal(26700) for c in rules)
    with served([claims(FIRMS, PARTNERS, INVENTED)]) as endpoint:
        both = asking(endpoint.url, with_rules=True)
        found = both.extract(document)
    assert found[: len(rules)] == rules
    assert all(c.frame and not c.extractor for c in rules)
    assert both.report.known >= 1
    added = found[len(rules) :]
    assert all(c.extractor == f"scripted (prompt {both.prompt.version})" and c.frame is None for c in added)
    assert len(added) == both.report.claims
    assert both.report.known + both.report.claims == 2


def test_where_the_model_fails_the_frames_claims_stay(asking: Asking, extractor: Extractor, document: Document) -> None:
    with served([Reply("no JSON")]) as endpoint:
        both = asking(endpoint.url, with_rules=True)
        assert both.extract(document) == extractor.extract(document)
    assert both.report.data()["failed"] == 1


# -- resumption ---------------------------------------------------------------------------------------------------


def test_finished_answers_are_not_asked_for_again(asking: Asking, several: list[Document], tmp_path: Path) -> None:
    replies = {d.text: claims(FIRMS, INVENTED) for d in several} | {several[1].text: Reply("no JSON")}

    def script(request: dict[str, Any]) -> Reply:
        text = request["messages"][-1]["content"]
        return next(reply for words, reply in replies.items() if words in text)

    with served(script) as endpoint:
        first = asking(endpoint.url, resume=tmp_path)
        before = list(first.extract_all(several))
    assert [f.document for f in first.report.failures] == [several[1].id]
    replies[several[1].text] = claims(FIRMS)
    with served(script) as endpoint:
        second = asking(endpoint.url, resume=tmp_path)
        after = list(second.extract_all(several))
    assert len(endpoint.requests) == 1  # what could not be read was not kept
    assert (second.report.reused, second.report.requests) == (len(several) - 1, 1)
    assert second.report.tokens_in == 1000
    assert [c for _, c in before if c] == [c for n, (_, c) in enumerate(after) if n != 1]


def test_a_kept_answer_that_is_damaged_is_asked_for_again(asking: Asking, single: Document, tmp_path: Path) -> None:
    with served([claims(FIRMS)]) as endpoint:
        asking(endpoint.url, resume=tmp_path).extract(single)
        (path,) = tmp_path.iterdir()
        path.write_text(path.read_text()[:40])
        assert len(asking(endpoint.url, resume=tmp_path).extract(single)) == 1
        assert len(endpoint.requests) == 2


def test_the_store_tells_questions_and_models_apart(tmp_path: Path) -> None:
    answer = Answer("{}", "stop", 1, None)
    store = AnswerStore(tmp_path / "a" / "b", "m", "1")
    store.put("doc-1", "question", answer)
    assert store.get("doc-1", "question") == answer
    assert store.get("doc-1", "other") is store.get("doc-2", "question") is None
    assert AnswerStore(store.folder, "m", "2").get("doc-1", "question") is None
    assert AnswerStore(store.folder, "n", "1").get("doc-1", "question") is None
    assert json.loads(next(store.folder.iterdir()).read_text())["document"] == "doc-1"


def test_a_run_that_was_killed_goes_on_where_it_stopped(several: list[Document], tmp_path: Path) -> None:
    for number, document in enumerate(several):
        (tmp_path / f"{number}.txt").write_text(document.text)
    answered = {"few": True}

    def script(_: dict[str, Any]) -> Reply:
        return claims(FIRMS, delay=60 if answered["few"] and len(endpoint.requests) > 3 else 0)

    command = [
        sys.executable,
        "-c",
        "from innograph.cli import main; main()",
        "extract",
        *sorted(tmp_path.glob("*.txt")),
    ]
    options = ["--extractor", "llm", "--llm-model", "m", "--llm-resume", tmp_path / "kept", "--llm-concurrency", "1"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with served(script) as endpoint:
        arguments = [str(word) for word in (*command, *options, "--llm-url", endpoint.url)]
        process = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _wait_for(endpoint, 4)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        answered["few"] = False
        done = subprocess.run(arguments, env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        assert len(done.stdout.splitlines()) == len(several)
        assert len(endpoint.requests) == len(several) + 1  # the one that was interrupted is asked again
        assert "3 answers from before" in done.stderr


def _wait_for(endpoint: Endpoint, requests: int) -> None:
    end = time.monotonic() + 60
    while len(endpoint.requests) < requests:
        assert time.monotonic() < end
        time.sleep(0.02)
