"""From claims to the whole graph: links, conflicts, statuses, quarantine, removal, determinism."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from rdflib.compare import isomorphic

from innograph.errors import OntologyError
from innograph.graph import Namespaces, load, remove
from innograph.graph.loading import Loaded
from innograph.graph.mapping import claim_iri
from innograph.graph.provenance import Run
from innograph.graph.shapes import Validator, validate
from innograph.graph.store import GraphStore
from innograph.graph.terms import to_graph
from innograph.graph.write import trig
from innograph.model import Claim, Document, Evidence
from innograph.ontology import PREFIXES, Ontology, compact
from sample import sample_claims, sample_document

ONTOLOGY = Ontology()
NAMESPACES = Namespaces()
RUN = Run("0", "model", "ontology")
DOCUMENT = sample_document()
CLAIMS = sample_claims()
CHAIRMAN = next(c for c in CLAIMS if c.type == "leadership").mentions["person"][0]
GOLDEN = Path(__file__).parent / "cases" / "sample" / "expected.trig"
PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


def loaded(claims: Sequence[Claim] = CLAIMS, ontology: Ontology = ONTOLOGY) -> tuple[GraphStore, Loaded]:
    store = GraphStore.open()
    return store, load(store, [(DOCUMENT, claims)], ontology, run=RUN)


def rows(store: GraphStore, query: str) -> set[tuple[str, ...]]:
    return {tuple(compact(term.value) for term in row.values()) for row in store.select(PROLOGUE + query)}


def another_document(text: str = "Other words.", **known: object) -> Document:
    return replace(DOCUMENT, text=f"{DOCUMENT.text}\n\n{text}", source="other.txt", **known)  # type: ignore[arg-type]


def told_again(claim: Claim, document: Document = DOCUMENT, **changes: object) -> Claim:
    """The claim with other fields or qualifiers, as another claim."""
    own = {key: changes.pop(key) for key in list(changes) if key not in Claim.__dataclass_fields__}
    fields = {key: value for key, value in {**claim.fields, **own}.items() if value is not None}
    name = f"{claim.id}{sum(map(ord, repr(sorted({**own, **changes}.items(), key=str)) + document.id)):x}"
    return replace(claim, id=name, document=document.id, fields=MappingProxyType(fields), **changes)  # type: ignore[arg-type]


def of_type(kind: str) -> Claim:
    return next(claim for claim in CLAIMS if claim.type == kind)


# -- the whole --------------------------------------------------------------------------------------------------------


def test_the_sample_gives_the_expected_claims_and_links() -> None:
    """The documents' graph and the derived graphs; those of entities and vocabulary copy the ontology."""
    store, _ = loaded()
    graphs = {NAMESPACES.document_graph(DOCUMENT.id), NAMESPACES.links, NAMESPACES.conflicts}
    quads = [quad for iri in sorted(graphs) for quad in store.graph(iri)]
    expected = list(parse(path=str(GOLDEN), format=RdfFormat.TRIG))
    for iri in sorted(graphs):
        ours, theirs = ([q for q in some if q.graph_name == NamedNode(iri)] for some in (quads, expected))
        assert isomorphic(to_graph(ours), to_graph(theirs)), iri
    assert trig(quads) == GOLDEN.read_text(encoding="utf-8")


def test_the_report_counts_what_is_there() -> None:
    store, result = loaded()
    assert result.conforms
    assert result.findings == ()
    assert result.claims == CLAIMS
    assert result.derived.claims == len(CLAIMS)
    assert result.derived.quads == len(store)
    assert result.derived.conflicts == 1
    assert result.derived.links == len(rows(store, "SELECT ?link { ?link a inno:Link }"))


def test_no_triple_stands_in_two_graphs_so_that_counts_over_the_union_are_right() -> None:
    store, _ = loaded()
    other = another_document(publisher="Qilu Finance Platform")
    load(store, [(other, [told_again(c, other) for c in CLAIMS])], ONTOLOGY, run=RUN)
    homes = Counter(quad.triple for quad in store.quads())
    assert [str(triple) for triple, graphs in homes.items() if graphs > 1] == []


