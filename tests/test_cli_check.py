"""`leadscore check`: what it tells, of which files, and how it ends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from leadscore.runtime.cli import _pages
from leadscore.runtime.cli._page_text import as_text
from project import invoke, write_starter

SHARED = """leads from "leads.csv", one per id
  title  text

list big = "acme"
define boss as title contains word "CEO"
"""
MAIN = """score "One"

use "shared.score"

group fit
  +5 when boss because "Boss"
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")


def told(*words: str) -> list[tuple[str, str, int]]:
    """(code, path, line) of each finding."""
    done = invoke("check", *words, "--format", "json")
    found = json.loads(done.stdout)["diagnostics"]
    assert done.exit_code == (1 if found else 0)
    return [(one["code"], one["path"], one["start"]["line"]) for one in found]


def test_a_clean_folder(here: Path) -> None:
    write_starter(here)
    done = invoke("check")
    assert (done.exit_code, done.stdout) == (0, "no problems in 2 files\n")
    assert json.loads(invoke("check", "--format", "json").stdout) == {
        "files": 2, "diagnostics": [],
    }  # fmt: skip


def test_an_error_is_shown_with_its_line_and_what_to_type() -> None:
    write("rules/main.score", MAIN.replace("when boss", "when bos"))
    write("rules/shared.score", SHARED)
    done = invoke("check", "rules")
    assert done.exit_code == 1
    assert "error[E101]: " in done.stdout
    assert "--> rules/main.score:6:11" in done.stdout
    assert "+5 when bos because" in done.stdout
    assert "did you mean `boss`?" in done.stdout
    assert done.stdout.endswith("1 error\n")


def test_an_error_in_a_used_file_is_told_once() -> None:
    write("one.score", MAIN)
    write("two.score", MAIN)
    write("shared.score", SHARED.replace("title contains", "ttle contains"))
    assert told(".") == [("E101", "shared.score", 5)]
    assert told("one.score", "two.score") == [("E101", "shared.score", 5)]


def test_a_used_file_is_checked_on_its_own_too() -> None:
    write("main.score", MAIN.replace("when boss", "when boss2") + "\ndefine boss2 as boss\n")
    write("shared.score", SHARED + "define lost as boss2\n")
    # In the file that uses it, `boss2` means something.
    assert told("main.score", "--select", "E") == []
    assert told(".", "--select", "E") == [("E101", "shared.score", 6)]


def test_a_warning_is_an_exit_code_of_its_own_accord_but_can_be_left_out() -> None:
    write("main.score", MAIN + "\nlet spare = 3\n")
    write("shared.score", SHARED)
    assert told(".") == [("W701", "main.score", 8)]
    assert told(".", "--select", "E") == []
    assert told(".", "--select", "w7") == [("W701", "main.score", 8)]
    assert told(".", "--select", "w7, W302") == [("W701", "main.score", 8)]
    assert told(".", "--ignore", "W701") == []
    assert told(".", "--ignore", "W") == []
    assert told(".", "--select", "W", "--ignore", "W701", "--ignore", "E1") == []


def test_a_name_that_another_file_uses_is_not_left_over() -> None:
    """A rule file whose names serve others: alone it looks as if it had too many."""
    write("main.score", 'score "One"\n\nuse "lib.score"\n\ngroup g\n  +1 when boss\n')
    write("lib.score", SHARED)
    assert told(".") == []


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_code_that_there_is_not(option: str) -> None:
    write("main.score", SHARED)
    done = invoke("check", ".", option, "W9999")
    assert done.exit_code == 2
    assert "error: there is no code `W9999`" in done.stderr


def test_a_page_is_shown() -> None:
    """As plain text: no signs of Markdown, code indented."""
    done = invoke("check", "--explain", "e114")
    assert done.exit_code == 0
    assert done.stdout.startswith(
        "E114: a used file that does not exist\n\n`use` looks for the file"
    )
    assert (
        '\n\nWrong\n\n    score "Demo score"\n\n    use "crn.score"\n\n    group fit\n'
        in done.stdout
    )
    assert "\n\nThe file `crm.score`:\n\n    leads\n      title     text\n" in done.stdout
    assert not re.search(r"^#|```", done.stdout, re.MULTILINE)
    assert done.stdout.endswith(
        "\nAn error cannot be silenced: a file that has one gives no scores.\n"
    )


