"""What a reader with the course seller's file types, as they type it."""

from __future__ import annotations

import csv
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from real_data import courses
from real_data.runs import RULES, none_as_empty, shown

ENTRY = "import sys; from leadscore.runtime.cli import main; main(sys.argv[1:])"


@pytest.fixture
def desk(data: Callable[[str], Path], tmp_path: Path) -> Path:
    """A folder with the rules and the data side by side."""
    shutil.copy(data("x_education_leads") / "leads.csv", tmp_path)
    shutil.copy(RULES / "course_leads.score", tmp_path)
    return tmp_path


def typed(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    name, *words = shlex.split(line)
    assert name == "leadscore"
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "100"}
    return subprocess.run(
        [sys.executable, "-c", ENTRY, *words], cwd=folder, env=environment, encoding="utf-8",
        capture_output=True, check=False, timeout=120,
    )  # fmt: skip


def test_check_then_test_then_run(desk: Path) -> None:
    for line in ("leadscore check course_leads.score", "leadscore test course_leads.score"):
        done = typed(line, desk)
        assert done.returncode == 0, done.stdout + done.stderr
    done = typed(
        "leadscore run course_leads.score --leads leads.csv -o scored.csv --breakdown", desk
    )
    assert done.returncode == 0, done.stderr
    assert {path.name for path in desk.iterdir()} == {
        "course_leads.score", "leads.csv", "scored.csv", "scored.breakdown.csv",
    }  # fmt: skip
    told = done.stdout + done.stderr
    for stage, leads in (("Hot", "1,093"), ("Warm", "1,975"), ("Cold", "3,399")):
        assert re.search(rf"{stage}\b.*\b{leads}\b", told), told
    assert "Typed in by our own staff" in told


def test_the_file_holds_every_lead_best_first(desk: Path) -> None:
    done = typed("leadscore run course_leads.score --leads leads.csv -o scored.csv", desk)
    assert done.returncode == 0, done.stderr
    with (desk / "scored.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:2] == ["Prospect ID", "score"]
    wanted = [
        (row["Prospect ID"], courses.expected(row)) for row in courses.read(desk / "leads.csv")
    ]
    wanted.sort(key=lambda lead: (lead[1].score is None, -(lead[1].score or 0), lead[0]))
    assert [(row["Prospect ID"], row["score"], row["stage"]) for row in rows] == [
        (key, "" if one.score is None else shown(one.score), none_as_empty(one.stage))
        for key, one in wanted
    ]


def test_on_a_terminal_the_best_leads_are_shown(desk: Path) -> None:
    done = typed("leadscore run course_leads.score --leads leads.csv --top 3", desk)
    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"\b100\b.*\bHot\b", done.stdout)) == 3, done.stdout
    assert not (desk / "scored.csv").exists()
