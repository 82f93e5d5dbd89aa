"""What the caller of `learn` asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ..history.asked import Asked
from ..tables.sources import GivenEvents

Direction: TypeAlias = Literal["rising", "falling"]
Sign: TypeAlias = Literal["plus", "minus"]


@dataclass(frozen=True, slots=True)
class Data:
    """Where history is."""

    leads: str
    key: str
    asked: Asked
    events: tuple[GivenEvents, ...] = ()
    leave_out: tuple[str, ...] = ()
    as_text: tuple[str, ...] = ()
    """Columns of numbers that are codes."""
    dated: bool = True
    """Whether somebody has said when leads are judged; if not, nothing that happened counts."""

    def apart(self) -> tuple[str, ...]:
        """Columns that say how it ended, so that nothing is learned from them."""
        asked = self.asked
        return tuple(c for c in (asked.outcome, asked.outcome_at, asked.won_at) if c is not None)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of rules: the columns and events it is made of, and limits of its points."""

    name: str
    sources: frozenset[str]
    """Folded."""
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the rules must be like. Columns and events are named folded."""

    rules: int = 10
    most_points: int = 20
    """That one row gives or takes."""
    directions: Mapping[str, Direction] = field(default_factory=dict)
    signs: Mapping[str, Sign] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
