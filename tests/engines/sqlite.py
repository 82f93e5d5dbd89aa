"""SQLite, as Python brings it, in this process and in memory.

It has neither times nor exact decimals nor arrays: these are kept as texts, times as ISO 8601.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Final

from leadscore.compiler.dialects.base import Family

from .base import Columns, Engine, Row, declared, plain, quoted

TYPES: Final[dict[Family, str]] = {
    "text": "TEXT", "whole": "INTEGER", "decimal": "TEXT", "float": "REAL", "yes/no": "BOOLEAN",
    "date": "TEXT", "time": "TEXT", "instant": "TEXT", "list": "TEXT",
}  # fmt: skip


class SQLite(Engine):
    name = "sqlite"
    dialect = "sqlite"
    stored: ClassVar[Mapping[Family, Family]] = {"decimal": "text", "list": "text"}

    def __init__(self) -> None:
        self.con = sqlite3.connect(":memory:", isolation_level=None)
        self.version = sqlite3.sqlite_version

    def _load(
        self, table: str, columns: Columns, rows: list[Row], required: Collection[str]
    ) -> tuple[str, ...]:
        name = quoted(table)
        self.con.execute(f"DROP TABLE IF EXISTS {name}")
        self.con.execute(f"CREATE TABLE {name} ({declared(columns, TYPES, required)})")
        marks = ", ".join("?" for _ in columns)
        stored = (tuple(map(_stored, row)) for row in rows)
        with self.con:
            self.con.execute("BEGIN")
            self.con.executemany(f"INSERT INTO {name} VALUES ({marks})", stored)
        return ("main", table)

    def _rows(self, sql: str) -> list[tuple[object, ...]]:
        return self.con.execute(sql).fetchall()

    def _run(self, sql: str) -> None:
        self.con.executescript(sql)

    def seen(self, value: object, family: Family) -> object:
        return _stored(super().seen(value, family))

    def close(self) -> None:
        self.con.close()


def _stored(value: object) -> object:
    """Moments as `YYYY-MM-DD HH:MM:SS[.ffffff]`, without a zone, in UTC."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return str(plain(value))
    return str(value) if isinstance(value, date | Decimal) else value


def start() -> Engine:
    return SQLite()
