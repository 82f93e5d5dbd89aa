"""A hole between two bands of a table.

A number in the hole fits no row and gives nothing. Between bands that are written in whole
numbers the step from 249 to 250 is no hole; with decimals the step is as fine as they are. A hole
is told if it holds a single value, or if it is small beside the bands around it, unless an
`exclude` takes its leads; write a row with `0` where nothing is meant, or close the table with
`otherwise`.

Avoid:

    score "Demo score"

    leads
      employees number

    group fit
      points by employees
        +10 for 10 to 49
        +20 for 51 to 249
        +30 for over 250

Prefer:

    score "Demo score"

    leads
      employees number

    group fit
      points by employees
        +10 for 10 to 49
        +20 for 50 to 249
        +30 for at least 250
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .. import ast, terms
from ..diagnostics import Diagnostic, Label
from ..intervals import Interval, within
from ..logic import ranges
from ..model import Model, Row, Rule
from ..printer import number
from ..terms import MICRO, Test
from ..walk import walk

CODE = "W303"


def check(model: Model) -> Iterator[Diagnostic]:
    for group in model.groups:
        for rule in group.rules:
            if isinstance(rule.node, ast.PointsBy | ast.PointsForEach):
                yield from _table(rule, [e.test for e in model.excluded if e.test is not None])


def _table(rule: Rule, excluded: list[Test]) -> Iterator[Diagnostic]:
    if any(row.test == terms.Always(True) for row in rule.rows):
        return
    bands = sorted(
        ((part, row) for row in rule.rows if row.test is not None
         for part in (ranges(row.test) or (None, ()))[1]),
        key=lambda band: band[0],
    )  # fmt: skip
    decimals = max((_decimals(row) for row in rule.rows), default=0)
    step = MICRO // 10 ** min(decimals, 6)
    end: tuple[Interval, Row] | None = None
    for band, row in bands:
        if end is not None and band[0] > end[0][1] + 1:
            hole = _hole(end[0], band, step)
            if hole is not None and not _excluded(hole, row, excluded):
                yield _finding(end[1], row, hole, decimals)
        if end is None or band[1] > end[0][1]:
            end = (band, row)


def _excluded(hole: Interval, row: Row, excluded: list[Test]) -> bool:
    """Whether leads with these values are not scored anyway."""
    about = ranges(row.test) if row.test is not None else None
    left_out = [found for found in map(ranges, excluded) if found is not None]
    return any(
        about is not None and subject == about[0] and within((hole,), values)
        for subject, values in left_out
    )


def _decimals(row: Row) -> int:
    numbers = (node.decimals for node in walk(row.node.matcher) if isinstance(node, ast.Number)) \
        if isinstance(row.node, ast.ByRow) else ()  # fmt: skip
    return max(numbers, default=0)


def _hole(below: Interval, above: Interval, step: int) -> Interval | None:
    """First and last value of a hole that is likely not meant."""
    first = (int(below[1]) // step + 1) * step
    last = (int(above[0]) - 1) // step * step
    if first > last:
        return None
    size = (last - first) // step + 1
    widths = [(band[1] - band[0]) / step + 1 for band in (below, above)]
    narrow = size * 2 <= min(widths) and max(widths) != float("inf")
    return (first, last) if size == 1 or narrow else None


def _finding(below: Row, above: Row, hole: Interval, decimals: int) -> Diagnostic:
    first, last = (number(Decimal(int(at)) / MICRO, decimals) for at in hole)
    values = f"`{first}`" if first == last else f"`{first}` to `{last}`"
    lower, upper = sorted((below, above), key=lambda row: row.node.span)
    row = f"0 for {first}" if first == last else f"0 for {first} to {last}"
    return Diagnostic(
        CODE, "warning", f"no row fits {values}", upper.node.span,
        labels=(Label(lower.node.span, "the band on the other side"),),
        help=f"let one of the two bands reach further, or write `{row}`",
    )  # fmt: skip
