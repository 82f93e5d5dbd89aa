"""Scoring in place, on real servers: the same bytes as from files, and tables put in place whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import warehouses
from leadscore.runtime.rules import load
from project import invoke
from warehouses import NAMES, RULES, Served

AT = ("--as-of", "2026-03-01T06:00Z")


@pytest.fixture(params=NAMES)
def server(request: pytest.FixtureRequest) -> Served:
    return warehouses.served(request.param)


@pytest.fixture
def desk(server: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    warehouses.as_files(tmp_path)
    names = {"leads": server.leads, "events": server.events}
    (tmp_path / "there.score").write_text(RULES.format(**names), "utf-8")
    files = {"leads": '"leads.parquet"', "events": '"events.parquet"'}
    (tmp_path / "here.score").write_text(RULES.format(**files), "utf-8")
    return tmp_path


def test_files_are_the_same_bytes_as_those_of_a_run_over_files(server: Served, desk: Path) -> None:
    for ending in ("csv", "parquet", "jsonl"):
        here = invoke("run", "here.score", *AT, "-o", f"here.{ending}", "--breakdown")
        there = invoke(
            "run",
            "there.score",
            *AT,
            "-o",
            f"there.{ending}",
            "--breakdown",
            "--engine",
            server.url,
        )
        assert (here.exit_code, there.exit_code) == (0, 0), there.stderr
        for part in ("", "breakdown."):
            one, other = (desk / f"{name}.{part}{ending}" for name in ("here", "there"))
            found = other.read_bytes().replace(fingerprint("there"), fingerprint("here"))
            assert one.read_bytes() == found


def test_leads_at_moments_of_their_own(server: Served, desk: Path) -> None:
    for column, plus in (("joined", "36h"), ("created", "2w")):
        asked = ("--as-of-column", column, "--plus", plus, "--breakdown")
        told = []
        for name, engine in (("here", "duckdb"), ("there", server.url)):
            out = ("-o", f"{name}.jsonl", "--engine", engine)
            done = invoke("run", f"{name}.score", *asked, *out, "--format", "json")
            assert done.exit_code == 0, done.stderr
            told.append(json.loads(done.stdout))
        for part in ("", "breakdown."):
            one, other = (desk / f"{name}.{part}jsonl" for name in ("here", "there"))
            found = other.read_bytes().replace(fingerprint("there"), fingerprint("here"))
            assert one.read_bytes() == found
        kinds = ("no moment", "later")
        counts = [{p["kind"]: p["rows"] for p in t["problems"] if p["kind"] in kinds} for t in told]
        assert counts[0] == counts[1]
        assert "no moment" in counts[0]
        lines = (desk / "here.jsonl").read_text("utf-8").splitlines()
        moments = {json.loads(line)["as_of"] for line in lines}
        assert len(moments) > 1


def fingerprint(name: str) -> bytes:
    return load(Path(f"{name}.score")).plan.fingerprint.encode()


def test_tables_and_columns_are_found_but_for_case(server: Served, desk: Path) -> None:
    rules = RULES.replace('"Job Title"', '"JOB title"').replace("one per id", "one per ID")
    names = {"leads": server.leads.upper(), "events": server.events.upper()}
    (desk / "there.score").write_text(rules.format(**names), "utf-8")
    done = invoke("run", "there.score", *AT, "-o", "there.csv", "--engine", server.url)
    assert done.exit_code == 0, done.stderr
    assert invoke("run", "here.score", *AT, "-o", "here.csv").exit_code == 0
    one, other = ((desk / f"{name}.csv").read_bytes() for name in ("here", "there"))
    other = other.replace(fingerprint("there"), fingerprint("here"))
    assert other == one.replace(b"id,", b"ID,", 1)


def test_the_summary_says_what_a_run_over_files_says(server: Served, desk: Path) -> None:
    told = []
    for name, engine in (("here", "duckdb"), ("there", server.url)):
        done = invoke("run", f"{name}.score", *AT, "--format", "json", "--engine", engine)
        assert done.exit_code == 0, done.stderr
        told.append(json.loads(done.stdout))
    here, there = told
    for figure in ("leads", "events", "excluded", "classes", "scores"):
        assert there[figure] == here[figure]
    keep = ("kind", "serious", "column", "rows")
    problems = [[tuple(p[k] for k in keep) for p in one["problems"]] for one in told]
    assert sorted(problems[1]) == sorted(problems[0])
    assert [row["score"] for row in there["rows"]] == [row["score"] for row in here["rows"]]


def test_a_table_is_made_and_made_anew(server: Served, desk: Path) -> None:
    schema = server.leads.split(".")[0]
    target, words = f"{schema}.lead_scores", ("run", "there.score", "--engine", server.url)
    names = f"SELECT count(*) FROM information_schema.tables WHERE table_schema = '{schema}'"
    before = int(server.do(names)[0][0])
    for moment, rows in (("2026-02-10", 40), ("2026-03-01T06:00Z", 40)):
        done = invoke(*words, "--as-of", moment, "-o", f"table:{target}", "--breakdown")
        assert done.exit_code == 0, done.stderr
        assert f"written: {target}, {target}_breakdown" in done.stdout
        assert server.do(f"SELECT count(*) FROM {target}")[0][0] == rows
    assert int(server.do(names)[0][0]) == before + 2
    invoke("run", "here.score", *AT, "-o", "here.jsonl")
    lines = (desk / "here.jsonl").read_text("utf-8").splitlines()
    wanted = {row["id"]: (row["score"], row["stage"]) for row in map(json.loads, lines)}
    found = server.do(f"SELECT id, score, stage FROM {target}")
    assert {key: (None if s is None else float(s), stage) for key, s, stage in found} == wanted
    added = server.do(f"SELECT id, sum(points) FROM {target}_breakdown GROUP BY id")
    scores = {key: score for key, (score, _) in wanted.items() if score is not None}
    assert {key: max(0, min(100, float(points))) for key, points in added} == scores
    for table in (target, f"{target}_breakdown"):
        server.do(f"DROP TABLE {table}")


def test_a_strict_run_writes_nothing(server: Served, desk: Path) -> None:
    target = f"{server.leads.split('.')[0]}.strict_scores"
    done = invoke(
        "run", "there.score", *AT, "--strict", "-o", f"table:{target}", "--engine", server.url
    )
    assert done.exit_code == 2
    assert "cannot be read as a number" in done.stderr
    with pytest.raises(Exception, match="strict_scores"):
        server.do(f"SELECT count(*) FROM {target}")


@pytest.mark.parametrize("asked", ["leads", "activity"])
def test_a_table_that_is_read_is_never_written(server: Served, desk: Path, asked: str) -> None:
    table = server.leads.replace("leads", asked)
    done = invoke("run", "there.score", *AT, "-o", f"table:{table}", "--engine", server.url)
    assert done.exit_code == 2
    assert f"`{table}` is one of the tables that are read" in done.stderr


def test_a_table_of_something_else_is_never_overwritten(server: Served, desk: Path) -> None:
    schema = server.leads.split(".")[0]
    server.do(
        f"CREATE TABLE {schema}.precious{'' if 'clickhouse' not in server.url else ' ENGINE = MergeTree ORDER BY tuple()'} AS SELECT 1 AS score"
    )
    done = invoke(
        "run", "there.score", *AT, "-o", f"table:{schema}.precious", "--engine", server.url
    )
    assert done.exit_code == 2
    assert "holds something else than scores" in done.stderr
    assert server.do(f"SELECT score FROM {schema}.precious") == [(1,)]
    server.do(f"DROP TABLE {schema}.precious")
