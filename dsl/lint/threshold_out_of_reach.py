"""A limit of points that is never reached.

A stage from 120 points is given to nobody if the score is kept at 100, or if all rules together
give no more than 90. The most that a group can give is what its rules add up to, kept within its
limits; `for each` without `up to` and without a number of times has no end.

Avoid:

    score "Demo score", from 0 to 100 points

    leads
      title text

    group fit
      +60 when title contains word "CEO"

    stages
      MQL  when score is at least 80
      Cold otherwise

Prefer:

    score "Demo score", from 0 to 100 points

    leads
      title text

    group fit
      +60 when title contains word "CEO"

    stages
      MQL  when score is at least 50
      Cold otherwise
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .. import ast, terms
from ..attainable import group_ranges
from ..conditions import Part, inner_tests
from ..diagnostics import Diagnostic, Span
from ..intervals import Interval, compared, intersection
from ..model import Class, Model
from ..printer import number
from ._parts import all_parts

CODE = "W401"


def check(model: Model) -> Iterator[Diagnostic]:
    reach = group_ranges(model)
    for part in all_parts(model):
        if not isinstance(part.node, ast.AllOf | ast.AnyOf | ast.Not | ast.Bracket):
            yield from _test(part, reach, model.scale)
    for cls in model.classes:
        if isinstance(cls.node, ast.Grade):
            yield from _grade(cls, reach, model.scale)


def _test(part: Part, reach: dict[str | None, Interval], scale: int) -> Iterator[Diagnostic]:
    points = [test for test in inner_tests(part.test) if isinstance(test, terms.PointsAre)]
    vain = [test for test in points if _never(test, reach)]
    if isinstance(part.test, terms.Not) or not vain:
        return
    # `between` asks for both of its limits, a list of numbers for any.
    if isinstance(part.test, terms.All) or len(vain) == len(points):
        yield _finding(vain[0], part.node.span, reach, scale)


def _grade(cls: Class, reach: dict[str | None, Interval], scale: int) -> Iterator[Diagnostic]:
    for rows in cls.parts:
        for i, row in enumerate(rows):
            if isinstance(row.test, terms.PointsAre) and _never(row.test, reach):
                assert isinstance(row.node, ast.GradeRow)
                yield _finding(row.test, row.node.bands[i].span, reach, scale)


def _never(test: terms.PointsAre, reach: dict[str | None, Interval]) -> bool:
    able = reach.get(test.points.group)
    return able is not None and not intersection((able,), compared(test.op, test.limit))


def _finding(
    test: terms.PointsAre, span: Span, reach: dict[str | None, Interval], scale: int
) -> Diagnostic:
    low, high = reach[test.points.group]
    name = test.points.group or "score"
    above = test.limit >= high
    edge = _points(high if above else low, scale)
    title = f"`{name}` is never {'over' if above else 'under'} {edge}"
    way = "higher" if above else "lower"
    return Diagnostic(
        CODE, "warning", title, span, underlined="never holds",
        help=f"name a number within its reach, or let rules and limits reach {way}",
    )  # fmt: skip


def _points(value: float, scale: int) -> str:
    exact = (Decimal(int(value)) / scale).normalize() + Decimal(0)
    exponent = exact.as_tuple().exponent
    return number(exact, max(0, -exponent) if isinstance(exponent, int) else 0)
