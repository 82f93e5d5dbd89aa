"""What runs `leadscore` in CI: the workflow of the starter project and the recipes of docs/ci.md.
Every line of them is run in a project that is well, and in one that is not."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import needed
import pytest
import yaml
from ci_formats import cells, suites, valid
from documents import blocks
from project import invoke, write_starter

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "ci.md"
WORKFLOW = (ROOT / "runtime/starter/workflow.yml").read_text("utf-8")
GITHUB, MOVES, GITLAB, HOOKS = [b.text for b in blocks(PAGE) if b.info == "yaml"]
(JENKINS,) = [b.text for b in blocks(PAGE) if b.info == "groovy"]
STEPS: list[dict[str, Any]] = yaml.safe_load(WORKFLOW)["jobs"]["rules"]["steps"]
INSTALL = 'pip install "leadscore @ git+https://git.example.com/leadscore@v0.1.0"'
"""At an address that is nobody's, so that it fails until it is another."""


@dataclass(frozen=True)
class Run:
    code: int
    stdout: str


def shell(script: str, folder: Path) -> Run:
    """A step as GitHub, GitLab and Jenkins run it: the first command that fails ends it."""
    env = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"), "GITHUB_WORKSPACE": str(folder),
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=folder, env=env, encoding="utf-8", capture_output=True,
        check=False, timeout=300,
    )  # fmt: skip
    return Run(done.returncode, done.stdout)


def valid_by(schema: str, text: str) -> None:
    needed.module("check_jsonschema")
    jsonschema = needed.module("jsonschema")
    folder = resources.files("check_jsonschema.builtin_schemas.vendor")
    rules = json.loads((folder / f"{schema}.json").read_text("utf-8"))
    # `on` is a word for yes in the YAML that Python reads, and a key in the one GitHub reads.
    given = {("on" if key is True else key): v for key, v in yaml.safe_load(text).items()}
    jsonschema.validators.validator_for(rules)(rules).validate(given)


@pytest.fixture
def well(tmp_path: Path) -> Path:
    return write_starter(tmp_path)


