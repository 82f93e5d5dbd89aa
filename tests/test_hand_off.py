"""What is handed over: read, counted, told; and the command with all that companies and the last
run bring."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import leadscore
import pytest
from click.testing import CliRunner, Result
from leadscore.runtime.cli import main
from leadscore.runtime.job.run import run

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
RULES = """\
score "Handed over"

leads from "leads.csv", one per id, company in account
  points  number

group all
  +1 for every 1 of points

stages
  MQL    when score is at least 50, until score is under 40
  "Cool" otherwise

accounts
  score is the total score

hand off
  MQL to "crm" with score, ALL, top 3 reasons
  mql to "slack" with top 1 reason
  Cool to "mail" with stage
"""
LEADS = "id,account,points\na,Acme,60\nb,Acme,45\nc,,45\nd,,10\n"
LAST = "id,stage\na,Cool\nb,MQL\nc,Cool\nd,Cool\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in (("rules.score", RULES), ("leads.csv", LEADS), ("last.csv", LAST)):
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def command(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_the_plan_names_things_as_the_output_does(folder: Path) -> None:
    plan = leadscore.load(folder / "rules.score").plan
    assert [(h.stage, h.target, h.fields, h.reasons) for h in plan.hand_offs] == [
        ("MQL", "crm", ("score", "all"), 3), ("MQL", "slack", (), 1), ("Cool", "mail", ("stage",), None),
    ]  # fmt: skip


def test_handing_over_does_not_change_the_fingerprint(folder: Path) -> None:
    whole = leadscore.load(folder / "rules.score").fingerprint
    (folder / "rules.score").write_text(RULES.split("\nhand off")[0])
    assert leadscore.load(folder / "rules.score").fingerprint == whole


@pytest.mark.parametrize("engine", ["duckdb", "python"])
def test_with_a_last_run_those_who_enter_are_counted(engine: str, folder: Path) -> None:
    """a comes up to MQL; b stays there; c and d stay in Cool."""
    plan = leadscore.load(folder / "rules.score").plan
    summary = run(plan, as_of=AS_OF, engine=engine, previous=folder / "last.csv")  # type: ignore[arg-type]
    assert [(one.in_stage, one.entering) for one in summary.hand_offs] == [(2, 1), (2, 1), (2, 0)]
    without = run(plan, as_of=AS_OF, engine=engine)  # type: ignore[arg-type]
    assert [(one.in_stage, one.entering) for one in without.hand_offs] == [
        (1, None), (1, None), (3, None),
    ]  # fmt: skip


def test_a_lead_that_the_last_run_did_not_have_enters(folder: Path) -> None:
    (folder / "last.csv").write_text("id,stage\nb,MQL\nx,MQL\n")
    told = json.loads(
        command("run", "rules.score", "--previous", "last.csv", "--format", "json").stdout
    )
    assert [one["entering"] for one in told["hand_off"]] == [1, 1, 2]


# ---------------------------------------------------------------- the command


def test_run_tells_who_enters(folder: Path) -> None:
    result = command("run", "rules.score", "--previous", "last.csv", "-o", "scores.csv")
    assert result.exit_code == 0, result.output
    assert "1 lead enters MQL, for crm: score, all, top 3 reasons" in result.stdout
    assert "1 lead enters MQL, for slack: top 1 reason" in result.stdout
    assert "0 leads enter Cool, for mail: stage" in result.stdout
    assert "--previous" not in result.stdout
    assert "written: scores.csv, scores.accounts.csv" in result.stdout
    assert "105  Acme  (2 leads)" in result.stdout
    rows = (folder / "scores.csv").read_text().splitlines()
    assert [row.split(",")[:4] for row in rows[1:]] == [
        ["a", "60", "60", "MQL"], ["b", "45", "45", "MQL"], ["c", "45", "45", "Cool"],
        ["d", "10", "10", "Cool"],
    ]  # fmt: skip


def test_a_last_run_that_nothing_asks_for_is_told(folder: Path) -> None:
    rules = RULES.split("\nhand off")[0].replace(", until score is under 40", "")
    (folder / "rules.score").write_text(rules)
    result = command("run", "rules.score", "--previous", "last.csv")
    assert result.exit_code == 0
    assert "so the last run changes nothing" in result.stderr
    asked = command("run", "rules.score")
    assert "changes nothing" not in asked.stderr


def test_run_without_a_last_run_says_how_to_know(folder: Path) -> None:
    result = command("run", "rules.score")
    assert "1 lead is in MQL, for crm" in result.stderr
    assert "3 leads are in Cool, for mail" in result.stderr
    assert "give the last output by `--previous` to see who enters" in result.stderr


def test_json_has_companies_and_what_is_handed_over(folder: Path) -> None:
    told = json.loads(command("run", "rules.score", "--format", "json").stdout)
    assert told["accounts"]["number"] == 1
    assert told["accounts"]["rows"] == [{"account": "Acme", "score": "105", "leads": "2"}]
    assert told["hand_off"][0] == {
        "stage": "MQL", "to": "crm", "fields": ["score", "all"], "reasons": 3, "in_stage": 1,
        "entering": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--previous", "lost.csv"], "there is no file `lost.csv`"),
        (["--previous", "leads.csv"], "`leads.csv` lacks the column `stage`"),
        (["--previous", "rules.score"], "`rules.score` does not say by its ending"),
        (["--previous", "last.csv", "-o", "last.csv"], "one of the files that are read"),
    ],
)
def test_a_last_run_that_cannot_be_used_is_told_in_a_line(
    arguments: list[str], message: str, folder: Path
) -> None:
    result = command("run", "rules.score", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) <= 2
    assert sorted(p.name for p in folder.iterdir()) == ["last.csv", "leads.csv", "rules.score"]


def test_explain_knows_the_last_run(folder: Path) -> None:
    result = command("explain", "rules.score", "b", "--previous", "last.csv")
    assert "stage MQL\nMQL is kept from the last run; without it Cool" in result.stdout
    told = json.loads(
        command("explain", "rules.score", "b", "--previous", "last.csv", "--format", "json").stdout
    )
    assert (told["previous"], told["without_last_run"]) == ("MQL", "Cool")


def test_sql_takes_both(folder: Path) -> None:
    accounts = command("sql", "rules.score", "--accounts", "--as-of", "2026-03-01")
    assert accounts.exit_code == 0
    assert 'AS "account"' in accounts.stdout
    kept = command("sql", "rules.score", "--previous", "crm.last", "--as-of", "2026-03-01")
    assert 'FROM "crm"."last"' in kept.stdout
    both = command("sql", "rules.score", "--accounts", "--breakdown")
    assert both.exit_code == 2
    merged = command("sql", "rules.score", "--accounts", "--shape", "merge")
    assert merged.exit_code == 2
    assert "nothing but the scores" in merged.stderr


def test_sql_says_that_no_stage_asks_for_the_last_run(folder: Path) -> None:
    (folder / "rules.score").write_text(RULES.replace(", until score is under 40", ""))
    result = command("sql", "rules.score", "--previous", "crm.last")
    assert result.exit_code == 0
    assert "no stage says `until`" in result.stderr


def test_sql_of_rules_without_companies(folder: Path) -> None:
    (folder / "rules.score").write_text(RULES.split("\naccounts")[0])
    result = command("sql", "rules.score", "--accounts")
    assert (result.exit_code, "no section `accounts`" in result.stderr) == (2, True)


# ---------------------------------------------------------------- examples


def test_an_example_says_what_a_lead_was(folder: Path) -> None:
    text = RULES + (
        'example "Kept"\n  lead points 45\n  was mql\n  expect stage MQL\n'
        'example "New"\n  lead points 45\n  expect stage Cool\n'
        'example "Wrong"\n  lead points 45\n  was Cool\n  expect stage MQL\n'
    )
    (folder / "rules.score").write_text(text)
    result = command("test", "rules.score")
    assert result.exit_code == 1
    assert "2 of 3 examples pass" in result.stdout
    assert "expected stage MQL, got Cool" in result.stdout
