"""Whether a literal is well formed, and how two of them compare.

Comparisons are SPARQL's operators (https://www.w3.org/TR/sparql11-query/#OperatorMapping) as Oxigraph extends them to
dates, times and durations, so that a value means the same here and in a query. What is common is decided here; the
rest is put to Oxigraph. Only NaN is another matter: Oxigraph has it at most itself, and IEEE 754 and XPath do not.
"""

from __future__ import annotations

import operator
import re
import struct
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from innograph.graph.terms import is_well_formed as rdflib_takes
from innograph.ontology import PREFIXES

XSD = PREFIXES["xsd"]
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

# Lexical forms: https://www.w3.org/TR/xmlschema11-2/. None of them admits spaces around it.
_INTEGER = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_FLOAT = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([Ee][+-]?[0-9]+)?|[+-]?INF|NaN")
_BOOLEAN = re.compile("true|false|1|0")
_PLAIN_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BITS = {"byte": 8, "short": 16, "int": 32, "long": 64}
_DERIVED: dict[str, tuple[int | None, int | None]] = {
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    **{name: (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for name, bits in _BITS.items()},
    **{f"unsigned{name.capitalize()}": (0, 2**bits - 1) for name, bits in _BITS.items()},
}
_LEXICAL = {
    **dict.fromkeys(["integer", *_DERIVED], _INTEGER),
    "decimal": _DECIMAL,
    "float": _FLOAT,
    "double": _FLOAT,
    "boolean": _BOOLEAN,
}
_TIMES = ("date", "dateTime", "time")
_NOWHERE = Store()


def has_datatype(literal: Literal, datatype: str) -> bool:
    """Whether a literal is of a datatype, given by its IRI, and well formed."""
    return literal.datatype.value == datatype and _is_well_formed(literal.value, datatype)


def compare(left: Literal, sign: str, right: Literal) -> bool:
    """Whether `left` is `<`, `<=`, `>` or `>=` than `right`; not where the two cannot be compared."""
    a, b = _plain_value(left), _plain_value(right)
    if a is not None and b is not None and a[0] == b[0]:
        return _OPERATORS[sign](*_promoted(a[1], b[1]))
    return _asked(f"({left} {sign} {right})")


@lru_cache(maxsize=100_000)
def _is_well_formed(value: str, datatype: str) -> bool:
    if not datatype.startswith(XSD):
        return True
    name = datatype.removeprefix(XSD)
    if name in _LEXICAL:
        return _LEXICAL[name].fullmatch(value) is not None and _in_range(value, name)
    if name in _TIMES:
        return _is_plain_date(value) if name == "date" and _PLAIN_DATE.fullmatch(value) else _cast(value, datatype)
    return name == "string" or rdflib_takes(Literal(value, datatype=NamedNode(datatype)))


def _in_range(value: str, name: str) -> bool:
    if name not in _DERIVED:
        return True
    least, most = _DERIVED[name]
    digits = value.lstrip("+-").lstrip("0")
    if len(digits) > 20:  # beyond every bound of 64 bits, and too long for Python to read without limit
        return least is None if value.startswith("-") else most is None
    number = -int(digits or "0") if value.startswith("-") else int(digits or "0")
    return (least is None or number >= least) and (most is None or number <= most)


def _is_plain_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return value.startswith("0000") and _cast(value, XSD + "date")  # the year 0, which Python does not know
    return True


def _plain_value(literal: Literal) -> tuple[str, Any] | None:
    """The value of a number, string or date of a common form, and what it can be compared with."""
    if literal.language:
        return None
    name = literal.datatype.value.removeprefix(XSD)
    value = literal.value
    if name == "string":
        return "string", value
    if name in {"integer", "decimal"} and len(value) < 4000:
        return ("number", Decimal(value)) if _LEXICAL[name].fullmatch(value) else None
    if name in {"double", "float"} and _FLOAT.fullmatch(value):
        return "number", float(value) if name == "double" else _Single(_nearest_single(float(value)))
    if name == "date" and _PLAIN_DATE.fullmatch(value) and _is_well_formed(value, XSD + "date"):
        return "date", value
    return None


class _Single(float):
    """A number of single precision."""


def _promoted(a: Any, b: Any) -> tuple[Any, Any]:
    """Numbers as SPARQL compares them: a decimal as floating point where the other is, of the other's precision."""
    if isinstance(a, Decimal) and isinstance(b, float):
        return _as_precise(a, b), b
    if isinstance(b, Decimal) and isinstance(a, float):
        return a, _as_precise(b, a)
    return a, b


def _as_precise(number: Decimal, other: float) -> float:
    return _nearest_single(float(number)) if isinstance(other, _Single) else float(number)


def _nearest_single(value: float) -> float:
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _cast(value: str, datatype: str) -> bool:
    return _asked("BOUND(?cast)", f"BIND(<{datatype}>({Literal(value)}) AS ?cast)")


@lru_cache(maxsize=100_000)
def _asked(expression: str, pattern: str = "") -> bool:
    """Whether Oxigraph finds an expression true; an error is not."""
    solutions = _NOWHERE.query(f"SELECT ({expression} AS ?true) {{ {pattern} }}")
    assert isinstance(solutions, QuerySolutions)
    value = next(solutions)["true"]
    return isinstance(value, Literal) and value.value == "true"


def is_integer(literal: Literal) -> bool:
    """Whether a literal is a well-formed whole number."""
    name = literal.datatype.value.removeprefix(XSD)
    return (name == "integer" or name in _DERIVED) and has_datatype(literal, literal.datatype.value)
