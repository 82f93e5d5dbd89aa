"""Rules, groups, score and classes as columns, one below another in the chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from . import sql_tree as sql
from .dialects.base import LIMIT
from .plan import (
    MICRO,
    Class,
    ClassRow,
    Each,
    Every,
    Exclusion,
    Group,
    Measured,
    Once,
    Plan,
    Points,
    Rows,
    Rule,
    Test,
)
from .sql_activity import COUNTS
from .sql_facts import Facts
from .sql_tallies import MANY_EVENTS, is_large
from .sql_terms import Typed, as_it_is
from .sql_tests import certain, holds
from .sql_tree import Expr

SMALL: Final = 2**31
"""Below this an engine may add constants in a type of 32 bits."""
POINTS: Final = "points"


@dataclass(frozen=True, slots=True)
class Line:
    """A rule's line of the breakdown, as expressions over the columns of the chain."""

    rule: str
    points: str
    count: Expr
    before: Expr
    row: Expr


@dataclass(frozen=True, slots=True)
class GroupColumns:
    group: Group
    points: str
    lines: tuple[Line, ...]
    applies: str | None = None
    """Column that tells whether `when` holds."""


@dataclass(slots=True)
class Scored:
    """Columns of the results. A count of points is in 1/scale."""

    score: str = ""
    excluded: str | None = None
    groups: list[GroupColumns] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)


