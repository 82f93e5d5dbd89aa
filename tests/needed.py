"""Packages and programs that only tests need: a run without them skips those tests, one of CI
fails."""

from __future__ import annotations

import os
import shutil
from importlib import import_module
from typing import Any

import pytest

IN_CI = os.environ.get("CI") == "true"


def module(name: str) -> Any:
    return import_module(name) if IN_CI else pytest.importorskip(name)


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        (pytest.fail if IN_CI else pytest.skip)(f"there is no program `{name}`")
    return found