def test_the_same_documents_give_the_same_quads_in_any_order_and_any_store(tmp_path: Path) -> None:
    other = another_document()
    pairs = [(DOCUMENT, list(CLAIMS)), (other, [told_again(c, other) for c in CLAIMS])]
    one, two = GraphStore.open(), GraphStore.open(tmp_path / "store")
    load(one, pairs, ONTOLOGY, run=RUN)
    for document, claims in reversed(pairs):
        load(two, [(document, claims[::-1])], ONTOLOGY, run=RUN)
    load(two, pairs[:1], ONTOLOGY, run=RUN)
    assert trig(one.quads()) == trig(two.quads())
    two.close()


def test_removing_a_document_leaves_no_trace_of_it() -> None:
    store, _ = loaded()
    before = trig(store.quads())
    other = another_document()
    later = Run("1", "model", "ontology")
    load(store, [(other, [told_again(of_type("leadership"), other)])], ONTOLOGY, run=later)
    assert trig(store.quads()) != before
    remove(store, [other.id], ONTOLOGY)
    assert trig(store.quads()) == before


def test_a_document_read_again_with_fewer_claims_replaces_what_was_there() -> None:
    store, _ = loaded()
    result = load(store, [(DOCUMENT, CLAIMS[:1])], ONTOLOGY, run=RUN)
    assert result.derived.claims == 1
    assert rows(store, "SELECT ?c { ?c a inno:Claim }") == {(compact(claim_iri(CLAIMS[0], NAMESPACES).value),)}


def test_resources_live_where_the_namespaces_say() -> None:
    store = GraphStore.open()
    load(store, [(DOCUMENT, CLAIMS)], ONTOLOGY, Namespaces("https://example.org/kg/id/"), run=RUN)
    assert all(iri.startswith("https://example.org/kg/graph/") for iri in store.graph_iris())
    field = "<https://example.org/kg/id/field-scientific-research>"
    assert rows(store, f"SELECT ?n {{ {field} rdfs:label ?n }}") == {("scientific research",)}
    assert ("id:CN-SD",) in rows(store, "SELECT ?who { ?who inno:collaboratesWith ?other }")


# -- entities ---------------------------------------------------------------------------------------------------------


def test_every_entity_has_one_label_and_its_classes() -> None:
    store, _ = loaded()
    query = "SELECT ?label { id:org-wanhua-chemical-group rdfs:label ?label }"
    assert rows(store, query) == {("Wanhua Chemical Group Co., Ltd.",)}
    classes = rows(store, "SELECT ?class { id:org-wanhua-chemical-group a ?class }")
    assert {("schema:Corporation",), ("org:Organization",), ("inno:Actor",)} <= classes
    labels = store.select(
        PROLOGUE + "SELECT ?e (COUNT(?l) AS ?n) { ?e rdfs:label ?l } GROUP BY ?e HAVING(COUNT(?l) > 1)"
    )
    assert labels == []


def test_known_places_bring_their_containers() -> None:
    store, _ = loaded()
    assert ("id:CN-SD",) in rows(store, "SELECT ?p { id:CN-370600 schema:containedInPlace ?p }")
    assert ("id:CN",) in rows(store, "SELECT ?p { id:CN-370600 schema:containedInPlace+ ?p }")
    assert rows(store, "SELECT ?n { id:CN rdfs:label ?n }") == {("China",)}


def test_other_spellings_become_alternative_labels() -> None:
    store, _ = loaded()
    other = another_document()
    company = of_type("location").mentions["subject"][0]
    short = replace(company, name="Wanhua Chemical Group")
    claim = told_again(
        of_type("location"),
        other,
        mentions=MappingProxyType({**of_type("location").mentions, "subject": (short,)}),
    )
    load(store, [(other, [claim])], ONTOLOGY, run=RUN)
    names = "SELECT ?n { id:org-wanhua-chemical-group %s ?n }"
    assert rows(store, names % "skos:altLabel") == {("Wanhua Chemical Group",)}
    assert rows(store, names % "skos:prefLabel") == {("Wanhua Chemical Group Co., Ltd.",)}


