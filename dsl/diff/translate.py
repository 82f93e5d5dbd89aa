"""Terms of either file in the names and units of the new one, so that they can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache
from typing import Any

from .. import ast, terms
from ..model import Model, Row, Rule
from ..terms import Test
from .names import Names

FLOOR, CEILING = -1, 1


@dataclass(slots=True)
class Translator:
    """`names` none: the new file itself, of which only the defined names are opened."""

    model: Model
    names: Names | None
    scale: int
    """Points of tests are in this unit after."""
    unit: int
    """Points of rules and limits are in this one, the finer of both files."""
    _defined: dict[str, Test] = field(default_factory=dict)
    _lists: dict[int, tuple[tuple[Any, ...], tuple[Any, ...]]] = field(default_factory=dict)

    def rule(self, rule: Rule) -> Rule:
        rows = tuple(self._row(row) for row in rule.rows)
        up_to = rule.clauses.up_to
        clauses = replace(
            rule.clauses,
            up_to=None if up_to is None else self.points(up_to),
            once_per=self.term(rule.clauses.once_per),
        )
        return replace(
            rule, points=self.points(rule.points), test=self.term(rule.test), rows=rows,
            events=self.term(rule.events), value=self.term(rule.value), clauses=clauses,
        )  # fmt: skip

    def _row(self, row: Row) -> Row:
        return replace(row, points=self.points(row.points), test=self.term(row.test))

    def points(self, points: int) -> int:
        return points * (self.unit // self.model.scale)

    def term(self, node: Any) -> Any:
        match node:
            case None | str() | int() | bool():
                return node
            case tuple():
                return tuple(self.term(part) for part in node)
            case terms.Defined(name):
                return self._open(name)
            case terms.PointsAre(op, points, limit):
                if self._gone(points.group, "groups"):
                    return opaque(node)
                return self._points_are(op, self.term(points), limit)
            case terms.ClassIs(name) if self._gone(name, "classes"):
                return opaque(node)
        if self.names is not None:
            node = self._named(node, self.names)
        if isinstance(node, terms.TextIn | terms.TextLike | terms.ListHas):
            return replace(node, value=self.term(node.value), texts=self._sorted(node.texts))
        if isinstance(node, terms.NumberIn):
            return replace(node, value=self.term(node.value), micros=self._sorted(node.micros))
        if not is_dataclass(node) or isinstance(node, type):
            return node
        parts = {name: getattr(node, name) for name in field_names(type(node))}
        made = {name: self.term(part) for name, part in parts.items()}
        same = all(made[name] is parts[name] for name in parts)
        return normal(node if same else replace(node, **made))

    def _sorted(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """Once for each list, however many rules read it."""
        found = self._lists.get(id(values))
        if found is None:
            found = self._lists[id(values)] = values, tuple(sorted(set(values)))
        return found[1]

    def _open(self, name: str) -> Test:
        if name not in self._defined:
            define = self.model.defines.get(name) or self.model.defines.get(name.lower())
            test = define.test if define is not None else None
            self._defined[name] = self.term(test) if test is not None else terms.Defined(name)
        return self._defined[name]

    def _named(self, node: Any, names: Names) -> Any:
        match node:
            case terms.ColumnValue(name):
                return replace(node, name=names.columns.get(name.lower(), name))
            case terms.FieldValue(name):
                return replace(node, name=names.fields.get(name.lower(), name))
            case terms.Events(kinds):
                found = sorted(names.kinds.get(kind.lower(), kind) for kind in kinds)
                return replace(node, kinds=tuple(found))
            case terms.Points(group) if group is not None:
                return terms.Points(names.groups.get(group.lower(), group))
            case terms.ClassIs(name, values):
                class_ = names.classes.get(name.lower(), name)
                return terms.ClassIs(
                    class_, tuple(names.values.get((class_, v), v) for v in values)
                )
            case terms.StageWas(value):
                return terms.StageWas(names.values.get(("stage", value), value))
        return node

    def _gone(self, name: str | None, kind: str) -> bool:
        """Whether the new file has no such group or label, so that a test of it says nothing."""
        if self.names is None or name is None:
            return False
        return name.lower() not in getattr(self.names, kind)

    def _points_are(self, op: Any, points: terms.Points, limit: int) -> Test:
        """Points are whole in the new unit, so a limit between two of them is rounded as `op`
        asks."""
        whole, rest = divmod(limit * self.scale, self.model.scale)
        if rest and op in ("=", "!="):
            return terms.Always(op == "!=")
        up = rest and op in (">=", "<")
        return terms.PointsAre(op, points, whole + 1 if up else whole)


def normal(test: Any) -> Any:
    """Of tests whose parts are in normal form: no negation of a negation, of all or of any, and
    parts in one order, whatever they were written in."""
    match test:
        case terms.Not(terms.Not(inner)):
            return inner
        case terms.Not(terms.Always(holds)):
            return terms.Always(not holds)
        case terms.Not(terms.All(parts)):
            return normal(terms.AnyOf(tuple(normal(terms.Not(part)) for part in parts)))
        case terms.Not(terms.AnyOf(parts)):
            return normal(terms.All(tuple(normal(terms.Not(part)) for part in parts)))
        case terms.All(parts) | terms.AnyOf(parts):
            return _joined(type(test), parts)
    return test


def _joined(kind: Any, parts: tuple[Test, ...]) -> Test:
    flat: dict[Test, None] = {}
    for part in parts:
        flat |= dict.fromkeys(part.tests if isinstance(part, kind) else (part,))
    if len(flat) == 1:
        return next(iter(flat))
    found: Test = kind(tuple(sorted(flat, key=repr)))
    return found


def opaque(test: Test) -> Test:
    """A test of which nothing is known, but that it is this one."""
    return terms.Yes(terms.ColumnValue(f"({test})", "yes/no"))


@cache
def field_names(cls: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(cls))


def meaning(rule: Rule) -> tuple[Any, ...]:
    """All of a translated rule that can change a score; equal ones are the same rule."""
    rows = tuple((row.points, row.test) for row in rule.rows)
    shape = _shape(rule.node)
    decimals = rule.decimals if rule.clauses.fade is not None else 0
    points = 0 if rows else rule.points
    return (
        shape, points, rule.test, rule.events, rule.value if not rows else None, rule.per, rows,
        rule.clauses, decimals,
    )  # fmt: skip


def _shape(node: ast.Rule) -> str:
    """A table is a `first of`."""
    return "FirstOf" if isinstance(node, ast.PointsBy) else type(node).__name__
