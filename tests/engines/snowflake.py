"""Snowflake's SQL by fakesnow, in a process of its own: translated, then run on DuckDB.

It proves that the text can be read as Snowflake's, not that Snowflake gives the same. Arrays are
not kept as such, as their functions are not translated.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from leadscore.compiler.dialects.base import Family

from .base import Columns, Engine, Row
from .worker import Worker


class Snowflake(Engine):
    name = "snowflake"
    dialect = "snowflake"
    stored: ClassVar[Mapping[Family, Family]] = {"list": "text"}

    def __init__(self) -> None:
        self.worker = Worker("fakesnow", "serve_snowflake.py")
        self.version = f"{self.worker.ask('version')} (fakesnow)"

    def _load(
        self, table: str, columns: Columns, rows: list[Row], required: Collection[str]
    ) -> tuple[str, ...]:
        self.worker.ask("load", table, dict(columns), rows, list(required))
        return ("DATA", "PUBLIC", table)

    def _rows(self, sql: str) -> Any:
        return self.worker.ask("rows", sql)

    def _run(self, sql: str) -> None:
        """Statement by statement: fakesnow cannot merge inside a transaction."""
        if sql not in ("BEGIN", "COMMIT"):
            self.worker.ask("rows", sql)

    def close(self) -> None:
        self.worker.close()


def start() -> Engine:
    return Snowflake()
