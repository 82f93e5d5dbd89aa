"""Figures as people read them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from ..evaluate import shown
from .bands import Band
from .rates import Estimate, Interval, Rate
from .traits import UNKNOWN

NO_VALUE: Final = "(no value)"
FEW: Final = "small numbers"


def percent(share: float, more: int = 0) -> str:
    """With so many digits more than people need.

    >>> percent(0.0954), percent(0.5), percent(1), percent(0.0004), percent(0.0954, 1)
    ('9.5 %', '50 %', '100 %', '0.04 %', '9.54 %')
    """
    value = 100 * share
    if more:
        return f"{value:.{1 + more}f} %"
    if 0 < value < 0.1:
        return f"{value:.1g} %"
    return f"{value:.1f}".removesuffix(".0") + " %"


def between(interval: Interval) -> str:
    """
    >>> between(Interval(0.0312, 0.12))
    '3.1–12 %'
    """
    return f"{percent(interval.low).removesuffix(' %')}–{percent(interval.high)}"


def times(value: float) -> str:
    """
    >>> times(2.347), times(0.5), times(94.8), times(0.034)
    ('2.3 ×', '0.50 ×', '95 ×', '0.03 ×')
    """
    digits = 0 if value >= 9.95 else 1 if value >= 1.995 else 2
    return f"{value:,.{digits}f} ×"


def times_between(found: Estimate) -> str:
    """
    >>> times_between(Estimate(2, Interval(0.9, 4.44)))
    '2.0 × (0.90–4.4)'
    """
    low, high = (times(v).removesuffix(" ×") for v in (found.interval.low, found.interval.high))
    return f"{times(found.value)} ({low}–{high})"


def area(value: float, more: int = 0) -> str:
    return f"{value:.{3 + more}f}"


def area_between(found: Estimate) -> str:
    return f"{area(found.interval.low)} to {area(found.interval.high)}"


def signed(units: int, scale: int) -> str:
    """
    >>> signed(50, 10), signed(-25, 10), signed(0, 1)
    ('+5', '-2.5', '0')
    """
    return f"+{shown(units, scale)}" if units > 0 else str(shown(units, scale))


def points(units: int, scale: int) -> str:
    return str(shown(units, scale))


def band_name(scale: int, band: Band) -> str:
    low, high = points(band.low, scale), points(band.high, scale)
    return low if low == high else f"{low} to {high}"


def count(number: float) -> str:
    """
    >>> count(1234), count(3.14), count(31.4)
    ('1,234', '3.1', '31')
    """
    if number == int(number):
        return f"{int(number):,}"
    return f"{number:,.1f}" if number < 10 else f"{number:,.0f}"


def leads(number: int) -> str:
    return f"{number:,} lead{'s' * (number != 1)}"


def counts(number: int) -> str:
    """
    >>> counts(1), counts(1200)
    ('1 counts', '1,200 count')
    """
    return f"{number:,} count{'s' * (number == 1)}"


def few(rate: Rate, others: Rate | None = None) -> str:
    """Where it is compared with `others`, those must not be few either.

    >>> few(Rate(3, 20)), few(Rate(30, 200)), few(Rate(30, 200), Rate(2, 3))
    ('small numbers', '', 'small numbers')
    """
    return FEW if rate.small or (others is not None and others.leads and others.small) else ""


def value(text: str) -> str:
    return NO_VALUE if text == UNKNOWN else text


def day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
