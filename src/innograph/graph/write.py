"""Turtle and TriG that a person likes to read and that come out the same every time.

Grouped by subject, classes first, sorted throughout, only the prefixes that are used. Literals keep their lexical
form: a number is written bare only where the bare form reads back as the same literal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from innograph.ontology import PREFIXES, RDF

XSD = PREFIXES["xsd"]
WIDTH = 120

# PN_LOCAL of the grammar (https://www.w3.org/TR/turtle/#sec-grammar), without its colons, percents and escapes: an
# IRI that would need those is easier to read in full.
_LETTER = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_INNER = rf"{_LETTER}0-9_\-\u00B7\u0300-\u036F\u203F-\u2040"
_LOCAL = rf"[{_LETTER}0-9_](?:[{_INNER}.]*[{_INNER}])?"

_BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
_ESCAPES = {n: f"\\u{n:04X}" for n in (*range(0x20), 0x7F)} | {
    ord("\\"): r"\\",
    ord('"'): r"\"",
    ord("\n"): r"\n",
    ord("\r"): r"\r",
    ord("\t"): r"\t",
}

Term = NamedNode | BlankNode | Literal
Row = tuple[str, str, str, str]  # graph, subject, predicate, object, each as it is written


class _Names:
    """Writes terms, remembering what it wrote and which prefixes that took."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        longest_first = sorted(prefixes.items(), key=lambda item: (-len(item[1]), item[0]))
        self._prefix_of = {namespace: prefix for prefix, namespace in reversed(longest_first)}
        namespaces = "|".join(re.escape(namespace) for _, namespace in longest_first)
        self._abbreviable = re.compile(f"({namespaces})({_LOCAL})")
        self._written: dict[str, str] = {}
        self.used: dict[str, str] = {}

    def iri(self, value: str) -> str:
        if (known := self._written.get(value)) is not None:
            return known
        written = f"<{value}>"
        if self._prefix_of and (match := self._abbreviable.fullmatch(value)):
            prefix = self._prefix_of[match[1]]
            self.used[prefix] = match[1]
            written = f"{prefix}:{match[2]}"
        self._written[value] = written
        return written

    def literal(self, literal: Literal) -> str:
        value, datatype = literal.value, literal.datatype.value
        if (bare := _BARE.get(datatype)) is not None and bare.fullmatch(value):
            return value
        quoted = f'"{value.translate(_ESCAPES)}"'
        if literal.language:
            return f"{quoted}@{literal.language}"
        return quoted if datatype == XSD + "string" else f"{quoted}^^{self.iri(datatype)}"

    def term(self, term: Term | Triple) -> str:
        if isinstance(term, NamedNode):
            return self.iri(term.value)
        if isinstance(term, Literal):
            return self.literal(term)
        if isinstance(term, BlankNode):
            return str(term)
        raise ValueError(f"not RDF 1.1: {term}")


def _rows(statements: Iterable[Quad | Triple], names: _Names, *, graphs: bool) -> list[Row]:
    def graph(statement: Quad | Triple) -> str:
        if not graphs or isinstance(statement, Triple) or isinstance(statement.graph_name, DefaultGraph):
            return ""
        return names.term(statement.graph_name)

    # rdf:type is the empty string until it is printed, so that it sorts first
    kind = RDF + "type"
    return sorted(
        {
            (
                graph(s),
                names.term(s.subject),
                "" if s.predicate.value == kind else names.iri(s.predicate.value),
                names.term(s.object),
            )
            for s in statements
        }
    )


def _objects(objects: list[str], indent: str, start: int) -> str:
    """Objects on one line where they fit after `start` columns, else one a line."""
    if len(objects) == 1 or start + sum(map(len, objects)) + 2 * len(objects) <= WIDTH:
        return ", ".join(objects)
    return ",".join(f"\n{indent}    {o}" for o in objects)


def _subjects(rows: Iterable[Row], indent: str) -> Iterator[str]:
    """One paragraph for each subject."""
    for subject, of_subject in groupby(rows, itemgetter(1)):
        lines: list[str] = []
        for predicate, of_predicate in groupby(of_subject, itemgetter(2)):
            verb = predicate or "a"
            lead = subject if not lines else f"{indent}   "
            objects = _objects([row[3] for row in of_predicate], f"{indent}    ", len(lead) + len(verb) + 4)
            lines.append(f"{lead} {verb} {objects}" if not objects.startswith("\n") else f"{lead} {verb}{objects}")
        yield f"{indent}" + " ;\n".join(lines) + " .\n"


def _document(
    statements: Iterable[Quad | Triple],
    prefixes: Mapping[str, str],
    body: Callable[[list[Row]], Iterator[str]],
    *,
    graphs: bool,
) -> str:
    names = _Names(prefixes)
    rows = _rows(statements, names, graphs=graphs)
    head = "".join(f"@prefix {prefix}: <{names.used[prefix]}> .\n" for prefix in sorted(names.used))
    paragraphs = [head] if head else []
    return "\n".join([*paragraphs, *body(rows)])


def turtle(statements: Iterable[Quad | Triple], prefixes: Mapping[str, str] = PREFIXES) -> str:
    """The statements as Turtle, whatever graph they stand in; twice the same statement is written once.

    Raises:
        ValueError: a statement holds an RDF 1.2 triple term.
    """
    return _document(statements, prefixes, lambda rows: _subjects(rows, ""), graphs=False)


def trig(statements: Iterable[Quad | Triple], prefixes: Mapping[str, str] = PREFIXES) -> str:
    """The statements as TriG: the default graph first, then the named graphs in order.

    Raises:
        ValueError: a statement holds an RDF 1.2 triple term.
    """

    def body(rows: list[Row]) -> Iterator[str]:
        for graph, of_graph in groupby(rows, itemgetter(0)):
            if graph:
                yield f"GRAPH {graph} {{\n" + "\n".join(_subjects(of_graph, "  ")) + "}\n"
            else:
                yield from _subjects(of_graph, "")

    return _document(statements, prefixes, body, graphs=True)
