"""Looks for problems in the tables of a job, each over all rows and in few queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ...compiler.own_moment import AsOf, OwnMoment, column_of
from ...compiler.plan import Column, EventSource
from ..errors import counted, masked
from ..problems import EXAMPLES, Example, Problem, later, no_moment, short_rows, undeclared
from . import thousands as table_thousands
from . import unread as table_unread
from .duckdb import Session
from .events import Names, names_of
from .keys import key_text
from .loaded import Relation, Tables
from .moments import JUDGED, LATEST, make_latest
from .unread import Reading, micros, moment


@dataclass(frozen=True, slots=True)
class Checked:
    problems: tuple[Problem, ...]
    events: tuple[tuple[str, int], ...]
    """Kind of event, as the rules name it → rows that can count: of known leads, up to as-of."""


def check(session: Session, tables: Tables, as_of: AsOf) -> Checked:
    """Needs `tables.keys.number_keys` and `tables.moments.find_moments`."""
    problems = _leads(session, tables)
    if isinstance(as_of, OwnMoment):
        problems += _moments(session, tables, as_of)
        make_latest(session, tables)
    events: list[tuple[str, int]] = []
    for relation, source in zip(tables.events, tables.plan.events, strict=True):
        found, counts = _events(session, tables, relation, source, as_of)
        problems += found
        events += counts
    return Checked(tuple(problems), tuple(events))


def _first(
    session: Session, relation: Relation, test: str, shown: str = "''",
    masks: Callable[[object], str] = str,
) -> tuple[Example, ...]:  # fmt: skip
    found = session.rows(
        f"SELECT t.{relation.place}, {shown} FROM {relation.name} AS t WHERE {test} "
        f"ORDER BY 1 LIMIT {EXAMPLES}"
    )
    return tuple(Example(place + relation.first_row, masks(value)) for place, value in found)


# ---------------------------------------------------------------- leads


def _leads(session: Session, tables: Tables) -> list[Problem]:
    leads, column = tables.leads, tables.plan.leads.key or ""
    key = key_text(leads, column)
    missing, different = session.rows(
        f"SELECT count(*) FILTER ({key} IS NULL), (SELECT count(*) FROM numbered) "
        f"FROM {leads.name} AS t"
    )[0]
    again = leads.rows - missing - different
    problems = short_rows(leads.shown, leads.padded)
    if missing:
        message = f"{counted(missing, 'lead')} of {leads.shown} without a key in column `{column}`"
        rows = _first(session, leads, f"{key} IS NULL")
        problems.append(Problem("no key", leads.shown, missing, message, column, rows))
    if again:
        message = (
            f"{counted(again, 'row')} of {leads.shown} with a key that an earlier row has already: "
            "each is scored, with the same events"
        )
        rows = _first(session, leads, _repeats(leads, key), key, masked)
        problems.append(Problem("duplicate key", leads.shown, again, message, column, rows))
    readings = [Reading(column, "true") for column in tables.plan.leads.columns]
    problems += table_unread.problems(session, leads, readings)
    return problems + table_thousands.problems(session, leads, readings)


def _moments(session: Session, tables: Tables, own: OwnMoment) -> list[Problem]:
    leads, column = tables.leads, column_of(tables.plan, own).source
    has_none = f"t.{leads.place} NOT IN (SELECT place FROM {JUDGED})"
    number = session.rows(f"SELECT count(*) FROM {leads.name} AS t WHERE {has_none}")[0][0]
    if not number:
        return []
    return [no_moment(leads.shown, column, number, _first(session, leads, has_none))]


def _repeats(leads: Relation, key: str) -> str:
    """SQL: whether an earlier row has the same key."""
    places = (
        f"SELECT place FROM (SELECT {key} AS k, t.{leads.place} AS place, "
        f"min(t.{leads.place}) OVER (PARTITION BY {key}) AS first FROM {leads.name} AS t) "
        "WHERE k IS NOT NULL AND place <> first"
    )
    return f"t.{leads.place} IN ({places})"


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class _Counts:
    """Of the events of one source that have the same name."""

    rows: int
    no_lead: int
    strange: int
    no_time: int
    """Also those whose time cannot be read."""
    later: int
    fine: int


def _events(
    session: Session, tables: Tables, relation: Relation, source: EventSource, as_of: AsOf
) -> tuple[list[Problem], list[tuple[str, int]]]:
    names = names_of(session, relation, source)
    counts = _counted(session, relation, source, names, as_of)
    known = names.test(source.kinds)
    all_of = _Counts(*(sum(column) for column in zip(*map(_figures, counts.values()), strict=True)))
    problems = short_rows(relation.shown, relation.padded)
    if names.others:
        problems.append(undeclared(relation.shown, source.named or "", names.others, names.rest))
    problems += _owners(session, tables, relation, source, known, all_of)
    problems += _times(session, relation, source, known, all_of, as_of)
    readings = [
        Reading(field, names.test((kind,))) for kind in source.kinds for field in kind.fields
    ]
    problems += table_unread.problems(session, relation, readings)
    problems += table_thousands.problems(session, relation, readings)
    return problems, [(kind, found.fine) for kind, found in counts.items()]


def _figures(counts: _Counts) -> tuple[int, ...]:
    return (
        counts.rows, counts.no_lead, counts.strange, counts.no_time, counts.later, counts.fine,
    )  # fmt: skip


def _counted(
    session: Session, relation: Relation, source: EventSource, names: Names, as_of: AsOf
) -> dict[str, _Counts]:
    """Of each kind, in one pass over the events."""
    kind = names.number(source.kinds)
    at = moment(relation, source.at)
    now, latest = f"{LATEST}.as_of", f"LEFT JOIN {LATEST} USING (n)"
    if isinstance(as_of, datetime):
        now, latest = str(micros(as_of)), ""
    found = session.rows(
        "SELECT kind, count(*), count(*) FILTER (e.k IS NULL), "
        "count(*) FILTER (e.k IS NOT NULL AND numbered.n IS NULL), "
        "count(*) FILTER (at_us IS NULL), "
        f"count(*) FILTER (at_us > {now}), "
        f"count(*) FILTER (at_us <= {now} AND numbered.n IS NOT NULL) "
        f"FROM (SELECT {kind} AS kind, {key_text(relation, source.lead)} AS k, {at} AS at_us "
        f"FROM {relation.name} AS t) AS e LEFT JOIN numbered ON numbered.k = e.k {latest} "
        "GROUP BY kind",
        "checking the data",
    )
    by_kind = {row[0]: _Counts(*row[1:]) for row in found}
    nothing = _Counts(0, 0, 0, 0, 0, 0)
    return {kind.name: by_kind.get(i, nothing) for i, kind in enumerate(source.kinds)}


def _owners(
    session: Session, tables: Tables, relation: Relation, source: EventSource, known: str,
    counts: _Counts,
) -> list[Problem]:  # fmt: skip
    key, table = key_text(relation, source.lead), relation.shown
    problems = []
    if counts.no_lead:
        number = counts.no_lead
        message = f"{counted(number, 'event')} of {table} without a lead in column `{source.lead}`"
        rows = _first(session, relation, f"{known} AND {key} IS NULL")
        problems.append(Problem("event without lead", table, number, message, source.lead, rows))
    if counts.strange:
        leads, rows = _strangers(session, relation, known, key)
        message = (
            f"{counted(counts.strange, 'event')} of {table} of {counted(leads, 'lead')} "
            f"that {tables.leads.shown} does not have"
        )
        problems.append(Problem("unknown lead", table, counts.strange, message, source.lead, rows))
    return problems


def _strangers(
    session: Session, relation: Relation, known: str, key: str
) -> tuple[int, tuple[Example, ...]]:
    """How many leads have events but are not in the table of leads, and the first such events."""
    leads, places, keys = session.rows(
        f"SELECT count(DISTINCT k), min(place, {EXAMPLES}), arg_min(k, place, {EXAMPLES}) FROM "
        f"(SELECT {key} AS k, t.{relation.place} AS place FROM {relation.name} AS t WHERE {known}) "
        "WHERE k NOT IN (SELECT k FROM numbered)"
    )[0]
    pairs = zip(places, keys, strict=True)
    return leads, tuple(Example(place + relation.first_row, masked(k)) for place, k in pairs)


def _times(
    session: Session, relation: Relation, source: EventSource, known: str, counts: _Counts,
    as_of: AsOf,
) -> list[Problem]:  # fmt: skip
    table, reading = relation.shown, Reading(Column(source.at, "time", source.at), known)
    problems = table_unread.problems(session, relation, [reading]) if counts.no_time else []
    absent = counts.no_time - sum(problem.rows for problem in problems)
    if absent:
        message = f"{counted(absent, 'event')} of {table} without a time in column `{source.at}`"
        fault = table_unread.fault_of(relation, reading.column) or "false"
        test = f"{known} AND {moment(relation, source.at)} IS NULL AND NOT {fault}"
        rows = _first(session, relation, test)
        problems.append(Problem("event without time", table, absent, message, source.at, rows))
    if counts.later:
        problems.append(later(table, source.at, counts.later, as_of))
    return problems
