"""A hole between two bands of numbers.

A number in the hole fits no row and gives nothing. So it is with rows of a table, with the
conditions of `first of` and `best of`, and with rules that follow one another in a group and ask
for the same number; in stages and labels the hole falls through to `otherwise`, with all that lies
outside the bands. Between bands that are written in whole numbers the step from 249 to 250 is no
hole; with decimals the step is as fine as they are. A hole is told if it holds a single value, or
if it is small beside the bands around it, unless an `exclude` takes its leads; write a row with `0`
where nothing is meant, or close a table with `otherwise`.

Avoid:

    score "Demo score"

    leads
      employees number
      seats     number

    group fit
      points by employees
        +10 for 10 to 49
        +20 for 51 to 249
        +30 for over 250

    group size
      +10 when seats is between 1 and 49
      +20 when seats is between 50 and 200
      +30 when seats is over 250

    stages
      Hot  when score is over 50
      Warm when score is between 20 and 49
      Cold otherwise

Prefer:

    score "Demo score"

    leads
      employees number
      seats     number

    group fit
      points by employees
        +10 for 10 to 49
        +20 for 50 to 249
        +30 for at least 250

    group size
      +10 when seats is between 1 and 49
      +20 when seats is between 50 and 200
      +30 when seats is over 200

    stages
      Hot  when score is at least 50
      Warm when score is between 20 and 49
      Cold otherwise
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Label
from ..intervals import Interval, complement, intersection, union, within
from ..logic import possible, ranges
from ..model import ClassRow, Model
from ..terms import Test
from ._bands import OTHERWISE, Band, Series, able, classes, holes, rules_in_turn, table

CODE = "W303"


def check(model: Model) -> Iterator[Diagnostic]:
    excluded = [e.test for e in model.excluded if e.test is not None]
    for group in model.groups:
        for rule in group.rules:
            series = table(model, rule)
            if series is not None and all(row.test != OTHERWISE for row in rule.rows):
                by_value = not isinstance(rule.node, ast.FirstOf | ast.BestOf)
                yield from _rows(model, series, excluded, by_value)
    for series in rules_in_turn(model):
        yield from _rules(model, series, excluded)
    for series, rest in classes(model):
        yield from _classes(model, series, rest, excluded)


def _rows(
    model: Model, series: Series, excluded: list[Test], by_value: bool
) -> Iterator[Diagnostic]:  # fmt: skip
    for hole, below, above in _told(model, series, excluded):
        values, row = _spelled(series, hole)
        closed = f"write `0 for {row}`" if by_value else "close the rows with `0 otherwise`"
        help = f"let one of the two bands reach further, or {closed}"
        yield _finding(f"no row fits {values}", below, above, help)


def _rules(model: Model, series: Series, excluded: list[Test]) -> Iterator[Diagnostic]:
    for hole, below, above in _told(model, series, excluded):
        if below.points * above.points > 0:  # between good and bad there is a middle
            values, _ = _spelled(series, hole)
            help = "let one of the two bands reach further"
            yield _finding(f"no rule fits {values}", below, above, help)


def _classes(
    model: Model, series: Series, rest: ClassRow, excluded: list[Test]
) -> Iterator[Diagnostic]:  # fmt: skip
    left = complement(union(band.interval for band in series.bands))
    left = intersection(left, possible(series.subject))
    if sum(able(model, series.subject, part) is not None for part in left) < 2:
        return  # `otherwise` is the row of the hole
    for hole, below, above in _told(model, series, excluded):
        values, _ = _spelled(series, hole)
        falls = "falls" if hole[0] == hole[1] else "fall"
        help = "let one of the two bands reach further"
        yield _finding(f"{values} {falls} through to `{rest.value}`", below, above, help)


def _told(
    model: Model, series: Series, excluded: list[Test]
) -> Iterator[tuple[Interval, Band, Band]]:  # fmt: skip
    for hole, below, above in holes(series):
        part = able(model, series.subject, hole)
        if part is not None and not _excluded(series, part, excluded):
            yield part, below, above


def _excluded(series: Series, hole: Interval, excluded: list[Test]) -> bool:
    """Whether leads with these values are not scored anyway."""
    left_out = [found for found in map(ranges, excluded) if found is not None]
    return any(
        subject == series.subject and within((hole,), values) for subject, values in left_out
    )


def _spelled(series: Series, hole: Interval) -> tuple[str, str]:
    """In a message, and as a row says it."""
    first, last = series.words(*hole)
    if first == last:
        return f"`{first}`", first
    return f"`{first}` to `{last}`", f"{first} to {last}"


def _finding(title: str, below: Band, above: Band, help: str) -> Diagnostic:
    lower, upper = sorted((below.node, above.node), key=lambda node: node.span)
    labels = (Label(lower.span, "the band on the other side"),)
    return Diagnostic(CODE, "warning", title, upper.span, labels=labels, help=help)
