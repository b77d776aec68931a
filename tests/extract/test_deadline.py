"""One document cannot stop the others, or take all memory: claims are sought under a deadline, and in parts."""

from __future__ import annotations

import re
import signal
import threading
import time
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innograph.deadline import TimeIsUp, deadline
from innograph.extract import Extractor, guarded, language
from innograph.model import Claim, Document, Finding
from innograph.read import document_from_text

# Hypothesis counts the time of garbage collection; an interruption in there is swallowed, and comes again
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <function gc_cumulative:pytest.PytestUnraisableExceptionWarning"
)

CLAIM = "Shandong invested 3 billion yuan in hydrogen technology in 2023."


def wait(seconds: float) -> None:
    """Runs Python code for so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def test_the_deadline_interrupts_a_match_of_an_expression() -> None:
    began = time.monotonic()
    with pytest.raises(TimeIsUp), deadline(0.2):
        re.fullmatch(r"(a|a)*b", "a" * 60)
    assert time.monotonic() - began < 10


def test_the_deadline_passes_those_who_catch_everything() -> None:
    with pytest.raises(TimeIsUp), deadline(0.1):
        while True:
            try:
                wait(30)
            except Exception:  # noqa: BLE001 - as libraries do
                continue


def test_of_two_deadlines_the_first_counts_and_both_leave_no_trace() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(TimeIsUp), deadline(0.1), deadline(30):
        wait(30)
    with deadline(30):
        with pytest.raises(TimeIsUp), deadline(0.1):
            wait(30)
        wait(0.7)  # the shorter one does not go off again
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_no_deadline_leaves_its_timer_running_whenever_it_ends() -> None:
    """The alarm may go off while the block is being left: in one of some thousand, so many are tried."""
    before = signal.getsignal(signal.SIGALRM)
    kept: list[TimeIsUp] = []  # with the frames in which it was raised
    for number in range(5_000):
        try:
            with deadline(2e-5 + number % 40 * 1e-5):
                wait(number % 37 * 1e-5)
        except TimeIsUp as error:
            kept = [error]
        assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
        assert signal.getsignal(signal.SIGALRM) is before
    assert kept


def test_the_deadline_holds_in_a_thread_and_is_over_with_its_block() -> None:
    seen: list[str] = []

    def work() -> None:
        try:
            with deadline(0.2):
                wait(30)
        except TimeIsUp:
            seen.append("interrupted")
        with deadline(20):
            seen.append("went on")
        wait(0.7)
        seen.append("done")

    worker = threading.Thread(target=work)
    worker.start()
    worker.join(20)
    assert seen == ["interrupted", "went on", "done"]


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_a_deadline_is_some_time(seconds: float) -> None:
    with pytest.raises(ValueError, match="seconds"), deadline(seconds):
        pass


def documents(*texts: str) -> list[Document]:
    """A document of each text, named by its number."""
    return [document_from_text(text, source=f"{number}.txt") for number, text in enumerate(texts)]


def test_the_document_that_takes_too_long_is_told_and_the_others_go_on() -> None:
    def extract_all(given: Iterable[Document]) -> Iterator[tuple[Document, list[Claim]]]:
        for document in list(given):
            if "slow" in document.text:
                wait(30)
            if "bad" in document.text:
                raise ZeroDivisionError("by a word")
            if "deep" in document.text:
                raise RecursionError
            yield document, []

    given = documents("One.", "A slow one.", "A bad one.", "Three.", "A deep one.", "Five.")
    findings: list[Finding] = []
    done = list(guarded.in_time(extract_all, given, 0.2, findings))
    assert [document for document, _ in done] == given
    assert [(f.kind, f.source) for f in findings] == [("gave-up", f"{n}.txt") for n in (1, 2, 4)]
    assert findings[0].message == "took longer than 0.2 s to read for claims: it gets none"
    assert "ZeroDivisionError: by a word" in findings[1].message


def test_a_longer_document_may_take_longer() -> None:
    short, long = documents("word", "word " * 40_000)
    assert guarded.allowance(short, 60) == pytest.approx(60, rel=1e-3)
    assert guarded.allowance(long, 60) == pytest.approx(180, rel=1e-3)


def test_groups_hold_all_documents_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "GROUP", 25)
    given = documents("Ten words.", "Eleven words.", "A text that is longer than a group may be.", "Twelve.", "One.")
    groups = list(guarded._groups(given))
    assert [document for group in groups for document in group] == given
    assert [len(group) for group in groups] == [2, 1, 2]


def test_claims_under_a_deadline_are_the_same(extractor: Extractor) -> None:
    given = documents(CLAIM, "Henan ranked third in China for patents.", CLAIM.replace("3", "5"))
    findings: list[Finding] = []
    assert list(extractor.extract_all(given, seconds=60, findings=findings)) == list(extractor.extract_all(given))
    assert not findings


def test_real_extraction_is_given_up(extractor: Extractor) -> None:
    slow, quick = documents("the firm that the firm that " * 800, CLAIM)
    findings: list[Finding] = []
    pairs = {
        document.id: claims for document, claims in extractor.extract_all([slow, quick], seconds=1.5, findings=findings)
    }
    assert pairs[slow.id] == []
    assert findings[0].source == "0.txt"
    assert pairs[quick.id] or len(findings) == 2  # where the machine is that busy


def test_a_long_document_is_read_in_parts_that_know_what_earlier_ones_said(
    extractor: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    further = "\n\n".join(f"The province invested {n} billion yuan in 2023." for n in (4, 5, 6))
    (document,) = documents(f"A title\n\n{CLAIM}\n\n{further}")
    whole = extractor.extract(document)
    monkeypatch.setattr(language, "PART", 12)
    parts = [ended for _, _, ended in language.parse([document], extractor.pipeline)]
    assert parts == [False] * (len(parts) - 1) + [True]
    assert len(parts) == 3
    claims = extractor.extract(document)
    assert [(c.type, dict(c.fields), c.evidence) for c in claims] == [
        (c.type, dict(c.fields), c.evidence) for c in whole
    ]


def test_batches_are_bounded_in_number_and_in_characters() -> None:
    texts = [("x" * size, None) for size in (10, 19_990, 1, 30_000, *[5] * 100)]
    batches = list(language._batches(texts))
    assert [text for batch in batches for text in batch] == texts
    assert all(len(batch) <= language.BATCH for batch in batches)
    assert all(len(batch) == 1 or sum(len(t) for t, _ in batch) <= language.BATCH_CHARACTERS for batch in batches)


def test_a_dateline_without_end_is_looked_at_in_time() -> None:
    with deadline(20):
        assert language.DATELINE.match("A" * 3_000_000) is None
        assert language.DATELINE.match("AAA " * 1_000_000 + ",") is None


HOSTILE = (
    "Sh\u0430ndong invested \u202e3 billion yuan.",
    "(" * 500 + CLAIM + ")" * 500,
    " ".join(str(n) for n in range(300)),
    "3 billion yuan (" * 40,
    "A" * 4000 + " invested " + "9" * 300 + " yuan.",
    "It has " + "8" * 40 + " firms, and " + "8" * 35 + ".5 more.",  # found by fuzzing: more digits than Decimal divides
    "more than over about " * 60 + "5 firms.",
    "two three one hundred and million billion " * 30,
    "January 5 to January " * 40,
    "\"'“”" * 300,
    "It. " * 200,
)
_WORDS = st.sampled_from(
    "Shandong Henan invested ranked 3 2023 billion yuan percent ( ) , . ; : - — % $ than more the a of in third first "  # noqa: SIM905
    "doubled Wanhua Co., Ltd. University and or to it its \u0430 \u202e 1e9 9.9.9 10,00 二 \u0301".split()
)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_evidence_of_hostile_texts_is_exact(extractor: Extractor, number: int) -> None:
    check(extractor, HOSTILE[number])


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(_WORDS, min_size=1, max_size=60))
def test_evidence_of_any_words_is_exact(extractor: Extractor, words: list[str]) -> None:
    check(extractor, " ".join(words) + ".")


def check(extractor: Extractor, text: str) -> None:
    """Raises AssertionError where evidence is not what stands in the text."""
    document = document_from_text(f"x\n\n{text}")
    for claim in extractor.extract(document):
        for evidence in claim.evidence:
            assert evidence.span.of(document.text) == evidence.quote
