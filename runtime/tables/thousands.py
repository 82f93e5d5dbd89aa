"""Tells of numbers that are read as decimals and may be thousands: `1.200`, `12.000`."""

from __future__ import annotations

from collections.abc import Iterable

from ..problems import EXAMPLES, Problem, thousands
from .duckdb import Session, name
from .loaded import Relation
from .points import all_dotted
from .unread import Reading


def problems(
    session: Session, relation: Relation, readings: Iterable[Reading]
) -> list[Problem]:  # fmt: skip
    """One for each column of numbers that may be thousands, whatever rules read it."""
    columns = {one.column.source: one for one in readings if one.column.type == "number"}
    asked = {c: f"t.{name(relation.dotted[c])}" for c in columns if c in relation.dotted}
    if not asked:
        return []
    tests = ", ".join(map(all_dotted, asked.values()))
    row = session.rows(f"SELECT {tests} FROM {relation.name} AS t")[0]
    found = [
        _problem(session, relation, column, test)
        for (column, test), so in zip(asked.items(), row, strict=True)
        if so
    ]
    return [problem for problem in found if problem is not None]


def _problem(session: Session, relation: Relation, column: str, test: str) -> Problem | None:
    """None if none of them can be read: `1.200.000`."""
    test = f"{test} AND t.{name(column)} IS NOT NULL"
    rows = session.rows(f"SELECT count(*) FROM {relation.name} AS t WHERE {test}")[0][0]
    examples = session.rows(
        f"SELECT t.{relation.place} + {relation.first_row}, t.{name(column)} FROM {relation.name} "
        f"AS t WHERE {test} ORDER BY 1 LIMIT {EXAMPLES}"
    )
    return thousands(relation.shown, column, rows, examples) if rows else None
