"""What has to hold for something to come about, as tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .. import ast, terms
from ..model import Group, Model, Rule
from ..terms import MICRO, Test
from .search import Wanted

MOST_TIMES = 1_000
SOME_TIMES = 3


def included(model: Model) -> list[Wanted]:
    """That a lead is not left out."""
    return [(one.test, False) for one in model.excluded if one.test is not None]


def open_group(group: Group) -> list[Wanted]:
    return [(group.when, True)] if group.when is not None else []


def fires(rule: Rule) -> Test:
    """That a rule counts at least once."""
    match rule.node:
        case ast.WhenRule():
            return rule.test or terms.Always(False)
        case ast.EveryRule():
            assert rule.value is not None
            return terms.Compare(">=", rule.value, rule.per)
        case ast.EachRule() | ast.PointsForEach():
            return at_least(rule, 1)
    return terms.AnyOf(tuple(row.test or terms.Always(False) for row in rule.rows))


def at_least(rule: Rule, times: int) -> Test:
    assert rule.events is not None
    count = terms.Measured(terms.Metric("count", rule.events))
    return terms.Compare(">=", count, times * MICRO)


def row_fires(rule: Rule, row: int) -> list[Wanted]:
    """That a row of a table, of `first of` or of `best of` is the one that gives the points."""
    test = rule.rows[row].test or terms.Always(False)
    if isinstance(rule.node, ast.PointsForEach):
        return [(test, True)]
    if isinstance(rule.node, ast.BestOf):
        points = rule.rows[row].points
        better = [
            other.test for i, other in enumerate(rule.rows)
            if other.points > points or (other.points == points and i < row)
        ]  # fmt: skip
    else:
        better = [other.test for other in rule.rows[:row]]
    return [(test, True), *((other, False) for other in better if other is not None)]


def gives(rule: Rule) -> Test:
    """That a rule counts, and in a row with points."""
    if not rule.rows or rule.events is not None:
        return fires(rule)
    rows = (number for number, row in enumerate(rule.rows) if row.points)
    return terms.AnyOf(tuple(_all(row_fires(rule, number)) for number in rows))


def _all(wanted: list[Wanted]) -> Test:
    return terms.All(tuple(test if holds else terms.Not(test) for test, holds in wanted))


@dataclass(frozen=True, slots=True)
class Way:
    """About so many points from a rule, and what has to hold for it."""

    points: int
    wanted: tuple[Wanted, ...]


def ways_to(rule: Rule, sign: int, much: int) -> Iterator[Way]:
    """Ways in which a rule gives points (sign 1) or takes them (-1), those with most first;
    `much` is how many would do."""
    found = [way for way in _ways(rule, sign, much) if way.points * sign > 0]
    yield from sorted(found, key=lambda way: -way.points * sign)


def _ways(rule: Rule, sign: int, much: int) -> Iterator[Way]:
    match rule.node:
        case ast.WhenRule():
            yield Way(rule.points, ((fires(rule), True),))
            yield Way(-rule.points, ((fires(rule), False),))
        case ast.EachRule():
            times = _times(rule, rule.points, much)
            yield Way(rule.points * times, ((at_least(rule, times), True),))
        case ast.EveryRule():
            times = _times(rule, rule.points, much)
            assert rule.value is not None
            test = terms.Compare(">=", rule.value, rule.per * times)
            yield Way(rule.points * times, ((test, True),))
        case ast.PointsForEach():
            yield from _rows_of_events(rule, much)
        case _:
            for number, row in enumerate(rule.rows):
                if row.points * sign > 0:
                    yield Way(row.points, tuple(row_fires(rule, number)))


def _rows_of_events(rule: Rule, much: int) -> Iterator[Way]:
    assert rule.events is not None
    for row in rule.rows:
        if row.test is None or row.points == 0:
            continue
        tests = (row.test,) if rule.events.where is None else (rule.events.where, row.test)
        events = terms.Events(rule.events.kinds, terms.All(tests), rule.events.span)
        times = _times(rule, row.points, much)
        count = terms.Measured(terms.Metric("count", events))
        test = terms.Compare(">=", count, times * MICRO)
        yield Way(row.points * times, ((test, True),))


def _times(rule: Rule, points: int, much: int) -> int:
    if points == 0:
        return 1
    clauses = rule.clauses
    wanted = -(-abs(much) // abs(points)) if much else SOME_TIMES
    if clauses.up_to is not None:
        full = -(-clauses.up_to // abs(points))
        wanted = min(wanted, full) if much else full + 1
    if clauses.times is not None:
        wanted = min(wanted, clauses.times)
    return max(1, min(wanted, MOST_TIMES))
