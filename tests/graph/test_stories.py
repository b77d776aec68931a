"""The same story twice: reprints are found, what only sounds alike is not, and the order of documents is nothing."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad

from innograph.graph.namespaces import Namespaces, term
from innograph.graph.retelling import amended_stories
from innograph.graph.sketch import SHINGLE, SKETCH, Sketch, overlap, signature, words
from innograph.graph.store import GraphStore
from innograph.graph.stories import Retelling, retellings, signature_quads, stories, story_quads
from innograph.model import Document
from innograph.read import document_from_text
from reprints import Printed, bulletins, originals, reprints, unseen

NAMESPACES = Namespaces()
PROSE = (
    "The ferry leaves the harbour at dawn, and the crew has coiled the ropes before the first gulls are awake. "
    "Nobody aboard speaks of the engine that failed in spring; it has been rebuilt by two brothers from Bergen, who "
    "slept beside it for eleven nights and were paid in salted cod. "
    "In the galley a kettle whistles while the mate reads out the weather, first for the banks, then for open water. "
    "Passengers bring bicycles, crates of lettuce and once a cello, for which the captain asked the price of a child. "
)


def stored(documents: Iterable[Document]) -> GraphStore:
    store = GraphStore.open()
    for document in documents:
        store.replace({NAMESPACES.provenance_graph(document.id): signature_quads(document, NAMESPACES)})
    return store


def iri(document: Document) -> str:
    return NAMESPACES.resource(document.id).value


def found_together(printed: Sequence[Printed]) -> set[tuple[str, str]]:
    """Pairs of documents (ids) that are put into one story."""
    store = stored(each.document for each in printed)
    members = {iri(each.document): each.document.id for each in printed}
    groups = stories(retellings(store))
    return {pair for group in groups for pair in combinations(sorted(members[each] for each in group), 2)}


def true_pairs(printed: Sequence[Printed]) -> set[tuple[str, str]]:
    pairs = combinations(sorted(printed, key=lambda each: each.document.id), 2)
    return {(one.document.id, two.document.id) for one, two in pairs if one.story == two.story}


def text(seed: int, length: int) -> str:
    """Prose of made-up words, the same for the same seed, in paragraphs of 40 words."""
    drawn = random.Random(seed)
    made = ["".join(drawn.choices("bdfgklmnprst", k=3)) + drawn.choice("aeiou") for _ in range(length)]
    return "\n\n".join(" ".join(made[start : start + 40]) + "." for start in range(0, length, 40))


def document(words_of_it: str, title: str = "A title") -> Document:
    return document_from_text(words_of_it, title=title)


# -- reprints and others ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sets", [(originals, reprints, bulletins), (unseen,)], ids=["known", "unseen"])
def test_reprints_are_found_and_nothing_else_is(sets: tuple[object, ...], capsys: pytest.CaptureFixture[str]) -> None:
    printed = [each for documents in sets for each in documents()]  # type: ignore[operator]
    found, true = found_together(printed), true_pairs(printed)
    precision, recall = len(found & true) / len(found), len(found & true) / len(true)
    with capsys.disabled():
        print(f"\n  stories: {len(true)} pairs of reprints, precision {precision:.3f}, recall {recall:.3f}", end="")
    assert precision == 1
    assert recall >= 0.97


def test_the_sets_are_as_large_as_they_should_be() -> None:
    assert len({each.story for each in reprints()}) >= 12
    assert len(bulletins()) >= 12
    assert len({each.document.id for each in (*originals(), *reprints(), *bulletins())}) == sum(
        map(len, (originals(), reprints(), bulletins()))
    )


def test_another_headline_alone_is_the_same_story() -> None:
    one, two = document(PROSE, "The ferry"), document(f"Another headline\n\n{PROSE}", "Another headline")
    (pair,) = retellings(stored([one, two]))
    assert pair.resemblance > 0.95


def test_the_same_words_with_other_figures_and_names_are_not() -> None:
    (one, two, *_) = (each.document for each in bulletins())
    assert overlap(signature(one).shingles, signature(two).shingles).containment > 0.5
    assert not retellings(stored([one, two]))


@pytest.mark.parametrize(
    "front", ["", "By our correspondent. The following report is taken from another paper of today. "]
)
@pytest.mark.parametrize("times", [2, 5, 10])
def test_a_short_reprint_inside_a_long_text_is_found(times: int, front: str) -> None:
    """At the beginning and in the middle, up to ten times as long; the longer the text, the rougher the estimate."""
    for seed in range(10):
        short = text(seed, 120)
        others = text(1000 + seed, 120 * (times - 1)).split("\n\n")
        middle = len(others) // 2
        for parts in ([short, *others], [*others[:middle], short, *others[middle:]]):
            reprint = document(front + short)
            (pair,) = retellings(stored([reprint, document("\n\n".join(parts), "Long")]))
            assert pair.shorter == iri(reprint)
            assert pair.containment == pytest.approx(1, abs=0.3)
            assert pair.resemblance == pytest.approx(1 / times, abs=0.15)


def test_a_digest_is_a_story_of_its_own() -> None:
    one, two = (document(text(seed, 120)) for seed in (1, 2))
    digest = document(f"{one.text}\n\n{two.text}\n\n{text(3, 120)}", "This week")
    pairs = retellings(stored([one, two, digest]))
    assert {pair.documents for pair in pairs} == {tuple(sorted((iri(each), iri(digest)))) for each in (one, two)}
    assert not stories(pairs)
    said = {
        (q.subject.value, q.predicate.value, q.object.value)
        for q in story_quads(stored([one, two, digest]), NAMESPACES)
    }
    takes_in = term("inno:takesIn").value
    assert {(iri(digest), takes_in, iri(one)), (iri(digest), takes_in, iri(two))} <= said
    assert not any(predicate == term("inno:sameStoryAs").value for _, predicate, _ in said)


def test_a_short_version_alone_is_the_story_of_the_long_one() -> None:
    whole = text(1, 400)
    lead = "\n\n".join(whole.split("\n\n")[:4])
    assert stories(retellings(stored([document(whole), document(lead, "In short")]))) == [
        tuple(sorted((iri(document(whole)), iri(document(lead, "In short")))))
    ]


def test_what_is_too_short_to_tell_is_no_reprint() -> None:
    assert not retellings(stored([document("Nothing new today."), document("Nothing new today. And none tomorrow.")]))


def test_characters_without_spaces_are_words() -> None:
    assert words("山东省2023年R&D") == ["山", "东", "省", "2023", "年", "r", "d"]
    assert words("14.52 billion, 26,700 firms") == ["14.52", "billion", "26,700", "firms"]


# -- the same everywhere and always -----------------------------------------------------------------------------------


def test_signatures_stay_what_they_are() -> None:
    """They are kept in graphs for years. Whoever changes them must change `SCHEME`, and then this test."""
    found = signature(document(PROSE))
    assert found.shingles.size == len(words(PROSE)) - SHINGLE + 1
    assert found.shingles.hashes[:3] == (7257433, 84050117, 101062342)
    assert found.particulars.size == 1
    assert (found.bands[0], found.opening[0]) == ("270f6f5ebb0a", "05bc1a128fe2")
    assert set(found.opening) <= set(found.passages)


def test_a_sketch_survives_the_store() -> None:
    sketch = signature(document(PROSE)).shingles
    assert Sketch.read(sketch.size, sketch.text()) == sketch


@given(st.sets(st.integers(0, 600), min_size=1), st.sets(st.integers(0, 600), min_size=1))
def test_small_sets_are_compared_exactly(one: set[int], two: set[int]) -> None:
    sketches = [Sketch(len(each), tuple(sorted(each))) for each in (one, two) if len(each) <= SKETCH]
    if len(sketches) == 2:
        found = overlap(*sketches)
        assert found.resemblance == len(one & two) / len(one | two)
        assert found.containment in {len(one & two) / len(each) for each in (one, two)}


def test_estimates_of_long_texts_are_near_the_truth() -> None:
    errors = []
    for seed in range(30):
        one = text(seed, 1200)
        kept = one.split("\n\n")[: 10 + seed % 15]
        two = "\n\n".join([*kept, text(500 + seed, 400)])
        shingles = [{tuple(w[i : i + SHINGLE]) for i in range(len(w) - SHINGLE + 1)} for w in map(words, (one, two))]
        true = len(shingles[0] & shingles[1]) / len(shingles[0] | shingles[1])
        found = overlap(signature(document(one)).shingles, signature(document(two)).shingles)
        errors.append(abs(found.resemblance - true))
    assert max(errors) < 0.12
    assert sum(errors) / len(errors) < 0.04


def quads_of(documents: Sequence[Document]) -> list[Quad]:
    return story_quads(stored(documents), NAMESPACES)


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(12)), st.sets(st.integers(0, 11), max_size=3))
def test_the_order_of_documents_is_nothing(order: list[int], gone: set[int]) -> None:
    """Nor what was there before: what is left of a store is what a new one would hold."""
    documents = [each.document for each in (*reprints()[:10], *bulletins()[:2])]
    left = [each for number, each in enumerate(documents) if number not in gone]
    store = stored(documents[number] for number in order)
    store.remove(NAMESPACES.provenance_graph(documents[number].id) for number in gone)
    assert story_quads(store, NAMESPACES) == quads_of(left)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_stories_depend_on_the_pairs_alone(data: st.DataObject) -> None:
    """Not on their order; and a pair of other documents changes nothing for these."""
    names = "abcdefgh"
    ends = data.draw(st.sets(st.tuples(st.sampled_from(names), st.sampled_from(names)).filter(lambda p: p[0] < p[1])))
    pairs = [Retelling(*pair, 0.5, 0.9, data.draw(st.booleans())) for pair in sorted(ends)]
    found = stories(pairs)
    assert stories(data.draw(st.permutations(pairs))) == found
    assert stories([*pairs, Retelling("y", "z", 0.9, 0.9, True)]) == [*found, ("y", "z")]
    assert all(len(group) > 1 for group in found)
    assert len({member for group in found for member in group}) == sum(map(len, found))


def test_a_pair_is_described() -> None:
    one = document(PROSE, "First")
    two = replace(document(PROSE + "It is a long day.", "Second"))
    quads = quads_of([one, two])
    assert {q.graph_name.value for q in quads} == {NAMESPACES.stories}
    story = {q.object.value for q in quads if q.predicate == term("inno:story")}
    assert story == {NAMESPACES.resource(f"story-{min(one.id, two.id).removeprefix('doc-')}").value}
    assert {(q.subject.value, q.object.value) for q in quads if q.predicate == term("inno:sameStoryAs")} == {
        (iri(one), iri(two)),
        (iri(two), iri(one)),
    }
    (containment,) = (q.object.value for q in quads if q.predicate == term("inno:containment"))
    assert containment == "1"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 11)), min_size=1, max_size=12))
def test_stories_brought_up_to_date_are_those_made_anew(steps: list[tuple[bool, int]]) -> None:
    """Whatever comes and goes: reprints, a digest and what it takes in, documents of their own."""
    parts = [document(text(seed, 120), f"Part {seed}") for seed in (1, 2, 3)]
    digests = [document(f"{one.text}\n\n{two.text}\n\n{text(9, 60)}", "Digest") for one, two in combinations(parts, 2)]
    long = document(f"{parts[0].text}\n\n{text(8, 200)}", "Long")
    documents = [
        *parts,
        *digests,
        long,
        *(each.document for each in reprints()[:3]),
        *(b.document for b in bulletins()[:2]),
    ]
    with GraphStore.open() as store:
        for comes, number in steps:
            each = documents[number]
            graph = NAMESPACES.provenance_graph(each.id)
            store.replace({graph: signature_quads(each, NAMESPACES) if comes else []})
            (removed, added), told = amended_stories(store, NAMESPACES, [iri(each)])
            before = set(store.graph(NAMESPACES.stories))
            assert removed <= before
            store.replace({NAMESPACES.stories: (before - removed) | added})
            assert store.graph(NAMESPACES.stories) == story_quads(store, NAMESPACES)
            assert {q.subject.value for q in removed | added if "doc-" in q.subject.value} <= told
