"""Where an engine has the data of the rules: its tables, their columns, and of what types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ...compiler.plan import EventSource, Plan, Type
from ...compiler.sql_backend import Physical, Relation
from ..errors import DataError
from ..tables import columns as table_columns
from ..tables import files as table_files
from ..tables.columns import Need
from ..tables.opened import Pick
from ..tables.sources import (
    BOTH,
    TABLES,
    ChosenEvents,
    Given,
    GivenEvents,
    choose_events,
    choose_leads,
)
from .base import Column, Found, Warehouse

_MOMENTS: Final = frozenset(("date", "time", "instant", "text"))
_READABLE: Final[dict[Type, frozenset[str]]] = {
    "number": frozenset(("whole", "decimal", "float", "yes/no", "text")),
    "yes/no": frozenset(("yes/no", "whole", "decimal", "text")),
    "date": _MOMENTS,
    "time": _MOMENTS,
    "list": frozenset(("list", "text")),
}
"""Families that can be read as a type; anything but a list can be as a text."""
_ARTICLES: Final = {
    "number": "a number", "yes/no": "yes or no", "date": "a date", "time": "a time",
    "list": "a list", "text": "a text",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Located:
    """`plan.events` holds the sources as they were found: one for each of `events`."""

    plan: Plan
    leads: Found
    events: tuple[Found, ...]
    physical: Physical

    def key(self) -> Column:
        return column_of(self.leads, self.physical.leads, self.plan.leads.key or "")


@dataclass(frozen=True, slots=True)
class _Header:
    shown: str
    columns: tuple[str, ...]


def locate(
    warehouse: Warehouse, plan: Plan, leads: Given | None, events: Sequence[GivenEvents]
) -> Located:
    """Looks up all tables; `DataError` for anything that is missing or of a type that cannot be
    read exactly."""
    reads = BOTH if warehouse.files else TABLES
    chosen = choose_events(plan, events, reads)
    table = _find(warehouse, str(choose_leads(plan, leads, reads)))
    first = relation_of(table, table_columns.of_leads(plan))
    others = [_events(warehouse, one) for one in chosen]
    return Located(
        replace(plan, events=tuple(source for source, _, _ in others)),
        table,
        tuple(found for _, found, _ in others),
        Physical(first, tuple(relation for _, _, relation in others)),
    )


def is_file(spelled: str) -> bool:
    ending = spelled.lower().removesuffix(".gz")
    return "/" in spelled or ending.endswith(tuple(table_files.ENDINGS))


def _find(warehouse: Warehouse, spelled: str) -> Found:
    if is_file(spelled) and not warehouse.files:
        raise DataError(
            f"`{spelled}` is a file, and {warehouse.shown} reads tables",
            "give a table there, such as `crm.contacts`; `--engine duckdb` reads files",
        )
    return warehouse.find(spelled)


def _events(warehouse: Warehouse, chosen: ChosenEvents) -> tuple[EventSource, Found, Relation]:
    source, found = chosen.source, _find(warehouse, str(chosen.data))
    relation = relation_of(found, table_columns.of_events(source, chosen.named_optional))
    named = source.named if source.named in relation.families else None
    _refuse(found, source.at, "time", column_of(found, relation, source.at))
    return replace(source, named=named), found, relation


def relation_of(found: Found, needs: tuple[Need, ...]) -> Relation:
    header = _Header(found.shown, tuple(column.name for column in found.columns))
    picks = table_columns.find(header, needs)
    families = {pick.name: found.columns[pick.index].family for pick in picks}
    for pick in picks:
        _refuse(found, pick.name, pick.type or "text", found.columns[pick.index])
    return Relation(found.parts, families, _spelled(found, picks))


def _spelled(found: Found, picks: Sequence[Pick]) -> dict[str, str]:
    names = {pick.name: found.columns[pick.index].name for pick in picks}
    return {name: spelled for name, spelled in names.items() if name != spelled}


def column_of(found: Found, relation: Relation, name: str) -> Column:
    """The column that the rules call so."""
    spelled = relation.spelled.get(name, name)
    return next(column for column in found.columns if column.name == spelled)


def _refuse(found: Found, name: str, type_: Type, column: Column) -> None:
    """A column that cannot be read exactly as the rules declare it."""
    readable = _READABLE.get(type_)
    is_text = column.castable or column.family not in ("list", "other")
    if column.family in readable if readable is not None else is_text:
        return
    raise DataError(
        f"column `{name}` of `{found.shown}` is of type {column.type.lower()}, which cannot be "
        f"read exactly as {_ARTICLES[type_]}",
        "declare it in the .score file as what it is, or let the rules read a view that casts it",
    )
