"""What a graph says of a document, claim, link, conflict or entity, as a fact that can be told and compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import NamedNode

from innograph.explore.explain import tell
from innograph.explore.explained import Told
from innograph.explore.names import OTHER, Names
from innograph.explore.wording import Node, Term, Wording, describe
from innograph.graph.store import GraphStore
from innograph.ontology import RDF, RDFS, SKOS, ClaimField, ClaimType, Ontology, expand

KINDS = ("document", "claim", "link", "conflict", "entity")  # what facts are told of
_CLASSES = {
    expand("inno:Claim"): "claim",
    expand("inno:Link"): "link",
    expand("inno:Conflict"): "conflict",
    expand("inno:Mention"): "mention",
    expand("inno:Run"): "run",
    expand("inno:Outcome"): "outcome",
    expand("inno:Likeness"): "likeness",
}
_PARTS = frozenset(
    map(expand, ("oa:SpecificResource", "oa:TextQuoteSelector", "oa:TextPositionSelector", "schema:MonetaryAmount"))
) | {expand("inno:Resolution")}
_DEPTH = 4  # from a selector by its evidence to its claim are two steps
_UNTOLD = ("inno:status", "prov:wasGeneratedBy", "prov:wasDerivedFrom", "rdf:type", "cito:disagreesWith")
_OF_DOCUMENTS = {
    "dcterms:title": "title",
    "schema:datePublished": "date",
    "schema:url": "address",
    "dcterms:source": "file",
    "schema:inLanguage": "language",
    "schema:encodingFormat": "format",
    "schema:sha256": "text (SHA-256)",
}
# the keys by which an entity is found follow from its names, and tell nobody anything
_NAMES = frozenset({RDF + "type", RDFS + "label", SKOS + "prefLabel", expand("inno:nameKey"), *OTHER})
_MACHINERY = frozenset(map(expand, (*_UNTOLD, "inno:evidence", "inno:resolution", "inno:frame")))


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a graph holds, in words."""

    iri: str
    line: str
    about: str = ""  # the actor to tell it under
    source: str = ""  # the document that says so
    said: Mapping[str, str] = field(default_factory=dict)  # what is compared, by what it is called
    mark: tuple[str, ...] = ()  # what makes it the same fact in another graph
    document: str = ""  # IRI
    place: tuple[int, int] = (0, 0)  # of its words in the text

    def told(self) -> str:
        """The line with the period, where there is one and the line does not tell it."""
        period = self.said.get("period") or self.said.get("period in words")
        return f"{self.line} ({period})" if period and period not in self.line else self.line


