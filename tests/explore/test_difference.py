"""What two graphs have not in common, in facts: all that changed is told, and nothing that did not."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

import innograph
from innograph import Diff, StoreError
from innograph.errors import SchemaError
from innograph.explore import difference
from innograph.explore.difference import Section
from innograph.explore.export import export
from innograph.explore.sides import open_side
from innograph.graph.loading import load
from innograph.graph.namespaces import Namespaces
from innograph.graph.store import GraphStore
from innograph.model import Claim, Document, Evidence
from innograph.ontology import Ontology
from sample import PARAGRAPHS, locate, make_claim, sample_claims, sample_document

ONTOLOGY = Ontology()
DOCUMENT = sample_document()
CLAIMS = sample_claims()
RESEARCH, ENTERPRISES, GROWTH, EXPECTED = CLAIMS[:4]
diff = partial(innograph.diff, ontology=ONTOLOGY)
Extracted = tuple[Document, Sequence[Claim]]


@pytest.fixture
def built(tmp_path: Path) -> Callable[..., Path]:
    """Builds a graph of documents with claims in a folder of a name."""

    def build(name: str, *documents: Extracted) -> Path:
        (tmp_path / name).mkdir()
        with GraphStore.open(tmp_path / name / "store") as store:
            load(store, documents, ONTOLOGY)
        return tmp_path / name

    return build


def told(claim: Claim, name: str = "other", **fields: object) -> Claim:
    """The claim with other fields, as a claim of its own."""
    own = {key: value for key, value in {**claim.fields, **fields}.items() if value is not None}
    return replace(claim, id=f"{claim.id}{name}", fields=MappingProxyType(own))  # type: ignore[arg-type]


def with_text(text: str, claims: Sequence[Claim] = CLAIMS, **known: Any) -> Extracted:
    """The sample document with another text, its claims found again by their words."""
    document = replace(DOCUMENT, text=text, **known)

    def moved(evidence: Evidence) -> Evidence:
        span = locate(text, evidence.quote)
        figure = evidence.value_span and locate(text, evidence.value_span.of(DOCUMENT.text), span.start)
        return Evidence(span, evidence.quote, figure)

    def found(claim: Claim) -> Claim:
        mentions = {
            key: tuple(replace(m, span=locate(text, m.words) if m.span and m.words else None) for m in each)
            for key, each in claim.mentions.items()
        }
        return replace(
            claim,
            id=f"{claim.id}{document.id[4:]}",
            document=document.id,
            evidence=tuple(map(moved, claim.evidence)),
            mentions=MappingProxyType(mentions),
        )

    return document, [found(claim) for claim in claims]


def fates(section: Section) -> dict[str, list[str]]:
    return {
        "added": [fact.told() for fact in section.added],
        "removed": [fact.told() for fact in section.removed],
        "changed": [change.new.told() for change in section.changed],
    }


NOTHING: dict[str, list[str]] = {"added": [], "removed": [], "changed": []}


# -- claims ---------------------------------------------------------------------------------------------------------


def test_a_graph_does_not_differ_from_itself(built: Callable[..., Path]) -> None:
    one, two = (built(name, (DOCUMENT, CLAIMS)) for name in ("one", "two"))
    found = diff(one, two)
    assert not found
    assert (found.added, found.removed, found.untold) == ((), (), {})
    assert all(fates(section) == NOTHING for section in found.sections.values())
    assert found.render(300) == f"{one} → {two}\nBoth hold the same.\n"
    assert found.to_json()["same"] is True


def test_a_claim_that_was_added_or_is_gone_is_told_in_words(built: Callable[..., Path]) -> None:
    one = built("one", (DOCUMENT, CLAIMS[:2]))
    two = built("two", (DOCUMENT, CLAIMS[1:2]))
    gone = diff(one, two).claims
    (fact,) = gone.removed
    assert fact.line == "Shandong gives 14,520,000,000 CNY (2,050,000,000 USD) for scientific research"
    assert fact.told() == f"{fact.line} (2023)"
    assert (fact.about, fact.source) == ("Shandong", "Shandong counts on its enterprises, 2024-01-08")
    assert (gone.added, gone.changed) == ((), ())
    came = diff(two, one).claims
    assert (came.added, came.removed, came.changed) == ((fact,), (), ())


def test_a_figure_that_was_corrected_is_a_change_field_by_field(built: Callable[..., Path]) -> None:
    one = built("one", (DOCUMENT, CLAIMS))
    better = told(ENTERPRISES, value=Decimal(26701), comparator="eq")
    found = diff(one, built("two", (DOCUMENT, [better, *CLAIMS[2:], CLAIMS[0]])))
    (change,) = found.claims.changed
    assert change.old.iri != change.new.iri
    assert change.fields == (("figure", "more than 26,700", "26,701"),)
    assert (found.claims.added, found.claims.removed) == ((), ())
    assert not found.documents


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"modality": "planned"}, {"modality": ("achieved", "planned")}),
        ({"polarity": "negative"}, {"polarity": ("positive", "negative")}),
        ({"period": "2022"}, {"period": (None, "2022")}),
        ({"period_basis": "paragraph"}, {"basis of the period": (None, "taken from the paragraph")}),
        ({"attribution": "the mayor"}, {"attributed to": (None, "the mayor")}),
        ({"confidence": Decimal("0.5")}, {"confidence": ("0.9", "0.5")}),
    ],
)  # fmt: skip
def test_what_every_claim_has_is_compared(
    built: Callable[..., Path], changes: dict[str, Any], fields: dict[str, tuple[str | None, str | None]]
) -> None:
    one = built("one", (DOCUMENT, [ENTERPRISES]))
    two = built("two", (DOCUMENT, [replace(ENTERPRISES, id="claim-of-its-own", **changes)]))
    (change,) = diff(one, two).claims.changed
    assert {name: (was, now) for name, was, now in change.fields} == fields


def test_what_could_be_either_of_two_is_not_paired(built: Callable[..., Path]) -> None:
    one = built("one", (DOCUMENT, [told(ENTERPRISES, "a", value=Decimal(1)), told(ENTERPRISES, "b", value=Decimal(2))]))
    two = built("two", (DOCUMENT, [told(ENTERPRISES, "c", value=Decimal(3)), told(ENTERPRISES, "d", value=Decimal(4))]))
    claims = diff(one, two).claims
    assert (len(claims.removed), len(claims.added), claims.changed) == (2, 2, ())


def test_what_is_the_same_in_a_new_text_is_not_told_as_a_change(built: Callable[..., Path]) -> None:
    one = built("one", (DOCUMENT, CLAIMS))
    found = diff(one, built("two", with_text("A sentence that was put before.\n\n" + DOCUMENT.text)))
    assert fates(found.claims) == fates(found.links) == NOTHING
    assert found.claims.kept == len(CLAIMS)
    assert [change.fields[0][0] for change in found.documents.changed] == ["text (SHA-256)"]
    assert fates(found.conflicts) == NOTHING  # between other IRIs, and the same to a person
    assert found


def test_a_sentence_that_was_corrected_changes_its_claim_alone(built: Callable[..., Path]) -> None:
    text = DOCUMENT.text.replace("more than 26,700", "more than 27,900")
    document, kept = with_text(text, [c for c in CLAIMS if "26,700" not in c.evidence[0].quote])
    quote = PARAGRAPHS[0].split(". ")[1].replace("26,700", "27,900") + "."
    corrected = make_claim(
        document,
        "observation",
        quote,
        {**ENTERPRISES.fields, "value": Decimal(27900)},
        value="more than 27,900",
        mentions=ENTERPRISES.mentions,
    )
    one = built("one", (DOCUMENT, [c for c in CLAIMS if c is not GROWTH]))
    claims = diff(one, built("two", (document, [*kept, corrected]))).claims
    (change,) = claims.changed
    assert change.fields[0] == ("figure", "more than 26,700", "more than 27,900")
    assert (claims.added, claims.removed, claims.kept) == ((), (), len(CLAIMS) - 2)


# -- documents, links, conflicts, entities --------------------------------------------------------------------------


def test_a_document_that_is_withdrawn_takes_what_followed_from_it(built: Callable[..., Path]) -> None:
    other = with_text("Another text.\n\n" + PARAGRAPHS[2], CLAIMS[6:11], source="other.txt", title="Other", url=None)
    both = built("both", (DOCUMENT, CLAIMS), other)
    found = diff(both, built("one", (DOCUMENT, CLAIMS[:6])))
    assert fates(found.documents) == NOTHING | {"removed": ["Other"]}
    assert "Wanhua Chemical Group Co., Ltd. masters nylon 12" in [fact.line for fact in found.links.removed]
    assert "Liao Zengtai" in [fact.line for fact in found.entities.removed]
    assert {fact.source for fact in found.entities.removed} >= {"person", "enterprise"}
    assert len(found.claims.removed) == len(CLAIMS[6:]) + len(CLAIMS[6:11])


def test_conflicts_that_came_are_told_with_their_sentence(built: Callable[..., Path]) -> None:
    found = diff(built("one", (DOCUMENT, [ENTERPRISES])), built("two", (DOCUMENT, [ENTERPRISES, EXPECTED])))
    (conflict,) = found.conflicts.added
    assert conflict.about == "Shandong"
    assert "26700" in conflict.line or "26,700" in conflict.line
    assert "more than 26,700" in conflict.said["claims"]
    assert "more than 3,200,000" in conflict.said["claims"]
    assert set(found.untold) <= {"claim", "mention", "term"}  # the status of the claim that was there before


def test_an_entity_of_another_name_is_renamed_or_merged(built: Callable[..., Path]) -> None:
    def called(name: str, claim: Claim = CLAIMS[7]) -> Claim:
        (who,) = claim.mentions["subject"]
        return replace(
            claim,
            id=f"claim-{sum(map(ord, name))}",
            mentions=MappingProxyType({**claim.mentions, "subject": (replace(who, name=name),)}),
        )

    one = built("one", (DOCUMENT, [called("Wanhua Chemical")]))
    renamed = diff(one, built("two", (DOCUMENT, [called("WANHUA CHEMICAL Co., Ltd.")]))).entities
    (change,) = renamed.changed
    assert ("name", "Wanhua Chemical", "WANHUA CHEMICAL Co., Ltd.") in change.fields
    gone = diff(one, built("three", (DOCUMENT, [called("Wanhua Group")])))
    assert [fact.line for fact in gone.entities.removed] == ["Wanhua Chemical"]
    assert gone.merged == {}
    with GraphStore.open(built("four", (DOCUMENT, [called("Wanhua Group")])) / "store") as store:
        heir = Namespaces().resource("enterprise-wanhua-group")
        heir = next(
            q.subject for q in store.quads() if q.object == Literal("Wanhua Group") and "label" in str(q.predicate)
        )  # type: ignore[assignment]
        alias = NamedNode("http://www.w3.org/2004/02/skos/core#altLabel")
        store.bulk_load(
            [Quad(heir, alias, Literal("Wanhua Chemical", language="en"), NamedNode(Namespaces().entities))]
        )
    merged = diff(one, one.parent / "four")
    assert list(merged.merged.values()) == ["Wanhua Group"]
    assert "now counted as Wanhua Group" in merged.render()


# -- what can be compared -------------------------------------------------------------------------------------------


def test_an_export_is_the_same_as_its_store_and_tells_the_same_changes(
    built: Callable[..., Path], tmp_path: Path
) -> None:
    one, two = built("one", (DOCUMENT, CLAIMS)), built("two", (DOCUMENT, CLAIMS[1:]))
    stores = diff(one, two)
    for ending in ("trig", "nq", "jsonld", "ttl", "nt", "rdf"):
        with GraphStore.open(one / "store", read_only=True) as store:
            file = export(store, tmp_path / f"one.{ending}")
        same = diff(one, file)
        assert not same
        assert same.triples == (ending in {"ttl", "nt", "rdf"})
        files = diff(file, two / "store")
        assert files.sections == stores.sections
        assert len(files.removed) <= len(stores.removed)


def test_what_is_not_there_or_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.ttl").write_text("<a> <b>")
    (tmp_path / "latin.nt").write_bytes(b'<urn:a> <urn:b> "\xe9" .\n')
    (tmp_path / "x.csv").write_text("a,b\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "far.jsonld").write_text('{"@context": "http://127.0.0.1:9/context", "@id": "urn:a", "p": "x"}')
    for name, reason in {
        "nothing": "there is no such folder or file",
        "bad.ttl": "bad.ttl: ",
        "latin.nt": "latin.nt: ",
        "x.csv": "names no RDF format",
        "folder": "there is no graph store here",
        "far.jsonld": "far.jsonld: ",
        "--output=x:y.ttl": "no revision begins with a dash",
        "HEAD:x.ttl": "git has no such file",
    }.items():
        with pytest.raises(StoreError, match=reason):
            diff(name, name)


def test_a_newer_export_is_refused_and_an_older_one_compared(tmp_path: Path) -> None:
    claim = "<urn:c> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/innograph/ontology#Claim> .\n"
    (tmp_path / "old.nt").write_text(claim)
    (tmp_path / "new.nt").write_text(claim + '<urn:s> <https://w3id.org/innograph/ontology#schemaVersion> "99" .\n')
    assert not diff(tmp_path / "old.nt", tmp_path / "old.nt")
    with pytest.raises(SchemaError, match="version 99"):
        diff(tmp_path / "old.nt", tmp_path / "new.nt")


def test_blank_nodes_are_compared_by_what_is_said_of_them(tmp_path: Path) -> None:
    one, two, three = (tmp_path / f"{name}.ttl" for name in ("one", "two", "three"))
    one.write_text("<a> <p> [ <q> 1 ] , [ <q> 2 ] .")
    two.write_text("_:x <q> 2 . _:y <q> 1 . <a> <p> _:x , _:y .")
    three.write_text("<a> <p> [ <q> 1 ] , [ <q> 3 ] .")
    assert not diff(one, two)
    found = diff(one, three)
    assert found.canonical
    assert len(found.added) == len(found.removed) == 1
    assert "Blank nodes are named after" in found.render()
    three.write_text("".join(f"_:b{n} <q> {n} .\n" for n in range(10_001)))
    with pytest.raises(StoreError, match="10,001 blank nodes"):
        diff(one, three)


def test_a_revision_of_a_file_is_compared_without_a_shell(
    built: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = tmp_path / "repository; touch hacked"
    repository.mkdir()
    monkeypatch.chdir(repository)
    who = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for key, value in who.items():
        monkeypatch.setenv(key, value)

    def git(*arguments: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments], check=True)

    git("init", "-q")
    with GraphStore.open(built("one", (DOCUMENT, CLAIMS[1:])) / "store", read_only=True) as store:
        export(store, "graph.trig")
    git("add", "graph.trig")
    git("commit", "-q", "-m", "one")
    with GraphStore.open(built("two", (DOCUMENT, CLAIMS)) / "store", read_only=True) as store:
        export(store, "graph.trig")
    found = diff("HEAD:graph.trig", "graph.trig")
    assert [fact.line[:14] for fact in found.claims.added] == ["Shandong gives"]
    assert not diff("HEAD:graph.trig", "HEAD:graph.trig")
    with pytest.raises(StoreError, match=r"git has no such file: path 'none\.trig' does not exist in 'HEAD'"):
        diff("HEAD:none.trig", "graph.trig")
    with pytest.raises(StoreError, match="git has no such file"):
        diff("HEAD$(touch hacked):graph.trig", "graph.trig")
    assert sorted(p.name for p in Path().iterdir()) == [".git", "graph.trig"]
    Path("HEAD:graph.trig").write_bytes(Path("graph.trig").read_bytes())  # a file of that name goes first
    assert not diff("HEAD:graph.trig", "graph.trig")


# -- forms ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def found(built: Callable[..., Path]) -> Diff:
    better = told(ENTERPRISES, value=Decimal(26701), comparator="eq")
    return diff(built("one", (DOCUMENT, CLAIMS)), built("two", (DOCUMENT, [better, *CLAIMS[3:]])))


def test_the_text_is_grouped_by_actor_and_fits(found: Diff) -> None:
    text = found.render(80)
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    head = text[: text.index("\n\n")]
    assert "claims     2 gone, 1 changed" in head
    claims = text[text.index("\nclaims\n") :]
    assert "\n Shandong\n  ~ Shandong: high-tech enterprises: 26,701\n" in claims
    assert "      figure: more than 26,700 → 26,701\n" in claims
    coloured = found.render(80, colour=True)
    assert "\x1b[31m" in coloured  # what is gone
    assert "\x1b[33m" in coloured  # what changed


def test_what_a_document_says_cannot_steer_a_terminal_or_become_markup(built: Callable[..., Path]) -> None:
    evil = "Evil \x1b]0;x\x07\x1b[2J\u202e [bold]*actor*[/bold] <script>|"
    claim = replace(CLAIMS[7], fields=MappingProxyType({**CLAIMS[7].fields, "subject": evil}))
    who = replace(claim.mentions["subject"][0], name=evil)
    claim = replace(claim, mentions=MappingProxyType({**claim.mentions, "subject": (who,)}))
    found = diff(built("one", (DOCUMENT, [])), built("two", (DOCUMENT, [claim])))
    text = found.render(300)
    assert "[bold]*actor*[/bold]" in text
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    page = found.to_markdown()
    assert "\\<script\\>\\|" in page
    assert "\x1b" not in page


def test_markdown_and_json_tell_the_same(found: Diff) -> None:
    page, data = found.to_markdown(), json.loads(json.dumps(found.to_json()))
    assert "| claims | 0 | 2 | 1 |" in page
    assert "- **changed** Shandong: high-tech" in page
    assert "  - figure: more than 26,700 → 26,701\n" in page
    (change,) = data["claims"]["changed"]
    assert change["fields"] == {"figure": {"old": "more than 26,700", "new": "26,701"}}
    assert change["new"]["about"] == "Shandong"
    assert data["quads"]["added"] == len(found.added)
    assert data["compared_as"] == "quads"


QUADS = st.sets(
    st.builds(
        lambda s, p, o, g: Quad(NamedNode(f"urn:{s}"), NamedNode(f"urn:{p}"), o, NamedNode(f"urn:{g}")),
        st.sampled_from("abc"),
        st.sampled_from("pq"),
        st.one_of(st.text(max_size=5).filter(lambda t: "\x00" not in t).map(Literal), st.integers().map(Literal)),
        st.sampled_from("gh"),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(QUADS, QUADS)
def test_a_patch_makes_the_new_graph_of_the_old_one(
    tmp_path_factory: pytest.TempPathFactory, one: set[Quad], two: set[Quad]
) -> None:
    folder = tmp_path_factory.mktemp("patch")
    for name, quads in (("one.nq", one), ("two.nq", two)):
        (folder / name).write_text("".join(f"{quad} .\n" for quad in quads), encoding="utf-8")
    found = diff(folder / "one.nq", folder / "two.nq", ontology=ONTOLOGY)
    rows = found.patch().split("\n")
    assert (rows[0], rows[-2:]) == ("TX .", ["TC .", ""])
    gone = {q for row in rows if row[:2] == "D " for q in parse(input=row[2:], format=RdfFormat.N_QUADS)}
    come = {q for row in rows if row[:2] == "A " for q in parse(input=row[2:], format=RdfFormat.N_QUADS)}
    left = set(open_side(folder / "one.nq").store.quads())
    right = set(open_side(folder / "two.nq").store.quads())
    if found.triples:  # one of them is empty: nothing tells that it would have graphs
        left, right = ({Quad(*quad.triple) for quad in side} for side in (left, right))
    assert gone <= left
    assert (left - gone) | come == right
    assert bool(found) == (left != right)
    assert sum(found.untold.values()) == len(gone) + len(come)


def test_it_is_reached_from_the_package() -> None:
    assert innograph.diff is difference.diff
    assert innograph.Diff is Diff


def test_outcomes_and_likenesses_are_no_vocabulary_and_keys_of_names_no_facts(tmp_path: Path) -> None:
    prefixes = "@prefix : <urn:x:> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
    prefixes += "@prefix inno: <https://w3id.org/innograph/ontology#> . @prefix org: <http://www.w3.org/ns/org#> .\n"
    one = ':a a org:Organization ; rdfs:label "A" ; inno:nameKey "a" .\n'
    (tmp_path / "old.ttl").write_text(prefixes + one)
    new = one.replace('"a"', '"a", "b"') + ':l a inno:Likeness ; rdfs:comment "x" . :o a inno:Outcome .\n'
    (tmp_path / "new.ttl").write_text(prefixes + new)
    found = diff(tmp_path / "old.ttl", tmp_path / "new.ttl")
    assert not found.entities
    assert found.untold == {"entity": 1, "likeness": 2, "outcome": 1}
