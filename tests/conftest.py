"""Fixtures that several tests share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def data() -> Callable[[str], Path]:
    """Finds a real data set by the name of its folder, and skips the test where there is none.

    Data sets are no part of the project: they stand in the folder that LEADSCORE_DATA names, or
    in `shared/data` beside the project.
    """
    home = Path(os.environ.get("LEADSCORE_DATA") or ROOT / ".." / "shared" / "data").resolve()

    def find(name: str) -> Path:
        folder = home / name
        if not folder.is_dir():
            pytest.skip(f"the data set `{name}` is not in {home} (set LEADSCORE_DATA)")
        return folder

    return find
