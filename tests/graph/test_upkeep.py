"""Derived graphs that are brought up to date are those that would be made anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from innograph.errors import OntologyError
from innograph.graph import Namespaces
from innograph.graph.loading import Written, derive, write
from innograph.graph.provenance import Run
from innograph.graph.shapes import Validator
from innograph.graph.sharing import Sharing, shared_properties
from innograph.graph.store import GraphStore
from innograph.graph.upkeep import Change, Upkeep
from innograph.model import Claim, Document
from innograph.ontology import Ontology
from sample import sample_claims, sample_document

ONTOLOGY = Ontology()
NAMESPACES = Namespaces()
RUN = Run("0", "model", "ontology")
SPELLINGS = ("Wanhua Chemical Group Co., Ltd.", "Wanhua Chemical", "WANHUA CHEMICAL GROUP")


def _variant(claim: Claim, document: Document, number: int) -> Claim:
    """The claim as another document might tell it: another figure, another spelling."""
    fields = dict(claim.fields)
    if isinstance(fields.get("value"), Decimal):
        fields["value"] = Decimal(str(fields["value"])) * (1, 40, 2000)[number % 3]
    mentions = {
        key: tuple(
            replace(m, name=SPELLINGS[number % len(SPELLINGS)]) if m.name.startswith("Wanhua C") else m for m in named
        )
        for key, named in claim.mentions.items()
    }
    return replace(
        claim,
        id=f"{claim.id}x{number}",
        document=document.id,
        fields=MappingProxyType(fields),
        mentions=MappingProxyType(mentions),
    )


@cache
def pool() -> Sequence[Written]:
    """Documents that tell the sample's claims in other ways, many of them in conflict, and what goes into the store."""
    documents = []
    validator = Validator(ONTOLOGY)
    claims = sample_claims()
    for number in range(9):
        document = replace(
            sample_document(), text=f"{sample_document().text}\n\nNumber {number}.", source=f"{number}.txt"
        )
        if number % 4 == 3:
            document = replace(document, publisher=f"Publisher {number}")
        told = [_variant(c, document, number) for place, c in enumerate(claims) if (place + number) % 3 or number == 0]
        documents.append(write(document, told, ONTOLOGY, NAMESPACES, RUN, validator))
    return documents


def clean(written: Iterable[Written], ontology: Ontology = ONTOLOGY) -> GraphStore:
    store = GraphStore.open()
    for each in written:
        store.replace(each.graphs)
    derive(store, ontology, NAMESPACES)
    return store


def put(store: GraphStore, old: Written | None, new: Written | None, change: Change) -> None:
    """Change the documents' graphs of a store."""
    graphs = {iri for each in (old, new) if each for iri in each.graphs if "run-" not in iri}
    before = [quad for iri in graphs for quad in store.graph(iri)]
    if old:
        store.remove(iri for iri in old.graphs if "run-" not in iri)
    if new:
        store.replace(new.graphs)
    change.note(before, [quad for iri in graphs for quad in store.graph(iri)])


def differences(one: GraphStore, other: GraphStore) -> tuple[list[str], list[str]]:
    left, right = (set(s.quads()) for s in (one, other))
    return sorted(map(str, left - right)), sorted(map(str, right - left))


@settings(max_examples=25, deadline=None)
@given(st.sets(st.integers(0, 8)), st.lists(st.sets(st.integers(0, 8), max_size=3), min_size=1, max_size=4))
def test_any_sequence_of_changes_ends_in_what_is_made_anew(start: set[int], steps: list[set[int]]) -> None:
    """Each step takes out the documents that are in, and puts in those that are not."""
    there = set(start)
    store = clean(pool()[number] for number in sorted(there))
    for step in steps:
        change = Change()
        for number in sorted(step):
            document = pool()[number]
            put(store, *((document, None) if number in there else (None, document)), change)
        there ^= step
        Upkeep(store, ONTOLOGY, NAMESPACES).update(change)
        assert differences(store, clean(pool()[number] for number in sorted(there))) == ([], [])


def test_the_pool_is_worth_the_test() -> None:
    """There are conflicts between its documents, links told by several, and names spelled in several ways."""
    store = clean(pool())
    assert (
        len(list(store.store.quads_for_pattern(None, None, NamedNode("https://w3id.org/innograph/ontology#Conflict"))))
        > 5
    )
    supported = "?link <https://w3id.org/innograph/ontology#supportedBy> ?claim"
    rows = store.select(f"SELECT ?link (COUNT(?claim) AS ?n) {{ {supported} }} GROUP BY ?link")
    assert max(int(row["n"].value) for row in rows) > 3
    assert (
        len(list(store.store.quads_for_pattern(None, NamedNode("http://www.w3.org/2004/02/skos/core#altLabel"), None)))
        > 2
    )


def test_every_shipped_rule_and_check_says_what_its_claims_share() -> None:
    files = [*ONTOLOGY.files("rules/*.rq"), *ONTOLOGY.files("checks/*.rq")]
    assert len(files) > 10
    assert [file.name for file in files if not shared_properties(file)] == []


def _own(tmp_path: Path, text: str) -> Ontology:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "own.rq").write_text("PREFIX inno: <https://w3id.org/innograph/ontology#>\n" + text)
    return Ontology([tmp_path])


def test_a_rule_that_does_not_say_what_its_claims_share_is_run_over_everything(tmp_path: Path) -> None:
    ontology = _own(
        tmp_path, 'CONSTRUCT { ?claim <urn:said> "so" } WHERE { ?claim a inno:Claim . ?other a inno:RankingClaim }'
    )
    store = clean(pool()[:1], ontology)
    change = Change()
    put(store, None, pool()[1], change)
    Upkeep(store, ontology, NAMESPACES).update(change)
    assert differences(store, clean(pool()[:2], ontology)) == ([], [])


def test_a_rule_that_says_it_and_speaks_of_something_else_is_told(tmp_path: Path) -> None:
    ontology = _own(
        tmp_path, "# Claims share: prov:wasDerivedFrom\nCONSTRUCT { <urn:a> <urn:b> <urn:c> } WHERE { ?c a inno:Claim }"
    )
    store, change = clean([], ontology), Change()
    put(store, None, pool()[0], change)
    with pytest.raises(OntologyError, match=r"own\.rq: .*; <urn:a> does not"):
        Upkeep(store, ontology, NAMESPACES).update(change)


def test_claims_that_share_all_values_are_found_and_no_others() -> None:
    store = clean(pool()[:3])
    prefixes = "PREFIX inno: <https://w3id.org/innograph/ontology#> PREFIX schema: <https://schema.org/>"
    rows = store.select(f"{prefixes} SELECT ?c ?s ?v {{ ?c schema:observationAbout ?s ; schema:variableMeasured ?v }}")
    first = rows[0]
    expected = {row["c"] for row in rows if (row["s"], row["v"]) == (first["s"], first["v"])}
    properties = tuple(NamedNode(f"https://schema.org/{name}") for name in ("observationAbout", "variableMeasured"))
    found = Sharing(store, NAMESPACES).claims_with([first["c"]], properties)  # type: ignore[list-item]
    assert found == expected
    assert len(found) > 1
