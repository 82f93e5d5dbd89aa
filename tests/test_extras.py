"""What needs a package of an extra: skipped, failed or told without it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from extras import need

RULES = """score "Sums", from 0 to 100 points

leads, one per id
  a number
  b number

group fit
  +20 when a + b is over 100 and a is under 10 and b is under 90 because "Sum"
"""
NEEDS = """
from extras import need

def test_it():
    need("no_such_package", "lsp")
"""


@pytest.mark.parametrize(
    ("setting", "outcome"),
    [("", "skipped"), ("duckdb", "skipped"), ("all", "failed"), ("no_such_package", "failed")],
)
def test_a_missing_package(
    setting: str, outcome: str, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADSCORE_REQUIRE_ENGINES", setting)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    pytester.makepyfile(NEEDS)
    result = pytester.runpytest_subprocess("-rs", "-p", "no:cacheprovider")
    result.assert_outcomes(**{outcome: 1})
    result.stdout.fnmatch_lines(
        ["*no_such_package is not installed: pip install 'leadscore?lsp?'*"]
    )


def run_without(package: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process where a package cannot be found."""
    hidden = folder / f"without_{package}"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(f"import sys\nsys.modules[{package!r}] = None\n")
    path = os.pathsep.join((str(hidden), os.environ.get("PYTHONPATH", "")))
    program = "from leadscore.runtime.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=folder, text=True, capture_output=True,
        env={**os.environ, "PYTHONPATH": path}, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("package", ["pygls", "lsprotocol"])
def test_the_language_server_names_its_extra(package: str, tmp_path: Path) -> None:
    found = run_without(package, tmp_path, "lsp")
    assert found.returncode == 2
    assert "the language server needs one more package" in found.stderr
    assert "pip install 'leadscore[lsp]'" in found.stderr
    assert "Traceback" not in found.stderr
    assert found.stdout == ""


def test_a_sum_is_left_open_without_the_solver_and_settled_with_it(tmp_path: Path) -> None:
    (tmp_path / "sums.score").write_text(RULES)
    ask = ("prove", "sums.score", "--rule", "Sum")
    without = run_without("z3", tmp_path, *ask)
    assert "pip install 'leadscore[prove]'" in without.stdout
    need("z3", "prove")
    found = run_without("no_such_package", tmp_path, *ask)
    assert "never" in found.stdout
    assert "leadscore[prove]" not in found.stdout


def test_a_page_with_pictures_names_its_extra_before_the_work(tmp_path: Path) -> None:
    (tmp_path / "sums.score").write_text(RULES)
    ask = ("review", "sums.score", "--leads", "leads.csv", "--outcome", "won", "-o", "page.html")
    found = run_without("vl_convert", tmp_path, *ask)
    assert found.returncode == 2
    assert "pip install 'leadscore[report]'" in found.stderr
    assert "leads.csv" not in found.stderr
