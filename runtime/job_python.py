"""Scoring tables by the Python evaluator: leads and their events stream past, ordered by lead.

Memory stays bounded: DuckDB sorts (on disk if need be), Python holds one lead with its events, and
results go through a file into the table of results.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, TypeAlias

from ..compiler import normal
from ..compiler.plan import EventSource, Kind, Plan
from ..compiler.python_backend import compile_plan
from ..compiler.python_support import Overflow
from ..dsl.fold import fold
from .table_duckdb import Session, enough, literal, name
from .table_errors import DataError, masked
from .table_types import Family
from .tables import Progress, Relation, Tables

BATCH: Final = 10_000
"""Rows that are fetched at once."""

Lead: TypeAlias = dict[str, object]
Event: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class LeadRow:
    place: int
    """Its place in the table of leads, from 0."""
    key: object
    lead: Lead
    events: list[Event]


def score(
    session: Session, tables: Tables, as_of: datetime, breakdown: bool, progress: Progress
) -> None:
    """Makes the tables `staged` (place, reason, score, points of groups, values of classes) and,
    with a breakdown, `staged_lines` (place, line, count, points), all points in plan units."""
    evaluator = compile_plan(tables.plan)
    evaluate: Callable[..., tuple[Any, ...]] = evaluator.full if breakdown else evaluator.numbers
    paths = session.folder / "staged.csv", session.folder / "staged_lines.csv"
    with enough(session.folder), ExitStack() as files:
        outs = [
            csv.writer(files.enter_context(path.open("w", encoding="utf-8", newline="")))
            for path in paths
        ]
        for number, row in enumerate(stream(session, tables)):
            if number % BATCH == 0:
                progress("scoring", number / max(1, tables.leads.rows))
            _stage(outs, row.place, _scored(evaluate, row, as_of))
    _collect(session, paths[0], "staged", _columns(tables.plan))
    if breakdown:
        lines = ("place", "line", "counted", "points")
        _collect(session, paths[1], "staged_lines", dict.fromkeys(lines, "BIGINT"))
    for path in paths:
        path.unlink()


def _scored(
    evaluate: Callable[..., tuple[Any, ...]], row: LeadRow, as_of: datetime
) -> tuple[Any, ...]:
    try:
        return evaluate(row.lead, row.events, as_of)
    except Overflow as error:
        raise overflow(error.what, row.key) from error


def overflow(what: str, key: object) -> DataError:
    return DataError(
        f"{what} has more than 18 digits for lead `{masked(key)}`",
        "look for numbers in its data that are far too large",
    )


def _stage(outs: Sequence[Any], place: int, result: tuple[Any, ...]) -> None:
    reason, score, groups, classes, *breakdown = result
    outs[0].writerow((place, reason, score, *groups, *classes))
    if breakdown:
        for line, (count, _, points, _) in enumerate(breakdown[0]):
            outs[1].writerow((place, line, count, points))


def _columns(plan: Plan) -> dict[str, str]:
    return {
        "place": "BIGINT",
        "reason": "VARCHAR",
        "score": "BIGINT",
        **{f"g{i}": "BIGINT" for i in range(len(plan.groups))},
        **{f"z{i}": "VARCHAR" for i in range(len(plan.classes))},
    }


def _collect(session: Session, path: Path, table: str, columns: dict[str, str]) -> None:
    types = ", ".join(f"{literal(column)}: '{type_}'" for column, type_ in columns.items())
    session.run(
        f"CREATE TABLE {table} AS SELECT * FROM read_csv({literal(str(path))}, "
        f"columns = {{{types}}}, auto_detect = false, header = false, delim = ',', "
        "quote = '\"', escape = '\"')"
    )


# ---------------------------------------------------------------- leads with their events


def stream(session: Session, tables: Tables) -> Iterator[LeadRow]:
    """Every lead with its events, both as mappings from the rules' names to raw values. A lead
    without a key has no events; leads with one key each have all of its events."""
    _number_keys(session, tables.leads, tables.plan)
    leads = _lead_rows(session, tables)
    events = merge(
        *(
            _event_rows(session, tables.plan, relation, source)
            for relation, source in zip(tables.events, tables.plan.events, strict=True)
        ),
        key=itemgetter(0),
    )
    by_lead = groupby(events, key=itemgetter(0))
    number, found = next(by_lead, (None, iter(())))
    latest: tuple[int | None, list[Event]] = (None, [])
    for own, place, key, lead in leads:
        while own is not None and number is not None and number < own:
            number, found = next(by_lead, (None, iter(())))
        if own is not None and own == number:
            latest = (own, [event for _, event in found])
            number, found = next(by_lead, (None, iter(())))
        same = own is not None and own == latest[0]
        yield LeadRow(place, key, lead, latest[1] if same else [])
    session.run("DROP TABLE numbered")


def _number_keys(session: Session, leads: Relation, plan: Plan) -> None:
    """A number for each different key, so that long keys are not sorted again and again."""
    key = key_text(name(plan.leads.key or ""), leads.families[plan.leads.key or ""])
    session.run(
        f"CREATE TABLE numbered AS SELECT k, row_number() OVER (ORDER BY k) AS n FROM "
        f"(SELECT DISTINCT {key} AS k FROM {leads.name}) WHERE k IS NOT NULL"
    )


def key_text(cell: str, family: Family) -> str:
    """A key in normal form: leads and events belong together if it is the same."""
    return f"nullif(trim(CAST({cell} AS VARCHAR), ' '), '')"


def _raw(cell: str, family: Family) -> str:
    """A cell as the evaluator takes it; a moment with a zone as the same moment in UTC."""
    return f"({cell} AT TIME ZONE 'UTC')" if family == "instant" else cell


def _cells(columns: Sequence[str], families: dict[str, Family]) -> str:
    return "".join(f", {_raw(f't.{name(column)}', families[column])}" for column in columns)


def _rows(session: Session, sql: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, a batch at a time."""
    cursor = session.con.cursor()
    try:
        with enough(session.folder):
            cursor.execute(sql)
        while True:
            with enough(session.folder):
                batch = cursor.fetchmany(BATCH)
            if not batch:
                return
            yield from batch
    finally:
        cursor.close()


