"""A test of points that holds for everybody.

`fit is at least 0` asks nothing if no rule of the group takes points away, or if its limit keeps it
from going lower. Then the number is not the one that was meant.

Avoid:

    score "Demo score"

    leads
      title     text
      employees number

    group fit
      +60 when title contains word "CEO"

    group size
      +10 when employees is over 50 and fit is at least 0

Prefer:

    score "Demo score"

    leads
      title     text
      employees number

    group fit
      +60 when title contains word "CEO"

    group size
      +10 when employees is over 50 and fit is at least 60
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast, terms
from ..attainable import group_ranges
from ..diagnostics import Diagnostic
from ..intervals import compared, within
from ..model import Model
from ._parts import all_parts

CODE = "W403"


def check(model: Model) -> Iterator[Diagnostic]:
    reach = group_ranges(model)
    # A whole row of stages that takes everybody is told by what it leaves to those below.
    rows = {row.node.test.span for cls in model.classes for part in cls.parts for row in part
            if isinstance(row.node, ast.ClassRow) and row.node.test is not None}  # fmt: skip
    for part in all_parts(model):
        test = part.test
        if isinstance(part.node, ast.Compare) and isinstance(test, terms.PointsAre):
            able = reach.get(test.points.group)
            always = able is not None and within((able,), compared(test.op, test.limit))
            if always and part.node.span not in rows:
                name = test.points.group or "score"
                yield Diagnostic(
                    CODE, "warning", f"`{name}` passes this for every lead", part.node.span,
                    help="take the test out, or ask for more",
                )  # fmt: skip
