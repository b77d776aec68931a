"""What an endpoint can do wrong, and how it is told: tried again where that may help, never silently empty."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from endpoint import Reply, claims, served
from proposals import FIRMS

from innograph.errors import EndpointError
from innograph.llm import LlmExtractor
from innograph.llm.answer import read_answer
from innograph.llm.client import retry_after
from innograph.model import Document

Asking = Callable[..., LlmExtractor]


def _failure(extractor: LlmExtractor, document: Document) -> str:
    """Why the document failed; it then has no claims, and is in the report's list."""
    assert extractor.extract(document) == []
    (finding,) = extractor.report.failures
    assert (finding.kind, finding.document, finding.source) == ("unanswered", document.id, document.place)
    assert extractor.report.data()["failed"] == 1
    return finding.message


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(""), "the answer is empty"),
        (Reply(None), "the answer is empty"),
        (Reply("  <think>Hm {}</think> "), "the answer is empty"),
        (Reply("I cannot help with that."), "is no JSON: I cannot help"),
        (Reply('{"claims": [{"type": "obs'), "is no JSON"),
        (Reply('{"claims": [{"value": NaN}]}'), "NaN is no JSON"),
        (Reply("[" * 100_000), "is no JSON"),
        (Reply('{"facts": []}'), "has no list of claims"),
        (Reply('{"claims": {}}'), "has no list of claims"),
        (Reply('{"claims": [', finish_reason="length"), "was cut off at 100 tokens"),
        (Reply(body="<html>gateway</html>"), "is no chat completion: <html>gateway"),
        (Reply(body="{}"), "is no chat completion"),
        (Reply(body='{"choices": []}'), "is no chat completion"),
        (Reply(body="[1]"), "is no chat completion"),
        (Reply(status=400), "HTTP 400"),
    ],
)
def test_an_answer_that_cannot_be_used_fails_the_document(
    asking: Asking, reply: Reply, said: str, single: Document
) -> None:
    with served([reply]) as endpoint:
        extractor = asking(endpoint.url)
        assert said in _failure(extractor, single)
        assert extractor.report.retries == 0


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(asking: Asking, single: Document, status: int) -> None:
    with served([Reply(status=status), Reply(hang_up=True), claims(FIRMS)]) as endpoint:
        extractor = asking(endpoint.url)
        assert len(extractor.extract(single)) == 1
        assert (extractor.report.retries, len(endpoint.requests)) == (2, 3)


def test_attempts_have_an_end(asking: Asking, single: Document) -> None:
    with served([Reply(status=500)]) as endpoint:
        extractor = asking(endpoint.url, attempts=3)
        assert "HTTP 500: " in _failure(extractor, single)
        assert (len(endpoint.requests), extractor.report.retries) == (3, 2)


def test_retry_after_is_honoured(asking: Asking, single: Document) -> None:
    with served([Reply(status=429, headers={"Retry-After": "1"}), claims(FIRMS)]) as endpoint:
        assert len(asking(endpoint.url).extract(single)) == 1
        first, second = endpoint.times
        assert second - first >= 1


def test_who_asks_to_wait_for_hours_is_not_waited_for(asking: Asking, single: Document) -> None:
    with served([Reply(status=503, headers={"Retry-After": "7200"})]) as endpoint:
        assert "asks to wait 7200 s" in _failure(asking(endpoint.url), single)
        assert len(endpoint.requests) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("7", 7),
        ("-7", None),
        ("soon", None),
        ("Mon, 08 Jan 2024 12:00:30 GMT", 30),
        ("Mon, 08 Jan 2024 11:00:00 GMT", 0),
        ("Mon, 08 Jan 2024 12:00:30 -0000", 30),
    ],
)
def test_retry_after_in_seconds_and_as_a_date(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, datetime(2024, 1, 8, 12, tzinfo=UTC)) == seconds


def test_a_time_out_is_tried_again_and_then_told(asking: Asking, single: Document) -> None:
    with served([Reply(delay=1)]) as endpoint:
        extractor = asking(endpoint.url, timeout=0.2, attempts=2)
        assert "no answer within 0.2 s" in _failure(extractor, single)
        assert len(endpoint.requests) == 2


def test_an_endpoint_that_is_not_there_stops_the_run(asking: Asking, single: Document) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound, but nobody listens
        extractor = asking(f"http://127.0.0.1:{unused.getsockname()[1]}", attempts=2)
        with pytest.raises(EndpointError, match=r"http://127\.0\.0\.1:\d+/v1: cannot be reached"):
            extractor.extract(single)
    assert extractor.report.retries == 1


