"""What was asked, answered, kept and rejected, and what it cost."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from innograph.llm.answer import Answer
from innograph.llm.settings import Prices
from innograph.model import Document, Finding

FAILED = "unanswered"  # the kind of the finding for a document that failed


@dataclass(frozen=True, slots=True)
class Rejection:
    """A proposed claim that did not pass the gate."""

    document: str  # id
    reason: str  # one of `gate.Reason`
    detail: str  # what is wrong, in words
    proposed: Any  # as the model gave it


@dataclass
class LlmReport:
    """Counts of one run. It grows while documents are extracted."""

    model: str
    prompt: str  # version
    prices: Prices | None = None
    documents: int = 0
    claims: int = 0  # kept
    known: int = 0  # right, but said by a claim of the rules already
    repeated: int = 0  # right, but said by a claim of the model already
    rejections: list[Rejection] = field(default_factory=list)
    failures: list[Finding] = field(default_factory=list)
    reused: int = 0  # answers that were kept from an earlier run
    requests: int = 0  # questions that went over the network and were answered
    retries: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    uncounted: int = 0  # answers for which the server told no tokens
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def rejected(self) -> Counter[str]:
        """How many claims were rejected, by reason."""
        return Counter(rejection.reason for rejection in self.rejections)

    @property
    def proposed(self) -> int:
        """How many claims the model proposed."""
        return self.claims + self.known + self.repeated + len(self.rejections)

    @property
    def cost(self) -> Decimal | None:
        """What the tokens of this run cost, where prices were given."""
        return self.prices.cost(self.tokens_in, self.tokens_out) if self.prices else None

    def count(self, answer: Answer, reused: bool) -> None:
        """Note an answer: one that was kept from before costs nothing now. May be called from several threads."""
        with self._lock:
            if reused:
                self.reused += 1
                return
            self.requests += 1
            self.tokens_in += answer.tokens_in or 0
            self.tokens_out += answer.tokens_out or 0
            self.uncounted += not answer.is_counted

    def fail(self, document: Document, reason: str) -> None:
        """Note that a document could not be asked about in full, so that claims of the model's are missing."""
        message = f"claims of the language model are missing: {reason}"
        self.failures.append(Finding(FAILED, message, document.place, document.id))

    def data(self) -> dict[str, Any]:
        """The counts as plain data: `llm` in `report.json`."""
        return {
            "model": self.model,
            "prompt": self.prompt,
            "documents": self.documents,
            "failed": len(self.failures),
            "proposed": self.proposed,
            "claims": self.claims,
            "known": self.known,
            "repeated": self.repeated,
            "rejected": dict(sorted(self.rejected.items())),
            "requests": self.requests,
            "reused": self.reused,
            "retries": self.retries,
            "tokens_in": self.tokens_in,
            "tokens_out": self.tokens_out,
            "uncounted": self.uncounted,
            "cost": None if self.cost is None else format(self.cost.normalize(), "f"),
        }


def report_lines(data: Mapping[str, Any]) -> Iterator[str]:
    """The counts of a report (`LlmReport.data`) in words, a line for each subject."""
    rejected = sum(data["rejected"].values())
    yield (
        f"{data['model']}: {data['documents']} documents asked about, {data['failed']} failed; "
        f"{data['claims']} claims kept of {data['proposed']} proposed"
        f" ({data['known']} known by the rules, {data['repeated']} repeated, {rejected} rejected)"
    )
    if rejected:
        most_first = sorted(data["rejected"].items(), key=lambda item: (-item[1], item[0]))
        yield "rejected: " + ", ".join(f"{count} {reason}" for reason, count in most_first)
    unknown = f" (without those of {data['uncounted']} answers, which were not told)" if data["uncounted"] else ""
    cost = "" if data["cost"] is None else f"; cost {data['cost']}"
    yield (
        f"{data['requests']} requests, {data['retries']} retries, {data['reused']} answers from before; "
        f"{data['tokens_in']:,} tokens in, {data['tokens_out']:,} out{unknown}{cost}"
    )
