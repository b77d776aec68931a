"""What has to be known of a query's text before it is run, and how its errors are shown.

Nothing here evaluates anything: words are told from strings, IRIs and comments, so that a query that would write or
reach into the network is refused, and a syntax error is placed on the word that is wrong.
"""

from __future__ import annotations

import re

from innograph.closed import error_at, keywords, refuse_service, tokens
from innograph.errors import QueryError

_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_POSITION = re.compile(r"^error at (\d+):(\d+): expected (.*)", re.DOTALL)
_MEANING = re.compile(r"(Prefix not found|[A-Z][a-z]+(?: [\w?]+){3,})")


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
    refuse_service(text)


def is_ordered(text: str) -> bool:
    """Whether the query says in which order its rows come."""
    return any(word == "ORDER" for word, _ in keywords(text))


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
