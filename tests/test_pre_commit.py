"""The hooks of `.pre-commit-hooks.yaml`, installed by pre-commit into a scratch repository and run
by `git commit`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import needed
import pytest
import yaml
from project import write_starter

ROOT = Path(__file__).parents[1]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
NO_INDEX = re.compile(
    "No matching distribution|Could not find a version|Connection|Temporary failure|timed out"
)
"""What pip says where packages cannot be had; anything else is a fault of ours."""

# The hooks are installed once.


@dataclass(frozen=True)
class Repository:
    """A repository in a folder, and the environment that its commands run in."""

    folder: Path
    env: dict[str, str]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, cwd=self.folder, env=self.env, check=False, encoding="utf-8", timeout=900,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def git(self, *words: str) -> str:
        done = self.run("git", *words)
        assert done.returncode == 0, done.stdout
        return done.stdout.strip()

    def begin(self) -> None:
        self.git("init", "--quiet", "--initial-branch", "main")

    def commit(self, *paths: str) -> tuple[bool, str]:
        """Whether the hooks let these paths pass, and what they say."""
        self.git("add", *(paths or (".",)))
        done = self.run("git", "commit", "--quiet", "-m", "a change")
        return done.returncode == 0, done.stdout

    def change(self, path: str, old: str, new: str) -> None:
        text = (self.folder / path).read_text("utf-8")
        assert old in text
        (self.folder / path).write_text(text.replace(old, new), "utf-8")


def packaged(target: Path) -> None:
    """What the project is built from, without the history that it may have."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    folders = {path.split("/")[0] for path in settings["package-dir"].values()}
    for name in folders:
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, target)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository with the hooks, and the starter project in it."""
    needed.program("git")
    needed.module("pre_commit")
    home = tmp_path_factory.mktemp("home")
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
        "HOME": str(home), "PRE_COMMIT_HOME": str(home / "hooks"), "PRE_COMMIT_COLOR": "never",
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": "test@example.com"
           for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }  # fmt: skip
    hooks = Repository(tmp_path_factory.mktemp("leadscore"), env)
    packaged(hooks.folder)
    hooks.begin()
    hooks.commit()
    repository = Repository(tmp_path_factory.mktemp("rules"), env)
    repository.begin()
    ids = [{"id": hook["id"]} for hook in HOOKS]
    source = {"repo": str(hooks.folder), "rev": hooks.git("rev-parse", "HEAD"), "hooks": ids}
    config = repository.folder / ".pre-commit-config.yaml"
    config.write_text(yaml.safe_dump({"repos": [source]}, sort_keys=False), "utf-8")
    write_starter(repository.folder)
    done = repository.run(sys.executable, "-m", "pre_commit", "install", "--install-hooks")
    if done.returncode and NO_INDEX.search(done.stdout) and not needed.IN_CI:
        pytest.skip("there is no index of packages to install the hooks from")
    assert done.returncode == 0, done.stdout
    passed, said = repository.commit()
    assert passed, said
    assert re.findall(r"^(leadscore \w+)\.+Passed$", said, re.MULTILINE) == [
        "leadscore check", "leadscore format", "leadscore test",
    ]  # fmt: skip
    return repository


@pytest.fixture
def repository(installed: Repository) -> Repository:
    installed.git("reset", "--quiet", "--hard")
    installed.git("clean", "--quiet", "--force", "-d")
    return installed


def outcome(said: str, name: str) -> str:
    (found,) = re.findall(rf"^leadscore {name}\.+(?:\(.*\))?(\w+)$", said, re.MULTILINE)
    return str(found)


def test_a_mistake_in_a_used_file_is_refused(repository: Repository) -> None:
    """Only `data.score` changes; what breaks is the file that uses it."""
    repository.change("data.score", "page_view", "page_seen")
    passed, said = repository.commit("data.score")
    assert not passed
    assert outcome(said, "check") == "Failed"
    assert "--> rules.score:" in said
    assert "`page_view`" in said


def test_a_layout_is_mended(repository: Repository) -> None:
    repository.change("rules.score", "  +20 when", "  +20    when")
    passed, said = repository.commit("rules.score")
    assert not passed
    assert outcome(said, "format") == "Failed"
    assert "formatted rules.score" in said
    assert "  +20    when" not in (repository.folder / "rules.score").read_text("utf-8")


def test_an_example_that_fails_is_refused(repository: Repository) -> None:
    repository.change("rules.score", "expect score 49", "expect score 50")
    passed, said = repository.commit("rules.score")
    assert not passed
    assert [outcome(said, name) for name in ("check", "format", "test")] == [
        "Passed", "Passed", "Failed",
    ]  # fmt: skip
    assert "expected score 50, got 49" in said


def test_a_list_is_part_of_the_rules(repository: Repository) -> None:
    repository.change("data/target_accounts.csv", "Domain", "Site")
    passed, said = repository.commit("data")
    assert not passed
    assert outcome(said, "check") == "Failed"


def test_a_mended_file_passes(repository: Repository) -> None:
    repository.change("rules.score", '"Decision maker"', '"Decision makers"')
    repository.change("rules.score", "Decision makers", "Decision maker, or above")
    passed, said = repository.commit("rules.score")
    assert passed, said


def test_what_is_no_rule_waits_for_nothing(repository: Repository) -> None:
    repository.change("README.md", "Lead scoring", "Our lead scoring")
    passed, said = repository.commit("README.md")
    assert passed
    assert said.count("(no files to check)Skipped") == len(HOOKS)
