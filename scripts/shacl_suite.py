"""Run the W3C's SHACL test suite on compiled shapes: python scripts/shacl_suite.py FOLDER

FOLDER holds the suite: data-shapes-test-suite/tests of https://github.com/w3c/data-shapes, or test/resources/sht_tests
of pyshacl's source distribution. It is not shipped here. Results are compared as the suite asks: focus node, path,
value, constraint component, severity, and source shape where that has a name. Exits with 1 where a test fails.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse

from innograph.graph.namespaces import term
from innograph.graph.shacl import Engine, ShapeError, ShapesGraph
from innograph.graph.shacl.data import Term

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
SHT = "http://www.w3.org/ns/shacl-test#"
ACTION, RESULT = NamedNode(MF + "action"), NamedNode(MF + "result")
VALIDATE, FAILURE = NamedNode(SHT + "Validate"), NamedNode(SHT + "Failure")
DATA, SHAPES = NamedNode(SHT + "dataGraph"), NamedNode(SHT + "shapesGraph")
TOLD = ("focusNode", "resultPath", "value", "sourceConstraintComponent", "resultSeverity", "sourceShape")


def read(path: Path) -> ShapesGraph:
    """A file."""
    return ShapesGraph(parse(path=str(path), format=RdfFormat.TURTLE, base_iri=path.as_uri()))


def tests(folder: Path) -> Iterator[tuple[str, ShapesGraph, Term, Path]]:
    """Each test: what to call it, the graph that it stands in, its node, and its file."""
    for path in sorted(folder.rglob("*.ttl")):
        graph = read(path)
        for node in sorted(graph.instances(VALIDATE), key=str):
            yield str(path.relative_to(folder).with_suffix("")), graph, node, path


def run(graph: ShapesGraph, node: Term, path: Path) -> str:
    """ "passed", or what is wrong with a test; in brackets where pyshacl was asked."""
    (action,), (expected,) = graph.objects(node, ACTION), graph.objects(node, RESULT)
    data, shapes = (_graph(graph, action, which, path) for which in (DATA, SHAPES))
    try:
        engine = Engine(shapes.triples())
        left = " (by pyshacl)" if engine.remarks else ""
        results = engine.results(data, list(data.triples()))
    except ShapeError as error:
        return "passed" if expected == FAILURE else f"FAILED: {error}"
    if expected == FAILURE:
        return "FAILED: a failure was expected" + left
    found = Counter(
        tuple(_told(engine.graph, name, value) for name, value in zip(TOLD, values, strict=True))
        for values in ((r.focus, r.path, r.value, r.component, r.severity, r.shape) for r in results)
    )
    wanted = Counter(
        tuple(_told(graph, name, next(iter(graph.objects(result, term("sh:" + name))), None)) for name in TOLD)
        for result in graph.objects(expected, term("sh:result"))
    )
    return ("passed" if found == wanted else f"FAILED: {found - wanted} instead of {wanted - found}") + left


def _graph(graph: ShapesGraph, action: Term, which: NamedNode, path: Path) -> ShapesGraph:
    """The graph that a test names: its own file, read once so that blank nodes stay the same, or another one."""
    (place,) = graph.objects(action, which)
    return graph if place == NamedNode(path.as_uri()) else read(Path(place.value.removeprefix("file://")))


def _told(graph: ShapesGraph, name: str, value: Term | None) -> str | None:
    if name == "resultPath" and isinstance(value, BlankNode):
        return graph.path(value, value).sparql()
    if name == "sourceShape" and isinstance(value, BlankNode):
        return None
    return None if value is None else str(value)


def main() -> int:
    """Runs what the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    said: Counter[str] = Counter()
    for name, graph, node, path in tests(parser.parse_args().folder.resolve()):
        verdict = run(graph, node, path)
        said[verdict.partition(":")[0]] += 1
        if verdict != "passed":
            print(f"{name}: {verdict}")
    print(", ".join(f"{count} {what}" for what, count in sorted(said.items())))
    return int(any(what.startswith("FAILED") for what in said))


if __name__ == "__main__":
    sys.exit(main())