class Rules:
    """Adds the columns of a plan's rules and results to the chain of facts."""

    def __init__(self, plan: Plan, facts: Facts, breakdown: bool) -> None:
        self.plan, self.facts = plan, facts
        self.terms, self.dialect = facts.terms, facts.terms.dialect
        self.add = facts.terms.chain.add
        self.breakdown = breakdown
        self._counts: list[Expr] = []
        """Tests that hold where points count at all, and may be too large."""

    def columns(self) -> Scored:
        scored = Scored()
        self._add_defines()
        scored.excluded = self._add_excluded(self.plan.excluded)
        scored.groups = [self._add_group(group) for group in self.plan.groups]
        scored.score = self._add_score(scored.groups)
        scored.classes = [self.add_class(found) for found in self.plan.classes]
        return scored

    def _add_defines(self) -> None:
        for define in self.plan.defines:
            made = self.dialect.stored(certain(self.terms, define.test))
            self.terms.defines[define.name] = self.add("defined", made, define.name)

    def _add_excluded(self, exclusions: Sequence[Exclusion]) -> str | None:
        if not exclusions:
            return None
        whens = [(holds(self.terms, e.test), sql.text(e.reason)) for e in exclusions]
        excluded = self.add(POINTS, sql.case(whens), "excluded")
        self._counts.append(sql.is_null(sql.name(excluded)))
        return excluded

    # ------------------------------------------------------------ groups and score

    def _add_group(self, group: Group) -> GroupColumns:
        name = group.name or "rules"
        applies = None
        if group.when is not None:
            when = self.dialect.stored(certain(self.terms, group.when))
            applies = self.add(POINTS, when, name, "applies")
            self._counts.append(self.dialect.told(sql.name(applies)))
        lines = tuple(self._add_rule(name, rule) for rule in group.rules)
        bound = sum(_bound(rule) for rule in group.rules)
        narrow = sum(_narrow(rule) for rule in group.rules) < SMALL
        what = f"the points of {group.title or group.name or 'the score'} have"
        made = self._sum([line.points for line in lines], narrow, bound, what)
        made = self._limited(made, group.lower, group.upper)
        if applies is not None:
            made = sql.case([(self._counts.pop(), made)], sql.whole(0))
        column = self.add("group_points", made, name, "points")
        self.terms.points[Points(group.name)] = column
        return GroupColumns(group, column, lines, applies)

    def _sum(self, columns: Sequence[str], narrow: bool, bound: int, what: str) -> Expr:
        terms: list[Expr] = [sql.name(column) for column in columns]
        if bound >= LIMIT:
            made = sql.total([sql.cast(term, self.dialect.wide) for term in terms])
            return self._guarded(made, what)
        if narrow:
            return self.dialect.added(sql.total(terms))
        return sql.total([sql.cast(term, self.dialect.whole) for term in terms])

    def _guarded(self, points: Expr, what: str) -> Expr:
        only = [test.copy() for test in self._counts]
        return self.terms.guarded(points, self.terms.as_whole, LIMIT, what, only)

    def _limited(self, points: Expr, lower: int | None, upper: int | None) -> Expr:
        if upper is not None:
            points = self.dialect.least(points, sql.whole(upper))
        if lower is not None:
            points = self.dialect.greatest(points, sql.whole(lower))
        return points

    def _add_score(self, groups: Sequence[GroupColumns]) -> str:
        bound = sum(_group_bound(found.group) for found in groups)
        rules = (rule for group in self.plan.groups for rule in group.rules)
        narrow = sum(map(_narrow, rules)) < SMALL
        made = self._sum([found.points for found in groups], narrow, bound, "the score has")
        column = self.add("overall", self._limited(made, self.plan.lower, self.plan.upper), "score")
        self.terms.points[Points(None)] = column
        return column

    # ------------------------------------------------------------ rules

    def _add_rule(self, group: str, rule: Rule) -> Line:
        match rule.gives:
            case Once(test, points):
                return self._once(group, rule, test, points)
            case Rows():
                return self._rows(group, rule, rule.gives)
            case Every():
                return self._every(group, rule, rule.gives)
            case Each():
                return self._each(group, rule, rule.gives)

    def _add_points(self, group: str, rule: Rule, made: Expr) -> str:
        return self.add(POINTS, made, group, rule.name, comment=rule.name)

    def _add_part(self, group: str, rule: Rule, part: str, made: Expr) -> str:
        return self.add(POINTS, made, group, rule.name, part)

    def _line(self, rule: Rule, points: str, count: Expr, before: Expr | None = None) -> Line:
        return Line(rule.name, points, count, before or sql.name(points), sql.null())

    def _once(self, group: str, rule: Rule, test: Test, points: int) -> Line:
        made = sql.case([(holds(self.terms, test), sql.whole(points))], sql.whole(0))
        column = self._add_points(group, rule, made)
        if not self.breakdown or points:
            return self._line(rule, column, _met(column))
        met = sql.case([(holds(self.terms, test), sql.whole(1))], sql.whole(0))
        return self._line(rule, column, sql.name(self._add_part(group, rule, "count", met)))

    def _rows(self, group: str, rule: Rule, gives: Rows) -> Line:
        rows = list(enumerate(gives.rows, 1))
        if gives.best:
            rows.sort(key=lambda numbered: -numbered[1].points)
        if not self.breakdown:
            whens = [(holds(self.terms, row.test), sql.whole(row.points)) for _, row in rows]
            made = _first(whens, sql.whole(0))
            return self._line(rule, self._add_points(group, rule, made), sql.null())
        numbers = [(holds(self.terms, row.test), sql.whole(number)) for number, row in rows]
        chosen = self._add_part(group, rule, "row", _first(numbers, sql.whole(0)))
        made = _by_number(chosen, [(n, sql.whole(row.points)) for n, row in rows], sql.whole(0))
        words = _by_number(chosen, [(n, sql.text(row.words)) for n, row in rows], None)
        column = self._add_points(group, rule, made)
        return Line(rule.name, column, _met(chosen), sql.name(column), words)

    def _every(self, group: str, rule: Rule, gives: Every) -> Line:
        number = self._number(gives)
        if self.breakdown:
            number = sql.name(self._add_part(group, rule, "count", number))
        before = _times(number, gives.points)
        made = self._up_to(before.copy(), gives.up_to, gives.points > 0, gives.points < 0)
        if gives.up_to is None and _bound(rule) >= LIMIT:
            made = self._guarded(made, f"the points of {rule.name} have")
        column = self._add_points(group, rule, made)
        return self._line(rule, column, number.copy(), self._shown_before(rule, before))

    def _number(self, gives: Every) -> Expr:
        """How many whole `per` there are in the value."""
        typed = self.terms.typed(gives.value)
        if typed.form == "whole" and gives.per % MICRO == 0:
            per = gives.per // MICRO
            number = self._whole_number(gives, typed, per)
            enough = sql.compare(">=", typed.ref(), sql.whole(per))
        else:
            number = self.dialect.wide_quotient(self.terms.millionths(typed), sql.whole(gives.per))
            enough = sql.compare(">=", typed.ref(), self.terms.against(typed, gives.per))
        return sql.case([(enough, number)], sql.whole(0))

    def _whole_number(self, gives: Every, typed: Typed, per: int) -> Expr:
        if _is_count(gives) and not is_large(gives.points):
            return typed.ref() if per == 1 else self.dialect.quotient(typed.ref(), sql.whole(per))
        value = sql.cast(typed.ref(), self.dialect.wide)
        return value if per == 1 else self.dialect.wide_quotient(value, sql.whole(per))

    def _each(self, group: str, rule: Rule, gives: Each) -> Line:
        assert self.facts.tallies is not None
        figures = self.facts.tallies.figures(gives.tally)
        steps = [points for row in gives.tally.rows for points in row.steps] or [0]
        made = self._up_to(figures.points.copy(), gives.up_to, max(steps) > 0, min(steps) < 0)
        if gives.up_to is None and _bound(rule) >= LIMIT:
            made = self._guarded(made, f"the points of {rule.name} have")
        column = self._add_points(group, rule, made)
        before = self._shown_before(rule, figures.before.copy())
        return self._line(rule, column, figures.count.copy(), before)

    def _shown_before(self, rule: Rule, before: Expr) -> Expr:
        """Points before their limit, which may be too many for an engine without wide numbers."""
        most = self.dialect.wide_limit
        if not self.breakdown or most >= LIMIT * LIMIT:
            return before
        return self.terms.guarded(before, as_it_is, most, f"the points of {rule.name} have")

    def _up_to(self, points: Expr, up_to: int | None, above: bool, below: bool) -> Expr:
        if up_to is None:
            return points
        if above:
            points = self.dialect.least(points, sql.whole(up_to))
        return self.dialect.greatest(points, sql.whole(-up_to)) if below else points

    # ------------------------------------------------------------ classes

    def add_class(self, found: Class) -> str:
        made = self.dialect.joined([self._part(part) for part in found.parts])
        column = self.terms.classes[found.name] = self.add("classes", made, found.name)
        return column

    def _part(self, rows: Sequence[ClassRow]) -> Expr:
        return _first([(holds(self.terms, row.test), sql.text(row.value)) for row in rows])


