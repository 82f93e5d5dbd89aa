"""How points fade: the value of every step, in exact arithmetic."""

from __future__ import annotations

from .model import Fade

MOST_STEPS = 3_650


def steps(points: int, decimals: int, scale: int, fade: Fade) -> tuple[int, ...] | None:
    """Points of an event in step 0, 1, 2 …, in 1/scale; after the last step the last value stays.
    Each is rounded half away from zero to `decimals`. None if there are more than MOST_STEPS.

    >>> steps(10, 0, 1, Fade((50, 1), 1, 0))
    (10, 5, 3, 1, 1, 0)
    >>> steps(90, 1, 10, Fade(None, 1, 90))[3]
    87
    """
    unit = scale // 10**decimals if decimals else scale
    if fade.percent is None:
        if fade.days > MOST_STEPS:
            return None
        return tuple(
            _rounded(points * (fade.days - day), fade.days, unit) for day in range(fade.days + 1)
        )
    numerator, denominator = fade.percent
    left, whole = 100 * denominator - numerator, 100 * denominator
    found: list[int] = []
    top, bottom = points, 1
    while len(found) <= MOST_STEPS:
        found.append(_rounded(top, bottom, unit))
        if found[-1] == 0:
            return tuple(found)
        top, bottom = top * left, bottom * whole
    return None


def _rounded(top: int, bottom: int, unit: int) -> int:
    """top / bottom to a whole multiple of `unit`, halves away from zero."""
    size = (2 * abs(top) + bottom * unit) // (2 * bottom * unit) * unit
    return size if top >= 0 else -size
