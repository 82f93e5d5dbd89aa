"""A number of times a day that the number in all never lets come to bear.

`at most 3 times per day, at most 2 times`: after two there is nothing left for the third.

Avoid:

    score "Demo score"

    events
      page_view

    group engagement
      +5 for each page_view, at most 3 times per day, at most 2 times

Prefer:

    score "Demo score"

    events
      page_view

    group engagement
      +5 for each page_view, at most 2 times per day, at most 6 times
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Edit, Fix, Label, Span
from ..model import Model, Rule
from ._fixes import source_of

CODE = "W408"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    for group in model.groups:
        for rule in group.rules:
            times, bucket = rule.clauses.times, rule.clauses.per_bucket
            if times is not None and bucket is not None and times <= bucket[0]:
                yield _finding(model, rule)


def _finding(model: Model, rule: Rule) -> Diagnostic:
    assert isinstance(rule.node, ast.EachRule | ast.PointsForEach)
    per = next(c for c in rule.node.clauses if isinstance(c, ast.AtMostPer))
    whole = next(c for c in rule.node.clauses if isinstance(c, ast.AtMostTimes))
    text = source_of(model, per)
    comma = text.rfind(",", 0, per.span.start)
    plain = not text[comma + 1 : per.span.start].strip()
    cut = Edit(Span(per.span.path, comma, per.span.end), "")
    return Diagnostic(
        CODE, "warning", f"so many in a {per.unit} are never reached", per.span,
        labels=(Label(whole.span, "no more count in all"),), help="take it out, or raise the other",
        fix=Fix("take it out", (cut,), safe=False) if plain else None,
    )  # fmt: skip
