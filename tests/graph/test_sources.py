"""How many independent sources a claim has: stories that say the same, not documents that print it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad

from innograph.graph import Namespaces, load
from innograph.graph.derive import construct
from innograph.graph.entities import entity_facts
from innograph.graph.mapping import claim_iri, claim_quads
from innograph.graph.namespaces import term
from innograph.graph.provenance import Run, document_quads
from innograph.graph.retelling import amended_sources, amended_stories
from innograph.graph.sources import source_quads
from innograph.graph.store import GraphStore
from innograph.model import Claim, Document, Evidence, Mention, Span
from innograph.ontology import Ontology, expand
from innograph.read import document_from_text
from sample import sample_claims, sample_document

ONTOLOGY = Ontology()
NAMESPACES = Namespaces()
RUN = Run("0", "model", "ontology")
SHANDONG = Mention("Shandong", expand("schema:AdministrativeArea"), entity="id:CN-SD")
INDICATOR = Mention("high-tech enterprises", expand("schema:StatisticalVariable"))
FILLER = {
    "sea": "Fishermen mended their nets while the harbour master counted boats that had come in from the storm.",
    "hill": "On the slopes above the town, tea is picked by hand by families who sell it at a market in the valley.",
    "rail": "Trains leave every hour for the coast, and tickets can be bought from machines at each of the stations.",
}
SAID = "Shandong has more than 26,700 high-tech enterprises."


def printed(filler: str, *, date: str | None = "2024-01-08", more: str = "") -> Document:
    """A document that says it, with other words around; the same filler makes reprints of one story."""
    text = f"{SAID} {FILLER[filler]} {FILLER[filler].replace('the', 'a')} {more}".strip()
    return document_from_text(text, title=f"{filler} {more}", date=date, source=f"{filler}.txt")


def claim(document: Document, number: int = 1, **changes: object) -> Claim:
    own = {key: changes.pop(key) for key in list(changes) if key not in Claim.__dataclass_fields__}
    fields = {
        "subject": "Shandong",
        "indicator": "high-tech enterprises",
        "value": Decimal(26700),
        "unit": "count",
        "comparator": "gt",
    } | own
    start = document.text.index(SAID)
    made = Claim(
        id=f"claim-{document.id[4:]}-{number}",
        type="observation",
        document=document.id,
        evidence=(Evidence(Span(start, start + len(SAID)), SAID),),
        fields=MappingProxyType({key: value for key, value in fields.items() if value is not None}),  # type: ignore[arg-type]
        mentions=MappingProxyType({"subject": (SHANDONG,), "indicator": (INDICATOR,)} if fields["subject"] else {}),
        frame=expand("frame:none"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def sources(claims: Sequence[tuple[Document, Claim]]) -> list[int]:
    """The numbers of independent sources of the claims, in order."""
    with GraphStore.open() as store:
        by_document: dict[str, tuple[Document, list[Claim]]] = {}
        for document, each in claims:
            by_document.setdefault(document.id, (document, []))[1].append(each)
        loaded = load(store, by_document.values(), ONTOLOGY, run=RUN)
        assert not loaded.findings
        return [independent(store, each) for _, each in claims]


def independent(store: GraphStore, each: Claim) -> int:
    pattern = (claim_iri(each, NAMESPACES), term("inno:independentSources"), None, NamedNode(NAMESPACES.sources))
    (quad,) = store.store.quads_for_pattern(*pattern)
    return int(quad.object.value)  # type: ignore[union-attr]


def told(*documents: Document, **changes: object) -> list[tuple[Document, Claim]]:
    return [(document, claim(document, **changes)) for document in documents]


def test_documents_of_their_own_count_and_reprints_do_not() -> None:
    sea, hill, rail = printed("sea"), printed("hill"), printed("rail")
    again = printed("sea", more="The report was first printed in another paper.")
    assert sources(told(sea)) == [1]
    assert sources(told(sea, hill)) == [2, 2]
    assert sources(told(sea, again)) == [1, 1]
    assert sources(told(sea, again, hill, rail)) == [3, 3, 3, 3]


def test_saying_it_twice_is_one_source() -> None:
    sea = printed("sea")
    assert sources([(sea, claim(sea, 1)), (sea, claim(sea, 2))]) == [1, 1]


@pytest.mark.parametrize(
    "other",
    [
        {"value": Decimal(26701)},
        {"comparator": "eq"},
        {"comparator": "lt"},
        {"unit": "percent"},
        {"modality": "planned"},
        {"polarity": "negative"},
        {"type": "growth"},
        {"scope": "China"},
    ],
    ids=str,
)
def test_what_differs_is_not_the_same(other: dict[str, object]) -> None:
    sea, hill = printed("sea"), printed("hill")
    assert sources([(sea, claim(sea)), (hill, claim(hill, **other))]) == [1, 1]


@pytest.mark.parametrize(
    "other",
    [{"comparator": "ge"}, {"attribution": "the bureau"}, {"confidence": Decimal("0.3")}, {"period_words": "by now"}],
    ids=str,
)
def test_how_it_is_said_is_nothing(other: dict[str, object]) -> None:
    sea, hill = printed("sea"), printed("hill")
    assert sources([(sea, claim(sea)), (hill, claim(hill, **other))]) == [2, 2]


def test_times_have_to_overlap() -> None:
    sea, hill, rail = printed("sea"), printed("hill"), printed("rail", date="2021-05-01")
    stated = {"period_basis": "stated"}
    years = [(sea, claim(sea, period="2023", **stated)), (hill, claim(hill, period="2022", **stated))]
    assert sources(years) == [1, 1]
    assert sources([(sea, claim(sea, period="2023", **stated)), (hill, claim(hill, period="2023", **stated))]) == [2, 2]
    # undated, they speak of the year before their documents appeared
    assert sources([(sea, claim(sea, period="2023", **stated)), (hill, claim(hill)), (rail, claim(rail))]) == [2, 2, 1]


def test_what_nothing_dates_agrees_with_nothing_else() -> None:
    sea, hill = printed("sea", date=None), printed("hill", date=None)
    assert sources(told(sea, hill)) == [1, 1]


def test_a_claim_about_nobody_cannot_be_confirmed() -> None:
    sea, hill = printed("sea"), printed("hill")
    assert sources(told(sea, hill, subject=None)) == [1, 1]


def test_a_digest_is_not_independent_of_what_it_takes_in() -> None:
    one, two = printed("sea"), printed("hill")
    digest = document_from_text(f"{one.text}\n\n{two.text}", title="This week", date="2024-01-09", source="digest.txt")
    assert sources(told(one, two)) == [2, 2]
    assert sources(told(one, digest)) == [1, 1]
    assert sources(told(one, two, digest)) == [1, 1, 1]


def test_taking_a_source_away_is_as_if_it_had_never_been() -> None:
    sea, hill = printed("sea"), printed("hill")
    with GraphStore.open() as store:
        load(store, [(sea, [claim(sea)]), (hill, [claim(hill)])], ONTOLOGY, run=RUN)
        store.remove([NAMESPACES.document_graph(hill.id), NAMESPACES.provenance_graph(hill.id)])
        left = source_quads(store, ONTOLOGY, NAMESPACES)
    with GraphStore.open() as store:
        load(store, [(sea, [claim(sea)])], ONTOLOGY, run=RUN)
        assert left == source_quads(store, ONTOLOGY, NAMESPACES)


def test_parts_are_what_the_claim_says_and_nothing_that_was_derived() -> None:
    own = {f.property for kind in ONTOLOGY.claim_types.values() for f in kind.fields} | {
        expand(name) for name in ("rdf:type", "inno:modality", "inno:polarity", "inno:lowerBound", "inno:upperBound")
    }
    document = sample_document()
    with GraphStore.open() as store:
        load(store, [(document, sample_claims())], ONTOLOGY, run=RUN)
        (file,) = ONTOLOGY.files("statements/*.rq")
        parts = [t.object.value for t in construct(store, file, ONTOLOGY) if t.predicate == term("inno:says")]  # type: ignore[union-attr]
    assert parts
    assert {part.split(" ")[0] for part in parts} <= own


def test_dates_are_those_of_the_year_before() -> None:
    sea = printed("sea")
    with GraphStore.open() as store:
        load(store, [(sea, [claim(sea)])], ONTOLOGY, run=RUN)
        (file,) = ONTOLOGY.files("statements/*.rq")
        triples = [t for t in construct(store, file, ONTOLOGY) if t.predicate != term("inno:says")]
    times = {t.predicate.value: t.object.value for t in triples}  # type: ignore[union-attr]
    assert times == {expand("inno:since"): "2023-01-08", expand("inno:until"): datetime.date(2024, 1, 8).isoformat()}


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4)), min_size=1, max_size=8))
def test_sources_brought_up_to_date_are_those_counted_anew(steps: list[tuple[bool, int]]) -> None:
    sea, hill, rail = (printed(name) for name in FILLER)
    digest = document_from_text(f"{sea.text}\n\n{hill.text}", title="This week", date="2024-01-09", source="digest.txt")
    documents = [sea, hill, rail, printed("sea", more="The report was first printed in another paper."), digest]
    with GraphStore.open() as store:
        load(store, [], ONTOLOGY, run=RUN)
        for comes, number in steps:
            document = documents[number]
            graphs = (NAMESPACES.document_graph(document.id), NAMESPACES.provenance_graph(document.id))
            own = claim(document)
            facts: list[Quad] = []
            if comes:
                quads = claim_quads(own, document, ONTOLOGY, NAMESPACES)
                facts = entity_facts(quads, ONTOLOGY, NAMESPACES)
                store.replace({graphs[0]: quads, graphs[1]: document_quads(document, RUN, ONTOLOGY, NAMESPACES)})
                store.replace({NAMESPACES.entities: facts})
            else:
                store.remove(graphs)
            change, told = amended_stories(store, NAMESPACES, [NAMESPACES.resource(document.id).value])
            _amend(store, NAMESPACES.stories, *change)
            part = partial(_part, store)
            change = amended_sources(store, ONTOLOGY, NAMESPACES, [claim_iri(own, NAMESPACES)], told, part)
            _amend(store, NAMESPACES.sources, *change)
            assert store.graph(NAMESPACES.sources) == source_quads(store, ONTOLOGY, NAMESPACES)


def _amend(store: GraphStore, graph: str, removed: set[Quad], added: set[Quad]) -> None:
    store.replace({graph: (set(store.graph(graph)) - removed) | added})


def _part(store: GraphStore, claims: Iterable[NamedNode]) -> GraphStore:
    """The graphs of the claims' documents without the other claims, provenance, and what is known of entities."""
    part = GraphStore.open()
    wanted = set(claims)
    for quad in store.quads():
        of_claim = "/claim-" in quad.subject.value  # type: ignore[union-attr]
        if (not of_claim or quad.subject in wanted) and quad.graph_name != NamedNode(NAMESPACES.sources):
            part.store.add(quad)
    return part
