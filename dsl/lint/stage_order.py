"""A higher bar below a lower one.

Stages are read from the top and the first that holds wins. With `MQL` from 50 points above `SQL`
from 80, a lead of 90 points is an MQL whenever it passes what else MQL asks.

Avoid:

    score "Demo score"

    leads
      title     text
      employees number

    group fit
      +60 when title contains word "CEO"

    group size
      +40 when employees is over 50

    stages
      MQL  when score is at least 50 and fit is at least 20
      SQL  when score is at least 80
      Cold otherwise

Prefer:

    score "Demo score"

    leads
      title     text
      employees number

    group fit
      +60 when title contains word "CEO"

    group size
      +40 when employees is over 50

    stages
      SQL  when score is at least 80
      MQL  when score is at least 50 and fit is at least 20
      Cold otherwise
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast, terms
from ..diagnostics import Diagnostic, Label
from ..model import ClassRow, Model
from ..terms import Test
from ._fixes import moved_above

CODE = "W604"
FIX = "unsafe"
Bars = dict[terms.Points, int]


def check(model: Model) -> Iterator[Diagnostic]:
    for cls in model.classes:
        if isinstance(cls.node, ast.Stages):
            yield from _stages(model, cls.parts[0])


def _stages(model: Model, rows: tuple[ClassRow, ...]) -> Iterator[Diagnostic]:
    above: list[tuple[ClassRow, Bars]] = []
    for row in rows:
        bars = _bars(row.test)
        lower = next((other for other, their in above if _higher(bars, their)), None)
        if lower is not None:
            yield _finding(model, row, lower)
        if bars:
            above.append((row, bars))


def _bars(test: Test | None) -> Bars:
    """The points that a stage asks for, if it asks for nothing else."""
    tests = test.tests if isinstance(test, terms.All) else (test,)
    found = {t.points: t.limit for t in tests if isinstance(t, terms.PointsAre) and t.op == ">="}
    return found if len(found) == len(tests) else {}


def _higher(bars: Bars, above: Bars) -> bool:
    """Whether a stage asks for more of something than one above it that also asks for other
    points; if it asks for those as well, the row is never reached and told as such."""
    shared = bars.keys() & above.keys()
    return (
        len(above) > len(shared) > 0
        and all(bars[points] > above[points] for points in shared)
    )  # fmt: skip


def _finding(model: Model, row: ClassRow, lower: ClassRow) -> Diagnostic:
    assert isinstance(row.node, ast.ClassRow)
    assert isinstance(lower.node, ast.ClassRow)
    return Diagnostic(
        CODE, "warning", f"`{row.value}` asks for more points than `{lower.value}` above it",
        row.node.span, labels=(Label(lower.node.span, "takes leads of as many points first"),),
        help="move it above that row", fix=moved_above(model, row.node, lower.node),
    )  # fmt: skip
