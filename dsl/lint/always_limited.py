"""A least of points that lies above all that the rules give.

`at least 50 points` on a group lifts every lead to 50, whatever it is or does: rules that give 30
together then change nothing. So does `at most -50 points` where the rules take 30 at most. Mostly
the other word was meant, or the bar of a stage.

Avoid:

    score "Demo score"

    leads
      title text

    group fit, at least 50 points
      +20 when title contains word "CEO"
      +10 when title contains word "Sales"

Prefer:

    score "Demo score"

    leads
      title text

    group fit, at most 30 points
      +20 when title contains word "CEO"
      +10 when title contains word "Sales"
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..attainable import rule_range
from ..diagnostics import Diagnostic
from ..model import Group, Model

CODE = "W407"


def check(model: Model) -> Iterator[Diagnostic]:
    for group in model.groups:
        ranges = [rule_range(rule) for rule in group.rules]
        least, most = sum(r[0] for r in ranges), sum(r[1] for r in ranges)
        if group.lower is not None and 0 < most <= group.lower:
            yield _finding(group, "at most")
        if group.upper is not None and group.upper <= least < 0:
            yield _finding(group, "at least")


def _finding(group: Group, meant: str) -> Diagnostic:
    clauses = group.node.clauses if isinstance(group.node, ast.Group) else ()
    node = next(clause for clause in clauses if isinstance(clause, ast.Limits))
    return Diagnostic(
        CODE, "warning", "every lead gets just this limit", node.span,
        help=f"write `{meant}` to limit what the rules give",
    )  # fmt: skip
