"""A table whose rows all give the same.

Then the table says no more than one rule does; mostly the points of a copied row were not changed.

Avoid:

    score "Demo score"

    leads
      industry text

    group fit
      points by industry
        +10 for "Software"
        +10 for "Finance"

Prefer:

    score "Demo score"

    leads
      industry text

    group fit
      points by industry
        +10 for "Software"
        +5  for "Finance"
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model

CODE = "W311"


def check(model: Model) -> Iterator[Diagnostic]:
    for group in model.groups:
        for rule in group.rules:
            if (
                isinstance(rule.node, ast.PointsBy)
                and len(rule.rows) > 1
                and len({row.points for row in rule.rows}) == 1
            ):
                yield Diagnostic(
                    CODE, "warning", "every row of this table gives the same", rule.node.span,
                    help="give the rows points of their own, or write one rule: `+10 when …`",
                )  # fmt: skip
