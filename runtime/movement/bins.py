"""How far scores change, in steps that can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

MOST_SINGLE: Final = 12
"""So many different changes are told one by one."""
MOST_SIDE: Final = 7
"""Else so many steps to each side of zero."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Changes from `low` to `high`, both of the same sign."""

    low: int
    high: int
    leads: int


def bins(by_change: Mapping[int, int]) -> tuple[Bin, ...]:
    """Of the leads whose score changes, from the largest gain to the largest loss.

    >>> [(one.low, one.high, one.leads) for one in bins({0: 90, 5: 3, -10: 2})]
    [(5, 5, 3), (-10, -10, 2)]
    """
    changes = {by: leads for by, leads in by_change.items() if by}
    if len(changes) <= MOST_SINGLE:
        return tuple(Bin(by, by, changes[by]) for by in sorted(changes, reverse=True))
    return tuple(_wide(changes))


def _wide(changes: Mapping[int, int]) -> Iterator[Bin]:
    width = _width(max(map(abs, changes)))
    found: dict[tuple[int, int], int] = {}
    for by, leads in changes.items():
        step = (abs(by) - 1) // width
        low, high = step * width + 1, (step + 1) * width
        key = (low, high) if by > 0 else (-high, -low)
        found[key] = found.get(key, 0) + leads
    for low, high in sorted(found, reverse=True):
        yield Bin(low, high, found[low, high])


def _width(most: int) -> int:
    """The narrowest of 1, 2, 5, 10, 20, 50 … with which there are few enough steps.

    >>> _width(30), _width(100), _width(1)
    (5, 20, 1)
    """
    widths: Iterator[int] = (digit * 10**zeros for zeros in range(19) for digit in (1, 2, 5))
    return next(width for width in widths if -(-most // width) <= MOST_SIDE)


def middle(by_change: Mapping[int, int]) -> int:
    """The median of how far the scores change that do, whichever way.

    >>> middle({0: 9, 5: 3, -10: 2, 20: 1})
    5
    """
    far = sorted((abs(by), leads) for by, leads in by_change.items() if by)
    half, seen = sum(leads for _, leads in far) / 2, 0
    for by, leads in far:
        seen += leads
        if seen >= half:
            return by
    return 0
