"""One question to an OpenAI-compatible endpoint: sent, tried again where that may help, and told apart when it fails.

Servers differ in what they understand by `response_format`. The forms are tried from the strictest to none; the first
that the server takes is kept for all further questions.
"""

from __future__ import annotations

import json
import os
import threading
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    sleep_using_event,
    stop_after_attempt,
    wait_exponential,
    wait_random,
)

from innograph.errors import AnswerError, EndpointError
from innograph.llm.answer import Answer, excerpt
from innograph.llm.settings import CHAT, LlmSettings

REFUSED = {401: "the key is refused", 403: "access is refused", 404: "there is no such address or model"}
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})  # may go well when tried again
UNUNDERSTOOD = frozenset({400, 415, 422, 501})  # what servers say to a response_format that they do not know
LONGEST_WAIT = 300.0  # seconds that Retry-After may ask for; longer and the document fails
LONGEST_BACKOFF = 60.0  # seconds

Message = dict[str, str]


class _PassingError(Exception):
    """A failure that may pass. `after`: seconds that the server asks to wait."""

    def __init__(self, reason: str, after: float | None = None, *, reached: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after
        self.reached = reached


class Client:
    """Asks one endpoint. May be used from several threads; a context manager.

    Args:
        key: sent as a bearer token, if there is one.
    """

    def __init__(self, settings: LlmSettings, key: str | None = None) -> None:
        self.settings = settings
        self.retries = 0
        self._key = key
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(
            headers=headers,
            timeout=settings.timeout,
            limits=httpx.Limits(max_connections=settings.concurrency),
        )
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._form = 0  # index of the response_format to begin with
        self._form_is_sure = False
        self._reached = False
        self._gone = False  # whether the last question could not even be delivered, however often it was tried

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._http.close()

    def stop(self) -> None:
        """Give up what waits to be tried again, and begin nothing new."""
        self._stopped.set()

    def ask(self, messages: list[Message], schema: dict[str, Any]) -> Answer:
        """The answer to a question.

        Args:
            messages: the conversation, each with `role` and `content`.
            schema: JSON schema of the answer, for servers that hold a model to one.

        Raises:
            EndpointError: the endpoint was never reached, or refuses the key or the model.
            AnswerError: no answer came, however often the question was asked, or one that is no chat completion.
        """
        forms = _forms(schema)
        for number in range(self._form, len(forms)):
            response = self._post(messages, forms[number])
            last = number == len(forms) - 1 or self._form_is_sure
            if _is_about_form(response) and not last:
                continue
            if response.is_success:
                with self._lock:
                    self._form, self._form_is_sure = max(self._form, number), True
                return _read(response)
            raise AnswerError(f"HTTP {response.status_code}: {self._told(response)}")
        raise AnswerError("the server takes no form of the question")

    def _post(self, messages: list[Message], form: dict[str, Any] | None) -> httpx.Response:
        """The response, after as many attempts as are allowed."""
        settings = self.settings
        body: dict[str, Any] = {
            "model": settings.model,
            "messages": messages,
            "temperature": 0,
            "seed": settings.seed,
            "max_tokens": settings.max_tokens,
            "stream": False,
        }
        if form is not None:
            body["response_format"] = form
        retrying = Retrying(
            stop=stop_after_attempt(1 if self._gone else settings.attempts),
            wait=_Wait(settings.backoff),
            retry=retry_if_exception_type(_PassingError),
            before_sleep=self._count,
            sleep=sleep_using_event(self._stopped),
            reraise=True,
        )
        try:
            response = retrying(self._send, body)
        except _PassingError as error:
            self._gone = not error.reached
            if not error.reached and not self._reached:
                raise EndpointError(settings.place, error.reason) from error
            raise AnswerError(error.reason) from error
        self._gone = False
        return response

    def _send(self, body: dict[str, Any]) -> httpx.Response:
        """One attempt."""
        if self._stopped.is_set():
            raise AnswerError("the run was stopped")
        try:
            response = self._http.post(self.settings.base + CHAT, json=body)
        except httpx.TimeoutException as error:
            reached = not isinstance(error, httpx.ConnectTimeout)
            raise _PassingError(f"no answer within {self.settings.timeout:g} s", reached=reached) from error
        except httpx.TransportError as error:
            reached = not isinstance(error, httpx.ConnectError | httpx.ProxyError | httpx.UnsupportedProtocol)
            raise _PassingError(f"cannot be reached ({error})", reached=reached) from error
        except httpx.HTTPError as error:  # a body that is not in its encoding
            raise _PassingError(f"the response cannot be read ({error})") from error
        self._reached = True
        status = response.status_code
        if status in REFUSED:
            raise EndpointError(self.settings.place, f"HTTP {status}, {REFUSED[status]}: {self._told(response)}")
        if status in PASSING and not _is_about_form(response):
            after = retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
            if after is not None and after > LONGEST_WAIT:
                raise AnswerError(f"HTTP {status}: the server asks to wait {after:.0f} s")
            raise _PassingError(f"HTTP {status}: {self._told(response)}", after)
        return response

    def _count(self, _: RetryCallState) -> None:
        with self._lock:
            self.retries += 1

    def _told(self, response: httpx.Response) -> str:
        """What the server says of an error, in short; never with the key in it."""
        words = excerpt(response.text, 200) or response.reason_phrase
        return words.replace(self._key, "***") if self._key else words


class _Wait:
    """Seconds before the next attempt: what the server asks for, else longer each time, with some chance in it."""

    def __init__(self, backoff: float) -> None:
        self._backoff = wait_exponential(backoff, LONGEST_BACKOFF) + wait_random(0, backoff)

    def __call__(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, _PassingError) and error.after is not None:
            return error.after
        return self._backoff(state)


def retry_after(header: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header (RFC 9110, 10.2.3: a number or a date) asks to wait; None if it says none."""
    if header is None:
        return None
    try:
        return max(0.0, float(header)) if header.strip().isdigit() else _until(header, now)
    except (TypeError, ValueError):
        return None


def _until(header: str, now: datetime) -> float:
    day = parsedate_to_datetime(header)
    return max(0.0, ((day if day.tzinfo else day.replace(tzinfo=UTC)) - now).total_seconds())


def key_of(settings: LlmSettings) -> str | None:
    """The key, out of the environment variable that the settings name.

    Raises:
        EndpointError: the variable is not set, or holds what cannot be a key.
    """
    if settings.key_env is None:
        return None
    key = os.environ.get(settings.key_env, "").strip()
    if not key:
        raise EndpointError(settings.place, f"the environment variable {settings.key_env}, for the key, is not set")
    if not key.isascii() or not key.isprintable():
        raise EndpointError(settings.place, f"what {settings.key_env} holds cannot be a key")
    return key


def _is_about_form(response: httpx.Response) -> bool:
    """Whether a server may be saying that it does not know a response_format; llama-cpp-python does so with a 500."""
    return response.status_code in UNUNDERSTOOD or (response.status_code == 500 and "response_format" in response.text)


def _forms(schema: dict[str, Any]) -> tuple[dict[str, Any] | None, ...]:
    """Forms of `response_format`: OpenAI, vLLM, Ollama and llama.cpp know the first, llama-cpp-python the second."""
    return (
        {"type": "json_schema", "json_schema": {"name": "claims", "schema": schema}},
        {"type": "json_object", "schema": schema},
        None,
    )


def _read(response: httpx.Response) -> Answer:
    try:
        data = response.json()
        choice = data["choices"][0]
        text = choice["message"]["content"]
        usage = data.get("usage") or {}
        counts = [usage.get(name) for name in ("prompt_tokens", "completion_tokens")]
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise AnswerError(f"the response is no chat completion: {excerpt(response.text)}") from error
    known = [count if isinstance(count, int) and count >= 0 else None for count in counts]
    return Answer(text if isinstance(text, str) else "", choice.get("finish_reason"), *known)
