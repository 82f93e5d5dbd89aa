"""Scoring tables by the Python evaluator: leads and their events stream past, ordered by lead.

Memory stays bounded: DuckDB sorts (on disk if need be), Python holds one lead with its events, and
results go through a file into the table of results.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, TypeAlias

from ...compiler.own_moment import AsOf
from ...compiler.plan import EventSource, Kind, Plan, Type
from ...compiler.python_accounts import Companies
from ...compiler.python_backend import compile_plan
from ...compiler.python_support import Overflow
from ..errors import overflow
from ..last_run import STAGE, TABLE
from ..output_columns import (
    AS_OF,
    LINE,
    OutputColumn,
    account_columns,
    line_columns,
    line_places,
    name_lines,
    score_columns,
)
from ..tables.duckdb import BATCH, Session, enough, literal, name
from ..tables.events import kinds_by_name
from ..tables.keys import key_text
from ..tables.loaded import Relation, Tables
from ..tables.moments import JUDGED
from ..tables.raw import raw_cells

Lead: TypeAlias = dict[str, object]
Event: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class LeadRow:
    place: int
    """Its place in the table of leads, from 0."""
    key: object
    lead: Lead
    events: list[Event]
    number: int | None = None
    """Of its key: the same for all rows of one key, none without a key."""
    company: str | None = None
    """The key of its company, if that is known and rules ask for it."""
    previous: str | None = None
    """Its stage at the last run, if there was one."""
    as_of: datetime | None = None
    """Its own moment, in UTC, if leads have such and it has one."""
    colleagues: tuple[list[Event], ...] | None = None
    """The events of each other person of the company, where they have been read."""


def score(session: Session, tables: Tables, as_of: AsOf, breakdown: bool) -> None:
    """Makes the tables `scored`, with a breakdown `lines`, and with companies `accounts`; see
    `output_columns`. Needs `tables.keys.number_keys`."""
    evaluator = compile_plan(tables.plan)
    evaluate: Callable[..., tuple[Any, ...]] = evaluator.full if breakdown else evaluator.numbers
    people = _people(session, tables, as_of, evaluator.matches) if evaluator.matches else {}
    companies = Companies(tables.plan) if tables.plan.accounts is not None else None
    rule_lines, limit_line = line_places(tables.plan)
    paths = session.folder / "staged.csv", session.folder / "staged_lines.csv"
    with enough(session.folder), ExitStack() as files:
        outs = [
            csv.writer(files.enter_context(path.open("w", encoding="utf-8", newline="")))
            for path in paths
        ]
        for number, row in enumerate(stream(session, tables)):
            if number % BATCH == 0:
                session.tell("scoring", number / max(1, tables.leads.rows))
            moment = as_of if isinstance(as_of, datetime) else row.as_of
            if moment is None:
                continue
            counted = people.get((row.company, moment)) if evaluator.matches else None
            result = _scored(evaluate, row, moment, counted)
            _stage(outs, row.place, result, limit_line, rule_lines)
            if companies is not None:
                companies.add(row.company, result)
    _collect(session, paths[0], "staged", _columns(tables.plan))
    _put_keys(session, tables, "scored", score_columns(tables.plan)[1:], "staged")
    if breakdown:
        _collect(session, paths[1], "staged_lines", LINE_COLUMNS)
        name_lines(session, tables.plan)
        _put_keys(
            session, tables, "lines", [*line_columns(tables.plan)[1:], OutputColumn(LINE, "count")],
            "(SELECT * FROM staged_lines JOIN line_names USING (line))",
        )  # fmt: skip
    if companies is not None:
        _collect_companies(session, tables.plan, companies)
    for path in paths:
        path.unlink()


def _collect_companies(session: Session, plan: Plan, companies: Companies) -> None:
    path = session.folder / "staged_companies.csv"
    try:
        with enough(session.folder), path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            for found in companies.accounts():
                rows.writerow((found.company, found.score, *found.labels, found.leads))
    except Overflow as error:
        raise overflow(error.what, error.lead, "company") from error
    average = plan.account_scale != plan.scale  # in millionths it may be too large for 64 bits
    points = "HUGEINT" if average else "BIGINT"
    types = {"key": "VARCHAR", "points": points, "text": "VARCHAR", "count": "BIGINT"}
    columns = {column.name: types[column.kind] for column in account_columns(plan)}
    _collect(session, path, "accounts", columns)
    path.unlink()


def _put_keys(
    session: Session, tables: Tables, made: str, columns: Sequence[OutputColumn], staged: str
) -> None:
    """The staged rows, each with the key of its lead in front."""
    key = name(tables.plan.leads.key or "")
    cells = ", ".join(f"s.{name(column.name)}" for column in columns)
    own = ""
    if tables.own:
        cells += f", {JUDGED}.as_of AS {AS_OF}"
        own = f" JOIN {JUDGED} ON {JUDGED}.place = s.place"
    session.run(
        f"CREATE TABLE {made} AS SELECT t.{key}, {cells} FROM {tables.leads.name} AS t "
        f"JOIN {staged} AS s ON s.place = t.{tables.leads.place}{own}"
    )


def _scored(
    evaluate: Callable[..., tuple[Any, ...]], row: LeadRow, as_of: datetime,
    people: tuple[int, ...] | None,
) -> tuple[Any, ...]:  # fmt: skip
    try:
        return evaluate(row.lead, row.events, as_of, people, row.previous)
    except Overflow as error:
        raise overflow(error.what, row.key) from error


def _people(
    session: Session, tables: Tables, as_of: AsOf, matches: Callable[..., tuple[int, ...]]
) -> dict[tuple[str | None, datetime], tuple[int, ...]]:
    """For each company, and each moment at which it is asked for, how many of its people have the
    events that rules ask for: a first pass over all leads. Rows of one key are one person, and
    come one after another."""
    asked = _moments_of_companies(session, tables) if tables.own else {}
    found: dict[tuple[str | None, datetime], tuple[int, ...]] = {}
    last: tuple[int | None, set[str]] = (None, set())
    for row in stream(session, tables):
        if row.number is None or row.number != last[0]:
            last = (row.number, set())
        if row.company is None or row.company in last[1]:
            continue
        last[1].add(row.company)
        moments = [as_of] if isinstance(as_of, datetime) else asked.get(row.company, [])
        for moment in moments:
            try:
                own = matches(row.events, moment)
            except Overflow as error:
                raise overflow(error.what, row.key) from error
            before = found.get((row.company, moment), (0,) * len(own))
            found[row.company, moment] = tuple(a + b for a, b in zip(own, before, strict=True))
    return found


def _moments_of_companies(session: Session, tables: Tables) -> dict[str, list[datetime]]:
    """Of each company the different moments of its leads."""
    leads = tables.leads
    company = key_text(leads, tables.plan.company or "")
    found: dict[str, list[datetime]] = {}
    for of, moment in session.stream(
        f"SELECT DISTINCT {company} AS company, make_timestamp({JUDGED}.as_of) "
        f"FROM {leads.name} AS t JOIN {JUDGED} ON {JUDGED}.place = t.{leads.place} "
        "WHERE company IS NOT NULL"
    ):
        found.setdefault(of, []).append(moment.replace(tzinfo=UTC))
    return found


def _stage(
    outs: Sequence[Any], place: int, result: tuple[Any, ...], limit_line: dict[int | None, int],
    rule_lines: Sequence[int],
) -> None:  # fmt: skip
    reason, score, groups, classes, *breakdown = result
    outs[0].writerow((place, reason, score, *groups, *classes))
    if breakdown:
        lines, limits = breakdown
        for line, (count, _, points, _) in zip(rule_lines, lines, strict=False):
            outs[1].writerow((place, line, count, points))
        for group, added in limits:
            outs[1].writerow((place, limit_line[group], 1, added))


LINE_COLUMNS: Final = dict.fromkeys(("place", LINE, "count", "points"), "BIGINT")


def _columns(plan: Plan) -> dict[str, str]:
    groups = {group.name or f"group {i}": "BIGINT" for i, group in enumerate(plan.groups)}
    classes = dict.fromkeys((class_.name for class_ in plan.classes), "VARCHAR")
    return {"place": "BIGINT", "excluded": "VARCHAR", "score": "BIGINT", **groups, **classes}


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
    without a key has no events; leads with one key each have all of its events. Needs
    `tables.keys.number_keys`."""
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
    for own, made in leads:
        while own is not None and number is not None and number < own:
            number, found = next(by_lead, (None, iter(())))
        if own is not None and own == number:
            latest = (own, [event for _, event in found])
            number, found = next(by_lead, (None, iter(())))
        same = own is not None and own == latest[0]
        if same:
            made = LeadRow(
                made.place, made.key, made.lead, latest[1], own, made.company, made.previous,
                made.as_of,
            )  # fmt: skip
        yield made


