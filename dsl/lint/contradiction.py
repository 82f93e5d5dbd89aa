"""A condition that can never hold.

Two of its parts exclude one another: a number that is under 10 and over 50, a text that is two
things at once. Mostly `or` was meant.

Avoid:

    score "Demo score"

    leads
      employees number
      industry  text

    group fit
      +10 when employees is under 10 and employees is over 50
      +10 when industry is "Software" and industry is "Finance"

Prefer:

    score "Demo score"

    leads
      employees number
      industry  text

    group fit
      +10 when employees is under 10 or employees is over 50
      +10 when industry is "Software" or "Finance"
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from .. import ast, terms
from ..conditions import Part
from ..diagnostics import Diagnostic, Label
from ..logic import Logic
from ..model import Model
from ._parts import all_parts, apart

CODE = "W304"
MOST_PARTS = 50
"""Of longer conditions only so many parts are compared with one another."""


def check(model: Model) -> Iterator[Diagnostic]:
    logic = Logic(model.defines)
    for part in all_parts(model):
        if isinstance(part.node, ast.AllOf) and isinstance(part.test, terms.All):
            yield from _all_of(logic, part.node, part.test)


def _all_of(logic: Logic, node: ast.AllOf, test: terms.All) -> Iterator[Diagnostic]:
    both = list(zip(node.items, test.tests, strict=True))[:MOST_PARTS]
    for (first, one), (second, other) in combinations(both, 2):
        if not apart(one, other) and logic.excludes(one, other):
            yield _finding(Part(second, other), first)
            return


def _finding(part: Part, first: ast.Node) -> Diagnostic:
    return Diagnostic(
        CODE, "warning", "this condition can never hold", part.node.span,
        underlined="excludes the other part", labels=(Label(first.span, "the other part"),),
        help="write `or` between the two if one of them is enough",
    )  # fmt: skip