# -- rules ------------------------------------------------------------------------------------------------------------

LINKS = """SELECT ?s ?p ?o { ?link a inno:Link ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ;
    inno:supportedBy ?claim . ?s ?p ?o }"""


def test_every_link_follows_from_claims() -> None:
    store, _ = loaded()
    wanhua, nylon = "id:org-wanhua-chemical-group", "concept:nylon-12"
    technology, qilu = "id:technology-production-of-nylon-12", "id:org-qilu-finance-platform"
    links = rows(store, LINKS)
    group = {o for s, p, o in links if p == "inno:passesMoneyTo"}
    assert links == {
        ("id:CN-SD", "inno:investsIn", "id:field-scientific-research"),
        ("id:CN-SD", "inno:specialisesIn", "id:field-pharmaceutical"),
        ("id:CN-SD", "inno:establishes", qilu),
        ("id:CN-SD", "inno:collaboratesWith", "id:CN-HA"),
        ("id:CN-HA", "inno:collaboratesWith", "id:CN-SD"),
        (wanhua, "inno:masters", technology),
        (wanhua, "inno:masters", nylon),
        (technology, "inno:concerns", nylon),
        (wanhua, "inno:locatedIn", "id:CN-370600"),
        (wanhua, "schema:foundingDate", "1978"),
        ("id:org-wanhua-borsodchem", "schema:parentOrganization", wanhua),
        ("id:person-liao-zengtai", "inno:leads", wanhua),
        (qilu, "inno:passesMoneyTo", *group),
    }


@pytest.mark.parametrize(
    "change", [{"polarity": "negative"}, {"modality": "planned"}, {"modality": "expected"}], ids=str
)
def test_what_is_not_so_gives_no_link(change: dict[str, str]) -> None:
    store, _ = loaded([replace(claim, **change) for claim in CLAIMS])  # type: ignore[arg-type]
    assert {p for _, p, _ in rows(store, LINKS)} <= {"inno:concerns"}


def test_what_is_under_way_is_developed_and_not_yet_mastered() -> None:
    store, _ = loaded([told_again(of_type("development"), action="developed", modality="ongoing")])
    predicates = {p for _, p, _ in rows(store, LINKS)}
    assert "inno:develops" in predicates
    assert "inno:masters" not in predicates


def test_a_funder_funds_the_recipient() -> None:
    henan = of_type("collaboration").mentions["partners"][1]
    claim = told_again(
        CLAIMS[0], recipient="Henan", mentions=MappingProxyType({**CLAIMS[0].mentions, "recipient": (henan,)})
    )
    store, _ = loaded([claim])
    assert ("id:CN-SD", "inno:funds", "id:CN-HA") in rows(store, LINKS)


def test_a_link_told_by_two_documents_is_one_link_with_two_claims() -> None:
    store, _ = loaded([of_type("collaboration")])
    other = another_document()
    result = load(store, [(other, [told_again(of_type("collaboration"), other)])], ONTOLOGY, run=RUN)
    assert result.derived.links == 2
    supports = rows(store, "SELECT ?link ?claim { ?link inno:supportedBy ?claim ; rdf:subject id:CN-SD }")
    assert len({link for link, _ in supports}) == 1
    assert len(supports) == 2


def test_a_user_adds_a_rule_with_a_file(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "neighbours.rq").write_text(
        PROLOGUE + "CONSTRUCT { [] a inno:Link ; rdf:subject ?a ; rdf:predicate <https://example.org/knows> ;"
        " rdf:object ?b ; inno:supportedBy ?claim } WHERE { ?claim inno:partner ?a, ?b FILTER(?a != ?b) }"
    )
    store, _ = loaded(ontology=Ontology([tmp_path]))
    assert ("id:CN-SD", "https://example.org/knows", "id:CN-HA") in rows(store, LINKS)


