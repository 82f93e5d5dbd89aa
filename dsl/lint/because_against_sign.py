"""A reason that says the opposite of the points.

`+10 because "Penalty …"` has the wrong sign, or the text of another rule.

Avoid:

    score "Demo score"

    leads
      email text

    list free_mail = "gmail.com", "yahoo.com"

    group fit
      +10 when domain of email is in free_mail because "Penalty for a personal address"

Prefer:

    score "Demo score"

    leads
      email text

    list free_mail = "gmail.com", "yahoo.com"

    group fit
      -10 when domain of email is in free_mail because "Penalty for a personal address"
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Edit, Fix, Label, Span
from ..model import Model

CODE = "W702"
FIX = "unsafe"
AGAINST = re.compile(r"\b(?:penalty|penali[sz]ed?|deduct\w*|deduction|minus|malus)\b", re.I)
FOR = re.compile(r"\b(?:bonus|reward|plus points)\b", re.I)


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for rule in parsed.of(ast.WhenRule, ast.EachRule, ast.EveryRule, ast.WhenRow):
            if rule.because is not None and rule.points.value:
                wrong = FOR if rule.points.value < 0 else AGAINST
                if wrong.search(rule.because.value):
                    yield _finding(rule.points, rule.because)


def _finding(points: ast.Points, because: ast.Text) -> Diagnostic:
    start = points.span.start
    sign = "+" if points.value < 0 else "-"
    edit = Edit(Span(points.span.path, start, start + 1), sign)
    return Diagnostic(
        CODE, "warning", "the reason says the opposite of the sign", points.span,
        labels=(Label(because.span, "the reason"),),
        help=f"write `{sign}`, or another reason",
        fix=Fix(f"write `{sign}`", (edit,), safe=False) if points.signed else None,
    )  # fmt: skip
