"""A reason that repeats the points.

The breakdown shows the points beside the reason. A figure in the text is right until somebody
changes the points.

Avoid:

    score "Demo score"

    leads
      title text

    group fit
      +20 when title contains word "CEO" because "+20 for decision makers"

Prefer:

    score "Demo score"

    leads
      title text

    group fit
      +20 when title contains word "CEO" because "Decision maker"
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model

CODE = "W703"
FIGURE = re.compile(r"(?:^|\s)[+\-−–]\d+(?:[.,]\d+)?\b|\b\d+(?:[.,]\d+)? ?(?:points?|pts)\b", re.I)


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        kinds = (ast.WhenRule, ast.EachRule, ast.EveryRule, ast.WhenRow)
        for rule in parsed.of(*kinds):
            if rule.because is not None and FIGURE.search(rule.because.value):
                yield Diagnostic(
                    CODE, "warning", "this reason repeats the points", rule.because.span,
                    help="say what the lead is or did; the points stand beside it",
                )  # fmt: skip
