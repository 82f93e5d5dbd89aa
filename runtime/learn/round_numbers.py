"""Numbers that people would write."""

from __future__ import annotations

from decimal import Decimal
from math import floor, log10
from typing import Final

FINEST: Final = -6
"""Numbers are read to six decimals."""


def roundest(above: Decimal, up_to: Decimal) -> Decimal:
    """The number with the fewest digits that is over `above` and at most `up_to`; of several a
    multiple of 5, then the one nearest to the middle.

    >>> [str(roundest(Decimal(a), Decimal(b))) for a, b in [(3, 4), (37, 61), (180, 340)]]
    ['4', '50', '200']
    >>> str(roundest(Decimal("0.12"), Decimal("0.17"))), str(roundest(Decimal(-3), Decimal(2)))
    ('0.15', '0')
    """
    if above < 0 <= up_to:
        return Decimal(0)
    for power in range(_power(max(abs(above), abs(up_to))), FINEST - 1, -1):
        step = Decimal(10) ** power
        first, last = int(above // step) + 1, int(up_to // step)
        first, last = _inside(first, last, step, above, up_to)
        if first <= last:
            return _plain(_best(first, last) * step)
    return up_to


def _power(size: Decimal) -> int:
    return floor(log10(size)) if size else 0


def _inside(
    first: int, last: int, step: Decimal, above: Decimal, up_to: Decimal
) -> tuple[int, int]:
    """Decimals are divided towards 0, so that the ends may be off by one."""
    while first * step <= above:
        first += 1
    while (first - 1) * step > above:
        first -= 1
    while last * step > up_to:
        last -= 1
    return first, last


def _best(first: int, last: int) -> int:
    middle = (first + last) / 2
    return min(
        range(max(first, last - 20), last + 1),
        key=lambda n: (n % 10 != 0, n % 5 != 0, n % 2 != 0, abs(n - middle), n),
    )


def _plain(value: Decimal) -> Decimal:
    """Without an exponent and without zeros at the end."""
    normal = value.normalize()
    exponent = normal.as_tuple().exponent
    return normal.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else normal
