"""Looks for problems in the tables of a job, each over all rows and in few queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ..compiler import normal
from ..compiler.plan import Column, EventSource, Type
from ..dsl.fold import fold
from .output_columns import utc_text
from .problems import EXAMPLES, Example, Problem, short_rows, undeclared, unreadable
from .table_duckdb import Session, literal, name
from .table_errors import counted, masked
from .table_keys import key_text
from .table_values import fails_to_read, moment
from .tables import Relation, Tables

NAMES: Final = 1000
"""So many names of undeclared events are kept."""


@dataclass(frozen=True, slots=True)
class Checked:
    problems: tuple[Problem, ...]
    events: tuple[tuple[str, int], ...]
    """Kind of event, as the rules name it → rows that can count: of known leads, up to as-of."""


def check(session: Session, tables: Tables, as_of: datetime) -> Checked:
    """Needs `table_keys.number_keys`."""
    problems = _leads(session, tables)
    events: list[tuple[str, int]] = []
    for relation, source in zip(tables.events, tables.plan.events, strict=True):
        found, counts = _events(session, tables, relation, source, as_of)
        problems += found
        events += counts
    return Checked(tuple(problems), tuple(events))


# ---------------------------------------------------------------- leads


def _leads(session: Session, tables: Tables) -> list[Problem]:
    leads, columns = tables.leads, tables.plan.leads.columns
    problems = short_rows(leads.shown, leads.padded)
    problems += _keys(session, tables)
    asked = [_Reading(column, "true") for column in columns]
    return problems + _unreadable(session, leads, asked)


def _keys(session: Session, tables: Tables) -> list[Problem]:
    leads, column = tables.leads, tables.plan.leads.key or ""
    key = key_text(leads, column)
    missing, different = session.rows(
        f"SELECT count(*) FILTER ({key} IS NULL), (SELECT count(*) FROM numbered) "
        f"FROM {leads.name} AS t"
    )[0]
    again = leads.rows - missing - different
    problems = []
    if missing:
        message = f"{counted(missing, 'lead')} of {leads.shown} without a key in column `{column}`"
        rows = _first(session, leads, f"{key} IS NULL", "''")
        problems.append(Problem("no key", leads.shown, missing, message, column, rows))
    if again:
        message = (
            f"{counted(again, 'row')} of {leads.shown} with a key that an earlier row has already: "
            "each is scored, with the same events"
        )
        rows = _first(session, leads, _repeats(leads, key), key, masked)
        problems.append(Problem("duplicate key", leads.shown, again, message, column, rows))
    return problems


def _repeats(leads: Relation, key: str) -> str:
    """SQL: whether an earlier row has the same key."""
    places = (
        f"SELECT place FROM (SELECT {key} AS k, t.{leads.place} AS place, "
        f"min(t.{leads.place}) OVER (PARTITION BY {key}) AS first FROM {leads.name} AS t) "
        "WHERE k IS NOT NULL AND place <> first"
    )
    return f"t.{leads.place} IN ({places})"


def _first(
    session: Session, relation: Relation, test: str, shown: str,
    masks: Callable[[object], str] = str,
) -> tuple[Example, ...]:  # fmt: skip
    found = session.rows(
        f"SELECT t.{relation.place}, {shown} FROM {relation.name} AS t WHERE {test} "
        f"ORDER BY 1 LIMIT {EXAMPLES}"
    )
    return tuple(Example(place + relation.first_row, masks(value)) for place, value in found)


# ---------------------------------------------------------------- values


@dataclass(frozen=True, slots=True)
class _Reading:
    """A column that is read as its type in the rows for which `rows` holds."""

    column: Column
    rows: str


def _unreadable(
    session: Session, relation: Relation, readings: Iterable[_Reading]
) -> list[Problem]:
    """One query for all columns, and one more for the examples of each that has any."""
    tests: dict[tuple[str, Type], str] = {}
    for reading in readings:
        source, type_ = reading.column.source, reading.column.type
        fails = fails_to_read(f"t.{name(source)}", relation.types[source], reading.column)
        if fails is not None:
            test = f"({reading.rows} AND {fails})"
            tests[source, type_] = " OR ".join(filter(None, (tests.get((source, type_)), test)))
    if not tests:
        return []
    counts = ", ".join(f"count(*) FILTER ({test})" for test in tests.values())
    rows = session.rows(f"SELECT {counts} FROM {relation.name} AS t")[0]
    return [
        unreadable(relation.shown, source, type_, count, _examples(session, relation, source, test))
        for ((source, type_), test), count in zip(tests.items(), rows, strict=True)
        if count
    ]


def _examples(
    session: Session, relation: Relation, source: str, test: str
) -> list[tuple[int, object]]:
    found = _first(session, relation, test, f"CAST(t.{name(source)} AS VARCHAR)")
    return [(example.row, example.value) for example in found]


# ---------------------------------------------------------------- events


def _events(
    session: Session, tables: Tables, relation: Relation, source: EventSource, as_of: datetime
) -> tuple[list[Problem], list[tuple[str, int]]]:
    spelled, problems = _names(session, relation, source)
    known = _any_of(source, [one for names in spelled.values() for one in names])
    problems = short_rows(relation.shown, relation.padded) + problems
    problems += _owners(session, tables, relation, source, known)
    problems += _times(session, relation, source, known, as_of)
    asked = [
        _Reading(field, _any_of(source, spelled[kind.name]))
        for kind in source.kinds
        for field in kind.fields
    ]
    problems += _unreadable(session, relation, asked)
    return problems, _counts(session, relation, source, spelled, as_of)


def _names(
    session: Session, relation: Relation, source: EventSource
) -> tuple[dict[str, list[str]], list[Problem]]:
    """Each kind's spellings in the data, and the names that no kind has."""
    spelled: dict[str, list[str]] = {kind.name: [] for kind in source.kinds}
    if source.named is None:
        return spelled, []
    kinds = {fold(kind.called.strip(" ")): kind.name for kind in source.kinds}
    others: list[tuple[object, int]] = []
    rest = 0
    text = f"coalesce(trim(CAST(t.{name(source.named)} AS VARCHAR), ' '), '')"
    sql = f"SELECT {text}, count(*) FROM {relation.name} AS t GROUP BY 1 ORDER BY 2 DESC, 1"
    for raw, rows in session.stream(sql):
        kind = kinds.get(fold(raw))
        if kind is not None:
            spelled[kind].append(raw)
            continue
        rest += rows
        if len(others) < NAMES:
            others.append((raw or "no name", rows))
    problems = [undeclared(relation.shown, source.named, others, rest)] if rest else []
    return spelled, problems


