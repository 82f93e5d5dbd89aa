"""A chain of queries, each adding columns to the one before.

A column goes into the first query of its section in which all that it reads is there; so there
are only as many queries as there are steps that need one another's results.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlglot import exp

from . import sql_tree as sql
from .sql_moments import CLOCK
from .sql_names import Names
from .sql_tree import Expr


@dataclass(frozen=True, slots=True)
class Query:
    """One query of a WITH."""

    name: str
    body: exp.Query
    kept: bool | None = None
    """Whether an engine should keep its rows, or work it out wherever it is named."""
    fence: bool = False
    """Whether its columns must be worked out once for each row."""


@dataclass(slots=True)
class _Stage:
    section: str
    columns: list[Expr] = field(default_factory=list)


class Chain:
    """`columns` are names of the columns that are there at the start."""

    def __init__(self, queries: Names, columns: Names, first: str) -> None:
        self._queries = queries
        self._columns = columns
        self._first = first
        self._level: dict[str, int] = {}
        self._stages: list[_Stage] = []

    def given(self, column: str) -> str:
        """Says that the first query has this column."""
        self._level[column] = -1
        return column

    def add(self, section: str, value: Expr, *wanted: str, comment: str = "") -> str:
        """Adds a column; returns its name."""
        column = self._columns.take(*wanted)
        place = self._place(section, value)
        self._stages[place].columns.append(sql.named(value, column, comment))
        self._level[column] = place
        return column

    def _place(self, section: str, value: Expr) -> int:
        reads = (self._level.get(c.name, -1) for c in value.find_all(exp.Column) if not c.table)
        after = max(reads, default=-1) + 1
        for place in range(after, len(self._stages)):
            if self._stages[place].section == section:
                return place
        self._stages.append(_Stage(section))
        return len(self._stages) - 1

    def queries(self) -> list[Query]:
        """The queries after the first."""
        made: list[Query] = []
        before = self._first
        for stage in self._stages:
            name = self._queries.take(stage.section)
            made.append(Query(name, _extended(before, stage.columns)))
            before = name
        return made


def _extended(before: str, columns: list[Expr]) -> exp.Select:
    body = sql.select([sql.star(), *columns], sql.table(before))
    return with_clock(body, before)


def with_clock(body: exp.Select, before: str | None = None) -> exp.Select:
    """Joins the clock to a query that reads it; `before` is what a `*` in it stands for."""
    if not sql.reads(body, CLOCK):
        return body
    if before is not None:
        body.expressions[0].replace(sql.star(before))
    return body.join(sql.table(CLOCK), join_type="cross", copy=False)
