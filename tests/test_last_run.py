"""Stages that a lead keeps: what `until` means, on both engines, and how the last run is read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import duckdb
import leadscore
import pytest
from leadscore.compiler.sql_backend import Relation, render
from leadscore.runtime.job.run import run

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
RULES = """\
score "Kept"

leads from "leads.csv", one per id
  points  number
  hot     yes/no
  gone    yes/no

exclude leads when gone because "Gone"

group all
  +1 for every 1 of points

stages
  SQL  when hot
  MQL  when score is at least 50, until score is under 40
  Warm when score is at least 20, until score is under 10
  Cold otherwise
"""
Engine = Literal["duckdb", "python"]
ENGINES = pytest.mark.parametrize("engine", ["duckdb", "python"])


def loaded(folder: Path, text: str = RULES) -> leadscore.Rules:
    (folder / "rules.score").write_text(text)
    return leadscore.load(folder / "rules.score")


def leads(folder: Path, rows: str) -> None:
    lines = [row + "," * (3 - row.count(",")) for row in rows.split(" ")]
    (folder / "leads.csv").write_text("\n".join(["id,points,hot,gone", *lines]) + "\n")


def stages(
    folder: Path, engine: Engine, previous: str | None, rules: str = RULES
) -> dict[str, Any]:
    """Key → stage; `previous` is the text of a CSV file."""
    given = None
    if previous is not None:
        given = folder / "previous.csv"
        given.write_text(previous, "utf-8")
    summary = run(loaded(folder, rules).plan, as_of=AS_OF, engine=engine, previous=given)
    place = summary.columns.index("stage")
    return {str(row[0]): row[place] for row in summary.rows}


# ---------------------------------------------------------------- what it means


@pytest.mark.parametrize(
    ("points", "was", "stage"),
    [
        (50, None, "MQL"), (49, None, "Warm"), (49, "MQL", "MQL"), (40, "MQL", "MQL"),
        (39, "MQL", "Warm"), (39, "Warm", "Warm"), (49, "Warm", "Warm"), (50, "Warm", "MQL"),
        (19, "Warm", "Warm"), (10, "Warm", "Warm"), (9, "Warm", "Cold"), (19, "MQL", "Cold"),
        (19, "Cold", "Cold"), (45, "Gone by now", "Warm"), (45, "mql", "Warm"), (45, "", "Warm"),
        (45, " MQL ", "MQL"),
    ],
)  # fmt: skip
def test_a_stage_is_kept_between_its_bars(
    points: int, was: str | None, stage: str, tmp_path: Path
) -> None:
    rules = loaded(tmp_path)
    assert rules.score({"points": points}, previous=was).stage == stage
    assert rules.numbers({"points": points}, previous=was).stage == stage


def test_a_lead_that_swings_between_the_bars_stays(tmp_path: Path) -> None:
    rules = loaded(tmp_path)
    stage, seen = None, []
    for points in (45, 50, 45, 49, 40, 39, 45, 50):
        stage = rules.score({"points": points}, previous=stage).stage
        seen.append(stage)
    assert seen == ["Warm", "MQL", "MQL", "MQL", "MQL", "Warm", "Warm", "MQL"]


def test_a_stage_above_takes_a_lead_that_would_stay(tmp_path: Path) -> None:
    rules = loaded(tmp_path)
    assert rules.score({"points": 45, "hot": True}, previous="MQL").stage == "SQL"
    # 15 keeps it in Warm, which stands below: MQL is not kept, for it was not there
    assert rules.score({"points": 15}, previous="Warm").stage == "Warm"


def test_an_excluded_lead_has_no_stage_whatever_it_was(tmp_path: Path) -> None:
    assert loaded(tmp_path).score({"points": 45, "gone": True}, previous="MQL").stage is None


def test_only_the_row_of_that_until_is_kept(tmp_path: Path) -> None:
    text = RULES.replace("  MQL  when score is at least 50, until score is under 40\n", (
        "  MQL  when score is at least 90, until score is under 80\n"
        "  MQL  when score is between 50 and 60\n"
    ))  # fmt: skip
    rules = loaded(tmp_path, text)
    assert rules.score({"points": 85}, previous="MQL").stage == "MQL"
    assert rules.score({"points": 70}, previous="MQL").stage == "Warm"
    assert rules.score({"points": 55}).stage == "MQL"


def test_until_is_part_of_the_meaning(tmp_path: Path) -> None:
    plain = loaded(tmp_path, RULES.replace(", until score is under 40", ""))
    other = loaded(tmp_path, RULES.replace("under 40", "under 41"))
    assert len({loaded(tmp_path).fingerprint, plain.fingerprint, other.fingerprint}) == 3


# ---------------------------------------------------------------- reading the last run


@ENGINES
def test_keys_are_compared_in_normal_form_and_twice_the_greatest_counts(
    engine: Engine, tmp_path: Path
) -> None:
    leads(tmp_path, "a,45 b,45 A,45 c,45 d,45 e,45,,yes ,45")
    before = (
        "id,score,stage,rules\n a ,90,MQL,0123\nb,90,Cold,\nb,90,MQL,\nb,90,Cold,\nc,90,Warm,\n"
        "c,90,,\nd,90,,\ne,90,MQL,\n,90,MQL,\nnobody,90,MQL,\n"
    )
    found = stages(tmp_path, engine, before)
    # of Cold and MQL the greatest is MQL; a key with another case is another lead; excluded and
    # keyless leads keep nothing
    assert found == {
        "a": "MQL", "b": "MQL", "A": "Warm", "c": "Warm", "d": "Warm", "e": None, "None": "Warm",
    }  # fmt: skip


@ENGINES
def test_without_a_last_run_until_is_ignored(engine: Engine, tmp_path: Path) -> None:
    leads(tmp_path, "a,45 b,50")
    assert stages(tmp_path, engine, None) == {"b": "MQL", "a": "Warm"}
    assert stages(tmp_path, engine, "id,stage\n") == {"b": "MQL", "a": "Warm"}


@ENGINES
def test_a_run_of_an_older_version_of_the_rules_counts_where_stages_have_their_names(
    engine: Engine, tmp_path: Path
) -> None:
    leads(tmp_path, "a,45 b,45")
    assert stages(tmp_path, engine, "stage,id\nMQL,a\nSuspect,b\n") == {"a": "MQL", "b": "Warm"}


@ENGINES
@pytest.mark.parametrize("ending", [".csv", ".parquet", ".jsonl"])
def test_every_output_can_be_the_last_run(ending: str, engine: Engine, tmp_path: Path) -> None:
    """Keys and stages that a spreadsheet would run come back as they were."""
    text = RULES.replace("  MQL  when", '  "=MQL" when')
    leads(tmp_path, "=1+1,50 -x,50 3,50 3.0,10 'q,50")
    rules = loaded(tmp_path, text)
    run(rules.plan, as_of=AS_OF, engine=engine, out=tmp_path / f"out{ending}")
    leads(tmp_path, "=1+1,45 -x,45 3,45 3.0,45 'q,39")
    summary = run(rules.plan, as_of=AS_OF, engine=engine, previous=tmp_path / f"out{ending}")
    assert {row[0]: row[3] for row in summary.rows} == {
        "=1+1": "=MQL", "-x": "=MQL", "3": "=MQL", "3.0": "Warm", "'q": "Warm",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,score\na,1\n", "`previous.csv` lacks the column `stage`"),
        ("key,stage\na,MQL\n", "`previous.csv` lacks the column `id`"),
        ("", "`previous.csv` is empty"),
    ],
)
def test_a_file_that_is_no_earlier_output_is_told(text: str, message: str, tmp_path: Path) -> None:
    leads(tmp_path, "a,45")
    with pytest.raises(leadscore.DataError) as caught:
        stages(tmp_path, "duckdb", text)
    assert caught.value.message.startswith(message)
    assert "\n" not in caught.value.message


def test_an_output_never_replaces_the_last_run_that_is_read(tmp_path: Path) -> None:
    leads(tmp_path, "a,45")
    (tmp_path / "scores.csv").write_text("id,stage\na,MQL\n")
    with pytest.raises(leadscore.DataError, match="one of the files that are read"):
        run(
            loaded(tmp_path).plan, as_of=AS_OF, previous=tmp_path / "scores.csv",
            out=tmp_path / "scores.csv",
        )  # fmt: skip
    assert (tmp_path / "scores.csv").read_text() == "id,stage\na,MQL\n"


# ---------------------------------------------------------------- SQL


def test_a_doubled_key_in_the_table_of_the_last_run_doubles_no_lead(tmp_path: Path) -> None:
    leads(tmp_path, "1,45 2,45 3,45")
    con = duckdb.connect()
    con.execute("CREATE SCHEMA crm")
    con.execute(
        "CREATE TABLE crm.last AS SELECT * FROM (VALUES (1, 'MQL'), (1, 'Cold'), (2, 'Warm'), "
        "(2, NULL)) AS v(id, stage)"
    )
    text = loaded(tmp_path).sql(as_of=AS_OF, previous="crm.last")
    rows = con.execute(text).fetchall()
    assert [(row[0], row[3]) for row in rows] == [("1", "MQL"), ("2", "Warm"), ("3", "Warm")]
    assert "crm" not in loaded(tmp_path).sql(as_of=AS_OF)


def test_rules_that_keep_nothing_do_not_read_the_last_run(tmp_path: Path) -> None:
    plan = loaded(tmp_path, RULES.replace(", until score is under 40", "").replace(
        ", until score is under 10", ""
    )).plan  # fmt: skip
    assert "nowhere" not in render(plan, as_of=AS_OF, previous=Relation(("nowhere",)))


def test_a_table_of_scores_is_the_last_run_of_the_next(tmp_path: Path) -> None:
    rules = loaded(tmp_path)
    leads(tmp_path, "a,50 b,45")
    first = rules.score_table(tmp_path / "leads.csv", as_of=AS_OF)
    leads(tmp_path, "a,45 b,45")
    second = rules.score_table(tmp_path / "leads.csv", as_of=AS_OF, previous=first)
    found = duckdb.from_arrow(second).project("id, stage").order("id").fetchall()
    assert found == [("a", "MQL"), ("b", "Warm")]


# ---------------------------------------------------------------- explain


def test_explain_says_that_a_stage_is_kept(tmp_path: Path) -> None:
    from leadscore.runtime.explain import explain, over
    from leadscore.runtime.lead import read_lead

    leads(tmp_path, "a,45 b,55")
    (tmp_path / "last.csv").write_text("id,stage\na,MQL\nb,MQL\n")
    plan = loaded(tmp_path).plan
    kept, _ = read_lead(plan, "a", previous=tmp_path / "last.csv")
    anyway, _ = read_lead(plan, "b", previous=tmp_path / "last.csv")
    assert explain(plan, kept, AS_OF).found.classes["stage"] == "MQL"
    assert explain(plan, kept, AS_OF).otherwise == "Warm"
    assert explain(plan, anyway, AS_OF).otherwise is None
    assert [day.stage for day in over(plan, kept, AS_OF, 1)] == ["Warm", "MQL"]
