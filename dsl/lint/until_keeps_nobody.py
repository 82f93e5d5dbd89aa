"""An `until` that keeps nobody.

`until` is there to keep a lead that no longer passes the test of its stage: in from 50 points, out
under 40. If it lets go before or just when the test fails, it does nothing.

Avoid:

    score "Demo score"

    leads
      title text

    events
      page_view

    group fit
      +40 when title contains word "CEO"
      +30 when any page_view in the last 30 days

    stages
      MQL  when score is at least 50, until score is under 60
      Cold otherwise

Prefer:

    score "Demo score"

    leads
      title text

    events
      page_view

    group fit
      +40 when title contains word "CEO"
      +30 when any page_view in the last 30 days

    stages
      MQL  when score is at least 50, until score is under 40
      Cold otherwise
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .. import ast, terms
from ..diagnostics import Diagnostic, Label
from ..logic import Logic
from ..model import ClassRow, Model
from ._proofs import Proofs, proofs

CODE = "W602"


def check(model: Model) -> Iterator[Diagnostic]:
    logic = Logic(model.defines)
    for cls in model.classes:
        for row in (row for part in cls.parts for row in part):
            if row.until is None or row.test is None:
                continue
            if logic.implies(terms.Not(row.until), row.test) or _kept(proofs(model), row):
                yield _finding(row)
            elif _left(proofs(model), row):
                yield _at_once(row)


def _kept(asked: Proofs, row: ClassRow) -> bool:
    """Whether all who are not let go get in anyway."""
    assert row.test is not None
    assert row.until is not None
    return not asked.possible([(row.test, False), (row.until, False)])


def _left(asked: Proofs, row: ClassRow) -> bool:
    """Whether all who get in pass what lets them go."""
    assert row.test is not None
    assert row.until is not None
    return asked.possible([(row.test, True)]) and not asked.possible(
        [(row.test, True), (row.until, False)]
    )


def _at_once(row: ClassRow) -> Diagnostic:
    title = f"whoever gets into `{row.value}` leaves at once"
    help = "say what must be so for a lead to leave"
    return replace(_finding(row), title=title, labels=(), help=help)


def _finding(row: ClassRow) -> Diagnostic:
    node = row.node
    assert isinstance(node, ast.ClassRow)
    assert node.until is not None
    assert node.test is not None
    return Diagnostic(
        CODE, "warning", f"this keeps nobody in `{row.value}`", node.until.span,
        labels=(Label(node.test.span, "whoever is kept passes this anyway"),),
        help="let go later than you let in: in from 50 points, out under 40",
    )  # fmt: skip
