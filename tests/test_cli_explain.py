"""`leadscore explain` and `leadscore sql` as users type them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import pytest
from project import invoke, write_starter

AT = ("--as-of", "2026-03-01")


@pytest.fixture(autouse=True)
def starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write_starter(tmp_path))
    (tmp_path / "data/leads.csv").write_text(
        "lead_id,email,Job Title,industry,employees\n"
        "L1,ann@acme.example,VP Sales,,120\n"
        "L2,me@ourcompany.example,CEO,,\n",
        "utf-8",
    )
    (tmp_path / "data/events.csv").write_text(
        "lead_id,at,activity,campaign,path\n"
        "L1,2026-02-20 09:30,email_open,Demo tour,\n"
        "L1,2026-02-20 10:30,email_open,Demo tour,\n"
        "L1,2026-02-20 11:30,email_open,Demo tour,\n"
        "L1,2026-01-20 11:30,email_open,News,\n"
        "L1,2026-02-27 08:00,page_view,,/pricing/teams\n"
        "L1,2026-03-02 08:00,demo_request,,\n",
        "utf-8",
    )
    return tmp_path


def test_the_breakdown_with_the_events_behind_it() -> None:
    told = invoke("explain", "rules.score", "L1", *AT)
    assert told.exit_code == 0, told.output
    assert (
        told.stdout
        == """L1 as of 2026-03-01 00:00 UTC

fit  Who they are: 40
  +20  Decision maker
  +10  Named account
    0  Industry: otherwise
  +10  Size: for 10 to 249
engagement  What they did: 20
   +5  Opened emails, 3 times, limited from +7
         2026-02-20 11:30  email_open
         2026-02-20 10:30  email_open
         2026-02-20 09:30  email_open
         and 1 earlier
  +15  Looked at prices
         2026-02-27 08:00  page_view  path /pricing/teams
score: 60
stage MQL

what would reach SQL
  Clicked on a demo (+20, 2 times more) would make it 80: SQL
  Raised a hand: Read a whitepaper (+20) would make it 80: SQL
  Raised a hand: Asked for a demo (+40) would make it 100: SQL
"""
    )


def test_events_of_one_minute_are_told_to_the_second(tmp_path: Path) -> None:
    with (tmp_path / "data/events.csv").open("a") as events:
        events.write("L1,2026-02-27 08:00:01.5,page_view,,/pricing\n")
    told = invoke("explain", "rules.score", "L1", *AT).stdout
    assert (
        """  +15  Looked at prices
         2026-02-27 08:00:01  page_view  path /pricing
         2026-02-27 08:00:00  page_view  path /pricing/teams
"""
        in told
    )
    assert "2026-02-20 11:30  email_open\n" in told


def test_a_lead_of_the_first_stage(tmp_path: Path) -> None:
    with (tmp_path / "data/events.csv").open("a") as events:
        events.write("L1,2026-02-27 09:00,demo_request,,\n")
    told = invoke("explain", "rules.score", "L1", *AT).stdout
    assert told.endswith("stage SQL\n\nno stage stands above this one\n")


def test_an_excluded_lead() -> None:
    told = invoke("explain", "rules.score", "L2", *AT)
    assert told.stdout.endswith("\n\nexcluded: Our own people\n")


def test_day_by_day() -> None:
    told = invoke("explain", "rules.score", "L1", *AT, "--over", "12d").stdout
    shown = told.partition("the last 12 days\n")[2]
    assert [line.split() for line in shown.splitlines()[1:]] == [
        ["2026-02-17", "42", "Nurture"],
        ["2026-02-20", "41", "Nurture"],
        ["2026-02-21", "45", "Nurture"],
        ["2026-02-28", "60", "MQL"],
    ]
    assert len(shown.splitlines()[0].strip()) == 13


def test_json_for_programs() -> None:
    found = json.loads(
        invoke("explain", "rules.score", "L1", *AT, "--over", "1w", "--format", "json").stdout
    )
    assert (found["key"], found["score"], found["stage"], found["fit"]) == ("L1", 60, "MQL", 40)
    opened = next(line for line in found["breakdown"] if line["rule"] == "Opened emails")
    assert (opened["count"], opened["points"], len(opened["events"])) == (3, 5, 4)
    assert opened["events"][0]["at"] == "2026-02-20T11:30:00+00:00"
    assert found["next"]["stage"] == "SQL"
    assert found["next"]["changes"][-1] == {
        "score": 100, "stage": "SQL",
        "steps": [{"group": "engagement", "rule": "Raised a hand", "row": "Asked for a demo",
                   "times": 1, "gain": 40, "unknown": []}],
    }  # fmt: skip
    assert len(found["days"]) == 8


def test_set_moves_the_bar() -> None:
    told = invoke("explain", "rules.score", "L1", *AT, "--set", "mql_bar=70").stdout
    assert "stage Nurture" in told
    assert "what would reach MQL" in told


def test_numbers_that_are_too_large(starter: Path) -> None:
    (starter / "x.score").write_text(
        'leads from "x.csv", one per id\n  n number\n\nscore "x"\n  +1 when n * n is over 1\n',
        "utf-8",
    )
    (starter / "x.csv").write_text("id,n\nsecretkey,999999999999999999\n", "utf-8")
    told = invoke("explain", "x.score", "secretkey")
    assert told.exit_code == 2
    assert "has more than 18 digits for lead `sec…`" in told.stderr


# ---------------------------------------------------------------- sql


def test_the_statement_gives_the_scores() -> None:
    told = invoke("sql", "rules.score", *AT)
    assert told.exit_code == 0
    found = duckdb.sql(told.stdout).project('"lead_id", score, stage, excluded').fetchall()
    assert found == [("L1", 60, "MQL", None), ("L2", None, None, "Our own people")]


def test_a_view_of_the_breakdown_in_a_file(starter: Path) -> None:
    told = invoke(
        "sql", "rules.score", "--shape", "view", "--name", "lines", "--breakdown", *AT,
        "-o", "lines.sql",
    )  # fmt: skip
    assert (told.exit_code, told.stdout) == (0, "")
    with duckdb.connect() as con:
        con.execute((starter / "lines.sql").read_text("utf-8"))
        (points,) = con.sql(
            "SELECT points FROM lines WHERE rule = 'Opened emails' AND lead_id = 'L1'"
        ).fetchall()
    assert points == (5,)


def test_the_moment_may_be_bound_later() -> None:
    told = invoke("sql", "rules.score", "--as-of", "parameter")
    assert re.search(r"\$as_of\b", told.stdout)
    assert "as of the moment of the query" in invoke("sql", "rules.score").stdout
