"""`up to` that is no multiple of the points.

With 15 points for each and `up to 40 points` the third gives only 10, and whoever reads the
breakdown wonders. Told where every event gives the same; what fades does so anyway.

Avoid:

    score "Demo score"

    events
      webinar_attend

    group engagement
      +15 for each webinar_attend, up to 40 points

Prefer:

    score "Demo score"

    events
      webinar_attend

    group engagement
      +15 for each webinar_attend, up to 45 points
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model, Rule
from ..printer import number
from ._fixes import replaced

CODE = "W406"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    for group in model.groups:
        for rule in group.rules:
            node, up_to = rule.node, rule.clauses.up_to
            if isinstance(node, ast.EachRule) and rule.clauses.fade is None and up_to is not None:
                each = abs(rule.points)
                if each and up_to > each and up_to % each:
                    yield _finding(rule, node, up_to, model.scale)


def _finding(rule: Rule, node: ast.EachRule, up_to: int, scale: int) -> Diagnostic:
    clause = next(c for c in node.clauses if isinstance(c, ast.UpTo))
    each = abs(rule.points)
    fewer, more = (number(Decimal(up_to // each * each + extra) / scale, rule.decimals)
                   for extra in (0, each))  # fmt: skip
    named = isinstance(clause.points, ast.Ref)
    return Diagnostic(
        CODE, "warning", "the last of these gives only a part of its points", clause.span,
        help=f"write `up to {fewer} points` or `up to {more} points`",
        fix=None if named else replaced(clause, f"up to {more} points", safe=False),
    )  # fmt: skip
