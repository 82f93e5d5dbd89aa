"""Real dbt on a project around the files that `leadscore sql --shape dbt` writes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from engines import required
from engines.base import home

PROJECT = """\
name: around
version: "1.0"
profile: around
model-paths: [models]
flags: {send_anonymous_usage_stats: false, use_colors: false}
"""
PROFILE = """\
around:
  target: dev
  outputs: {dev: {type: duckdb, path: warehouse.db, schema: marketing, threads: 1}}
"""


def dbt() -> Path:
    """The program, for a test that is skipped without it, or fails if engines are required."""
    found = home() / "dbt" / "bin" / "dbt"
    if found.exists():
        return found
    told = f"there is no dbt in {found.parent}: run `.ci/engines`"
    if required("dbt"):
        pytest.fail(told, pytrace=False)
    pytest.skip(told)


def write_project(folder: Path) -> Path:
    (folder / "models").mkdir()
    (folder / "dbt_project.yml").write_text(PROJECT)
    (folder / "profiles.yml").write_text(PROFILE)
    return folder


def run_dbt(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [dbt(), "--no-version-check", *words], cwd=folder, encoding="utf-8", check=False,
        capture_output=True, timeout=300, env={**os.environ, "DBT_PROFILES_DIR": str(folder)},
    )  # fmt: skip
