"""What a run tells when it is done: leads per stage, the distribution of scores, problems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from ..compiler.plan import Class, Plan
from .output_columns import OutputColumn, would_run
from .problems import Problem
from .table_duckdb import Session, name

BINS: Final = 20
"""At most so many bars in a histogram."""


@dataclass(frozen=True, slots=True)
class Count:
    value: str
    leads: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Leads per value of `stage`, a label or a grade."""

    name: str
    values: tuple[Count, ...]
    """All values of a stage or label in the order of the rules, also those that no lead has; of a
    grade those that occur."""


@dataclass(frozen=True, slots=True)
class Bin:
    lowest: Decimal
    """The scores from this one to below the next bin's; the last bin's highest is in it."""
    highest: Decimal
    leads: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Of the leads that have a score."""

    lowest: Decimal
    median: Decimal
    """Of an even number the lower of the two in the middle."""
    highest: Decimal
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    """The first rows of the output, cells as in JSON; points are texts."""
    leads: int
    excluded: tuple[Count, ...]
    """By reason, in the order of the rules."""
    classes: tuple[Counts, ...]
    scores: Scores | None
    """None if no lead has a score."""
    events: tuple[Count, ...]
    """Rows of the data per kind of event, up to as-of and of known leads."""
    problems: tuple[Problem, ...]
    guarded: int
    """Cells of a CSV output that got a `'` in front, since a spreadsheet would have run them."""
    files: tuple[Path, ...]
    as_of: datetime
    fingerprint: str
    engine: str
    seconds: float


def class_counts(session: Session, plan: Plan, table: str) -> tuple[Counts, ...]:
    return tuple(
        Counts(class_.name, _in_order(_values(class_), _counted(session, table, class_.name)))
        for class_ in plan.classes
    )


def excluded_counts(session: Session, plan: Plan, table: str) -> tuple[Count, ...]:
    found = _counted(session, table, "excluded")
    return _in_order((exclusion.reason for exclusion in plan.excluded), found)


def _counted(session: Session, table: str, column: str) -> dict[str, int]:
    cell = name(column)
    sql = f"SELECT {cell}, count(*) FROM {table} WHERE {cell} IS NOT NULL GROUP BY 1 ORDER BY 1"
    return dict(session.rows(sql))


def _values(class_: Class) -> tuple[str, ...]:
    return tuple(row.value for row in class_.parts[0]) if len(class_.parts) == 1 else ()


def _in_order(values: Iterable[str], found: dict[str, int]) -> tuple[Count, ...]:
    order = dict.fromkeys([*values, *found])
    return tuple(Count(value, found.get(value, 0)) for value in order)


def guarded_cells(session: Session, columns: tuple[OutputColumn, ...], table: str) -> int:
    texts = [name(c.name) for c in columns if c.kind in ("key", "text")]
    counts = " + ".join(f"count(*) FILTER ({would_run(f'CAST({t} AS VARCHAR)')})" for t in texts)
    found: int = session.rows(f"SELECT {counts} FROM {table}")[0][0]
    return found


# ---------------------------------------------------------------- scores


def scores(session: Session, plan: Plan, table: str) -> Scores | None:
    low, high, median = session.rows(
        f"SELECT min(score), max(score), quantile_disc(score, 0.5) FROM {table}"
    )[0]
    if low is None:
        return None
    width = bin_width(low, high, plan.scale)
    first = low // width
    counted = dict(
        session.rows(
            f"SELECT CAST(floor(score / {width}) AS BIGINT), count(*) FROM {table} "
            "WHERE score IS NOT NULL GROUP BY 1"
        )
    )
    bins = tuple(
        Bin(
            points(number * width, plan.scale),
            points((number + 1) * width, plan.scale),
            counted.get(number, 0),
        )
        for number in range(first, high // width + 1)
    )
    return Scores(
        points(low, plan.scale), points(median, plan.scale), points(high, plan.scale), bins
    )


def bin_width(low: int, high: int, scale: int) -> int:
    """The narrowest of 1, 2, 5, 10, 20 … points (or of parts of one, if points have decimals and
    are few) with which the scores fill at most `BINS` bins.

    >>> [bin_width(0, high, 1) for high in (3, 19, 20, 100, 1000)]
    [1, 1, 2, 10, 100]
    """
    width = 1
    for factor in (2, 5, 10) * 20:
        if high // width - low // width < BINS:
            break
        width = width * factor if factor == 2 else width * factor // (2 if factor == 5 else 5)
    return width


def points(count: int, scale: int) -> Decimal:
    """Points from whole counts of 1/scale, with as few decimals as they need.

    >>> [str(points(count, 10)) for count in (120, 125, -5)]
    ['12', '12.5', '-0.5']
    """
    value = (Decimal(count) / scale).normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral() else value


