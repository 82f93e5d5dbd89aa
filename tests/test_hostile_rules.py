"""Files of an unreasonable size all the way: loaded, scored, run on DuckDB, checked by the command.

What a file may say at its worst is in `test_hostile`; here stands what must still give a result,
and that the command ends with a message and never with a traceback.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import leadscore
import pytest
from leadscore.dsl.check.checker import check
from volumes import some

SECONDS = 20
"""Of work; waiting for a busy machine does not count."""
NOW = datetime(2026, 3, 1, tzinfo=UTC)
HEAD = """\
score "Hostile"
leads from "leads.csv", one per id
  title  text
  size   number
  ok     yes/no
"""
LEADS = "id,title,size,ok\n1,v7,7,yes\n2,zz,200000,no\n3,V99999,99999,no\n"
MANY = 100_000
TEXTS = ", ".join(f'"v{i}"' for i in range(MANY))
NUMBERS = ", ".join(str(i) for i in range(MANY))


def rule(condition: str) -> str:
    return f"{HEAD}group fit\n  +1 when {condition}\n"


RUNS: dict[str, tuple[str, list[int]]] = {
    "a list of 100,000 values": (
        f"{HEAD}list l = {TEXTS}\ngroup fit\n  +1 when title is in l\n", [1, 0, 1],
    ),
    "a list file of 100,000 values": (
        f'{HEAD}list l from "values.csv" column "Value"\ngroup fit\n  +1 when title is in l\n',
        [1, 0, 1],
    ),
    "a condition of 100,000 texts": (rule(f"title is {TEXTS}"), [1, 0, 1]),
    "100,000 texts joined by or": (rule("title is " + TEXTS.replace(",", " or")), [1, 0, 1]),
    "a condition of 100,000 numbers": (rule(f"size is not {NUMBERS}"), [0, 1, 0]),
    "10,000 conditions": (
        rule(" or ".join([f'title is "v{i}" or size is over {i + 150_000}' for i in range(5_000)])), [1, 1, 0],
    ),
    "50 definitions in a row": (
        f"{HEAD}define d0 as ok\n"
        + "".join(f"define d{i} as not ({'(' * 48}d{i - 1}{')' * 48})\n" for i in range(1, 50))
        + "group fit\n  +1 when not d49\n", [1, 0, 0],
    ),
    "2,000 rules": (
        f"{HEAD}group fit\n" + "".join(f"  +1 when size is over {i}\n" for i in range(2_000)),
        [7, 2_000, 2_000],
    ),
    "a million blank lines": (HEAD + "\n" * 1_000_000 + "group fit\n  +1 when ok\n", [1, 0, 0]),
    "a text of a million letters": (rule(f'title is "{"x" * 1_000_000}", "v7"'), [1, 0, 0]),
}  # fmt: skip


def project(folder: Path, text: str) -> Path:
    (folder / "leads.csv").write_text(LEADS)
    (folder / "values.csv").write_text("Value\n" + "".join(f"v{i}\n" for i in range(MANY)))
    (folder / "rules.score").write_text(text, "utf-8", newline="")
    return folder / "rules.score"


def command(folder: Path, *words: str) -> tuple[int, str, str, float]:
    """What the command ends with, prints to both outputs, and the seconds it worked."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", "from leadscore.runtime.cli import main; main()", *words],
        cwd=folder, timeout=600, check=False, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.returncode, done.stdout, done.stderr, after.ru_utime - before.ru_utime