@pytest.mark.parametrize("text", ["CONSTRUCT {", "SELECT ?s { ?s ?p ?o }"])
def test_a_rule_that_cannot_be_run_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "broken.rq").write_text(text)
    with pytest.raises(OntologyError, match=r"broken\.rq"):
        loaded(ontology=Ontology([tmp_path]))


# -- checks -----------------------------------------------------------------------------------------------------------


def test_the_two_figures_of_the_sample_are_in_conflict() -> None:
    store, _ = loaded()
    small, large = CLAIMS[1], CLAIMS[3]
    query = "SELECT ?kind ?ratio { ?c a inno:Conflict ; inno:conflictKind ?kind ; inno:ratio ?ratio }"
    assert rows(store, query) == {("concept:conflict-figures", "119.85")}
    both = {compact(claim_iri(claim, NAMESPACES).value) for claim in (small, large)}
    assert {claim for (claim,) in rows(store, "SELECT ?c { ?c inno:status concept:disputed }")} == both
    assert len(rows(store, "SELECT ?c { ?c inno:status concept:stated }")) == len(CLAIMS) - 2
    assert set(rows(store, "SELECT ?a ?b { ?a cito:disagreesWith ?b }")) == {
        (a, b) for a in both for b in both if a != b
    }
    ((comment,),) = rows(store, "SELECT ?comment { ?c a inno:Conflict ; rdfs:comment ?comment }")
    assert comment.startswith("Shandong, high-tech enterprises: ")
    for words in (
        "more than 26,700 (achieved, no period given)",
        "more than 3.2 million (expected, 2023)",
        "120 times",
    ):
        assert words in comment


# -- quarantine -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "change", "message"),
    [
        ("ranking", {"rank": 0}, "rank"),
        ("observation", {"value": None}, "one value"),
        ("observation", {"unit": None}, "one unit"),
        ("observation", {"value": Decimal(-3)}, "not negative"),
        ("observation", {"value_high": Decimal(3)}, "range"),
        ("observation", {"indicator": None}, "one indicator"),
        ("growth", {"direction": "sideways"}, "up, down or flat"),
        ("funding", {"amount": Decimal(0)}, "above 0"),
        ("funding", {"currency": "yuan"}, "ISO 4217"),
        ("funding", {"amount": None, "currency": None, "funder": None}, "amount, a funder or a recipient"),
        ("collaboration", {"partners": ("Shandong",)}, "two different actors"),
        ("development", {"action": "dreamt"}, "listed"),
        ("development", {"object": None}, "one object"),
        ("location", {"place": None}, "one place"),
        ("leadership", {"person": None}, "One person"),
        ("leadership", {"mentions": dict.fromkeys(("person", "organisation"), (CHAIRMAN,))}, "own self"),
        ("specialisation", {"field": None}, "one field"),
        ("relation", {"value": None}, "object or value"),
        ("observation", {"confidence": Decimal("1.5")}, "Confidence"),
        ("observation", {"modality": "dreamt"}, "one modality"),
        ("observation", {"evidence": ()}, "evidence"),
        ("observation", {"type": "gossip"}, "no such type"),
        ("observation", {"evidence": (Evidence(CLAIMS[1].evidence[0].span, "what it does not say"),)}, "does not say"),
    ],
)
def test_a_bad_claim_is_left_out_and_reported_and_the_others_stay(
    kind: str, change: dict[str, object], message: str
) -> None:
    good = next(claim for claim in CLAIMS if claim.type not in {kind, "leadership"})
    bad = told_again(of_type(kind), **change)
    store, result = loaded([good, bad])
    assert not result.conforms
    assert result.claims == (good,)
    assert {finding.claim for finding in result.findings} == {bad.id}
    assert any(message in finding.message for finding in result.findings)
    finding = result.findings[0]
    assert (finding.kind, finding.source, finding.document) == ("quarantined", "sample.txt", DOCUMENT.id)
    assert finding.focus_node is not None
    assert finding.quote == (bad.evidence[0].quote if bad.evidence else None)
    assert rows(store, "SELECT ?c { ?c a inno:Claim }") == {(compact(claim_iri(good, NAMESPACES).value),)}


