"""Fixtures that many tests share. The folder also lets tests in folders below import the helpers that stand here."""

from __future__ import annotations

import pytest

from innograph.extract import Extractor
from innograph.ontology import Ontology


@pytest.fixture(scope="session")
def ontology() -> Ontology:
    """The shipped ontology."""
    return Ontology()


@pytest.fixture(scope="session")
def extractor(ontology: Ontology) -> Extractor:
    """An extractor over the shipped ontology; the language pipeline is loaded once."""
    return Extractor(ontology)
