"""`leadscore format`: what it writes, what it tells, and how it ends."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from leadscore.dsl.format import format_text
from leadscore.runtime import rewrite as rewriting
from leadscore.runtime.cli import main
from project import invoke, write_starter

MESSY = "let  bar = 5   # the bar\ngroup fit\n    +5 when title is “CEO”\n"
NEAT = 'let bar = 5  # the bar\n\ngroup fit\n  +5 when title is "CEO"\n'
DIFF = """\
--- a.score
+++ a.score
@@ -1,3 +1,4 @@
-let  bar = 5   # the bar
+let bar = 5  # the bar
+
 group fit
-    +5 when title is “CEO”
+  +5 when title is "CEO"
"""
BROKEN = "group fit\n  +5 When title is known\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(**texts: str) -> None:
    for name, text in texts.items():
        Path(f"{name}.score").write_text(text, "utf-8", newline="")


def piped(text: str, *words: str) -> Result:
    return CliRunner().invoke(main, ["format", "-", *words], input=text)


def read(name: str) -> str:
    return Path(f"{name}.score").read_bytes().decode()


def test_files_are_written_that_change() -> None:
    write(a=MESSY, b=NEAT)
    untouched = os.stat("b.score")
    done = invoke("format", ".")
    told = "formatted a.score\n1 file formatted, 1 as before\n"
    assert (done.exit_code, done.stdout, done.stderr) == (0, told, "")
    assert (read("a"), read("b")) == (NEAT, NEAT)
    after = os.stat("b.score")
    assert (after.st_mtime_ns, after.st_ino) == (untouched.st_mtime_ns, untouched.st_ino)
    assert sorted(os.listdir()) == ["a.score", "b.score"]


def test_check_lists_files_and_changes_none() -> None:
    write(a=MESSY, b=NEAT)
    done = invoke("format", "--check", "a.score", "b.score")
    assert (done.exit_code, done.stdout) == (1, "a.score\n")
    assert done.stderr == "1 file not formatted, 1 formatted\n"
    assert read("a") == MESSY
    assert invoke("format", "--check", "b.score").exit_code == 0


def test_diff_shows_and_changes_nothing() -> None:
    write(a=MESSY, b=NEAT)
    done = invoke("format", "--diff", "a.score", "b.score")
    assert (done.exit_code, done.stdout) == (1, DIFF)
    assert read("a") == MESSY
    assert (invoke("format", "--diff", "b.score").exit_code, read("b")) == (0, NEAT)


def test_stdin_goes_to_stdout() -> None:
    done = piped(MESSY)
    assert (done.exit_code, done.stdout, done.stderr) == (0, NEAT, "")
    assert piped(MESSY, "--check").stdout == "stdin\n"
    assert piped(MESSY, "--diff").stdout == DIFF.replace("a.score", "stdin")
    assert piped(NEAT, "--check").exit_code == 0
    broken = piped(BROKEN)
    assert (broken.exit_code, broken.stdout) == (1, "")
    assert "stdin:2:6" in broken.stderr


def test_stdin_stands_alone() -> None:
    done = piped(MESSY, "a.score")
    assert done.exit_code == 2
    assert "`-` stands for the one file on stdin" in done.stderr


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (BROKEN.encode(), 1, "E021"),
        (b"let a = \xff\n", 2, "E002"),
        (b"let a = \0\n", 2, "E002"),
    ],
)
def test_a_file_that_cannot_be_read_stops_no_other(content: bytes, code: int, told: str) -> None:
    write(b=MESSY)
    Path("a.score").write_bytes(content)
    done = invoke("format", ".")
    assert (done.exit_code, done.stdout) == (
        code,
        "formatted b.score\n1 file formatted, 0 as before, 1 left as it is\n",
    )
    assert told in done.stderr
    assert "`a.score` is left as it is\n" in done.stderr
    assert Path("a.score").read_bytes() == content
    assert invoke("format", "--check", ".").exit_code == code


def test_nothing_half_written(monkeypatch: pytest.MonkeyPatch) -> None:
    write(a=MESSY, b=MESSY)
    plain = rewriting.os.fsync
    full = [OSError(28, "No space left on device")]

    def fsync(file: int) -> None:
        if full:
            raise full.pop()
        plain(file)

    monkeypatch.setattr(rewriting.os, "fsync", fsync)
    done = invoke("format", ".")
    assert (done.exit_code, done.stdout) == (
        2,
        "formatted b.score\n1 file formatted, 0 as before, 1 left as it is\n",
    )
    assert "`a.score` cannot be written: no space left on device\n" in done.stderr
    assert (read("a"), read("b")) == (MESSY, NEAT)
    assert sorted(os.listdir()) == ["a.score", "b.score"]


def test_the_mark_and_line_ends_of_windows_stay() -> None:
    Path("a.score").write_bytes(b"\xef\xbb\xbf" + MESSY.replace("\n", "\r\n").encode())
    assert invoke("format", "a.score").exit_code == 0
    assert Path("a.score").read_bytes() == b"\xef\xbb\xbf" + NEAT.replace("\n", "\r\n").encode()


def test_init_writes_formatted_files(here: Path) -> None:
    write_starter(here)
    Path("people.csv").write_text(
        "id,email,A long name of a column\n1,a@b.example,x\n2,c@d.example,y\n"
    )
    assert invoke("init", "made", "--leads", "people.csv").exit_code == 0
    files = sorted(here.rglob("*.score"))
    assert len(files) == 4
    for file in files:
        text = file.read_text("utf-8")
        assert format_text(text) == text
    assert invoke("format", "--check", ".").exit_code == 0
