"""What has to be known of a query's text before it is run, and how its errors are shown.

Nothing here evaluates anything: words are told from strings, IRIs and comments, so that a query that would write or
reach into the network is refused, and a syntax error is placed on the word that is wrong.
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
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_POSITION = re.compile(r"^error at (\d+):(\d+): expected (.*)", re.DOTALL)
_MEANING = re.compile(r"(Prefix not found|[A-Z][a-z]+(?: [\w?]+){3,})")


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


def refuse_unsafe(text: str) -> None:
    """Make sure that the text only asks, and asks only this store.

    Raises:
        QueryError: it is an update, or has a SERVICE clause.
    """
    words = keywords(text)
    for word, offset in words:
        if word in _FORMS:
            break
        if word in _UPDATES:
            raise error_at(f"{word} changes the graph; a query only reads it", text, offset)
    for word, offset in words:
        if word == "SERVICE":
            raise error_at("SERVICE would ask another server; queries stay within this store", text, offset)


def is_ordered(text: str) -> bool:
    """Whether the query says in which order its rows come."""
    return any(word == "ORDER" for word, _ in keywords(text))


def error_at(message: str, text: str, offset: int) -> QueryError:
    """A QueryError for the place `offset` of the text."""
    line = text.count("\n", 0, offset) + 1
    return QueryError(message, text, line, offset - (text.rfind("\n", 0, offset) + 1) + 1)


def syntax_error(text: str, error: SyntaxError) -> QueryError:
    """The parser's error, on the part that is wrong and in words that help.

    Oxigraph names the furthest place that any rule looked at, which may be lines further on, so the place is asked of
    rdflib's parser: it names the beginning of the clause or triple that cannot be read.
    """
    found = _POSITION.match(str(error))
    meaning = _MEANING.search(found[3]) if found else None
    if found and meaning:
        reported = _offset(text, int(found[1]), int(found[2]))
        if meaning[1] != "Prefix not found":
            return error_at(meaning[1][0].lower() + meaning[1][1:], text, min(reported, len(text.rstrip())))
        name = next((t for t in tokens(text) if t.end == reported and t.kind == "name"), None)
        if name:
            return error_at(f'the prefix "{name.text.partition(":")[0]}:" is not declared', text, name.start)
    start = _unreadable(text)
    if start is None:
        place = (int(found[1]), int(found[2])) if found else (None, None)
        return QueryError("not valid SPARQL somewhere before this place", text, *place)
    token = next((t for t in tokens(text) if t.end > start), None)
    if token is None:
        return error_at("the query ends too early", text, len(text.rstrip()))
    return error_at(f'cannot be read from "{token.text}" on', text, token.start)


def format_error(error: QueryError) -> str:
    """The error with the line it is on and a caret under the place, for a terminal."""
    if error.line is None or error.column is None:
        return str(error)
    lines = error.query.split("\n")
    line = lines[error.line - 1] if error.line <= len(lines) else ""
    number = str(error.line)
    indent = "".join("\t" if c == "\t" else " " for c in line[: error.column - 1]).ljust(error.column - 1)
    return f"line {error.line}, column {error.column}: {error}\n  {number} | {line}\n  {' ' * len(number)} | {indent}^"


def _unreadable(text: str) -> int | None:
    """Where rdflib stops reading the query, or None where it finds nothing wrong."""
    from pyparsing import ParseBaseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        parseQuery(text.replace("\t", " "))  # pyparsing would count a tab as several columns
    except ParseBaseException as error:
        return error.loc
    return None


def _offset(text: str, line: int, column: int) -> int:
    """The offset of a line and column that count from 1."""
    lines = text.split("\n")
    return sum(len(earlier) + 1 for earlier in lines[: line - 1]) + column - 1
