"""A rule that gives no points.

It was switched off, or never given its weight. A row of a table may give `0`: it says what is not
to be scored by the rows below.

Avoid:

    score "Demo score"

    leads
      title text

    group fit
      +20 when title contains word "CEO"
        0 when title contains word "Manager"

Prefer:

    score "Demo score"

    leads
      title text

    group fit
      +20 when title contains word "CEO"
      +10 when title contains word "Manager"
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model
from ._fixes import line_out

CODE = "W801"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for rule in parsed.of(ast.WhenRule, ast.EachRule, ast.EveryRule):
            if rule.points.value == 0:
                yield Diagnostic(
                    CODE, "warning", "this rule gives no points", rule.points.span,
                    help="give it points, or take it out", fix=line_out(model, rule),
                )  # fmt: skip
