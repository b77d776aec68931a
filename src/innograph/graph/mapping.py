"""Claims as quads, generic over the claim types and fields that the ontology declares.

A field becomes an entity, a typed literal, a term of a closed list or an amount of money according to the range or
scheme of its declaration. Every IRI is derived from content; there are no blank nodes.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from innograph.extract.periods import bounds
from innograph.graph.iris import claim_key, digest, entity_reference
from innograph.graph.namespaces import RDF_TYPE, Namespaces, decimal, string, term, typed
from innograph.graph.terms import is_well_formed
from innograph.model import Claim, Document, Evidence, FieldValue, Mention, Money, Span
from innograph.ontology import CONCEPT, PREFIXES, ClaimField, Ontology, expand

CONTEXT = 64  # code points of the text that a quote selector keeps before and after the quote

_ISO_4217 = re.compile(r"[A-Z]{3}")
_LOWER = {"eq", "gt", "ge"}
_UPPER = {"eq", "lt", "le"}


def claim_quads(
    claim: Claim,
    document: Document,
    ontology: Ontology,
    namespaces: Namespaces,
    *,
    run: NamedNode | None = None,
) -> list[Quad]:
    """The quads of one claim, its evidence and the names of its entities, in the document's graph, sorted.

    Args:
        run: the run that produced the claim.

    Raises:
        ValueError: the claim cannot be written: its type is not known, a value does not have its datatype, what should
            be an IRI is none, or the evidence is not what the text says at its place.
    """
    return _ClaimWriter(claim, document, ontology, namespaces).write(run)


def claim_iri(claim: Claim, namespaces: Namespaces) -> NamedNode:
    """The IRI of a claim's node."""
    return namespaces.resource(f"claim-{claim_key(claim.id)}")


def mention_quads(
    mention: Mention, entity: NamedNode, document: Document, namespaces: Namespaces, graph: NamedNode
) -> list[Quad]:
    """What a document calls an entity that the ontology does not know, and what it takes it for.

    This is a node of its own for each graph and entity: a triple about the entity itself would stand in as many graphs
    as there are documents that name it, and be counted as often by a query over all of them.
    """
    node = namespaces.resource(f"mention-{digest(graph.value, entity.value, length=16)}")
    said: list[tuple[str, NamedNode | Literal | None]] = [
        (RDF_TYPE, term("inno:Mention")),
        ("inno:entity", entity),
        ("inno:kind", term(mention.kind)),
        ("inno:name", string(mention.name, document.language)),
        *(("inno:otherName", string(name, document.language)) for name in mention.aliases),
        ("inno:mentionedMemberKind", term(mention.member_kind) if mention.member_kind else None),
        ("inno:mentionedPlace", term(mention.place) if mention.place else None),
    ]
    return [Quad(node, term(predicate), value, graph) for predicate, value in said if value is not None]


