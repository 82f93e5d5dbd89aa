"""What speaks for a row: how many of its leads won, how sure that is, and how many times the
average it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ..review.rates import Rate
from .frame import Bools

FEW: Final = 50
"""Fewer leads are said to be few."""


@dataclass(frozen=True, slots=True)
class Evidence:
    leads: int
    won: int
    average: float
    """The share of all leads that won."""

    @property
    def lift(self) -> float:
        return self.won / self.leads / self.average if self.leads and self.average else 0.0

    def words(self) -> str:
        """For a comment.

        >>> Evidence(200, 80, 0.2).words()
        '40% of 200 won (33 to 47%), 2.0 times'
        """
        if not self.leads:
            return "no leads"
        rate = Rate(self.won, self.leads)
        likely = rate.interval
        few = ", few leads" if self.leads < FEW else ""
        return (
            f"{percent(rate.value)} of {self.leads:,} won "
            f"({percent(likely.low)[:-1]} to {percent(likely.high)}), {self.lift:.1f} times{few}"
        )


def evidence(chosen: Bools, won: Bools) -> Evidence:
    return Evidence(int(chosen.sum()), int(won[chosen].sum()), float(won.mean()))


def percent(share: float) -> str:
    """Whole, but for shares that whole numbers would hide.

    >>> percent(0.384), percent(0.004), percent(0.9996), percent(1.0)
    ('38%', '0.4%', '99.9%', '100%')
    """
    if 0 < share < 0.01 or 0.99 < share < 1:
        return f"{min(max(share * 100, 0.1), 99.9):.1f}%"
    return f"{share:.0%}"
