"""Numbers whose points may be those of thousands: `1.200`, `12.000`, in a column with no other."""

from __future__ import annotations

from typing import Final

from .duckdb import literal

DOTTED: Final = r"[+-]?[1-9]\d{0,2}(\.\d{3})+"
"""Thousands with points, or a decimal of three digits."""


def dotted(text: str) -> str:
    """SQL: whether the points of a text may be those of thousands; NULL if it has none."""
    return f"CASE WHEN contains({text}, '.') THEN regexp_full_match({text}, {literal(DOTTED)}) END"


def all_dotted(found: str) -> str:
    """SQL over rows: whether all points that there are may be those of thousands."""
    return f"coalesce(bool_and({found}), false)"
