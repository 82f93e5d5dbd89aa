"""A limit of a group that its rules cannot reach.

`at most 60 points` beside rules that give 40 together promises what never comes. Either rules are
missing, or the limit was not changed with them. A limit that is just reached says how much there is
to get, and so does a least of 0.

Avoid:

    score "Demo score"

    leads
      title text

    group fit, at most 60 points
      +20 when title contains word "CEO"
      +10 when title contains word "Sales"

Prefer:

    score "Demo score"

    leads
      title text

    group fit, at most 30 points
      +20 when title contains word "CEO"
      +10 when title contains word "Sales"
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .. import ast
from ..attainable import rule_range
from ..diagnostics import Diagnostic
from ..model import Group, Model
from ..printer import number
from ._fixes import replaced

CODE = "W404"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    for group in model.groups:
        node = _limits(group)
        if node is not None:
            yield from _group(model, group, node)


def _limits(group: Group) -> ast.Limits | None:
    clauses = group.node.clauses if isinstance(group.node, ast.Group) else ()
    return next((clause for clause in clauses if isinstance(clause, ast.Limits)), None)


def _group(model: Model, group: Group, node: ast.Limits) -> Iterator[Diagnostic]:
    ranges = [rule_range(rule) for rule in group.rules]
    low, high = sum(r[0] for r in ranges), sum(r[1] for r in ranges)
    if _at_one_limit(group, low, high):
        return
    if group.upper is not None and 0 < high < group.upper:
        yield _finding(node.upper, high, model.scale, "more")
    if group.lower is not None and group.lower < low < 0:
        yield _finding(node.lower, low, model.scale, "less")


def _at_one_limit(group: Group, low: float, high: float) -> bool:
    """Whether one limit always bites, so that the other one would have to be beyond it."""
    over = group.lower is not None and high < group.lower
    return over or (group.upper is not None and group.upper < low)


def _finding(limit: ast.NumberOrRef | None, reach: float, scale: int, way: str) -> Diagnostic:
    assert limit is not None
    points = _shown(reach, scale)
    named = isinstance(limit, ast.Ref)
    return Diagnostic(
        CODE, "warning", f"these rules never give {way} than {points}", limit.span,
        help=f"write `{points}`, or look which rule is missing",
        fix=None if named else replaced(limit, points, safe=False),
    )  # fmt: skip


def _shown(points: float, scale: int) -> str:
    exact = (Decimal(int(points)) / scale).normalize() + Decimal(0)
    exponent = exact.as_tuple().exponent
    return number(exact, max(0, -exponent) if isinstance(exponent, int) else 0)
