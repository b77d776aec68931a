"""The closed world: no query, rule, check or shape makes innograph ask another server.

Oxigraph and rdflib both follow a SERVICE clause to wherever it points. So queries are looked through before they are
run, word by word, so that what stands in strings, IRIs and comments is not taken for a clause. Whatever else could
lead out is not there to begin with: updates such as LOAD are refused where questions are asked, `owl:imports` and
contexts of JSON-LD are never followed, FROM only chooses among the graphs that are in the store.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from innograph.errors import QueryError

_TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\n\r]*)
      | (?P<iri><[^<>"{}|^`\s]*>)
      | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
                 | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
      | (?P<variable>[?$]\w+)
      | (?P<name>[\w.\-]*:(?:[\w.\-:%]|\\.)*)
      | (?P<word>@?\w[\w\-]*)
      | (?P<sign>\^\^|&&|\|\||[!<>]=|.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a query: its kind (iri, string, variable, name, word, sign), text and place."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The words of a query in order, without white space and comments."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        if kind != "space":
            yield Token(kind, match[0], match.start(), match.end())


def keywords(text: str) -> list[tuple[str, int]]:
    """The query's bare words in upper case, each with its offset."""
    return [(token.text.upper(), token.start) for token in tokens(text) if token.kind == "word"]


def refuse_service(text: str) -> None:
    """Make sure that a query asks nobody but this store.

    Raises:
        QueryError: it has a SERVICE clause.
    """
    if "service" not in text.lower():
        return
    for word, offset in keywords(text):
        if word == "SERVICE":
            raise error_at("SERVICE would ask another server; queries stay within this store", text, offset)


def error_at(message: str, text: str, offset: int) -> QueryError:
    """A QueryError for the place `offset` of the text."""
    line = text.count("\n", 0, offset) + 1
    return QueryError(message, text, line, offset - (text.rfind("\n", 0, offset) + 1) + 1)
