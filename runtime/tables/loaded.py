"""The tables that a job reads: leads and events, from files or Arrow objects, into DuckDB.

CSV cells are text; Parquet, JSON and Arrow keep their types. Only the columns that the rules
read are taken, under the names that the rules give them. Nothing is left out: every row of the
data is a row of the table.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...compiler.plan import EventSource, Plan
from . import columns as table_columns
from . import csv as table_csv
from . import json as table_json
from . import typed as table_typed
from .columns import Need
from .duckdb import Session, name
from .files import find
from .opened import Opened, Pick
from .sources import ChosenEvents, Given, GivenEvents, choose_events, choose_leads
from .typed import ArrowStream
from .types import Family, family


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view in the session's DuckDB."""

    name: str
    shown: str
    """What messages call it: a file's name without its folder."""
    types: Mapping[str, str]
    """Column, as the rules name it → DuckDB type."""
    place: str
    """SQL for a row's place in the table, from 0."""
    first_row: int
    """The number that a person who opens the data sees at its first row."""
    rows: int
    padded: int = 0
    """Rows with fewer cells than the header; what is missing is unknown."""
    unread: Mapping[str, int] = field(default_factory=dict)
    """Columns that were read from text → where `unread_column` has what could not be read."""
    unread_column: str = ""
    dotted: Mapping[str, str] = field(default_factory=dict)
    """Columns of numbers that were read from text → as in `Loaded`."""

    @property
    def families(self) -> dict[str, Family]:
        return {column: family(type_) for column, type_ in self.types.items()}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which data a job reads, before any of it is read."""

    plan: Plan
    leads: Given
    events: tuple[ChosenEvents, ...]

    @property
    def paths(self) -> tuple[Path, ...]:
        given = (self.leads, *(one.data for one in self.events))
        return tuple(Path(data) for data in given if isinstance(data, str | os.PathLike))


@dataclass(frozen=True, slots=True)
class Tables:
    """All data of a job. `plan.events` holds the sources as they were found: one for each relation
    in `events`, in this order."""

    plan: Plan
    leads: Relation
    events: tuple[Relation, ...]
    last_run: bool = False
    """Whether there is a table of what the last run gave; see `last_run`."""
    own: bool = False
    """Whether there is a table of the leads' own moments; see `moments`."""


def choose(plan: Plan, leads: Given | None, events: Sequence[GivenEvents]) -> Chosen:
    """What the caller gives, else what the rules name; `DataError` if something lacks."""
    return Chosen(plan, choose_leads(plan, leads), choose_events(plan, events))


def load(session: Session, chosen: Chosen, more: Sequence[Sequence[Need]] = ()) -> Tables:
    """Reads all tables; `DataError` for anything that is missing or cannot be read. `more` are
    columns of each table of events that are read as well, where it has them."""
    plan = chosen.plan
    opened = [open_table(session, chosen.leads, "the table of leads")]
    opened += [open_table(session, one.data, "the table of events") for one in chosen.events]
    needs = [table_columns.of_leads(plan)]
    needs += [table_columns.of_events(one.source, one.named_optional) for one in chosen.events]
    for needed, extra in zip(range(1, len(needs)), more, strict=False):
        known = {need.source for need in needs[needed]}
        needs[needed] += tuple(need for need in extra if need.source not in known)
    picks = [table_columns.find(data, need) for data, need in zip(opened, needs, strict=True)]
    relations = []
    for number, (data, picked) in enumerate(zip(opened, picks, strict=True)):
        session.tell(f"reading {data.shown}", None)
        relations.append(load_all(session, data, picked, f"events_{number}" if number else "leads"))
    sources = tuple(_read(*pair) for pair in zip(chosen.events, relations[1:], strict=True))
    return Tables(replace(plan, events=sources), relations[0], tuple(relations[1:]))


def _read(chosen: ChosenEvents, relation: Relation) -> EventSource:
    """The source as it was found: without a column of names where it needs none and has none."""
    named = chosen.source.named
    return replace(chosen.source, named=named if named in relation.types else None)


def open_table(session: Session, data: Given, called: str) -> Opened:
    """A file or an Arrow object; `called` is what messages call the latter."""
    if isinstance(data, ArrowStream):
        return table_typed.opened_arrow(session, data, called)
    file = find(data)
    reads = {
        "csv": table_csv.opened,
        "json": table_json.opened,
        "parquet": table_typed.opened_parquet,
    }
    return reads[file.format](session, file)


def load_all(session: Session, data: Opened, picks: tuple[Pick, ...], table: str) -> Relation:
    once = tuple({pick.name.lower(): pick for pick in reversed(picks)}.values())[::-1]
    loaded = data.load(once, table)
    types = {column.lower(): type_ for column, type_ in session.types(name(table)).items()}
    rows = session.rows(f"SELECT count(*) FROM {name(table)}")[0][0]
    return Relation(
        table,
        data.shown,
        {pick.name: types[pick.name.lower()] for pick in picks},
        loaded.place,
        data.first_row,
        rows,
        loaded.padded,
        {pick.name: i for i, pick in enumerate(once) if pick.name in loaded.read},
        loaded.unread or "",
        loaded.dotted,
    )
