"""DuckDB, in this process."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import duckdb
from leadscore.compiler.dialects.base import Family

from .base import ZONE, Columns, Engine, Row, declared, quoted

TYPES: Final[dict[Family, str]] = {
    "text": "VARCHAR", "whole": "BIGINT", "decimal": "DECIMAL(24, 6)", "float": "DOUBLE",
    "yes/no": "BOOLEAN", "date": "DATE", "time": "TIMESTAMP", "instant": "TIMESTAMPTZ",
    "list": "VARCHAR[]",
}  # fmt: skip


class DuckDB(Engine):
    name = "duckdb"
    dialect = "duckdb"

    def __init__(self) -> None:
        self.con = duckdb.connect()
        self.con.execute(f"SET TimeZone = '{ZONE}'")
        self.version = str(self._rows("SELECT version()")[0][0]).removeprefix("v")

    def _load(
        self, table: str, columns: Columns, rows: list[Row], required: Collection[str]
    ) -> tuple[str, ...]:
        name = quoted(table)
        self.con.execute(f"CREATE OR REPLACE TABLE {name} ({declared(columns, TYPES, required)})")
        cells = [list(column) for column in zip(*rows, strict=True)]
        marks = ", ".join(f"unnest(CAST(? AS {TYPES[family]}[]))" for family in columns.values())
        if cells:
            self.con.execute(f"INSERT INTO {name} SELECT {marks}", cells)
        return ("memory", "main", table)

    def _rows(self, sql: str) -> list[tuple[object, ...]]:
        return self.con.execute(sql).fetchall()

    def _run(self, sql: str) -> None:
        self.con.execute(sql)

    def close(self) -> None:
        self.con.close()


def start() -> Engine:
    return DuckDB()
