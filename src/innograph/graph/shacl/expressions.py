"""Constraints on single values as SPARQL expressions.

An expression is true only where the constraint holds; it may be false or an error where it holds too.
"""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from innograph.graph.shacl.data import Term
from innograph.graph.shacl.literals import XSD
from innograph.graph.shacl.shape import Constraint
from innograph.graph.shacl.values import InLanguage, InRange, OfDatatype, OfLength, OfNodeKind, OfPattern, OneOf

_TESTS = {"IRI": "isIRI", "BlankNode": "isBLANK", "Literal": "isLITERAL"}
# Datatypes whose constructor Oxigraph has: it is an error where a literal is ill-typed.
_CONSTRUCTED = {XSD + name for name in ("integer", "decimal", "double", "float", "boolean", "date", "dateTime", "time")}
_MEMBERS = 100  # longer lists are left to validation


def expression(constraint: Constraint, value: str) -> str | None:
    """The expression over the variable `value`; None where there is none that is worth it."""
    match constraint:
        case OfDatatype(datatype):
            return _datatype(datatype, value)
        case OfNodeKind(kind):
            parts = kind.value.rpartition("#")[2].split("Or")
            return "(" + " || ".join(f"{_TESTS[part]}({value})" for part in parts) + ")"
        case InRange(_, limit) if limit.value != "NaN":  # which is at most itself in Oxigraph alone
            return f"({value} {constraint.sign} {limit})"
        case OfLength(_, length):
            return f"(STRLEN(STR({value})) {constraint.sign} {length})"
        case OfPattern(pattern, flags, _):
            return f"REGEX(STR({value}), {Literal(pattern)}, {Literal(flags)})"
        case InLanguage(ranges):
            tests = (f"LANGMATCHES(LANG({value}), {Literal(each)})" for each in ranges)
            return "(" + (" || ".join(tests) or "false") + ")"
        case OneOf(members) if len(members) <= _MEMBERS and all(map(is_constant, members)):
            tests = (f"sameTerm({value}, {member})" for member in sorted(members, key=str))
            return "(" + (" || ".join(tests) or "false") + ")"
        case _:
            return None


def _datatype(datatype: NamedNode, value: str) -> str | None:
    of_type = f"DATATYPE({value}) = {datatype}"
    if datatype.value in _CONSTRUCTED:
        return f"({of_type} && sameTerm({datatype}({value}), {value}))"
    if datatype.value == XSD + "string" or not datatype.value.startswith(XSD):
        return f"({of_type})"
    return None  # a datatype whose ill-typed literals Oxigraph does not know


def is_constant(value: Term) -> bool:
    """Whether a term means the same in a query as in the shapes: a blank node would be a variable."""
    return isinstance(value, NamedNode | Literal)
