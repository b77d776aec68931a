"""innograph reads documents about innovation and keeps what they claim as a knowledge graph.

    import innograph

    innograph.build_graph(["data/documents"], "build")
    with innograph.open_graph("build") as graph:
        print(graph.query("conflicts"))

Names are imported when they are first used, so that `import innograph` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from innograph.build import build_graph as build_graph
    from innograph.errors import DocumentError as DocumentError
    from innograph.errors import FrameError as FrameError
    from innograph.errors import InnographError as InnographError
    from innograph.errors import OntologyError as OntologyError
    from innograph.errors import QueryError as QueryError
    from innograph.errors import StoreError as StoreError
    from innograph.explore.difference import Diff as Diff
    from innograph.explore.difference import diff as diff
    from innograph.explore.opened import Graph as Graph
    from innograph.explore.opened import open_graph as open_graph
    from innograph.extract import Extractor as Extractor
    from innograph.keeping import backup as backup
    from innograph.keeping import restore as restore
    from innograph.model import Claim as Claim
    from innograph.model import Document as Document
    from innograph.model import Report as Report
    from innograph.ontology import Ontology as Ontology
    from innograph.read import document_from_text as document_from_text
    from innograph.read import read_paths as read_paths

_HOME = {
    "Claim": "innograph.model",
    "Diff": "innograph.explore.difference",
    "Document": "innograph.model",
    "DocumentError": "innograph.errors",
    "Extractor": "innograph.extract",
    "FrameError": "innograph.errors",
    "Graph": "innograph.explore.opened",
    "InnographError": "innograph.errors",
    "Ontology": "innograph.ontology",
    "OntologyError": "innograph.errors",
    "QueryError": "innograph.errors",
    "Report": "innograph.model",
    "StoreError": "innograph.errors",
    "backup": "innograph.keeping",
    "build_graph": "innograph.build",
    "diff": "innograph.explore.difference",
    "document_from_text": "innograph.read",
    "open_graph": "innograph.explore.opened",
    "read_paths": "innograph.read",
    "restore": "innograph.keeping",
}

__all__ = [
    "Claim",
    "Diff",
    "Document",
    "DocumentError",
    "Extractor",
    "FrameError",
    "Graph",
    "InnographError",
    "Ontology",
    "OntologyError",
    "QueryError",
    "Report",
    "StoreError",
    "backup",
    "build_graph",
    "diff",
    "document_from_text",
    "open_graph",
    "read_paths",
    "restore",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
