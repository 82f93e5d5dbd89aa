"""Whether what `learn` needs is installed."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

NEEDED: Final = ("numpy", "sklearn")


def missing() -> bool:
    return any(find_spec(package) is None for package in NEEDED)
