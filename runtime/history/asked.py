"""What is asked of a history: when each lead is judged, and what counts as won."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ...compiler.own_moment import AsOf, OwnMoment
from ..errors import DataError


@dataclass(frozen=True, slots=True)
class Asked:
    """`outcome` is an `outcome` of the rules, or a column of the leads; nothing where there is a
    column `won_at`, or where the rules have just one outcome."""

    as_of: AsOf
    """When leads are judged: all at one moment, or each at its own."""
    outcome: str | None = None
    won: tuple[str, ...] = ()
    """Values of the outcome's column that mean won; none for yes and no."""
    undecided: tuple[str, ...] = ()
    """Values that mean that it is still open."""
    outcome_at: str | None = None
    """The column that says when the outcome was known."""
    won_at: str | None = None
    """The column that says when the lead was won; empty for those that were not."""
    came_at: str | None = None
    """The column that says when a lead came in: it is not judged before."""
    horizon: timedelta | None = None
    """So long after its moment of judgement a lead has time to be won."""
    until: datetime | None = None
    """The data reach so far; if nobody says, up to the latest moment in them."""

    def __post_init__(self) -> None:
        if self.horizon is not None and self.horizon <= timedelta(0):
            raise DataError(
                "the horizon gives leads no time to be won",
                "say how long they have, such as `--horizon 90d`, or leave it out",
            )

    @property
    def own(self) -> bool:
        return isinstance(self.as_of, OwnMoment)
