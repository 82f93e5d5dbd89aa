"""Columns as people have them in ClickHouse: keys that are no texts, and enums."""

from __future__ import annotations

from pathlib import Path

import pytest
import warehouses
from project import invoke

ANN = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"
RULES = """
score "Odd"

leads from crm.odd, one per id
  size text

events from crm.acts, of lead, at at, named kind
  open

group all "All"
  +1 when size is "s"
  +2 for each open
"""


def test_keys_and_enums(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = warehouses.served("clickhouse")
    engine, names = "ENGINE = MergeTree ORDER BY tuple()", "Enum8('S' = 1, 'open' = 2)"
    server.do(f"CREATE TABLE crm.odd (id UUID, size Nullable({names})) {engine}")
    server.do(f"INSERT INTO crm.odd VALUES ('{ANN}', 'S')")
    server.do(f"CREATE TABLE crm.acts (lead UUID, at DateTime, kind {names}) {engine}")
    server.do(f"INSERT INTO crm.acts VALUES ('{ANN}', '2026-02-01 00:00:00', 'open')")
    monkeypatch.chdir(tmp_path)
    Path("odd.score").write_text(RULES, "utf-8")
    words = ("run", "odd.score", "--as-of", "2026-03-01", "--engine", server.url)
    done = invoke(*words, "-o", "odd.csv")
    for table in ("odd", "acts"):
        server.do(f"DROP TABLE crm.{table}")
    assert done.exit_code == 0, done.stderr
    assert Path("odd.csv").read_text("utf-8").splitlines()[1].startswith(f"{ANN},3,3,")
