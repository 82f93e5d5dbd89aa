"""`up to` that the number of times never lets come to bear.

3 times 5 points are 15, so `at most 3 times, up to 30 points` never reaches 30: one of the numbers
is not what was meant.

Avoid:

    score "Demo score"

    events
      page_view

    group engagement
      +5 for each page_view, at most 3 times, up to 30 points

Prefer:

    score "Demo score"

    events
      page_view

    group engagement
      +5 for each page_view, up to 30 points
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..attainable import most_events
from ..diagnostics import Diagnostic, Edit, Fix, Label, Span
from ..model import Model
from ._fixes import source_of

CODE = "W405"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    for group in model.groups:
        for rule in group.rules:
            if isinstance(rule.node, ast.EachRule) and rule.clauses.up_to is not None:
                most = abs(rule.points) * most_events(rule) if rule.points else 0
                if 0 < most < rule.clauses.up_to:
                    yield from _finding(model, rule.node)


def _finding(model: Model, node: ast.EachRule) -> Iterator[Diagnostic]:
    clause = next(c for c in node.clauses if isinstance(c, ast.UpTo))
    times = [c for c in node.clauses if isinstance(c, ast.AtMostTimes | ast.AtMostPer)]
    yield Diagnostic(
        CODE, "warning", "so many points are never reached", clause.span,
        labels=tuple(Label(c.span, "lets fewer count") for c in times),
        help="take `up to` out, or raise the number of times",
        fix=_without(source_of(model, node), clause),
    )  # fmt: skip


def _without(text: str, clause: ast.UpTo) -> Fix | None:
    """The clause goes with the comma before it."""
    comma = text.rfind(",", 0, clause.span.start)
    if text[comma + 1 : clause.span.start].strip():
        return None
    span = Span(clause.span.path, comma, clause.span.end)
    return Fix("take `up to` out", (Edit(span, ""),), safe=False)
