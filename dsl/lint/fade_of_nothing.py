"""A group that fades, with nothing in it that can.

`losing` and `fading out` on a group hold for its rules `for each`; a rule `when` gives its points
as long as it holds. Count the events, or give the condition a window: `in the last 30 days`.

Avoid:

    score "Demo score"

    events
      demo_request

    group engagement, losing 50% every 30 days
      +40 when any demo_request

Prefer:

    score "Demo score"

    events
      demo_request

    group engagement, losing 50% every 30 days
      +40 for each demo_request, at most 1 time
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Edit, Fix, Span
from ..model import Group, Model
from ._fixes import source_of

CODE = "W506"
FIX = "safe"


def check(model: Model) -> Iterator[Diagnostic]:
    for group in model.groups:
        counting = any(
            isinstance(rule.node, ast.EachRule | ast.PointsForEach) for rule in group.rules
        )
        if group.fade is not None and group.rules and not counting:
            yield from _finding(model, group)


def _finding(model: Model, group: Group) -> Iterator[Diagnostic]:
    clauses = group.node.clauses if isinstance(group.node, ast.Group) else ()
    for clause in clauses:
        if isinstance(clause, ast.Losing | ast.FadingOut):
            text = source_of(model, clause)
            comma = text.rfind(",", 0, clause.span.start)
            cut = Edit(Span(clause.span.path, comma, clause.span.end), "")
            plain = not text[comma + 1 : clause.span.start].strip()
            yield Diagnostic(
                CODE, "warning", "no rule of this group fades", clause.span,
                help="write `for each` in place of `when`, or take this out",
                fix=Fix("take it out", (cut,)) if plain else None,
            )  # fmt: skip