@pytest.mark.parametrize("code", _pages.codes())
def test_pages_fit_a_terminal(code: str) -> None:
    shown = as_text(_pages.page(code))
    assert not re.search(r"^#[# ]|^```|\]\(", re.sub("^    .*", "", shown, flags=re.MULTILINE))
    prose = [line for line in shown.splitlines() if not line.startswith("    ")]
    assert max(map(len, prose)) <= 100


def test_a_page_in_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Colour sets words of the language apart, so that they need no marks."""
    monkeypatch.setattr("leadscore.runtime.cli._terminal.colour", lambda stream=None: True)
    monkeypatch.setattr("leadscore.runtime.cli._page_text.colour", lambda stream=None: True)
    shown = as_text("# E1: a page\n\nWrite `is`.\n")
    assert shown == "\x1b[1mE1: a page\x1b[0m\n\nWrite \x1b[36mis\x1b[0m."


@pytest.mark.parametrize(
    ("code", "near"),
    [
        ("E12", ["E012", "E120", "E121", "E122", "E123"]),
        ("e0124", ["E124"]),
        ("W3001", ["W301"]),
        ("101", ["E101"]),
        ("E110101", []),
        ("E", []),
        ("", []),
    ],
)
def test_a_code_that_there_is_not_names_near_ones(code: str, near: list[str]) -> None:
    done = invoke("check", "--explain", code)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: there is no code `{code}`\n")
    assert re.findall(r"^    ([EW]\d+): \w", done.stderr, re.MULTILINE) == near


def test_pages_of_an_installation_are_found(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("pages/W777.md", "# W777: a page\n")
    monkeypatch.setattr(_pages, "FOLDERS", (here / "pages", here / "docs"))
    assert _pages.codes() == ["W777"]
    assert _pages.page("W777") == "# W777: a page\n"


def test_which_files_are_looked_at() -> None:
    for path in ("a.score", "deep/b.score", ".hidden/c.score", "node_modules/d.score", "x.txt"):
        write(path, "+1 when\n")
    assert {path for _, path, _ in told(".")} == {"a.score", "deep/b.score"}
    assert {path for _, path, _ in told("deep", "deep/b.score", "x.txt")} == {
        "deep/b.score", "x.txt",
    }  # fmt: skip


def test_paths_are_spelled_as_the_caller_does(here: Path) -> None:
    write("deep/b.score", "+1 when\n")
    assert {path for _, path, _ in told(str(here / "deep"))} == {str(here / "deep/b.score")}
    assert {path for _, path, _ in told("deep/../deep/b.score")} == {"deep/b.score"}


def test_a_file_is_no_terminal() -> None:
    write("a.score", 'score "\x1b[31mx"\n  +1 when "\x1b[0m"\n')
    assert "\x1b" not in invoke("check", "a.score").stdout


@pytest.mark.parametrize("name", ["leads.parquet", "leads.json", "leads.jsonl.gz"])
@pytest.mark.parametrize("content", [None, b"", b"PAR1 and no more", b'[{"id": 1'])
def test_data_that_cannot_be_read_are_no_matter_of_check(name: str, content: bytes | None) -> None:
    write(
        "main.score", (SHARED + MAIN).replace("leads.csv", name).replace('use "shared.score"', "")
    )
    if content is not None:
        Path(name).write_bytes(content)
    done = invoke("check", "main.score", "--select", "W2")
    assert (done.exit_code, done.stdout) == (0, "no problems in 1 file\n")


def test_values_are_held_against_data_that_are_no_csv() -> None:
    write(
        "main.score",
        (SHARED + MAIN)
        .replace("leads.csv", "leads.jsonl")
        .replace('use "shared.score"', "")
        .replace("when boss", 'when title is "Hed"'),
    )
    write("leads.jsonl", '{"id": 1, "title": "Heads"}\n' * 3)
    assert told("main.score", "--select", "W215") == []
    write("main.score", Path("main.score").read_text("utf-8").replace("Hed", "Haeds"))
    assert told("main.score", "--select", "W215") == [("W215", "main.score", 11)]
