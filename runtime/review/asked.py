"""What a review is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from ..history import asked


@dataclass(frozen=True, slots=True)
class Asked(asked.Asked):
    """Of which history, and what to look at besides."""

    by: tuple[str, ...] = ()
    """Columns, labels or grades whose values are looked at one by one."""
    capacity: float | None = None
    """So many leads Sales can take: in a week where each lead has its own moment, else of all."""
