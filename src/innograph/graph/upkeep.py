"""Derived graphs brought up to date after some documents changed, without deriving everything anew.

The outcome is that of `derive`: entities, links, conflicts, stories and so on are functions of the documents' graphs,
and what is looked at again here is all that a changed document can bear upon: the entities that it named or names,
the claims that share with its own what the rules and checks say they share, and what these support.

The idea is that of incremental view maintenance by deleting and rederiving what may be touched: Gupta, Mumick,
Subrahmanian (1993), Maintaining Views Incrementally, SIGMOD, https://doi.org/10.1145/170035.170066.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from innograph.errors import OntologyError
from innograph.graph.checks import check_quads, status_quads
from innograph.graph.entities import known_facts, mentioned_facts, vocabulary_quads, with_containers
from innograph.graph.identity import identity_quads
from innograph.graph.namespaces import RDF_TYPE, Namespaces, term
from innograph.graph.provenance import unused_runs
from innograph.graph.retelling import amended_sources, amended_stories
from innograph.graph.rules import STATEMENT, link_quads
from innograph.graph.sharing import Sharing, shared_properties
from innograph.graph.store import GraphStore
from innograph.ontology import FR, Ontology

_CLAIM, _MENTION, _TYPE = term("inno:Claim"), term("inno:Mention"), term(RDF_TYPE)
_ENTITY, _STATUS = term("inno:entity"), term("inno:status")

Derive = Callable[[GraphStore, Ontology, Namespaces, Iterable[Path]], list[Quad]]


@dataclass
class Change:
    """What documents' graphs held before, and hold now."""

    removed: set[Quad] = field(default_factory=set)
    added: set[Quad] = field(default_factory=set)

    def note(self, before: Iterable[Quad], after: Iterable[Quad]) -> None:
        """One more document's quads before and after."""
        old, new = set(before), set(after)
        self.removed |= old - new
        self.added |= new - old

    @property
    def terms(self) -> set[NamedNode]:
        """What quads that came or went speak of."""
        return {q.object for q in chain(self.removed, self.added) if isinstance(q.object, NamedNode)}

    def documents(self, namespaces: Namespaces) -> set[str]:
        """IRIs of the documents that came, went, or are told of in another way."""
        beginning = namespaces.resource("doc-").value
        return {
            q.subject.value
            for q in chain(self.removed, self.added)
            if isinstance(q.subject, NamedNode) and q.subject.value.startswith(beginning)
        }

    @property
    def claims(self) -> set[NamedNode]:
        """The claims that came, went, or say something else now."""
        return {
            q.subject
            for q in chain(self.removed, self.added)
            if q.predicate == _TYPE and q.object == _CLAIM and isinstance(q.subject, NamedNode)
        }


