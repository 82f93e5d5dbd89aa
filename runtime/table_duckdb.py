"""The DuckDB that holds the tables of one job: in process, in memory, spilling to a folder.

Nothing is downloaded, nothing is read over a network, and names in SQL never stand for Python
variables. The session's time zone is UTC.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from .table_errors import DataError

_LOCKED: Final = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}

BATCH: Final = 10_000
"""Rows that are fetched at once."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What one job may use; empty means DuckDB's own choice."""

    memory: str = ""
    """DuckDB's `memory_limit`, such as `2GB`."""
    threads: int = 0
    folder: Path | None = None
    """Where to put what does not fit in memory; else the system's temporary folder."""


DEFAULTS: Final = Settings()


@dataclass(frozen=True, slots=True)
class Session:
    con: duckdb.DuckDBPyConnection
    folder: Path
    """Exists only while the session is open; holds what does not fit in memory."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query; `DataError` when memory or disk do not suffice."""
        with enough(self.folder):
            return self.con.execute(sql).fetchall()

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, a batch at a time; other queries may run meanwhile."""
        cursor = self.con.cursor()
        try:
            with enough(self.folder):
                cursor.execute(sql)
            while True:
                with enough(self.folder):
                    batch = cursor.fetchmany(BATCH)
                if not batch:
                    return
                yield from batch
        finally:
            cursor.close()

    def run(self, sql: str) -> None:
        self.rows(sql)

    def types(self, relation: str) -> dict[str, str]:
        """Column → DuckDB type of a table, view or (bracketed) query."""
        return {row[0]: row[1] for row in self.rows(f"DESCRIBE SELECT * FROM {relation}")}


@contextmanager
def opened(settings: Settings = DEFAULTS) -> Iterator[Session]:
    """A session whose folder is gone when it closes."""
    with enough(settings.folder or Path(tempfile.gettempdir())):
        folder = Path(tempfile.mkdtemp(prefix="leadscore-", dir=settings.folder))
    try:
        con = duckdb.connect(":memory:", config=_config(settings, folder))
        try:
            con.execute("SET TimeZone = 'UTC'").fetchall()
            yield Session(con, folder)
        finally:
            con.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _config(settings: Settings, folder: Path) -> dict[str, str | bool | int | float | list[str]]:
    config: dict[str, str | bool | int | float | list[str]] = {
        **_LOCKED,
        "temp_directory": str(folder / "spill"),
    }
    if settings.memory:
        config["memory_limit"] = settings.memory
    if settings.threads:
        config["threads"] = settings.threads
    return config


@contextmanager
def enough(folder: Path) -> Iterator[None]:
    """Tells a lack of memory or of temporary disk as a `DataError`."""
    try:
        yield
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise DataError(
            "the data does not fit in memory, nor in the temporary folder",
            f"free some disk space in `{folder.parent}`, or name a folder with more by TMPDIR",
        ) from error
    except OSError as error:
        raise DataError(f"the temporary folder `{folder}` cannot be written") from error


def name(identifier: str) -> str:
    """An identifier of DuckDB, quoted."""
    return '"' + identifier.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text constant of DuckDB. No escapes exist in it but the doubled quote."""
    return "'" + text.replace("'", "''") + "'"
