"""Points and their limits as people read them."""

from __future__ import annotations

from .card import Number


def points(value: Number) -> str:
    """
    >>> points(1250), points(0)
    ('1,250', '0')
    """
    return f"{value:,}"


def signed(value: Number) -> str:
    """
    >>> signed(20), signed(-5), signed(0)
    ('+20', '-5', '0')
    """
    return f"{value:+,}" if value else "0"


def limits(lower: Number | None, upper: Number | None) -> str:
    """
    >>> limits(-20, 50), limits(None, 60), limits(0, None), limits(None, None)
    ('from -20 to 50 points', 'at most 60 points', 'at least 0 points', '')
    """
    if lower is None:
        return f"at most {points(upper)} points" if upper is not None else ""
    if upper is None:
        return f"at least {points(lower)} points"
    return f"from {points(lower)} to {points(upper)} points"
