"""Counting values that cannot be read as the type that the rules give their column.

Texts were read when the table was made, and what failed is kept beside; other types are looked
at here, but for those of which every value can be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from ...compiler import normal
from ...compiler import sql_tree as sql
from ...compiler.dialects.duckdb import DIALECT
from ...compiler.plan import Column, Type
from ..problems import EXAMPLES, Problem, unreadable
from .cells import READ, fault, read_cell, spelled, unused
from .duckdb import Session, name
from .loaded import Relation

_SMALL: Final = frozenset(("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"))
_DECIMAL: Final = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")
_MOMENTS: Final = ("date", "time", "instant")


@dataclass(frozen=True, slots=True)
class Reading:
    """A column that the rules read in the rows of `t` for which `rows`, SQL, holds."""

    column: Column
    rows: str


def problems(session: Session, relation: Relation, readings: Iterable[Reading]) -> list[Problem]:
    """One for each column and type that has unreadable values."""
    tests: dict[tuple[str, Type], str] = {}
    for reading in readings:
        test = fault_of(relation, reading.column)
        if test is not None:
            key = reading.column.source, reading.column.type
            one = f"({reading.rows} AND {test})"
            tests[key] = f"{tests[key]} OR {one}" if key in tests else one
    counts = _counts(session, relation, tests)
    return [
        unreadable(relation.shown, *key, counts[key], _examples(session, relation, key[0], test))
        for key, test in tests.items()
        if counts[key]
    ]


def _counts(
    session: Session, relation: Relation, tests: dict[tuple[str, Type], str]
) -> dict[tuple[str, Type], int]:
    """Two queries: one over the few rows in which texts could not be read, one over all rows."""
    found: dict[tuple[str, Type], int] = {}
    for was_text in (True, False):
        own = {key: test for key, test in tests.items() if (key[0] in relation.unread) == was_text}
        if own:
            counts = ", ".join(f"count(*) FILTER ({test})" for test in own.values())
            some = f"WHERE t.{name(relation.unread_column)} IS NOT NULL" if was_text else ""
            row = session.rows(f"SELECT {counts} FROM {relation.name} AS t {some}")[0]
            found |= dict(zip(own, row, strict=True))
    return found


def fault_of(relation: Relation, column: Column) -> str | None:
    """SQL: whether a row of `t` has a value that cannot be read; none if that cannot be."""
    if column.type not in READ:
        return None
    if column.source in relation.unread:
        return f"coalesce(len({_unread(relation, column.source)}) > 0, false)"
    if _always_read(relation, column):
        return None
    cell = sql.name(column.source, "t", quoted=True)
    read = read_cell(cell.copy(), column.type, relation.families[column.source])
    return fault(sql.cast(cell, "VARCHAR"), read, column.unknown_for)


def _unread(relation: Relation, source: str) -> str:
    """SQL: what could not be read in that column, a list."""
    place = relation.unread[source]
    # A column of the data of the same name would be meant instead.
    one = unused("one", list(relation.types))
    return f"list_filter(t.{name(relation.unread_column)}, lambda {one}: {one}.c = {place})"


def _always_read(relation: Relation, column: Column) -> bool:
    family, type_ = relation.families[column.source], relation.types[column.source]
    if column.type in ("date", "time"):
        return family in _MOMENTS
    if family == "yes/no" or column.type == "yes/no":
        return family == "yes/no"
    decimal = _DECIMAL.fullmatch(type_)
    return type_ in _SMALL or (decimal is not None and int(decimal[1]) - int(decimal[2]) <= 18)


def _examples(
    session: Session, relation: Relation, source: str, test: str
) -> list[tuple[Any, ...]]:
    shown = f"CAST(t.{name(source)} AS VARCHAR)"
    if source in relation.unread:
        shown = f"{_unread(relation, source)}[1].v"
    return session.rows(
        f"SELECT t.{relation.place} + {relation.first_row}, {shown} FROM {relation.name} AS t "
        f"WHERE {test} ORDER BY 1 LIMIT {EXAMPLES}"
    )


def moment(relation: Relation, column: str) -> str:
    """SQL for a column of `t` in microseconds since the epoch, NULL if it is no moment."""
    cell = sql.name(column, "t", quoted=True)
    read = DIALECT.moment(cell, relation.families[column])
    return spelled(DIALECT.microseconds(read))


def micros(as_of: datetime) -> int:
    """A moment with a zone, in microseconds since the epoch."""
    return (as_of - normal.EPOCH) // timedelta(microseconds=1)
