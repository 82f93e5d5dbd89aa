"""A history that has been read: what looks into it shares this."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...compiler.lower import declared_columns
from ...compiler.plan import EventSource, Plan
from ...dsl.model import Model
from ..rules import Rules
from ..tables.columns import Need
from ..tables.duckdb import Session
from ..tables.keys import number_keys
from ..tables.loaded import Tables, choose, load
from ..tables.moments import find_moments, settled
from ..tables.sources import Given, GivenEvents
from .asked import Asked
from .everything import Everything
from .leads import Names, read_everything


@dataclass(frozen=True, slots=True)
class Work:
    session: Session
    model: Model
    asked: Asked
    leads: Given
    events: tuple[GivenEvents, ...]
    """As the caller gives them, also those that no rule reads."""
    tables: Tables
    everything: Everything
    names: Names

    @property
    def plan(self) -> Plan:
        return self.tables.plan

    def place(self, column: str | None) -> int | None:
        return None if column is None else self.names.find(self.everything.columns, column)


def read(
    session: Session, rules: Rules, asked: Asked, leads: Given | None,
    events: Sequence[GivenEvents], texts: bool = False,
) -> Work:  # fmt: skip
    """Reads the leads, with all of their columns and their moments; with `texts` also those of
    events that no rule reads. Raises `DataError`."""
    plan, _ = settled(rules.plan, asked.as_of, declared_columns(rules.model))
    given = tuple(events)
    chosen = choose(plan, leads, read_by(plan, given))
    names = Names.of(rules.model)
    tables = load(
        session, chosen, [unread_fields(rules.model, one.source) for one in chosen.events]
    )
    number_keys(session, tables)
    tables = find_moments(session, tables, asked.as_of)
    everything = read_everything(session, chosen, asked, names)
    return Work(session, rules.model, asked, chosen.leads, given, tables, everything, names)


def unread_fields(model: Model, source: EventSource) -> tuple[Need, ...]:
    """Texts that are declared of events of this table, and that no rule reads: what there is to
    find in them is looked at as well."""
    named = {kind.name.lower() for kind in source.kinds}
    places = {kind.source for key, kind in model.kinds.items() if key in named}
    fields = (
        field for kind in model.kinds.values() if kind.source in places
        for field in kind.fields.values() if field.type == "text"
    )  # fmt: skip
    once = {field.source: field for field in fields}
    return tuple(
        Need(field.source, f"{field.name} text from", field.type, field.unknown_for, optional=True)
        for field in once.values()
    )


def read_by(plan: Plan, events: tuple[GivenEvents, ...]) -> tuple[GivenEvents, ...]:
    """Those of the given events that the plan reads."""
    kinds = {kind.name.lower() for source in plan.events for kind in source.kinds}
    return tuple(
        one for one in events
        if (one.event.lower() in kinds if one.event is not None else kinds)
    )  # fmt: skip
