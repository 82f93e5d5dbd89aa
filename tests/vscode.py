"""The VS Code extension for tests: its files, and a copy of it that npm has built and packaged."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from engines import required
from engines.base import home

FOLDER = Path(__file__).parents[1] / "editors" / "vscode"
OLDEST_NODE = 20
FIELD = re.compile(
    r"\$\{(?P<field>\d+)(?::(?P<usual>[^}]*)|\|(?P<first>[^,|]*)[^}]*\|)?\}|\$(?P<bare>\d+)"
)


def content(name: str) -> Any:
    """One of the extension's JSON files."""
    return json.loads((FOLDER / name).read_text("utf-8"))


def expanded(snippet: dict[str, Any]) -> str:
    """What a snippet puts into a file whose author accepts all that it proposes."""
    text = "\n".join(snippet["body"])
    usual = {
        found["field"]: found["usual"] or found["first"]
        for found in FIELD.finditer(text) if found["usual"] or found["first"]
    }  # fmt: skip
    return FIELD.sub(lambda found: usual.get(found["field"] or found["bare"], ""), text)


def npm(folder: Path, *words: str, **variables: str) -> str:
    """What npm prints, in a folder."""
    done = subprocess.run(
        ["npm", "--offline", *words],
        cwd=folder, env={**os.environ, **variables}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def built(folder: Path) -> Path:
    """The extension, built and packaged in a folder; without npm the test is skipped, or fails."""
    told = _missing()
    if told and required("vscode"):
        pytest.fail(told, pytrace=False)
    if told:
        pytest.skip(told)
    copy = folder / "vscode"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("node_modules", "dist"))
    (copy / "node_modules").symlink_to(_packages() / "node_modules", target_is_directory=True)
    npm(copy, "run", "--silent", "package")
    return copy


def _packages() -> Path:
    """Where `.ci/engines` runs `npm ci`."""
    return home() / "vscode"


@cache
def _missing() -> str | None:
    if not shutil.which("npm") or not shutil.which("node"):
        return "there is no npm: install Node.js, then run `.ci/engines`"
    version = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
    if int(version.lstrip("v").split(".")[0]) < OLDEST_NODE:
        return f"Node.js is older than {OLDEST_NODE}: {version.strip()}"
    lock = _packages() / "package-lock.json"
    there = (_packages() / "node_modules" / ".package-lock.json").exists()
    if not there or lock.read_bytes() != (FOLDER / "package-lock.json").read_bytes():
        return f"the packages of the VS Code extension are not in {lock.parent}: run `.ci/engines`"
    return None
