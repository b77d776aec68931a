"""Claims as rows of a table: what each says, the words that say it, and the document they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad

from innograph.explore.names import Names
from innograph.graph.store import GraphStore
from innograph.ontology import PREFIXES, RDF, ClaimField, ClaimType, Ontology, expand

COMMON = {
    "modality": "inno:modality",
    "polarity": "inno:polarity",
    "status": "inno:status",
    "attribution": "inno:attribution",
    "period": "inno:period",
    "period_basis": "inno:periodBasis",
    "period_words": "inno:periodWords",
    "confidence": "itsrdf:taConfidence",
    "independent_sources": "inno:independentSources",
}
SOURCE = ("conflicts", "quote", "title", "date", "url", "document")
MONEY = expand("schema:MonetaryAmount")
CURRENCY_UNIT = PREFIXES["unit"] + "CCY_"

Row = dict[str, str]


def claim_rows(store: GraphStore, ontology: Ontology) -> tuple[list[str], list[Row]]:
    """The columns and rows of a table of all claims, in the order of their ids.

    Columns: id, type, every field of the types of claim that has a property, the common fields, the sentences of the
    conflicts that it is in, the quote, and the document's title, date, url and id. Several values, as of partners or
    pieces of evidence, are joined by "; " and " | ".
    """
    fields = dict.fromkeys(f.key for kind in ontology.claim_types.values() for f in kind.fields if f.property)
    columns = ["id", "type", *(key for key in fields if key not in COMMON), *COMMON, *SOURCE]
    reader = _Reader(store, ontology)
    return columns, sorted(reader.rows(), key=lambda row: row["id"])


@dataclass
class _Reader:
    store: GraphStore
    ontology: Ontology
    names: Names = field(init=False)
    notations: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.names = Names(self.store, self.ontology)
        schemes = self.ontology.notations.values()
        self.notations = {iri: notation for members in schemes for notation, iri in members.items()}

    def rows(self) -> Iterator[Row]:
        for claim_type in self.ontology.claim_types.values():
            pattern = (None, NamedNode(RDF + "type"), NamedNode(claim_type.iri), None)
            for node in {quad.subject for quad in self.store.store.quads_for_pattern(*pattern)}:
                if isinstance(node, NamedNode):
                    yield self.row(node, claim_type)

    def row(self, node: NamedNode, claim_type: ClaimType) -> Row:
        row = {"id": _local(node.value), "type": claim_type.key}
        for declared in claim_type.fields:
            if declared.property is not None:
                row[declared.key] = "; ".join(self.values(node, declared, declared.property))
        for key, name in COMMON.items():
            row[key] = "; ".join(sorted(self.shown(term) for term in self.objects(node, name)))
        row["conflicts"] = " | ".join(self.conflicts(node))
        row["quote"] = " | ".join(self.path(node, "inno:evidence", "oa:hasSelector", "oa:exact"))
        row["title"] = "; ".join(self.path(node, "prov:wasDerivedFrom", "dcterms:title"))
        row["date"] = "; ".join(self.path(node, "prov:wasDerivedFrom", "schema:datePublished"))
        row["url"] = "; ".join(self.path(node, "prov:wasDerivedFrom", "schema:url"))
        row["document"] = "; ".join(_local(iri) for iri in self.path(node, "prov:wasDerivedFrom"))
        return row

    def conflicts(self, node: NamedNode) -> list[str]:
        """What is said of the claim's conflicts, in sentences, sorted."""
        found = self.store.store.quads_for_pattern(None, NamedNode(expand("inno:between")), node, None)
        return sorted({words for quad in found for words in self.path(quad.subject, "rdfs:comment")})  # type: ignore[arg-type]

    def values(self, node: NamedNode, declared: ClaimField, iri: str) -> list[str]:
        """What a field holds in its property: a literal's words, a term's notation, an entity's name."""
        if iri == expand("schema:currency"):
            return self.path(node, "schema:amount", "schema:currency") or self.path(node, "schema:currency")
        found = self.objects(node, iri)
        if declared.range == MONEY:
            return sorted(value for amount in found for value in self.path(amount, "schema:value"))
        if declared.range == expand("rdfs:Literal"):
            found = [term for term in found if isinstance(term, Literal)]
        elif iri == expand("rdf:object"):
            found = [term for term in found if isinstance(term, NamedNode)]
        return sorted(self.shown(term) for term in found)

    def shown(self, term: NamedNode | Literal) -> str:
        if isinstance(term, Literal):
            return term.value
        if term.value.startswith(CURRENCY_UNIT):
            return term.value.removeprefix(CURRENCY_UNIT)
        return self.notations.get(term.value) or self.names.label(term.value)

    def objects(self, node: NamedNode | Literal, name: str) -> list[NamedNode | Literal]:
        if not isinstance(node, NamedNode):
            return []
        quads: Iterator[Quad] = self.store.store.quads_for_pattern(node, NamedNode(expand(name)), None, None)
        return list(dict.fromkeys(q.object for q in quads if isinstance(q.object, NamedNode | Literal)))

    def path(self, node: NamedNode | Literal, *names: str) -> list[str]:
        """The values at the end of a chain of properties, sorted."""
        ends: list[NamedNode | Literal] = [node]
        for name in names:
            ends = [term for end in ends for term in self.objects(end, name)]
        return sorted({end.value for end in ends})


def _local(iri: str) -> str:
    return iri.rpartition("/")[2]
