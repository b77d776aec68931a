"""The one place where the terms of rdflib and of pyoxigraph meet.

Literals keep their lexical form on the way: rdflib's normalising is asked for nowhere and never relied on, since
pyshacl switches it on and off for the whole process while it runs.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pyoxigraph as ox
import rdflib
from rdflib.term import Identifier

_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRING = _XSD + "string"
# The datatypes that rdflib does not check: https://www.w3.org/TR/xmlschema11-2/#gYear and those after it.
_YEAR, _MONTH, _DAY, _ZONE = r"-?\d{4,}", r"(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])", r"(Z|[+-]\d\d:\d\d)?"
_GREGORIAN = {
    _XSD + "gYear": re.compile(_YEAR + _ZONE),
    _XSD + "gYearMonth": re.compile(f"{_YEAR}-{_MONTH}{_ZONE}"),
    _XSD + "gMonth": re.compile(f"--{_MONTH}{_ZONE}"),
    _XSD + "gMonthDay": re.compile(f"--{_MONTH}-{_DAY}{_ZONE}"),
    _XSD + "gDay": re.compile(f"---{_DAY}{_ZONE}"),
}


def to_rdflib(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> Identifier:
    """The rdflib term of an Oxigraph term.

    Raises:
        TypeError: rdflib has no such term (RDF 1.2 triple terms).
    """
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, ox.Literal):
        raise TypeError(f"rdflib has no term for {term}")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language, normalize=False)
    if term.datatype.value == _STRING:  # rdflib keeps plain and xsd:string literals apart, RDF 1.1 does not
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def from_rdflib(term: Identifier) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """The Oxigraph term of an rdflib term.

    Raises:
        TypeError: it is a variable or another thing that no graph holds.
        ValueError: it is an IRI that is not well formed.
    """
    if isinstance(term, rdflib.URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return ox.BlankNode(str(term))
    if not isinstance(term, rdflib.Literal):
        raise TypeError(f"no graph holds {term!r}")
    if term.language:
        return ox.Literal(str(term), language=term.language)
    if term.datatype is None:
        return ox.Literal(str(term))
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))


def to_graph(quads: Iterable[ox.Quad | ox.Triple]) -> rdflib.Graph:
    """The triples of `quads` as one plain rdflib graph; which named graph they stood in is forgotten."""
    graph = rdflib.Graph(bind_namespaces="none")
    for quad in quads:
        graph.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    return graph


def from_graph(graph: rdflib.Graph) -> Iterator[ox.Triple]:
    """The triples of an rdflib graph."""
    for subject, predicate, value in graph:
        yield ox.Triple(from_rdflib(subject), from_rdflib(predicate), from_rdflib(value))  # type: ignore[arg-type]


def is_well_formed(literal: ox.Literal) -> bool:
    """Whether the words of a literal are in the lexical space of its datatype; unknown datatypes are not judged."""
    lexical = _GREGORIAN.get(literal.datatype.value)
    if lexical is not None:
        return lexical.fullmatch(literal.value) is not None
    with _quiet_about_literals():
        return rdflib.Literal(literal.value, datatype=rdflib.URIRef(literal.datatype.value)).ill_typed is not True


@contextmanager
def _quiet_about_literals() -> Iterator[None]:
    """rdflib logs a traceback for each literal that it cannot read; here that is an answer, not an incident."""
    logger = logging.getLogger("rdflib.term")
    was = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = was
