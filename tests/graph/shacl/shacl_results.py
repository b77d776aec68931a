"""What the SHACL tests share: cases out of their file, results in short form, and pyshacl by itself."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pyshacl
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, parse
from rdflib.namespace import SH

from innograph.graph.shacl import Engine, Result
from innograph.graph.shacl.data import Indexed, Term
from innograph.graph.terms import from_rdflib, to_graph

EX = "http://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "ex": EX,
    "sh": str(SH),
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": XSD,
}
PROLOGUE = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
_NODE = "ex:S a sh:NodeShape ; sh:targetClass ex:C ; "


@dataclass
class Case:
    """A case of `cases.txt`."""

    name: str
    shapes: str = ""
    data: str = ""
    finds: list[str] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)
    pyshacl: str = ""

    @property
    def in_store(self) -> list[str]:
        """What is to be found in a store."""
        return [found for found in self.stored if found != "nothing"] if self.stored else self.finds


def cases() -> list[Case]:
    """All cases of `cases.txt`."""
    found: list[Case] = []
    for line in (Path(__file__).parent / "cases.txt").read_text(encoding="utf-8").splitlines():
        key, _, value = line.partition(": ")
        if line.startswith("## "):
            found.append(Case(line.removeprefix("## ")))
        elif key == "shapes":
            found[-1].shapes = _written_out(value)
        elif key == "data":
            found[-1].data = value
        elif key == "pyshacl":
            found[-1].pyshacl = value
        elif key in {"finds", "stored"}:
            getattr(found[-1], key).append(value)
        else:
            assert not line or line.startswith("#"), line
    return found


def _written_out(shapes: str) -> str:
    if shapes.startswith("P "):
        return f"{_NODE} sh:property [ sh:path ex:p ; {shapes.removeprefix('P ')} ] ."
    return f"{_NODE} {shapes.removeprefix('N ')} ." if shapes.startswith("N ") else shapes


def turtle(text: str) -> list[Quad]:
    """The triples of some Turtle without its prefixes."""
    return list(parse(PROLOGUE + text, format=RdfFormat.TURTLE))


def found(engine: Engine, results: Iterable[Result]) -> list[str]:
    """Results in short form, sorted."""
    return sorted(
        f"{short(r.focus)} {_path(engine, r.path)} {_component(r.component.value)} {short(r.value)}" for r in results
    )


def fast(engine: Engine, data: list[Quad]) -> list[Result]:
    """What compiled shapes find in quads."""
    return engine.results(Indexed(data), data)


def in_store(engine: Engine, data: Iterable[Quad], graphs: int = 1, few: int = 500) -> list[Result]:
    """What they find in a store, with the data in several graphs, some of it in more than one of them.

    Where `few` is 0, the store is searched as if it were a large one.
    """
    store = Store()
    for number, quad in enumerate(data):
        for graph in {number % graphs, (number // 2) % graphs}:
            store.add(Quad(quad.subject, quad.predicate, quad.object, NamedNode(f"{EX}graph{graph}")))
    return engine.results_in(store, few)


def by_pyshacl(shapes: str, data: str) -> list[str]:
    """What pyshacl finds by itself in plain rdflib graphs, in short form without paths."""
    graphs = [to_graph(turtle(text)) for text in (data, shapes)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, report, _ = pyshacl.validate(graphs[0], shacl_graph=graphs[1], inference="none")
    assert isinstance(report, rdflib.Graph)

    def value(result: rdflib.term.Node, predicate: rdflib.URIRef) -> Term | None:
        term = report.value(result, predicate)
        return None if term is None else from_rdflib(term)  # type: ignore[arg-type]

    return sorted(
        f"{short(value(r, SH.focusNode))} {_component(str(report.value(r, SH.sourceConstraintComponent)))}"
        f" {short(value(r, SH.value))}"
        for r in report.objects(None, SH.result)
    )


def without_path(lines: Iterable[str]) -> list[str]:
    """Results in short form, without their paths."""
    return sorted(" ".join([words[0], *words[2:]]) for words in (line.split(" ") for line in lines))


def alike(results: Iterable[Result], messages: bool = True) -> Counter[tuple[object, ...]]:
    """What is to be the same in two lists of results of the same shapes."""
    return Counter(
        (r.focus, r.path, r.component, r.value, r.severity, r.shape, r.messages if messages else ()) for r in results
    )


def short(term: Term | None) -> str:
    """A term as Turtle writes it, "-" for none, "_" for a blank node."""
    if term is None or isinstance(term, BlankNode):
        return "-" if term is None else "_"
    if isinstance(term, Literal) and term.datatype.value.startswith(XSD):
        name = term.datatype.value.removeprefix(XSD)
        plain = {"integer": str.isdigit, "decimal": lambda text: "." in text and text.replace(".", "").isdigit()}
        plain["double"] = lambda text: text.replace("e", "").isdigit() and "e" in text
        if name in plain and plain[name](term.value):
            return term.value
        return str(Literal(term.value)) + ("" if name == "string" else f"^^xsd:{name}")
    if isinstance(term, NamedNode):
        for prefix, iri in PREFIXES.items():
            if term.value.startswith(iri):
                return f"{prefix}:{term.value.removeprefix(iri)}"
    return str(term)


def _path(engine: Engine, path: Term | None) -> str:
    if path is None or isinstance(path, NamedNode):
        return short(path)
    text = engine.graph.path(path, path).sparql()  # type: ignore[arg-type]
    for prefix, iri in PREFIXES.items():
        text = text.replace(f"<{iri}", f"{prefix}:").replace(">", "")
    return text


def _component(iri: str) -> str:
    return iri.removeprefix(str(SH)).removesuffix("ConstraintComponent")
