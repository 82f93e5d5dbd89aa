"""A long rule without a reason.

Without `because` a rule is called by its own words, and a breakdown with a hundred letters to a
line is read by nobody. `longest` in the settings says how many letters may do without.

Avoid:

    score "Demo score"

    events
      page_view with path text, seconds number

    group engagement
      +20 when at least 3 page_view
        where (path starts with "/pricing" and seconds is over 30) in the last 14 days

Prefer:

    score "Demo score"

    events
      page_view with path text, seconds number

    group engagement
      +20 when at least 3 page_view
        where (path starts with "/pricing" and seconds is over 30) in the last 14 days
        because "Studied the prices"
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model

CODE = "W704"
NAMED = ast.WhenRule | ast.EachRule | ast.EveryRule | ast.PointsForEach


def check(model: Model, longest: int = 100) -> Iterator[Diagnostic]:
    for group in model.groups:
        for rule in group.rules:
            unnamed = isinstance(rule.node, NAMED) and rule.node.because is None
            if unnamed and len(rule.name) > longest:
                yield Diagnostic(
                    CODE, "warning", f"this rule is called by {len(rule.name):,} letters",
                    rule.node.span, help='add `because "…"`, three or four words for people',
                )  # fmt: skip
