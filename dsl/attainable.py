"""How many points rules, groups and the score can give at most and at least.

Honest bounds: a lead may not reach them, but none is ever beyond. What nothing limits is infinite.
All in 1/scale of a point.
"""

from __future__ import annotations

from math import inf

from . import ast, terms
from .intervals import Interval
from .model import Group, Model, Rule

NONE: Interval = (0, 0)


def group_ranges(model: Model) -> dict[str | None, Interval]:
    """Least and most points of every group by its name, and of the score under None."""
    found: dict[str | None, Interval] = {}
    total = NONE
    for group in model.groups:
        points = group_range(group)
        total = (total[0] + points[0], total[1] + points[1])
        if group.name is not None:
            found[group.name] = points
    found[None] = limited(total, model.lower, model.upper)
    return found


def group_range(group: Group) -> Interval:
    low = sum(rule_range(rule)[0] for rule in group.rules)
    high = sum(rule_range(rule)[1] for rule in group.rules)
    low, high = limited((low, high), group.lower, group.upper)
    # A lead that the group's `when` leaves out gets 0 whatever the limits.
    return (min(low, 0), max(high, 0)) if group.when is not None else (low, high)


def limited(points: Interval, lower: int | None, upper: int | None) -> Interval:
    low, high = -inf if lower is None else lower, inf if upper is None else upper
    return min(max(points[0], low), high), min(max(points[1], low), high)


def rule_range(rule: Rule) -> Interval:
    node = rule.node
    if isinstance(node, ast.EachRule | ast.EveryRule | ast.PointsForEach):
        return _counted(rule)
    if isinstance(node, ast.WhenRule):
        return min(rule.points, 0), max(rule.points, 0)
    points = [row.points for row in rule.rows]
    if any(row.test == terms.Always(True) for row in rule.rows):
        # Some row always holds; the best of several is no worse than `otherwise`.
        otherwise = rule.rows[-1].points
        low = otherwise if isinstance(node, ast.BestOf) else min(points)
        return low, max(points)
    return min([0, *points]), max([0, *points])


def _counted(rule: Rule) -> Interval:
    most = most_events(rule)
    each = [row.points for row in rule.rows] or [rule.points]
    low, high = (0 if limit == 0 else limit * most for limit in (min([0, *each]), max([0, *each])))
    up_to = rule.clauses.up_to
    return (low, high) if up_to is None else (max(low, -up_to), min(high, up_to))


def most_events(rule: Rule) -> float:
    """How many events, or steps of `for every`, can count."""
    clauses = rule.clauses
    most = inf if clauses.times is None else clauses.times
    span = rule.events.span if rule.events is not None else None
    if clauses.per_bucket is not None and span is not None:
        most = min(most, clauses.per_bucket[0] * _buckets(span, clauses.per_bucket[1]))
    return most


def _buckets(span: terms.Span, width: int) -> float:
    """How many days or weeks, counted back from as-of, a window touches."""
    if span.lower is None or span.lower.base != "as_of":
        return inf
    nearest = -span.upper.us if span.upper is not None and span.upper.base == "as_of" else 0
    return -(span.lower.us // width) - nearest // width
