"""Columns as people have them in PostgreSQL: keys that are no texts, enums, domains, infinity."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import warehouses
from project import invoke
from warehouses import Served

ANN, BOB = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"
TABLES = f"""
DROP SCHEMA IF EXISTS odd CASCADE;
CREATE SCHEMA odd;
CREATE TYPE odd.size AS ENUM ('S', 'M');
CREATE DOMAIN odd.mail AS text;
CREATE DOMAIN odd.work_mail AS odd.mail;
CREATE TABLE odd.leads (
  id uuid, mail odd.work_mail, size odd.size, renewed timestamptz, born date, extra jsonb
);
INSERT INTO odd.leads VALUES
  ('{ANN}', 'Ann@Acme.io', 'S', 'infinity', '-infinity', '{{}}'),
  ('{BOB}', 'bob@x.org', 'M', '2026-05-01', '1980-01-01', NULL);
CREATE TABLE odd.acts (lead uuid, at timestamptz, kind odd.size);
INSERT INTO odd.acts VALUES
  ('{ANN}', 'infinity', 'S'), ('{ANN}', '-infinity', 'S'), ('{ANN}', '2026-02-01', 'S'),
  ('{BOB}', '2026-02-02', 'M');
"""
RULES = """
score "Odd"

leads from odd.leads, one per id
  mail text
  size text
  renewed time
  born date
  extra text

events from odd.acts, of lead, at at, named kind
  S

group all "All"
  +1 when mail ends with "@acme.io"
  +2 when size is "s"
  +4 when renewed is after 2026-01-01
  +8 when born is before 2000-01-01
  +16 for each S
  +100 for each S in the last 60 days
{more}"""


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.chdir(tmp_path)
    found = warehouses.served("postgres")
    found.do(TABLES)
    yield found
    found.do("DROP SCHEMA odd CASCADE")


def run(server: Served, *words: str, more: str = "") -> tuple[str, str]:
    Path("odd.score").write_text(RULES.format(more=more), "utf-8")
    done = invoke("run", "odd.score", "--as-of", "2026-03-01", "--engine", server.url, *words)
    assert done.exit_code == (2 if done.stderr else 0), done.exception
    return done.stdout, done.stderr


def test_keys_enums_domains_and_moments_that_never_come(server: Served) -> None:
    """Ann has an acme.io address and size S, and one event that has a moment. Bob's dates count."""
    told, wrong = run(server, "-o", "odd.csv")
    assert not wrong
    assert "2 events of odd.acts without a time in column `at`" in told
    rows = [line.split(",")[:2] for line in Path("odd.csv").read_text("utf-8").splitlines()]
    assert rows == [["id", "score"], [ANN, str(1 + 2 + 16 + 100)], [BOB, str(4 + 8)]]


def test_a_table_keeps_such_keys_and_is_read_again(server: Served) -> None:
    stages = (
        "\nstages\n  Hot when score is at least 50, until score is under 20\n  Cold otherwise\n"
    )
    Path("odd.score").write_text(RULES.format(more="") + stages, "utf-8")
    words = ("run", "odd.score", "--as-of", "2026-03-01", "--engine", server.url)
    for more in ((), ("--previous", "odd.scores")):
        done = invoke(*words, "-o", "table:odd.scores", *more)
        assert done.exit_code == 0, done.stderr
    rows = server.do("SELECT CAST(id AS text), score, stage FROM odd.scores ORDER BY id")
    assert rows == [(ANN, 119, "Hot"), (BOB, 12, "Cold")]


def test_what_no_text_says_exactly_is_still_refused(server: Served) -> None:
    _, wrong = run(server, more="  +1 when extra is known\n")
    assert "column `extra` of `odd.leads` is of type jsonb, which cannot be read" in wrong
