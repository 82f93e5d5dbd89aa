"""Sets of whole numbers, as intervals that do not touch.

Points are whole numbers of 1/scale and numbers of 10**-6, so that a set of them is exact. Ends
are included; the outermost may be infinite.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import TypeAlias

Interval: TypeAlias = tuple[float, float]
"""From the first to the second, both included; whole numbers or infinite."""
Ranges: TypeAlias = tuple[Interval, ...]

EVERYTHING: Ranges = ((-inf, inf),)
NOTHING: Ranges = ()


def compared(op: str, limit: int) -> Ranges:
    """What a comparison leaves.

    >>> compared("<", 10), compared("!=", 3)
    (((-inf, 9),), ((-inf, 2), (4, inf)))
    """
    return {
        "=": ((limit, limit),), "<": ((-inf, limit - 1),), "<=": ((-inf, limit),),
        ">": ((limit + 1, inf),), ">=": ((limit, inf),),
        "!=": ((-inf, limit - 1), (limit + 1, inf)),
    }[op]  # fmt: skip


def union(intervals: Iterable[Interval]) -> Ranges:
    """
    >>> union([(5, 9), (1, 4), (20, 30)])
    ((1, 9), (20, 30))
    """
    joined: list[Interval] = []
    for low, high in sorted(intervals):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(joined[-1][1], high)
        else:
            joined.append((low, high))
    return tuple(joined)


def intersection(one: Ranges, other: Ranges) -> Ranges:
    """
    >>> intersection(((1, 9),), ((5, 20),))
    ((5, 9),)
    """
    return union((max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) <= min(b, d))


def complement(ranges: Ranges) -> Ranges:
    """
    >>> complement(((1, 9),))
    ((-inf, 0), (10, inf))
    """
    found: list[Interval] = []
    start: float = -inf
    for low, high in ranges:
        if start < low:
            found.append((start, low - 1))
        start = high + 1
    if start < inf:
        found.append((start, inf))
    return tuple(found)


def within(inner: Ranges, outer: Ranges) -> bool:
    return intersection(inner, outer) == inner
