"""The closed world: no query, rule, check or shape makes innograph ask another server.

Oxigraph and rdflib both follow a SERVICE clause to wherever it points. So queries are looked through before they are
run, word by word, so that what stands in strings, IRIs and comments is not taken for a clause. Whatever else could
lead out is not there to begin with: updates such as LOAD are refused where questions are asked, `owl:imports` and
contexts of JSON-LD are never followed, FROM only chooses among the graphs that are in the store.
"""

from __future__ import annotations

import re
import sys
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
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


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

    Parsers want no space around a keyword: Oxigraph takes `SERVICE:x`, `SERVICESILENT` and `3SERVICE` for the clause,
    and a word that only has it as a part is refused as well. rdflib puts characters in the place of `\\u` escapes
    before it parses, Oxigraph does not, so the text is looked at both ways (`readings`).

    Raises:
        QueryError: it has a SERVICE clause, or a word or prefix that may be read as one.
    """
    for read in readings(text):
        if "service" in read.lower():
            _refuse_service(read)


def readings(text: str) -> list[str]:
    """A query as it is written and, where that is another text, with characters in the place of its escapes."""
    return list(dict.fromkeys((text, _ESCAPE.sub(_escaped, text))))


def _refuse_service(text: str) -> None:
    for token in tokens(text):
        word = token.text.partition(":")[0].upper()
        if token.kind in {"word", "name"} and "SERVICE" in word and not word.startswith("@"):
            reason = "SERVICE would ask another server; queries stay within this store"
            if word != "SERVICE" or token.kind == "name":
                reason = f'"{token.text}" may be read as SERVICE, which would ask another server: call it otherwise'
            raise error_at(reason, text, token.start)


def _escaped(found: re.Match[str]) -> str:
    number = int(found[1] or found[2], 16)
    return chr(number) if number <= sys.maxunicode else found[0]


def error_at(message: str, text: str, offset: int) -> QueryError:
    """A QueryError for the place `offset` of the text."""
    line = text.count("\n", 0, offset) + 1
    return QueryError(message, text, line, offset - (text.rfind("\n", 0, offset) + 1) + 1)
