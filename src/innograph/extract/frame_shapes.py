"""Frames held against the SHACL shapes of frames, so that a misspelt term is an error and not silence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from innograph.errors import FrameError, OntologyError
from innograph.ontology import FR, Ontology, compact, data_folder

if TYPE_CHECKING:
    from pathlib import Path

    import rdflib
    from rdflib.term import Node

SHAPES = "frame-shapes.ttl"


def check_own_frames(ontology: Ontology) -> None:
    """Checks the frames in the folders that the user gave. The shipped ones are checked by the tests.

    Raises:
        FrameError: a frame violates a shape; the first one, by file and IRI.
    """
    shipped = data_folder("ontology")
    for folder in ontology.folders:
        if folder != shipped:
            for file in sorted(folder.rglob("*.ttl")):
                check_file(file)


def check_file(file: Path) -> None:
    """Checks the frames of one Turtle file.

    Raises:
        FrameError: a frame violates a shape.
        OntologyError: the file is not Turtle.
    """
    import rdflib
    from pyshacl import validate
    from rdflib.namespace import RDF, SH

    data = rdflib.Graph()
    try:
        data.parse(file, format="turtle")
    except (OSError, SyntaxError, ValueError) as error:
        raise OntologyError(file, str(error)) from error
    frames = set(data.subjects(RDF.type, rdflib.URIRef(FR + "Frame")))
    if not frames:
        return
    shapes = rdflib.Graph().parse(data_folder("ontology") / SHAPES, format="turtle")
    _, report, _ = validate(data, shacl_graph=shapes, inference="none")
    if not isinstance(report, rdflib.Graph):
        raise OntologyError(file, str(report))
    faults = sorted(
        (str(report.value(r, SH.focusNode)), _reason(report, r)) for r in report.subjects(RDF.type, SH.ValidationResult)
    )
    if faults:
        raise FrameError(file, compact(faults[0][0]), faults[0][1])


def _reason(report: rdflib.Graph, result: Node) -> str:
    from rdflib.namespace import SH

    path = report.value(result, SH.resultPath)
    if report.value(result, SH.sourceConstraintComponent) == SH.ClosedConstraintComponent:
        return f"{compact(str(path))} is not a term of frames"
    return str(report.value(result, SH.resultMessage))
