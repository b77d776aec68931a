"""The command line: data to stdout, messages to stderr, exit codes, and errors that a person understands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from innograph.cli import app, main
from innograph.graph.loading import load
from innograph.graph.namespaces import Namespaces
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology
from sample import sample_claims, sample_document

Run = Callable[..., "Done"]
VERBS = sorted(command.callback.__name__ for command in app.registered_commands if command.callback)
WANHUA = "Wanhua Chemical Group Co., Ltd."
MAIN = "import sys; from innograph.cli import main; sys.argv[0] = 'innograph'; main()"


def _process(*command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def innograph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs the command in an empty folder, as the shell would, but in this process: its imports are made once."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("INNOGRAPH_OUT", raising=False)
    handler = signal.getsignal(signal.SIGPIPE)

    def run(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["innograph", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capfd.readouterr()
        return Done(int(ended.value.code or 0), told.out, told.err)

    yield run
    signal.signal(signal.SIGPIPE, handler)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built graph of the sample document."""
    folder = tmp_path_factory.mktemp("built")
    with GraphStore.open(folder / "store") as store:
        load(store, [(sample_document(), sample_claims())], Ontology(), Namespaces())
    return folder


# -- help ---------------------------------------------------------------------------------------------------------


def test_help_lists_every_verb_and_comes_at_once() -> None:
    times = []
    for _ in range(3):
        start = time.perf_counter()
        done = _process(sys.executable, "-c", MAIN, "--help")
        times.append(time.perf_counter() - start)
    assert done.returncode == 0
    assert all(f"\n  {verb}" in done.stdout for verb in VERBS)
    assert min(times) < 1  # 0.2 s on a quiet machine


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, innograph.cli; print(sorted({m.partition('.')[0] for m in sys.modules}))"
    loaded = _process(sys.executable, "-c", code).stdout
    for heavy in (
        "spacy",
        "rdflib",
        "pyoxigraph",
        "networkx",
        "matplotlib",
        "pandas",
        "pyshacl",
        "rich",
        "trafilatura",
    ):
        assert f"'{heavy}'" not in loaded


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example(innograph: Run, verb: str) -> None:
    done = innograph(verb, "--help")
    assert done.returncode == 0
    assert f"Example: innograph {verb}" in " ".join(done.stdout.split())


def test_version_and_nothing_at_all(innograph: Run) -> None:
    assert innograph("--version").stdout.startswith("innograph ")
    assert innograph().returncode == 2


# -- asking -------------------------------------------------------------------------------------------------------


def test_query_answers_inline_named_and_from_a_file(innograph: Run, out: Path, tmp_path: Path) -> None:
    text = "SELECT DISTINCT ?who { ?who inno:masters ?what }"
    (tmp_path / "who.rq").write_text(text)
    inline = innograph("query", text, "-o", out, "-f", "csv")
    assert inline.returncode == 0
    assert inline.stdout.split() == ["who", "https://w3id.org/innograph/id/org-wanhua-chemical-group"]
    assert innograph("query", "who.rq", "-o", out, "-f", "csv").stdout == inline.stdout
    named = innograph("query", "who-masters-what", "-o", out, "-p", "material=nylon 12", "-f", "md")
    assert named.returncode == 0
    assert "Wanhua Chemical Group" in named.stdout


def test_query_without_a_question_lists_the_named_ones(innograph: Run) -> None:
    listed = innograph("query")
    assert listed.returncode == 0
    assert "who-masters-what --param 'material=nylon 12'\n    Which " in listed.stdout


