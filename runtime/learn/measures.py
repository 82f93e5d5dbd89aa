"""Figures of how well scores tell winners from others, with how sure they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

from .frame import Bools, Floats

Z: Final = 1.959964
"""Of a normal distribution, 95 % lie within so many deviations."""


@dataclass(frozen=True, slots=True)
class Interval:
    value: float
    low: float
    high: float


def auc(scores: Floats, won: Bools) -> float:
    """The chance that a winner has a higher score than another lead; a tie is half a chance.

    >>> auc(np.array([1.0, 2, 2, 3]), np.array([False, False, True, True]))
    0.875
    """
    above, _ = placements(scores, won)
    return float(above.mean()) if len(above) else 0.5


def auc_variance(scores: Floats, won: Bools) -> float:
    """By DeLong: from how the chance differs among winners, and among the others."""
    above, below = placements(scores, won)
    if len(above) < 2 or len(below) < 2:
        return 0.25
    return float(above.var(ddof=1) / len(above) + below.var(ddof=1) / len(below))


def mean_auc(folds: Sequence[tuple[Floats, Bools]]) -> Interval:
    """The mean over folds, each judged by itself, with its 95 % interval."""
    value = float(np.mean([auc(*fold) for fold in folds]))
    off = Z * sqrt(sum(auc_variance(*fold) for fold in folds)) / len(folds)
    return Interval(value, max(0.0, value - off), min(1.0, value + off))


@dataclass(frozen=True, slots=True)
class Gain:
    """By how much one score tells winners from others better than another, on the same leads."""

    value: float
    error: float

    @property
    def low(self) -> float:
        return self.value - Z * self.error

    @property
    def high(self) -> float:
        return self.value + Z * self.error

    @property
    def sure(self) -> bool:
        return self.low > 0


def gain(old: Floats, new: Floats, won: Bools) -> Gain:
    """By DeLong, for scores of the same leads: what both get wrong does not blur it."""
    (winners, others), (better, worse) = placements(old, won), placements(new, won)
    above, below = better - winners, worse - others
    if len(above) < 2 or len(below) < 2:
        return Gain(0.0, 1.0)
    variance = above.var(ddof=1) / len(above) + below.var(ddof=1) / len(below)
    return Gain(float(above.mean()), sqrt(float(variance)))


def mean_gain(folds: Sequence[tuple[Floats, Floats, Bools]]) -> Gain:
    """Of old and new scores, over folds each judged by itself."""
    found = [gain(*fold) for fold in folds]
    error = sqrt(sum(one.error**2 for one in found)) / len(found)
    return Gain(float(np.mean([one.value for one in found])), error)


def placements(scores: Floats, won: Bools) -> tuple[Floats, Floats]:
    """For each winner the share of others below it, and for each other that of winners above."""
    winners, others = np.sort(scores[won]), np.sort(scores[~won])
    if not len(winners) or not len(others):
        return np.zeros(0), np.zeros(0)
    above = _below(others, scores[won])
    below = 1 - _below(winners, scores[~won])
    return above, below


def _below(ordered: Floats, values: Floats) -> Floats:
    left, right = np.searchsorted(ordered, values), np.searchsorted(ordered, values, side="right")
    return np.asarray((left + right) / (2 * len(ordered)))
