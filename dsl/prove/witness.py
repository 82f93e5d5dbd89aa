"""A lead and its events, as an `example` would say them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

DEFAULT_AS_OF: Final = 1_772_323_200_000_000
"""2026-03-01, in microseconds: the moment of judgement where nothing asks for another."""


@dataclass(frozen=True, slots=True)
class Happened:
    """`times` events at one moment (`us` before as-of are negative), with the spelling that a
    file of data has for each field."""

    kind: str
    us: int
    fields: dict[str, str] = field(default_factory=dict)
    times: int = 1


@dataclass(frozen=True, slots=True)
class Witness:
    lead: dict[str, str] = field(default_factory=dict)
    events: tuple[Happened, ...] = ()
    colleagues: tuple[tuple[Happened, ...], ...] = ()
    """What each other person of the company did."""
    as_of: int = DEFAULT_AS_OF
    previous: str | None = None
    """The stage at the last run."""
