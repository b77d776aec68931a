"""Files that mean harm are read in time, refused with a reason, or given up: never a crash, a hang or a loss."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hostile import READ, REFUSED, WORDS, nested
from innograph.errors import DocumentError, GaveUpError
from innograph.model import Document
from innograph.read import document_from_text, read_paths
from innograph.read.apart import Apart
from innograph.read.lookalikes import lookalikes, suspicions
from innograph.read.normalise import normalise, visible

# Hypothesis counts the time of garbage collection; an interruption in there is swallowed, and comes again
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <function gc_cumulative:pytest.PytestUnraisableExceptionWarning"
)

SECONDS = 30.0


def test_what_means_harm_is_read_in_time(tmp_path: Path) -> None:
    for name, data in READ.items():
        (tmp_path / name).write_bytes(data)
    found = list(read_paths([tmp_path], seconds=SECONDS))
    assert not [each for each in found if isinstance(each, GaveUpError)]
    sources = {each.source.partition("#")[0] for each in found if isinstance(each, Document)}
    assert sources == set(READ)
    for document in found:
        if isinstance(document, Document) and document.source.endswith((".html", ".docx")):
            assert "".join(WORDS.split()) in "".join(document.text.split())


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    data, reason = REFUSED[name]
    (tmp_path / name).write_bytes(data)
    (error,) = read_paths([tmp_path / name], seconds=SECONDS)
    assert isinstance(error, DocumentError)
    assert reason in error.reason


def test_a_page_that_is_nested_too_deeply_is_no_page_that_ends_there(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(nested("<b>", 400))
    (document,) = read_paths([tmp_path])
    assert isinstance(document, Document)
    assert "First." in document.text and WORDS in document.text and "Last." in document.text


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<p " + " ".join(f'a{n}="x"' for n in range(400_000)) + ">x", "took longer than 4 s to read"),  # in C code
        ("<table><tr>" + "<td>1</td>" * 1_000_000, "took longer than 4 s to read"),  # in Python code
    ],
)
def test_a_reader_that_takes_too_long_is_ended_and_the_next_file_read(tmp_path: Path, page: str, reason: str) -> None:
    (tmp_path / "a.html").write_text(page)
    (tmp_path / "b.html").write_text(nested("<p>", 1))
    began = time.monotonic()
    error, document = read_paths([tmp_path], seconds=4)
    assert time.monotonic() - began < SECONDS
    assert isinstance(error, GaveUpError)
    assert (error.reason, error.kind) == (reason, "gave-up")
    assert isinstance(document, Document)


def test_a_reader_that_takes_too_much_memory_costs_its_file_alone(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>" + "x y " * 4_000_000)
    (tmp_path / "b.html").write_text(nested("<p>", 1))
    with Apart(memory=200_000_000) as apart:
        (error,) = apart.read(tmp_path / "a.html", "a.html", SECONDS)
        (document,) = apart.read(tmp_path / "b.html", "b.html", SECONDS)
    assert isinstance(error, GaveUpError | DocumentError)
    assert isinstance(document, Document)


def test_a_reader_that_dies_costs_its_file_alone(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(nested("<p>", 1))
    with Apart() as apart:
        (_,) = apart.read(tmp_path / "a.html", "a.html", SECONDS)
        assert apart._child is not None
        apart._child.kill()
        (error,) = apart.read(tmp_path / "a.html", "a.html", SECONDS)
        (document,) = apart.read(tmp_path / "a.html", "a.html", SECONDS)
    assert isinstance(error, GaveUpError)
    assert error.reason == "brought its reader down (SIGKILL)"
    assert isinstance(document, Document)


def test_the_reader_takes_no_module_from_the_folder_it_is_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lxml.py").write_text("open('seen', 'w')")
    (tmp_path / "a.html").write_text(nested("<p>", 1))
    monkeypatch.chdir(tmp_path)
    (document,) = read_paths([Path("a.html")], seconds=SECONDS)
    assert isinstance(document, Document)
    assert not (tmp_path / "seen").exists()


def test_text_formats_have_a_deadline_too(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("*a " * 2_000_000)
    (error,) = read_paths([tmp_path / "a.md"], seconds=0.3)
    assert isinstance(error, GaveUpError)


def test_a_deadline_holds_outside_the_main_thread(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("*a " * 2_000_000)
    found: list[object] = []
    worker = threading.Thread(target=lambda: found.extend(read_paths([tmp_path / "a.md"], seconds=0.3)))
    worker.start()
    worker.join(SECONDS)
    assert [type(each) for each in found] == [GaveUpError]


def test_names_of_files_are_shown_as_they_are(tmp_path: Path) -> None:
    name = os.fsdecode(b"a\x1b[31m\nb\xff.txt")
    (tmp_path / name).write_text(WORDS)
    (document,) = read_paths([tmp_path])
    assert isinstance(document, Document)
    assert document.source == r"a\x1b[31m\nb\udcff.txt"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a?b=c&d", True),
        ("doi:10.1000/182", True),
        ("javascript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("https://example.org/<script>", False),
        ("https://example.org/a b", False),
        ("file:///etc/passwd", False),
        ("https://example.org/\x1b[31m", False),
    ],
)
def test_addresses_that_are_none_are_left_out(url: str, kept: bool) -> None:
    assert document_from_text(WORDS, url=url).url == (url if kept else None)


@pytest.mark.parametrize("language", ['en" . <x> <y> <z', "en-\u202e", "x", "en--gb", "e" * 100])
def test_languages_that_are_none_are_left_out(language: str) -> None:
    assert document_from_text(WORDS, language=language).language is None


# -- words that look like others ------------------------------------------------------------------------------------


def test_a_word_with_letters_of_another_script_is_kept_and_told() -> None:
    document = document_from_text("A title\n\nSh\u0430ndong grew. Sh\u0430ndong and Shandong grew.", source="a.txt")
    assert document.text.count("Sh\u0430ndong") == 2
    (finding,) = suspicions(document)
    assert (finding.kind, finding.document, finding.quote) == ("suspicious", document.id, "Sh\u0430ndong")
    assert 'looks like "Shandong" but holds CYRILLIC SMALL LETTER A (U+0430)' in finding.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("TNF\u03b1 and a 5 \u03bcm \u0394T film", []),  # Greek letters that stand for something
        ("Москва and СССР", []),  # words of another script
        ("Wanhua \u0421\u041e\u0421\u0410 made it; COCA did not", ["\u0421\u041e\u0421\u0410"]),
        ("\u0421\u041e\u0421\u0410 made it", []),  # nothing that it could be taken for
        ("Hun\u0430n, Hеnan, Shandong", ["Hun\u0430n", "H\u0435nan"]),
        ("Zürich, Łódź, naïve, 山东", []),
        ("\u041eECD \u039fECD", ["\u041eECD", "\u039fECD"]),
    ],
)
def test_which_words_look_like_others(text: str, words: list[str]) -> None:
    assert [each.word for each in lookalikes(text)] == words


def test_many_such_words_are_summed_up() -> None:
    document = document_from_text("A title\n\n" + " ".join(f"Sh\u0430ndong{'x' * n}" for n in range(20)) + ".")
    found = suspicions(document)
    assert len(found) == 6
    assert found[-1].message.startswith("15 more words")


# -- any text at all ------------------------------------------------------------------------------------------------

_ANY = st.text(st.characters(), max_size=300)
_AWKWARD = st.text(
    st.sampled_from("a \n\t-|#>*_`[](){}<!&;:.,%$€12\u202e\u200b\u0301\u0430\x1b\0\ud800山"), max_size=300
)


@settings(max_examples=100, deadline=None)
@given(_ANY | _AWKWARD)
def test_any_text_makes_a_document_or_an_error(text: str) -> None:
    try:
        document = document_from_text(text)
    except DocumentError:
        return
    document.text.encode()
    assert normalise(document.text) == document.text
    end = 0
    for block in document.blocks:
        assert end <= block.span.start < block.span.end <= len(document.text)
        end = block.span.end
    for found in lookalikes(document.text):
        assert found.span.of(document.text) == found.word


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    _ANY | _AWKWARD, st.sampled_from(["{}", "<p>{}", "<table><td>{}", "---\ntitle: {}\n---\nx", "| a |\n|--|\n| {} |"])
)
def test_any_text_in_markup_makes_documents_or_errors(tmp_path: Path, text: str, frame: str) -> None:
    for ending in (".md", ".html"):
        path = tmp_path / f"a{ending}"
        path.write_bytes(frame.format(text).encode("utf-8", "surrogatepass"))
        for found in read_paths([path]):
            assert isinstance(found, Document | DocumentError)


@given(st.text(st.characters(categories=["Mn", "Mc", "Cf", "Lu", "Ll", "Cc", "Zs"]), max_size=200))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert visible(visible(once)) == visible(once)
