"""ClickHouse as chdb, in this process, which can have one session of it only."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq
from chdb.session import Session
from leadscore.compiler.dialects.base import Family

from . import arrow
from .base import ZONE, Columns, Engine, Row, quoted

TYPES: Final[dict[Family, str]] = {
    "text": "String", "whole": "Int64", "decimal": "Decimal(24, 6)", "float": "Float64",
    "yes/no": "Bool", "date": "Date32", "time": "DateTime64(6)",
    "instant": "DateTime64(6, 'UTC')", "list": "Array(String)",
}  # fmt: skip
# A query can say all other settings itself, but these are asked while it is being read.
SETTINGS: Final = {
    "session_timezone": f"'{ZONE}'",
    "max_query_size": "100000000",
    "max_ast_elements": "10000000",
    "max_expanded_ast_elements": "10000000",
    "max_ast_depth": "10000",
    "max_parser_depth": "10000",
    "max_threads": "2",
}


class ClickHouse(Engine):
    name = "clickhouse"
    dialect = "clickhouse"

    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="leadscore-ch-"))
        self.session = Session(str(self.folder / "data"))
        self._run("SET " + ", ".join(f"{name} = {value}" for name, value in SETTINGS.items()))
        self.version = str(next(self._rows("SELECT version()"))[0])

    def _load(
        self, table: str, columns: Columns, rows: list[Row], required: Collection[str]
    ) -> tuple[str, ...]:
        name = quoted(table)
        self._run(f"DROP TABLE IF EXISTS {name}")
        types = ", ".join(
            f"{quoted(column)} {_type(family, column in required)}"
            for column, family in columns.items()
        )
        self._run(f"CREATE TABLE {name} ({types}) ENGINE = MergeTree ORDER BY tuple()")
        file = self.folder / "load.parquet"
        pq.write_table(arrow.table(columns, rows), file)
        self._run(f"INSERT INTO {name} SELECT * FROM file('{file}', Parquet)")
        file.unlink()
        return ("default", table)

    def _rows(self, sql: str) -> Iterator[tuple[object, ...]]:
        found = self.session.query(sql, "ArrowStream").bytes()
        return arrow.rows(pa.ipc.open_stream(found).read_all())

    def _run(self, sql: str) -> None:
        self.session.query(sql)

    def close(self) -> None:
        self.session.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def seen(self, value: object, family: Family) -> object:
        """An array cannot be NULL."""
        return () if value is None and family == "list" else super().seen(value, family)


def _type(family: Family, required: bool) -> str:
    return TYPES[family] if required or family == "list" else f"Nullable({TYPES[family]})"


def start() -> Engine:
    return ClickHouse()
