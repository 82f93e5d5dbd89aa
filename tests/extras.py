"""Packages that the project does without, for the tests of what they add."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from engines import required


def need(package: str, extra: str) -> None:
    """Skips a test, or a module of them, without a package; fails where none may be missing."""
    if find_spec(package) is None:
        reason = f"{package} is not installed: pip install 'leadscore[{extra}]'"
        if required(package):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason, allow_module_level=True)
