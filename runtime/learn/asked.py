"""What the caller of `learn` asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from ..tables.sources import GivenEvents

Direction: TypeAlias = Literal["rising", "falling"]
Sign: TypeAlias = Literal["plus", "minus"]


@dataclass(frozen=True, slots=True)
class Judged:
    """The moment at which each lead is judged: one for all, or a column's and a while."""

    as_of: datetime | None = None
    column: str | None = None
    plus: int = 0
    """Microseconds after what the column says."""
    known_at: str | None = None
    """The column that says when the outcome became known."""

    @property
    def given(self) -> bool:
        return self.as_of is not None or self.column is not None


@dataclass(frozen=True, slots=True)
class Data:
    """Where history is."""

    leads: str
    key: str
    outcome: str
    events: tuple[GivenEvents, ...] = ()
    leave_out: tuple[str, ...] = ()
    judged: Judged = field(default_factory=Judged)


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
