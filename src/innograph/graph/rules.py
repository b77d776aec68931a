"""The direct links between entities that follow from claims, by the rules of the ontology folders.

A rule is a CONSTRUCT query in `rules/` that yields, for each claim it finds, a blank node of class `inno:Link` with
rdf:subject, rdf:predicate, rdf:object and inno:supportedBy. Triples about IRIs are taken as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from innograph.graph.derive import Node, construct, described, named
from innograph.graph.namespaces import RDF_TYPE, Namespaces, term
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology

STATEMENT = (term("rdf:subject"), term("rdf:predicate"), term("rdf:object"))


def link_quads(
    store: GraphStore, ontology: Ontology, namespaces: Namespaces, files: Iterable[Path] | None = None
) -> list[Quad]:
    """The links that the rules (or `files` alone) derive from the claims in the store, each with its triple, sorted.

    Raises:
        OntologyError: a rule cannot be run.
    """
    graph = NamedNode(namespaces.links)
    quads: set[Quad] = set()
    for file in ontology.files("rules/*.rq") if files is None else files:
        plain, links = described(construct(store, file, ontology))
        quads.update(Quad(triple.subject, triple.predicate, triple.object, graph) for triple in plain)
        for link in links:
            quads.update(_link(link, namespaces, graph))
    return sorted(quads, key=str)


def _link(link: dict[NamedNode, set[Node]], namespaces: Namespaces, graph: NamedNode) -> Iterator[Quad]:
    node = named("link", link, STATEMENT, namespaces)
    yield Quad(node, term(RDF_TYPE), term("inno:Link"), graph)
    for said, values in link.items():
        yield from (Quad(node, said, value, graph) for value in values)
    subjects, predicates, objects = (link.get(part, set()) for part in STATEMENT)
    for subject in subjects:
        for predicate in predicates:
            if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode):
                yield from (Quad(subject, predicate, value, graph) for value in objects)
