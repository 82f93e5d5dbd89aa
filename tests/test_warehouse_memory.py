"""Companies, stages that are kept, and who is handed over, where the data is: as from files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import warehouses
from leadscore.runtime.engines.faults import Place
from leadscore.runtime.rules import load
from project import invoke
from warehouses import NAMES, RULES, Served

FIRST, THEN = ("--as-of", "2026-02-10"), ("--as-of", "2026-03-01T06:00Z")
MEMORY = (
    RULES.replace("one per id", 'one per id, company in "Job Title"').replace(
        "at least 30", "at least 30, until score is under 12"
    )
    + """
accounts
  score is the average score
  label size
    Many when number of leads is at least 4
    Few  otherwise

hand off
  MQL to "crm" with score, engagement
  Cold to "it's a list" with score
"""
)


@pytest.fixture(params=NAMES)
def server(request: pytest.FixtureRequest) -> Served:
    return warehouses.served(request.param)


@pytest.fixture
def schema(server: Served) -> str:
    return server.leads.split(".")[0]


@pytest.fixture
def desk(server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEADSCORE_ENGINE", server.url)
    warehouses.as_files(tmp_path)
    names = {"leads": server.leads, "events": server.events}
    (tmp_path / "there.score").write_text(MEMORY.format(**names), "utf-8")
    files = {"leads": '"leads.parquet"', "events": '"events.parquet"'}
    (tmp_path / "here.score").write_text(MEMORY.format(**files), "utf-8")
    return tmp_path


def run(name: str, *words: str) -> str:
    done = invoke("run", f"{name}.score", *words, *(HERE if name == "here" else ()))
    assert done.exit_code == 0, done.stderr
    return done.stdout


HERE = ("--engine", "duckdb")


def told(name: str, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(name, *words, "--format", "json"))
    return found


def fingerprint(name: str) -> bytes:
    return load(Path(f"{name}.score")).plan.fingerprint.encode()


def dropped(server: Served, *tables: str) -> None:
    for table in tables:
        server.do(f"DROP TABLE IF EXISTS {table}")


def test_files_are_the_same_bytes_with_companies_and_a_last_run(
    server: Served, schema: str, desk: Path
) -> None:
    last = f"{schema}.last_scores"
    run("here", *FIRST, "-o", "last.parquet")
    run("there", *FIRST, "-o", f"table:{last}")
    for ending in ("csv", "parquet", "jsonl"):
        run("here", *THEN, "-o", f"here.{ending}", "--previous", "last.parquet")
        said = run("there", *THEN, "-o", f"there.{ending}", "--previous", last)
        assert f"written: there.{ending}, there.accounts.{ending}" in said
        for part in ("", "accounts."):
            one, other = (desk / f"{name}.{part}{ending}" for name in ("here", "there"))
            found = other.read_bytes().replace(fingerprint("there"), fingerprint("here"))
            assert one.read_bytes() == found
    run("here", *THEN, "-o", "forgetful.csv")
    assert (desk / "forgetful.csv").read_bytes() != (desk / "here.csv").read_bytes()
    dropped(server, last, f"{last}_accounts")


def test_the_summary_tells_companies_and_who_enters(
    server: Served, schema: str, desk: Path
) -> None:
    last = f"{schema}.last_scores"
    run("here", *FIRST, "-o", "last.parquet")
    run("there", *FIRST, "-o", f"table:{last}")
    here = told("here", *THEN, "--previous", "last.parquet")
    there = told("there", *THEN, "--previous", last)
    kept = told("there", *THEN, "--previous", last, "-o", f"table:{schema}.next_scores")
    (mql, _), without = here["hand_off"], told("there", *THEN)["hand_off"]
    assert 0 < mql["entering"] < mql["in_stage"]
    for summary in (there, kept):
        assert summary["hand_off"] == here["hand_off"]
        assert summary["accounts"] == here["accounts"]
        assert summary["classes"] == here["classes"]
    assert [one["entering"] for one in without] == [None, None]
    assert without == told("here", *THEN)["hand_off"]
    tables = [f"{schema}.next_scores", f"{schema}.next_scores_accounts"]
    assert kept["tables"] == tables
    dropped(server, last, f"{last}_accounts", *tables)


def test_a_table_is_its_own_last_run(server: Served, schema: str, desk: Path) -> None:
    """The daily job; and repeating it changes nothing, but that nobody enters any more."""
    target = f"{schema}.lead_scores"
    run("there", *FIRST, "-o", f"table:{target}")
    run("here", *FIRST, "-o", "last.parquet")
    here = told("here", *THEN, "-o", "here.jsonl", "--previous", "last.parquet")
    daily = (*THEN, "-o", f"table:{target}", "--previous", target)
    wanted = [json.loads(line) for line in (desk / "here.jsonl").read_text("utf-8").splitlines()]
    assert told("there", *daily)["hand_off"] == here["hand_off"]
    for _ in range(2):
        found = server.do(f"SELECT id, stage FROM {target}")
        assert dict(map(tuple, found)) == {row["id"]: row["stage"] for row in wanted}
        assert [one["entering"] for one in told("there", *daily)["hand_off"]] == [0, 0]
    dropped(server, target, f"{target}_accounts")


def test_companies_are_kept_beside(server: Served, schema: str, desk: Path) -> None:
    """By hand: leads 1, 8, 15 … are of "VP Sales"; of six, the excluded are left out."""
    target = f"{schema}.lead_scores"
    said = run("there", *THEN, "-o", f"table:{target}", "--breakdown")
    assert f"written: {target}, {target}_breakdown, {target}_accounts" in said
    assert "5 companies" in said
    run("here", *THEN, "-o", "here.jsonl")
    lines = (desk / "here.accounts.jsonl").read_text("utf-8").splitlines()
    wanted = {
        row["Job Title"]: (float(row["score"]), row["size"], row["leads"])
        for row in map(json.loads, lines)
    }
    quote = "`" if server.url.startswith(("m", "c")) else '"'
    name = f"{quote}Job Title{quote}"
    rows = server.do(f"SELECT {name}, score, size, leads FROM {target}_accounts")
    assert {company: (float(s), size, n) for company, s, size, n in rows} == wanted
    assert wanted["VP Sales"][1:] == ("Many", 5)
    dropped(server, target, f"{target}_breakdown", f"{target}_accounts")


def test_another_table_in_the_place_of_companies_stops_all(
    server: Served, schema: str, desk: Path
) -> None:
    target = f"{schema}.lead_scores"
    engine = " ENGINE = MergeTree ORDER BY tuple()" if "clickhouse" in server.url else ""
    server.do(f"CREATE TABLE {target}_accounts{engine} AS SELECT 1 AS score")
    done = invoke("run", "there.score", *THEN, "-o", f"table:{target}")
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"`{target}_accounts` is there already, and holds something else" in done.stderr
    with pytest.raises(Exception, match="lead_scores"):
        server.do(f"SELECT count(*) FROM {target}")
    dropped(server, f"{target}_accounts")


def test_a_schema_that_is_not_there_is_told_before_scoring(server: Served, desk: Path) -> None:
    said = refused("-o", "table:nowhere_at_all.scores")
    assert "there is no schema `nowhere_at_all` in " in said
    assert "make it first" in said


def test_a_table_that_is_not_said_to_be_one(server: Served, desk: Path) -> None:
    assert "a table is `-o table:marketing.scores`" in refused("-o", "marketing.scores")
    assert not (desk / "marketing.scores").exists()


# ---------------------------------------------------------------- what cannot be a last run


def refused(*words: str) -> str:
    done = invoke("run", "there.score", *THEN, *words)
    assert (done.exit_code, done.stdout) == (2, ""), done.stdout
    assert len(done.stderr.splitlines()) == 2
    return str(done.stderr)


def test_a_file_is_no_table(server: Served, desk: Path) -> None:
    said = refused("--previous", "last.csv")
    assert "error: `last.csv` is a file, and " in said
    assert "load it into a table there and give its name" in said


def test_leads_in_a_file_are_no_table(server: Served, desk: Path) -> None:
    said = refused("--leads", "leads.parquet")
    assert "error: `leads.parquet` is a file, and " in said
    assert "`--engine duckdb` reads files" in said


def test_a_table_that_is_not_there(server: Served, schema: str, desk: Path) -> None:
    assert f"there is no table `{schema}.lost`" in refused("--previous", f"{schema}.lost")


def test_a_table_without_stages(server: Served, desk: Path) -> None:
    said = refused("--previous", server.leads)
    assert f"`{server.leads}` lacks the column `stage`, so it is no earlier result" in said
    assert "written with `-o table:…`" in said


def test_a_key_of_another_kind(server: Served, schema: str, desk: Path) -> None:
    engine = " ENGINE = MergeTree ORDER BY tuple()" if "clickhouse" in server.url else ""
    server.do(
        f"CREATE TABLE {schema}.odd{engine} AS SELECT CAST('2026-01-01' AS date) AS id, 'MQL' AS stage"
    )
    said = refused("--previous", f"{schema}.odd")
    assert f"column `id` of `{schema}.odd` is of type date" in said
    assert "no lead would be found there" in said
    dropped(server, f"{schema}.odd")


def test_what_is_too_large_for_a_company_is_told() -> None:
    text = "ERROR: the points of a company have more than 18 digits for company `Acme Inc`"
    told = Place("PostgreSQL").error(None, text)
    assert told.message == "the points of a company has more than 18 digits for company `Ac…`"
