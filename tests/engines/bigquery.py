"""GoogleSQL, BigQuery's language, by Google's reference evaluator in a process of its own.

It runs queries only, has no projects or datasets, and is slow: it takes rows one by one, so what it
costs grows with them and no faster, and on one processor. Sessions are in UTC, as BigQuery's.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from leadscore.compiler.dialects.base import Family

from .base import Columns, Engine, Row, home
from .worker import Worker


class BigQuery(Engine):
    name = "bigquery"
    dialect = "bigquery"

    def __init__(self) -> None:
        self.worker = Worker(
            "zetasql", "serve_bigquery.py", str(home() / "zetasql" / "zetasql.cwasm")
        )
        self.version = f"{self.worker.ask('version')} (zetasql)"

    def _load(
        self, table: str, columns: Columns, rows: list[Row], required: Collection[str]
    ) -> tuple[str, ...]:
        self.worker.ask("load", table, dict(columns), rows)
        return (table,)

    def _rows(self, sql: str) -> Any:
        return self.worker.ask("rows", sql)

    def _run(self, sql: str) -> None:
        self.worker.ask("rows", sql)

    def close(self) -> None:
        self.worker.close()

    def seen(self, value: object, family: Family) -> object:
        """An array that is NULL is stored as an empty one."""
        return () if value is None and family == "list" else super().seen(value, family)


def start() -> Engine:
    return BigQuery()