def _joined(relation: Relation, key: str, how: str) -> str:
    text = key_text(relation, key)
    numbers = f"{how} JOIN numbered ON numbered.k = {text}"
    return f"FROM {relation.name} AS t {numbers} ORDER BY numbered.n NULLS LAST"


def _lead_rows(session: Session, tables: Tables) -> Iterator[tuple[int | None, LeadRow]]:
    """The number of the lead's key, and the lead without its events."""
    plan, relation = tables.plan, tables.leads
    key = plan.leads.key or ""
    names = [column.name for column in plan.leads.columns]
    asked: list[tuple[str, Type | None]] = [(c.source, c.type) for c in plan.leads.columns]
    cells = ", ".join(raw_cells(session, relation, [(key, None), *asked]))
    company = key_text(relation, plan.company) if plan.company is not None else "NULL"
    was = "NULL"
    if tables.last_run:
        was = f"(SELECT {STAGE} FROM {TABLE} WHERE {TABLE}.{name(key)} = numbered.k)"
    moment = "NULL"
    if tables.own:
        moment = f"(SELECT as_of FROM {JUDGED} WHERE {JUDGED}.place = t.{relation.place})"
    columns = f"numbered.n, t.{relation.place}, {company}, {was}, make_timestamp({moment}), {cells}"
    sql = f"SELECT {columns} {_joined(relation, key, 'LEFT')}, 2"
    for number, place, of, stage, own, key_value, *values in session.stream(sql):
        lead = dict(zip(names, values, strict=True))
        as_of = None if own is None else own.replace(tzinfo=UTC)
        yield number, LeadRow(place, key_value, lead, [], number, of, stage, as_of)


