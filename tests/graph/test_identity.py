"""The graph of likenesses: what it says, and that it is the same for changed entities as if made anew."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from innograph.graph.entities import entity_facts
from innograph.graph.identity import identity_quads
from innograph.graph.iris import entity_reference
from innograph.graph.mapping import mention_quads
from innograph.graph.namespaces import RDF_TYPE, Namespaces, term
from innograph.graph.store import GraphStore
from innograph.model import Mention
from innograph.ontology import Ontology, compact, expand
from innograph.read import document_from_text

ONTOLOGY, NAMESPACES = Ontology(), Namespaces()
DOCUMENT = document_from_text("A text.")
BETWEEN = term("inno:between")


def store_of(mentions: Sequence[Mention], namespaces: Namespaces = NAMESPACES) -> GraphStore:
    """A store with the entities that mentions in one document make."""
    graph = NamedNode(namespaces.document_graph(DOCUMENT.id))
    statements: list[Quad] = []
    for mention in mentions:
        entity, reference = entity_reference(mention, ONTOLOGY, namespaces, DOCUMENT.id)
        statements.append(Quad(graph, term("inno:actor"), entity, graph))
        if not reference.known:
            statements += mention_quads(mention, entity, DOCUMENT, namespaces, graph)
    store = GraphStore.open()
    store.replace({namespaces.entities: entity_facts(statements, ONTOLOGY, namespaces)})
    return store


def mention(name: str, kind: str = "schema:Corporation", **more: object) -> Mention:
    return Mention(name, expand(kind), **more)  # type: ignore[arg-type]


def test_a_likeness_has_both_ends_a_score_and_a_reason() -> None:
    store = store_of([mention("Lindborg Steel Group"), mention("Lindborg Steel Ltd."), mention("Other")])
    quads = identity_quads(store, ONTOLOGY, NAMESPACES)
    ends = {compact(q.object.value) for q in quads if q.predicate == BETWEEN}  # type: ignore[union-attr]
    assert ends == {"id:org-lindborg-steel", "id:org-lindborg-steel-group"}
    (node,) = {q.subject for q in quads if q.predicate == BETWEEN}
    said = {q.predicate: q.object for q in quads if q.subject == node}
    assert said[term(RDF_TYPE)] == term("inno:Likeness")
    assert said[term("inno:score")] == Literal("0.93", datatype=term("xsd:decimal"))
    assert "names do without" in said[term("rdfs:comment")].value  # type: ignore[union-attr]
    (match,) = [q for q in quads if q.predicate == term("skos:closeMatch")]
    assert {match.subject, match.object} == {NamedNode(expand(end)) for end in ends}
    assert {q.graph_name for q in quads} == {NamedNode(NAMESPACES.identity)}
    assert quads == sorted(quads, key=str)


def pairs(mentions: Sequence[Mention], namespaces: Namespaces = NAMESPACES) -> dict[str, set[str]]:
    """The likenesses between the entities that mentions make: ends by IRI of the likeness."""
    found: dict[str, set[str]] = {}
    for quad in identity_quads(store_of(mentions, namespaces), ONTOLOGY, namespaces):
        if quad.predicate == BETWEEN:
            found.setdefault(quad.subject.value, set()).add(compact(quad.object.value))  # type: ignore[union-attr]
    return found


def test_a_homonym_is_like_each_place_that_it_may_mean() -> None:
    found = pairs([mention("Suzhou", "schema:AdministrativeArea")])
    assert {end for ends in found.values() for end in ends} > {"id:CN-320500", "id:CN-341300"}
    assert len(found) == 2


def test_what_a_pin_keeps_apart_is_not_alike() -> None:
    for namespaces in (NAMESPACES, Namespaces("https://example.org/kg/id/")):
        assert pairs([mention("Hyundai Motor Group"), mention("Hyundai Motor Company")], namespaces) == {}


def test_what_the_ontology_tells_apart_is_not_alike() -> None:
    known = (("Jilin", "id:CN-JL"), ("Jilin City", "id:CN-220200"))
    assert pairs([mention(name, "schema:AdministrativeArea", entity=iri) for name, iri in known]) == {}


words = st.lists(
    st.sampled_from(["lindborg", "steel", "group", "pharma", "china", "TU", "AB", "university", "of", "lind", "borg"]),
    min_size=1,
    max_size=4,
)
some = st.lists(
    st.tuples(
        words, st.sampled_from(["schema:Corporation", "schema:CollegeOrUniversity", "schema:Person", "inno:Field"])
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(some, some, st.randoms())
def test_bringing_up_to_date_gives_what_making_anew_gives(before: list, after: list, random) -> None:  # type: ignore[no-untyped-def]
    """Likenesses of the entities that came, went or changed replace theirs; all others stay as they were."""
    shared = [item for item in before if random.random() < 0.5]
    lists = [[mention(" ".join(name), kind) for name, kind in chosen] for chosen in (before, [*shared, *after])]
    old, new = (store_of(mentions) for mentions in lists)
    states = [{q.subject: set() for q in s.graph(NAMESPACES.entities)} for s in (old, new)]
    for state, s in zip(states, (old, new), strict=True):
        for quad in s.graph(NAMESPACES.entities):
            state[quad.subject].add(quad)  # type: ignore[index]
    changed = {e for e in {*states[0], *states[1]} if states[0].get(e) != states[1].get(e)}
    graph = identity_quads(old, ONTOLOGY, NAMESPACES)
    gone = {quad.subject for quad in graph if quad.predicate == BETWEEN and quad.object in changed} | changed
    kept = [quad for quad in graph if quad.subject not in gone and quad.object not in changed]
    new.replace({NAMESPACES.identity: kept})
    fresh = identity_quads(new, ONTOLOGY, NAMESPACES, among=changed)  # type: ignore[arg-type]
    new.remove([NAMESPACES.identity])
    assert sorted({*kept, *fresh}, key=str) == identity_quads(new, ONTOLOGY, NAMESPACES)
