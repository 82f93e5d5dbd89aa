"""A stretch of time in a unit that is too small for it.

`336 hours` is two weeks to nobody before the second look.

Avoid:

    score "Demo score"

    events
      page_view

    group engagement
      +20 when any page_view in the last 336 hours

Prefer:

    score "Demo score"

    events
      page_view

    group engagement
      +20 when any page_view in the last 14 days
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model
from ._fixes import replaced

CODE = "W808"
FIX = "safe"
LARGER = {
    "second": ((86_400, "day"), (3_600, "hour"), (60, "minute")),
    "minute": ((1_440, "day"), (60, "hour")), "hour": ((24, "day"),),
}  # fmt: skip
FEWEST = {"hour": 2, "day": 2}
"""`60 seconds` and `24 hours` are said; one of a larger unit is told for minutes alone."""


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for node in parsed.of(ast.Duration):
            if isinstance(node.count, ast.Number):
                yield from _duration(node, node.count)


def _duration(node: ast.Duration, number: ast.Number) -> Iterator[Diagnostic]:
    for size, unit in LARGER.get(node.unit, ()):
        count = number.value / size
        if count == int(count) and count >= FEWEST.get(unit, 2):
            said = f"{int(count):,} {unit}s"
            yield Diagnostic(
                CODE, "warning", f"this is {said}", node.span, help=f"write `{said}`",
                fix=replaced(node, said, safe=True),
            )  # fmt: skip
            return
