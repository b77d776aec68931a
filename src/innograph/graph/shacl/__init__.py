"""SHACL over Oxigraph: shapes compiled once, and used on the quads of a document or on a whole store.

`reading` turns a shapes graph into shapes (`shape`, with constraints from `values`, `sets` and `logic`), which validate
nodes of a graph (`data`). `queries` turns the same shapes into SPARQL that finds the nodes of a store worth validating,
and `handover` gives pyshacl what is not compiled. Nothing here knows of claims: `innograph.graph.shapes` does.
"""

from innograph.graph.shacl.engine import ENGINES, Engine
from innograph.graph.shacl.graph import ShapeError, ShapesGraph
from innograph.graph.shacl.report import report_graph
from innograph.graph.shacl.shape import Result

__all__ = ["ENGINES", "Engine", "Result", "ShapeError", "ShapesGraph", "report_graph"]
