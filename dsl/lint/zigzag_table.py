"""Points that go up, down and up again from band to band.

Points by a number mostly rise or fall with it, or have one peak. A table that turns twice has two
rows exchanged, or a digit wrong.

Avoid:

    score "Demo score"

    leads
      employees number

    group fit
      points by employees
        +5  for under 10
        +20 for 10 to 49
        +10 for 50 to 249
        +30 for at least 250

Prefer:

    score "Demo score"

    leads
      employees number

    group fit
      points by employees
        +5  for under 10
        +10 for 10 to 49
        +20 for 50 to 249
        +30 for at least 250
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from .. import ast
from ..diagnostics import Diagnostic, Label
from ..logic import ranges
from ..model import Model, Row, Rule

CODE = "W310"


def check(model: Model) -> Iterator[Diagnostic]:
    for group in model.groups:
        for rule in group.rules:
            if isinstance(rule.node, ast.PointsBy) and len(rule.rows) >= 4:
                yield from _table(rule)


def _table(rule: Rule) -> Iterator[Diagnostic]:
    bands = _bands(rule)
    steps = [(b.points > a.points) - (b.points < a.points) for a, b in pairwise(bands)]
    turns: list[int] = []
    direction = 0
    for i, step in enumerate(steps):
        if step and direction and step != direction:
            turns.append(i)
        direction = step or direction
    if len(turns) > 1:
        yield _finding(bands[turns[-1]], bands[turns[-1] + 1])


def _bands(rule: Rule) -> list[Row]:
    """Rows with one range of numbers each, from low to high."""
    found = []
    for row in rule.rows:
        asked = ranges(row.test) if row.test is not None else None
        if asked is not None and len(asked[1]) == 1:
            low, high = asked[1][0]
            found.append(((high, low), row))  # a wide band below others means what they leave
    return [row for _, row in sorted(found, key=lambda band: band[0])]


def _finding(row: Row, after: Row) -> Diagnostic:
    return Diagnostic(
        CODE, "warning", "the points of this table rise and fall more than once", row.node.span,
        labels=(Label(after.node.span, "turns again here"),),
        help="look whether two rows are exchanged",
    )  # fmt: skip
