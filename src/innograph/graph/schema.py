"""The version of the layout: which graphs a store has, and how claims, evidence and entities are written in them.

It is a triple in a graph of its own, so it goes where the data goes: into exports, backups and other stores. A store of
another version is refused rather than read wrongly. Raise `SCHEMA_VERSION` with every change after which queries, rules
or verbs of the version before would misread what is written, or the other way round; a new ontology term is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from innograph.errors import SchemaError
from innograph.graph.namespaces import RDF_TYPE, Namespaces, term, typed

SCHEMA_VERSION = 1
UNVERSIONED = 0  # of the stores that were built before the version was kept


def schema_quads(namespaces: Namespaces) -> list[Quad]:
    """What says which version of the layout a store has, in the graph of the schema."""
    node = namespaces.resource("schema")
    return [Quad(node, term("inno:schemaVersion"), typed(SCHEMA_VERSION, "xsd:integer"), NamedNode(namespaces.schema))]


def schema_version(store: Store) -> int | None:
    """The version of the layout, the highest where graphs were merged; None for a store that holds nothing of ours.

    A store with claims that does not tell its version is of version 0. What is no number counts as newer than any.
    """
    told = [_number(quad.object) for quad in _with(store, "inno:schemaVersion")]
    if told:
        return max(told)
    claims = store.quads_for_pattern(None, term(RDF_TYPE), term("inno:Claim"), None)
    return None if next(claims, None) is None else UNVERSIONED


def refusal(found: int | None, location: str | Path, *, older: bool = False) -> SchemaError | None:
    """Why a store of the version `found` cannot be used, or None where it can.

    Args:
        location: what to call the store in the message.
        older: let an older layout pass, for who is about to build anew.
    """
    if found is None or found == SCHEMA_VERSION or (older and found < SCHEMA_VERSION):
        return None
    return SchemaError(location, found, SCHEMA_VERSION)


def _with(store: Store, predicate: str) -> Iterator[Quad]:
    return store.quads_for_pattern(None, term(predicate), None, None)


def _number(value: object) -> int:
    text = value.value if isinstance(value, Literal) else ""
    return int(text) if text.isdecimal() and len(text) < 10 else 10**9
