"""Random leads and events for a plan: around its own constants, at the edges of its windows, and
full of what real data are full of.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random
from typing import Any

from cases import Data, Row, Table
from generate_cells import EPOCH, STORAGES, Cells
from generate_edges import constants, event_moments
from leadscore.compiler.plan import DAY, Column, EventSource, Kind, Plan

AS_OFS = (
    "2026-03-01T00:00:00", "2026-03-08T10:30:15.123456", "2026-03-08T07:30:00", "2026-11-01T06:30",
    "1970-01-01T00:00:00", "1969-07-20T20:17:40.000001", "2024-02-29T23:59:59.999999",
)  # fmt: skip


def data(random: Random, plan: Plan, leads: int, *, all_text: bool) -> Data:
    """`all_text`: as a CSV file gives them; else each column has a storage of its own."""
    return _Maker(random, plan, all_text).data(leads)


class _Maker:
    def __init__(self, random: Random, plan: Plan, all_text: bool) -> None:
        self.random = random
        self.plan = plan
        self.all_text = all_text
        self.as_of = datetime.fromisoformat(random.choice(AS_OFS)).replace(tzinfo=UTC)
        self.now = (self.as_of - EPOCH) // timedelta(microseconds=1)
        self.constants = constants(plan, self.now)
        self.moments = sorted(event_moments(plan, self.now))
        typed, unknown = random.random() < 0.7, random.choice((0.05, 0.2, 0.2, 0.4))
        self.cells = Cells(random, self.now, typed, unknown)

    def data(self, leads: int) -> Data:
        key = self.plan.leads.key or "lead_id"
        storages = {column.source: self._storage(column.type) for column in self.plan.leads.columns}
        named = self.all_text or self.random.random() < 0.5
        keys = [f"k{i}" if named else i for i in range(leads)]
        storages[key] = "VARCHAR" if named else "BIGINT"
        rows = tuple(
            {**self._row(self.plan.leads.columns, storages, False), key: one} for one in keys
        )
        events = tuple(self._events(source, keys) for source in self.plan.events)
        return Data(self.as_of, Table(storages, rows), events, self.cells.typed)

    def _storage(self, type_: str) -> str:
        return "VARCHAR" if self.all_text else self.cells.storage(type_)

    def _row(self, columns: tuple[Column, ...], storages: dict[str, str], event: bool) -> Row:
        return {c.source: self._cell(c, storages[c.source], event) for c in columns}

    def _cell(self, column: Column, storage: str, event: bool) -> Any:
        known = self.constants[event, column.name, column.type]
        if self.random.random() < 0.1:
            known = self.random.choice(list(self.constants.values()))
        return self.cells.cell(column, storage, known)

    # -- events

    def _events(self, source: EventSource, keys: list[Any]) -> Table:
        storages = self._field_storages(source)
        named = isinstance(keys[0], str) or self.random.random() < 0.2
        storages[source.lead] = "VARCHAR" if named else "BIGINT"
        at = self.random.choice(STORAGES["time"][:4])
        storages[source.at] = "VARCHAR" if self.all_text else at
        if source.named is not None:
            storages[source.named] = "VARCHAR"
        rows = [
            self._event(source, storages, key)
            for key in keys for _ in range(self.random.choice((0, 1, 2, 3, 5, 8)))
        ]  # fmt: skip
        rows += [self._event(source, storages, None) for _ in range(2)]
        return Table(storages, tuple(rows), tuple(kind.name for kind in source.kinds))

    def _field_storages(self, source: EventSource) -> dict[str, str]:
        columns = [column for kind in source.kinds for column in kind.fields]
        storages = {c.source: self._storage(c.type) for c in columns}
        for one, other in product(columns, columns):
            if one.source == other.source and one.type != other.type:
                storages[one.source] = "VARCHAR"  # one column of the data, two readings
        return storages

    def _event(self, source: EventSource, storages: dict[str, str], key: Any) -> Row:
        kind = self.random.choice(source.kinds)
        row: Row = dict.fromkeys(storages)
        for other in source.kinds:
            row |= self._row(other.fields, storages, True)
        row |= self._row(kind.fields, storages, True)
        row[source.lead] = self._key(key, storages[source.lead])
        row[source.at] = self.cells.moment_in(storages[source.at], self._event_moment())
        if source.named is not None:
            row[source.named] = self._kind_name(kind)
        return row

    def _key(self, key: Any, storage: str) -> Any:
        if key is None or storage != "VARCHAR":
            return key
        return f" {key}  " if self.random.random() < 0.05 else str(key)

    def _kind_name(self, kind: Kind) -> str | None:
        draw = self.random.random()
        if draw < 0.85:
            return kind.called
        if draw < 0.95:
            return self.random.choice(("", " ", "  ")) + self.cells.recased(kind.called) + " "
        return self.random.choice((None, "", " ", "other", kind.called + "x"))

    def _event_moment(self) -> int:
        draw = self.random.random()
        if draw < 0.6:
            return self.random.choice(self.moments) + self.random.choice((0, 0, 0, 1, -1))
        if draw < 0.95:
            return self.now - self.random.randint(0, 60 * DAY)
        return self.now + self.random.choice((1, DAY, 400 * DAY))
