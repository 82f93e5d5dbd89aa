"""What a rule may still come to give, for one lead at one moment.

Two things may change: events may happen now, and what is unknown of the lead may become known.
What is known stays, what has happened cannot be undone, and no time passes. In doubt a rule
counts as settled, so that nothing is promised that cannot come.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ...compiler import normal
from ...compiler.lower import walk
from ...compiler.plan import (
    All,
    Always,
    AnyOf,
    Arithmetic,
    ColumnValue,
    Compare,
    Days,
    Defined,
    Each,
    Events,
    Every,
    Followed,
    Known,
    ListHas,
    Measured,
    MomentIn,
    Not,
    NumberIn,
    Once,
    Plan,
    PointsAre,
    Repeated,
    Rows,
    Rule,
    Span,
    Tally,
    Test,
    TextIn,
    TextLike,
    Value,
    Yes,
)
from ..job.python import Event, Lead
from .probe import People, holding, matching

MOST_TIMES: Final = 10
"""How many more times a rule `for each` is let count."""
GROWING: Final = frozenset(("count", "distinct", "days", "total", "highest"))
"""Metrics that only grow with more events."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What has to come about: columns that turn out so, kinds of events that happen; and kinds
    that may not, since a test that holds would hold no more."""

    unknown: frozenset[str] = frozenset()
    happen: frozenset[str] = frozenset()
    quiet: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Option:
    """Points that a rule may come to give, in plan units."""

    points: int
    times: int = 1
    row: str | None = None
    unknown: tuple[str, ...] = ()


class Possible:
    def __init__(
        self, plan: Plan, lead: Lead, events: Sequence[Event], as_of: datetime,
        people: People = None,
    ) -> None:  # fmt: skip
        """`events` are those up to `as_of`."""
        self.plan, self.events, self.as_of = plan, events, as_of
        self.defines = {define.name: define.test for define in plan.defines}
        rules = [rule for group in plan.groups for rule in group.rules]
        leaves = {leaf for rule in rules for test in tests_of(rule) for leaf in self._leaves(test)}
        known: dict[Test, str] = {
            Known(node): node.name
            for leaf in leaves for node in walk(leaf) if isinstance(node, ColumnValue)
        }  # fmt: skip
        holds = holding(plan, [*leaves, *known], lead, events, as_of, people)
        self.holds = {leaf: holds[leaf] for leaf in leaves}
        self.unknown = {name for test, name in known.items() if not holds[test]}

    def options(self, rule: Rule, line: tuple[int, int, int, int | None]) -> list[Option]:
        """What it may give that is more than now, the least first. `line` is the evaluator's:
        count, points before limits, points, row."""
        count, _, points, row = line
        match rule.gives:
            case Once(test, worth):
                found = self._once(test, worth) if not count else []
            case Rows(rows, best):
                able = rows if best or row is None else rows[:row]
                found = [o for r in able for o in self._once(r.test, r.points, r.words)]
            case Every(value, _, worth, up_to):
                times = MOST_TIMES if _grows(value, self.now) is not None else 0
                found = _more(points, worth, times, up_to)
            case Each(tally, up_to):
                found = _more(points, _worth(tally), self._room(tally, count), up_to)
        return sorted((o for o in found if o.points > points), key=lambda o: (o.points, o.times))

    @property
    def now(self) -> int:
        moment = normal.moment(self.as_of)
        assert isinstance(moment, int), "a datetime can be read"
        return moment

    def _once(self, test: Test, worth: int, row: str | None = None) -> list[Option]:
        needs = self.could(test, True)
        return [Option(worth, 1, row, tuple(sorted(needs.unknown)))] if needs is not None else []

    def _room(self, tally: Tally, count: int) -> int:
        """How many more events would all be kept."""
        if not _open(tally.events.span, self.now):
            return 0
        room = MOST_TIMES
        if tally.keep.times is not None:
            room = min(room, tally.keep.times - count)
        if tally.keep.per_bucket is not None:
            most, width = tally.keep.per_bucket
            room = min(room, most - self._lately(tally.events, width))
        return max(0, room)

    def _lately(self, pattern: Events, width: int) -> int:
        found = matching(self.plan, [pattern], self.events, self.as_of)[pattern]
        ages = (self.now - at for e in found if isinstance(at := normal.moment(e["at"]), int))
        return sum(age < width for age in ages)

    # -- tests

    def could(self, test: Test, wanted: bool) -> Needs | None:
        """What the test needs to come out as wanted; none if it cannot."""
        match test:
            case Always(holds):
                return Needs() if holds == wanted else None
            case Not(inner):
                return self.could(inner, not wanted)
            case Defined(name):
                return self.could(self.defines[name], wanted)
            case All(tests) | AnyOf(tests):
                found = [self.could(one, wanted) for one in tests]
                return _every(found) if isinstance(test, All) == wanted else _easiest(found)
            case _:
                return self._leaf(test, wanted)

    def _leaf(self, leaf: Test, wanted: bool) -> Needs | None:
        if isinstance(leaf, PointsAre) or leaf not in self.holds:
            return None
        kinds = frozenset(k for n in walk(leaf) if isinstance(n, Events) for k in n.kinds)
        if isinstance(leaf, Followed | Repeated) and not wanted:
            return None if self.holds[leaf] else Needs(quiet=kinds)
        moved = _moved_by_events(leaf, self.now)
        if self.holds[leaf] == wanted:
            return Needs(quiet=kinds if moved is (not wanted) else frozenset())
        if kinds:
            return Needs(happen=kinds) if moved is wanted else None
        names = frozenset(n.name for n in walk(leaf) if isinstance(n, ColumnValue)) & self.unknown
        return Needs(unknown=names) if names and wanted else None

    def _leaves(self, test: Test) -> Iterator[Test]:
        match test:
            case All(tests) | AnyOf(tests):
                for one in tests:
                    yield from self._leaves(one)
            case Not(inner):
                yield from self._leaves(inner)
            case Defined(name):
                yield from self._leaves(self.defines[name])
            case Always() | PointsAre():
                return
            case _:
                yield test


def tests_of(rule: Rule) -> tuple[Test, ...]:
    match rule.gives:
        case Once(test):
            return (test,)
        case Rows(rows):
            return tuple(row.test for row in rows)
        case _:
            return ()


def _every(found: Iterable[Needs | None]) -> Needs | None:
    needs = list(found)
    if None in needs:
        return None
    parts = [one for one in needs if one is not None]
    whole = Needs(
        frozenset[str]().union(*(n.unknown for n in parts)),
        frozenset[str]().union(*(n.happen for n in parts)),
        frozenset[str]().union(*(n.quiet for n in parts)),
    )
    return None if whole.happen & whole.quiet else whole


def _easiest(found: Iterable[Needs | None]) -> Needs | None:
    able = [one for one in found if one is not None]
    return min(able, key=lambda n: (len(n.unknown), len(n.happen), len(n.quiet)), default=None)


def _more(points: int, worth: int, times: int, up_to: int | None) -> list[Option]:
    found = [Option(points + n * worth, n) for n in range(1, times + 1)]
    if up_to is None:
        return found
    within = [o for o in found if o.points < up_to]
    return [*within, *(Option(up_to, o.times) for o in found[len(within) : len(within) + 1])]


def _worth(tally: Tally) -> int:
    """The most that one event gives when it happens."""
    return max((row.steps[0] for row in tally.rows), default=0)


# ---------------------------------------------------------------- what more events do


def _open(span: Span | None, now: int) -> bool:
    """Whether an event that happens now lies in the span."""
    if span is None:
        return True
    upper, lower = span.upper, span.lower
    for edge, sign in ((upper, 1), (lower, -1)):
        if edge is None:
            continue
        ahead = sign * (edge.us + (now if edge.base == "as_of" else 0) - now)
        if ahead < 0 or (ahead == 0 and not edge.inclusive):
            return False
    return True


def _grows(value: Value, now: int) -> bool | None:
    """True if events that happen now make the value greater, none if that is not sure."""
    match value:
        case Measured(metric):
            grows = metric.kind in GROWING and _open(metric.events.span, now)
            return True if grows else None
        case Arithmetic("+", left, right):
            return _grows(left, now) or _grows(right, now)
        case _:
            return None


def _moved_by_events(leaf: Test, now: int) -> bool | None:
    """What events that happen now may make of the test: true, false, or none if nothing sure."""
    match leaf:
        case Compare(">=" | ">", value):
            return _grows(value, now)
        case Compare("<=" | "<" | "=", value):
            if isinstance(value, Days) and value.direction == "since":
                return True if _latest(value.value, now) else None
            return False if _grows(value, now) else None
        case Known(value):
            return True if isinstance(value, Measured) and _measured(value, now) else None
        case MomentIn(value, span):
            return True if _latest(value, now) and _open(span, now) else None
        case TextIn(value) | TextLike(_, value) | NumberIn(value) | ListHas(value) | Yes(value):
            return True if _latest(value, now) else None
        case _:
            return None


def _measured(value: Measured, now: int) -> bool:
    return _open(value.metric.events.span, now)


def _latest(value: Value, now: int) -> bool:
    """Whether the value is that of the latest event, and an event that happens now would be it."""
    latest = isinstance(value, Measured) and value.metric.kind in ("last", "last_at")
    return latest and isinstance(value, Measured) and _measured(value, now)
