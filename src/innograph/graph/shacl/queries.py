"""Shapes compiled to SPARQL: queries that find the focus nodes that may violate a shape.

A query may find too many nodes and never too few: each node that it finds is validated afterwards, and what that says
is the result. So only one side of each comparison with Oxigraph's semantics has to be exact: an expression written here
may be true only where the constraint holds. Where no such expression is known, all focus nodes are found.

`MINUS` and `FILTER NOT EXISTS` over more than one triple pattern are quadratic in Oxigraph, and are not used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product

from pyoxigraph import NamedNode

from innograph.graph.shacl.expressions import expression, is_constant
from innograph.graph.shacl.logic import And, Not, OfNode, Or
from innograph.graph.shacl.paths import Predicate
from innograph.graph.shacl.sets import AtLeast, AtMost, Closed, Disjoint, Equal, Has, LessThan, UniqueLanguages
from innograph.graph.shacl.shape import Constraint, Shape
from innograph.graph.shacl.values import OfClass, ValueConstraint

Kinds = Callable[[NamedNode], Iterable[NamedNode]]  # the classes whose instances are those of a class
FOCUS = "?focus"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_MANY = 20  # classes to tell apart in one query


def suspects(shape: Shape, kinds: Kinds) -> list[str]:
    """SELECT queries for ?focus that together find each focus node that violates a shape, and perhaps others.

    Nodes that the shape names itself (sh:targetNode) are not looked for.
    """
    writer = _Writer(kinds)
    groups = [group for target in writer.targets(shape) for group in writer.violations(shape, target, FOCUS)]
    return [f"SELECT DISTINCT {FOCUS} WHERE {{ {group} }}" for group in dict.fromkeys(groups)]


class _Writer:
    """Writes group graph patterns. Each begins with `prefix`, a pattern that binds ?focus and the node asked about."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self._count = 0

    def fresh(self) -> str:
        """A variable that no pattern has yet."""
        self._count += 1
        return f"?v{self._count}"

    def targets(self, shape: Shape) -> list[str]:
        """A pattern for each target."""
        targets = shape.targets
        return [
            *(self.instance(FOCUS, kind) for kind in targets.classes),
            *(f"{FOCUS} {predicate} {self.fresh()} ." for predicate in targets.subjects_of),
            *(f"{self.fresh()} {predicate} {FOCUS} ." for predicate in targets.objects_of),
        ]

    def instance(self, node: str, kind: NamedNode) -> str:
        """The pattern of the instances of a class."""
        kinds = [str(each) for each in self.kinds(kind)]
        if len(kinds) == 1:
            return f"{node} {_TYPE} {kinds[0]} ."
        variable = self.fresh()
        return f"VALUES {variable} {{ {' '.join(kinds)} }} {node} {_TYPE} {variable} ."

    def violations(self, shape: Shape, prefix: str, node: str) -> list[str]:
        """Patterns of which one holds at least where `node` violates the shape."""
        if shape.deactivated:
            return []
        value = node if shape.path is None else self.fresh()
        reach = prefix if shape.path is None else f"{prefix} {node} {shape.path.sparql()} {value} ."
        groups: list[str] = []
        plain: list[str] = []
        for constraint in shape.constraints:
            condition = expression(constraint, value) if isinstance(constraint, ValueConstraint) else None
            if condition is not None:
                plain.append(condition)
            else:
                groups += self._violations_of(constraint, shape, prefix, node, reach, value)
        if plain:
            groups.append(f"{reach} FILTER(COALESCE(!({' && '.join(plain)}), true))")
        for each in shape.properties:
            groups += self.violations(each, reach, value)
        return groups

    def _violations_of(
        self, constraint: Constraint, shape: Shape, prefix: str, node: str, reach: str, value: str
    ) -> list[str]:
        match constraint:
            case OfClass(kind):
                kinds = list(self.kinds(kind))
                if len(kinds) > _MANY:
                    return [reach]
                return [reach + "".join(f" FILTER NOT EXISTS {{ {value} {_TYPE} {each} }}" for each in kinds)]
            case AtLeast() | AtMost() | Has() | UniqueLanguages():
                return self._of_sets(constraint, shape, prefix, node, reach, value)
            case Equal() | Disjoint() | LessThan() | Closed():
                return self._of_pairs(constraint, shape, prefix, node, reach, value)
            case And(shapes):
                return [group for each in shapes for group in self.violations(each, reach, value)]
            case OfNode(other):
                return self.violations(other, reach, value)
            case Or(shapes):
                return self._none_of(shapes, reach, value)
            case Not(other):
                return [reach + self.conforming(other, value)]
            case ValueConstraint():
                return [reach]
            case _:
                return [prefix]

    def _of_sets(
        self, constraint: Constraint, shape: Shape, prefix: str, node: str, reach: str, value: str
    ) -> list[str]:
        other = self.fresh()
        path = shape.path.sparql() if shape.path else ""
        match constraint:
            case AtLeast(count):
                if count == 0:
                    return []
                optional = f"{prefix} OPTIONAL {{ {node} {path} {value} }}"
                if count == 1:
                    return [f"{optional} FILTER(!BOUND({value}))"]
                return [self._counted(optional, node, value, f"< {count}")]
            case AtMost(count):
                if count == 0:
                    return [reach]
                if count == 1:
                    return [f"{reach} {node} {path} {other} . FILTER(!sameTerm({value}, {other}))"]
                return [self._counted(reach, node, value, f"> {count}")]
            case Has(term) if is_constant(term) and isinstance(shape.path, Predicate):
                return [f"{prefix} FILTER NOT EXISTS {{ {node} {path} {term} }}"]
            case UniqueLanguages():
                same = f"LANG({value}) != '' && LCASE(LANG({value})) = LCASE(LANG({other}))"
                return [f"{reach} {node} {path} {other} . FILTER(!sameTerm({value}, {other}) && {same})"]
            case _:
                return [prefix]

    @staticmethod
    def _counted(pattern: str, node: str, value: str, bound: str) -> str:
        variables = " ".join(dict.fromkeys((FOCUS, node)))
        counting = f"SELECT {variables} WHERE {{ {pattern} }} GROUP BY {variables}"
        return f"{{ {counting} HAVING(COUNT(DISTINCT {value}) {bound}) }}"

    def _of_pairs(
        self, constraint: Constraint, shape: Shape, prefix: str, node: str, reach: str, value: str
    ) -> list[str]:
        other = self.fresh()
        match constraint:
            case Equal(predicate) if shape.path is None or isinstance(shape.path, Predicate):
                lacking = f"{reach} FILTER NOT EXISTS {{ {node} {predicate} {value} }}"
                if shape.path is None:
                    return [lacking, f"{prefix} {node} {predicate} {other} . FILTER(!sameTerm({node}, {other}))"]
                absent = f"FILTER NOT EXISTS {{ {node} {shape.path.sparql()} {other} }}"
                return [lacking, f"{prefix} {node} {predicate} {other} . {absent}"]
            case Disjoint(predicate):
                return [f"{reach} {node} {predicate} {value} ."]
            case LessThan(predicate, sign):
                order = f"FILTER(COALESCE(!({value} {sign} {other}), true))"
                return [f"{reach} {node} {predicate} {other} . {order}"]
            case Closed(allowed):
                found = self.fresh()
                others = f" FILTER({found} NOT IN ({', '.join(sorted(map(str, allowed)))}))" if allowed else ""
                return [f"{reach} {value} {found} {other} .{others}"]
            case _:
                return [prefix]

    def _none_of(self, shapes: Iterable[Shape], reach: str, value: str) -> list[str]:
        """Where a node violates all of several shapes: one pattern of each, joined."""
        members = [self.violations(shape, reach, value) for shape in shapes]
        return [
            " ".join(f"{{ {group} }}" for group in dict.fromkeys(groups)) if len(groups) > 1 else groups[0]
            for groups in product(*members)
        ]

    def conforming(self, shape: Shape, node: str) -> str:
        """A pattern that holds at least where `node` conforms to a shape: what is easily said of it, the rest left out."""
        if shape.deactivated:
            return ""
        pattern = "".join(" " + self.conforming(each, node) for each in shape.properties if shape.path is None)
        for constraint in shape.constraints:
            match constraint:
                case Has(term) if shape.path is not None and is_constant(term):
                    pattern += f" {node} {shape.path.sparql()} {term} ."
                case AtLeast(count) if shape.path is not None and count > 0:
                    pattern += f" {node} {shape.path.sparql()} {self.fresh()} ."
                case OfClass(kind) if shape.path is None:
                    pattern += " " + self.instance(node, kind)
                case _:
                    pass
        return pattern
