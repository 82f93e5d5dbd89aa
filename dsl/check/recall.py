"""What a check may take over from the one before; by itself, nothing.

The editor has one that remembers (`dsl/editor/memory.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..model import Rule
    from .constants import Constants
    from .symbols import Symbols


class Recall:
    """Works everything out anew."""

    def rule(
        self, terms: Constants, node: Any, given: object, work_out: Callable[[], Rule]
    ) -> Rule:
        """A checked rule; `given` is all that it depends on beside itself and the names in it."""
        return work_out()

    def points(self, symbols: Symbols, node: Any, work_out: Callable[[], int]) -> int:
        """Decimals of the points in a rule, or in what limits a group."""
        return work_out()

    def column(self, file: Path, name: str, read: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
        """Texts in a column of a list's file; none if there are mistakes, which `read` tells."""
        return read()
