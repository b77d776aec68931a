"""A graph of two documents, built once for the tests of this folder."""

from __future__ import annotations

import pytest
from second import second_claims, second_document

from innograph.graph import load
from innograph.graph.store import GraphStore
from innograph.ontology import Ontology
from sample import sample_claims, sample_document


@pytest.fixture(scope="session")
def shipped() -> Ontology:
    """The shipped ontology."""
    return Ontology()


@pytest.fixture(scope="session")
def two_documents(shipped: Ontology) -> GraphStore:
    """A store with both sample documents and all that follows from them."""
    store = GraphStore.open()
    loaded = load(store, [(sample_document(), sample_claims()), (second_document(), second_claims())], shipped)
    assert loaded.conforms, loaded.findings
    return store
