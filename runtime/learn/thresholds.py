"""Scores from which a lead could be called hot or warm, and what to expect there.

How many leads have so much is counted by the written card, on the leads that it was learned from.
How many of them win is told by as large a share of the best of leads that had no part in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

from .figures import HeldOut
from .frame import Floats
from .measures import Z

SHARES: Final = (0.05, 0.1, 0.25, 0.5, 0.75)
"""Of the leads that a threshold lets through at most."""
STAGES: Final = {"Hot": 0.25, "Warm": 0.5}
"""And those of a stage with the ones above it."""
LEAST: Final = 0.02
"""A stage for a smaller share of the leads is none."""


@dataclass(frozen=True, slots=True)
class Threshold:
    score: int
    leads: float
    """Share of all leads at or above it, by the written card,"""
    won: float
    """of those the share that is likely to win,"""
    winners: float
    """and the share of all winners; both on leads that had no part in the learning."""


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    score: int | None
    """The least; the last stage has none."""
    leads: float
    """The share of all leads that is in it, by the written card,"""
    won: float
    """and of those the share that is likely to win."""


@dataclass(frozen=True, slots=True)
class Staged:
    stages: tuple[Stage, ...]
    """From the highest down; none if no bar parts leads."""
    missing: tuple[tuple[str, str], ...]
    """Names of those that there is no bar for, with why."""


def thresholds(scores: Floats, held: HeldOut) -> Iterator[Threshold]:
    whole = held.best(1)[1]
    bars = (_bar(scores, share) for share in SHARES)
    for score, share in dict.fromkeys(bar for bar in bars if bar is not None):
        leads, winners = held.best(share)
        yield Threshold(score, share, winners / leads, winners / whole)


def _bar(scores: Floats, most: float, above: float = 0.0) -> tuple[int, float] | None:
    """The lowest score that at most such a share of the leads has, with that share."""
    values, counts = np.unique(-scores, return_counts=True)
    shares = np.cumsum(counts) / len(scores)
    able = [i for i, share in enumerate(shares) if above < share <= most]
    return (int(-values[able[-1]]), float(shares[able[-1]])) if able else None


# ---------------------------------------------------------------- stages


def staged(scores: Floats, held: HeldOut) -> Staged:
    bars: list[tuple[str, int, float]] = []
    missing: list[tuple[str, str]] = []
    for name, most in STAGES.items():
        above = bars[-1][2] if bars else 0.0
        found = _bar(scores, most, above + LEAST)
        if found is None:
            missing.append((name, _too_few(above, most)))
        else:
            bars.append((name, *found))
    _merge(bars, missing, held)
    return Staged(tuple(_stages(bars, held)) if bars else (), tuple(missing))


def _too_few(above: float, most: float) -> str:
    low = f"{above + LEAST:.0%}"
    return f"there are too few different scores for a bar that lets {low} to {most:.0%} through"


def _merge(
    bars: list[tuple[str, int, float]], missing: list[tuple[str, str]], held: HeldOut
) -> None:
    """Takes away bars below which as many win as above, the lowest first."""
    for place in reversed(range(len(bars))):
        name, _, share = bars[place]
        above = bars[place - 1][2] if place else 0.0
        below = bars[place + 1][2] if place + 1 < len(bars) else 1.0
        if not _more(_between(held, above, share), _between(held, share, below)):
            missing.append((name, "on other leads those below it win about as often"))
            del bars[place]


def _more(upper: tuple[float, float], lower: tuple[float, float]) -> bool:
    """Whether more of the upper leads win, and not by chance."""
    (leads, won), (others, lost) = upper, lower
    rate = (won + lost) / (leads + others)
    error = sqrt(rate * (1 - rate) * (1 / leads + 1 / others))
    return won / leads - lost / others > Z * error


def _between(held: HeldOut, above: float, share: float) -> tuple[float, float]:
    """Leads and winners that are among the best such share, but not among those above."""
    (leads, winners), (better, theirs) = held.best(share), held.best(above)
    return leads - better, winners - theirs


def _stages(bars: list[tuple[str, int, float]], held: HeldOut) -> Iterator[Stage]:
    above = 0.0
    for name, score, share in (*bars, ("Cold", None, 1.0)):
        leads, winners = _between(held, above, share)
        yield Stage(name, score, share - above, winners / leads)
        above = share
