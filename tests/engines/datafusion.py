"""Apache DataFusion, in this process."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from datafusion import SessionConfig, SessionContext

from . import arrow
from .base import ZONE, Columns, Engine, Row, quoted


class DataFusion(Engine):
    name = "datafusion"
    dialect = "datafusion"

    def __init__(self) -> None:
        config = SessionConfig({"datafusion.execution.time_zone": ZONE})
        self.context = SessionContext(config.with_target_partitions(2))
        # "Apache DataFusion 55.0.0, x86_64 on linux"
        self.version = str(next(self._rows("SELECT version()"))[0]).split()[2].rstrip(",")

    def _load(
        self, table: str, columns: Columns, rows: list[Row], required: Collection[str]
    ) -> tuple[str, ...]:
        self._run(f"DROP TABLE IF EXISTS {quoted(table)}")
        self.context.from_arrow(arrow.table(columns, rows), table)
        return ("datafusion", "public", table)

    def _rows(self, sql: str) -> Iterator[tuple[object, ...]]:
        return arrow.rows(self.context.sql(sql).to_arrow_table())

    def _run(self, sql: str) -> None:
        self.context.sql(sql).collect()

    def close(self) -> None:
        """Nothing of it stands outside this process."""


def start() -> Engine:
    return DataFusion()
