"""Random data as an engine can hold them, so that Python is asked about the very values it holds."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Final

from cases import FAMILIES, Data, Table
from engines import Engine
from leadscore.compiler import dialects
from leadscore.compiler.plan import Column, Plan

WIDE: Final = Context(prec=60)
WHOLE: Final = 2**63
SMALL: Final = 10**6
"""Numbers are below this where results have fewer than 18 digits, so that few are too large."""
NO_INFINITY: Final = frozenset(("mysql", "mariadb", "sqlite"))
"""Engines whose floats are all numbers."""


@dataclass(frozen=True, slots=True)
class Held:
    """What differs between engines. Those that hold the same are given the same data."""

    times: tuple[datetime, datetime]
    instants: tuple[datetime, datetime]
    arrays: bool
    decimals: bool
    infinity: bool
    most: int
    """Numbers are less than this in size."""


def held(engine: Engine) -> Held:
    wide = dialects.find(engine.dialect).wide_limit >= 10**37
    return Held(
        (engine.earliest, engine.latest), (engine.earliest_instant, engine.latest_instant),
        "list" not in engine.stored, "decimal" not in engine.stored,
        engine.name not in NO_INFINITY, 10**18 if wide else SMALL,
    )  # fmt: skip


def fitted(data: Data, plan: Plan, to: Held) -> Data:
    """The data with what such an engine cannot hold changed to what it can."""
    events = tuple(
        _table(table, tuple(c for kind in source.kinds for c in kind.fields), to)
        for source, table in zip(plan.events, data.of_plan(plan), strict=True)
    )
    return replace(data, leads=_table(data.leads, plan.leads.columns, to), events=events)


def _table(table: Table, columns: tuple[Column, ...], to: Held) -> Table:
    separators = {column.source: column.separator for column in columns if column.type == "list"}
    change = {
        column: _change(FAMILIES[storage], separators.get(column, ";"), to)
        for column, storage in table.storages.items()
    }
    storages = {c: _storage(storage, to) for c, storage in table.storages.items()}
    rows = tuple(
        {c: None if raw is None else change[c](raw) for c, raw in row.items()} for row in table.rows
    )
    return replace(table, storages=storages, rows=rows)


def _storage(storage: str, to: Held) -> str:
    family = FAMILIES[storage]
    if family == "list" and not to.arrays:
        return "VARCHAR"
    if family == "decimal":
        return "DECIMAL(38,10)" if to.decimals else "DOUBLE"
    return "BIGINT" if family == "whole" else storage


def _change(family: str, separator: str, to: Held) -> Callable[[Any], Any]:
    match family:
        case "whole":
            most = min(WHOLE, to.most * (10 if to.most > SMALL else 1))
            return lambda raw: raw if abs(raw) < most else None
        case "decimal":
            return lambda raw: _decimal(raw, to)
        case "float":
            return lambda raw: _float(raw, to)
        case "date":
            return lambda raw: _between(raw, to.times[0].date(), to.times[1].date())
        case "time":
            return lambda raw: _between(raw, *to.times)
        case "instant":
            low, high = (moment.replace(tzinfo=UTC) for moment in to.instants)
            return lambda raw: _between(raw, low, high)
        case "list":
            return lambda raw: _list(raw, separator, to)
        case _:
            return lambda raw: raw


def _decimal(raw: Decimal, to: Held) -> Decimal | float | None:
    rounded = raw.quantize(Decimal("0.000001"), ROUND_HALF_UP, WIDE)
    if abs(rounded) >= to.most:
        return None
    return rounded if to.decimals else float(rounded)


def _float(raw: float, to: Held) -> float | None:
    if not to.infinity and not math.isfinite(raw):
        return None
    return None if to.most == SMALL and abs(raw) >= SMALL else raw


def _between(raw: Any, low: date, high: date) -> Any:
    return max(low, min(high, raw))


def _list(raw: list[str | None], separator: str, to: Held) -> list[str] | str:
    """Few engines have lists with NULLs in them."""
    parts = [part for part in raw if part is not None]
    return parts if to.arrays else separator.join(parts)
