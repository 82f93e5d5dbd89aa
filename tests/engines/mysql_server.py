"""What MySQL and MariaDB share: a server of this process's own behind a Unix socket.

The sessions have the server's own time zone, for which it needs no tables of time zones.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

import pymysql
from leadscore.compiler.dialects.base import Family
from pymysql.constants import FIELD_TYPE

from .base import ZONE, Columns, Engine, Row, Unavailable, declared, quoted
from .guard import Guard

TYPES: Final[dict[Family, str]] = {
    "text": "LONGTEXT", "whole": "BIGINT", "decimal": "DECIMAL(24, 6)", "float": "DOUBLE",
    "yes/no": "BOOLEAN", "date": "DATE", "time": "DATETIME(6)", "instant": "TIMESTAMP(6) NULL",
    "list": "LONGTEXT",
}  # fmt: skip
ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\0": "\\0"})
AS_ROOT: Final = ["--user=root"] if os.geteuid() == 0 else []
"""The servers refuse to run as root unless they are told to."""
PATIENCE: Final = 120.0
"""Seconds that a server may take to start on a busy machine."""


class MySQLServer(Engine):
    stored: ClassVar[Mapping[Family, Family]] = {"list": "text"}
    earliest_instant = datetime(1970, 1, 1, 0, 0, 1)
    latest_instant = datetime(2038, 1, 19, 3, 14, 7)

    def __init__(self) -> None:
        self.folder = Path(mkdtemp(prefix=f"leadscore-{self.name}-"))
        self._make_data()
        self.server = self._start()
        self.guard = Guard(self.server.pid, self.folder)
        self.con = self._connect()
        self._run("CREATE DATABASE data")
        self._run("USE data")
        self.version = str(next(self._rows("SELECT version()"))[0])

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @abstractmethod
    def _make_data(self) -> None:
        """Makes the folder of a new server."""

    @abstractmethod
    def _command(self) -> list[str]:
        """What starts the server."""

    def _do(self, command: Sequence[str]) -> None:
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise Unavailable(f"{self.name} could not make its folder: {done.stderr[-400:]}")

    def _start(self) -> subprocess.Popen[bytes]:
        command = [
            *self._command(),
            f"--datadir={self._data}", f"--socket={self._socket}", f"--pid-file={self.folder}/pid",
            f"--tmpdir={self.folder}",  # not /tmp, where a server that starts tidies up
            "--skip-networking", "--character-set-server=utf8mb4", "--secure-file-priv=",
            "--innodb-buffer-pool-size=64M", "--max-allowed-packet=256M",
            "--innodb-flush-log-at-trx-commit=0",
        ]  # fmt: skip
        with (self.folder / "log").open("wb") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "TZ": ZONE},
            )

    @property
    def _socket(self) -> str:
        return str(self.folder / "s.sock")

    def _connect(self) -> Any:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self._session()
            except pymysql.err.OperationalError as error:
                if self.server.poll() is not None or time.monotonic() > until:
                    log = (self.folder / "log").read_text("utf-8", "replace")
                    raise Unavailable(f"{self.name} did not start: {log[-400:]}") from error
                time.sleep(0.05)

    def _session(self) -> Any:
        return pymysql.connect(
            unix_socket=self._socket, user="root", charset="utf8mb4", autocommit=True
        )

    def _load(
        self, table: str, columns: Columns, rows: list[Row], required: Collection[str]
    ) -> tuple[str, ...]:
        name = quoted(table, "`")
        self._run(f"DROP TABLE IF EXISTS data.{name}")
        self._run(f"CREATE TABLE data.{name} ({declared(columns, TYPES, required, '`')})")
        file = self._data / "load.tsv"
        file.write_text("".join(map(_line, rows)), "utf-8", newline="")
        try:
            self._run("SET time_zone = '+00:00'")
            self._run(f"LOAD DATA INFILE '{file}' INTO TABLE data.{name} CHARACTER SET utf8mb4")
        finally:
            self._run("SET time_zone = DEFAULT")
            file.unlink()
        return ("data", table)

    def _rows(self, sql: str) -> Iterator[Sequence[object]]:
        with self.con.cursor() as cursor:
            cursor.execute(sql)
            described = [column[1] for column in cursor.description or ()]
            return iter([_zoned(row, described) for row in cursor.fetchall()])

    def _run(self, sql: str) -> None:
        self._rows(sql)

    def seen(self, value: object, family: Family) -> object:
        if family == "yes/no" and value is not None:
            return int(bool(value))
        return super().seen(value, family)

    def close(self) -> None:
        self.con.close()
        self.guard.dismiss()
        self.server.terminate()
        self.server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _zoned(row: Row, described: list[int]) -> Row:
    """A TIMESTAMP is told in the zone of the session."""
    return tuple(
        value.replace(tzinfo=ZoneInfo(ZONE))
        if kind == FIELD_TYPE.TIMESTAMP and isinstance(value, datetime)
        else value
        for value, kind in zip(row, described, strict=True)
    )


def _line(row: Row) -> str:
    return "\t".join(map(_field, row)) + "\n"


def _field(value: object) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, datetime) and value.tzinfo:
        return str(value.astimezone(UTC).replace(tzinfo=None))
    return str(value).translate(ESCAPES)
