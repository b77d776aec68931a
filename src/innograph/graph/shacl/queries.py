"""Shapes compiled to SPARQL: queries that find the focus nodes that may violate a shape.

A query may find too many nodes and never too few: each node that it finds is validated afterwards, and what that says
is the result. So only one side of each comparison with Oxigraph's semantics has to be exact: an expression written here
may be true only where the constraint holds. Where no such expression is known, all focus nodes are found.

Oxigraph looks at each instance of a class one by one, and at all values of a property quickly. So what concerns a
property of the many instances of a class is asked of all that have the property, whatever class they are of; who is no
target is left out afterwards. `FILTER NOT EXISTS` over more than one triple pattern is quadratic in Oxigraph and is not
used, nor is `MINUS` over a path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from math import prod
from typing import NamedTuple

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


class Query(NamedTuple):
    """A query for ?focus."""

    text: str
    guard: tuple[str, str] | None  # two queries for ?number, which are quicker: where it is the same, nothing is found


def suspects(shape: Shape, kinds: Kinds, is_small: Callable[[NamedNode], bool]) -> list[Query]:
    """Queries that together find each target of a shape that violates it, and perhaps other nodes.

    Nodes that the shape names itself (sh:targetNode) are not looked for.

    Args:
        kinds: the classes whose instances, together, are those of a class.
        is_small: whether a class has so few instances that looking at each is quicker than at all values of a property.
    """
    writer = _Writer(kinds)
    groups: list[str] = []
    for target, kind in writer.targets(shape):
        start = Start(target, target if kind is None or is_small(kind) else "")
        groups += writer.violations(shape, start, FOCUS)
    return [
        Query(f"SELECT DISTINCT {FOCUS} WHERE {{ {group} }}", writer.guards.get(group))
        for group in dict.fromkeys(groups)
    ]


class Start(NamedTuple):
    """What the pattern of a violation begins with.

    `bound` binds ?focus and the node that is asked about. So does `loose`, or it is empty, and then what follows has to
    bind them, and may bind nodes that are no targets.
    """

    bound: str
    loose: str


class _At(NamedTuple):
    """Where a constraint is written: its shape, the variables of focus and value nodes, and how these are reached."""

    shape: Shape
    start: Start
    node: str
    value: str
    reach: str  # binds ?focus, node and value
    path: str  # from node to value; empty in a node shape

    @property
    def is_simple(self) -> bool:
        """Whether the path is a property."""
        return isinstance(self.shape.path, Predicate)

    @property
    def onwards(self) -> Start:
        """What patterns on the value nodes begin with."""
        return Start(self.reach, self.reach) if self.path else self.start


class _Writer:
    """Writes group graph patterns."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self.guards: dict[str, tuple[str, str]] = {}  # by group
        self._count = 0

    def fresh(self) -> str:
        """A variable that no pattern has yet."""
        self._count += 1
        return f"?v{self._count}"

    def targets(self, shape: Shape) -> list[tuple[str, NamedNode | None]]:
        """A pattern for each target, with the class if it is one."""
        targets = shape.targets
        return [
            *((self.instance(FOCUS, kind), kind) for kind in targets.classes),
            *((f"{FOCUS} {predicate} {self.fresh()} .", None) for predicate in targets.subjects_of),
            *((f"{self.fresh()} {predicate} {FOCUS} .", None) for predicate in targets.objects_of),
        ]

    def instance(self, node: str, kind: NamedNode) -> str:
        """The pattern of the instances of a class."""
        kinds = [str(each) for each in self.kinds(kind)]
        if len(kinds) == 1:
            return f"{node} {_TYPE} {kinds[0]} ."
        variable = self.fresh()
        return f"VALUES {variable} {{ {' '.join(kinds)} }} {node} {_TYPE} {variable} ."

    def violations(self, shape: Shape, start: Start, node: str) -> list[str]:
        """Patterns of which one holds at least where `node` violates the shape."""
        if shape.deactivated:
            return []
        if shape.path is None:
            at = _At(shape, start, node, node, start.bound, "")
        else:
            value, path = self.fresh(), shape.path.sparql()
            # A path of no steps reaches everything from everywhere, so its start has to be bound.
            begin = start.loose if isinstance(shape.path, Predicate) else start.bound
            at = _At(shape, start, node, value, f"{begin} {node} {path} {value} .", path)
        groups: list[str] = []
        plain: list[str] = []
        for constraint in shape.constraints:
            condition = expression(constraint, at.value) if isinstance(constraint, ValueConstraint) else None
            if condition is not None:
                plain.append(condition)
            else:
                groups += self._violations_of(constraint, at)
        if plain:
            groups.append(f"{at.reach} FILTER(COALESCE(!({' && '.join(plain)}), true))")
        for each in shape.properties:
            groups += self.violations(each, at.onwards, at.value)
        return groups

    def _violations_of(self, constraint: Constraint, at: _At) -> list[str]:
        reach, value = at.reach, at.value
        match constraint:
            case OfClass(kind):
                kinds = list(self.kinds(kind))
                if len(kinds) > _MANY:
                    return [reach]
                return [reach + "".join(f" FILTER NOT EXISTS {{ {value} {_TYPE} {each} }}" for each in kinds)]
            case AtLeast() | AtMost() | Has() | UniqueLanguages():
                return self._of_sets(constraint, at)
            case Equal() | Disjoint() | LessThan() | Closed():
                return self._of_pairs(constraint, at)
            case And(shapes):
                return [group for each in shapes for group in self.violations(each, at.onwards, value)]
            case OfNode(other):
                return self.violations(other, at.onwards, value)
            case Or(shapes):
                return self._none_of(shapes, at)
            case Not(other):
                return [reach + self.conforming(other, value)]
            case ValueConstraint():
                return [reach]
            case _:
                return [at.start.bound]

    def _of_sets(self, constraint: Constraint, at: _At) -> list[str]:
        node, value, reach, path, other = at.node, at.value, at.reach, at.path, self.fresh()
        match constraint:
            case AtLeast(count):
                if count == 0:
                    return []
                if count == 1 and not at.start.loose and at.is_simple:
                    group = f"{at.start.bound} MINUS {{ {node} {path} {value} }}"
                    having, either = f"{FOCUS} {path} ?value", f"DISTINCT {FOCUS}"  # the instances add none to those
                    both = f"{{ {having} }} UNION {{ {at.start.bound} }}"
                    self.guards[group] = (_counting(either, both), _counting(either, having))
                    return [group]
                optional = f"{at.start.bound} OPTIONAL {{ {node} {path} {value} }}"
                if count == 1:
                    return [f"{optional} FILTER(!BOUND({value}))"]
                return [self._counted(optional, node, value, f"< {count}")]
            case AtMost(count):
                if count == 0:
                    return [reach]
                if count == 1 and at.start.loose:
                    return [f"{reach} {node} {path} {other} . FILTER(!sameTerm({value}, {other}))"]
                group = self._counted(reach, node, value, f"> {count}")
                if not at.start.loose and at.is_simple:  # as many values as nodes: one each
                    having = f"{FOCUS} {path} ?value"
                    self.guards[group] = (_counting("*", having), _counting(f"DISTINCT {FOCUS}", having))
                return [group]
            case Has(term) if is_constant(term) and at.is_simple:
                return [f"{at.start.bound} FILTER NOT EXISTS {{ {node} {path} {term} }}"]
            case UniqueLanguages():
                same = f"LANG({value}) != '' && LCASE(LANG({value})) = LCASE(LANG({other}))"
                return [f"{reach} {node} {path} {other} . FILTER(!sameTerm({value}, {other}) && {same})"]
            case _:
                return [at.start.bound]

    @staticmethod
    def _counted(pattern: str, node: str, value: str, bound: str) -> str:
        variables = " ".join(dict.fromkeys((FOCUS, node)))
        counting = f"SELECT {variables} WHERE {{ {pattern} }} GROUP BY {variables}"
        return f"{{ {counting} HAVING(COUNT(DISTINCT {value}) {bound}) }}"

    def _of_pairs(self, constraint: Constraint, at: _At) -> list[str]:
        node, value, reach, bound, other = at.node, at.value, at.reach, at.start.bound, self.fresh()
        match constraint:
            case Equal(predicate) if not at.path or at.is_simple:
                lacking = f"{reach} FILTER NOT EXISTS {{ {node} {predicate} {value} }}"
                if not at.path:
                    return [lacking, f"{bound} {node} {predicate} {other} . FILTER(!sameTerm({node}, {other}))"]
                absent = f"FILTER NOT EXISTS {{ {node} {at.path} {other} }}"
                return [lacking, f"{bound} {node} {predicate} {other} . {absent}"]
            case Disjoint(predicate):
                return [f"{reach} {node} {predicate} {value} ."]
            case LessThan(predicate, sign):
                nan = f" || STR({value}) = 'NaN'" if sign == "<=" else ""  # equal to itself in Oxigraph alone
                order = f"FILTER(COALESCE(!({value} {sign} {other}){nan}, true))"
                return [f"{reach} {node} {predicate} {other} . {order}"]
            case Closed(allowed):
                found = self.fresh()
                others = f" FILTER({found} NOT IN ({', '.join(sorted(map(str, allowed)))}))" if allowed else ""
                return [f"{reach} {value} {found} {other} .{others}"]
            case _:
                return [bound]

    def _none_of(self, shapes: Iterable[Shape], at: _At) -> list[str]:
        """Where a node violates all of several shapes: one pattern of each, joined."""
        members = [self.violations(shape, at.onwards, at.value) for shape in shapes]
        if prod(map(len, members)) > _MANY:
            return [at.reach]
        return [
            " ".join(f"{{ {group} }}" for group in dict.fromkeys(groups)) if len(groups) > 1 else groups[0]
            for groups in product(*members)
        ]

    def conforming(self, shape: Shape, node: str) -> str:
        """A pattern that holds at least where `node` conforms to a shape: as much as is easily said of it."""
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


def _counting(what: str, pattern: str) -> str:
    return f"SELECT (COUNT({what}) AS ?number) WHERE {{ {pattern} }}"