def test_the_folder_of_the_graph_can_stand_in_the_environment(
    innograph: Run, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INNOGRAPH_OUT", str(out))
    assert innograph("query", "ASK { ?c a inno:Claim }").stdout == "true\n"


def test_query_forms(innograph: Run, out: Path) -> None:
    construct = "CONSTRUCT { ?who inno:masters ?what } WHERE { ?who inno:masters ?what }"
    assert "id:org-wanhua-chemical-group inno:masters" in innograph("query", construct, "-o", out, "-f", "ttl").stdout
    select = "SELECT ?n { VALUES ?n { 1 } }"
    assert json.loads(innograph("query", select, "-o", out, "-f", "json").stdout)["head"] == {"vars": ["n"]}
    assert "| n |" in innograph("query", select, "-o", out, "-f", "md").stdout


def test_a_syntax_error_shows_line_and_caret(innograph: Run, out: Path) -> None:
    done = innograph("query", "SELECT ?s {\n  ?s ?p }", "-o", out)
    assert (done.returncode, done.stdout) == (3, "")
    assert "line 2" in done.stderr
    lines = done.stderr.splitlines()
    caret = next(n for n, line in enumerate(lines) if line.rstrip().endswith("^"))
    assert "?s ?p" in lines[caret - 1]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("query", "no-such-question"), 'no question is called "no-such-question"'),
        (("query", "rankings", "-p", "nobody=x"), "nobody"),
        (("explain", "Atlantis"), "Atlantis"),
        (("export", "graph.xyz"), "graph.xyz: no format has the ending '.xyz'"),
        (("draw", "graph.xyz"), "graph.xyz"),
    ],
)
def test_what_cannot_be_done_is_told_in_words(innograph: Run, out: Path, arguments: tuple[str, ...], said: str) -> None:
    done = innograph(*arguments, "-o", out)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("innograph: ")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("query", "x", "--param", "novalue"),
        ("read",),
        ("nothing",),
        ("draw", "a.svg", "--hops", "0"),
        ("build", "a.txt", "--base", "http://example.org/x"),
        ("build", "a.txt", "--base", "example/"),
        ("build", "a.txt", "--base", "https://example.org/a b/"),
        ("build", "a.txt", "--base", ""),
    ],
)
def test_wrong_usage_is_2(innograph: Run, arguments: tuple[str, ...]) -> None:
    done = innograph(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Usage:" in done.stderr


def test_no_graph_is_told(innograph: Run) -> None:
    for verb in (["stats"], ["query", "ASK {}"], ["explain", "x"], ["conflicts"], ["validate"], ["export", "a.ttl"]):
        done = innograph(*verb)
        assert done.returncode == 3, verb
        assert "build/store: there is no graph store here" in done.stderr


def test_explain_for_people_and_as_json(innograph: Run, out: Path) -> None:
    told = innograph("explain", WANHUA, "-o", out)
    assert told.returncode == 0
    assert "has mastered the production of nylon 12" in " ".join(told.stdout.split())
    data = json.loads(innograph("explain", WANHUA, "-o", out, "--json").stdout)
    assert data["label"] == WANHUA
    triple = innograph("explain", "Shandong", "collaboratesWith", "Henan", "-o", out)
    assert "work together on water saving" in " ".join(triple.stdout.split())


def test_stats_for_people_and_as_json(innograph: Run, out: Path) -> None:
    data = json.loads(innograph("stats", "-o", out, "--json").stdout)
    assert data["documents"] == 1
    assert sum(data["claims"].values()) == len(sample_claims())
    assert data["claims"]["relation"] == 2
    assert data["things"]["person"] == 1
    assert data["things"]["region"] >= 2
    assert data["links"]["masters"] == 2  # the technology and its material
    assert "documents" in innograph("stats", "-o", out).stdout


def test_conflicts_are_findings(innograph: Run, out: Path) -> None:
    done = innograph("conflicts", "-o", out)
    assert done.returncode == 1
    assert "26,700" in done.stdout
    assert "3.2 million" in done.stdout
    page = innograph("conflicts", "-o", out, "--format", "html")
    assert page.returncode == 1
    assert page.stdout.count("<blockquote>") == 2
    assert "120 times the other" in page.stdout
    assert json.loads(innograph("conflicts", "-o", out, "--json").stdout)["results"]["bindings"]


def test_export_and_draw_write_files(innograph: Run, out: Path, tmp_path: Path) -> None:
    for command in (("export", "graph.ttl"), ("export", "claims.csv"), ("draw", "graph.svg"), ("draw", "graph.html")):
        done = innograph(*command, "-o", out)
        assert (done.returncode, done.stdout) == (0, "")
        assert done.stderr == f"innograph: wrote {command[1]}\n"
        assert (tmp_path / command[1]).stat().st_size > 500


def test_validate_the_graph_and_a_file(innograph: Run, out: Path, tmp_path: Path) -> None:
    good = innograph("validate", out)
    assert (good.returncode, good.stdout) == (0, "conforms: 0 violations, 0 warnings\n")
    (tmp_path / "bad.ttl").write_text(
        "@prefix inno: <https://w3id.org/innograph/ontology#> . <urn:c> a inno:Claim, inno:ObservationClaim ."
    )
    bad = innograph("validate", "bad.ttl")
    assert bad.returncode == 1
    assert "violation: urn:c" in bad.stdout
    assert "does not conform" in bad.stdout
    data = json.loads(innograph("validate", "bad.ttl", "--json").stdout)
    assert not data["conforms"]
    assert {v["focus_node"] for v in data["violations"]} == {"urn:c"}
    assert "sh:ValidationReport" in innograph("validate", "bad.ttl", "--rdf").stdout
    assert json.loads(innograph("validate", "bad.ttl", "--json", "--engine", "pyshacl").stdout) == data
    assert innograph("validate", "bad.ttl", "--engine", "other").returncode == 2


def test_validate_tells_what_is_left_to_pyshacl(innograph: Run, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "shapes-own.ttl").write_text(
        "@prefix ex: <urn:ex:> . @prefix sh: <http://www.w3.org/ns/shacl#> ."
        " ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:minCuont 1 ;"
        ' sh:sparql [ sh:message "No." ; sh:select "SELECT $this WHERE { $this a <urn:ex:C> }" ] .'
    )
    (tmp_path / "c.ttl").write_text("<urn:c> a <urn:ex:C> .")
    done = innograph("validate", "c.ttl", "--ontology", "own")
    assert done.returncode == 1
    assert "violation: urn:c: No." in done.stdout
    assert "innograph: urn:ex:S is left to pyshacl, which is slow: urn:ex:S has sh:sparql\n" in done.stderr
    assert "innograph: urn:ex:S has sh:minCuont, which has no effect" in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "said"), [("x.ttl", "<a", "x.ttl: "), ("x.doc", "", "names no RDF format")]
)
def test_validate_tells_what_it_cannot_read(innograph: Run, tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content)
    done = innograph("validate", name)
    assert done.returncode == 3
    assert said in done.stderr


