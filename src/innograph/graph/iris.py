"""Stable IRIs: the same name of the same kind of thing gives the same IRI, in every document and every build.

A name is reduced to a key (`innograph.identity`) and the key written as a slug. Where the slug cannot hold all of the
key, as with Chinese names, a hash of the key follows it, so that two keys never share an IRI.
"""

from __future__ import annotations

import re

from pyoxigraph import NamedNode

from innograph.graph.namespaces import Namespaces
from innograph.identity.folding import digest, tokens
from innograph.identity.keys import Keys
from innograph.identity.reference import Reference, References
from innograph.identity.words import NameWords
from innograph.model import Mention
from innograph.ontology import REGION, Ontology

__all__ = [
    "claim_key",
    "digest",
    "entity_iri",
    "entity_reference",
    "kind_slug",
    "minted",
    "name_key",
    "tokens",
]


def name_key(name: str, kind: str, ontology: Ontology) -> tuple[str, ...]:
    """The folded words that identify `name` among things of class `kind` (IRI)."""
    return ontology.made(Keys.of).key(name, kind).words


def kind_slug(kind: str, ontology: Ontology) -> str:
    """What IRIs of things of class `kind` begin with: `fr:slug` of the nearest class that has one."""
    return ontology.made(NameWords).family(kind)


def minted(name: str, kind: str, ontology: Ontology, namespaces: Namespaces, *context: str) -> NamedNode:
    """The IRI of a new entity. `context` keeps apart things of one name that are not one, such as unplaced groups."""
    references = ontology.made(References)
    return namespaces.resource(references.local(name_key(name, kind, ontology), kind, name, *context))


def entity_reference(
    mention: Mention, ontology: Ontology, namespaces: Namespaces, document: str
) -> tuple[NamedNode, Reference]:
    """The IRI of who or what was meant, and how that was told.

    It is that of the known entity that the mention names, or one minted from its kind and name. What is one only in its
    place, such as a group, has the place in it; where no place is known, it is that of its `document` (id) alone, since
    "the enterprises" of two documents are not the same.

    Raises:
        OntologyError: a line of an `identity.csv` cannot be used.
        ValueError: the mention names an entity that is no IRI.
    """
    reference = ontology.made(References).of(mention, document)
    if reference.known or not reference.iri.startswith(REGION) or mention.entity == reference.iri:
        return NamedNode(reference.iri), reference
    return namespaces.resource(reference.iri.removeprefix(REGION)), reference


def entity_iri(mention: Mention, ontology: Ontology, namespaces: Namespaces, document: str) -> NamedNode:
    """The IRI of who or what was meant, as `entity_reference` gives it."""
    return entity_reference(mention, ontology, namespaces, document)[0]


def claim_key(claim_id: str) -> str:
    """The part of a claim's id that its own nodes share in their IRIs."""
    bare = claim_id.removeprefix("claim-")
    return bare if re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", bare) else digest(claim_id, length=16)
