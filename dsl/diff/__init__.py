"""What two models differ in: parts matched, names aligned, equality proved where it can be.

Nothing is scored here. A change that may matter knows how to be proved to be none, and how to be
taken back: what it does by itself is what the new file differs in from itself without it.
`runtime.diff` looks for a lead that shows it.
"""

from __future__ import annotations

from .changes import Both, Change, Effect, compare
from .definitions import gone
from .names import Names
from .undo import Undoing

__all__ = ["Both", "Change", "Effect", "Names", "Undoing", "compare", "gone"]
