"""What the tests of the language model's extractor share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from innograph.extract import Extractor
from innograph.llm import LlmExtractor, LlmSettings
from innograph.model import Document
from innograph.read import document_from_text, read_file

TEXT = """\
Saxony counts more than 26,700 high-tech firms, up 12.5 percent year on year.

In 2023, Lindvik University received 14.52 million euros from the Holm Foundation for photonics. The university is based
in Lindvik. It has signed an agreement with Nordal Optics.

Nordal Optics ranked third nationally in patent grants. Its revenue exceeded 20 to 30 million dollars.

## Lindvik opens a quantum park

Exports did not reach 3 percent of output. The firm has twenty-five employees in Lindvik.
"""


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The scripted endpoint is on this machine; nothing else is asked."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for name in ("INNOGRAPH_LLM_URL", "INNOGRAPH_LLM_MODEL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    path = tmp_path_factory.mktemp("text") / "lindvik.md"
    path.write_text(f"---\ndate: 2024-01-08\n---\n{TEXT}", encoding="utf-8")
    (document,) = read_file(path)
    return document


@pytest.fixture
def asking(extractor: Extractor) -> Callable[..., LlmExtractor]:
    """Makes an extractor for an endpoint, which does not wait long between attempts."""

    def make(url: str, **settings: Any) -> LlmExtractor:
        return LlmExtractor(extractor, LlmSettings(url, "scripted", **{"backoff": 0.01, "timeout": 5.0} | settings))

    return make


@pytest.fixture(scope="session")
def single() -> Document:
    """One paragraph."""
    return document_from_text("Saxony counts more than 26,700 high-tech firms.", source="single.txt")


@pytest.fixture(scope="session")
def several() -> list[Document]:
    """Documents that differ, each of one paragraph."""
    words = ("One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
    return [
        document_from_text(f"Saxony counts more than 26,700 high-tech firms. {word}!", source=f"{word}.txt")
        for word in words
    ]
