"""Shares of leads that win, and how sure they are.

Intervals are of 95 % unless something else is asked for. Nothing here knows of leads or rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, isfinite, log, sqrt
from statistics import NormalDist
from typing import Final

FEW_LEADS: Final = 30
FEW_OF_A_KIND: Final = 10
MANY_LEADS: Final = 300
"""A share of fewer than 30 leads rests on small numbers; and one of fewer than 300 of which not
10 ended the one way or not 10 the other."""
LEVEL: Final = 0.95


def z_of(level: float = LEVEL) -> float:
    """How many standard errors an interval reaches to each side.

    >>> round(z_of(), 3)
    1.96
    """
    return NormalDist().inv_cdf((1 + level) / 2)


def p_of(z: float) -> float:
    """How likely chance alone would give a value at least so far from 0, to either side.

    >>> round(p_of(1.96), 3)
    0.05
    """
    return 2 * NormalDist().cdf(-abs(z))


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and where the true one may lie."""

    value: float
    interval: Interval

    @property
    def unlike_one(self) -> bool:
        return 1 not in self.interval

    @property
    def unlike_zero(self) -> bool:
        return 0 not in self.interval


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of these leads won."""

    won: int
    leads: int

    @property
    def lost(self) -> int:
        return self.leads - self.won

    @property
    def value(self) -> float:
        return self.won / self.leads if self.leads else 0.0

    @property
    def interval(self) -> Interval:
        return wilson(self.won, self.leads)

    @property
    def small(self) -> bool:
        """Whether their share rests on small numbers."""
        return self.leads < FEW_LEADS or (self.scarce and self.leads < MANY_LEADS)

    @property
    def scarce(self) -> bool:
        """Whether so few ended one of the two ways that there is little to compare."""
        return min(self.won, self.lost) < FEW_OF_A_KIND

    def __sub__(self, part: Rate) -> Rate:
        """The others."""
        return Rate(self.won - part.won, self.leads - part.leads)

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.won + other.won, self.leads + other.leads)


def wilson(won: int, leads: int, level: float = LEVEL) -> Interval:
    """Wilson's interval for a share (1927): right also for few leads, and never beyond 0 and 1.

    >>> found = wilson(8, 10)
    >>> round(found.low, 3), round(found.high, 3)
    (0.49, 0.943)
    >>> wilson(0, 0)
    Interval(low=0.0, high=1.0)
    """
    if not leads:
        return Interval(0.0, 1.0)
    z, share = z_of(level), won / leads
    middle = share + z * z / (2 * leads)
    half = z * sqrt(share * (1 - share) / leads + z * z / (4 * leads * leads))
    scale = 1 + z * z / leads
    low, high = (middle - half) / scale, (middle + half) / scale
    # At the ends the formula gives exactly 0 and 1, but for rounding.
    return Interval(0.0 if won == 0 else low, 1.0 if won == leads else high)


def ratio(part: Rate, others: Rate, level: float = LEVEL) -> Estimate | None:
    """How many times as often leads of the one part win as those of the other, with the interval
    of Katz and others (1978) on the logarithm. Where one of the two has no winner, or all win,
    half a lead is added to each count; nothing for an empty part or without any winner.

    >>> found = ratio(Rate(30, 100), Rate(15, 100))
    >>> round(found.value, 2), round(found.interval.low, 2), round(found.interval.high, 2)
    (2.0, 1.15, 3.48)
    """
    if not part.leads or not others.leads or not part.won + others.won:
        return None
    a, n, c, m = (float(x) for x in (part.won, part.leads, others.won, others.leads))
    value = (a / n) / (c / m) if c else float("inf")
    if not (0 < a < n and 0 < c < m):
        a, n, c, m = a + 0.5, n + 0.5, c + 0.5, m + 0.5
    middle, error = log((a / n) / (c / m)), sqrt(1 / a - 1 / n + 1 / c - 1 / m)
    reach = z_of(level) * error
    shown = value if isfinite(value) else exp(middle)
    return Estimate(shown, Interval(exp(middle - reach), exp(middle + reach)))


def difference_z(one: Rate, other: Rate) -> float:
    """The difference of two shares in its standard errors, if both were truly the same; 0 where
    that cannot be said.

    >>> round(difference_z(Rate(30, 100), Rate(15, 100)), 3)
    2.54
    """
    if not one.leads or not other.leads:
        return 0.0
    share = (one.won + other.won) / (one.leads + other.leads)
    error = sqrt(share * (1 - share) * (1 / one.leads + 1 / other.leads))
    return (one.value - other.value) / error if error else 0.0


def holm(values: list[float], level: float = LEVEL) -> list[bool]:
    """Which of several p-values stand although so many things were looked at (Holm 1979).

    >>> holm([0.04, 0.001, 0.03])
    [False, True, False]
    """
    order = sorted(range(len(values)), key=values.__getitem__)
    stands = [False] * len(values)
    for place, one in enumerate(order):
        if values[one] > (1 - level) / (len(values) - place):
            break
        stands[one] = True
    return stands
