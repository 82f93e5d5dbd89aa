"""A number of times a week in a window of less.

In a window of 3 days there is one week at most: `at most 2 times per week` is `at most 2 times`
there, and whoever wrote it thought of another window.

Avoid:

    score "Demo score"

    events
      page_view

    group engagement
      +5 for each page_view in the last 3 days, at most 2 times per week

Prefer:

    score "Demo score"

    events
      page_view

    group engagement
      +5 for each page_view in the last 3 days, at most 2 times
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Edit, Fix, Span
from ..model import Model, Rule
from ._fixes import source_of

CODE = "W507"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    for group in model.groups:
        for rule in group.rules:
            bucket = rule.clauses.per_bucket
            alone = bucket is not None and rule.clauses.times is None
            if alone and bucket is not None and 0 < _window(rule) <= bucket[1]:
                yield from _finding(model, rule)


def _window(rule: Rule) -> int:
    span = rule.events.span if rule.events is not None else None
    edge = span.lower if span is not None else None
    return -edge.us if edge is not None and edge.base == "as_of" else 0


def _finding(model: Model, rule: Rule) -> Iterator[Diagnostic]:
    if not isinstance(rule.node, ast.EachRule | ast.PointsForEach):
        return
    clause = next(c for c in rule.node.clauses if isinstance(c, ast.AtMostPer))
    text = source_of(model, clause)
    per = text.rfind(" per ", clause.span.start, clause.span.end)
    cut = Edit(Span(clause.span.path, per, clause.span.end), "")
    yield Diagnostic(
        CODE, "warning", f"the window is no longer than a {clause.unit}", clause.span,
        help="say how often in all, or lengthen the window",
        fix=Fix(f"take `per {clause.unit}` out", (cut,), safe=False) if per > 0 else None,
    )  # fmt: skip
