"""A stage for those who are out, below stages for those who are in.

The first stage that holds wins: a competitor with 90 points is an SQL unless `Disqualified` stands
above it.

Avoid:

    score "Demo score"

    leads
      title     text
      employees number

    group fit
      +60 when title contains word "CEO"

    stages
      MQL          when score is at least 50
      Disqualified when employees is under 3
      Cold         otherwise

Prefer:

    score "Demo score"

    leads
      title     text
      employees number

    group fit
      +60 when title contains word "CEO"

    stages
      Disqualified when employees is under 3
      MQL          when score is at least 50
      Cold         otherwise
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import ast, terms
from ..conditions import inner_tests
from ..diagnostics import Diagnostic, Label
from ..model import ClassRow, Model
from ._fixes import moved_above

CODE = "W605"
FIX = "unsafe"
OUT = re.compile(r"disqualif|unqualif|competitor|blocked|junk|spam|do not contact|excluded", re.I)


def check(model: Model) -> Iterator[Diagnostic]:
    for cls in model.classes:
        if isinstance(cls.node, ast.Stages):
            yield from _stages(model, cls.parts[0])


def _stages(model: Model, rows: tuple[ClassRow, ...]) -> Iterator[Diagnostic]:
    taking: ClassRow | None = None
    for row in rows:
        by_points = any(isinstance(test, terms.PointsAre) for test in inner_tests(row.test))
        if row.test is not None and by_points and not OUT.search(row.value):
            taking = taking or row
        asks = row.test is not None and row.test != terms.Always(True)
        if taking is not None and asks and not by_points and OUT.search(row.value):
            yield _finding(model, row, taking)


def _finding(model: Model, row: ClassRow, taking: ClassRow) -> Diagnostic:
    assert isinstance(row.node, ast.ClassRow)
    assert isinstance(taking.node, ast.ClassRow)
    return Diagnostic(
        CODE, "warning", f"leads with many points never get `{row.value}`", row.node.span,
        labels=(Label(taking.node.span, "takes them first"),), help="move it to the top",
        fix=moved_above(model, row.node, taking.node),
    )  # fmt: skip
