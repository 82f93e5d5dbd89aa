"""Points that never come to lose anything.

`losing 50% every 30 days` takes nothing off an event of 7 days, and a window of 7 days has none
that is older.

Avoid:

    score "Demo score"

    events
      page_view

    group engagement
      +10 for each page_view in the last 7 days, losing 50% every 30 days, at most 3 times

Prefer:

    score "Demo score"

    events
      page_view

    group engagement
      +10 for each page_view in the last 90 days, losing 50% every 30 days, at most 3 times
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Edit, Fix, Label, Span
from ..model import Model, Rule
from ._fixes import source_of

CODE = "W502"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    for group in model.groups:
        for rule in group.rules:
            node = rule.node
            if isinstance(node, ast.EachRule | ast.PointsForEach) and _idle(rule):
                for clause in node.clauses:
                    if isinstance(clause, ast.Losing):
                        yield _finding(model, clause, node.pattern)


def _idle(rule: Rule) -> bool:
    span = rule.events.span if rule.events is not None else None
    edge = span.lower if span is not None else None
    fade = rule.clauses.fade
    return (
        edge is not None and edge.base == "as_of" and fade is not None
        and fade.percent is not None and -edge.us <= fade.step_us
    )  # fmt: skip


def _finding(model: Model, clause: ast.Losing, pattern: ast.Pattern) -> Diagnostic:
    text = source_of(model, clause)
    comma = text.rfind(",", 0, clause.span.start)
    plain = not text[comma + 1 : clause.span.start].strip()
    cut = Edit(Span(clause.span.path, comma, clause.span.end), "")
    window = pattern.window or pattern
    return Diagnostic(
        CODE, "warning", "no event here is old enough to lose points", clause.span,
        labels=(Label(window.span, "the window is shorter than a step"),),
        help="lengthen the window, shorten the step, or take this out",
        fix=Fix("take it out", (cut,), safe=False) if plain else None,
    )  # fmt: skip
