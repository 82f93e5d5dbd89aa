"""`leadscore run` as users type it: the table, the files, the summary, what is wrong with data."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest
from leadscore.runtime.cli._terminal import bars, columns_of
from leadscore.runtime.rules import load
from project import AS_OF, invoke, write_starter

AT = ("--as-of", "2026-03-01")

RULES = """score "Test", from 0 to 100 points

let bonus = 10

leads from "leads.csv", one per id
  name    text
  visits  number

events from "events.csv", of id, at at, named kind
  call

group g
  +30 when visits is at least 3 because "Visits"
  +5 when visits is over bonus because "Many"
  +1 for each call because "Calls"

stages
  Hot  when score is at least 30
  Warm when score is at least 1
  Cold otherwise
"""


@pytest.fixture
def starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write_starter(tmp_path))
    return tmp_path


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.score").write_text(RULES, "utf-8")
    (tmp_path / "leads.csv").write_text(
        "id,name,visits\na,Ann,12\nb,Bo,three\nc,Cy,3\nd,=1+2,1\n", "utf-8"
    )
    (tmp_path / "events.csv").write_text(
        "id,at,kind\nb,2026-02-01,call\nb,2026-02-02,Call\nx,2026-02-03,call\nb,2026-04-01,call\n",
        "utf-8",
    )
    return tmp_path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_has_the_best_leads_first(desk: Path) -> None:
    told = invoke("run", "x.score", *AT)
    assert told.exit_code == 0, told.output
    assert [line.split() for line in told.stdout.splitlines()] == [
        ["id", "score", "g", "stage"],
        ["a", "35", "35", "Hot"],
        ["c", "30", "30", "Hot"],
        ["b", "2", "2", "Warm"],
        ["d", "0", "0", "Cold"],
    ]
    assert "more; write all" not in told.stderr


def test_the_summary_counts_stages_and_problems(desk: Path) -> None:
    told = invoke("run", "x.score", *AT).stderr
    assert "4 leads and 2 events as of 2026-03-01 00:00 UTC" in told
    assert "  Hot   2  50%  ████" in told
    assert "  Warm  1  25%  ██" in told
    assert "score  0 to 35, half of the leads at most 2" in told
    assert "! 1 value in column `visits` of leads.csv cannot be read as a number" in told
    assert "      row 3: `three`" in told
    assert "that leads.csv does not have" in told


def test_with_a_file_the_summary_is_the_result(desk: Path) -> None:
    told = invoke("run", "x.score", *AT, "-o", "out.csv", "--breakdown")
    assert told.stderr == ""
    assert "written: out.csv, out.breakdown.csv" in told.stdout
    assert [(row["id"], row["score"]) for row in rows(desk / "out.csv")] == [
        ("a", "35"), ("c", "30"), ("b", "2"), ("d", "0"),
    ]  # fmt: skip
    lines = [
        (r["id"], r["rule"], r["count"], r["points"]) for r in rows(desk / "out.breakdown.csv")
    ]
    assert ("b", "Calls", "2", "2") in lines


@pytest.mark.parametrize("engine", ["duckdb", "python"])
def test_engines_and_settings(engine: str, desk: Path) -> None:
    told = invoke("run", "x.score", *AT, "--engine", engine, "--set", "bonus=2", "--top", "2")
    assert [line.split()[:2] for line in told.stdout.splitlines()[1:]] == [["a", "35"], ["c", "35"]]
    assert f", {engine}, " in told.stderr
    assert "and 2 more; write all with `-o scores.csv`" in told.stderr


def test_as_of_honours_its_zone(desk: Path) -> None:
    (desk / "events.csv").write_text("id,at,kind\nd,2026-02-01 10:00,call\n", "utf-8")

    def score(moment: str) -> str:
        told = invoke("run", "x.score", "--as-of", moment)
        (row,) = (line for line in told.stdout.splitlines() if line.startswith("d "))
        return row.split()[1]

    assert score("2026-02-01T10:00") == "1"
    assert score("2026-02-01T11:59+02:00") == "0"
    assert score("2026-02-01T12:00+02:00") == "1"
    assert score("now") == "1"


def test_data_of_the_caller(desk: Path) -> None:
    (desk / "others.csv").write_text("id,name,visits\nz,Zoe,4\n", "utf-8")
    (desk / "calls.csv").write_text("id,at\nz,2026-01-01\nz,2026-01-02\n", "utf-8")
    told = invoke("run", "x.score", *AT, "--leads", "others.csv", "--events", "call=calls.csv")
    assert told.stdout.splitlines()[1].split() == ["z", "32", "32", "Hot"]


def test_strict_refuses_bad_data_and_writes_nothing(desk: Path) -> None:
    told = invoke("run", "x.score", *AT, "--strict", "-o", "out.csv")
    assert told.exit_code == 2
    assert "error: the data has" in told.stderr
    assert "cannot be read as a number" in told.stderr
    assert not (desk / "out.csv").exists()


def test_json_is_one_object_for_programs(desk: Path) -> None:
    told = invoke("run", "x.score", *AT, "--format", "json")
    assert told.exit_code == 0
    found = json.loads(told.stdout)
    assert found["leads"] == 4
    assert found["classes"] == {"stage": {"Hot": 2, "Warm": 1, "Cold": 1}}
    assert found["rows"][0]["id"] == "a"
    assert found["as_of"] == "2026-03-01T00:00:00+00:00"
    assert {problem["kind"] for problem in found["problems"]} >= {"unreadable", "unknown lead"}


def test_cells_cannot_steer_the_terminal(desk: Path) -> None:
    (desk / "leads.csv").write_text("id,name,visits\n\x1b[31mred\x07[bold]b,Ann,3\n", "utf-8")
    told = invoke("run", "x.score", *AT)
    assert told.exit_code == 0
    assert "\x1b" not in told.output
    assert "\x07" not in told.output
    assert "␛[31mred␇[bold]b" in told.stdout


def test_the_starter_gives_what_the_python_evaluator_gives(starter: Path) -> None:
    assert invoke("run", "rules.score", *AT, "-o", "s.csv").exit_code == 0
    found = {row["lead_id"]: (row["score"], row["stage"]) for row in rows(starter / "s.csv")}
    rules = load(starter / "rules.score")
    events: dict[str, list[dict[str, str]]] = {}
    for row in rows(starter / "data/events.csv"):
        events.setdefault(row["lead_id"], []).append({**row, "event": row["activity"]})
    for lead in rows(starter / "data/leads.csv"):
        lead["title"] = lead["Job Title"]
        result = rules.score(lead, events.get(lead["lead_id"], []), AS_OF)
        wanted = ("" if result.score is None else str(result.score), result.stage or "")
        assert found[lead["lead_id"]] == wanted
    assert Counter(stage for _, stage in found.values()).keys() == {
        "SQL", "MQL", "Nurture", "Cold", "",
    }  # fmt: skip


def test_bars_show_every_lead() -> None:
    assert bars([("a", 1), ("b", 1000), ("c", 0)], room=10) == [
        "a      1   0%  ▏", "b  1,000  100%  ██████████", "c      0   0%",
    ]  # fmt: skip
    assert columns_of([1, 1000, 0]) == "▁█ "
