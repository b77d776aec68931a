"""The graphs of entities and of the vocabulary in use: derived from what the documents' graphs name.

A document's graph says what the document calls a new entity and what it takes it for (`inno:Mention`); here one label
is chosen for it. Of entities and concepts that the ontology knows, its facts are copied, with what contains them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Quad, Triple

from innograph.graph.namespaces import RDF_TYPE, Namespaces, term
from innograph.graph.store import GraphStore
from innograph.ontology import FR, PREFIXES, RDF, RDFS, SKOS, Ontology

_LABEL, _PREFERRED, _ALTERNATIVE = term("rdfs:label"), term("skos:prefLabel"), term("skos:altLabel")
_DESCRIBED = (RDFS + "label", RDFS + "subClassOf", RDFS + "subPropertyOf", SKOS + "definition")

_ENTITY, _NAME, _KIND = term("inno:entity"), term("inno:name"), term("inno:kind")
_OTHER = term("inno:otherName")
_OF_GROUPS = {
    term("inno:mentionedMemberKind"): term("inno:memberKind"),
    term("inno:mentionedPlace"): term("inno:locatedIn"),
}
_OF_MENTIONS = {_ENTITY, _NAME, _OTHER, _KIND, *_OF_GROUPS}
_ANY = frozenset({RDFS + "Resource"})
_MACHINERY = (PREFIXES["owl"], RDFS, RDF + "Property")

_STATEMENTS = """
  SELECT DISTINCT ?subject ?predicate ?object WHERE {
    { ?subject a inno:Claim } UNION { ?subject a inno:Mention }
    ?subject ?predicate ?object
    FILTER(isIRI(?object) || ?predicate IN (inno:name, inno:otherName)) }"""


def prefixed(query: str) -> str:
    """A query of ours with the prefixes that it uses."""
    return f"PREFIX inno: <{term('inno:').value}> PREFIX rdf: <{RDF}>{query}"


def entity_quads(store: GraphStore, ontology: Ontology, namespaces: Namespaces) -> list[Quad]:
    """Labels and facts of every entity and concept that the claims in the store speak of, sorted."""
    rows = store.select(prefixed(_STATEMENTS))
    return entity_facts((Triple(*row.values()) for row in rows), ontology, namespaces)  # type: ignore[arg-type]


def entity_facts(statements: Iterable[Quad | Triple], ontology: Ontology, namespaces: Namespaces) -> list[Quad]:
    """Labels and facts of the entities and concepts that `statements` of claims and mentions name, sorted."""
    graph = NamedNode(namespaces.entities)
    mentions: dict[NamedNode, dict[NamedNode, set[NamedNode | Literal]]] = {}
    named: set[NamedNode] = set()
    for statement in statements:
        value = statement.object
        if statement.predicate in _OF_MENTIONS and isinstance(value, NamedNode | Literal):
            mentions.setdefault(statement.subject, {}).setdefault(statement.predicate, set()).add(value)  # type: ignore[arg-type]
        if isinstance(value, NamedNode):
            named.add(value)
    about: dict[NamedNode, list[Mapping[NamedNode, set[NamedNode | Literal]]]] = {}
    for said in mentions.values():
        for entity in said.get(_ENTITY, ()):
            if isinstance(entity, NamedNode):
                about.setdefault(entity, []).append(said)
    quads = known_quads(named, ontology, graph)
    for entity, told in about.items():
        quads += mentioned_facts(entity, told, ontology, graph)
    return sorted(set(quads), key=str)


def mentioned_facts(
    entity: NamedNode,
    mentions: Iterable[Mapping[NamedNode, set[NamedNode | Literal]]],
    ontology: Ontology,
    graph: NamedNode,
) -> Iterator[Quad]:
    """What follows for a new entity from all its mentions, each given as its values by property."""
    spellings: Counter[Literal] = Counter()
    told: set[Literal] = set()
    for said in mentions:
        yield from _new(entity, said, ontology, graph)
        spellings.update(name for name in said.get(_NAME, ()) if isinstance(name, Literal))
        told.update(name for name in said.get(_OTHER, ()) if isinstance(name, Literal))
    yield from _labels(entity, spellings, told, graph)


def _new(
    entity: NamedNode, said: Mapping[NamedNode, set[NamedNode | Literal]], ontology: Ontology, graph: NamedNode
) -> Iterator[Quad]:
    """What one document takes a new entity for: its classes, and of a group where its members are and what."""
    for kind in said.get(_KIND, ()):
        yield from (Quad(entity, term(RDF_TYPE), term(iri), graph) for iri in ontology.superclasses(kind.value) - _ANY)
    for mentioned, property_ in _OF_GROUPS.items():
        yield from (Quad(entity, property_, value, graph) for value in said.get(mentioned, ()))


def _labels(entity: NamedNode, spellings: Counter[Literal], told: set[Literal], graph: NamedNode) -> list[Quad]:
    """The spelling that most documents use, the longest of several, is the label; the others are alternatives, as are
    the other names that documents tell."""
    ranked = sorted(spellings, key=lambda name: (-spellings[name], -len(name.value), str(name)))
    if not ranked:
        return []
    best, *others = ranked
    return [
        Quad(entity, _LABEL, Literal(best.value), graph),
        Quad(entity, _PREFERRED, best, graph),
        *(Quad(entity, _ALTERNATIVE, other, graph) for other in {*others, *told} if other.value != best.value),
    ]


def known_quads(used: Iterable[NamedNode], ontology: Ontology, graph: NamedNode) -> list[Quad]:
    """What the ontology says of `used` entities and concepts, and of what contains them, in `graph`."""
    return [quad for entity in with_containers(used, ontology) for quad in known_facts(entity, ontology, graph)]


def with_containers(used: Iterable[NamedNode], ontology: Ontology) -> set[NamedNode]:
    """`used` entities and concepts as far as the ontology knows them, and what contains them, by `fr:follow`."""
    follow = {quad.subject for quad in ontology.store.quads_for_pattern(None, term(FR + "follow"), None)}
    waiting, seen = list(used), set[NamedNode]()
    while waiting:
        entity = waiting.pop()
        if entity not in seen and _is_individual(entity, ontology):
            seen.add(entity)
            quads = ontology.store.quads_for_pattern(entity, None, None)
            waiting += [q.object for q in quads if q.predicate in follow and isinstance(q.object, NamedNode)]
    return seen


def known_facts(entity: NamedNode, ontology: Ontology, graph: NamedNode) -> Iterator[Quad]:
    """What the ontology says of one entity: its types with all classes above them, one plain `rdfs:label` beside the
    labels by language, and everything else that is not for reading texts."""
    for quad in ontology.store.quads_for_pattern(entity, None, None):
        if not isinstance(quad.object, NamedNode | Literal) or quad.predicate.value.startswith(FR):
            continue
        if quad.predicate == _LABEL:
            continue  # the one label without a language is chosen below
        if quad.predicate == term(RDF_TYPE) and isinstance(quad.object, NamedNode):
            above = ontology.superclasses(quad.object.value)
            yield from (Quad(entity, term(RDF_TYPE), term(iri), graph) for iri in above)
        else:
            yield Quad(entity, quad.predicate, quad.object, graph)
    if label := ontology.label(entity.value):
        yield Quad(entity, _LABEL, Literal(label), graph)


def _is_individual(entity: NamedNode, ontology: Ontology) -> bool:
    """Whether the ontology describes the term, and as a thing rather than a class, a property or a frame."""
    kinds = ontology.objects(entity.value, RDF + "type")
    if not kinds:
        return ontology.value(entity.value, SKOS + "prefLabel") is not None
    return not any(kind.startswith((*_MACHINERY, FR)) for kind in kinds)


def vocabulary_quads(store: GraphStore, ontology: Ontology, namespaces: Namespaces) -> list[Quad]:
    """What the ontology says of the classes and properties that the store uses outside of this graph, sorted."""
    graph = NamedNode(namespaces.vocabulary)
    described = {
        quad.subject
        for predicate in _DESCRIBED
        for quad in ontology.store.quads_for_pattern(None, term(predicate), None)
        if isinstance(quad.subject, NamedNode)
    }
    terms = {iri for used in described if _is_used(used, store, graph) for iri in ontology.superclasses(used.value)}
    quads = set()
    for iri in terms:
        for predicate in _DESCRIBED:
            for quad in ontology.store.quads_for_pattern(term(iri), term(predicate), None):
                if isinstance(quad.object, NamedNode | Literal):
                    quads.add(Quad(quad.subject, quad.predicate, quad.object, graph))
    return sorted(quads, key=str)


def _is_used(name: NamedNode, store: GraphStore, vocabulary: NamedNode) -> bool:
    """Whether the store has a thing of the class, a group of such members, or a statement with the property."""
    uses = (
        (None, term(RDF_TYPE), name),
        (None, term("inno:memberKind"), name),
        (None, term("rdf:predicate"), name),
        (None, name, None),
    )
    return any(quad.graph_name != vocabulary for pattern in uses for quad in store.store.quads_for_pattern(*pattern))
