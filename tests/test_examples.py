"""The example folders: rules that check, examples that pass, data that can be made again."""

from __future__ import annotations

import csv
import importlib.util
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest
from leadscore.dsl.check.checker import check
from leadscore.dsl.lint import lint
from leadscore.runtime.examples.runner import run_examples
from leadscore.runtime.job.run import run
from leadscore.runtime.rules import load

FOLDER = Path(__file__).parents[1] / "examples"
FILES = sorted(FOLDER.glob("*/*.score"))
SCORED = [path for path in FILES if "\nscore " in "\n" + path.read_text("utf-8")]
AS_OF = datetime(2026, 3, 1, tzinfo=UTC)


def short(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


@pytest.fixture(scope="module")
def make_data() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_data", FOLDER / "make_data.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", FILES, ids=short)
def test_nothing_is_wrong_with_them(path: Path) -> None:
    model = check(path)
    assert [(d.code, d.title) for d in (*model.diagnostics, *lint(model))] == []


@pytest.mark.parametrize("path", SCORED, ids=short)
def test_their_examples_pass_on_both_engines(path: Path) -> None:
    outcomes = run_examples(load(path))
    assert outcomes
    assert [(o.title, o.misses, o.disagreements) for o in outcomes if not o.passed] == []


def test_every_folder_is_explained_and_has_rules() -> None:
    for folder in {path.parent for path in FILES}:
        text = (folder / "README.md").read_text("utf-8")
        assert all(path.name in text for path in folder.glob("*.score"))
    assert {path.parent for path in SCORED} == {path.parent for path in FILES}


def test_the_data_are_what_the_generator_makes(make_data: ModuleType) -> None:
    made = make_data.files()
    assert made
    assert set(made) == {path.relative_to(FOLDER) for path in FOLDER.glob("*/*.csv")}
    for path, text in made.items():
        assert (FOLDER / path).read_bytes().decode() == text, path


@pytest.mark.parametrize("path", SCORED, ids=short)
def test_their_data_are_scored_without_a_problem(path: Path, tmp_path: Path) -> None:
    """Every lead has its row, every class is reached by some lead, on both engines alike."""
    rules = load(path)
    outs = {}
    for engine in ("python", "duckdb"):
        out = tmp_path / f"{engine}.csv"
        summary = run(rules.plan, as_of=AS_OF, engine=engine, out=out, breakdown=True)
        assert [str(p) for p in summary.problems if p.serious] == []
        outs[engine] = out.read_bytes(), (tmp_path / f"{engine}.breakdown.csv").read_bytes()
        assert {c.name for c in summary.classes if all(count.rows for count in c.values)} == {
            c.name for c in summary.classes
        }
    assert outs["python"] == outs["duckdb"]
    rows = list(csv.DictReader(outs["python"][0].decode().splitlines()))
    assert len(rows) == sum(1 for _ in (path.parent / leads_file(path)).open()) - 1


def leads_file(path: Path) -> str:
    return "contacts.csv" if path.parent.name == "b2b_saas" else "leads.csv"