def test_what_a_text_may_leave_out_is_no_violation() -> None:
    silent = [
        told_again(CLAIMS[0], funder=None),
        told_again(of_type("observation"), subject=None, comparator=None),
        told_again(of_type("ranking"), scope=None, indicator=None),
        told_again(of_type("development"), actor=None, action=None, material=None),
    ]
    _, result = loaded(silent)
    assert [finding.message for finding in result.findings] == []


def test_a_share_above_a_hundred_percent_is_a_warning() -> None:
    _, result = loaded([told_again(of_type("observation"), unit="percent", value=Decimal(130))])
    assert result.conforms
    assert [warning.message for warning in result.validation.warnings] == ["A share lies between 0 and 100 percent."]


def test_a_violation_says_where_and_what() -> None:
    _, result = loaded([told_again(of_type("ranking"), rank=0)])
    (violation,) = result.validation.violations
    assert violation.path == "inno:rank"
    assert violation.value == "0"
    assert violation.component == "MinInclusiveConstraintComponent"
    assert violation.shape.endswith("/shape/Ranking")
    assert violation.quote == of_type("ranking").evidence[0].quote


def test_what_was_built_conforms_as_a_whole() -> None:
    store, _ = loaded()
    result = validate(store.quads(), ONTOLOGY)
    assert result.conforms
    assert result.warnings == ()
    assert len(result.report) > 0


def test_violations_are_found_in_a_graph_without_its_claims() -> None:
    money = NamedNode("https://example.org/money")
    kind = Quad(money, NamedNode(PREFIXES["rdf"] + "type"), NamedNode(PREFIXES["schema"] + "MonetaryAmount"))
    result = validate([kind], ONTOLOGY)
    assert {violation.claims for violation in result.violations} == {()}
    assert {violation.path for violation in result.violations} == {"schema:value", "schema:currency"}


def test_a_user_adds_a_shape_with_a_file(tmp_path: Path) -> None:
    (tmp_path / "shapes-own.ttl").write_text(
        PROLOGUE + "<https://example.org/shape> a sh:NodeShape ; sh:targetClass inno:LocationClaim ;"
        ' sh:property [ sh:path inno:attribution ; sh:minCount 1 ; sh:message "Who says so?"@en ] .'
    )
    _, result = loaded(ontology=Ontology([tmp_path]))
    assert [(finding.message, finding.claim) for finding in result.findings] == [
        ("Who says so?", of_type("location").id)
    ]


def test_shapes_that_are_no_turtle_are_named(tmp_path: Path) -> None:
    ontology = Ontology([tmp_path])
    (tmp_path / "shapes.ttl").write_text("this is no Turtle")
    with pytest.raises(OntologyError, match=r"shapes\.ttl"):
        loaded(ontology=ontology)


def test_a_group_typed_as_an_organisation_is_a_warning() -> None:
    recipients = next(c for c in CLAIMS if "recipient" in c.mentions)
    first = recipients.mentions["recipient"][0]
    organisation = replace(first, entity=PREFIXES["id"] + "both", kind=PREFIXES["schema"] + "Corporation")
    same = replace(first, entity=PREFIXES["id"] + "both")
    claims = [
        told_again(recipients, mentions=MappingProxyType({**recipients.mentions, "recipient": (who,)}))
        for who in (organisation, same)
    ]
    _, result = loaded(claims)
    assert [warning.message for warning in result.validation.warnings] == ["A group of actors is no organisation."]
    assert set(result.validation.warnings[0].claims) == {claim_iri(c, NAMESPACES).value for c in claims}


