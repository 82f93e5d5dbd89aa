"""Scoring tables by SQL in DuckDB: the statement that the rules are for any warehouse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import duckdb

from ...compiler.own_moment import AsOf
from ...compiler.plan import Plan
from ...compiler.sql_backend import Parts, Physical, Relation, render_parts
from ..errors import DataError, overflow, too_large
from ..last_run import STAGE, TABLE
from ..output_columns import AS_OF, account_columns, line_columns, name_lines, score_columns
from ..tables.duckdb import Session, name
from ..tables.loaded import Relation as Loaded
from ..tables.loaded import Tables

_WIDE: Final = "rules applied"
"""A temporary table; no query of the statement has a space in its name."""
_TOO_LARGE: Final = re.compile(
    r"(?s)Error: (.*) (?:has|have) more than 18 digits for (lead|company) `(.*)`"
)


def score(
    session: Session, tables: Tables, as_of: AsOf, breakdown: bool, fired: bool = False
) -> None:
    """Makes the tables `scored`, with a breakdown `lines`, and with companies `accounts`; see
    `output_columns`. With `fired`, of the breakdown only the lines with points, and of them only
    whose they are, which, and how many points: of most rules, most leads get nothing."""
    plan = tables.plan
    physical = Physical(_relation(tables.leads), tuple(map(_relation, tables.events)))
    try:
        parts = render_parts(
            plan, "duckdb", table=_WIDE, as_of=as_of, physical=physical, breakdown=breakdown,
            previous=_last_run(tables), ordered=False, units=True,
        )  # fmt: skip
    except ValueError as error:
        raise DataError(str(error), "`--engine python` does without SQL") from None
    with _told_overflow():
        _make_tables(session, plan, parts, [AS_OF] if tables.own else [], fired)


def _last_run(tables: Tables) -> Relation | None:
    if not tables.last_run:
        return None
    return Relation((TABLE,), {tables.plan.leads.key or "": "text", STAGE: "text"})


@contextmanager
def _told_overflow() -> Iterator[None]:
    try:
        yield
    except duckdb.OutOfRangeException:
        raise too_large() from None
    except duckdb.InvalidInputException as error:
        found = _TOO_LARGE.search(str(error))
        if found is None:
            raise
        raise overflow(found[1], found[3], found[2]) from None


def _make_tables(session: Session, plan: Plan, parts: Parts, more: list[str], fired: bool) -> None:
    session.run(parts.create, "scoring")
    columns = ", ".join([*(name(column.name) for column in score_columns(plan)), *more])
    session.run(f"CREATE TABLE scored AS SELECT {columns} FROM ({parts.leads})", "scoring")
    if parts.breakdown is not None:
        keep_lines(session, plan, f"({parts.breakdown})", fired)
    if parts.accounts is not None:
        columns = ", ".join(name(column.name) for column in account_columns(plan))
        session.run(f"CREATE TABLE accounts AS SELECT {columns} FROM ({parts.accounts})", "scoring")
    session.run(f"DROP TABLE {name(_WIDE)}")


def keep_lines(session: Session, plan: Plan, breakdown: str, fired: bool = False) -> None:
    """Makes the table `lines` of what a query for the breakdown gives; see `output_columns` and,
    for `fired`, `score`."""
    name_lines(session, plan)
    columns = [f"s.{name(column.name)}" for column in line_columns(plan)[: 1 if fired else 3]]
    columns += [] if fired else ['coalesce(s."count", 1) AS "count"']
    session.run(
        f"CREATE TABLE lines AS SELECT {', '.join(columns)}, s.points, n.line "
        f"FROM {breakdown} AS s JOIN line_names AS n "
        'ON n."group" IS NOT DISTINCT FROM s."group" AND n.rule = s.rule AND n.kind = s.kind'
        f"{' WHERE s.points <> 0' if fired else ''}",
        "scoring",
    )


def _relation(loaded: Loaded) -> Relation:
    return Relation((loaded.name,), loaded.families)
