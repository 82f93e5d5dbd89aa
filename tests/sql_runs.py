"""What DuckDB makes of plans written by hand, for several tests.

The session is hostile: its time zone is far from UTC, NULLs sort first, and division is of
integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import duckdb
from leadscore.compiler.plan import Gives, Once, Plan, Test, Type
from leadscore.compiler.sql_backend import Family, Physical, Relation, render
from python_plans import AS_OF, COLUMNS, KINDS, group, plan_of

STORED: dict[Type, tuple[str, Family]] = {
    "text": ("VARCHAR", "text"), "number": ("BIGINT", "whole"), "yes/no": ("BOOLEAN", "yes/no"),
    "date": ("DATE", "date"), "time": ("TIMESTAMP", "time"), "list": ("VARCHAR", "text"),
}  # fmt: skip
FLOATS: dict[Type, tuple[str, Family]] = {**STORED, "number": ("DOUBLE", "float")}
ONE: dict[str, object] = {"id": 1}
NONE: tuple[Mapping[str, object], ...] = ()

Line = tuple[int, int, int, str | None]
"""Count, points before the rule's own limits, points, words of the row."""


@cache
def connect() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("SET TimeZone = 'Pacific/Apia'")
    con.execute("SET default_null_order = 'nulls_first'")
    con.execute("SET integer_division = true")
    return con


def put(
    name: str, columns: Mapping[str, str], rows: Iterable[Mapping[str, object]]
) -> tuple[str, ...]:
    """A table of these columns (name → type); what a row lacks is NULL."""
    con = connect()
    listed = ", ".join(f'"{column}" {type_}' for column, type_ in columns.items())
    con.execute(f'CREATE OR REPLACE TABLE "{name}" ({listed})')
    marks = ", ".join("?" for _ in columns)
    for row in rows:
        cells = [_cell(row.get(column)) for column in columns]
        con.execute(f'INSERT INTO "{name}" VALUES ({marks})', cells)
    return ("memory", "main", name)


def _cell(value: object) -> object:
    """Moments go in without their zone, so that the session's is not asked."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def stored(
    leads: Iterable[Mapping[str, object]],
    events: Iterable[Mapping[str, object]] = NONE,
    types: Mapping[Type, tuple[str, Family]] = STORED,
) -> Physical:
    """The columns of `python_plans` under their names in the data, as tables."""
    columns = {"id": ("BIGINT", "whole")} | {c.source: types[c.type] for c in COLUMNS}
    fields = [field for kind in KINDS for field in kind.fields]
    of_events = {"lead": ("BIGINT", "whole"), "at": types["time"], "event": ("VARCHAR", "text")}
    of_events |= {field.source: types[field.type] for field in fields}
    sources = {c.name: c.source for c in (*COLUMNS, *fields)}
    called = {kind.name: kind.called for kind in KINDS}

    def renamed(row: Mapping[str, object]) -> dict[str, object]:
        made = {"lead": 1, **{sources.get(key, key): value for key, value in row.items()}}
        return {**made, "event": called.get(str(row.get("event")), row.get("event"))}

    names = []
    for name, of, rows in (("l", columns, leads), ("e", of_events, events)):
        put(name, {c: type_ for c, (type_, _) in of.items()}, map(renamed, rows))
        families = {c: family for c, (_, family) in of.items()}
        names.append(Relation(("memory", "main", name), families))  # type: ignore[arg-type]
    return Physical(names[0], (names[1],))


def rows(sql: str, parameters: object = None) -> list[dict[str, Any]]:
    found = connect().execute(sql, parameters)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def scores(
    plan: Plan,
    leads: Sequence[Mapping[str, object]] = (ONE,),
    events: Iterable[Mapping[str, object]] = NONE,
    types: Mapping[Type, tuple[str, Family]] = STORED,
    as_of: datetime = AS_OF,
) -> list[dict[str, Any]]:
    """The rows of the leads, after a check that the lines of each add up to its score."""
    physical = stored(leads, events, types)
    found = rows(render(plan, as_of=as_of, physical=physical))
    for row in found:
        row["lines"] = []
    for line in rows(render(plan, as_of=as_of, physical=physical, breakdown=True)):
        next(row for row in found if row["id"] == line["id"])["lines"].append(line)
    for row in found:
        added = sum(line["points"] for line in row["lines"])
        assert row["score"] is None or added == row["score"]
    return found


def score(
    plan: Plan, lead: Mapping[str, object] = ONE, *events: Mapping[str, object], **rest: Any
) -> dict[str, Any]:
    return scores(plan, [{"id": 1, **lead}], events, **rest)[0]


def line_of(
    gives: Gives, lead: Mapping[str, object] = ONE, *events: Mapping[str, object], **rest: Any
) -> Line:
    """The line of a plan's only rule."""
    line = score(plan_of(group(gives)), lead, *events, **rest)["lines"][0]
    return line["count"], line["before"], line["points"], line["row"]


def hold(
    tests: Sequence[Test],
    lead: Mapping[str, object] = ONE,
    *events: Mapping[str, object],
    **rest: Any,
) -> list[bool]:
    """Which of the tests hold, in one query."""
    plan = plan_of(group(*(Once(test, 1) for test in tests)))
    return [line["count"] == 1 for line in score(plan, lead, *events, **rest)["lines"]]


def holds(test: Test, lead: Mapping[str, object] = ONE, *events: Mapping[str, object]) -> bool:
    return hold([test], lead, *events)[0]


def of_kinds(plan: Plan, **changes: Any) -> Plan:
    """The plan with its only source of events changed."""
    return replace(plan, events=(replace(plan.events[0], **changes),))
