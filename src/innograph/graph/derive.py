"""CONSTRUCT queries of the ontology folders, and IRIs for the blank nodes that they make.

A rule or check writes what it finds as a blank node, one for each solution, in plain SPARQL. Here the node gets an IRI
made of what it says, apart from the properties that gather (`inno:supportedBy`, `rdfs:comment`): solutions that say
the same become one node.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, QueryTriples, Triple

from innograph.errors import OntologyError, QueryError
from innograph.graph.functions import sparql_functions
from innograph.graph.iris import digest
from innograph.graph.namespaces import Namespaces
from innograph.graph.sharing import shared_properties
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology

Node = NamedNode | Literal


def construct(store: GraphStore, file: Path, ontology: Ontology) -> Iterator[Triple]:
    """The triples that the CONSTRUCT query in `file` yields over the store.

    Args:
        ontology: what the functions of the query look facts up in (`innograph.graph.functions`).

    Raises:
        OntologyError: the file cannot be read, is not SPARQL, or is no CONSTRUCT query.
    """
    try:
        answer = store.query(file.read_text(encoding="utf-8"), functions=ontology.made(sparql_functions))
    except (OSError, UnicodeDecodeError, QueryError) as error:
        raise OntologyError(file, str(error)) from error
    if not isinstance(answer, QueryTriples):
        raise OntologyError(file, "a CONSTRUCT query is expected here")
    yield from answer


def check_queries(ontology: Ontology) -> None:
    """Try all rules, checks and statements on an empty store.

    Raises:
        OntologyError: one cannot be run.
    """
    with GraphStore.open() as store:
        for pattern in ("rules/*.rq", "checks/*.rq", "statements/*.rq"):
            for file in ontology.files(pattern):
                list(construct(store, file, ontology))
                shared_properties(file)


def described(triples: Iterable[Triple]) -> tuple[list[Triple], list[dict[NamedNode, set[Node]]]]:
    """The triples about IRIs, and what is said of each blank node, by property."""
    about_iris: list[Triple] = []
    nodes: dict[BlankNode, dict[NamedNode, set[Node]]] = {}
    for triple in triples:
        if isinstance(triple.subject, BlankNode):
            if isinstance(triple.object, NamedNode | Literal):
                nodes.setdefault(triple.subject, {}).setdefault(triple.predicate, set()).add(triple.object)
        else:
            about_iris.append(triple)
    return about_iris, list(nodes.values())


def named(
    kind: str, node: dict[NamedNode, set[Node]], identity: Iterable[NamedNode], namespaces: Namespaces
) -> NamedNode:
    """The IRI of a node: `kind` and a hash of its values of the properties in `identity`."""
    parts = ["|".join(sorted(str(value) for value in node.get(prop, ()))) for prop in identity]
    return namespaces.resource(f"{kind}-{digest(*parts)}")
