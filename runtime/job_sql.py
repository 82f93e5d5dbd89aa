"""Scoring tables by SQL in DuckDB: the statement that the rules are for any warehouse."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

import duckdb

from ..compiler.plan import Plan
from ..compiler.sql_backend import Physical, Relation, render_parts
from .output_columns import line_columns, name_lines, score_columns
from .table_duckdb import Session, name
from .table_errors import overflow, too_large
from .tables import Relation as Loaded
from .tables import Tables

_WIDE: Final = "rules applied"
"""A temporary table; no query of the statement has a space in its name."""
_TOO_LARGE: Final = re.compile(r"(?s)Error: (.*) has more than 18 digits for lead `(.*)`")


def score(session: Session, tables: Tables, as_of: datetime, breakdown: bool) -> None:
    """Makes the tables `scored` and, with a breakdown, `lines`; see `output_columns`."""
    plan = tables.plan
    physical = Physical(_relation(tables.leads), tuple(map(_relation, tables.events)))
    parts = render_parts(
        plan, "duckdb", table=_WIDE, as_of=as_of, physical=physical, breakdown=breakdown,
        ordered=False, units=True,
    )  # fmt: skip
    try:
        session.run(parts.create, "scoring")
    except duckdb.OutOfRangeException:
        raise too_large() from None
    except duckdb.InvalidInputException as error:
        found = _TOO_LARGE.search(str(error))
        if found is None:
            raise
        raise overflow(found[1], found[2]) from None
    columns = ", ".join(name(column.name) for column in score_columns(plan))
    session.run(f"CREATE TABLE scored AS SELECT {columns} FROM ({parts.leads})", "scoring")
    if parts.breakdown is not None:
        keep_lines(session, plan, f"({parts.breakdown})")
    session.run(f"DROP TABLE {name(_WIDE)}")


def keep_lines(session: Session, plan: Plan, breakdown: str) -> None:
    """Makes the table `lines` of what a query for the breakdown gives; see `output_columns`."""
    name_lines(session, plan)
    columns = ", ".join(f"s.{name(column.name)}" for column in line_columns(plan)[:3])
    session.run(
        f'CREATE TABLE lines AS SELECT {columns}, coalesce(s."count", 1) AS "count", '
        f"s.points, n.line FROM {breakdown} AS s JOIN line_names AS n "
        'ON n."group" IS NOT DISTINCT FROM s."group" AND n.rule = s.rule AND n.kind = s.kind',
        "scoring",
    )


def _relation(loaded: Loaded) -> Relation:
    return Relation((loaded.name,), loaded.families)
