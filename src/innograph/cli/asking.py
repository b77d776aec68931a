"""Options of the verbs that may ask a language model, and what is told of its answers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from innograph.cli.common import say

if TYPE_CHECKING:
    from innograph.llm import LlmSettings


class ExtractorName(StrEnum):
    """What finds the claims."""

    RULES = "rules"
    LLM = "llm"
    BOTH = "both"


ExtractorOption = Annotated[
    ExtractorName,
    typer.Option("--extractor", help="What finds the claims: frames, a language model, or one after the other."),
]
LlmUrl = Annotated[
    str | None,
    typer.Option(envvar="INNOGRAPH_LLM_URL", metavar="URL", help="An OpenAI-compatible endpoint, up to /v1."),
]
LlmModel = Annotated[
    str | None, typer.Option(envvar="INNOGRAPH_LLM_MODEL", metavar="NAME", help="The model to ask for there.")
]
LlmKeyEnv = Annotated[
    str | None, typer.Option(metavar="NAME", help="The environment variable that holds the key; never the key itself.")
]
LlmTimeout = Annotated[float, typer.Option(metavar="SECONDS", min=0.001, help="How long one answer may take.")]
LlmConcurrency = Annotated[int, typer.Option(metavar="N", min=1, help="Requests at the same time.")]
LlmPrices = Annotated[
    str | None, typer.Option(metavar="IN,OUT", help="Prices of a million tokens read and written, to tell the cost.")
]
LlmResume = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Keep finished answers here, and ask for none of them again.")
]


def llm_settings(
    extractor: ExtractorName,
    url: str | None,
    model: str | None,
    key_env: str | None,
    timeout: float,
    concurrency: int,
    prices: str | None,
    resume: Path | None,
) -> LlmSettings | None:
    """What the options say, or None where no language model is to be asked.

    Raises:
        BadParameter: the endpoint or model is missing, or an option cannot be used.
    """
    if extractor is ExtractorName.RULES:
        return None
    from innograph.llm import LlmSettings, Prices

    if not url or not model:
        raise typer.BadParameter(
            f"--extractor {extractor} needs --llm-url and --llm-model, or INNOGRAPH_LLM_URL and INNOGRAPH_LLM_MODEL"
        )
    try:
        return LlmSettings(
            url,
            model,
            with_rules=extractor is ExtractorName.BOTH,
            key_env=key_env,
            timeout=timeout,
            concurrency=concurrency,
            prices=Prices.parse(prices) if prices is not None else None,
            resume=resume,
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def tell_llm(data: Mapping[str, Any]) -> None:
    """What was asked, answered and rejected, as messages. `data` is what the report of it says."""
    from innograph.llm.report import report_lines

    for line in report_lines(data):
        say(line)
