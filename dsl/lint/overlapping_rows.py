"""Two rows that both fit some values.

The first row that fits counts, so the values that both name belong to the upper one; the lower one
says otherwise. Rows that lie one inside the other, like `over 1,000` above `over 250`, are meant
so and not told. Of `first of`, of stages and of labels, whose rows often lean on those above them,
it is told where the bands share a single value, or few beside what each holds.

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

    stages
      Hot  when score is between 20 and 50
      Warm when score is between 10 and 20
      Cold otherwise

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

    stages
      Hot  when score is between 20 and 50
      Warm when score is between 10 and 19
      Cold otherwise
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast, terms
from ..coverage import MOST_ROWS
from ..diagnostics import Diagnostic, Label
from ..intervals import Ranges, intersection, union, within
from ..logic import ranges
from ..model import Model, Row, Rule
from ._bands import Series, able, classes, shared, table

CODE = "W302"


def check(model: Model) -> Iterator[Diagnostic]:
    for group in model.groups:
        for rule in group.rules:
            if isinstance(rule.node, ast.PointsBy | ast.PointsForEach):
                yield from _numbers(model, rule) if len(rule.rows) <= MOST_ROWS else ()
                yield from _texts(rule)
            elif isinstance(rule.node, ast.FirstOf):
                yield from _bands(model, table(model, rule))
    for series, _ in classes(model):
        yield from _bands(model, series)


def _bands(model: Model, series: Series | None) -> Iterator[Diagnostic]:
    for both, one, other in shared(series) if series is not None else ():
        part = able(model, series.subject, both) if series is not None else None
        if series is not None and part is not None:
            upper, lower = sorted((one.node, other.node), key=lambda node: node.span)
            yield _finding(lower, upper, _words(*series.words(*part)))


def _numbers(model: Model, rule: Rule) -> Iterator[Diagnostic]:
    series = table(model, rule)
    above: list[tuple[Row, Ranges]] = []
    for row in rule.rows:
        found = ranges(row.test) if row.test is not None else None
        if found is None or series is None:
            continue
        if within(found[1], union(part for _, taken in above for part in taken)):
            continue  # never reached at all, which another rule tells
        for other, taken in above:
            both = intersection(found[1], taken)
            if both and not within(found[1], taken) and not within(taken, found[1]):
                ends = series.words(*(series.stepped(both[0]) or both[0]))
                yield _finding(row.node, other.node, _words(*ends))
                break
        above.append((row, found[1]))


def _words(first: str, last: str) -> str:
    return f"`{first}` fits" if first == last else f"`{first}` to `{last}` fit"


def _texts(rule: Rule) -> Iterator[Diagnostic]:
    taken: dict[str, Row] = {}
    for row in rule.rows:
        test = row.test
        if not isinstance(test, terms.TextIn) or test.list_name is not None:
            continue
        again = [text for text in test.texts if text in taken]
        if again and len(again) < len(test.texts):
            yield _finding(row.node, taken[again[0]].node, f"`{again[0]}` fits")
        for text in test.texts:
            taken.setdefault(text, row)


def _finding(row: ast.Node, other: ast.Node, what: str) -> Diagnostic:
    return Diagnostic(
        CODE, "warning", f"{what} this row and one above it", row.span,
        labels=(Label(other.span, "counts, for it comes first"),),
        help="let each value stand in one row",
    )  # fmt: skip
