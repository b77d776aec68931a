"""Regular expressions of `sh:pattern`, which are those of SPARQL's REGEX.

Oxigraph has the last word, so that a pattern means the same here and in a query. What it and Python read alike is left
to Python, which is quicker.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from pyoxigraph import Literal, QuerySolutions, Store

_NOWHERE = Store()
_FLAGS = re.compile("[smixq]*")
# Letters, digits, escaped signs, plain sets, groups, counts: a form that all dialects agree on. A set within a set,
# `&&`, `--` and classes of characters other than \d are where they part. A group that is repeated is Oxigraph's too:
# it can take Python time without end.
_ATOM = (
    r"[A-Za-z0-9 _,:;=@%#!/\"'<>-]|\\[d.\\+*?()\[\]{}|^$/-]|[\^$|(]|\)(?![*+{])|[*+?](?![*+?])|\{\d+(,\d*)?\}(?![*+?])"
)
_SET = r"\[\^?(?:[A-Za-z0-9 _,:;=@%#!/\"'<>.*+?()|$]|(?<=[A-Za-z0-9])-(?=[A-Za-z0-9])|\\[d.\\\[\]^-])+\]"
_ALIKE = re.compile(f"(?:{_ATOM}|{_SET})*")


def matcher(pattern: str, flags: str) -> Callable[[str], bool] | None:
    """What tells whether a string matches; None where the pattern or the flags are none that SPARQL knows."""
    if not _FLAGS.fullmatch(flags) or _asked("", pattern, flags) is None:
        return None
    search = None if flags else _in_python(pattern)
    if search is None:
        return lambda text: _asked(text, pattern, flags) is True
    return lambda text: search(text) is not None


def _in_python(pattern: str) -> Callable[[str], re.Match[str] | None] | None:
    if "(?" in pattern or not _ALIKE.fullmatch(pattern):
        return None
    try:
        return re.compile(_with_true_end(pattern)).search
    except re.error:  # "^*", for instance
        return None


def _with_true_end(pattern: str) -> str:
    r"""The pattern with `\Z` for `$` outside of sets: Python's `$` also matches before a last line break."""
    return re.sub(r"\\.|\[(?:\\.|[^\]])*\]|\$", lambda found: r"\Z" if found[0] == "$" else found[0], pattern)


@lru_cache(maxsize=100_000)
def _asked(text: str, pattern: str, flags: str) -> bool | None:
    """SPARQL's REGEX; None where it is an error."""
    call = f"REGEX({Literal(text)}, {Literal(pattern)}, {Literal(flags)})"
    solutions = _NOWHERE.query(f"SELECT ({call} AS ?match) {{}}")
    assert isinstance(solutions, QuerySolutions)
    value = next(solutions)["match"]
    return value.value == "true" if isinstance(value, Literal) else None