def _first(whens: list[tuple[Expr, Expr]], otherwise: Expr | None = None) -> Expr:
    """The first that holds; nothing is asked after one that always does."""
    for place, (test, value) in enumerate(whens):
        if sql.is_true(test):
            return sql.case(whens[:place], value)
    return sql.case(whens, otherwise)


def _met(column: str) -> Expr:
    none = sql.compare("=", sql.name(column), sql.whole(0))
    return sql.case([(none, sql.whole(0))], sql.whole(1))


def _by_number(column: str, values: list[tuple[int, Expr]], otherwise: Expr | None) -> Expr:
    whens = [(sql.compare("=", sql.name(column), sql.whole(n)), value) for n, value in values]
    return sql.case(whens, otherwise)


def _times(number: Expr, points: int) -> Expr:
    if points in (0, 1):
        return number if points else sql.whole(0)
    return sql.binary("*", number, sql.whole(points))


# ---------------------------------------------------------------- how large points can get


def _is_count(gives: Every) -> bool:
    return isinstance(gives.value, Measured) and gives.value.metric.kind in COUNTS


def _bound(rule: Rule) -> int:
    """No lead gets more points from the rule, up or down."""
    match rule.gives:
        case Once(_, points):
            return abs(points)
        case Rows(rows):
            return max((abs(row.points) for row in rows), default=0)
        case Every() as gives:
            most = MANY_EVENTS if _is_count(gives) else LIMIT * MICRO // gives.per
            return _capped(abs(gives.points) * most, gives.up_to)
        case Each(tally, up_to):
            steps = [abs(points) for row in tally.rows for points in row.steps]
            return _capped(max(steps, default=0) * MANY_EVENTS, up_to)


def _narrow(rule: Rule) -> int:
    """The same, of points that an engine may hold in a type of 32 bits."""
    return _bound(rule) if isinstance(rule.gives, Once | Rows) else 0


def has_wide_counts(plan: Plan) -> bool:
    """Whether a breakdown may count more than fits 64 bits."""
    rules = (rule for group in plan.groups for rule in group.rules)
    return any(
        isinstance(rule.gives, Every)
        and not _is_count(rule.gives)
        and LIMIT * MICRO // rule.gives.per >= 2**63
        for rule in rules
    )


def _capped(bound: int, up_to: int | None) -> int:
    return bound if up_to is None else min(bound, up_to)


def _group_bound(group: Group) -> int:
    bound = min(sum(_bound(rule) for rule in group.rules), LIMIT)
    if group.lower is None or group.upper is None:
        return bound + abs(group.lower or 0) + abs(group.upper or 0)
    return max(abs(group.lower), abs(group.upper))
