"""The DuckDB that holds the tables of one job: in process, in memory, spilling to a folder.

Nothing is downloaded, nothing is read over a network, and names in SQL never stand for Python
variables. The session's time zone is UTC.
"""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

import duckdb

from ..errors import DataError

_LOCKED: Final = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
}

_SET: Final = (
    "TimeZone = 'UTC'",
    "enable_progress_bar = true",
    "enable_progress_bar_print = false",
    "progress_bar_time = 0",
)
BATCH: Final = 10_000
"""Rows that are fetched at once."""
POLL: Final = 0.2
"""Seconds."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Settings:
    """What one job may use; empty means DuckDB's own choice."""

    memory: str = ""
    """DuckDB's `memory_limit`, such as `2GB`."""
    threads: int = 0
    folder: Path | None = None
    """Where to put what does not fit in memory; else the system's temporary folder."""


DEFAULTS: Final = Settings()


Progress: TypeAlias = Callable[[str, float | None], None]
"""Told what is being done, and which share of it is done, if that is known."""


def silent(step: str, share: float | None) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Session:
    con: duckdb.DuckDBPyConnection
    folder: Path
    """Exists only while the session is open; holds what does not fit in memory."""
    tell: Progress
    worker: ThreadPoolExecutor
    """Where queries run, so that this thread can be interrupted meanwhile."""

    def rows(self, sql: str, step: str = "") -> list[tuple[Any, ...]]:
        """All rows of a query; `DataError` when memory or disk do not suffice. The progress of
        the query is told as that of `step`."""
        return self._done(self.con, lambda: self.con.execute(sql).fetchall(), step)

    def run(self, sql: str, step: str = "") -> None:
        self.rows(sql, step)

    def stream(self, sql: str, step: str = "") -> Iterator[tuple[Any, ...]]:
        """The rows of a query, a batch at a time; other queries may run meanwhile."""
        cursor = self.con.cursor()
        try:
            self._done(cursor, lambda: cursor.execute(sql), step)
            while batch := self._done(cursor, lambda: cursor.fetchmany(BATCH), ""):
                yield from batch
        finally:
            cursor.close()

    def types(self, relation: str) -> dict[str, str]:
        """Column → DuckDB type of a table, view or (bracketed) query."""
        return {row[0]: row[1] for row in self.rows(f"DESCRIBE SELECT * FROM {relation}")}

    def _done(self, con: duckdb.DuckDBPyConnection, work: Callable[[], T], step: str) -> T:
        """What the work gives. DuckDB itself hears of Ctrl-C only between parts of a query."""
        found = self.worker.submit(work)
        try:
            while not found.done():
                wait([found], POLL)
                share = con.query_progress()
                if step and share > 0:
                    self.tell(step, share / 100)
        except BaseException:
            con.interrupt()
            wait([found])
            raise
        with enough(self.folder):
            return found.result()


@contextmanager
def opened(settings: Settings = DEFAULTS, tell: Progress = silent) -> Iterator[Session]:
    """A session whose folder is gone when it closes."""
    with ExitStack() as stack:
        folder = (settings.folder or Path(tempfile.gettempdir())) / f"leadscore-{uuid.uuid4().hex}"
        # Before the folder is there: Ctrl-C may come at any line.
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        with enough(folder.parent):
            folder.mkdir(mode=0o700)
        con = duckdb.connect(":memory:", config=_config(settings, folder))
        stack.callback(con.close)
        worker = stack.enter_context(ThreadPoolExecutor(1, "leadscore"))
        session = Session(con, folder, tell, worker)
        for setting in _SET:
            session.run(f"SET {setting}")
        yield session


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
