"""Numbers that are read as decimals and may be thousands: told once a column, and read the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from leadscore.compiler.lower import lower
from leadscore.dsl.check.checker import check
from leadscore.runtime.job.run import Engine, run
from leadscore.runtime.problems import Problem

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
RULES = """
score "Demo score"
leads from "leads.csv", one per id
  employees number
group fit
  +10 when employees is over 1 and employees is under 2
  +1 when employees is over 100
"""
EVENTS = """
events from "events.csv", of id, at at, named kind
  order with amount number
  offer with amount number
group engagement
  +5 when any order where amount is over 1
  +6 when any offer where amount is over 1
"""
SAYS = (
    "each point in the numbers of column `{}` of {} stands before three digits, as in thousands: "
    "read as decimals, the first is {}; write {} if that is meant"
)


def told(folder: Path, rules: str = RULES, engine: Engine = "duckdb") -> list[Problem]:
    plan = lower(check(folder / "rules.score", text=rules))
    found = run(plan, as_of=AS_OF, engine=engine, out=folder / "scores.csv").problems
    return [problem for problem in found if problem.kind == "thousands"]


def csv(folder: Path, *cells: str) -> None:
    rows = [f"{i},{cell}" for i, cell in enumerate(cells, 1)]
    (folder / "leads.csv").write_text("\n".join(["id,employees", *rows]) + "\n", "utf-8")


@pytest.mark.parametrize("engine", ["duckdb", "python"])
def test_a_column_is_told_of_once_with_its_rows(engine: Engine, tmp_path: Path) -> None:
    csv(tmp_path, "", "1.200", " 12.000 ", "80", "3.500", "-1.000")
    (problem,) = told(tmp_path, engine=engine)
    assert problem.message == SAYS.format("employees", "leads.csv", "1.2", "1200")
    assert (problem.table, problem.column, problem.rows) == ("leads.csv", "employees", 4)
    assert [(one.row, one.value) for one in problem.examples] == [
        (3, "1.200"), (4, "12.000"), (6, "3.500"),
    ]  # fmt: skip
    assert not problem.serious
    scores = dict(
        line.split(",")[:2] for line in (tmp_path / "scores.csv").read_text().splitlines()[1:]
    )
    assert scores == {"1": "0", "2": "10", "3": "0", "4": "0", "5": "0", "6": "0"}


@pytest.mark.parametrize(
    ("cells", "so"),
    [
        (("1.200",), True),
        (("1.200", "7"), True),
        (("1.200.000", "1.200"), True),
        (("+12.345", "n/a"), True),
        (("1.200.000", "n/a"), False),
        (("1.200", "1.5"), False),
        (("1.200", "0.250"), False),
        (("1.200", "1234.500"), False),
        (("1.200", "1.2000"), False),
        (("1200", "7"), False),
        (("", ""), False),
    ],
)
def test_what_may_be_thousands(cells: tuple[str, ...], so: bool, tmp_path: Path) -> None:
    csv(tmp_path, *cells)
    assert [problem.kind for problem in told(tmp_path)] == ["thousands"] * so


def test_json_lines_and_parquet_with_texts(tmp_path: Path) -> None:
    rows = [{"id": "1", "employees": "1.200"}, {"id": "2", "employees": "2.500"}]
    (tmp_path / "leads.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    source = tmp_path / "leads.jsonl"
    duckdb.sql(f"COPY (SELECT * FROM '{source}') TO '{tmp_path / 'leads.parquet'}'")
    for ending in ("jsonl", "parquet"):
        rules = RULES.replace("leads.csv", f"leads.{ending}")
        (problem,) = told(tmp_path, rules)
        assert problem.message == SAYS.format("employees", f"leads.{ending}", "1.2", "1200")
        assert [one.row for one in problem.examples] == [1, 2]


def test_numbers_of_the_data_are_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "leads.jsonl").write_text('{"id": "1", "employees": 1.200}\n', "utf-8")
    assert told(tmp_path, RULES.replace("leads.csv", "leads.jsonl")) == []


def test_a_field_of_two_events_is_told_of_once(tmp_path: Path) -> None:
    csv(tmp_path, "5")
    rows = ["id,at,kind,amount", "1,2026-02-01,order,1.200", "1,2026-02-01,offer,2.000"]
    (tmp_path / "events.csv").write_text("\n".join(rows) + "\n", "utf-8")
    assert [problem.message for problem in told(tmp_path, RULES + EVENTS)] == [
        SAYS.format("amount", "events.csv", "1.2", "1200")
    ]
