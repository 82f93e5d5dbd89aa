"""What a movement is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from ...compiler.own_moment import AsOf
from ..history.asked import Asked as Outcome


@dataclass(frozen=True, slots=True)
class Asked:
    as_of: AsOf
    outcome: Outcome | None = None
    """What counts as won, as a review is asked; none if that does not matter."""
    most: int = 10
    """So many of the leads whose scores change most are shown."""
    sample: int = 20_000
    """Edits are tried one by one on so many of the leads whose score or stage changes, and on so
    many of the others; on all where there are no more."""