def test_output_that_nobody_reads_on_is_no_error(out: Path) -> None:
    query = f'"{sys.executable}" -c "{MAIN}" query "SELECT ?s ?p ?o {{ ?s ?p ?o }}" -o "{out}" -f csv'
    done = _process("bash", "-c", f"{query} | head -1; echo ${{PIPESTATUS[0]}}")
    assert done.stdout.startswith("s,p,o")
    assert done.stderr == ""


# -- reading ------------------------------------------------------------------------------------------------------


def test_read_prints_documents_as_json_lines(innograph: Run, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A title\ndate: 2024-01-08\n---\nA sentence about something.\n")
    done = innograph("read", "a.md")
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = done.stdout.splitlines()
    document = json.loads(line)
    assert (document["title"], document["date"], document["source"]) == ("A title", "2024-01-08", "a.md")
    assert "A sentence about something." in document["text"]


def test_what_cannot_be_read_is_named_and_the_rest_is_read(innograph: Run, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("A sentence about something.\n")
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 8)
    done = innograph("read", "empty.txt", "missing", "binary.txt", "good.txt")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    for name in ("empty.txt", "missing", "binary.txt"):
        assert f"innograph: {name}: " in done.stderr
    assert "Traceback" not in done.stderr
    assert innograph("read", "missing").returncode == 3


def test_a_text_too_large_to_read_is_told_at_once(innograph: Run, tmp_path: Path) -> None:
    with (tmp_path / "large.txt").open("wb") as file:
        file.write(b"A sentence.\n")
        file.truncate(50_000_000)
    done = innograph("read", "large.txt")
    assert done.returncode == 3
    assert done.stderr.startswith("innograph: large.txt: is too large: 50 MB")


# -- extracting and building --------------------------------------------------------------------------------------

TEXT = "Wanhua moves on\n\nWanhua Chemical has mastered the production technology of nylon 12.\n"


def test_extract_prints_claims_in_three_forms(innograph: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    lines = innograph("extract", "a.txt")
    (claim,) = [json.loads(line) for line in lines.stdout.splitlines()]
    assert (claim["type"], claim["action"], claim["document"]) == ("development", "mastered", "a.txt")
    table = innograph("extract", "a.txt", "--format", "table").stdout
    assert "development" in table
    assert "action: mastered" in " ".join(table.split())
    page = innograph("extract", "a.txt", "missing.txt", "--format", "html")
    assert page.returncode == 1
    assert page.stdout.startswith("<!doctype html>")
    assert 'title="development: actor: Wanhua Chemical' in page.stdout


def test_extract_tells_of_documents_in_another_language(innograph: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.md").write_text(f"---\nlanguage: de\n---\n{TEXT}")
    done = innograph("extract", "a.txt", "b.md")
    assert (done.returncode, len(done.stdout.splitlines())) == (1, 1)
    assert done.stderr == "innograph: b.md: is in the language 'de', and claims are read in 'en': it gets none\n"


def test_what_a_text_says_cannot_become_markup(innograph: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT.replace("Wanhua moves on", "<script>alert(1)</script> moves on"))
    page = innograph("extract", "a.txt", "--format", "html").stdout
    assert "&lt;script&gt;" in page
    assert "<script" not in page


def test_build_tells_sums_on_stdout_and_findings_on_stderr(innograph: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "empty.txt").write_text("")
    done = innograph("build", "a.txt", "empty.txt", "--json")
    assert done.returncode == 1
    assert done.stderr == "innograph: empty.txt: unreadable: is empty\n"
    report = json.loads(done.stdout)
    assert (report["documents"], report["claims_by_type"]) == (1, {"development": 1})
    assert innograph("stats").returncode == 0  # in `build`, where nothing else is said
    again = innograph("build", "a.txt")
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.startswith("documents  1  (unchanged)\nclaims     1  (1 development)\n")


def test_a_claim_that_is_kept_out_is_told_and_the_graph_conforms(innograph: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT + "\nIn 2020 Shandong invested 0 yuan in hydrogen technology.\n")
    done = innograph("build", "a.txt")
    assert done.returncode == 1
    assert "a.txt: quarantined: An amount of money" in done.stderr
    assert done.stdout.endswith("conforms   yes\nkept out   1  (quarantined claims: they are not in the graph)\n")
    assert innograph("validate").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("build", "missing"), "missing: does not exist"),
        (("build", "a.txt", "--out", "a.txt"), "a.txt: cannot be written"),
        (("build", "a.txt", "--ontology", "nowhere"), "nowhere: no such folder"),
        (("extract", "a.txt", "--pipeline", "no_such_pipeline"), "no spaCy pipeline 'no_such_pipeline' is installed"),
    ],
)
def test_what_cannot_be_built_is_told_in_a_line(
    innograph: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    done = innograph(*arguments)
    assert done.returncode == 3
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("verb", [("frames",), ("extract", "a.txt"), ("build", "a.txt")])
def test_frames_of_classes_that_are_left_out_are_told_so(innograph: Run, tmp_path: Path, verb: tuple[str, ...]) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    own = tmp_path / "own"
    own.mkdir()
    (own / "frames.ttl").write_text(
        """@prefix fr: <https://w3id.org/innograph/frames#> . @prefix inno: <https://w3id.org/innograph/ontology#> .
        <https://w3id.org/innograph/frame/own> a fr:Frame ; fr:claim inno:SpecialisationClaim ; fr:trigger "glow"@en ;
          fr:role [ fr:fills inno:actor ; fr:as fr:Subject ; fr:kind inno:Actor ; fr:required true ] ;
          fr:matches "The lamp glows."@en ; fr:rejects "The lamp was blue."@en ."""
    )
    assert innograph(*verb, "--ontology", own).returncode == 0
    alone = innograph(*verb, "--ontology", own, "--no-default-ontology")
    assert (alone.returncode, alone.stdout) == (3, "")
    assert "frame:own: " in alone.stderr
    assert "--no-default-ontology leaves the shipped classes out" in alone.stderr


def test_validate_tells_which_folder_it_takes_by_itself(innograph: Run) -> None:
    assert "$INNOGRAPH_OUT, or build" in " ".join(innograph("validate", "--help").stdout.split())


def test_frames_are_listed_and_held_to_their_examples(innograph: Run, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "frames.ttl").write_text(
        """@prefix fr: <https://w3id.org/innograph/frames#> . @prefix inno: <https://w3id.org/innograph/ontology#> .
        <https://w3id.org/innograph/frame/own> a fr:Frame ; fr:claim inno:SpecialisationClaim ; fr:trigger "glow"@en ;
          fr:role [ fr:fills inno:actor ; fr:as fr:Subject ; fr:kind inno:Actor ; fr:required true ] ;
          fr:matches "The lamp was off."@en ; fr:rejects "The lamp was blue."@en ."""
    )
    listed = innograph("frames", "--ontology", own)
    assert listed.returncode == 0
    assert "frame:own  specialisation: glow\n" in listed.stdout
    checked = innograph("frames", "--check", "--json", "--ontology", own)
    assert checked.returncode == 1
    assert "innograph: frame:own does not match: The lamp was off." in checked.stderr
    (frame,) = [f for f in json.loads(checked.stdout) if f["frame"].endswith("/frame/own")]
    assert frame["failed"] == ["frame:own does not match: The lamp was off."]