class _ClaimWriter:
    """Collects the quads of one claim."""

    def __init__(self, claim: Claim, document: Document, ontology: Ontology, namespaces: Namespaces) -> None:
        if claim.type not in ontology.claim_types:
            raise ValueError(f"no such type of claim: {claim.type}")
        self.claim = claim
        self.type = ontology.claim_types[claim.type]
        self.document = document
        self.ontology = ontology
        self.namespaces = namespaces
        self.key = claim_key(claim.id)
        self.node = claim_iri(claim, namespaces)
        self.graph = NamedNode(namespaces.document_graph(document.id))
        self.quads: set[Quad] = set()

    def write(self, run: NamedNode | None) -> list[Quad]:
        for iri in self.ontology.superclasses(self.type.iri):
            self.say(self.node, RDF_TYPE, term(iri))
        self.say(self.node, "prov:wasDerivedFrom", self.own("", self.document.id))
        if run is not None:
            self.say(self.node, "prov:wasGeneratedBy", run)
        for field in self.type.fields:
            self.field(field)
        self.bounds()
        self.qualifiers()
        for number, evidence in enumerate(self.claim.evidence, start=1):
            self.evidence(evidence, number)
        for number, money in enumerate(self.claim.equivalents, start=1):
            self.say(self.node, "inno:equivalent", self.money(self.own("equivalent", number), money))
        for key, mentions in self.claim.mentions.items():
            for number, mention in enumerate(mentions, start=1):
                self.resolution(key, number, mention)
        return sorted(self.quads, key=str)

    def say(self, subject: NamedNode, predicate: str, value: NamedNode | Literal) -> None:
        self.quads.add(Quad(subject, term(predicate), value, self.graph))

    def own(self, kind: str, *parts: object) -> NamedNode:
        """The IRI of a node that belongs to this claim, or with no kind of a shared one."""
        local = "-".join(str(part) for part in ((kind, self.key, *parts) if kind else parts))
        return self.namespaces.resource(local)

    # -- fields -------------------------------------------------------------------------------------------------

    def field(self, field: ClaimField) -> None:
        value = self.claim.fields.get(field.key)
        if value is None or field.property is None:
            return
        values = value if isinstance(value, tuple) else (value,)
        for number, single in enumerate(values):
            if field.range == expand("schema:MonetaryAmount"):
                self.amount(field.property, single)
            elif not (field.property == expand("schema:currency") and self.has_amount()):  # the amount holds it
                self.say(self.node, field.property, self.term_of(field, single, number))

    def term_of(self, field: ClaimField, value: FieldValue, number: int) -> NamedNode | Literal:
        range_ = field.range or ""
        if field.scheme is not None:
            return self.member(field.scheme, str(value))
        if range_.startswith(PREFIXES["xsd"]):
            return self.literal(value, range_)
        if range_ == expand("rdfs:Literal"):
            return self.literal(value, str(self.claim.fields.get("datatype") or _datatype(value)))
        if range_ == expand("rdf:Property"):
            return term(str(value))
        return self.entity(self.mention(field, str(value), number))

    def literal(self, value: FieldValue, datatype: str) -> Literal:
        literal = typed(value, datatype)
        if not is_well_formed(literal):
            raise ValueError(f"{str(value)!r} is no {datatype}")
        return literal

    def member(self, scheme: str, notation: str) -> NamedNode | Literal:
        """The term of a closed list; a word that is not in it stays a string, for the shapes to object to."""
        known = self.ontology.notations.get(scheme, {}).get(notation)
        if known is not None:
            return term(known)
        if scheme != CONCEPT + "units":
            return Literal(notation)
        if _ISO_4217.fullmatch(notation):
            return term(f"unit:CCY_{notation}")
        return self.entity(Mention(notation, expand("qudt:Unit")))

    def mention(self, field: ClaimField, name: str, number: int) -> Mention:
        """Who was meant by a field's value: the recorded mention, or a new entity of that name."""
        mentions = self.claim.mentions.get(field.key, ())
        values = self.claim.fields.get(field.key)
        if mentions and len(mentions) == (len(values) if isinstance(values, tuple) else 1):
            return mentions[number]
        named = next((m for m in mentions if m.name == name), None)
        return named or Mention(name, self.class_of(field), entity=name if "://" in name else None)

    def class_of(self, field: ClaimField) -> str:
        """The class of a field's new entity: what the claim says of its kind, or the field's range."""
        for other in self.type.fields:
            if other.key == f"{field.key}_kind" and other.scheme is not None:
                concept = self.ontology.notations.get(other.scheme, {}).get(str(self.claim.fields.get(other.key)))
                return (concept and self.ontology.value(concept, expand("inno:ofClass"))) or field.range or ""
        return field.range or expand("rdfs:Resource")

    def entity(self, mention: Mention) -> NamedNode:
        """The entity's IRI; for one that the ontology does not know, what this document calls it is written too."""
        node, reference = entity_reference(mention, self.ontology, self.namespaces, self.document.id)
        if reference.known:
            return node
        self.quads.update(mention_quads(mention, node, self.document, self.namespaces, self.graph))
        return node

    # -- figures ------------------------------------------------------------------------------------------------

    def has_amount(self) -> bool:
        return any(f.range == expand("schema:MonetaryAmount") and f.key in self.claim.fields for f in self.type.fields)

    def amount(self, property_iri: str, value: FieldValue) -> None:
        currency = self.type.field_of(expand("schema:currency"))
        code = self.claim.fields.get(currency.key) if currency else None
        node = self.own("amount")
        self.money(node, Money(Decimal(str(value)), str(code) if code else ""))
        self.say(self.node, property_iri, node)

    def money(self, node: NamedNode, money: Money) -> NamedNode:
        self.say(node, RDF_TYPE, term("schema:MonetaryAmount"))
        self.say(node, "schema:value", decimal(money.amount))
        if money.currency:
            self.say(node, "schema:currency", Literal(money.currency))
        return node

    def bounds(self) -> None:
        """The least and the most that the figure's words allow."""
        figure = self.type.field_of(expand("schema:value")) or self.type.field_of(expand("schema:amount"))
        value = self.claim.fields.get(figure.key) if figure else None
        if not isinstance(value, Decimal | int):
            return
        low = high = Decimal(value)
        top = self.claim.fields.get("value_high")
        if isinstance(top, Decimal | int):
            high = Decimal(top)
        comparator = str(self.claim.fields.get("comparator", "eq"))
        tolerance = self.tolerance(comparator)
        if comparator in _LOWER or tolerance is not None:
            self.say(self.node, "inno:lowerBound", decimal(low - abs(low) * (tolerance or 0)))
        if comparator in _UPPER or tolerance is not None:
            self.say(self.node, "inno:upperBound", decimal(high + abs(high) * (tolerance or 0)))

    def tolerance(self, comparator: str) -> Decimal | None:
        concept = self.ontology.notations.get(CONCEPT + "comparators", {}).get(comparator)
        share = self.ontology.value(concept, expand("inno:tolerance")) if concept else None
        return Decimal(share) if share else None

    # -- what every claim has -----------------------------------------------------------------------------------

    def qualifiers(self) -> None:
        claim, node = self.claim, self.node
        self.say(node, "inno:modality", self.member(CONCEPT + "modalities", claim.modality))
        self.say(node, "inno:polarity", self.member(CONCEPT + "polarities", claim.polarity))
        self.say(node, "itsrdf:taConfidence", decimal(claim.confidence))
        if claim.attribution:
            self.say(node, "inno:attribution", Literal(claim.attribution))
        if claim.period:
            self.say(node, "inno:period", Literal(claim.period))
            start, end = bounds(claim.period)
            self.say(node, "inno:periodStart", typed(start.isoformat(), "xsd:date"))
            self.say(node, "inno:periodEnd", typed(end.isoformat(), "xsd:date"))
        if claim.period_basis:
            self.say(node, "inno:periodBasis", self.member(CONCEPT + "period-bases", claim.period_basis))
        if claim.period_words:
            self.say(node, "inno:periodWords", Literal(claim.period_words))
        if claim.frame:
            self.say(node, "inno:frame", term(claim.frame))

    def evidence(self, evidence: Evidence, number: int) -> None:
        text, span = self.document.text, evidence.span
        if not evidence.quote or span.of(text) != evidence.quote:
            raise ValueError(f"the text does not say this at {span.start}–{span.end}: {evidence.quote!r}")
        node, quote = self.own("evidence", number), self.own("quote", number)
        self.say(self.node, "inno:evidence", node)
        self.say(node, RDF_TYPE, term("oa:SpecificResource"))
        self.say(node, "oa:hasSource", self.own("", self.document.id))
        self.say(node, "oa:hasSelector", self.position(self.own("position", number), span))
        self.say(node, "oa:hasSelector", quote)
        self.say(quote, RDF_TYPE, term("oa:TextQuoteSelector"))
        self.say(quote, "oa:exact", Literal(evidence.quote))
        self.say(quote, "oa:prefix", Literal(text[max(0, span.start - CONTEXT) : span.start]))
        self.say(quote, "oa:suffix", Literal(text[span.end : span.end + CONTEXT]))
        if evidence.value_span is not None:
            figure = self.position(self.own("figure", number), evidence.value_span)
            self.say(node, "inno:valueSelector", figure)
            self.say(figure, "inno:words", Literal(evidence.value_span.of(text)))

    def position(self, node: NamedNode, span: Span) -> NamedNode:
        self.say(node, RDF_TYPE, term("oa:TextPositionSelector"))
        self.say(node, "oa:start", typed(span.start, "xsd:integer"))
        self.say(node, "oa:end", typed(span.end, "xsd:integer"))
        return node

    def resolution(self, key: str, number: int, mention: Mention) -> None:
        """Other words than the name stood for an entity: which, where, and for whom."""
        if not mention.words or mention.words.casefold() == mention.name.casefold():
            return
        node = self.own("resolution", key, number)
        self.say(self.node, "inno:resolution", node)
        self.say(node, RDF_TYPE, term("inno:Resolution"))
        self.say(node, "inno:resolvedField", Literal(key))
        self.say(node, "inno:words", Literal(mention.words))
        self.say(node, "inno:resolvedTo", self.entity(mention))
        if mention.span is not None:
            selector = self.position(self.own("words", key, number), mention.span)
            self.say(node, "inno:wordsSelector", selector)


def _datatype(value: FieldValue) -> str:
    if isinstance(value, Decimal):
        return "xsd:decimal"
    return "xsd:integer" if isinstance(value, int) else "xsd:string"
