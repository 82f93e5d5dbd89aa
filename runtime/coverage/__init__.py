"""Which conditions of a rule file its examples reach, as true, false and unknown, and why not.

`sites` lists the conditions, `observe` finds how each comes out for an example, `gaps` says why
something never does, `report` brings it together; `page` shows it.
"""

from __future__ import annotations

from .report import Condition, Coverage, Missing, coverage

__all__ = ["Condition", "Coverage", "Missing", "coverage"]