def _joined(relation: Relation, key: str, how: str) -> str:
    text = key_text(f"t.{name(key)}", relation.families[key])
    return f"FROM {relation.name} AS t {how} JOIN numbered ON k = {text} ORDER BY n NULLS LAST"


def _lead_rows(session: Session, tables: Tables) -> Iterator[tuple[int | None, int, object, Lead]]:
    plan, relation = tables.plan, tables.leads
    key = plan.leads.key or ""
    names = [column.name for column in plan.leads.columns]
    cells = _cells([key, *(c.source for c in plan.leads.columns)], relation.families)
    sql = f"SELECT n, t.{relation.place}{cells} {_joined(relation, key, 'LEFT')}, 2"
    for number, place, key_value, *values in _rows(session, sql):
        yield number, place, key_value, dict(zip(names, values, strict=True))


def _event_rows(
    session: Session, plan: Plan, relation: Relation, source: EventSource
) -> Iterator[tuple[int, Event]]:
    """(number of the lead's key, event) for the kinds of events that the rules know."""
    columns = list(dict.fromkeys(f.source for kind in source.kinds for f in kind.fields))
    named = [source.named] if source.named is not None else []
    cells = _cells([source.at, *named, *columns], relation.families)
    sql = f"SELECT n{cells} {_joined(relation, source.lead, 'INNER')}"
    first = 2 + len(named)
    places = {column: first + i for i, column in enumerate(columns)}
    readers = {kind.name: _reader(kind, places) for kind in source.kinds}
    kind_of = _kinds(source)
    for row in _rows(session, sql):
        kind = kind_of(row[2] if named else None)
        if kind is not None:
            event: Event = readers[kind](row)
            event["event"], event["at"] = kind, row[1]
            yield row[0], event


def _reader(kind: Kind, places: dict[str, int]) -> Callable[[tuple[Any, ...]], Event]:
    fields: list[tuple[str, int]] = [(f.name, places[f.source]) for f in kind.fields]

    def read(row: tuple[Any, ...]) -> Event:
        return {field: row[place] for field, place in fields}

    return read


def _kinds(source: EventSource) -> Callable[[object], str | None]:
    """From an event's name in the data to its name in the rules, none if they do not know it."""
    if source.named is None:
        only = source.kinds[0].name
        return lambda raw: only
    known = {fold(kind.called.strip(" ")): kind.name for kind in source.kinds}
    seen: dict[object, str | None] = {}

    def find(raw: object) -> str | None:
        if raw not in seen:
            text = normal.text(raw)
            seen[raw] = known.get(fold(text)) if text is not None else None
        return seen[raw]

    return find


