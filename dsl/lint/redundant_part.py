"""A part of a condition that another part already says.

Where `employees is over 100` holds, `employees is over 10` does, too: joined by `and` the wider one
says nothing, joined by `or` the narrower one. Mostly a number is wrong. `is known` beside another
test is left alone: it says what is thought of.

Avoid:

    score "Demo score"

    leads
      employees number

    group fit
      +10 when employees is over 10 and employees is over 100

Prefer:

    score "Demo score"

    leads
      employees number

    group fit
      +10 when employees is over 100
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from .. import ast, terms
from ..diagnostics import Diagnostic, Fix, Label
from ..logic import Logic
from ..model import Model
from ..terms import Test
from ._fixes import one_out
from ._parts import all_parts, apart

CODE = "W308"
FIX = "unsafe"
MOST_PARTS = 30
"""Of longer conditions only so many parts are compared with one another."""


def check(model: Model) -> Iterator[Diagnostic]:
    logic = Logic(model.defines)
    for part in all_parts(model):
        node, test = part.node, part.test
        if isinstance(node, ast.AllOf | ast.AnyOf) and isinstance(test, terms.All | terms.AnyOf):
            yield from _joined(model, logic, node, test.tests)


def _joined(
    model: Model, logic: Logic, node: ast.AllOf | ast.AnyOf, tests: tuple[Test, ...]
) -> Iterator[Diagnostic]:
    if len(tests) != len(node.items):
        return
    for i, j in combinations(range(min(len(tests), MOST_PARTS)), 2):
        idle = _idle(logic, tests, i, j, isinstance(node, ast.AllOf))
        if idle is not None and not isinstance(node.items[idle], ast.IsKnown):
            yield _finding(model, node, idle, j if idle == i else i)
            return


def _idle(logic: Logic, tests: tuple[Test, ...], i: int, j: int, both: bool) -> int | None:
    """Which of two parts says nothing beside the other."""
    one, other = tests[i], tests[j]
    if apart(one, other) or logic.excludes(one, other) or terms.Always(True) in (one, other):
        return None
    if logic.implies(one, other):
        return j if both else i
    return (i if both else j) if logic.implies(other, one) else None


def _finding(model: Model, node: ast.AllOf | ast.AnyOf, idle: int, other: int) -> Diagnostic:
    edit = one_out(model, node.items, idle)
    return Diagnostic(
        CODE, "warning", "this part changes nothing", node.items[idle].span,
        labels=(Label(node.items[other].span, "this part says as much"),), help="take it out",
        fix=Fix("take it out", (edit,), safe=False) if edit is not None else None,
    )  # fmt: skip
