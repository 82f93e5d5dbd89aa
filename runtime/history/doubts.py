"""What is to be said of how an outcome is known, in reviews and of what is learned alike."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

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
