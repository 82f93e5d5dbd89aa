"""One lead with its events, read from the data as a run would read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from ..compiler import normal
from ..compiler.own_moment import AsOf
from ..compiler.plan import Plan
from . import last_run
from .errors import DataError, masked
from .job.python import Event, LeadRow, stream
from .tables.cells import unused
from .tables.duckdb import Progress, Session, literal, opened, silent
from .tables.keys import key_text, number_keys
from .tables.loaded import Relation, Tables, choose, load
from .tables.moments import find_moments, settled
from .tables.sources import Given, GivenEvents, parse_events

__all__ = ["Event", "LeadRow", "latest_first", "read_lead"]

_T = TypeVar("_T")


def read_lead(
    plan: Plan,
    key: str,
    *,
    leads: Given | None = None,
    events: Sequence[GivenEvents | str] = (),
    previous: Given | None = None,
    as_of: AsOf | None = None,
    progress: Progress = silent,
) -> tuple[LeadRow, int]:
    """The first lead of that key, and how many rows have it. `previous` is an earlier output.
    Spaces around keys do not matter. `as_of`: the row tells its own moment, if leads have such.
    `DataError` if there is none, or if the data cannot be read."""
    plan = plan if as_of is None else settled(plan, as_of)[0]
    given = [one if isinstance(one, GivenEvents) else parse_events([one])[0] for one in events]
    with opened(tell=progress) as session:
        tables = last_run.load(session, load(session, choose(plan, leads, given)), previous)
        narrowed = _narrowed(session, tables, key.strip(" "))
        number_keys(session, narrowed)
        if as_of is not None:
            narrowed = find_moments(session, narrowed, as_of)
        number = session.rows(f"SELECT n FROM numbered WHERE k = {literal(key.strip(' '))}")
        everyone = list(stream(session, narrowed))
    rows = [row for row in everyone if number and row.number == number[0][0]]
    if not rows:
        raise DataError(
            f"no lead of {tables.leads.shown} has the key `{masked(key)}`",
            f"the key is what stands in the column `{plan.leads.key}`",
        )
    first = min(rows, key=lambda row: row.place)
    return replace(first, colleagues=_colleagues(first, everyone)), len(rows)


def moment_of(row: LeadRow, as_of: AsOf) -> datetime:
    """At which a lead is judged. `DataError` if it has no moment of its own."""
    if isinstance(as_of, datetime):
        return as_of
    if row.as_of is None:
        raise DataError(
            f"the lead `{masked(row.key)}` has no moment in `{as_of.column}`, so it is not scored",
            "`--as-of TIME` explains it at a moment of your choice",
        )
    return row.as_of


def _colleagues(first: LeadRow, everyone: Sequence[LeadRow]) -> tuple[list[Event], ...] | None:
    if first.company is None:
        return None
    others = {
        row.number or -row.place - 1: row.events
        for row in everyone if row.company == first.company and row.number != first.number
    }  # fmt: skip
    return tuple(others.values())


def _narrowed(session: Session, tables: Tables, key: str) -> Tables:
    """The same tables with the rows of one lead only, and of its colleagues if rules ask for
    them."""
    plan, leads = tables.plan, tables.leads
    own = key_text(leads, plan.leads.key or "")
    wanted = f"{own} = {literal(key)}"
    if plan.people and plan.company is not None:
        company = key_text(leads, plan.company)
        wanted += f" OR {company} IN (SELECT {company} FROM {leads.name} AS t WHERE {wanted})"
    session.run(f"CREATE TABLE wanted AS SELECT {own} AS k FROM {leads.name} AS t WHERE {wanted}")
    return replace(
        tables,
        leads=_only(session, leads, wanted),
        events=tuple(
            _only(session, relation, f"{key_text(relation, source.lead)} IN (SELECT k FROM wanted)")
            for relation, source in zip(tables.events, plan.events, strict=True)
        ),
    )


def _only(session: Session, relation: Relation, wanted: str) -> Relation:
    """Its rows have the places that they have in the whole."""
    table = f"{relation.name}_of_one"
    place = unused("place", [*relation.types, relation.unread_column])
    session.run(
        f"CREATE TABLE {table} AS SELECT t.*, t.{relation.place} AS {place} "
        f"FROM {relation.name} AS t WHERE {wanted}"
    )
    return replace(relation, name=table, place=place)


def latest_first(events: Sequence[Event], as_of: datetime) -> list[Event]:
    """Those that exist at that moment."""
    now = normal.moment(as_of)
    dated = [(normal.moment(event["at"]), event) for event in events]
    known = [(at, event) for at, event in dated if isinstance(at, int) and at <= _whole(now)]
    return [event for _, event in sorted(known, key=lambda pair: pair[0], reverse=True)]


def _whole(moment: object) -> int:
    assert isinstance(moment, int), "a datetime can be read"
    return moment
