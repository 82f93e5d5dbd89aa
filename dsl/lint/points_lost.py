"""Points that a limit always takes away.

If one event gives 35 points and the rule gives `up to 30`, five of them are never given; the same
if a group of `at most 10 points` has a rule of 20. A limit is not told if other rules may take so
many points off that all of these count.

Avoid:

    score "Demo score"

    leads
      title text

    events
      demo_request

    group fit, at most 10 points
      +20 when title contains word "CEO"

    group engagement
      +35 for each demo_request, up to 30 points

Prefer:

    score "Demo score"

    leads
      title text

    events
      demo_request

    group fit, at most 20 points
      +20 when title contains word "CEO"

    group engagement
      +35 for each demo_request, up to 70 points
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from math import isfinite

from .. import ast
from ..attainable import rule_range
from ..diagnostics import Diagnostic, Label, Span
from ..intervals import Interval
from ..model import Model, Rule
from ..printer import number
from ._limits import Kept, kept

CODE = "W402"


def check(model: Model) -> Iterator[Diagnostic]:
    for group in model.groups:
        ranges = [rule_range(rule) for rule in group.rules]
        limits = kept(model, group)
        low, high = _Sum(r[0] for r in ranges), _Sum(r[1] for r in ranges)
        for rule, own in zip(group.rules, ranges, strict=True):
            yield from _own_limit(rule, model.scale)
            others = low.without(own[0]), high.without(own[1])
            if limits is not None:
                yield from _group_limit(limits, rule, others, model.scale)


class _Sum:
    """A sum that can be asked for without one of its parts, some of which may be infinite."""

    def __init__(self, parts: Iterable[float]) -> None:
        known = list(parts)
        self.finite = sum(part for part in known if isfinite(part))
        self.infinite = [part for part in known if not isfinite(part)]

    def without(self, part: float) -> float:
        if isfinite(part):
            return self.infinite[0] if self.infinite else self.finite - part
        return part if len(self.infinite) > 1 else self.finite


def _awards(rule: Rule) -> Iterator[tuple[int, Span]]:
    """What the rule gives at one stroke, and where that is written."""
    node = rule.node
    if isinstance(node, ast.WhenRule | ast.EachRule | ast.EveryRule):
        yield rule.points, node.points.span
    for row in rule.rows:
        yield row.points, row.node.points.span


def _own_limit(rule: Rule, scale: int) -> Iterator[Diagnostic]:
    up_to = rule.clauses.up_to
    if up_to is None or isinstance(
        rule.node, ast.WhenRule | ast.PointsBy | ast.FirstOf | ast.BestOf
    ):
        return
    clause = next(c for c in rule.node.clauses if isinstance(c, ast.UpTo))
    for points, span in _awards(rule):
        if abs(points) > up_to:
            yield _finding(points, span, clause.span, abs(points) - up_to, scale)


def _group_limit(limits: Kept, rule: Rule, others: Interval, scale: int) -> Iterator[Diagnostic]:
    low, high = others
    for points, span in _awards(rule):
        if limits.upper is not None and points > 0 and points + low > limits.upper:
            lost = points + low - limits.upper
        elif limits.lower is not None and points < 0 and points + high < limits.lower:
            lost = limits.lower - points - high
        else:
            continue
        yield _finding(points, span, limits.node.span, min(lost, abs(points)), scale)


def _finding(points: float, span: Span, limit: Span, lost: float, scale: int) -> Diagnostic:
    title = f"{_shown(lost, scale)} of these {_shown(abs(points), scale)} points never count"
    return Diagnostic(
        CODE, "warning", title, span, labels=(Label(limit, "this limit is lower"),),
        help="give fewer points here, or raise the limit",
    )  # fmt: skip


def _shown(points: float, scale: int) -> str:
    exact = (Decimal(int(points)) / scale).normalize() + Decimal(0)
    exponent = exact.as_tuple().exponent
    return number(exact, max(0, -exponent) if isinstance(exponent, int) else 0)
