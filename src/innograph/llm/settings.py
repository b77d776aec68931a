"""What to ask, where, and how hard to try."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

MILLION = 1_000_000
CHAT = "/chat/completions"


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, in whatever currency the user counts in."""

    tokens_in: Decimal
    tokens_out: Decimal

    @classmethod
    def parse(cls, text: str) -> Prices:
        """Prices written as "IN,OUT": "0.15,0.60".

        Raises:
            ValueError: these are not two numbers of at least 0.
        """
        try:
            tokens_in, tokens_out = (Decimal(part.strip()) for part in text.split(","))
        except (InvalidOperation, ValueError) as error:
            raise ValueError(f"{text!r} is not IN,OUT: two prices for a million tokens") from error
        if not all(price.is_finite() and price >= 0 for price in (tokens_in, tokens_out)):
            raise ValueError(f"{text!r} is not IN,OUT: a price is a number of at least 0")
        return cls(tokens_in, tokens_out)

    def cost(self, tokens_in: int, tokens_out: int) -> Decimal:
        """What so many tokens cost."""
        return (self.tokens_in * tokens_in + self.tokens_out * tokens_out) / MILLION


@dataclass(frozen=True, slots=True)
class LlmSettings:
    """An endpoint, a model, and the limits to keep to.

    Raises:
        ValueError: the address is no http(s) address, the model has no name, or a limit is not positive.
    """

    url: str  # of the API, with or without "/v1"
    model: str
    with_rules: bool = False  # whether the frames' claims come first
    key_env: str | None = None  # name of the environment variable that holds the key, never the key itself
    timeout: float = 120.0  # seconds for one request
    concurrency: int = 4  # requests at the same time
    prices: Prices | None = None
    resume: Path | None = None  # folder of finished answers
    attempts: int = 4  # for each request, the first one included
    backoff: float = 1.0  # seconds before the second attempt, doubled for each further one
    seed: int = 0
    max_tokens: int = 4096  # of one answer
    part_size: int = 6000  # code points of text in one question, as far as paragraphs allow

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"{self.url!r} is not an http or https address")
        if not self.model.strip():
            raise ValueError("the model has no name")
        limits = (self.timeout, self.concurrency, self.attempts, self.max_tokens, self.part_size)
        if min(limits) <= 0 or self.backoff < 0:
            raise ValueError("time-out, concurrency, attempts and sizes must be above 0")

    @property
    def base(self) -> str:
        """The address that "/chat/completions" is added to."""
        parts = urlsplit(self.url)
        path = parts.path.rstrip("/").removesuffix(CHAT) or "/v1"
        return urlunsplit(parts._replace(path=path, fragment=""))

    @property
    def place(self) -> str:
        """The address for messages: without user name, password and query."""
        parts = urlsplit(self.base)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path, "", ""))
