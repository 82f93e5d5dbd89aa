"""`leadscore check --fix`: what it writes, what it leaves, and how it ends."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from leadscore.dsl.check.checker import check
from leadscore.dsl.diagnostics import Diagnostic, Edit, Fix
from leadscore.dsl.lint import not_composed
from project import invoke, write_starter
from test_codes import NOT_SHOWN, WRONG, files, pages

HABITS = """score "One"

leads
  title text
  size  number

group g
\t+5 when title is ‘VP’ because "Boss"
\t+3 when size == 3 && title is known # kept
"""
MENDED = """score "One"

leads
  title text
  size  number

group g
  +5 when title is "VP" because "Boss"
  +3 when size = 3 and title is known # kept
"""
CTO = HABITS.split("group")[0] + 'group g\n  +5 when title contains "CTO" because "x"\n'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_habits_are_mended_and_comments_kept() -> None:
    Path("a.score").write_text(HABITS, "utf-8")
    done = invoke("check", "--fix")
    assert Path("a.score").read_text("utf-8") == MENDED
    assert (done.exit_code, done.stdout) == (0, "no problems in 1 file\n")
    assert done.stderr == "mended 4 places in 1 file\n"


def test_line_ends_byte_order_mark_and_permissions_are_kept() -> None:
    file = Path("a.score")
    file.write_bytes(b"\xef\xbb\xbf" + HABITS.replace("\n", "\r\n").encode())
    file.chmod(0o640)
    invoke("check", "--fix")
    assert file.read_bytes() == b"\xef\xbb\xbf" + MENDED.replace("\n", "\r\n").encode()
    assert file.stat().st_mode & 0o777 == 0o640
    assert os.listdir() == ["a.score"]


def test_a_diff_changes_nothing() -> None:
    Path("a.score").write_text(HABITS, "utf-8")
    done = invoke("check", "--diff")
    assert done.exit_code == 1
    assert done.stdout.startswith("--- a.score\n+++ a.score\n@@ -5,5 +5,5 @@\n")
    assert '+  +5 when title is "VP" because "Boss"\n' in done.stdout
    assert Path("a.score").read_text("utf-8") == HABITS
    Path("a.score").write_text(MENDED, "utf-8")
    assert (invoke("check", "--diff").exit_code, invoke("check", "--diff").stdout) == (0, "")


def test_unsafe_fixes_are_made_only_if_asked_for() -> None:
    Path("a.score").write_text(CTO, "utf-8")
    done = invoke("check", "--fix")
    told = "1 place can be mended with `--unsafe-fixes` too; `--diff --unsafe-fixes` shows how\n"
    assert (done.exit_code, done.stderr) == (1, told)
    assert Path("a.score").read_text("utf-8") == CTO
    assert invoke("check", "--diff").exit_code == 0
    assert invoke("check", "--diff", "--unsafe-fixes").exit_code == 1
    assert invoke("check", "--fix", "--unsafe-fixes").exit_code == 0
    assert 'title contains word "CTO"' in Path("a.score").read_text("utf-8")


def test_unsafe_fixes_alone_are_a_mistake() -> None:
    write_starter(Path())
    done = invoke("check", "--unsafe-fixes")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "add `--fix` or `--diff`" in done.stderr


def test_only_what_is_told_is_mended() -> None:
    Path("a.score").write_text(CTO, "utf-8")
    invoke("check", "--fix", "--unsafe-fixes", "--ignore", "W205")
    assert Path("a.score").read_text("utf-8") == CTO


def test_files_that_are_only_used_are_left() -> None:
    Path("data.score").write_text("leads\n\ttitle text\n", "utf-8")
    Path("a.score").write_text('score "A"\nuse "data.score"\ngroup g\n  +5 when title is known\n')
    assert invoke("check", "a.score", "--fix").exit_code == 1
    assert Path("data.score").read_text("utf-8") == "leads\n\ttitle text\n"
    invoke("check", "--fix")
    assert Path("data.score").read_text("utf-8") == "leads\n  title text\n"


def test_a_link_stays_a_link() -> None:
    Path("real").mkdir()
    Path("real/a.score").write_text(HABITS, "utf-8")
    Path("a.score").symlink_to("real/a.score")
    invoke("check", "a.score", "--fix")
    assert Path("a.score").is_symlink()
    assert Path("real/a.score").read_text("utf-8") == MENDED


def test_a_file_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.score").write_text(HABITS, "utf-8")

    def full(path: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    done = invoke("check", "--fix")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "`a.score` cannot be written: no space left on device" in done.stderr
    assert os.listdir() == ["a.score"]
    assert Path("a.score").read_text("utf-8") == HABITS


@pytest.mark.parametrize("text", ["9", '"CTO" and'])
def test_a_fix_that_does_harm_is_not_kept(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Points that change under a safe fix, and a file that does not parse after it."""
    Path("a.score").write_text(CTO, "utf-8")
    rule = check(Path("a.score")).groups[0].rules[0].node
    places = {"9": rule.points.span, '"CTO" and': rule.test.values.span}  # type: ignore[union-attr]
    wrong = Fix("harm", (Edit(places[text], text),))
    told = Diagnostic("W206", "warning", "harm", places[text], fix=wrong)
    monkeypatch.setattr(not_composed, "check", lambda model: [told])
    assert "harm" in invoke("check", "--fix", "--ignore", "W205").stdout
    assert Path("a.score").read_text("utf-8") == CTO


NAMED = """score "One"

events
  visit

group g
  +5 when at least 1 visit

example "A"
  did visit
  expect score 5, +5 because "+5 when at least 1 visit"
"""


def test_examples_follow_the_words_of_a_rule() -> None:
    Path("a.score").write_text(NAMED, "utf-8")
    done = invoke("check", "a.score", "--fix")
    assert Path("a.score").read_text("utf-8") == NAMED.replace("at least 1", "any")
    assert (done.exit_code, done.stderr) == (0, "mended 1 place in 1 file\n")


@pytest.mark.parametrize(
    "path", [p for p in pages() if p.stem not in NOT_SHOWN], ids=lambda path: path.stem
)
def test_what_pages_call_wrong_is_mended_or_left(path: Path) -> None:
    """Whatever is wrong, the command ends as it should, and a second run finds no more to mend."""
    for name, text in files(path, WRONG).items():
        Path(name).write_text(text, "utf-8")
    assert invoke("check", ".", "--fix", "--unsafe-fixes").exit_code in (0, 1)
    again = invoke("check", ".", "--diff", "--unsafe-fixes")
    assert (again.exit_code, again.stdout) == (0, "")
