"""How many points a rule can give where values are as a state leaves them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import inf
from typing import TypeAlias

from .. import ast, terms
from ..attainable import most_events
from ..fading import steps
from ..intervals import Interval
from ..model import Fade, Row, Rule
from .context import Context
from .events import EventLogic
from .search import State, truth_in

NOTHING: Interval = (0, 0)
_steps = cache(steps)


def rule_range(context: Context, logic: EventLogic, state: State, rule: Rule) -> Interval:
    """Least and most, both certain not to be exceeded."""
    node = rule.node
    match node:
        case ast.WhenRule():
            return _once(context, state, rule)
        case ast.BestOf():
            return _best(context, state, rule.rows)
        case ast.FirstOf() | ast.PointsBy():
            return _first(context, state, rule.rows)
        case ast.EveryRule():
            return _every(context, state, rule)
        case _:
            return _each(context, logic, state, rule)


def _once(context: Context, state: State, rule: Rule) -> Interval:
    found = truth_in(context, state, rule.test) if rule.test is not None else None
    if found is not None:
        return (rule.points, rule.points) if found else NOTHING
    return min(rule.points, 0), max(rule.points, 0)


def _first(context: Context, state: State, rows: tuple[Row, ...]) -> Interval:
    able: list[int] = []
    for row in rows:
        found = truth_in(context, state, row.test) if row.test is not None else None
        if found is not False:
            able.append(row.points)
        if found:
            return min(able), max(able)
    able.append(0)
    return min(able), max(able)


def _best(context: Context, state: State, rows: tuple[Row, ...]) -> Interval:
    able, sure = [], []
    for row in rows:
        found = truth_in(context, state, row.test) if row.test is not None else None
        if found is not False:
            able.append(row.points)
        if found:
            sure.append(row.points)
    if sure:
        return max(sure), max(able)
    return min([0, *able]), max([0, *able])


def _every(context: Context, state: State, rule: Rule) -> Interval:
    most: float = inf
    if rule.value is not None and not isinstance(rule.value, terms.Days):
        domain = state.domain(context, context.key(rule.value))
        high = domain.numbers[-1][1] if domain.known and domain.numbers else 0
        unit = terms.MICRO if _is_count(rule.value) else 1
        most = inf if high == inf else max(0, high * unit // max(rule.per, 1))
    return _limited(rule, 0, most)


def _is_count(value: terms.Value) -> bool:
    from .atoms import whole

    return whole(value)


def _each(context: Context, logic: EventLogic, state: State, rule: Rule) -> Interval:
    least, most = 0, most_events(rule)
    if rule.events is not None:
        if not logic.possible(rule.events):
            return NOTHING
        count = terms.Measured(terms.Metric("count", rule.events))
        counted = state.domains.get(context.key(count))
        if counted is not None and counted.numbers:
            least, most = int(counted.numbers[0][0] > 0), min(most, counted.numbers[-1][1])
    sure = least if rule.clauses.fade is None and rule.clauses.once_per is None else 0
    fade = rule.clauses.fade
    if fade is None or rule.events is None:
        return _limited(rule, sure, most)
    return _limited(rule, sure, most, _faded(context, fade, logic.youngest(state, rule.events)))


Worth: TypeAlias = Callable[[int, int], int]
"""From points and the decimals they are written with to what is left of them."""


def _faded(context: Context, fade: Fade, age: float) -> Worth:
    """Of an event that is no younger."""

    def worth(points: int, decimals: int) -> int:
        found = _steps(points, decimals, context.model.scale, fade)
        if found is None:
            return points
        return found[min(len(found) - 1, int(age // fade.step_us))] if age < inf else found[-1]

    return worth


def _limited(
    rule: Rule, sure: int, most: float, worth: Worth = lambda points, _: points
) -> Interval:
    """Points of at least `sure` (0 or 1) and at most so many."""
    each = [worth(row.points, row.node.points.decimals) for row in rule.rows]
    if each and rule.rows[-1].test != terms.Always(True):
        each.append(0)
    each = each or [worth(rule.points, rule.decimals)]
    low, high = (_times(min(each), sure, most), -_times(-max(each), sure, most))
    up_to = rule.clauses.up_to
    return (low, high) if up_to is None else (max(low, -up_to), min(high, up_to))


def _times(least: int, sure: int, most: float) -> float:
    """The least that so many events can give of which each gives at least `least`."""
    if least >= 0:
        return least * sure
    return least * most if most else 0
