"""Bands of numbers that stand side by side: rows of a table, conditions of `first of` and `best
of`, rules of one group, stages and labels.

Tests are bands of one series if they ask for the same number and, beside it, for the same things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from itertools import groupby
from math import isinf
from typing import TypeAlias

from .. import ast, terms
from ..attainable import group_ranges
from ..intervals import Interval, Ranges, intersection
from ..logic import Subject, possible, ranges
from ..model import ClassRow, Model, Rule
from ..printer import number
from ..terms import MICRO, Test
from ..walk import walk

Beside: TypeAlias = frozenset[Test]
OTHERWISE = terms.Always(True)


@dataclass(frozen=True, slots=True)
class Band:
    """From the first to the second number, both included, in units of the series; `points` for
    its side of zero, where there are any."""

    interval: Interval
    node: ast.Node
    points: int


@dataclass(frozen=True, slots=True)
class Series:
    """Bands from the lowest up. The step is that from one number to the next, written or able to
    be; `unit` is 1."""

    subject: Subject
    bands: tuple[Band, ...]
    unit: int
    step: int
    decimals: int

    def words(self, first: float, last: float) -> tuple[str, str]:
        """Two numbers as one would write them."""
        return self._word(first), self._word(last)

    def _word(self, at: float) -> str:
        value = (Decimal(int(at)) / self.unit).normalize() + Decimal(0)
        exponent = value.as_tuple().exponent
        shown = max(0, -exponent) if isinstance(exponent, int) else 0
        return number(value, max(shown, self.decimals if shown else 0))

    def size(self, interval: Interval) -> float:
        """How many numbers it holds."""
        width = interval[1] - interval[0]
        return width if isinf(width) else width // self.step + 1

    def stepped(self, interval: Interval) -> Interval | None:
        """The first and the last of the numbers that it holds."""
        low, high = interval
        first = low if isinf(low) else -(-low // self.step) * self.step
        last = high if isinf(high) else high // self.step * self.step
        return (first, last) if first <= last else None


def table(model: Model, rule: Rule) -> Series | None:
    """The rows of a table or of a rule with conditions, if they ask for one number and nothing
    else; those of `otherwise` and `unknown` stand for themselves."""
    rows = [row for row in rule.rows if row.test is not None and row.test != OTHERWISE]
    by_value = not isinstance(rule.node, ast.FirstOf | ast.BestOf)
    pairs = [(row, _asked(row.test, several=by_value)) for row in rows]
    found = [(row, asked) for row, asked in pairs if asked is not None]
    keys = {(subject, beside) for _, (subject, beside, _) in found}
    if len(keys) != 1 or (len(found) < len(rows) and not by_value):
        return None
    return _series(model, [(row.node, row.points, asked) for row, asked in found])


def rules_in_turn(model: Model) -> list[Series]:
    """Rules of a group that follow one another and ask for the same number."""
    return model.once(_rules_in_turn)


def _rules_in_turn(model: Model) -> list[Series]:
    return [series for group in model.groups for series in _runs(model, group.rules)]


def _runs(model: Model, rules: Iterable[Rule]) -> Iterator[Series]:
    asked = ((rule, _asked(rule.test)) for rule in rules)
    for key, run in groupby(asked, lambda pair: pair[1] and pair[1][:2]):
        pairs = list(run) if key is not None else []
        found = [(rule.node, rule.points, of) for rule, of in pairs if of is not None]
        if len(found) > 1:
            yield _series(model, found)


def classes(model: Model) -> Iterator[tuple[Series, ClassRow]]:
    """The rows of stages and of labels that ask for one number, and the row that takes the rest."""
    for cls in model.classes:
        *rows, rest = cls.parts[0] or (None,)
        if isinstance(cls.node, ast.Grade) or rest is None or len(rows) < 2:
            continue
        pairs = [(row, _asked(row.test)) for row in rows]
        found = [(row, asked) for row, asked in pairs if asked is not None]
        if len(found) == len(rows) and len({asked[:2] for _, asked in found}) == 1:
            yield _series(model, [(row.node, 1, asked) for row, asked in found]), rest


def _asked(
    test: Test | None, several: bool = False
) -> tuple[Subject, Beside, Ranges] | None:  # fmt: skip
    """The one number that a test asks for, what it asks for beside it, and the values: one band,
    unless several may be named."""
    parts = test.tests if isinstance(test, terms.All) else (test,) if test is not None else ()
    numbers = [(part, ranges(part)) for part in parts]
    about = {found[0] for _, found in numbers if found is not None}
    if len(about) != 1:
        return None
    (subject,) = about
    values = reduce(intersection, (found[1] for _, found in numbers if found is not None))
    values = intersection(values, possible(subject))
    if not values or (len(values) > 1 and not several):
        return None
    return subject, frozenset(part for part, found in numbers if found is None), values


def _series(
    model: Model, found: Sequence[tuple[ast.Node, int, tuple[Subject, Beside, Ranges]]]
) -> Series:
    subject = found[0][2][0]
    bands = [Band(part, node, points) for node, points, (_, _, r) in found for part in r]
    decimals = max(_decimals(node) for node, _, _ in found)
    unit = model.scale if isinstance(subject, terms.Points) else MICRO
    # Points are known to the last decimal; of other numbers one sees only how they are written.
    step = 1 if isinstance(subject, terms.Points) else unit // 10 ** min(decimals, 6)
    return Series(subject, tuple(sorted(bands, key=lambda b: b.interval)), unit, step, decimals)


def _decimals(node: ast.Node) -> int:
    about = node.matcher if isinstance(node, ast.ByRow) else getattr(node, "test", None)
    return max((n.decimals for n in walk(about) if isinstance(n, ast.Number)), default=0)


def able(model: Model, subject: Subject, interval: Interval) -> Interval | None:
    """What of a span of points can be at all."""
    if not isinstance(subject, terms.Points):
        return interval
    low, high = group_ranges(model).get(subject.group, interval)
    both = max(low, interval[0]), min(high, interval[1])
    return both if both[0] <= both[1] else None


def slight(series: Series, part: Interval, one: Band, other: Band) -> bool:
    """Whether what two bands share or leave between them is likely a slip: a single number, or a
    span that is small beside them both."""
    if series.size(part) == 1:
        return True
    widths = [series.size(band.interval) for band in (one, other)]
    return series.size(part) * 2 <= min(widths) and not isinf(max(widths))


def holes(series: Series) -> Iterator[tuple[Interval, Band, Band]]:
    """First and last number of each hole that is likely not meant, with the bands around it."""
    end: Band | None = None
    for band in series.bands:
        if end is not None and band.interval[0] > end.interval[1] + 1:
            hole = _hole(series, end, band)
            if hole is not None:
                yield hole, end, band
        if end is None or band.interval[1] > end.interval[1]:
            end = band


def _hole(series: Series, below: Band, above: Band) -> Interval | None:
    hole = series.stepped((below.interval[1] + 1, above.interval[0] - 1))
    if hole is None:
        return None
    if slight(series, hole, below, above) or _open_end(series, hole, below, above):
        return hole
    # 59.5 points, between bands that end at 59 and start at 60.
    between = series.size(hole) * series.step < series.unit // 10**series.decimals
    return hole if between else None


def _open_end(series: Series, hole: Interval, below: Band, above: Band) -> bool:
    """Whether an outermost band without an end is off from a row of others; between points given
    and points taken there may well be a middle for which there are none."""
    finite = [b for b in (below, above) if not isinf(series.size(b.interval))]
    return (
        len(series.bands) > 2
        and len(finite) == 1
        and below.points * above.points > 0
        and series.size(hole) * 2 <= series.size(finite[0].interval)
    )


def shared(series: Series) -> Iterator[tuple[Interval, Band, Band]]:
    """What two bands both hold, as far as it is likely not meant; a band within another is."""
    end: Band | None = None
    for band in series.bands:
        if end is not None and _ends_apart(end, band):
            both = series.stepped((band.interval[0], end.interval[1]))
            if both is not None and slight(series, both, end, band):
                yield both, end, band
        if end is None or band.interval[1] > end.interval[1]:
            end = band


def _ends_apart(one: Band, other: Band) -> bool:
    (low, high), (other_low, other_high) = one.interval, other.interval
    return low < other_low and high < other_high
