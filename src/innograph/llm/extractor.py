"""Documents to claims by way of a language model and the gate, alone or after the frames."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from innograph.errors import AnswerError, EndpointError
from innograph.extract import Extractor
from innograph.llm.answer import read_answer, read_cut_off
from innograph.llm.gate import Gate, RejectedError
from innograph.llm.naming import known_names
from innograph.llm.parts import Part, parts
from innograph.llm.prompt import Prompt
from innograph.llm.report import LlmReport, Rejection
from innograph.llm.same import Said
from innograph.llm.settings import LlmSettings
from innograph.llm.store import AnswerStore
from innograph.model import Claim, Document, Finding

if TYPE_CHECKING:
    from spacy.language import Language

    from innograph.llm.client import Client

AHEAD = 4  # documents asked about for each request that may run, before the first of them is handed on


@dataclass(frozen=True, slots=True)
class _Answered:
    """What a model proposed of a part, and what is missing of it, if anything."""

    part: Part
    claims: list[Any]
    fault: str | None = None


_Answers = list[_Answered]


class LlmExtractor:
    """Asks a language model for the claims of documents, and lets through what the gate lets through.

    Used like `Extractor`; `report` counts what happened. Documents come out in the order in which they went in,
    whatever the order of the answers.

    Args:
        rules: the extractor by frames: its ontology and pipeline are used, and its claims where the settings say so.
        settings: which endpoint and model to ask, and the limits to keep to.

    Raises:
        EndpointError: the extra `llm` is not installed, or the variable that should hold the key is not set.
        StoreError: the folder of finished answers cannot be made.
    """

    def __init__(self, rules: Extractor, settings: LlmSettings) -> None:
        self.rules = rules
        self.settings = settings
        self.prompt = Prompt(rules.ontology, rules.frames)
        self.report = LlmReport(settings.model, self.prompt.version, settings.prices)
        self._gate = Gate(rules, f"{settings.model} (prompt {self.prompt.version})")
        self._store = AnswerStore(settings.resume, settings.model, self.prompt.version) if settings.resume else None
        self._connect = _connector(settings)

    @property
    def pipeline(self) -> Language:
        """The language pipeline, which tells the language that is read."""
        return self.rules.pipeline

    def extract(self, document: Document) -> list[Claim]:
        """The claims of one document. Raises as `extract_all` does."""
        ((_, claims),) = self.extract_all([document])
        return claims

    def extract_all(
        self, documents: Iterable[Document], *, seconds: float | None = None, findings: list[Finding] | None = None
    ) -> Iterator[tuple[Document, list[Claim]]]:
        """Each document with its claims: those of the frames first, if asked for, then the model's.

        `seconds` and `findings` are for the frames, see `Extractor.extract_all`: an answer has a time of its own.

        A document that could not be asked about in full is among the report's failures; what passed the gate of the
        parts that were answered is kept.

        Raises:
            EndpointError: the endpoint was never reached, or refuses the key or the model.
            StoreError: a finished answer cannot be kept.
        """
        pairs: Iterator[tuple[Document, list[Claim]]] = ((document, []) for document in documents)
        if self.settings.with_rules:
            pairs = self.rules.extract_all(documents, seconds=seconds, findings=findings)
        with self._connect() as client:
            pool = ThreadPoolExecutor(self.settings.concurrency, thread_name_prefix="llm")
            try:
                yield from self._in_order(pairs, client, pool)
            finally:
                client.stop()
                pool.shutdown(cancel_futures=True)
                self.report.retries += client.retries

    def _in_order(
        self, pairs: Iterable[tuple[Document, list[Claim]]], client: Client, pool: ThreadPoolExecutor
    ) -> Iterator[tuple[Document, list[Claim]]]:
        """Asks about some documents ahead, and hands them on in order."""
        waiting: deque[tuple[Document, list[Claim], list[Future[_Answers]]]] = deque()
        for document, claims in pairs:
            asked = [pool.submit(self._ask, client, document, p) for p in parts(document, self.settings.part_size)]
            waiting.append((document, claims, asked))
            if len(waiting) >= AHEAD * self.settings.concurrency:
                yield self._finish(*waiting.popleft())
        while waiting:
            yield self._finish(*waiting.popleft())

    # -- asking -------------------------------------------------------------------------------------------------

    def _ask(self, client: Client, document: Document, part: Part) -> _Answers:
        """The answers for a part: one, or those of its halves where one would be too long. Runs in a thread."""
        messages = self.prompt.messages(document, part)
        question = messages[-1]["content"]
        answer = self._store.get(document.id, question) if self._store else None
        reused = answer is not None
        if answer is None:
            answer = client.ask(messages, self.prompt.schema)
        self.report.count(answer, reused)
        halves = part.halves() if answer.is_cut_off else None
        if answer.is_cut_off and halves is None:
            fault = f"the answer was cut off at {answer.tokens_out or self.settings.max_tokens} tokens"
            return [_Answered(part, read_cut_off(answer.text), fault)]
        found = [] if halves else read_answer(answer.text)  # what cannot be read is not kept
        if self._store and not reused:
            self._store.put(document.id, question, answer)
        if halves:
            return [answered for half in halves for answered in self._ask(client, document, half)]
        return [_Answered(part, found)]

    # -- taking stock -------------------------------------------------------------------------------------------

    def _finish(
        self, document: Document, claims: list[Claim], asked: list[Future[_Answers]]
    ) -> tuple[Document, list[Claim]]:
        """The document with all its claims, once its answers are there."""
        self.report.documents += 1
        answers: _Answers = []
        faults = []
        for future in asked:
            try:
                answers += future.result()
            except AnswerError as error:
                faults.append(error.reason)
        faults += [answered.fault for answered in answers if answered.fault]
        if faults:
            several = f" (and so for {len(faults) - 1} more parts of {len(asked)})" if len(faults) > 1 else ""
            self.report.fail(document, faults[0] + several)
        return document, [*claims, *self._pass(document, claims, answers)]

    def _pass(self, document: Document, rules: list[Claim], answers: _Answers) -> list[Claim]:
        """What of the answers passes the gate and was not said before, in the order of the text."""
        report = self.report
        known, kept = Said(rules), Said()
        names = known_names(rules)
        for answered in answers:
            for raw in answered.claims:
                try:
                    claim = self._gate.check(raw, document, answered.part, names)
                except RejectedError as error:
                    report.rejections.append(Rejection(document.id, error.reason, error.detail, raw))
                    continue
                if known.has(claim):
                    report.known += 1
                elif kept.has(claim):
                    report.repeated += 1
                else:
                    kept.add(claim)
        report.claims += len(kept.claims)
        return sorted(kept.claims, key=lambda c: (c.evidence[0].span, c.type, c.id))


def _connector(settings: LlmSettings) -> Callable[[], Client]:
    """What opens connections to the endpoint; checks at once what can be checked without it."""
    try:
        from innograph.llm.client import Client, key_of
    except ImportError as error:
        missing = f"{error.name} is not installed: pip install 'innograph[llm]'"
        raise EndpointError(settings.place, missing) from error
    return partial(Client, settings, key_of(settings))