def _event_rows(
    session: Session, plan: Plan, relation: Relation, source: EventSource
) -> Iterator[tuple[int, Event]]:
    """(number of the lead's key, event) for the kinds of events that the rules know."""
    fields = list(dict.fromkeys((f.source, f.type) for kind in source.kinds for f in kind.fields))
    named = [source.named] if source.named is not None else []
    asked: list[tuple[str, Type | None]] = [(source.at, "time"), *((n, None) for n in named)]
    cells = ", ".join(raw_cells(session, relation, [*asked, *fields]))
    sql = f"SELECT numbered.n, {cells} {_joined(relation, source.lead, 'INNER')}"
    places = {field: 1 + len(asked) + i for i, field in enumerate(fields)}
    readers = {kind.name: _reader(kind, places) for kind in source.kinds}
    kind_of = kinds_by_name(source)
    for row in session.stream(sql):
        kind = kind_of(row[2] if named else None)
        if kind is not None:
            event: Event = readers[kind](row)
            event["event"], event["at"] = kind, row[1]
            yield row[0], event


def _reader(kind: Kind, places: dict[tuple[str, Type], int]) -> Callable[[tuple[Any, ...]], Event]:
    fields: list[tuple[str, int]] = [(f.name, places[f.source, f.type]) for f in kind.fields]

    def read(row: tuple[Any, ...]) -> Event:
        return {field: row[place] for field, place in fields}

    return read
