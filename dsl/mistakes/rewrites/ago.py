"""Between so long and so long ago, of dates and of events."""

from __future__ import annotations

import re
from decimal import Decimal

from ..written import NAME, NUMBER, Parts, wording
from .order import CONDITION, DATE, EVENT

_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}
_UNIT = rf"({'|'.join(_DAYS)})s?"
_FROM_TO = (
    rf"(?:between\s+|from\s+)?({NUMBER})(?:\s+{_UNIT})?\s*(?:\band\b|\bto\b|[-–—])\s*({NUMBER})"
    rf"\s+{_UNIT}\s+ago\b"
)


def _in_days(number: str, unit: str) -> str:
    days = Decimal(number.replace(",", "")) * _DAYS[unit.lower()]
    return f"{days.normalize():f}"


def _days(nearer: str, unit: str, further: str, units: str) -> str:
    """Both numbers in days; the first has the unit of the other, if it has none of its own."""
    return f"{_in_days(nearer, unit or units)} and {_in_days(further, units)}"


def _date(parts: Parts) -> str:
    negated = "not " if parts[2] else ""
    return f"{negated}days since {parts[1]} is between {_days(*parts[3:7])}"


def _event(parts: Parts) -> str:
    """`email_open between …` asks for an event, `created between …` for a date."""
    days = _days(*parts[2:6])
    if re.fullmatch(DATE, parts[1], re.IGNORECASE):
        return f"days since {parts[1]} is between {days}"
    return f"any {parts[1]} between {days} days ago"


AGO = (
    wording(rf"\b(?:days\s+since\s+)?({NAME})\s+(?:is|was)\s+(not\s+)?{_FROM_TO}", _date, "E031",
            "`between … ago` is asked of events; of a date it is `days since`"),
    wording(rf"{CONDITION}{EVENT}\s+{_FROM_TO}", _event),
)  # fmt: skip
