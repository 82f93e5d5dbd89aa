"""Scoring with Spark: the same line and the same bytes on this machine as on a cluster."""

from __future__ import annotations

import csv
import importlib.util
import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import engines
import pytest
import warehouses
from leadscore.compiler import dialects
from leadscore.runtime.engines.spark import family
from project import invoke
from warehouses import RULES

EXAMPLES = Path(__file__).parents[1] / "examples"
AT = ("--as-of", "2026-03-01T06:00Z")
PATIENCE = 900
"""Seconds that all runs may take on a busy machine."""

B2B = ("run", str(EXAMPLES / "b2b_saas/b2b.score"), *AT, "--breakdown", "-o")
HERE, THERE = ("--engine", "duckdb"), ("--engine", "local[2]")
COMPANIES = ("run", str(EXAMPLES / "companies/companies.score"))
WEEK = (*COMPANIES, "--as-of", "2026-02-22", "-o")
WEEK_AFTER = (*COMPANIES, "--as-of", "2026-03-01", "--previous")
RUNS: dict[str, tuple[str, ...]] = {
    "b2b": (*B2B, "there.csv", *THERE),
    "companies": (*WEEK, "week.there.parquet", *THERE),
    "previous": (*WEEK_AFTER, "week.there.parquet", "-o", "after.there.csv", *THERE),
    "typed": ("run", "typed.score", *AT, "--breakdown", "-o", "typed.there.parquet", *THERE),
    "summary": ("run", "typed.score", *AT, "--format", "json", *THERE),
    "messy": ("run", "messy.score", *AT, "-o", "messy.there.csv", *THERE),
    "ragged": ("run", "messy.score", *AT, "--leads", "ragged.csv", "-o", "no.csv", *THERE),
    "no table": ("run", "messy.score", *AT, "--leads", "crm.leads", "-o", "no.csv", *THERE),
    "no file": ("run", "messy.score", *AT, "--leads", "nowhere.csv", "-o", "no.csv", *THERE),
    "no column": ("run", "messy.score", *AT, "--leads", "short.csv", "-o", "no.csv", *THERE),
    "no catalog": ("run", "messy.score", *AT, "-o", "table:scores", *THERE),
}
MESSY = """
score "Messy", from 0 to 100 points

leads from "messy.csv", one per id
  title  text from "Job Title"
  size   number

group g
  +10 when title contains "${HOME}" because "Variable"
  +5  when title contains word "boss" because "Boss"
  +1  when size is over 3 because "Size"
"""
MESSY_ROWS = (
    "id;Job Title;size;SIZE\n"
    '1;"The ""boss""\n of; all";4;x\n'
    "2; ${HOME} ;;y\n"
    '3;"";3.5;\n'
    "#4;Boss\\;5;z\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("spark")
    warehouses.as_files(found)
    (found / "typed.score").write_text(
        RULES.format(leads='"leads.parquet"', events='"events.parquet"'), "utf-8"
    )
    (found / "messy.score").write_text(MESSY, "utf-8")
    (found / "messy.csv").write_text(MESSY_ROWS, "utf-8")
    (found / "ragged.csv").write_text("id,Job Title,size\n1,a,2\n2,b\n", "utf-8")
    (found / "short.csv").write_text("id,size\n1,2\n", "utf-8")
    return found


@pytest.fixture(scope="module")
def told(folder: Path) -> dict[str, Any]:
    """What each of the runs has told."""
    if "spark" not in dialects.names():
        pytest.skip("there is no dialect for spark yet")
    engines.skip_if_slow("spark")
    missing = "pyspark" if importlib.util.find_spec("pyspark") is None else "java"
    if missing == "pyspark" or shutil.which("java") is None:
        if engines.required("spark"):
            pytest.fail(f"spark is required but there is no {missing}", pytrace=False)
        pytest.skip(f"spark: there is no {missing}")
    program = Path(__file__).with_name("spark_runs.py")
    done = subprocess.run(
        [sys.executable, program], cwd=folder, encoding="utf-8", capture_output=True, check=True,
        input="".join(json.dumps(words) + "\n" for words in RUNS.values()), timeout=PATIENCE,
    )  # fmt: skip
    return dict(zip(RUNS, map(json.loads, done.stdout.splitlines()), strict=True))


def fine(one: Any) -> Any:
    assert one["code"] == 0, one["stderr"]
    return one


def test_an_example_is_scored_to_the_same_bytes(
    told: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine(told["b2b"])
    monkeypatch.chdir(folder)
    assert invoke(*B2B, "here.csv", *HERE).exit_code == 0
    for part in ("csv", "breakdown.csv"):
        assert (folder / f"there.{part}").read_bytes() == (folder / f"here.{part}").read_bytes()
    assert len((folder / "there.csv").read_text().splitlines()) == 241


def test_companies_and_the_last_run_are_scored_to_the_same_bytes(
    told: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine(told["companies"])
    fine(told["previous"])
    monkeypatch.chdir(folder)
    assert invoke(*WEEK, "week.here.parquet", *HERE).exit_code == 0
    after = (*WEEK_AFTER, "week.here.parquet", "-o", "after.here.csv", *HERE)
    assert invoke(*after).exit_code == 0
    for run, ending in (("week", "parquet"), ("after", "csv")):
        for part in (ending, f"accounts.{ending}"):
            there, here = (folder / f"{run}.{side}.{part}" for side in ("there", "here"))
            assert there.read_bytes() == here.read_bytes()
    assert len((folder / "after.there.accounts.csv").read_text().splitlines()) == 61


def test_typed_files_are_scored_to_the_same_bytes(
    told: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine(told["typed"])
    monkeypatch.chdir(folder)
    words = ("run", "typed.score", *AT, "--breakdown", "-o", "typed.here.parquet", *HERE)
    assert invoke(*words).exit_code == 0
    for part in ("parquet", "breakdown.parquet"):
        there, here = (folder / f"typed.{side}.{part}" for side in ("there", "here"))
        assert there.read_bytes() == here.read_bytes()


def test_the_summary_has_the_same_figures(
    told: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = json.loads(fine(told["summary"])["stdout"])
    monkeypatch.chdir(folder)
    here = json.loads(invoke("run", "typed.score", *AT, "--format", "json").stdout)
    for figure in ("leads", "events", "excluded", "classes", "scores", "rows"):
        assert there[figure] == here[figure]
    keep = ("kind", "column", "rows")
    one, other = ([tuple(p[k] for k in keep) for p in each["problems"]] for each in (there, here))
    assert sorted(one) == sorted(other)


def test_csv_is_read_as_everywhere(
    told: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quotes, line ends in cells, other separators, headers that differ in case only, `${…}`."""
    fine(told["messy"])
    monkeypatch.chdir(folder)
    assert invoke("run", "messy.score", *AT, "-o", "messy.here.csv").exit_code == 0
    there = (folder / "messy.there.csv").read_text("utf-8")
    assert there == (folder / "messy.here.csv").read_text("utf-8")
    assert [row[:2] for row in csv.reader(there.splitlines())][1:] == [
        ["2", "10"], ["#4", "6"], ["1", "6"], ["3", "1"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("run", "parts"),
    [
        ("ragged", ["`ragged.csv` cannot be read by Spark", "as many cells as the header"]),
        ("no table", ["there is no table `crm.leads` in Spark"]),
        ("no file", ["there is no file `nowhere.csv`"]),
        ("no column", ["`short.csv` lacks the column `Job Title`"]),
        ("no catalog", ["keeps its tables in memory", "write to a file"]),
    ],
)
def test_what_goes_wrong_is_one_message(
    told: dict[str, Any], folder: Path, run: str, parts: list[str]
) -> None:
    one = told[run]
    assert (one["code"], one["stdout"]) == (2, "")
    assert len(one["stderr"].splitlines()) <= 3
    for part in parts:
        assert part in one["stderr"]
    assert not (folder / "no.csv").exists()


def test_a_master_that_is_not_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyspark")
    monkeypatch.chdir(folder)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]  # free again when it is asked
    one = invoke("run", "messy.score", "--engine", f"spark://127.0.0.1:{port}", "-o", "no.csv")
    assert (one.exit_code, one.stdout) == (2, "")
    told = f"Spark on 127.0.0.1:{port} cannot be reached: Connection refused"
    assert told in one.stderr.splitlines()[0]
    other = invoke("run", "messy.score", "--engine", "spark://127.0.0.1", "-o", "no.csv")
    assert "`spark://127.0.0.1` is no address of a Spark master" in other.stderr


def test_families_of_types() -> None:
    wanted = {
        "string": "text", "varchar(10)": "text", "bigint": "whole", "decimal(10,2)": "decimal",
        "timestamp": "instant", "timestamp_ntz": "time", "array<string>": "list",
        "array<int>": "other", "struct<a:int>": "other", "binary": "other",
    }  # fmt: skip
    assert {type_: family(type_) for type_ in wanted} == wanted
