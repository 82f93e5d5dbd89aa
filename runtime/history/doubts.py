"""What is to be said of how an outcome is known, in reviews and of what is learned alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from ..errors import listed

SINCE_WHEN: Final = (
    "Nothing says since when the outcome is known, so what the rules read may have come after it. "
    "Name the time: `--outcome-at COLUMN`."
)
MORE_TIME: Final = (
    "Old leads had more time to be won than young ones. Give all the same: `--horizon 90d`."
)


def doubts(timed: bool, horizon: timedelta | None) -> tuple[str, ...]:
    """`timed` is whether it is known since when a lead has its outcome."""
    if not timed:
        return (SINCE_WHEN,)
    return (MORE_TIME,) if horizon is None else ()


def as_today(columns: Sequence[str]) -> tuple[str, ...]:
    """Of columns without a time, where each lead is judged at its own moment."""
    if not columns:
        return ()
    one = len(columns) == 1
    today = "is as the file has it today, not as it was" if one else (
        "are as the file has them today, not as they were"
    )  # fmt: skip
    told = f"{listed(columns, 5)} {today} when each lead was judged."
    return (f"{told} No rule should read what grows with time.",)
