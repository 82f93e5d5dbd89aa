"""A review as programs ask for it, with tables as they have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from ...compiler.own_moment import AsOf, OwnMoment
from ..job.run import given_tables
from ..rules import Rules
from ..tables.moments import in_utc
from ..tables.sources import Given
from .asked import Asked
from .result import Review
from .review import review


def called(
    rules: Rules, leads: Given | None, events: Given | Mapping[str, Given] | None, as_of: AsOf, *,
    outcome: str | None, won: str | Iterable[str], undecided: str | Iterable[str],
    outcome_at: str | None, won_at: str | None, came_at: str | None,
    horizon: timedelta | None, until: datetime | None, by: str | Iterable[str],
    capacity: float | None,
) -> Review:  # fmt: skip
    """Raises `DataError`, `NoMoment`, and `ValueError` for what cannot be asked together."""
    if won_at is not None and (outcome is not None or outcome_at is not None):
        raise ValueError("`won_at` says both whether and when: leave out `outcome`, `outcome_at`")
    if outcome is None and (won or undecided or outcome_at is not None):
        raise ValueError("`won`, `undecided` and `outcome_at` speak of the column `outcome`")
    if capacity is not None and not capacity > 0:
        raise ValueError("`capacity` is a number of leads above 0")
    asked = Asked(
        as_of if isinstance(as_of, OwnMoment) else in_utc(as_of),
        outcome, _texts(won), _texts(undecided), outcome_at, won_at, came_at, horizon,
        in_utc(until) if until is not None else None, _texts(by), capacity,
    )  # fmt: skip
    rules.plan_for(asked.as_of)
    return review(rules, asked, leads=leads, events=given_tables(events))


def _texts(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
