"""`leadscore sql` for shapes that make something: what is written, and what is refused."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import duckdb
import pytest
from leadscore.compiler.yaml import dumped
from project import invoke

RULES = """\
score "From the warehouse"
leads from {leads}, one per id
  title text
events from {opens}, of id, at happened, named kind
  open
group fit "Fit"
  +20 when title is "VP"
label size
  Big when score is at least 20
  "Don't know" otherwise
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "crm.people", "warehouse.web.opens")
    return tmp_path


def write(folder: Path, leads: str, opens: str) -> None:
    (folder / "x.score").write_text(RULES.format(leads=leads, opens=opens))


def sql(*words: str) -> str:
    told = invoke("sql", "x.score", *words)
    assert told.exit_code == 0, told.output
    return told.stdout


def refused(*words: str) -> str:
    told = invoke("sql", "x.score", *words)
    assert told.exit_code == 2
    assert not told.stdout
    return told.stderr


DBT = ("--shape", "dbt", "-o", "models")


def test_merging_runs_as_it_is_printed(here: Path) -> None:
    con = duckdb.connect()
    con.execute("CREATE SCHEMA crm; CREATE TABLE crm.people AS SELECT 1 AS id, 'VP' AS title")
    for _ in range(2):
        con.execute(sql("--shape", "merge", "--as-of", "2026-03-01"))
    assert con.sql("SELECT id, score, fit, size FROM lead_scores").fetchall() == [
        (1, 20, 20, "Big")
    ]
    assert con.sql("SELECT id, score, stage FROM lead_scores_history").fetchall() == [(1, 20, None)]


def test_a_model_is_written_whole_and_again_the_same(here: Path) -> None:
    for _ in range(2):
        told = invoke("sql", "x.score", *DBT)
        assert told.exit_code == 0
        assert told.stderr == "written to models: lead_scores.sql, schema.yml, sources.yml\n"
    names = sorted(path.name for path in (here / "models").iterdir())
    assert names == ["lead_scores.sql", "schema.yml", "sources.yml"]
    text = (here / "models" / "lead_scores.sql").read_text()
    assert text.startswith("{{ config(materialized='table') }}\n")
    assert "FROM {{ source('lead_scores_crm', 'people') }} AS src" in text
    schema = (here / "models" / "schema.yml").read_text()
    assert "                  - \"'Don''t know'\"\n" in schema
    assert '"From the warehouse' in schema
    assert (here / "models" / "sources.yml").read_text() == (
        "version: 2\nsources:\n  - name: lead_scores_crm\n    schema: crm\n    tables:\n"
        "      - name: people\n        columns:\n          - name: id\n          - name: title\n"
    )


def test_a_different_file_is_replaced_only_by_force(here: Path) -> None:
    sql(*DBT)
    before = {path: path.read_bytes() for path in (here / "models").iterdir()}
    told = refused(*DBT, "--materialized", "view")
    assert told.splitlines()[0] == "error: `models` has another `lead_scores.sql` already"
    assert {path: path.read_bytes() for path in (here / "models").iterdir()} == before
    sql(*DBT, "--materialized", "view", "--force")
    assert "'view'" in (here / "models" / "lead_scores.sql").read_text().splitlines()[0]


def test_all_files_or_none(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sql(*DBT)
    before = {path: path.read_bytes() for path in (here / "models").iterdir()}
    write_text = Path.write_text

    def full(path: Path, *words: Any, **more: Any) -> int:
        if "sources" in path.name:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write_text(path, *words, **more)

    monkeypatch.setattr(Path, "write_text", full)
    assert "cannot be written: no space left" in refused(*DBT, "--force", "--as-of", "parameter")
    assert {path: path.read_bytes() for path in (here / "models").iterdir()} == before


def test_a_folder_in_the_place_of_a_file_stays(here: Path) -> None:
    (here / "models" / "sources.yml").mkdir(parents=True)
    assert "`models/sources.yml` is not a file" in refused(*DBT, "--force")
    assert [path.name for path in (here / "models").iterdir()] == ["sources.yml"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--shape", "dbt"), "give a folder for them: `-o models/lead_scores`"),
        ((*DBT, "--breakdown"), "made of the scores alone"),
        ((*DBT, "--name", "a.b"), "`a.b` is no name of a dbt model"),
        (("--shape", "dbt", "-o", "x.score"), "`x.score` is a file"),
        (("--shape", "dbt", "-o", "a/b"), "there is no folder `a`"),
        (("--shape", "merge", "--breakdown"), "one row per lead"),
        (("--shape", "table", "--name", "CRM.people"), "the rules read the table `CRM.people`"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_told(here: Path, words: tuple[str, ...], told: str) -> None:
    assert told in refused(*words)


@pytest.mark.parametrize("shape", ["select", "view", "table", "merge"])
def test_a_file_is_no_table_of_a_database(here: Path, shape: str) -> None:
    write(here, '"people.csv"', "opens")
    told = refused("--dialect", "postgres", "--shape", shape)
    assert told.startswith("error: PostgreSQL cannot read the file `")
    assert "people.csv`: name a table there" in told


def test_dbt_reads_tables(here: Path) -> None:
    write(here, '"people.csv"', "opens")
    assert "the rules read the file `people.csv`" in refused(*DBT)


def test_sources_stand_in_their_schemas(here: Path) -> None:
    text = (here / "x.score").read_text()
    (here / "x.score").write_text(
        text.replace('group fit "Fit"', 'group fit "Fit"\n  +1 for each open')
    )
    sql(*DBT, "--name", "s")
    told = (here / "models" / "sources.yml").read_text()
    assert "  - name: s_warehouse_web\n    database: warehouse\n    schema: web\n" in told
    write(here, "people", "opens")
    sql(*DBT, "--force", "--name", "s")
    told = (here / "models" / "sources.yml").read_text()
    assert '  - name: s_data\n    schema: "{{ target.schema }}"\n' in told


def test_yaml_keeps_every_text() -> None:
    assert dumped(
        {
            "a": ["x", "", "no", "1", " b", "c\nd", "e\n", "\u2028", "😀: {"],
            "b": 1,
            "c": True,
            "d": [],
        }
    ) == (
        'a:\n  - x\n  - ""\n  - "no"\n  - "1"\n  - " b"\n  - "c\\nd"\n  - "e\\n"\n'
        '  - "\\u2028"\n  - "😀: {"\nb: 1\nc: true\nd: []\n'
    )