def test_literals_of_conflicts_are_exact() -> None:
    store, _ = loaded()
    ratio = store.select(PROLOGUE + "SELECT ?r { ?c inno:ratio ?r }")[0]["r"]
    assert isinstance(ratio, Literal)
    assert ratio.datatype.value == PREFIXES["xsd"] + "decimal"


def test_the_verdict_on_a_document_does_not_depend_on_the_others() -> None:
    """What another document takes an entity for is not held against the claims of this one."""
    bad = told_again(of_type("ranking"), rank=0)
    other = another_document()
    alone = [load(GraphStore.open(), [(DOCUMENT, [bad])], ONTOLOGY, run=RUN)]
    beside = [
        load(GraphStore.open(), documents, ONTOLOGY, run=RUN)
        for documents in ([(DOCUMENT, [bad]), (other, CLAIMS)], [(other, CLAIMS), (DOCUMENT, [bad])])
    ]
    findings = [[f for f in each.findings if f.document == DOCUMENT.id] for each in (*alone, *beside)]
    assert findings[0] == findings[1] == findings[2] != []


def test_a_validator_is_made_once_for_documents_and_stores() -> None:
    validator = Validator(ONTOLOGY)
    store, _ = loaded()
    money = NamedNode("https://example.org/money")
    kind = Quad(money, NamedNode(PREFIXES["rdf"] + "type"), NamedNode(PREFIXES["schema"] + "MonetaryAmount"))
    assert validator.check(store.quads()).conforms
    assert validator.check_store(store.store).conforms
    in_memory = validator.check([*store.quads(), kind])
    store.store.add(kind)
    in_store = validator.check_store(store.store)
    assert in_memory.violations == in_store.violations != ()
    assert in_memory.remarks == in_store.remarks == ()
    assert in_store.violations == Validator(ONTOLOGY, "pyshacl").check_store(store.store).violations
    assert validator.check([]).conforms


def test_a_violation_in_a_store_tells_claim_and_quote() -> None:
    store, _ = loaded()
    ranking = of_type("ranking")
    rank = NamedNode(PREFIXES["inno"] + "rank")
    (quad,) = store.store.quads_for_pattern(claim_iri(ranking, NAMESPACES), rank, None)
    store.store.add(Quad(quad.subject, rank, Literal(0), quad.graph_name))
    result = Validator(ONTOLOGY).check_store(store.store)
    assert {v.claims for v in result.violations} == {(quad.subject.value,)}
    assert {v.quote for v in result.violations} == {ranking.evidence[0].quote}
    assert {v.component for v in result.violations} == {
        "MaxCountConstraintComponent",
        "MinInclusiveConstraintComponent",
    }


def test_shapes_that_are_not_well_formed_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "shapes.ttl").write_text(
        PROLOGUE + "<https://example.org/shape> a sh:NodeShape ; sh:targetClass inno:Claim ; sh:minCount 1 ."
    )
    with pytest.raises(OntologyError, match=r"^shapes: https://example.org/shape: sh:minCount is for property shapes"):
        Validator(Ontology([tmp_path]))


def test_a_query_of_a_shape_may_use_prefixes_that_it_declares(tmp_path: Path) -> None:
    (tmp_path / "shapes-own.ttl").write_text(
        PROLOGUE + "<https://example.org/shape> a sh:NodeShape ; sh:targetClass inno:LocationClaim ; sh:sparql ["
        " sh:message 'Where?' ; sh:select 'SELECT $this WHERE { $this inno:place ?it }' ; sh:prefixes <urn:p> ] ."
        " <urn:p> owl:imports <urn:q> . <urn:q> sh:declare [ sh:prefix 'inno' ;"
        " sh:namespace 'https://w3id.org/innograph/ontology#'^^xsd:anyURI ] ."
    )
    _, result = loaded(ontology=Ontology([tmp_path]))
    assert {finding.message for finding in result.findings} == {"Where?"}
    assert result.validation.remarks == (
        "https://example.org/shape is left to pyshacl, which is slow: https://example.org/shape has sh:sparql",
    )
