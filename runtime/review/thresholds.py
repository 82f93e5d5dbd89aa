"""Which score to begin at: what each threshold would bring, and which one Sales has time for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .ranking import Cell, total
from .rates import Interval, Rate

MOST: Final = 50
"""So many thresholds at most."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """If Sales takes all leads with this score or a higher one."""

    score: int
    taken: Rate
    everyone: Rate

    @property
    def winners(self) -> Rate:
        """Which share of all winners is among them."""
        return Rate(self.taken.won, self.everyone.won)

    @property
    def share(self) -> float:
        """Which share of all leads that is."""
        return self.taken.leads / self.everyone.leads

    @property
    def lift(self) -> float:
        """How many times as often they win as leads that are taken at random."""
        return self.taken.value / self.everyone.value if self.everyone.won else 0.0


def all_thresholds(found: Sequence[Cell]) -> tuple[Threshold, ...]:
    """One for each score that a lead has, from high to low."""
    return tuple(_all(found))


def _all(found: Sequence[Cell]) -> Iterator[Threshold]:
    everyone, taken = total(found), Rate(0, 0)
    for cell in reversed(found):
        taken += Rate(cell.won, cell.won + cell.lost)
        yield Threshold(cell.score, taken, everyone)


def thresholds(found: Sequence[Cell], most: int = MOST) -> tuple[Threshold, ...]:
    """From low to high; where there are too many, those that each take about as many leads more
    than the next."""
    every = all_thresholds(found)[::-1]
    if len(every) <= most:
        return every
    kept: list[Threshold] = []
    step = every[0].everyone.leads / most
    for one in every:
        if not kept or kept[-1].taken.leads - one.taken.leads >= step:
            kept.append(one)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class Capacity:
    """What comes of Sales' taking at most `most` leads (in a week, if there are weeks)."""

    most: float
    weeks: float | None
    """How long the leads took to come; none if nothing tells."""
    chosen: Threshold | None
    """The lowest threshold that is not too much; none if even the highest score is."""
    next: Threshold | None
    """The threshold below, which would be too much."""

    def a_week(self, number: float) -> float:
        return number / self.weeks if self.weeks else number

    @property
    def leads(self) -> float:
        return self.a_week(self.chosen.taken.leads) if self.chosen else 0.0

    @property
    def wins(self) -> float:
        return self.a_week(self.chosen.taken.won) if self.chosen else 0.0

    @property
    def wins_interval(self) -> Interval:
        """By the interval of the share that wins."""
        if self.chosen is None:
            return Interval(0.0, 0.0)
        share = self.chosen.taken.interval
        return Interval(share.low * self.leads, share.high * self.leads)


def capacity(found: Sequence[Cell], most: float, weeks: float | None) -> Capacity:
    """
    >>> one = capacity([Cell(10, 1, 9), Cell(20, 2, 3), Cell(30, 2, 1)], 8, None)
    >>> one.chosen.score, one.leads, one.wins, one.next.taken.leads
    (20, 8, 4, 18)
    """
    every = all_thresholds(found)
    fits = [t for t in every if t.taken.leads / (weeks or 1) <= most]
    after = every[len(fits)] if len(fits) < len(every) else None
    return Capacity(most, weeks, fits[-1] if fits else None, after)
