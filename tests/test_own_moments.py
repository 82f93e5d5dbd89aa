"""Leads judged each at its own moment: commands and tables. What rules give then, on every engine,
is in tests/conformance/own_moments*.yaml and among the random cases."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import agreement
import duckdb
import leadscore
import own_moments
import pytest
from cases import Data
from differential import case_of
from leadscore.compiler.own_moment import LONGEST, AsOf, judged
from leadscore.compiler.plan import Plan
from leadscore.compiler.sql_backend import render
from leadscore.runtime.cli._as_of import Duration
from leadscore.runtime.job.run import score_accounts, score_table
from project import invoke
from reading import plan_of

RULES = """score "Own"

leads from "leads.csv", one per id, company in account
  title      text
  signed_up  time from "Signed up"

events from "events.csv", of id
  visit with path text

group g "G"
  +10 when any visit in the last 7 days because "Visited"
   +5 for each visit, losing 50% every 7 days because "Visits"
   +1 when at least 2 people at the company with visit in the last 7 days because "Two"

stages
  MQL  when score is at least 20
  Cold otherwise

accounts
  score is the highest score
"""
# a, on the 8th of January: visits 6 and 0 days ago; of its company c has one then, b none yet.
# a, in its second row, on the 9th: the later of them is a day old, the other 7 days: 5 + 3 points.
# b, on the 12th at 10:00: a visit at that moment, and one a second after; a has one 3.4 days ago.
LEADS = """id,title,Signed up,account,other,last
a,CEO,2026-01-01,X,2026-01-08,2026-01-02
b,CTO,2026-01-05 10:00,X,2026-03-01,9999-12-31
c,VP,,X,,
a,CEO,2026-01-02,X,2026-01-09,
d,VP,tomorrow,,2026-03-01,soon
"""
EVENTS = """id,event,at,path
a,visit,2026-01-02,/
a,visit,2026-01-08,/
b,visit,2026-01-12 10:00:00,/
b,visit,2026-01-12 10:00:01,/
c,visit,2026-01-07,/
"""
WANTED = [
    ["a", "21", "21", "MQL", "2026-01-08T00:00:00Z"],
    ["a", "19", "19", "Cold", "2026-01-09T00:00:00Z"],
    ["b", "16", "16", "Cold", "2026-01-12T10:00:00Z"],
]
WEEK = ("--as-of-column", "signed_up", "--plus", "7d")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in (("own.score", RULES), ("leads.csv", LEADS), ("events.csv", EVENTS)):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def scored(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [[*row[:4], row[5]] for row in csv.reader(file)][1:]


# ---------------------------------------------------------------- run


@pytest.mark.parametrize("engine", ["duckdb", "python"])
def test_each_lead_is_judged_at_its_own_moment(desk: Path, engine: str) -> None:
    done = invoke("run", "own.score", *WEEK, "--engine", engine, "-o", "out.csv", "--breakdown")
    assert done.exit_code == 0, done.stderr
    assert scored(desk / "out.csv") == WANTED
    lines = (desk / "out.breakdown.csv").read_text("utf-8").splitlines()
    assert sorted(lines[1:]) == sorted([
        "a,g,Visited,1,10", "a,g,Visits,2,10", "a,g,Two,1,1",
        "a,g,Visited,1,10", "a,g,Visits,2,8", "a,g,Two,1,1",
        "b,g,Visited,1,10", "b,g,Visits,1,5", "b,g,Two,1,1",
    ])  # fmt: skip


@pytest.mark.parametrize("engine", ["duckdb", "python"])
def test_the_summary_tells_who_was_left_out_and_what_came_later(desk: Path, engine: str) -> None:
    done = invoke("run", "own.score", *WEEK, "--engine", engine, "-o", "out.csv")
    told = done.stdout
    assert told.startswith("3 leads and 3 events as of the `signed_up` of each lead plus 1 week, ")
    assert "2 leads of leads.csv without a moment in column `Signed up`, so not scored" in told
    assert "row 4\n      row 6\n" in told
    assert "cannot be read as a time: unknown to the rules\n      row 6: `tomorrow`" in told
    assert "1 event of events.csv later than the moment of their lead, so not counted" in told
    assert "companies are left out" in done.stderr
    assert not (desk / "out.accounts.csv").exists()


def test_other_formats_have_the_moment_of_each(desk: Path) -> None:
    for ending in ("parquet", "jsonl"):
        assert invoke("run", "own.score", *WEEK, "-o", f"out.{ending}").exit_code == 0
    found = duckdb.sql("SELECT epoch_us(as_of), typeof(as_of) FROM 'out.parquet'").fetchall()
    days = [(datetime.fromisoformat(row[4]).timestamp() * 10**6, row[0]) for row in WANTED]
    assert [us for us, _ in found] == [us for us, _ in days]
    assert {type_ for _, type_ in found} == {"TIMESTAMP WITH TIME ZONE"}
    lines = (desk / "out.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["as_of"] for line in lines] == [row[4] for row in WANTED]


def test_json_tells_the_column(desk: Path) -> None:
    told = json.loads(invoke("run", "own.score", *WEEK, "--format", "json").stdout)
    assert (told["as_of"], told["as_of_column"], told["plus_seconds"]) == (
        None,
        "signed_up",
        604_800,
    )
    assert (told["leads"], told["accounts"]) == (3, None)
    assert [row["as_of"] for row in told["rows"]] == [row[4] for row in WANTED]


@pytest.mark.parametrize("column", ["Signed up", "SIGNED_UP"])
def test_a_column_may_be_named_as_in_the_data(desk: Path, column: str) -> None:
    asked = ("--as-of-column", column, "--plus", "1 week")
    assert invoke("run", "own.score", *asked, "-o", "out.csv").exit_code == 0
    assert scored(desk / "out.csv") == WANTED


@pytest.mark.parametrize("engine", ["duckdb", "python"])
def test_a_column_that_no_rule_declares(desk: Path, engine: str) -> None:
    asked = ("--as-of-column", "other", "--engine", engine, "-o", "out.csv")
    assert invoke("run", "own.score", *asked).exit_code == 0
    assert scored(desk / "out.csv")[0] == WANTED[0]
    assert len(scored(desk / "out.csv")) == 4


@pytest.mark.parametrize("engine", ["duckdb", "python"])
def test_a_moment_beyond_all_years_is_none(desk: Path, engine: str) -> None:
    for plus, keys in (("0d", ["a", "b"]), ("1d", ["a"])):
        asked = ("--as-of-column", "last", "--plus", plus, "--engine", engine, "-o", "out.csv")
        assert invoke("run", "own.score", *asked).exit_code == 0
        assert sorted(row[0] for row in scored(desk / "out.csv")) == keys


def test_strict_data_have_all_moments_readable(desk: Path) -> None:
    done = invoke("run", "own.score", *WEEK, "--strict")
    assert done.exit_code == 2
    assert "row 6: `tomorrow`" in done.stderr


# ---------------------------------------------------------------- what is asked wrongly


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--as-of-column", "nothing"], "`leads.csv` lacks the column `nothing`"),
        (["--as-of-column", "title"], "the column `title` is declared as text"),
        ([*WEEK, "--as-of", "2026-01-01"], "`--as-of` judges all leads at one moment"),
        ([*WEEK, "--as-of", "now"], "give one of the two"),
        (["--plus", "7d"], "`--as-of-column COLUMN --plus 7d`"),
        (["--as-of-column", "other", "--plus", "3 months"], "say 90d, as months and years have"),
        (["--as-of-column", "other", "--plus", "1 year"], "say 365d"),
        (["--as-of-column", "other", "--plus", "3m"], "say 3 minutes, or 90d"),
        (["--as-of-column", "other", "--plus", "soon"], "is no time such as 7d, 12h, 2w or 90"),
        (["--as-of-column", "other", "--plus", "-7d"], "is no time such as"),
        (["--as-of-column", "other", "--plus", "101 years"], "no fixed length"),
        (["--as-of-column", "other", "--plus", "40000d"], "more than a hundred years"),
    ],
)
@pytest.mark.parametrize("command", [["run", "own.score"], ["explain", "own.score", "a"]])
def test_mistakes(desk: Path, command: list[str], asked: list[str], told: str) -> None:
    done = invoke(*command, *asked)
    assert done.exit_code == 2
    assert told in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "command",
    [["run"], ["run", "--engine", "python"], ["explain", "a"], ["review", "--outcome", "x"]],
)
def test_a_name_written_wrongly(desk: Path, command: list[str]) -> None:
    name, *more = command
    done = invoke(name, "own.score", *more, "--as-of-column", "signd_up")
    assert done.exit_code == 2
    assert "`leads.csv` lacks the column `signd_up`" in done.stderr
    assert "did you mean `Signed up`?" in done.stderr
    assert ".score file" not in done.stderr


def test_a_name_that_is_like_none(desk: Path) -> None:
    done = invoke("run", "own.score", "--as-of-column", "nothing")
    assert "columns of `leads.csv`: `id`, `title`, `Signed up`" in " ".join(done.stderr.split())


def test_what_the_rules_lack_is_told_first(desk: Path) -> None:
    (desk / "leads.csv").write_text("id,title\n", "utf-8")
    done = invoke("run", "own.score", "--as-of-column", "titles")
    assert "`leads.csv` lacks the column `account`" in done.stderr
    assert "say in the .score file" in done.stderr


def test_sql_tells_of_a_name_that_is_near_one(desk: Path) -> None:
    done = invoke("sql", "own.score", "--as-of-column", "signd_up")
    assert done.exit_code == 0
    assert "did you mean `signed_up`?" in done.stderr
    for column in ("signed_up", "Signed up", "other"):
        assert "did you mean" not in invoke("sql", "own.score", "--as-of-column", column).stderr


def test_lengths() -> None:
    read = Duration().convert
    minutes = {"90 minutes": 90, "90min": 90, "12h": 720, "2 weeks": 20_160, "7d": 10_080,
               " 1 Day ": 1_440, "60 s": 1, "0d": 0}  # fmt: skip
    found = {text: read(text, None, None) / timedelta(minutes=1) for text in minutes}
    assert found == minutes


def test_a_length_has_bounds() -> None:
    leadscore.OwnMoment("a", LONGEST)
    for plus in (timedelta(microseconds=-1), LONGEST + timedelta(microseconds=1)):
        with pytest.raises(ValueError, match="never negative"):
            leadscore.OwnMoment("a", plus)


# ---------------------------------------------------------------- explain


def test_a_lead_is_explained_at_its_own_moment(desk: Path) -> None:
    told = invoke("explain", "own.score", "b", *WEEK, "--over", "1d").stdout
    assert told.startswith("b as of 2026-01-12 10:00 UTC\n")
    assert "g  G: 16\n" in told
    assert "2026-01-11   1  Cold\n  2026-01-12  16  Cold  +10  Visited: visit" in told


def test_a_lead_without_a_moment_is_not_explained(desk: Path) -> None:
    done = invoke("explain", "own.score", "c", *WEEK)
    assert done.exit_code == 2
    assert "has no moment in `signed_up`, so it is not scored" in done.stderr


# ---------------------------------------------------------------- sql


@pytest.mark.parametrize("shape", ["select", "view", "table", "merge"])
def test_every_shape(desk: Path, shape: str) -> None:
    """Of a key that stands at several moments the latest is merged."""
    done = invoke("sql", "own.score", *WEEK, "--shape", shape, "--name", "kept")
    assert done.exit_code == 0, done.stderr
    assert "as of each lead’s signed_up plus 1 week" in done.stdout
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'America/New_York'")
        found = con.execute(done.stdout)
        if shape != "select":
            found = con.execute("SELECT * FROM kept ORDER BY score DESC")
        rows = [(row[0], row[1], f"{row[-2]:%Y-%m-%dT%H:%M:%SZ}") for row in found.fetchall()]
    wanted = [(key, int(score), as_of) for key, score, _, _, as_of in WANTED]
    assert rows == (wanted[1:] if shape == "merge" else wanted)


def test_a_breakdown_in_sql(desk: Path) -> None:
    text = invoke("sql", "own.score", *WEEK, "--breakdown").stdout
    with duckdb.connect() as con:
        rows = con.execute(text).fetchall()
    assert sorted(row[6] for row in rows) == [1, 1, 1, 5, 8, 10, 10, 10, 10]


def test_companies_have_no_moment(desk: Path) -> None:
    done = invoke("sql", "own.score", *WEEK, "--accounts")
    assert done.exit_code == 2
    assert "the section `accounts` takes the leads of a company together" in done.stderr
    rules = leadscore.load("own.score")
    with pytest.raises(ValueError, match="section `accounts`"):
        score_accounts(rules.plan, "leads.csv", "events.csv", leadscore.OwnMoment("signed_up"))


def test_a_model_of_dbt_needs_no_variable(desk: Path) -> None:
    rules = RULES.replace('"leads.csv"', "leads").replace('"events.csv"', "events")
    (desk / "there.score").write_text(rules, "utf-8")
    done = invoke("sql", "there.score", *WEEK, "--shape", "dbt", "-o", "model")
    assert done.exit_code == 0, done.stderr
    model = (desk / "model" / "lead_scores.sql").read_text("utf-8")
    assert "leadscore_as_of" not in model
    assert "{{ as_of }}" not in model
    assert "Signed up" in (desk / "model" / "sources.yml").read_text("utf-8")


# ---------------------------------------------------------------- from Python


@pytest.mark.parametrize("engine", ["duckdb", "python"])
def test_tables_of_python(desk: Path, engine: str) -> None:
    rules, week = leadscore.load("own.score"), leadscore.OwnMoment("signed_up", timedelta(days=7))
    leads = duckdb.sql("FROM read_csv('leads.csv', all_varchar = true)")
    made = score_table(rules.plan_for(week), leads, "events.csv", week, engine=engine)  # type: ignore[arg-type]
    found = (
        duckdb.from_arrow(made)
        .query("t", "SELECT id, score, timezone('UTC', as_of) FROM t")
        .fetchall()
    )
    assert [(key, str(score)) for key, score, _ in found] == [(row[0], row[1]) for row in WANTED]
    assert [f"{as_of.isoformat()}Z" for _, _, as_of in found] == [row[4] for row in WANTED]


def test_a_column_that_is_no_time(desk: Path) -> None:
    rules = leadscore.load("own.score")
    with pytest.raises(leadscore.NoMoment, match="`title` is declared as text"):
        rules.sql(as_of=leadscore.OwnMoment("title"))


def test_the_fingerprint_is_that_of_the_rules(desk: Path) -> None:
    rules = leadscore.load("own.score")
    assert rules.plan_for(leadscore.OwnMoment("other")).fingerprint == rules.fingerprint


# ---------------------------------------------------------------- beside the SQL of one moment


def by_groups(
    con: duckdb.DuckDBPyConnection, plan: Plan, data: own_moments.Data
) -> dict[str, object]:
    """Key → row of its result, of the statement for all leads as of each moment."""
    own, found = own_moments.moments(plan, data), {}
    for moment in set(own.values()):
        rows = _rows(con, plan, data, moment)
        found |= {str(row[0]): row for row in rows if own.get(str(row[0])) == moment}
    return found


@pytest.mark.parametrize("seed", range(6))
def test_each_lead_gets_what_the_statement_for_its_moment_gives(seed: int) -> None:
    case = case_of(seed, 60)
    plan, data = plan_of(case.texts()), case.data
    if data.own is None:
        data = own_moments.with_own(data, Random(seed))
    data, _ = own_moments.judged(plan, data, every=60)
    with agreement.connect() as con:
        wanted = by_groups(con, plan, data)
        assert data.own is not None
        assert {str(row[0]): row for row in _rows(con, plan, data, data.own)} == wanted


def test_a_plan_is_made_once() -> None:
    plan = plan_of(case_of(1, 5).texts())
    own = leadscore.OwnMoment("judged at")
    assert judged(judged(plan, own), own) == judged(plan, own)


@pytest.mark.parametrize("seed", range(6))
def test_a_key_may_stand_at_several_moments(seed: int) -> None:
    case = case_of(100 + seed, 30)
    plan, data = plan_of(case.texts()), replace(case.data, own=None)
    two = (data.as_of, data.as_of - timedelta(days=7))
    for moment in two:  # without leads whose figures overflow then
        kept = agreement.by_python(plan, replace(data, as_of=moment), every=30)
        data = agreement.without(plan, data, kept)
    twice = own_moments.at_each(data, two)
    with agreement.connect() as con:
        wanted = {
            (str(row[0]), row[-2]): row for moment in two for row in _rows(con, plan, data, moment)
        }
        assert twice.own is not None
        found = _rows(con, plan, twice, twice.own)
    assert len(found) == 2 * len(data.leads.rows)
    assert {(str(row[0]), row[-2]): row for row in found} == wanted


def _rows(
    con: duckdb.DuckDBPyConnection, plan: Plan, data: Data, as_of: AsOf
) -> list[tuple[Any, ...]]:
    physical, previous = agreement.load(con, plan, data), agreement.load_last_run(con, plan, data)
    text = render(plan, as_of=as_of, physical=physical, previous=previous)
    return con.execute(text).fetchall()
