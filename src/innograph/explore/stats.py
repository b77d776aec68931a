"""How much a graph holds, by kind."""

from __future__ import annotations

from collections import Counter

from pyoxigraph import Literal, NamedNode

from innograph.explore.names import Names
from innograph.graph.store import GraphStore
from innograph.ontology import INNO, PREFIXES, Ontology

_HEAD = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("inno", "rdf", "schema"))
_DOCUMENTS = "SELECT DISTINCT ?what { ?what schema:encodingFormat ?form }"
_RETOLD = "SELECT DISTINCT ?what ?kind { ?what inno:story ?kind }"
_LIKENESSES = "SELECT DISTINCT ?what { ?what a inno:Likeness }"
_CONFLICTS = "SELECT DISTINCT ?what { ?what a inno:Conflict }"
_CLAIMS = "SELECT DISTINCT ?what ?kind { ?what a inno:Claim, ?kind }"
_LINKS = "SELECT DISTINCT ?what ?kind { ?what a inno:Link ; rdf:predicate ?kind }"
_THINGS = """SELECT DISTINCT ?what ?kind {
  { ?link a inno:Link ; rdf:subject|rdf:object ?what } UNION { ?claim a inno:Claim ; ?role ?what }
  ?what a ?kind
}"""
_ROOTS = (INNO + "Actor", INNO + "Thing")


def statistics(store: GraphStore, ontology: Ontology) -> dict[str, int | dict[str, int]]:
    """Counts of documents, of stories (reprints tell one), claims, things, links, likenesses, conflicts and quads.

    A thing, which is somebody or something that a claim or link is about, counts under the narrowest class that it has.
    """
    names = Names(store, ontology)
    keys = {claim_type.iri: key for key, claim_type in ontology.claim_types.items()}
    claims = Counter(keys[iri] for kinds in _kinds(store, _CLAIMS).values() for iri in kinds if iri in keys)
    narrowest = (_narrowest(kinds, ontology) for kinds in _kinds(store, _THINGS).values())
    things = Counter(iri for iri in narrowest if any(ontology.is_kind_of(iri, root) for root in _ROOTS))
    links = Counter(iri for kinds in _kinds(store, _LINKS).values() for iri in kinds)
    documents = len(store.select(_HEAD + _DOCUMENTS))
    retold = _kinds(store, _RETOLD)
    return {
        "documents": documents,
        "stories": documents - len(retold) + len(set().union(*retold.values())),
        "claims": dict(sorted(claims.items())),
        "things": dict(sorted((names.label(iri), count) for iri, count in things.items())),
        "links": dict(sorted((names.label(iri), count) for iri, count in links.items())),
        "likenesses": len(store.select(_HEAD + _LIKENESSES)),
        "conflicts": len(store.select(_HEAD + _CONFLICTS)),
        "quads": len(store),
    }


def _kinds(store: GraphStore, query: str) -> dict[NamedNode | Literal, set[str]]:
    kinds: dict[NamedNode | Literal, set[str]] = {}
    for row in store.select(_HEAD + query):
        kinds.setdefault(row["what"], set()).add(row["kind"].value)
    return kinds


def _narrowest(kinds: set[str], ontology: Ontology) -> str:
    """The class that has none of the others below it, the one with most classes above it where there are several."""
    return min(kinds, key=lambda iri: (-len(ontology.superclasses(iri)), iri))
