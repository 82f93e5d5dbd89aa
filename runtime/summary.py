"""What a run tells when it is done: leads per stage, the distribution of scores, problems."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ..compiler.own_moment import AsOf
from ..compiler.plan import Class, HandOff, Plan
from .evaluate import Number
from .evaluate import shown as points_of
from .last_run import STAGE
from .output_columns import (
    SHOWN,
    OutputColumn,
    account_columns,
    account_query,
    score_columns,
    would_run,
)
from .problems import Problem
from .tables.duckdb import Session, literal, name

BINS: Final = 20
"""At most so many bars in a histogram."""
TOP_ACCOUNTS: Final = 5
"""So many companies are shown."""
_NO_MOMENT: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Count:
    value: str
    rows: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Leads per value of `stage`, a label or a grade."""

    name: str
    values: tuple[Count, ...]
    """All values of a stage or label in the order of the rules, also those that no lead has; of a
    grade those that occur."""


@dataclass(frozen=True, slots=True)
class Bin:
    lowest: Number
    """The scores from this one to below the next bin's; the last bin's highest is in it."""
    highest: Number
    leads: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Of the leads that have a score."""

    lowest: Number
    median: Number
    """Of an even number the lower of the two in the middle."""
    highest: Number
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Accounts:
    number: int
    classes: tuple[Counts, ...]
    """Companies per value of each label."""
    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    """The first rows, as text."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What would be sent."""

    what: HandOff
    in_stage: int
    """Leads in the stage now."""
    entering: int | None
    """Those of them that were not in it at the last run; none if nothing is known of one."""


@dataclass(frozen=True, slots=True)
class Summary:
    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    """The first rows of the output, as text."""
    leads: int
    excluded: tuple[Count, ...]
    """By reason, in the order of the rules."""
    classes: tuple[Counts, ...]
    scores: Scores | None
    """None if no lead has a score."""
    accounts: Accounts | None
    """None if the rules have none."""
    hand_offs: tuple[HandedOver, ...]
    events: tuple[Count, ...]
    """Rows of the data per kind of event, up to as-of and of known leads."""
    problems: tuple[Problem, ...]
    guarded: int
    """Cells of a CSV output that got a `'` in front, since a spreadsheet would have run them."""
    files: tuple[Path, ...]
    as_of: AsOf
    fingerprint: str
    engine: str
    seconds: float
    tables: tuple[str, ...] = ()
    """Written in a warehouse, where the rows are then too: `rows` has none."""


def class_counts(session: Session, plan: Plan, table: str) -> tuple[Counts, ...]:
    return _counts(session, plan.classes, table)


def _counts(session: Session, classes: Iterable[Class], table: str) -> tuple[Counts, ...]:
    return tuple(
        Counts(class_.name, _in_order(_values(class_), _counted(session, table, class_.name)))
        for class_ in classes
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


def accounts(session: Session, plan: Plan) -> Accounts | None:
    if plan.accounts is None:
        return None
    columns = account_columns(plan)
    number = session.rows("SELECT count(*) FROM accounts")[0][0]
    first = session.rows(account_query(plan, _NO_MOMENT, SHOWN, TOP_ACCOUNTS))
    return Accounts(
        number, _counts(session, plan.accounts.labels, "accounts"),
        tuple(column.name for column in columns), tuple(row[: len(columns)] for row in first),
    )  # fmt: skip


def hand_offs(
    session: Session, plan: Plan, was: Callable[[str], str] | None, table: str = "scored"
) -> Iterator[HandedOver]:
    """How many leads each line of `hand off` is about, in their order. `was` makes the SQL that
    tells whether a lead of `t`, the table, had a stage at the last run."""
    for found in plan.hand_offs:
        test = f"t.{STAGE} = {literal(found.stage)}"
        entering = None
        if was is not None:
            entering = _leads(session, table, f"{test} AND NOT {was(found.stage)}")
        yield HandedOver(found, _leads(session, table, test), entering)


def _leads(session: Session, table: str, test: str) -> int:
    found: int = session.rows(f"SELECT count(*) FROM {table} AS t WHERE {test}")[0][0]
    return found


def guarded(session: Session, plan: Plan) -> int:
    """Cells of the scores, and of the companies, that a spreadsheet would run."""
    tables = [("scored", score_columns(plan))]
    tables += [("accounts", account_columns(plan))] if plan.accounts is not None else []
    return sum(_guarded_cells(session, columns, table) for table, columns in tables)


def _guarded_cells(session: Session, columns: tuple[OutputColumn, ...], table: str) -> int:
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
    width = bin_width(low, high)
    first = low // width
    counted = dict(
        session.rows(
            f"SELECT (score - ((score % {width}) + {width}) % {width}) // {width}, count(*) "
            f"FROM {table} WHERE score IS NOT NULL GROUP BY 1"
        )
    )
    bins = tuple(
        Bin(
            points_of(number * width, plan.scale),
            points_of((number + 1) * width, plan.scale),
            counted.get(number, 0),
        )
        for number in range(first, high // width + 1)
    )
    return Scores(
        points_of(low, plan.scale), points_of(median, plan.scale), points_of(high, plan.scale), bins
    )


def bin_width(low: int, high: int) -> int:
    """The narrowest of 1, 2, 5, 10, 20, 50 … with which `BINS` bins reach from low to high.

    >>> [bin_width(0, high) for high in (3, 19, 20, 100, 1000)]
    [1, 1, 2, 10, 100]
    """
    widths: Iterator[int] = (digit * 10**zeros for zeros in range(19) for digit in (1, 2, 5))
    return next(width for width in widths if high // width - low // width < BINS)
