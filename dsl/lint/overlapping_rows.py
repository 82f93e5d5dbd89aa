"""Two rows of a table that both fit some values.

The first row that fits counts, so the values that both name belong to the upper one; the lower one
says otherwise. Rows that lie one inside the other, like `over 1,000` above `over 250`, are meant
so and not told.

Avoid:

    score "Demo score"

    leads
      employees number
      industry  text

    group fit
      points by employees
        +10 for 10 to 250
        +20 for 250 to 1,000

      points by industry
        +15 for "Software", "SaaS"
        +10 for "Finance", "SaaS"

Prefer:

    score "Demo score"

    leads
      employees number
      industry  text

    group fit
      points by employees
        +10 for 10 to 249
        +20 for 250 to 1,000

      points by industry
        +15 for "Software", "SaaS"
        +10 for "Finance"
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from .. import ast, terms
from ..coverage import MOST_ROWS
from ..diagnostics import Diagnostic, Label
from ..intervals import Ranges, intersection, union, within
from ..logic import ranges
from ..model import Model, Row, Rule
from ..printer import number
from ..terms import MICRO

CODE = "W302"


def check(model: Model) -> Iterator[Diagnostic]:
    for group in model.groups:
        for rule in group.rules:
            if isinstance(rule.node, ast.PointsBy | ast.PointsForEach):
                yield from _numbers(rule) if len(rule.rows) <= MOST_ROWS else ()
                yield from _texts(rule)


def _numbers(rule: Rule) -> Iterator[Diagnostic]:
    above: list[tuple[Row, Ranges]] = []
    for row in rule.rows:
        found = ranges(row.test) if row.test is not None else None
        if found is None:
            continue
        if within(found[1], union(part for _, taken in above for part in taken)):
            continue  # never reached at all, which another rule tells
        for other, taken in above:
            both = intersection(found[1], taken)
            if both and not within(found[1], taken) and not within(taken, found[1]):
                yield _finding(row, other, _words(both))
                break
        above.append((row, found[1]))


def _words(both: Ranges) -> str:
    low, high = both[0]
    if low == high:
        return f"`{_number(low)}` fits"
    return f"`{_number(low)}` to `{_number(high)}` fit"


def _number(micro: float) -> str:
    value = (Decimal(int(micro)) / MICRO).normalize() + Decimal(0)
    exponent = value.as_tuple().exponent
    return number(value, max(0, -exponent) if isinstance(exponent, int) else 0)


def _texts(rule: Rule) -> Iterator[Diagnostic]:
    taken: dict[str, Row] = {}
    for row in rule.rows:
        test = row.test
        if not isinstance(test, terms.TextIn) or test.list_name is not None:
            continue
        again = [text for text in test.texts if text in taken]
        if again and len(again) < len(test.texts):
            yield _finding(row, taken[again[0]], f"`{again[0]}` fits")
        for text in test.texts:
            taken.setdefault(text, row)


def _finding(row: Row, other: Row, what: str) -> Diagnostic:
    return Diagnostic(
        CODE, "warning", f"{what} this row and one above it", row.node.span,
        labels=(Label(other.node.span, "counts, for it comes first"),),
        help="let each value stand in one row",
    )  # fmt: skip
