"""Snowflake's SQL by fakesnow, which translates it and runs it on DuckDB."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Final

import fakesnow
import snowflake.connector
from pipe import serve

TYPES: Final = {
    "text": "TEXT", "whole": "BIGINT", "decimal": "NUMBER(24, 6)", "float": "FLOAT",
    "yes/no": "BOOLEAN", "date": "DATE", "time": "TIMESTAMP_NTZ", "instant": "TIMESTAMP_TZ",
    "list": "TEXT",
}  # fmt: skip
STORED: Final = {
    "text": "VARCHAR", "whole": "BIGINT", "decimal": "DECIMAL(24, 6)", "float": "DOUBLE",
    "yes/no": "BOOLEAN", "date": "DATE", "time": "TIMESTAMP", "instant": "TIMESTAMPTZ",
    "list": "VARCHAR",
}  # fmt: skip
"""What these become in DuckDB, past which the rows are brought in at once."""


class Database:
    def __init__(self) -> None:
        self.con = snowflake.connector.connect(database="DATA", schema="PUBLIC")

    def load(
        self, table: str, columns: dict[str, str], rows: list[tuple[Any, ...]], required: list[str]
    ) -> None:
        name = _quoted(table)
        listed = ", ".join(
            f"{_quoted(column)} {TYPES[family]}" + (" NOT NULL" if column in required else "")
            for column, family in columns.items()
        )
        self.rows(f"CREATE OR REPLACE TABLE {name} ({listed})")
        marks = ", ".join(f"unnest(CAST(? AS {STORED[family]}[]))" for family in columns.values())
        cells = [list(column) for column in zip(*rows, strict=True)]
        if cells:
            self.con._duck_conn.execute(f"INSERT INTO {name} SELECT {marks}", cells)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with self.con.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


if __name__ == "__main__":
    with fakesnow.patch():
        database = Database()
        serve(
            {"load": database.load, "rows": database.rows, "version": lambda: version("fakesnow")}
        )
