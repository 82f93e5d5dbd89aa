"""What is wrong with data, counted over all rows, with examples that a person can look up.

Rules treat what cannot be read as unknown; nothing of it is dropped without a word. The figures
are the same whichever engine scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias

from ..compiler.own_moment import AsOf
from .errors import DataError, counted, shortened
from .output_columns import utc_text

EXAMPLES: Final = 3

Kind: TypeAlias = Literal[
    "unreadable", "duplicate key", "no key", "unknown lead", "event without lead",
    "event without time", "later", "undeclared", "short row", "thousands", "no moment",
]  # fmt: skip

SERIOUS: Final = frozenset((
    "unreadable", "duplicate key", "no key", "unknown lead", "event without lead",
    "event without time",
))  # fmt: skip
"""What a strict run refuses; the others are for information."""


@dataclass(frozen=True, slots=True)
class Example:
    row: int
    """As a spreadsheet shows it: the header is row 1. In Parquet and JSON the first row is 1."""
    value: str
    """Shortened; a lead's key is never whole. Empty if there is nothing to show."""

    def __str__(self) -> str:
        return f"row {self.row:,}: `{self.value}`" if self.value else f"row {self.row:,}"


@dataclass(frozen=True, slots=True)
class Problem:
    kind: Kind
    table: str
    """The file's name without its folder."""
    rows: int
    message: str
    """One line, without examples."""
    column: str = ""
    examples: tuple[Example, ...] = ()
    """At most `EXAMPLES`, the first in the data."""

    @property
    def serious(self) -> bool:
        return self.kind in SERIOUS

    def __str__(self) -> str:
        return ", ".join([self.message, *map(str, self.examples)])


def refuse_serious(problems: Iterable[Problem]) -> None:
    """`DataError` that tells all that a strict run does not accept."""
    serious = [problem for problem in problems if problem.serious]
    if serious:
        kinds = counted(len(serious), "kind")
        raise DataError(
            f"the data has {kinds} of problems, and the run is strict",
            "\n".join(f"- {problem}" for problem in serious),
        )


def short_rows(table: str, rows: int) -> list[Problem]:
    if not rows:
        return []
    has = "row has" if rows == 1 else "rows have"
    message = f"{rows:,} {has} fewer cells than the header of {table}; the rest is unknown"
    return [Problem("short row", table, rows, message)]


def no_moment(table: str, column: str, leads: int, examples: tuple[Example, ...] = ()) -> Problem:
    message = (
        f"{counted(leads, 'lead')} of {table} without a moment in column `{column}`, so not scored"
    )
    return Problem("no moment", table, leads, message, column, examples)


def later(table: str, column: str, events: int, as_of: AsOf) -> Problem:
    """Events that do not exist yet."""
    when = utc_text(as_of) if isinstance(as_of, datetime) else "the moment of their lead"
    message = f"{counted(events, 'event')} of {table} later than {when}, so not counted"
    return Problem("later", table, events, message, column)


def unreadable(
    table: str, column: str, type_: str, rows: int, examples: Sequence[tuple[Any, ...]]
) -> Problem:
    what = {"number": "a number", "date": "a date", "time": "a time", "yes/no": "yes or no"}[type_]
    message = (
        f"{counted(rows, 'value')} in column `{column}` of {table} cannot be read as {what}: "
        "unknown to the rules"
    )
    shown = tuple(Example(row, shortened(value)) for row, value in examples)
    return Problem("unreadable", table, rows, message, column, shown)


def thousands(
    table: str, column: str, rows: int, examples: Sequence[tuple[int, Decimal]]
) -> Problem:  # fmt: skip
    shown = tuple(Example(row, f"{value:.3f}") for row, value in examples)
    read, meant = (f"{value:f}" for value in _read_and_meant(examples))
    message = (
        f"each point in the numbers of column `{column}` of {table} stands before three digits, as "
        f"in thousands: read as decimals, the first is {read}; write {meant} if that is meant"
    )
    return Problem("thousands", table, rows, message, column, shown)


def _read_and_meant(examples: Sequence[tuple[int, Decimal]]) -> tuple[Decimal, Decimal]:
    value = Decimal(examples[0][1])
    return value.normalize() + 0, (value * 1000).normalize() + 0


def undeclared(table: str, column: str, names: Sequence[tuple[str, int]], rows: int) -> Problem:
    shown = ", ".join(f"`{shortened(name)}` ({times:,})" for name, times in names[:5])
    more = f" and {len(names) - 5:,} more names" if len(names) > 5 else ""
    message = f"{counted(rows, 'event')} of {table} of kinds that no rule reads: {shown}{more}"
    return Problem("undeclared", table, rows, message, column)
