"""A model of dbt, run by dbt: the table that `leadscore run` gives, and tests that can fail."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt_project import run_dbt, write_project
from project import invoke

ROOT = Path(__file__).parents[1]
AS_OF = "2026-03-01T09:30+01:00"
HOSTILE = [
    "{{ 7 * 7 }}",
    "{% raw %}",
    "{% endraw %}",
    "{# gone #}",
    "{{{",
    "it's {x}",
    "\\",
    "%d %s",
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write_project(tmp_path)


def scored(folder: Path, rules: str, *data: str) -> list[tuple[Any, ...]]:
    """What `leadscore run` gives."""
    out = folder / "scores.parquet"
    told = invoke("run", folder / rules, *data, "--as-of", AS_OF, "-o", out)
    assert told.exit_code == 0, told.output
    # A file says that its moments are in UTC; a table of dbt has them without a zone.
    as_of = "as_of AT TIME ZONE 'UTC' AS as_of"
    return duckdb.sql(f"SELECT * REPLACE ({as_of}) FROM '{out}' ORDER BY 1").fetchall()


def modelled(folder: Path, table: str = "marketing.lead_scores") -> list[tuple[Any, ...]]:
    with duckdb.connect(str(folder / "warehouse.db"), read_only=True) as con:
        return con.sql(f"FROM {table} ORDER BY 1").fetchall()


def fill(folder: Path, *statements: str) -> None:
    with duckdb.connect(str(folder / "warehouse.db")) as con:
        for statement in statements:
            con.execute(statement)


def write_model(folder: Path, rules: str, *more: str) -> None:
    told = invoke(
        "sql", folder / rules, "--shape", "dbt", "-o", folder / "models" / "scores", *more
    )
    assert told.exit_code == 0, told.output


def example(folder: Path) -> tuple[str, ...]:
    """The rules of an example, reading tables; gives the options by which `run` reads files."""
    for file in (ROOT / "examples/b2b_saas").iterdir():
        shutil.copy(file, folder)
    text = (folder / "crm.score").read_text()
    text = text.replace('"contacts.csv"', "crm.contacts").replace('"activity.csv"', "web.activity")
    (folder / "crm.score").write_text(text)
    fill(
        folder, "CREATE SCHEMA crm", "CREATE SCHEMA web",
        f"CREATE TABLE crm.contacts AS FROM '{folder}/contacts.csv'",
        f"CREATE TABLE web.activity AS FROM '{folder}/activity.csv'",
    )  # fmt: skip
    return "--leads", str(folder / "contacts.csv"), "--events", str(folder / "activity.csv")


def test_the_model_is_the_table_that_run_gives(project: Path) -> None:
    data = example(project)
    write_model(project, "b2b.score")
    built = run_dbt(project, "build", "--vars", f"{{leadscore_as_of: {AS_OF}}}")
    assert built.returncode == 0, built.stdout
    # A model, and tests of the key (2), the stage, the segment and the grade.
    assert "PASS=6 WARN=0 ERROR=0" in built.stdout
    assert "Deprecation" not in built.stdout
    wanted = scored(project, "b2b.score", *data)
    assert len(wanted) == 240
    assert modelled(project) == wanted

    fill(project, "INSERT INTO crm.contacts FROM crm.contacts WHERE contact_id = 'L0007'")
    broken = run_dbt(project, "build")
    assert broken.returncode == 1
    assert "Failure in test unique_lead_scores__contact_id_" in broken.stdout
    assert "PASS=5 WARN=0 ERROR=1" in broken.stdout


def test_what_is_no_moment_stops_dbt(project: Path) -> None:
    example(project)
    write_model(project, "b2b.score", "--as-of", "parameter")
    for vars, told in (("{}", "leadscore_as_of"), ("{leadscore_as_of: soon}", "soon")):
        stopped = run_dbt(project, "run", "--vars", vars)
        assert stopped.returncode in (1, 2)
        assert told in stopped.stdout
    with pytest.raises(duckdb.CatalogException):
        modelled(project)


def hostile_rules() -> str:
    """Each text as a condition, the name of a rule, a stage, and in titles."""
    texts = [text.replace("\\", "\\\\") for text in HOSTILE]
    lines = [
        f'score "{texts[0]} {texts[1]}"',
        "leads from data, one per id",
        f'  title text from "a {texts[0]}"',
        f'group fit "{texts[3]}"',
        *(f'  +{i} when title is "{text}" because "{text}"' for i, text in enumerate(texts, 1)),
        "stages",
        *(f'  "{text}" when title is "{text}"' for text in texts),
        "  Other otherwise",
    ]
    return "\n".join(lines) + "\n"


def test_texts_of_rules_are_no_templates(project: Path) -> None:
    (project / "hostile.score").write_text(hostile_rules())
    fill(
        project, "CREATE SCHEMA marketing",
        f'CREATE TABLE marketing.data (id INT, "a {HOSTILE[0]}" VARCHAR)',
    )  # fmt: skip
    with duckdb.connect(str(project / "warehouse.db")) as con:
        con.executemany("INSERT INTO marketing.data VALUES (?, ?)", list(enumerate(HOSTILE, 1)))
        con.execute(f"COPY marketing.data TO '{project}/data.parquet'")
    write_model(project, "hostile.score", "--as-of", AS_OF, "--materialized", "view")
    built = run_dbt(project, "build")
    assert built.returncode == 0, built.stdout
    found = modelled(project)
    assert [(row[0], row[1], row[3]) for row in found] == [
        (i, i, text) for i, text in enumerate(HOSTILE, 1)
    ]
    assert found == scored(project, "hostile.score", "--leads", str(project / "data.parquet"))