@pytest.mark.parametrize(("status", "said"), [(401, "the key is refused"), (403, "refused"), (404, "address or model")])
def test_a_refusal_stops_the_run_at_once(asking: Asking, single: Document, status: int, said: str) -> None:
    with served([Reply(status=status)]) as endpoint:
        with pytest.raises(EndpointError, match=said):
            asking(endpoint.url).extract(single)
        assert len(endpoint.requests) == 1


def test_an_endpoint_that_goes_away_fails_what_is_left(asking: Asking, several: list[Document]) -> None:
    with served(lambda _: claims(FIRMS)) as endpoint:
        extractor = asking(endpoint.url, concurrency=1, attempts=3)
        found = extractor.extract_all(several)
        first = next(found)
        assert len(first[1]) == 1
    rest = [claim for _, claim in found]  # asked a few documents ahead, but not all
    assert len(rest) == len(several) - 1
    assert {f.document for f in extractor.report.failures} == {
        d.id for d, c in zip(several[1:], rest, strict=True) if not c
    }
    assert "cannot be reached" in extractor.report.failures[-1].message
    assert extractor.report.retries <= 2  # where it is gone, one attempt for each further document is enough


def test_the_key_is_sent_and_never_told(asking: Asking, single: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "sk-secret")
    with served([Reply(status=400, body="bad key sk-secret")]) as endpoint:
        extractor = asking(endpoint.url, key_env="MY_KEY")
        message = _failure(extractor, single)
        assert endpoint.headers[0]["Authorization"] == "Bearer sk-secret"
        assert "bad key ***" in message
    monkeypatch.setenv("MY_KEY", "")
    with pytest.raises(EndpointError, match="MY_KEY, for the key, is not set"):
        asking(endpoint.url, key_env="MY_KEY")


def test_without_a_key_none_is_sent(asking: Asking, single: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with served([claims()]) as endpoint:
        asking(endpoint.url).extract(single)
        assert "Authorization" not in endpoint.headers[0]


@pytest.mark.parametrize(
    "text",
    [
        '{"claims": [1]}',
        "[1]",
        '```json\n{"claims": [1]}\n```',
        'Here you are:\n```\n{"claims": [1]}\n```\nAnything else?',
        '<think>{"claims": [2]}</think>{"claims": [1]}',
        '{"claims": [1]} {"claims": [2]}',
        '{"claims": [1], "note": "two\nlines"}',
    ],
)
def test_json_is_found_in_what_is_around_it(text: str) -> None:
    assert read_answer(text) == [1]


@pytest.mark.parametrize("objection", [Reply(status=422), Reply(status=500, body="'response_format', 'type': wrong")])
def test_the_strictest_form_that_the_server_takes_is_kept(
    asking: Asking, several: list[Document], objection: Reply
) -> None:
    def script(request: dict[str, Any]) -> Reply:
        form = request.get("response_format", {}).get("type")
        return objection if form == "json_schema" else claims()

    with served(script) as endpoint:
        extractor = asking(endpoint.url, concurrency=1)
        assert [c for _, c in extractor.extract_all(several)] == [[]] * len(several)
        forms = [request.get("response_format", {}).get("type") for request in endpoint.requests]
        assert forms == ["json_schema"] + ["json_object"] * len(several)
        assert extractor.report.retries == 0


def test_a_server_that_takes_no_form_is_asked_without(asking: Asking, single: Document) -> None:
    with served(lambda request: Reply(status=400) if "response_format" in request else claims(FIRMS)) as endpoint:
        assert len(asking(endpoint.url).extract(single)) == 1
        assert len(endpoint.requests) == 3


def test_stopping_does_not_wait_for_what_waits(asking: Asking, several: list[Document]) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    def interrupt_later() -> None:
        while len(endpoint.requests) < 4:
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGALRM)

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with served([Reply(status=503, headers={"Retry-After": "200"})]) as endpoint:
            extractor = asking(endpoint.url)
            threading.Thread(target=interrupt_later, daemon=True).start()
            started = time.monotonic()
            with pytest.raises(KeyboardInterrupt):
                list(extractor.extract_all(several))
            assert time.monotonic() - started < 10
            assert len(endpoint.requests) == 4
    finally:
        signal.signal(signal.SIGALRM, before)
