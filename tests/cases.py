"""Leads and events as tables of typed columns, for DuckDB and for Python alike.

A storage is a DuckDB type. A raw value is what DuckDB gives for a cell of that type.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from leadscore.compiler.own_moment import OwnMoment
from leadscore.compiler.plan import EventSource, Kind, Plan
from leadscore.dsl.fold import fold

FAMILIES: Final[dict[str, str]] = {
    "VARCHAR": "text", "INTEGER": "whole", "BIGINT": "whole", "HUGEINT": "whole",
    "UBIGINT": "whole", "DOUBLE": "float", "DECIMAL(18,6)": "decimal", "DECIMAL(9,2)": "decimal",
    "DECIMAL(38,10)": "decimal", "BOOLEAN": "yes/no", "DATE": "date", "TIMESTAMP": "time",
    "TIMESTAMP WITH TIME ZONE": "instant", "VARCHAR[]": "list",
}  # fmt: skip

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of the data with their storages; rows have raw values under the same names."""

    storages: dict[str, str]
    rows: tuple[Row, ...] = ()
    kinds: tuple[str, ...] = ()
    """Of a table of events: what the rules call them."""


@dataclass(frozen=True, slots=True)
class Data:
    """The tables of one job. `typed`: the types of the columns are told to the SQL; else every
    column is read whatever it is."""

    as_of: datetime
    leads: Table
    events: tuple[Table, ...]
    typed: bool = True
    last_run: tuple[Row, ...] = ()
    """Rows of an earlier output: `key` and `stage`, as texts."""
    own: OwnMoment | None = None
    """Each lead is judged at its own moment, and `as_of` is not asked for."""

    def of_plan(self, plan: Plan) -> tuple[Table, ...]:
        """The tables of events in the order of `Plan.events`."""
        return tuple(
            next(table for table in self.events if source.kinds[0].name in table.kinds)
            for source in plan.events
        )


# ---------------------------------------------------------------- what Python is given


class LeadRow(NamedTuple):
    key: Any
    lead: Row
    events: list[Row]
    company: str | None


def lead_rows(plan: Plan, data: Data) -> Iterator[LeadRow]:
    """Every lead, its values and events under the names of the rules."""
    events: dict[str, list[Row]] = {}
    for source, table in zip(plan.events, data.of_plan(plan), strict=True):
        kinds = {fold(kind.called.strip(" ")): kind for kind in source.kinds}
        for row in table.rows:
            kind = kind_of(source, kinds, row)
            lead = key_text(row[source.lead])
            if kind is not None and lead is not None:
                events.setdefault(lead, []).append(event(source, kind, row))
    assert plan.leads.key is not None
    for row in data.leads.rows:
        key = row[plan.leads.key]
        lead = {column.name: row[column.source] for column in plan.leads.columns}
        company = key_text(row[plan.company]) if plan.company is not None else None
        yield LeadRow(key, lead, events.get(key_text(key) or "", []), company)


def stages_before(data: Data) -> dict[str, str]:
    """Key → stage at the last run, both in normal form."""
    found: dict[str, str] = {}
    for row in data.last_run:
        key, stage = key_text(row["key"]), key_text(row["stage"])
        if key is not None and stage is not None:
            found[key] = max(found.get(key, ""), stage, key=lambda text: text.encode())
    return found


def kind_of(source: EventSource, kinds: dict[str, Kind], row: Row) -> Kind | None:
    if source.named is None:
        return source.kinds[0]
    named = row[source.named]
    return kinds.get(fold(named.strip(" "))) if named is not None else None


def key_text(raw: Any) -> str | None:
    return None if raw is None else str(raw).strip(" ") or None


def event(source: EventSource, kind: Kind, row: Row) -> Row:
    return {
        **{field.name: row[field.source] for field in kind.fields},
        "event": kind.name, "at": row[source.at],
    }  # fmt: skip


# ---------------------------------------------------------------- spelling and reading


def spelled(raw: Any) -> Any:
    """A raw value as text that its storage can be cast from; lists by element."""
    if raw is None or isinstance(raw, str):
        return raw
    if isinstance(raw, list):
        return [spelled(element) for element in raw]
    if isinstance(raw, datetime):
        return raw.isoformat(" ")
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return repr(raw) if isinstance(raw, float) else str(raw)


def unspelled(text: Any, storage: str) -> Any:
    """The other way."""
    if text is None:
        return None
    match FAMILIES[storage]:
        case "whole":
            return int(text)
        case "float":
            return float(text)
        case "decimal":
            return Decimal(text)
        case "yes/no":
            return text == "true"
        case "date":
            return date.fromisoformat(text)
        case "time":
            return datetime.fromisoformat(text)
        case "instant":
            return datetime.fromisoformat(text).astimezone(UTC)
        case _:
            return text


# ---------------------------------------------------------------- kept on disk


def to_json(data: Data, note: str) -> str:
    """A case's data as a file that people can read."""
    tables = {"leads": data.leads} | {" ".join(table.kinds): table for table in data.events}
    shown = {
        name: {
            "storages": table.storages,
            "rows": [{c: spelled(raw) for c, raw in row.items()} for row in table.rows],
        }
        for name, table in tables.items()
    }  # fmt: skip
    whole = {
        "note": note, "as_of": data.as_of.isoformat(), "typed": data.typed, "tables": shown,
        "last_run": data.last_run,
    }  # fmt: skip
    if data.own is not None:
        whole["own"] = [data.own.column, data.own.plus_us]
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def from_json(text: str) -> Data:
    whole = json.loads(text)
    (_, leads), *events = whole["tables"].items()
    column, us = whole.get("own", (None, 0))
    return Data(
        datetime.fromisoformat(whole["as_of"]), _table("", leads),
        tuple(_table(kinds, table) for kinds, table in events), whole["typed"],
        tuple(whole.get("last_run", ())),
        OwnMoment(column, timedelta(microseconds=us)) if column else None,
    )  # fmt: skip


def _table(kinds: str, shown: dict[str, Any]) -> Table:
    storages = shown["storages"]
    rows = tuple(
        {c: unspelled(row[c], storage) for c, storage in storages.items()} for row in shown["rows"]
    )
    return Table(storages, rows, tuple(kinds.split()))
