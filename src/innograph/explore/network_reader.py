"""Reads a store into a networkx graph: which nodes, which links, and the words of documents for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import Any

import networkx as nx
from pyoxigraph import Literal, NamedNode

from innograph.explore import wording
from innograph.explore.appearance import local_name, plain_name
from innograph.explore.facts import Term, Wording
from innograph.explore.names import Names
from innograph.graph.store import GraphStore
from innograph.ontology import INNO, RDF, Ontology, compact, expand

_SYMMETRIC = expand("owl:SymmetricProperty")
_ROOTS = (INNO + "Actor", INNO + "Thing")
_NOT_ABOUT = frozenset({"inno:scope", "rdf:predicate"})  # what a figure is taken over is not what it is about
_LINKS = """
  SELECT ?link ?subject ?predicate ?object WHERE {
    ?link a inno:Link ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object FILTER(isIRI(?object)) }
  ORDER BY ?link"""
_DIRECT = """
  SELECT DISTINCT ?subject ?predicate ?object WHERE {
    ?subject a inno:ActorGroup ; ?predicate ?object FILTER(isIRI(?object) && ?predicate != rdf:type) }
  ORDER BY ?subject ?predicate ?object"""


class NetworkReader:
    """Reads one store into one graph."""

    def __init__(self, store: GraphStore, ontology: Ontology) -> None:
        self.store = store
        self.ontology = ontology
        self.wording = Wording(ontology)
        self.names = Names(store, ontology)
        self.readings = wording.Wording(self.names)
        self.label = cache(self.names.label)
        self.node_type = cache(self._node_type)
        self.describe = cache(self._describe)
        self.quotes_of = cache(self._quotes_of)
        self.graph = nx.MultiDiGraph()
        fields = (field for kind in ontology.claim_types.values() for field in kind.fields)
        self.roles = {compact(field.property) for field in fields if field.property} - _NOT_ABOUT

    def read(self) -> nx.MultiDiGraph:
        """The whole graph; nodes and edges in order of their keys."""
        found = self.select("SELECT DISTINCT ?claim WHERE { ?claim a inno:Claim }")
        claims = sorted((row["claim"].value for row in found), key=lambda claim: (*self.place(claim), claim))
        claims.sort(key=self.date, reverse=True)  # the newest first, those of a document in its order
        about = {claim: self.entities(claim) for claim in claims}
        links = self.select(_LINKS)
        linked = set[str]()
        for entities in about.values():
            for entity in entities:
                self.node(entity)
        for row in links:
            linked |= set(
                self.link(row["link"].value, row["subject"].value, row["predicate"].value, row["object"].value)
            )
        for row in self.select(_DIRECT):
            self.direct(row["subject"].value, row["predicate"].value, row["object"].value)
        for claim, entities in about.items():
            self.spoken_of(claim, entities, alone=claim not in linked)
        ordered = nx.MultiDiGraph()
        ordered.add_nodes_from(sorted(self.graph.nodes(data=True)))
        ordered.add_edges_from(sorted(self.graph.edges(keys=True, data=True), key=lambda edge: edge[:3]))
        return ordered

    def select(self, query: str) -> list[dict[str, Term]]:
        return self.store.select(f"PREFIX inno: <{INNO}> PREFIX rdf: <{RDF}> {query}")

    # -- nodes --------------------------------------------------------------------------------------------------

    def _node_type(self, iri: str) -> str | None:
        """The most specific class of an actor or thing; None for anything else."""
        kinds = {term.value for term in self.describe(iri).get("rdf:type", ())}
        above = {kind: self.ontology.superclasses(kind) for kind in kinds}
        fitting = [kind for kind in sorted(kinds) if any(root in above[kind] for root in _ROOTS)]
        return max(fitting, key=lambda kind: len(above[kind]), default=None)

    def node(self, iri: str) -> None:
        kind = self.node_type(iri)
        if iri in self.graph or kind is None:
            return
        self.graph.add_node(
            iri,
            label=self.label(iri),
            type=compact(kind),
            type_label=plain_name(self.ontology, kind),
            weight=0,
            claims=[],
            facts=[],
        )

    def entities(self, claim: str) -> dict[str, None]:
        """The actors and things that a claim speaks of, in the order of its properties."""
        roles = sorted(self.describe(claim).items())
        terms = (t for name, values in roles if name in self.roles for t in values if isinstance(t, NamedNode))
        return {t.value: None for t in terms if self.node_type(t.value)}

    def spoken_of(self, claim: str, entities: Iterable[str], *, alone: bool) -> None:
        """Count a claim for its entities; one that makes no link is a fact about them."""
        for entity in entities:
            data = self.graph.nodes[entity]
            data["weight"] += 1
            data["claims"].append(claim)
            if alone:
                data["facts"].append(self.fact(claim, entity))

    def fact(self, claim: str, about: str) -> dict[str, Any]:
        said = self.describe(claim)
        amount = next((self.describe(term.value) for term in said.get("schema:amount", ())), {})
        terms = (term for values in said.values() for term in values if isinstance(term, NamedNode))
        names = {term.value: self.label(term.value) for term in terms}
        others = [names[entity] for entity in self.entities(claim) if entity != about]
        quote = next(iter(self.quotes_of(claim)), {"quote": "", "title": "", "url": None, "document": ""})
        return {
            "line": self.denied(claim) or self.wording.fact(said, amount, names, others),
            "quote": quote["quote"],
            "title": quote["title"],
            "url": quote["url"],
            "document": quote["document"],
            "claim": claim,
            "disputed": any(term.value == expand("concept:disputed") for term in said.get("inno:status", ())),
            "modality": self.modality([claim]),
        }

    def denied(self, claim: str) -> str | None:
        """The reading of a claim that denies something, with its period; None for any other claim."""
        said = self.describe(claim)
        if all(term.value != expand("concept:negative") for term in said.get("inno:polarity", ())):
            return None
        periods = ", ".join(term.value for term in said.get("inno:period", ()))
        return self.readings.line(wording.describe(self.names, claim)) + (f" ({periods})" if periods else "")

    # -- links --------------------------------------------------------------------------------------------------

    def link(self, link: str, source: str, predicate: str, target: str) -> list[str]:
        """Add a link that claims support; returns these claims."""
        claims = sorted(term.value for term in self.describe(link).get("inno:supportedBy", ()))
        if not (self.node_type(source) and self.node_type(target)):
            return []
        symmetric = _SYMMETRIC in self.ontology.objects(predicate, RDF + "type")
        if symmetric and source > target:
            source, target = target, source
        self.node(source)
        self.node(target)
        key = compact(predicate)
        if self.graph.has_edge(source, target, key):
            claims = sorted({*claims, *self.graph.edges[source, target, key]["claims"]})
        self.graph.add_edge(
            source,
            target,
            key,
            predicate=predicate,
            label=self.label(predicate) if self.label(predicate) != key else plain_name(self.ontology, predicate),
            claims=claims,
            quotes=[dict(quote) for claim in claims for quote in self.quotes_of(claim)],
            weight=len(claims),
            modality=self.modality(claims),
            symmetric=symmetric,
            **self.money(claims),
        )
        return claims

    def direct(self, source: str, predicate: str, target: str) -> None:
        """Add what a group is by its name, without a claim: where its members are."""
        if (
            source in self.graph
            and target in self.graph
            and not self.graph.has_edge(source, target, compact(predicate))
        ):
            self.link("", source, predicate, target)

    def money(self, claims: list[str]) -> dict[str, Any]:
        """The amounts of money that claims tell, the largest first."""
        found: dict[tuple[Decimal, str, str], None] = {}
        for claim in claims:
            comparator = next((t.value for t in self.describe(claim).get("inno:comparator", ())), "")
            for node in self.describe(claim).get("schema:amount", ()):
                money = self.describe(node.value)
                values = [t.value for t in money.get("schema:value", ())]
                currency = next((t.value for t in money.get("schema:currency", ())), "")
                found.update(((Decimal(value), currency, comparator), None) for value in values)
        if not found:
            return {}
        ranked = sorted(found, key=lambda item: (-item[0], *item[1:]))
        return {
            "amounts": [self.wording.money(amount, currency, sign or None) for amount, currency, sign in ranked],
            "amount": ranked[0][0],
            "currency": ranked[0][1],
        }

    def modality(self, claims: list[str]) -> str:
        """The modality of what several claims say: achieved if one of them says so."""
        terms = [term.value for claim in claims for term in self.describe(claim).get("inno:modality", ())]
        names = [self.ontology.value(term, expand("skos:notation")) or local_name(term) for term in terms]
        return "achieved" if "achieved" in names or not names else names[0]

    # -- the store ----------------------------------------------------------------------------------------------

    def _describe(self, iri: str) -> dict[str, list[Term]]:
        """The properties of a node by their prefixed names, values in order."""
        found: dict[str, set[Term]] = defaultdict(set)
        if iri:
            for quad in self.store.store.quads_for_pattern(NamedNode(iri), None, None):
                if isinstance(quad.object, NamedNode | Literal):
                    found[compact(quad.predicate.value)].add(quad.object)
        return {name: sorted(values, key=str) for name, values in found.items()}

    def date(self, claim: str) -> str:
        """The day on which the document of a claim was published, as ISO 8601, or nothing."""
        published = self.describe(self.place(claim)[0]).get("schema:datePublished", ())
        return max((term.value for term in published), default="")

    def place(self, claim: str) -> tuple[str, int]:
        """Where a claim stands: its document, and the position there."""
        evidence = [self.describe(term.value) for term in self.describe(claim).get("inno:evidence", ())]
        sources = [term.value for said in evidence for term in said.get("oa:hasSource", ())]
        selectors = [term.value for said in evidence for term in said.get("oa:hasSelector", ())]
        starts = [int(term.value) for node in selectors for term in self.describe(node).get("oa:start", ())]
        return min(sources, default=""), min(starts, default=0)

    def _quotes_of(self, claim: str) -> list[dict[str, Any]]:
        """The words that make a claim, with the documents they stand in."""
        quotes = []
        for evidence in self.describe(claim).get("inno:evidence", ()):
            said = self.describe(evidence.value)
            source = next((term.value for term in said.get("oa:hasSource", ())), "")
            document = self.describe(source)
            url = next((term.value for term in document.get("schema:url", ())), None)
            for selector in said.get("oa:hasSelector", ()):
                for words in self.describe(selector.value).get("oa:exact", ()):
                    title = self.label(source) if source else ""
                    quotes.append(
                        {"quote": words.value, "title": title, "url": url, "claim": claim, "document": source}
                    )
        return quotes
