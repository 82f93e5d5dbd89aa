"""What one more event does to tests and points: whether they may go up, and whether down.

"Whether" is for all leads, all moments and all fields of the event. What cannot be told may go
both ways, so that a `down` that is missing is a proof.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from .. import ast, terms
from ..intervals import Ranges, complement, intersection, union
from ..logic import COUNTS
from ..model import Group, Rule
from ..terms import Events, Metric, Test
from .atoms import Atom, Key
from .prover import Prover
from .search import EMPTY


@dataclass(frozen=True, slots=True)
class Trend:
    """Of a test, up is from not to holding."""

    up: bool = False
    down: bool = False


SAME: Final = Trend()
UP: Final = Trend(up=True)
DOWN: Final = Trend(down=True)
ANY: Final = Trend(up=True, down=True)


def turned(one: Trend) -> Trend:
    return Trend(one.down, one.up)


def either(found: Iterable[Trend]) -> Trend:
    trends = list(found)
    return Trend(any(one.up for one in trends), any(one.down for one in trends))


def scaled(points: float, trend: Trend) -> Trend:
    return trend if points > 0 else turned(trend) if points < 0 else SAME


@dataclass(slots=True)
class OneMore:
    """One more event of a kind."""

    prover: Prover
    kind: str
    kinds: dict[str, Trend] = field(default_factory=dict)
    """What becomes of the number of events of each kind: some are ignored soon after others."""
    points: dict[str, Trend] = field(default_factory=dict)
    """Of the groups so far."""

    def __post_init__(self) -> None:
        self.kinds = {self.kind: UP}
        for one in self.prover.model.ignored:
            soon = one.events
            if isinstance(soon, terms.SoonAfter) and self.kind in soon.by.kinds:
                self.kinds |= {
                    kind: either((self.kinds.get(kind, SAME), DOWN)) for kind in soon.events.kinds
                }

    def score(self) -> Trend:
        found = []
        for group in self.prover.model.groups:
            trend = self._group(group)
            if group.name is not None:
                self.points[group.name] = trend
            found.append(trend)
        return either(found)

    # -- groups and rules

    def _group(self, group: Group) -> Trend:
        inner = either(self._rule(rule) for rule in group.rules)
        asked = self.test(group.when) if group.when is not None else SAME
        if asked == SAME:
            return inner
        low, high = self.prover.bounds.group(group, EMPTY)
        if low < 0 < high:
            return ANY
        return either((inner, scaled(high or low, asked)))

    def _rule(self, rule: Rule) -> Trend:
        match rule.node:
            case ast.WhenRule():
                return scaled(rule.points, self.test(rule.test))
            case ast.EachRule():
                return self._each(rule)
            case ast.PointsForEach():
                return self._each_by_row(rule)
            case ast.EveryRule():
                return scaled(rule.points, self._steps_of(rule.value))
            case ast.BestOf():
                return self._best(rule)
        return self._first(rule)

    def _each(self, rule: Rule) -> Trend:
        """More events never give less, for those that are kept are the latest; but where one
        event of each value is kept, a later one may come into a day that is full."""
        clauses = rule.clauses
        trend = scaled(rule.points, self._events(rule.events))
        moved = clauses.once_per is not None and clauses.per_bucket is not None
        return ANY if moved and trend != SAME else trend

    def _each_by_row(self, rule: Rule) -> Trend:
        """Where only some events are kept, one that gives less may take the place of another."""
        clauses, more = rule.clauses, self._events(rule.events)
        kept = (clauses.once_per, clauses.per_bucket, clauses.times)
        if more != SAME and any(one is not None for one in kept):
            return ANY
        return either(scaled(row.points, more) for row in rule.rows)

    def _steps_of(self, value: terms.Value | None) -> Trend:
        """Of the steps of `for every`, of which an unknown value or one below 0 has none."""
        match value:
            case terms.Measured(Metric("total" | "highest") as metric):
                return self._figure(metric)
        return self._number(value)

    def _first(self, rule: Rule) -> Trend:
        """Each row's points are those of the next and a difference, for which it is enough that
        this row or one above it holds."""
        found, above = [], list[Test]()
        for row, below in zip(rule.rows, [*(r.points for r in rule.rows[1:]), 0], strict=True):
            above.append(row.test or terms.Always(False))
            found.append(scaled(row.points - below, self.test(terms.AnyOf(tuple(above)))))
        return either(found)

    def _best(self, rule: Rule) -> Trend:
        """The same by points: it is enough that a row with as many holds."""
        points = sorted({row.points for row in rule.rows}, reverse=True)
        found = []
        for much, below in zip(points, [*points[1:], 0], strict=True):
            tests = [row.test for row in rule.rows if row.points >= much and row.test is not None]
            found.append(scaled(much - below, self.test(terms.AnyOf(tuple(tests)))))
        return either(found)

    # -- tests

    def test(self, test: Test | None) -> Trend:
        if test is None:
            return ANY
        test = self.prover.context.opened(test)
        match test:
            case terms.Always():
                return SAME
            case terms.Not(inner):
                return turned(self.test(inner))
            case terms.All(tests) | terms.AnyOf(tests):
                if terms.Always(True) in tests and isinstance(test, terms.AnyOf):
                    return SAME
                whole = self._ranges(test)
                if whole is not None:
                    return self._in_ranges(*whole)
                return either(self.test(one) for one in tests)
            case terms.Defined():
                return ANY
        return self._atom(self.prover.context.atom(test))

    def _ranges(self, test: Test) -> tuple[Key, Ranges] | None:
        """A test of one number as the ranges in which it has to be."""
        test = self.prover.context.opened(test)
        if isinstance(test, terms.All | terms.AnyOf):
            parts = [self._ranges(one) for one in test.tests]
            found = [part for part in parts if part is not None]
            if len(found) < len(parts) or len({part[0] for part in found}) != 1:
                return None
            if isinstance(test, terms.AnyOf):
                return found[0][0], union(span for _, ranges in found for span in ranges)
            ranges = found[0][1]
            for _, more in found[1:]:
                ranges = intersection(ranges, more)
            return found[0][0], ranges
        if isinstance(test, terms.Not | terms.Always | terms.Defined):
            return None
        atom = self.prover.context.atom(test)
        return (atom.key, atom.ranges) if atom.kind == "number" else None

    def _atom(self, atom: Atom) -> Trend:
        if atom.kind == "number":
            return self._in_ranges(atom.key, atom.ranges)
        match atom.key.term:
            case terms.Followed(first, then):
                return either((self._events(first), self._events(then)))
            case terms.Repeated(events):
                return self._events(events)
            case terms.Measured(metric) if atom.kind == "known" and not _picked(metric):
                return self._events(metric.events)
        return ANY if self._hangs_on(atom.key.term) else SAME

    def _in_ranges(self, key: Key, ranges: Ranges) -> Trend:
        """Whether a number is in them: more is rather in those that have no upper end."""
        start = self.prover.context.start(key).numbers
        left = intersection(ranges, start)
        if not left:
            return SAME
        trend, from_unknown = self._value(key)
        if trend == SAME and from_unknown == SAME:
            return SAME
        outside = intersection(start, complement(ranges))
        if not outside:
            return from_unknown
        if outside[-1][1] < left[0][0]:
            found = trend
        elif outside[0][0] > left[-1][1]:
            found = turned(trend)
        else:
            return ANY
        return either((found, from_unknown))

    # -- values

    def _value(self, key: Key) -> tuple[Trend, Trend]:
        """Of a known value, and of whether it is known."""
        match key.term:
            case terms.Measured(metric) if metric.kind in COUNTS:
                return self._events(metric.events), SAME
            case terms.Measured(metric):
                known = ANY if _picked(metric) else UP
                more = self._events(metric.events)
                return self._figure(metric), (SAME if more == SAME else _through(known, more))
            case terms.People(events):
                return self._events(events), SAME
            case terms.Points(group) if group is not None:
                return self.points.get(group, ANY), SAME
            case terms.Arithmetic() as value:
                return self._number(value), SAME
        found = ANY if self._hangs_on(key.term) else SAME
        return found, found

    def _figure(self, metric: Metric) -> Trend:
        more = self._events(metric.events)
        if more == SAME:
            return SAME
        ways = {"last_at": UP, "highest": UP, "first_at": DOWN, "lowest": DOWN}
        if metric.kind == "total":
            return _through(self._total(metric), more)
        return _through(ways.get(metric.kind, ANY), more)

    def _total(self, metric: Metric) -> Trend:
        assert metric.field is not None
        below = terms.Compare("<", metric.field, 0)
        where = below if metric.events.where is None else terms.All((metric.events.where, below))
        less = self.prover.events.possible(Events(metric.events.kinds, where, metric.events.span))
        return ANY if less else UP

    def _number(self, value: terms.Value | None) -> Trend:
        """Of a number that is not known or unknown by its events."""
        match value:
            case terms.Measured(metric) if metric.kind in COUNTS:
                return self._events(metric.events)
            case terms.Arithmetic("+", left, right):
                return either((self._number(left), self._number(right)))
            case terms.Arithmetic("-", left, right):
                return either((self._number(left), turned(self._number(right))))
            case terms.Arithmetic("*" | "/", left, terms.Number(micro)) if micro:
                return scaled(micro, self._number(left))
        return ANY if self._hangs_on(value) else SAME

    def _events(self, events: Events | None) -> Trend:
        if events is None:
            return ANY
        return either(self.kinds.get(kind, SAME) for kind in events.kinds)

    def _hangs_on(self, node: object) -> bool:
        """Whether anything of it may change at all."""
        match node:
            case Events():
                return self._events(node) != SAME
            case terms.Points() | terms.ClassIs() | terms.Defined():
                return True
            case tuple():
                return any(self._hangs_on(part) for part in node)
            case str() | int() | None:
                return False
        slots = getattr(type(node), "__slots__", ())
        return any(self._hangs_on(getattr(node, name)) for name in slots)


def _picked(metric: Metric) -> bool:
    """The first or last value of a field, which may be unknown where there are events."""
    return metric.kind in ("first", "last")


def _through(trend: Trend, more: Trend) -> Trend:
    """What has a trend where there are more events, where their number itself has one."""
    found = []
    if more.up:
        found.append(trend)
    if more.down:
        found.append(turned(trend))
    return either(found)
