"""What a score is worth: the share of winners to expect at each score, and whether it holds."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, comb, floor, sqrt
from typing import Final

from .ranking import Cell, total
from .rates import LEVEL, Interval, Rate, holm, p_of, z_of

LEAST: Final = 5
"""With fewer winners to expect, or fewer others, a difference says nothing."""


@dataclass(frozen=True, slots=True)
class Worth:
    """Which share of leads wins at a score: never less at a higher one."""

    scores: tuple[int, ...]
    shares: tuple[float, ...]
    """From the score at the same place on."""
    leads: tuple[int, ...]
    """So many leads each share comes of."""

    def step(self, score: int) -> int:
        """The place of a score."""
        return max(0, bisect_right(self.scores, score) - 1)

    def at(self, score: int) -> float:
        return self.shares[self.step(score)] if self.shares else 0.0


def worth(found: Sequence[Cell], more: int = 0) -> Worth:
    """The rising steps that are nearest to what was seen: neighbours that stand the wrong way
    round are put together until none do (Ayer and others 1955). To each step so many `more` leads
    are added that win as all do: a step of few leads says little of others.

    >>> worth([Cell(10, 2, 8), Cell(20, 1, 9), Cell(30, 5, 5)])
    Worth(scores=(10, 30), shares=(0.15, 0.5), leads=(20, 10))
    """
    steps: list[tuple[int, Rate]] = []
    for cell in found:
        step = cell.score, Rate(cell.won, cell.won + cell.lost)
        while steps and steps[-1][1].value >= step[1].value:
            before = steps.pop()
            step = before[0], before[1] + step[1]
        steps.append(step)
    share = total(found).value
    return Worth(
        tuple(score for score, _ in steps),
        tuple((rate.won + more * share) / (rate.leads + more) for _, rate in steps),
        tuple(rate.leads + more for _, rate in steps),
    )


@dataclass(frozen=True, slots=True)
class Expected:
    """What was to expect of some leads by their scores, and what came."""

    rate: Rate
    expected: float
    """Winners."""
    variance: float

    @property
    def ratio(self) -> float:
        return self.rate.won / self.expected if self.expected else 1.0

    @property
    def z(self) -> float:
        """How far off, in standard errors."""
        return (self.rate.won - self.expected) / sqrt(self.variance) if self.variance else 0.0

    @property
    def interval(self) -> Interval:
        """Where the number of winners, a whole one, would be at least 95 times in 100."""
        reach = z_of() * sqrt(self.variance)
        return Interval(max(0, floor(self.expected - reach)), ceil(self.expected + reach))

    @property
    def outside(self) -> bool:
        """Whether other numbers won than `interval` has, which of one in twenty is chance."""
        return self.rate.won not in self.interval

    @property
    def p(self) -> float:
        """How likely chance alone is at least so far off; 1 where too little was to expect."""
        least = min(self.expected, self.rate.leads - self.expected)
        return p_of(self.z) if least >= LEAST else 1.0


def by_chance(outside: int, number: int) -> float:
    """How likely it is that chance alone puts so many of that number outside of their intervals.

    >>> round(by_chance(2, 10), 3), round(by_chance(3, 10), 3)
    (0.086, 0.012)
    """
    rest = 1 - LEVEL
    return sum(
        comb(number, k) * rest**k * LEVEL ** (number - k) for k in range(outside, number + 1)
    )


def beyond_chance(found: Sequence[Expected]) -> list[bool]:
    """Which are off, although several are looked at."""
    return holm([one.p for one in found])


def expected(found: Sequence[Cell], by: Worth, others: bool = False) -> Expected:
    """What `by` lets expect of these leads. It is less sure of `others` than those that it was
    made of.

    >>> one = expected([Cell(10, 3, 7)], Worth((10,), (0.5,), (20,)))
    >>> one.expected, one.variance, round(one.z, 2), round(one.p, 2)
    (5.0, 2.5, -1.26, 0.21)
    >>> expected([Cell(10, 3, 7)], Worth((10,), (0.5,), (20,)), others=True).variance
    3.75
    """
    steps = Counter[int]()
    for cell in found:
        steps[by.step(cell.score)] += cell.won + cell.lost
    own = [(by.shares[step], leads, by.leads[step]) for step, leads in steps.items()]
    return Expected(
        total(found),
        sum(share * leads for share, leads, _ in own),
        sum(
            share * (1 - share) * leads * (1 + (leads / behind if others else 0))
            for share, leads, behind in own
        ),
    )
