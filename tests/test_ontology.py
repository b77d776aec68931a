"""The shipped ontology as data: every file can be read, every term of ours is declared, labels are clean and apart."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from innograph.errors import OntologyError
from innograph.explore.appearance import LOOK
from innograph.ontology import FR, INNO, RDF, RDFS, SKOS, Ontology, compact, data_folder, expand

FILES = sorted(data_folder("ontology").rglob("*.ttl"))
OURS = (INNO, FR, LOOK)
LABELS = (RDFS + "label", SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel", SKOS + "notation")
KINDS = {
    expand(kind) for kind in ("rdf:Property", "rdfs:Class", "owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty")
} | {expand("owl:AnnotationProperty"), expand("owl:SymmetricProperty")}


@pytest.fixture(scope="module")
def store(ontology: Ontology) -> Store:
    return ontology.store


def declared(store: Store) -> set[str]:
    typed = store.quads_for_pattern(None, NamedNode(RDF + "type"), None)
    return {q.subject.value for q in typed if isinstance(q.subject, NamedNode) and q.object.value in KINDS}  # type: ignore[union-attr]


def labels(store: Store, predicates: tuple[str, ...] = LABELS) -> list[Quad]:
    return [quad for p in predicates for quad in store.quads_for_pattern(None, NamedNode(p), None)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_turtle(path: Path) -> None:
    assert list(parse(path=str(path), format=RdfFormat.TURTLE, base_iri=INNO))


def test_every_property_and_class_of_ours_that_is_used_is_declared(store: Store) -> None:
    used = {quad.predicate.value for quad in store}
    for place in ("rdf:type", "rdfs:subClassOf", "rdfs:domain", "rdfs:range", "sh:path", "sh:targetClass", "sh:class"):
        objects = (quad.object for quad in store.quads_for_pattern(None, NamedNode(expand(place)), None))
        used |= {term.value for term in objects if isinstance(term, NamedNode)}
    assert {compact(iri) for iri in used if iri.startswith(OURS)} <= {compact(iri) for iri in declared(store)}


def test_every_term_of_ours_has_a_label_or_a_comment(store: Store) -> None:
    told = {
        q.subject.value for q in labels(store, (RDFS + "label", RDFS + "comment")) if isinstance(q.subject, NamedNode)
    }
    assert [compact(iri) for iri in sorted(declared(store)) if iri.startswith(OURS) and iri not in told] == []


def test_labels_are_trimmed(store: Store) -> None:
    texts = [quad.object.value for quad in labels(store) if isinstance(quad.object, Literal)]
    assert [text for text in texts if text != " ".join(text.split()) or not text] == []


def test_a_scheme_has_no_label_and_no_notation_twice(store: Store) -> None:
    schemes: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(None, NamedNode(SKOS + "inScheme"), None):
        schemes.setdefault(quad.object.value, set()).add(quad.subject.value)  # type: ignore[union-attr]
    assert schemes
    for predicate in (SKOS + "prefLabel", SKOS + "notation"):
        for scheme, members in schemes.items():
            quads = (q for m in members for q in store.quads_for_pattern(NamedNode(m), NamedNode(predicate), None))
            often = Counter(str(quad.object) for quad in quads)
            assert [label for label, count in often.items() if count > 1] == [], compact(scheme)


def test_every_term_has_one_preferred_label_a_language(store: Store) -> None:
    said = Counter((q.subject, q.object.language) for q in labels(store, (SKOS + "prefLabel",)))  # type: ignore[union-attr]
    assert [f"{term} {language}" for (term, language), count in said.items() if count > 1] == []


def test_schemes_of_fields_exist_and_have_members_with_notations(ontology: Ontology) -> None:
    fields = [field for claim in ontology.claim_types.values() for field in claim.fields]
    assert fields
    for scheme in sorted({field.scheme for field in fields if field.scheme}):
        assert expand("skos:ConceptScheme") in ontology.objects(scheme, RDF + "type"), compact(scheme)
        assert ontology.notations.get(scheme), compact(scheme)


def test_members_of_closed_lists_have_notations(ontology: Ontology) -> None:
    for scheme, known in ontology.notations.items():
        quads = ontology.store.quads_for_pattern(None, NamedNode(SKOS + "inScheme"), NamedNode(scheme))
        members = {quad.subject.value for quad in quads}  # type: ignore[union-attr]
        assert members == set(known.values()), compact(scheme)


def test_stock_or_flow_is_a_closed_list(ontology: Ontology) -> None:
    known = ontology.notations[expand("concept:stock-or-flow")]
    quads = ontology.store.quads_for_pattern(None, NamedNode(expand("inno:stockOrFlow")), None)
    assert {quad.object.value for quad in quads} <= set(known.values())  # type: ignore[union-attr]
    assert set(known) == {"stock", "flow", "ratio"}


def test_fields_use_declared_properties(ontology: Ontology) -> None:
    known = declared(ontology.store)
    for claim in ontology.claim_types.values():
        for field in claim.fields:
            if field.property and field.property.startswith(INNO):
                assert field.property in known, f"{claim.key}.{field.key}"


@pytest.mark.parametrize("text", ["@prefix a: <urn:a> .\na:b a:c 5 5 .\n", "<urn:a> <urn:b> ", "\xff"])
def test_a_file_that_is_no_turtle_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "mine.ttl").write_text(text, encoding="latin-1")
    with pytest.raises(OntologyError, match=r"mine\.ttl"):
        Ontology([tmp_path])
