"""A stage or a label's value that is given to nobody.

Stages and labels are read from the top and the first that holds wins. A row that holds only where
one above it does is never reached, and neither is `otherwise` below rows that together take every
score.

Avoid:

    score "Demo score", from 0 to 100 points

    leads
      title text

    group fit
      +60 when title contains word "CEO"
      +30 when title contains word "Sales"

    stages
      MQL  when score is at least 30
      SQL  when score is at least 60
      Cold otherwise

Prefer:

    score "Demo score", from 0 to 100 points

    leads
      title text

    group fit
      +60 when title contains word "CEO"
      +30 when title contains word "Sales"

    stages
      SQL  when score is at least 60
      MQL  when score is at least 30
      Cold otherwise
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..attainable import group_ranges
from ..coverage import MOST_ROWS, Taken
from ..diagnostics import Diagnostic, Fix, Label
from ..intervals import Interval
from ..logic import Logic
from ..model import Class, ClassRow, Model
from ..prove.context import row_test
from ..prove.goals import included
from ._fixes import moved_above
from ._proofs import Proofs, proofs

CODE = "W601"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    logic = Logic(model.defines)
    points = group_ranges(model)
    for cls in model.classes:
        if not isinstance(cls.node, ast.Grade) and len(cls.node.rows) <= MOST_ROWS:
            told = list(_class(model, logic, cls, points))
            yield from told
            if not told:
                yield from _together(proofs(model), cls)


def _together(asked: Proofs, cls: Class) -> Iterator[Diagnostic]:
    """What no row above takes alone they may take together. A lead may hold a stage since the
    last run."""
    above: list[ClassRow] = []
    scored = included(asked.model)
    for row in cls.parts[0]:
        tests = [other.test for other in above if other.test is not None]
        test = row_test(row)
        if len(above) > 1 and not asked.left(test, tests, scored):
            if asked.possible([(test, True), *scored]):
                yield _finding(asked.model, row, above)
            return
        if row.test is not None:
            above.append(row)


def _class(
    model: Model, logic: Logic, cls: Class, points: dict[str | None, Interval]
) -> Iterator[Diagnostic]:
    above: list[ClassRow] = []
    taken = Taken(logic, points)
    for row in cls.parts[0]:
        if row.test is None:
            continue
        cover = taken.cover(row.test)
        if cover is None:
            above.append(row)
            taken.add(row.test)
        else:
            yield _finding(model, row, [above[i] for i in cover])


def _finding(model: Model, row: ClassRow, takers: list[ClassRow]) -> Diagnostic:
    assert isinstance(row.node, ast.ClassRow)
    labels = tuple(Label(taker.node.span, "takes what would fit it") for taker in takers[:3])
    help = "move it above that row, or take it out"
    if row.node.test is None:
        help = "the rows above take every lead; let `otherwise` stand for the last of them"
    return Diagnostic(
        CODE, "warning", f"no lead ever gets `{row.value}`", row.node.value.span,
        labels=labels, help=help, fix=_moved(model, row, takers),
    )  # fmt: skip


def _moved(model: Model, row: ClassRow, takers: list[ClassRow]) -> Fix | None:
    """Above the one row that takes all from it, unless that asks for just the same."""
    taker = takers[0]
    assert isinstance(row.node, ast.ClassRow)
    assert isinstance(taker.node, ast.ClassRow)
    if len(takers) > 1 or row.node.test is None or row.test == taker.test:
        return None
    return moved_above(model, row.node, taker.node)
