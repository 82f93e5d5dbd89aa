"""A row of a table that is never reached.

Of the rows of `points by`, `points for each` and `first of` the first that fits counts. A row that
fits only where one above it does gives its points to nobody: put the narrower row first. In
`best of`, where the most points count, a row is in vain if another one holds whenever it does and
gives no less.

Avoid:

    score "Demo score"

    leads
      employees number

    events
      demo_request

    group fit
      points by employees
        +10 for over 10
        +20 for over 250

      first of
        +10 when any demo_request in the last 90 days
        +40 when any demo_request in the last 30 days

Prefer:

    score "Demo score"

    leads
      employees number

    events
      demo_request

    group fit
      points by employees
        +20 for over 250
        +10 for over 10

      first of
        +40 when any demo_request in the last 30 days
        +10 when any demo_request in the last 90 days
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..coverage import MOST_ROWS, Cover, Taken, implies, shape
from ..diagnostics import Diagnostic, Label
from ..logic import Logic
from ..model import Model, Row, Rule
from ._fixes import moved_above
from ._proofs import MOST_ROWS as LONGEST
from ._proofs import Proofs, proofs

CODE = "W301"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    logic = Logic(model.defines)
    for group in model.groups:
        for rule in group.rules:
            if len(rule.rows) > MOST_ROWS:
                continue
            best = isinstance(rule.node, ast.BestOf)
            told = list(_best(logic, rule) if best else _first(model, logic, rule))
            yield from told
            if not told and isinstance(rule.node, ast.FirstOf):
                yield from _together(proofs(model), rule)


def _together(asked: Proofs, rule: Rule) -> Iterator[Diagnostic]:
    """What no row above takes alone they may take together."""
    above: list[Row] = []
    for row in rule.rows:
        if len(above) > LONGEST:
            return  # the prover would not be asked
        tests = [other.test for other in above if other.test is not None]
        if row.test is not None and asked.possible([(row.test, True)]):
            if len(above) > 1 and not asked.left(row.test, tests, []):
                yield _finding(asked.model, row, above, tuple(range(len(above))))
                return
            above.append(row)


def _first(model: Model, logic: Logic, rule: Rule) -> Iterator[Diagnostic]:
    above: list[Row] = []
    taken = Taken(logic)
    for row in rule.rows:
        if row.test is None:
            continue
        cover = taken.cover(row.test)
        if cover is not None:
            yield _finding(model, row, [above[i] for i in cover], cover)
        else:
            above.append(row)
            taken.add(row.test)


def _finding(model: Model, row: Row, covers: list[Row], cover: Cover) -> Diagnostic:
    labels = tuple(Label(r.node.span, "takes what would fit it") for r in covers[:3])
    movable = len(cover) == 1 and isinstance(row.node, ast.ByRow | ast.WhenRow)
    movable = movable and not _as_wide(model, row, covers[0])
    help = "move it above that row, or take it out"
    return Diagnostic(
        CODE, "warning", "this row is never reached", row.node.span, labels=labels,
        help=help if movable else "take it out, or narrow those above",
        fix=moved_above(model, row.node, covers[0].node) if movable else None,
    )  # fmt: skip


def _as_wide(model: Model, row: Row, taker: Row) -> bool:
    """Whether a row asks for all that the other does: moved above, it would take all from it."""
    if row.test is None or taker.test is None:
        return False
    taken = Taken(Logic(model.defines))
    taken.add(row.test)
    return taken.cover(taker.test) is not None


def _best(logic: Logic, rule: Rule) -> Iterator[Diagnostic]:
    shapes = [shape(row.test) if row.test is not None else None for row in rule.rows]
    for i, row in enumerate(rule.rows):
        for j, other in enumerate(rule.rows):
            if i == j or row.test is None or other.test is None:
                continue
            better = other.points > row.points or (other.points == row.points and j < i)
            if better and implies(logic, row.test, other.test, shapes[i], shapes[j]):
                label = Label(other.node.span, "gives no less whenever that one holds")
                yield Diagnostic(
                    CODE, "warning", "this row never gives its points", row.node.span,
                    labels=(label,), help="take it out, or give it more points",
                )  # fmt: skip
                break