class Upkeep:
    """Brings the derived graphs of one store up to date with a change of its documents' graphs."""

    def __init__(self, store: GraphStore, ontology: Ontology, namespaces: Namespaces) -> None:
        self.graph_store = store
        self.store = store.store
        self.ontology = ontology
        self.namespaces = namespaces
        self.entities = NamedNode(namespaces.entities)
        self.conflicts = NamedNode(namespaces.conflicts)
        self.identity = NamedNode(namespaces.identity)
        self.looked_at: set[NamedNode] = set()
        self.follow = {q.subject for q in ontology.store.quads_for_pattern(None, term(FR + "follow"), None)}

    def standing(self) -> list[Quad]:
        """All that is said of the entities and derived nodes that were looked at and are there."""
        graphs = [NamedNode(iri) for iri in self.namespaces.derived]
        return [
            q
            for node in self.looked_at
            for graph in graphs
            for q in self.store.quads_for_pattern(node, None, None, graph)
        ]

    def update(self, change: Change) -> None:
        """Change the derived graphs to what `derive` would make of the store as it is now.

        Raises:
            OntologyError: a rule or check of the ontology cannot be run.
            StoreError: the store cannot be written.
        """
        self.graph_store.remove(unused_runs(self.graph_store, self.namespaces))
        about = self._entities(change.terms)
        claims = change.claims | self._claims_about(about)
        self._derived("rules/*.rq", self.namespaces.links, link_quads, claims)
        found = self._derived("checks/*.rq", self.namespaces.conflicts, check_quads, claims)
        statuses = self._statuses(claims | {node for node in found.terms if self._is_of_claims(node)})
        self._stories(change.documents(self.namespaces), claims)
        about |= self._entities(change.terms | found.terms | statuses)
        self._likenesses(about)
        graph = self.namespaces.vocabulary
        self._amend(
            set(self.graph_store.graph(graph)), vocabulary_quads(self.graph_store, self.ontology, self.namespaces)
        )

    # -- entities -----------------------------------------------------------------------------------------------

    def _entities(self, terms: set[NamedNode]) -> set[NamedNode]:
        """Look again at the facts of what `terms` are and of what contains them; gives those whose facts changed."""
        known = with_containers(terms, self.ontology)
        candidates = terms | known
        present = with_containers((e for e in known if self._is_named(e, known)), self.ontology)
        changed: set[NamedNode] = set()
        removed: set[Quad] = set()
        added: set[Quad] = set()
        for entity in candidates:
            old = set(self.store.quads_for_pattern(entity, None, None, self.entities))
            new = set(known_facts(entity, self.ontology, self.entities)) if entity in present else set()
            new.update(self._mentioned(entity))
            if old != new:
                changed.add(entity)
                removed |= old - new
                added |= new - old
        self.graph_store.amend(removed, added)
        self.looked_at |= changed
        return changed

    def _is_named(self, entity: NamedNode, candidates: set[NamedNode]) -> bool:
        """Whether a claim, a mention, a conflict, or something else that is there contains or names an entity."""
        for quad in self.store.quads_for_pattern(None, None, entity):
            graph, subject = quad.graph_name, quad.subject
            if graph == self.entities:
                if quad.predicate in self.follow and subject not in candidates:
                    return True
            elif graph == self.conflicts or self._is(subject, _CLAIM) or self._is(subject, _MENTION):
                return True
        return False

    def _mentioned(self, entity: NamedNode) -> Iterable[Quad]:
        mentions = []
        for quad in self.store.quads_for_pattern(None, _ENTITY, entity):
            said: dict[NamedNode, set[NamedNode | Literal]] = {}
            for each in self.store.quads_for_pattern(quad.subject, None, None):
                if isinstance(each.object, NamedNode | Literal):
                    said.setdefault(each.predicate, set()).add(each.object)
            mentions.append(said)
        return mentioned_facts(entity, mentions, self.ontology, self.entities)

    def _claims_about(self, entities: Iterable[NamedNode]) -> set[NamedNode]:
        """Claims that name one of `entities`: what is derived of them may show its label, or ask for its class."""
        return {
            quad.subject
            for entity in entities
            for quad in self.store.quads_for_pattern(None, None, entity)
            if isinstance(quad.subject, NamedNode) and self._is(quad.subject, _CLAIM)
        }

    def _is(self, node: NamedNode | BlankNode | Triple, kind: NamedNode) -> bool:
        return next(self.store.quads_for_pattern(node, _TYPE, kind), None) is not None

    def _likenesses(self, changed: set[NamedNode]) -> None:
        """Look again at what the entities whose facts changed are like, and at the keys by which they are found."""
        ends = (self.store.quads_for_pattern(None, term("inno:between"), entity, self.identity) for entity in changed)
        nodes = {quad.subject for quads in ends for quad in quads if isinstance(quad.subject, NamedNode)}
        before = {q for node in nodes | changed for q in self.store.quads_for_pattern(node, None, None, self.identity)}
        for entity in changed:
            before.update(self.store.quads_for_pattern(None, term("skos:closeMatch"), entity, self.identity))
        after = identity_quads(self.graph_store, self.ontology, self.namespaces, among=changed)
        self._amend(before, after)
        self.looked_at |= {quad.subject for quad in after if isinstance(quad.subject, NamedNode)}

    # -- links and conflicts ------------------------------------------------------------------------------------

    def _derived(self, pattern: str, graph: str, derive: Derive, claims: set[NamedNode]) -> Change:
        """Look again at the derived nodes that one of `claims` supports, or did."""
        files = list(self.ontology.files(pattern))
        change = Change()
        if any(shared_properties(file) is None for file in files):  # what one of them finds may hang on any claim
            before = {quad for quad in self.graph_store.graph(graph) if quad.predicate != _STATUS}
            change.note(before, derive(self.graph_store, self.ontology, self.namespaces, files))
        else:
            change.note(*self._rederived(files, NamedNode(graph), derive, claims))
        self.graph_store.amend(change.removed, change.added)
        return change

    def _rederived(
        self, files: list[Path], graph: NamedNode, derive: Derive, claims: set[NamedNode]
    ) -> tuple[set[Quad], set[Quad]]:
        """What stands in `graph` about `claims` and the nodes that hang on them, and what the queries find now."""

        def standing(node: NamedNode) -> set[Quad]:
            quads = self.store.quads_for_pattern(node, None, None, graph)
            return {quad for quad in quads if quad.predicate != _STATUS}

        found = self._run(files, derive, claims)
        nodes = claims.union(*(self._nodes_on(claim, graph) for claim in claims))
        nodes |= {node for node, quads in found.items() if self._claims_in(quads) & claims}
        before = {node: standing(node) for node in nodes}
        hang_on = claims.union(
            *(self._claims_in(before[node] | found.get(node, set())) for node in nodes),
            (node for node in nodes if self._is_of_claims(node)),
        )
        if hang_on != claims:  # what else these nodes hang on counts as well
            found = self._run(files, derive, hang_on)
        after = {node: found.get(node, set()) for node in nodes}
        self.looked_at |= nodes
        return with_statements(before, graph), with_statements(after, graph)

    def _run(self, files: list[Path], derive: Derive, claims: set[NamedNode]) -> dict[NamedNode, set[Quad]]:
        """What the queries find about all claims that share something with `claims`, by what it is said of."""
        sharing = Sharing(self.graph_store, self.namespaces)
        by_shared: dict[tuple[NamedNode, ...], list[Path]] = {}
        for file in files:
            by_shared.setdefault(shared_properties(file) or (), []).append(file)
        found: dict[NamedNode, set[Quad]] = {}
        for properties, queries in by_shared.items():
            part = sharing.part(sharing.claims_with(claims, properties))
            for query in queries:
                for node, quads in self._found(query, derive(part, self.ontology, self.namespaces, [query])).items():
                    found.setdefault(node, set()).update(quads)
        return found

    def _found(self, query: Path, quads: Iterable[Quad]) -> dict[NamedNode, set[Quad]]:
        """What a query finds, by what it is said of, without the triples beside links.

        Raises:
            OntologyError: it is said neither of claims nor of nodes that name claims.
        """
        nodes: dict[NamedNode, set[Quad]] = {}
        for quad in quads:
            if isinstance(quad.subject, NamedNode):
                nodes.setdefault(quad.subject, set()).add(quad)
        of_claims = {n: said for n, said in nodes.items() if self._is_of_claims(n) or self._claims_in(said)}
        beside = statements(of_claims.values())
        for node in nodes.keys() - of_claims.keys():
            if not {quad.triple for quad in nodes[node]} <= beside:
                reason = "says what its claims share, so what it makes has to be about claims or to name them"
                raise OntologyError(query, f"{reason}; {node} does not")
        return of_claims

    def _nodes_on(self, claim: NamedNode, graph: NamedNode) -> set[NamedNode]:
        quads = self.store.quads_for_pattern(None, None, claim, graph)
        return {quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}

    def _claims_in(self, quads: Iterable[Quad]) -> set[NamedNode]:
        return {q.object for q in quads if isinstance(q.object, NamedNode) and self._is_of_claims(q.object)}

    def _is_of_claims(self, node: NamedNode) -> bool:
        """Whether a node is a claim, or was one before it went."""
        return node.value.startswith(self.namespaces.resource("claim-").value)

    def _statuses(self, claims: set[NamedNode]) -> set[NamedNode]:
        """Bring the status of `claims` up to date; gives the statuses that they have now or had."""
        before = {q for claim in claims for q in self.store.quads_for_pattern(claim, _STATUS, None, self.conflicts)}
        nodes = {node for claim in claims for node in self._nodes_on(claim, self.conflicts)}
        found = [q for node in nodes for q in self.store.quads_for_pattern(node, None, None, self.conflicts)]
        there = [claim for claim in claims if self._is(claim, _CLAIM)]
        after = set(status_quads(there, found, self.namespaces))
        self._amend(before, after)
        return {q.object for q in before ^ after if isinstance(q.object, NamedNode)}

    # -- stories and sources ------------------------------------------------------------------------------------

    def _stories(self, documents: set[str], claims: set[NamedNode]) -> None:
        """Bring the stories of `documents` up to date, and the sources of their claims and of `claims`."""
        change, told = amended_stories(self.graph_store, self.namespaces, documents)
        self.graph_store.amend(*change)
        self.looked_at |= {quad.subject for quad in change[1] if isinstance(quad.subject, NamedNode)}
        part = Sharing(self.graph_store, self.namespaces).part
        change = amended_sources(self.graph_store, self.ontology, self.namespaces, claims, documents | told, part)
        self.graph_store.amend(*change)

    def _amend(self, before: set[Quad], after: Iterable[Quad]) -> None:
        now = set(after)
        self.graph_store.amend(before - now, now - before)


def with_statements(nodes: Mapping[NamedNode, set[Quad]], graph: NamedNode) -> set[Quad]:
    """What is said of derived nodes, with the triples that stand beside the links among them."""
    return set().union(
        *nodes.values(), (Quad(t.subject, t.predicate, t.object, graph) for t in statements(nodes.values()))
    )


def statements(nodes: Iterable[set[Quad]]) -> set[Triple]:
    """The triples that stand beside links; each link is given by its quads."""
    found: set[Triple] = set()
    for node in nodes:
        subject, predicate, value = (next((q.object for q in node if q.predicate == part), None) for part in STATEMENT)
        if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and value is not None:
            found.add(Triple(subject, predicate, value))
    return found
