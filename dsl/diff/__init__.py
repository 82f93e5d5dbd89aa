"""What two models differ in: parts matched, names aligned, equality proved where it can be.

Nothing is scored here. A difference that is not proved to be none carries the ways in which it
may come out; `runtime.diff` looks for a lead along them.
"""

from __future__ import annotations

from .changes import Both, Change, Effect, compare
from .names import Names

__all__ = ["Both", "Change", "Effect", "Names", "compare"]
