"""Points taken off for what is not known.

`otherwise` also holds for leads whose value is unknown. Where it takes points off, whoever has not
filled in the form loses them like somebody who does not fit. A row `unknown` keeps the two apart.

Avoid:

    score "Demo score"

    leads
      industry text

    group fit
      points by industry
        +15 for "Software", "SaaS"
        -10 otherwise

Prefer:

    score "Demo score"

    leads
      industry text

    group fit
      points by industry
        +15 for "Software", "SaaS"
          0 unknown
        -10 otherwise
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast, terms
from ..diagnostics import Diagnostic, Fix
from ..logic import Logic
from ..model import Column, Model, Rule
from ._fixes import inserted, source_of

CODE = "W208"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    logic = Logic(model.defines)
    excluded = [e.test for e in model.excluded if e.test is not None]
    for group in model.groups:
        for rule in group.rules:
            column = _column(model, rule)
            if column is not None and isinstance(rule.node, ast.PointsBy):
                unknown = terms.Not(terms.Known(terms.ColumnValue(column.name, column.type)))
                if not any(logic.implies(unknown, test) for test in excluded):
                    yield from _table(model, rule.node)


def _column(model: Model, rule: Rule) -> Column | None:
    """The column of a table by one."""
    value = rule.node.value if isinstance(rule.node, ast.PointsBy) else None
    return model.columns.get(value.name.key) if isinstance(value, ast.Ref) else None


def _table(model: Model, node: ast.PointsBy) -> Iterator[Diagnostic]:
    if any(isinstance(row.matcher, ast.ForUnknown) for row in node.rows):
        return
    for row in node.rows:
        if isinstance(row.matcher, ast.ForOtherwise) and row.points.value < 0:
            text = source_of(model, row)
            start = text.rfind("\n", 0, row.span.start) + 1
            margin = text[start : row.span.start]
            edit = inserted(start, row.span.path, f"{margin}0 unknown\n")
            yield Diagnostic(
                CODE, "warning", "this row takes points off for an unknown value, too", row.span,
                help="write a row `0 unknown` above it",
                fix=Fix("write `0 unknown` above it", (edit,), safe=False),
            )  # fmt: skip