class Teller:
    """Tells the facts of one graph."""

    def __init__(self, store: GraphStore, ontology: Ontology) -> None:
        self.names = Names(store, ontology)
        self.ontology = ontology
        self.store = store.store
        self._wording = Wording(self.names)
        self._kinds: dict[str, str] = {}
        self._owners: dict[str, frozenset[str]] = {}

    @cached_property
    def linking(self) -> frozenset[str]:
        """The properties that links assert: what they say is told as a link, not as a fact of the entity."""
        links = self.store.quads_for_pattern(None, NamedNode(RDF + "type"), NamedNode(expand("inno:Link")), None)
        found = (self.store.quads_for_pattern(link.subject, NamedNode(RDF + "predicate"), None, None) for link in links)
        return frozenset(quad.object.value for quads in found for quad in quads if isinstance(quad.object, NamedNode))

    def kind(self, iri: str) -> str:
        """What a node is: one of `KINDS`, "mention", "run", "outcome", "likeness", "part" of a claim, "term", or ""
        where it is not there."""
        known = self._kinds.get(iri)
        if known is None:
            known = self._kinds[iri] = self._kind(describe(self.names, iri))
        return known

    def _kind(self, node: Node) -> str:
        if not node:
            return ""
        classes = {value.value for value in node.get(RDF + "type", ())}
        for class_iri, kind in _CLASSES.items():
            if class_iri in classes:
                return kind
        if expand("schema:sha256") in node:
            return "document"
        if classes & _PARTS or (not classes and not self._is_called(node)):
            return "part"
        known = expand("skos:inScheme") in node  # the terms of closed lists are words, not things
        return "entity" if classes and self._is_called(node) and not known else "term"

    def _is_called(self, node: Node) -> bool:
        return expand("rdfs:label") in node or SKOS + "prefLabel" in node

    def owners(self, iri: str, depth: int = _DEPTH) -> frozenset[str]:
        """The nodes that facts are told of and that a node belongs to: itself, or the claims that it is a part of."""
        if iri in self._owners:
            return self._owners[iri]
        kind = self.kind(iri)
        found = frozenset({iri}) if kind in KINDS else frozenset[str]()
        if kind == "part" and depth:
            above = {quad.subject for quad in self.store.quads_for_pattern(None, None, NamedNode(iri), None)}
            found = found.union(*(self.owners(n.value, depth - 1) for n in above if isinstance(n, NamedNode)))
        self._owners[iri] = found
        return found

    def fact(self, iri: str) -> Fact:
        """The fact of a node whose kind is one of `KINDS`."""
        tellers = {
            "claim": self._claim,
            "document": self._document,
            "link": self._link,
            "conflict": self._conflict,
            "entity": self._entity,
        }
        return tellers[self.kind(iri)](iri, describe(self.names, iri))

    # -- kinds of facts -------------------------------------------------------------------------------------------

    def _claim(self, iri: str, node: Node) -> Fact:
        told = tell(self.names, iri)
        claim_type = self._wording.type_of(node)
        named = self._named(node, claim_type)
        whom = next((v for f, v in named if f.range and self.ontology.is_kind_of(f.range, expand("inno:Actor"))), None)
        first = whom or (named[0][1] if named else ())
        return Fact(
            iri,
            told.line,
            self.names.label(first[0]) if first else "",
            self._source(told),
            self._said(told, node, claim_type),
            (told.type, *(f"{f.key}={' '.join(values)}" for f, values in named)),
            told.source.iri,
            self._place(node),
        )

    def _said(self, told: Told, node: Node, claim_type: ClaimType | None) -> dict[str, str]:
        """The claim's own fields, then what every claim has, leaving out what goes without saying."""
        said: dict[str, str | None] = {"type": told.type}
        if claim_type is None:
            own = {p: v for p, v in node.items() if p not in _MACHINERY}
            return {"type": told.type} | {self.names.label(p): self._listed(values) for p, values in own.items()}
        said |= {key.replace("_", " "): words for key, words in self._wording.fields(node, claim_type).items()}
        said |= {
            "period": told.period,
            "basis of the period": told.period_basis,
            "period in words": told.period_words,
            "modality": told.modality,
            "polarity": told.polarity,
            "attributed to": told.attribution,
            "read as": "; ".join(f"“{r.words}” as {r.name}" for r in sorted(told.readings, key=str)),
            "words": " | ".join(" ".join(quote.exact.split()) for quote in told.quotes),
            "confidence": told.confidence,
        }
        return {key: value for key, value in said.items() if value}

    def _named(self, node: Node, claim_type: ClaimType | None) -> list[tuple[ClaimField, tuple[str, ...]]]:
        """Who and what the claim speaks of: its fields that hold things, with their IRIs."""
        found = []
        for declared in claim_type.fields if claim_type else ():
            if declared.property is None or declared.scheme or declared.range == expand("schema:MonetaryAmount"):
                continue
            values = [v.value for v in node.get(declared.property, ()) if isinstance(v, NamedNode)]
            if values:
                found.append((declared, tuple(sorted(values))))
        return found

    def _place(self, node: Node) -> tuple[int, int]:
        """Where the words of a claim begin and end: the first and the last offset of its evidence."""
        spans: list[int] = []
        for evidence in node.get(expand("inno:evidence"), ()):
            for selector in describe(self.names, evidence.value).get(expand("oa:hasSelector"), ()):
                at = describe(self.names, selector.value)
                ends = [*at.get(expand("oa:start"), ()), *at.get(expand("oa:end"), ())]
                spans += [int(end.value) for end in ends if end.value.isdecimal()]
        return (min(spans), max(spans)) if spans else (0, 0)

    def _document(self, iri: str, node: Node) -> Fact:
        text = {p: " and ".join(v.value for v in node.get(expand(p), ())) for p in _OF_DOCUMENTS}
        said = {called: text[p] for p, called in _OF_DOCUMENTS.items() if text[p]}
        publisher = self._wording.member(node, "schema:publisher")
        said |= {"publisher": publisher} if publisher else {}
        source = ", ".join(part for part in (said.get("date"), said.get("file")) if part)
        return Fact(iri, self.names.label(iri), "", source, said)

    def _link(self, iri: str, node: Node) -> Fact:
        ends = [self._listed(node.get(RDF + part, ())) for part in ("subject", "predicate", "object")]
        claims = len(node.get(expand("inno:supportedBy"), ()))
        return Fact(iri, " ".join(ends), ends[0], "", {"claims that say so": str(claims)})

    def _conflict(self, iri: str, node: Node) -> Fact:
        between = [value.value for value in node.get(expand("inno:between"), ()) if self.kind(value.value) == "claim"]
        claims = [self.fact(claim) for claim in between]
        comment = self._wording.text(node, "rdfs:comment")
        kind = self._listed(node.get(expand("inno:conflictKind"), ()))
        said = {
            "kind": kind,
            "ratio": self._listed(node.get(expand("inno:ratio"), ())),
            "comment": comment,
            "claims": " / ".join(sorted(claim.told() for claim in claims)),
        }
        return Fact(
            iri,
            comment or said["claims"] or "",
            claims[0].about if claims else "",
            "; ".join(sorted({claim.source for claim in claims})),
            {key: value for key, value in said.items() if value},
            (kind, *sorted(between)),
        )

    def _entity(self, iri: str, node: Node) -> Fact:
        label = self.names.label(iri)
        classes = self._most_specific(value.value for value in node.get(RDF + "type", ()))
        called = {value.value for predicate in (SKOS + "prefLabel", *OTHER) for value in node.get(predicate, ())}
        said = {"name": label, "kind": ", ".join(classes), "also called": "; ".join(sorted(called - {label}))}
        for predicate, values in node.items():
            if predicate not in _NAMES and predicate not in self.linking:
                said[self.names.label(predicate)] = self._listed(values)
        return Fact(iri, label, "", ", ".join(classes), {key: value for key, value in said.items() if value})

    # -- words ----------------------------------------------------------------------------------------------------

    def _listed(self, values: Iterable[Term]) -> str:
        return " and ".join(self._wording.term(value) for value in values)

    def _most_specific(self, classes: Iterable[str]) -> list[str]:
        kept = {iri for iri in classes if not iri.startswith((SKOS, RDFS))}
        above = {upper for iri in kept for upper in self.ontology.superclasses(iri) if upper != iri}
        return sorted(self.names.label(iri) for iri in kept - above)

    def _source(self, told: Told) -> str:
        return ", ".join(part for part in (told.source.title, told.source.date) if part)
