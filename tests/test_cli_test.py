"""`leadscore test`: failures that a marketer can read, exit codes that CI can."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from project import invoke, write_starter


@pytest.fixture
def starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write_starter(tmp_path))
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_starters_examples_pass(starter: Path) -> None:
    told = invoke("test", ".")
    assert told.exit_code == 0, told.output
    assert told.stdout.splitlines() == [
        "rules.score",
        "  ok    A VP who asked for a demo",
        "  ok    Many opens on one day count twice",
        "  ok    Interest fades",
        "  ok    Our own people are left out",
        "4 of 4 examples pass",
    ]


def test_a_failure_shows_the_difference_and_the_breakdown(starter: Path) -> None:
    change(starter / "rules.score", "expect score 49, fit 30", "expect score 50, fit 31")
    told = invoke("test", "rules.score", "--engine", "python")
    assert told.exit_code == 1
    shown = told.stdout.partition("  FAIL  ")[2].partition("  ok ")[0]
    assert (
        shown
        == """Many opens on one day count twice  (line 63)
          expected score 50, got 49
          expected fit 31, got 30
        what came out, as of 2026-03-01 00:00 UTC:
          fit  Who they are: 30
            +10  Industry: for "Finance" or "Insurance"
            +20  Size: for 250 to 1,000
          engagement  What they did: 19
             +4  Opened emails, 2 times, limited from +10
            +15  Looked at prices
          score: 49
          stage Nurture
"""
    )
    assert told.stdout.endswith("3 of 4 examples pass\n")


def test_an_excluded_lead_is_said_to_be_so(starter: Path) -> None:
    change(starter / "rules.score", "  expect excluded", "  expect score 10")
    told = invoke("test", "rules.score", "--engine", "python")
    assert "expected score 10, got excluded (Our own people), so it has no score" in told.stdout
    assert "          excluded: Our own people\n" in told.stdout


def test_a_file_with_errors_fails_with_what_is_wrong(starter: Path) -> None:
    change(starter / "rules.score", "decision_maker because", "decision_makr because")
    told = invoke("test", ".")
    assert told.exit_code == 1
    assert "`decision_makr`" in told.stdout
    assert "did you mean `decision_maker`?" in told.stdout


def test_a_file_without_examples_is_said(starter: Path) -> None:
    text = (starter / "rules.score").read_text("utf-8")
    (starter / "rules.score").write_text(text[: text.index("# fit 20")], "utf-8")
    told = invoke("test", ".")
    assert told.exit_code == 0
    assert told.stdout == "rules.score: no examples\nthere are no examples to run\n"
    assert invoke("test", "data.score").stdout.startswith("data.score: no examples\n")


def test_json_for_programs(starter: Path) -> None:
    change(starter / "rules.score", "expect score 49", "expect score 50")
    told = invoke("test", ".", "--format", "json")
    assert told.exit_code == 1
    found = json.loads(told.stdout)
    assert (found["passed"], found["failed"]) == (3, 1)
    (file,) = found["files"]
    assert file["file"] == "rules.score"
    second = file["examples"][1]
    assert second["passed"] is False
    assert second["missed"] == [{"expected": "score 50", "got": "49"}]
    assert second["results"]["python"]["score"] == second["results"]["duckdb"]["score"] == 49
    assert {"group": "fit", "rule": "Size", "row": "for 250 to 1,000", "kind": "rule",
            "count": 1, "points": 20} in second["results"]["python"]["breakdown"]  # fmt: skip


def test_examples_run_on_no_connection(starter: Path) -> None:
    told = invoke("test", ".", "--engine", "postgres://ann:secret@db")
    assert told.exit_code == 2
    assert "a connection is for `leadscore run`" in told.stderr
    assert "secret" not in told.stderr