def _any_of(source: EventSource, spelled: Sequence[str]) -> str:
    """SQL: whether an event is named one of these."""
    if source.named is None:
        return "true"
    if not spelled:
        return "false"
    listed = ", ".join(map(literal, spelled))
    return f"trim(CAST(t.{name(source.named)} AS VARCHAR), ' ') IN ({listed})"


def _owners(
    session: Session, tables: Tables, relation: Relation, source: EventSource, known: str
) -> list[Problem]:
    key = key_text(relation, source.lead)
    strange = f"{key} NOT IN (SELECT k FROM numbered)"
    none, unknown, leads = session.rows(
        f"SELECT count(*) FILTER ({key} IS NULL), count(*) FILTER ({strange}), "
        f"count(DISTINCT {key}) FILTER ({strange}) FROM {relation.name} AS t WHERE {known}"
    )[0]
    table = relation.shown
    problems = []
    if none:
        message = f"{counted(none, 'event')} of {table} without a lead in column `{source.lead}`"
        rows = _first(session, relation, f"{known} AND {key} IS NULL", "''")
        problems.append(Problem("event without lead", table, none, message, source.lead, rows))
    if unknown:
        message = (
            f"{counted(unknown, 'event')} of {table} of {counted(leads, 'lead')} "
            f"that {tables.leads.shown} does not have"
        )
        rows = _first(session, relation, f"{known} AND {strange}", key, masked)
        problems.append(Problem("unknown lead", table, unknown, message, source.lead, rows))
    return problems


def _times(
    session: Session, relation: Relation, source: EventSource, known: str, as_of: datetime
) -> list[Problem]:
    column = Column(source.at, "time", source.at)
    problems = _unreadable(session, relation, [_Reading(column, known)])
    cell = f"t.{name(source.at)}"
    absent = f"nullif(trim(CAST({cell} AS VARCHAR), ' '), '') IS NULL"
    late = f"{moment(cell, relation.types[source.at])} > {_micros(as_of)}"
    none, later = session.rows(
        f"SELECT count(*) FILTER ({absent}), count(*) FILTER ({late}) "
        f"FROM {relation.name} AS t WHERE {known}"
    )[0]
    table = relation.shown
    if none:
        message = f"{counted(none, 'event')} of {table} without a time in column `{source.at}`"
        rows = _first(session, relation, f"{known} AND {absent}", "''")
        problems.append(Problem("event without time", table, none, message, source.at, rows))
    if later:
        message = f"{counted(later, 'event')} of {table} later than {utc_text(as_of)}: not counted"
        problems.append(Problem("later", table, later, message, source.at))
    return problems


def _counts(
    session: Session, relation: Relation, source: EventSource, spelled: dict[str, list[str]],
    as_of: datetime,
) -> list[tuple[str, int]]:  # fmt: skip
    """How many events of each kind can count."""
    if not source.kinds:
        return []
    counts = ", ".join(
        f"count(*) FILTER ({_any_of(source, spelled[kind.name])})" for kind in source.kinds
    )
    at = moment(f"t.{name(source.at)}", relation.types[source.at])
    key = key_text(relation, source.lead)
    rows = session.rows(
        f"SELECT {counts} FROM {relation.name} AS t "
        f"WHERE {at} <= {_micros(as_of)} AND {key} IN (SELECT k FROM numbered)"
    )[0]
    return [(kind.name, count) for kind, count in zip(source.kinds, rows, strict=True)]


def _micros(as_of: datetime) -> int:
    read = normal.moment(as_of)
    assert isinstance(read, int)
    return read
