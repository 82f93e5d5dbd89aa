"""Servers with tables to score in place, and the same tables as files to score here."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import engines
import pytest
from engines import Columns, Row
from leadscore.compiler import dialects

NAMES = ("postgres", "mariadb", "mysql", "clickhouse")

LEADS: Columns = {
    "id": "whole", "Job Title": "text", "employees": "whole", "budget": "decimal",
    "share": "float", "opted_out": "yes/no", "created": "date", "joined": "instant",
    "visits": "text", "note": "text",
}  # fmt: skip
EVENTS: Columns = {
    "id": "whole",
    "happened": "time",
    "kind": "text",
    "path": "text",
    "spent": "text",
}

RULES = """
score "In place", from 0 to 100 points

leads from {leads}, one per id
  title     text from "Job Title"
  employees number
  budget    number
  share     number
  opted_out yes/no
  created   date
  joined    time
  visits    number unknown for 999
  note      text

events from {events}, of id, at happened, named kind
  page_view called "PageView" with path text, spent number
  email_open

exclude leads when opted_out because "Opted out: 100% 'sure' %s %% :x"

group fit "Who", at most 60 points
  +20   when title contains word "VP" because "VP"
  +10.5 when employees is over 100 because "Large"
  +1    when created is before 2026-01-02 because "Old"
  +7    when budget is at least 99.5 because "Money"
  +3    when share is over 0.25 because "Share"
  +4    when visits is at least 3 because "Visits"
  +2    when joined is before 2026-01-01 12:00 because "Joined"
  +1    when note contains "100%" because "Note"

group engagement "What"
  +15 for each page_view where path starts with "/pricing", at most 3 times because "Looked"
  +2  for each email_open, losing 50% every 7 days because "Read mail"
  +4  for every 60 of total spent of page_view because "Time"

stages
  MQL  when score is at least 30
  Cold otherwise
"""


def leads() -> list[Row]:
    rows: list[Row] = []
    for i in range(40):
        title = ("VP Sales", "vp of É", 'Ünder-VP\'s "boss"', None, " Clerk ", "", "C\\O")[i % 7]
        visits = ("3", " 12 ", "many", None, "999", "", "2.5")[i % 7]
        rows.append((
            i + 1, title, (7, 120, None, 101)[i % 4], (Decimal("99.5"), None, Decimal("12"))[i % 3],
            (0.25, 0.5, None)[i % 3], (False, None, True, False, False)[i % 5],
            datetime(2026, 1, 1 + i % 3).date() if i % 6 else None,
            datetime(2026, 1, 1, 11 + i % 3, tzinfo=UTC) if i % 9 else None,
            visits, ("100% sure", "%s", None)[i % 3],
        ))  # fmt: skip
    return rows


def events() -> list[Row]:
    rows: list[Row] = []
    for i in range(200):
        kind = ("PageView", "email_open", " pageview ", "Mystery", "email_open")[i % 5]
        lead = None if i % 50 == 7 else 1 + i * 7 % 43
        at = None if i % 60 == 3 else datetime(2026, 2, 1 + i % 28, i % 24, 0, 0, i)
        path = ("/pricing", "/Pricing/x", None, "/")[i % 4]
        rows.append((lead, at, kind, path, ("61", None, "abc", " 30 ")[i % 4]))
    return rows


class Served(ABC):
    """A server with the two tables."""

    url: str
    leads: str
    events: str

    @abstractmethod
    def do(self, sql: str) -> list[Any]:
        """Runs a statement as its administrator."""


class ByFixture(Served):
    def __init__(self, name: str) -> None:
        self.engine: Any = engines.use(name)
        self.leads = ".".join(self.engine.load("leads", LEADS, leads()))
        self.events = ".".join(self.engine.load("activity", EVENTS, events()))
        self.url = (
            self.engine.server.get_uri()
            if name == "postgres"
            else f"{name}://root@localhost/data?unix_socket={self.engine._socket}"
        )

    def do(self, sql: str) -> list[Any]:
        if sql.lower().startswith(("select", "show")):
            return list(self.engine.rows(sql))
        self.engine.run(sql)
        return []


class ClickHouse(Served):
    """A server of its own, so that what a test sets there ends with it; see `clickhouse_http`."""

    leads, events = "crm.leads", "crm.activity"

    def __init__(self) -> None:
        self.process = serve()
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        self.url = f"clickhouse://ann:ann%27s%20secret@127.0.0.1:{self.port}/crm"
        import clickhouse_connect

        self.client: Any = clickhouse_connect.get_client(host="127.0.0.1", port=self.port)
        self.client.command("CREATE DATABASE crm")
        with tempfile.TemporaryDirectory() as folder:
            as_files(Path(folder))
            for table, file, columns in (
                ("leads", "leads", LEADS), ("activity", "events", EVENTS)
            ):  # fmt: skip
                self._load(table, columns, f"{folder}/{file}.parquet")

    def _load(self, table: str, columns: Columns, file: str) -> None:
        types = {
            "text": "String", "whole": "Int64", "decimal": "Decimal(24, 6)", "float": "Float64",
            "yes/no": "Bool", "date": "Date32", "time": "DateTime64(6)",
            "instant": "DateTime64(6, 'UTC')",
        }  # fmt: skip
        spelled = ", ".join(f"`{c}` Nullable({types[f]})" for c, f in columns.items())
        self.client.command(
            f"CREATE TABLE crm.{table} ({spelled}) ENGINE = MergeTree ORDER BY tuple()"
        )
        self.client.command(f"INSERT INTO crm.{table} SELECT * FROM file('{file}', Parquet)")

    def do(self, sql: str) -> list[Any]:
        if sql.lower().startswith("select"):
            return list(self.client.query(sql).result_rows)
        self.client.command(sql)
        return []


def serve() -> subprocess.Popen[str]:
    program = Path(__file__).with_name("clickhouse_http.py")
    process = subprocess.Popen(
        [sys.executable, program], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    atexit.register(process.kill)
    return process


_SERVED: dict[str, Served] = {}


def served(name: str) -> Served:
    if name not in dialects.names():
        pytest.skip(f"there is no dialect for {name} yet")
    if name not in _SERVED:
        if name == "clickhouse":
            pytest.importorskip("clickhouse_connect")
            engines.use("clickhouse")
        _SERVED[name] = ClickHouse() if name == "clickhouse" else ByFixture(name)
    return _SERVED[name]


def as_files(folder: Path) -> None:
    """The same tables as Parquet files."""
    types = {
        "text": "VARCHAR", "whole": "BIGINT", "decimal": "DECIMAL(24, 6)", "float": "DOUBLE",
        "yes/no": "BOOLEAN", "date": "DATE", "time": "TIMESTAMP", "instant": "TIMESTAMPTZ",
    }  # fmt: skip
    tables: Mapping[str, tuple[Columns, list[Row]]] = {
        "leads": (LEADS, leads()), "events": (EVENTS, events()),
    }  # fmt: skip
    con = duckdb.connect()
    for table, (columns, rows) in tables.items():
        spelled = ", ".join(f'"{c}" {types[f]}' for c, f in columns.items())
        con.execute(f"CREATE TABLE {table} ({spelled})")
        con.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", rows)
        con.execute(f"COPY {table} TO '{folder / table}.parquet'")