@pytest.mark.parametrize("name", RUNS)
def test_it_scores(name: str, tmp_path: Path) -> None:
    text, expected = RUNS[name]
    start = time.process_time()
    rules = leadscore.load(project(tmp_path, text))
    leads = [
        {"id": 1, "title": "v7", "size": 7, "ok": True},
        {"id": 2, "title": "zz", "size": 200_000, "ok": False},
        {"id": 3, "title": "V99999", "size": 99_999, "ok": False},
    ]
    assert [rules.score(lead, as_of=NOW).score for lead in leads] == expected
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("name", some([*RUNS]))
def test_it_runs_on_duckdb(name: str, tmp_path: Path) -> None:
    text, expected = RUNS[name]
    project(tmp_path, text)
    code, _, said, seconds = command(
        tmp_path, "run", "rules.score", "--as-of", "2026-03-01", "-o", "out.csv"
    )
    assert (code, "Traceback" in said) == (0, False), said[-2_000:]
    rows = [line.split(",")[:2] for line in (tmp_path / "out.csv").read_text().split()[1:]]
    assert dict(rows) == {str(i): str(score) for i, score in enumerate(expected, 1)}
    assert seconds < SECONDS


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "10,000 brackets": (rule("(" * 10_000 + "ok" + ")" * 10_000), "E013"),
    "a sum of 10,000": (rule(" + ".join(["size"] * 10_000) + " is over 5"), "E013"),
    "100,000 ors": (rule(" or ".join(f'title is "v{i}"' for i in range(MANY))), "E013"),
    "100,000 ands": (rule(" and ".join(["ok"] * MANY)), "E013"),
    "10 MB": (HEAD.encode() + b"# x\n" * 2_621_440, "E003"),
    "NUL bytes": (b"\0" * 1_000_000, "E002"),
    "NUL in a path": (HEAD + 'list l from "a\0b" column "x"\nuse "c\0d"\n', "E002"),
    "bytes of a picture": (bytes(range(256)) * 4_000, "E002"),
    "UTF-16": (rule("ok").encode("utf-16"), "E002"),
    "a line of 1 MB": ("a" * 1_000_000, "E041"),
    "a number of 1 MB": (rule("size is " + "1" * 1_000_000), "E013"),
    "a name of 1 MB": (rule("x" * 1_000_000), "E101"),
    "500,000 words": ("a " * 500_000, "E041"),
    "2,500 levels": (HEAD + "".join(" " * i + "group g\n" for i in range(2_500)), "E038"),
    "5,000 levels": (HEAD + "".join(" " * i + "group g\n" for i in range(5_000)), "E003"),
    "a staircase down": ("".join(" " * (2_500 - i) + "x\n" for i in range(2_500)), "E011"),
    "tabs on 100,000 lines": ("\tx\n" * 100_000, "E010"),
    "10,000 definitions in a row": (
        HEAD + "define d0 as ok\n"
        + "".join(f"define d{i} as d{i - 1}\n" for i in range(1, 10_000)), "E013",
    ),
    "10,000 definitions in a loop": (
        HEAD + "".join(f"define d{i} as d{(i + 1) % 10_000}\n" for i in range(10_000)), "E110",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_the_command_says_what_is_wrong(name: str, tmp_path: Path) -> None:
    text, expected = REFUSED[name]
    raw = text if isinstance(text, bytes) else text.encode()
    (tmp_path / "rules.score").write_bytes(raw)
    code, told, said, seconds = command(tmp_path, "check", "rules.score")
    assert (code, said) == (1, "")
    assert f"error[{expected}]" in told
    assert seconds < SECONDS
    assert len(told) < 200_000
    with pytest.raises(leadscore.RuleError, match=expected):
        leadscore.load(tmp_path / "rules.score")


MISTAKES = {
    "names": (HEAD + "group g\n" + "".join(f"  +1 when sise{i} is over 5\n" for i in range(10_000))),
    "lines": (HEAD + "group g\n" + "".join(f"  +1 whn size is over {i}\n" for i in range(10_000))),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_of_10_000_mistakes_199_are_shown_and_all_are_counted(name: str, tmp_path: Path) -> None:
    found = check(tmp_path / "rules.score", text=MISTAKES[name]).diagnostics
    assert len(found) == 200
    assert found[-1].title == "9,801 more mistakes are not shown"


def test_of_many_warnings_199_are_shown(tmp_path: Path) -> None:
    rows = "".join(f"  S{i} when score is over {i + 100}\n" for i in range(1_000))
    text = HEAD + f"group g\n  +1 when ok\nstages\n{rows}  Cold otherwise\n"
    (tmp_path / "rules.score").write_text(text)
    code, told, said, _ = command(tmp_path, "check", "rules.score")
    assert (code, said) == (1, "")
    assert "warning[W999]" in told
    assert told.count("warning[") == 200


def test_files_that_use_one_another_without_end(tmp_path: Path) -> None:
    for i in range(1_000):
        (tmp_path / f"f{i}.score").write_text(f'use "f{i + 1}.score"\n')
    (tmp_path / "rules.score").write_text('score "x"\nuse "f0.score"\n')
    found = check(tmp_path / "rules.score").diagnostics
    assert [d.title for d in found] == ["more than 50 files use one another in a row"]
