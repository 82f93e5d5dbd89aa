"""`leadscore diff`: files and revisions, formats, exit codes, and what cannot be compared."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from leadscore.runtime.cli._failures import Mistake
from leadscore.runtime.cli.diff import command

RULES = """use "parts/shared.score"

score "Small"

group fit
  +20 when country is in near because "Near"
  +5 when country is "Italy" because "Italy"
"""
SHARED = """leads, one per id
  country  text

list near from "near.csv" column country
"""


def diff(*options: str) -> Result:
    return CliRunner().invoke(command, list(options), standalone_mode=False)


def mistake(*options: str) -> Mistake:
    found = diff(*options).exception
    assert isinstance(found, Mistake), found
    return found


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two commits: the points, and the list that a used file reads, are otherwise in the second."""
    folder = tmp_path / "repository" / "rules"
    (folder / "parts").mkdir(parents=True)
    monkeypatch.chdir(folder)
    git("init", "-q", "-b", "main", "..")
    (folder / "b2b.score").write_text(RULES)
    (folder / "parts" / "shared.score").write_text(SHARED)
    (folder / "parts" / "near.csv").write_text("country\nFrance\n")
    commit()
    (folder / "b2b.score").write_text(RULES.replace("+20", "+30").replace("+5", "+6"))
    (folder / "parts" / "near.csv").write_text("country\nFrance\nSpain\n")
    commit()
    return folder


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def commit() -> None:
    git("add", "-A")
    git("-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-q", "-m", "Rules")


def changes(*options: str) -> list[str]:
    told = json.loads(diff(*options, "--format", "json").output)
    return [f"{one['kind']} {one['about']} {one['effect']}" for one in told["changes"]]


BOTH = ["changed list near scores", "changed Near scores", "changed Italy scores"]


def test_revisions_with_all_that_they_use(repository: Path) -> None:
    assert changes("HEAD~1:rules/b2b.score", "HEAD:rules/b2b.score") == BOTH
    assert changes("HEAD~1:./b2b.score", "b2b.score") == BOTH
    assert changes("main:rules/b2b.score", "b2b.score") == []
    os.chdir("parts")
    assert changes("HEAD~1:../b2b.score", "../b2b.score") == BOTH


def test_exit_codes(repository: Path) -> None:
    assert diff("HEAD:./b2b.score", "b2b.score", "--check").return_value == 0
    assert diff("HEAD~1:./b2b.score", "b2b.score").return_value == 0
    assert diff("HEAD~1:./b2b.score", "b2b.score", "--check").return_value == 1


def test_what_cannot_be_read_is_told_in_one_message(repository: Path) -> None:
    assert mistake("b2b.score", "none.score").message == "there is no file `none.score`"
    found = mistake("elsewhere:b2b.score", "b2b.score")
    assert found.message.endswith("git knows no revision `elsewhere`")
    found = mistake("main:b2b.score", "b2b.score")
    assert found.message == "there is no file `b2b.score` in `main`"
    assert found.help == "there is `main:rules/b2b.score`"
    assert mistake("--", "-x:b2b.score", "b2b.score").message == "`-x:b2b.score` is no revision"
    assert "outside the repository" in mistake("main:../../b2b.score", "b2b.score").message


def test_without_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "not a git repository" in mistake("main:a.score", "b.score").message


def test_without_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "git is not installed" in mistake("main:./b2b.score", "b2b.score").message


def test_files_with_mistakes_are_shown(repository: Path) -> None:
    Path("b2b.score").write_text(RULES.replace("country is", "contry is"))
    found = mistake("HEAD:./b2b.score", "b2b.score")
    assert found.message == "`b2b.score` has mistakes, so it cannot be compared"
    assert "contry" in str(found.help)


@pytest.mark.parametrize("style", ["text", "markdown"])
def test_nothing_that_steers_a_terminal_comes_out(repository: Path, style: str) -> None:
    Path("b2b.score").write_text(RULES.replace('"Near"', '"Near\u202e\u2066"'))
    found = diff("HEAD:./b2b.score", "b2b.score", "--format", style)
    assert "Near" in found.output
    assert not {"\u202e", "\u2066"} & set(found.output)


def test_only_some_leads_are_shown(repository: Path) -> None:
    given = ("HEAD~1:./b2b.score", "b2b.score")
    assert diff(*given).output.count("\n    example ") == 3
    found = diff(*given, "--most", "1").output
    assert found.count("    example ") == 1
    assert "2 more leads that would show a difference" in found
