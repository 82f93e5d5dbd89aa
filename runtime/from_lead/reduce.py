"""As few as possible of some things, so that something still holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

_T = TypeVar("_T")


def reduced(items: Sequence[_T], holds: Callable[[list[_T]], bool], work: int) -> list[_T]:
    """Of items for all of which it holds, a part for which it does, none of which can be left
    out alone; or what is found within `work`, where a try takes as much as it has items.

    >>> reduced("abcdefgh", lambda kept: "c" in kept and "g" in kept, 1_000)
    ['c', 'g']
    """
    kept = list(items)
    size = max(1, len(kept) // 2)
    while kept:
        at, smaller = 0, False
        while at < len(kept):
            rest = kept[:at] + kept[at + size :]
            work -= len(rest) + 1
            if work < 0:
                return kept
            if holds(rest):
                kept, smaller = rest, True
            else:
                at += size
        if size == 1 and not smaller:
            return kept
        size = max(1, size // 2)
    return kept
