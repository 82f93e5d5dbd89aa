"""Leads that are judged each at its own moment, rather than all at one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from .no_moment import NoMoment
from .plan import Column, Plan

LONGEST: Final = timedelta(days=36_525)
"""A hundred years."""
NO_COMPANIES: Final = (
    "the section `accounts` takes the leads of a company together at one moment, and here each "
    "lead has its own: ask for companies as of a moment"
)
_US: Final = timedelta(microseconds=1)
_UNITS: Final = (
    ("week", timedelta(weeks=1)), ("day", timedelta(days=1)), ("hour", timedelta(hours=1)),
    ("minute", timedelta(minutes=1)), ("second", timedelta(seconds=1)), ("microsecond", _US),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnMoment:
    """As-of for each lead by itself: what its `column` says, and `plus` after it.

    The column is one of type `time` or `date` that the rules declare, or else any column of the
    leads, read as a time: without a zone it is UTC, and a date is its midnight. Each row of the
    leads is judged as if `as_of` were its moment; rows without one, whose value is missing or
    cannot be read, are no rows of the result. Raises `ValueError` for a `plus` that is negative
    or longer than a hundred years.
    """

    column: str
    plus: timedelta = timedelta(0)

    def __post_init__(self) -> None:
        if not timedelta(0) <= self.plus <= LONGEST:
            raise ValueError("`plus` is a time of up to a hundred years, and never negative")

    @property
    def plus_us(self) -> int:
        return self.plus // _US

    def __str__(self) -> str:
        """For people.

        >>> str(OwnMoment("signed_up")), str(OwnMoment("signed_up", timedelta(days=7)))
        ('the `signed_up` of each lead', 'the `signed_up` of each lead plus 1 week')
        """
        of = f"the `{self.column}` of each lead"
        return f"{of} plus {said(self.plus)}" if self.plus else of


AsOf: TypeAlias = datetime | OwnMoment
"""The moment at which all leads are judged, or each its own."""


def said(span: timedelta) -> str:
    """In its largest unit that is whole.

    >>> said(timedelta(hours=36)), said(timedelta(days=1)), said(timedelta(0))
    ('36 hours', '1 day', '0 weeks')
    """
    unit, size = next((unit, size) for unit, size in _UNITS if not span % size)
    number = span // size
    return f"{number:,} {unit}{'s' * (number != 1)}"


def column_of(plan: Plan, own: OwnMoment) -> Column:
    """The column of a plan that was made by `judged`."""
    return next(column for column in plan.leads.columns if _alike(column.name, own.column))


def judged(plan: Plan, own: OwnMoment, declared: Iterable[Column] = ()) -> Plan:
    """The plan with that column among those that it reads, and without companies, which have no
    moment of their own; of the same fingerprint. `declared` are the columns that the rules
    declare, also those that they do not read. Raises `NoMoment`."""
    columns = plan.leads.columns
    known = [c for c in (*columns, *declared) if _alike(c.name, own.column)]
    if not known:  # as it is called in the data
        known = [c for c in (*columns, *declared) if c.source == own.column and _tells(c)]
        known = [replace(c, name=own.column) for c in known[:1]]
    column = known[0] if known else Column(own.column, "time", own.column, asked=True)
    if not _tells(column):
        raise NoMoment(
            f"the column `{column.name}` is declared as {column.type}, and the moment of a lead "
            "is a time",
            f"declare it as `{column.name} time` or `{column.name} date`, or give another column",
        )
    if column not in columns:
        columns = (*columns, column)
    return replace(plan, accounts=None, leads=replace(plan.leads, columns=columns))


def _tells(column: Column) -> bool:
    return column.type in ("time", "date")


def _alike(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