@pytest.fixture
def unwell(well: Path) -> Path:
    """A warning, a layout that is none, an example that fails."""
    rules = well / "rules.score"
    text = rules.read_text("utf-8")
    for old, new in (
        ("let mql_bar = 50\n", "let mql_bar = 50\nlet unused = 5\n"),
        ("  +20 when decision", "  +20   when decision"),
        ("expect score 49", "expect score 50"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    rules.write_text(text, "utf-8")
    return well


# ---------------------------------------------------------------- GitHub


def gates() -> list[str]:
    return [step["run"] for step in STEPS if "run" in step and "name" not in step][1:]


def reports() -> str:
    (script,) = (step["run"] for step in STEPS if step.get("name") == "write reports")
    return str(script)


def test_the_page_shows_the_workflow_as_it_is_written() -> None:
    assert GITHUB == WORKFLOW


def test_the_workflow_is_one_for_github() -> None:
    valid_by("github-workflows", WORKFLOW)
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert all(re.fullmatch(r"(actions|github)/[\w/-]+@v\d+", name) for name in used), used
    # What others may write into a pull request never becomes a part of a script.
    assert not any("${{" in step.get("run", "") for step in STEPS)
    assert yaml.safe_load(WORKFLOW)["permissions"] == {
        "contents": "read", "security-events": "write",
    }  # fmt: skip
    assert next(step["run"] for step in STEPS if "run" in step) == INSTALL
    assert len(gates()) == 3


def test_a_pull_request_is_told_who_moves(well: Path) -> None:
    """Against the commit that the branch starts from; here all of the starter's leads move up."""
    for arguments in ("init -q", "add -A", "-c user.name=A -c user.email=a@b.c commit -q -m Rules"):
        subprocess.run(["git", *arguments.split()], check=True, cwd=well)
    rules = (well / "rules.score").read_text("utf-8")
    (well / "rules.score").write_text(rules.replace("+20 ", "+60 "), "utf-8")
    (step,) = yaml.safe_load(MOVES)
    fetch, *diff = step["run"].splitlines()
    assert fetch.startswith("git fetch ")
    done = shell("\n".join(diff).replace("FETCH_HEAD", "HEAD"), well)
    assert done == Run(1, "")
    assert "## Who moves" in (well / "summary.md").read_text("utf-8")


def taken(folder: Path) -> Iterator[Path]:
    """The files that steps send to GitHub."""
    for step in STEPS:
        given = step.get("with", {})
        if step.get("uses", "").startswith(("github/codeql", "actions/upload")):
            yield folder / (given.get("sarif_file") or given["path"])


def test_the_workflow_where_all_is_well(well: Path) -> None:
    assert shell(reports(), well) == Run(0, "")
    log, junit = taken(well)
    assert valid(log.read_text("utf-8"))["results"] == []
    cases = [case for found in suites(junit.read_text("utf-8")).values() for case in found]
    assert [wrong for _, wrong in cases] == [[]] * 4
    assert (well / "summary.md").read_text("utf-8") == (
        "### leadscore check: no problems in 2 files\n### leadscore test: 4 of 4 examples pass\n"
    )
    assert [shell(gate, well).code for gate in gates()] == [0, 0, 0]


def test_the_workflow_where_something_is_wrong(unwell: Path) -> None:
    assert shell(reports(), unwell) == Run(0, "")
    log, junit = taken(unwell)
    (result,) = valid(log.read_text("utf-8"))["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "rules.score"
    assert 'failures="1"' in junit.read_text("utf-8").splitlines()[1]
    head, _, tests = (unwell / "summary.md").read_text("utf-8").partition("### leadscore test: ")
    assert head.startswith("### leadscore check: 1 warning in 2 files\n")
    assert tests.startswith("3 of 4 examples pass\n")
    assert cells(tests)[1][2:] == ["score 50", "49"]
    check, layout, test = (shell(gate, unwell) for gate in gates())
    assert [check.code, layout.code, test.code] == [1, 1, 1]
    assert check.stdout.startswith("::warning file=rules.score,line=10,")
    assert layout.stdout == "rules.score\n"
    assert test.stdout.startswith("::error file=rules.score,line=64,title=example failed")


def test_the_workflow_of_rules_that_are_yet_to_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "leads.csv").write_text("id,title\n1,CEO\n2,Clerk\n", "utf-8")
    assert invoke("init", ".", "--leads", "leads.csv").exit_code == 0
    assert (tmp_path / ".github/workflows/leadscore.yml").read_text("utf-8") == WORKFLOW
    assert shell(reports(), tmp_path) == Run(0, "")
    assert [shell(gate, tmp_path).code for gate in gates()] == [0, 0, 0]


# ---------------------------------------------------------------- others


def recipes() -> dict[str, str]:
    """The script of each, without the lines that install."""
    gitlab = yaml.safe_load(GITLAB)["lead scoring"]["script"]
    (jenkins,) = re.findall(r"sh '''\n(.*?)'''", JENKINS, re.DOTALL)
    lines = {"gitlab": gitlab, "jenkins": [line.strip() for line in jenkins.splitlines()]}
    assert all(INSTALL in given for given in lines.values())
    return {name: "\n".join(given[given.index(INSTALL) + 1 :]) for name, given in lines.items()}


def test_the_recipe_is_one_for_gitlab() -> None:
    valid_by("gitlab-ci", GITLAB)
    assert yaml.safe_load(GITLAB)["lead scoring"]["artifacts"]["reports"]["junit"] == [
        "check.xml", "test.xml",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["gitlab", "jenkins"])
def test_a_recipe_where_all_is_well(name: str, well: Path) -> None:
    assert shell(recipes()[name], well).code == 0
    assert len(suites((well / "check.xml").read_text("utf-8"))) == 2


@pytest.mark.parametrize("name", ["gitlab", "jenkins"])
def test_a_recipe_where_something_is_wrong(name: str, unwell: Path) -> None:
    done = shell(recipes()[name], unwell)
    assert (done.code, done.stdout) == (1, "rules.score\n")
    for report in ("check.xml", "test.xml"):
        found = suites((unwell / report).read_text("utf-8"))
        assert sum(len(wrong) for cases in found.values() for _, wrong in cases) == 1


def test_the_hooks_of_the_page_are_all_there_are() -> None:
    (repository,) = yaml.safe_load(HOOKS)["repos"]
    there = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert {hook["id"] for hook in repository["hooks"]} == {hook["id"] for hook in there}
