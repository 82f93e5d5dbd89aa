"""Why no lead is left to look at, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from ..errors import counted, shortened
from ..problems import Problem
from .leads import LEFT_OUT, State

_EARLIER: Final = "judge them at an earlier moment"
_CURES: Final[Mapping[State, str]] = {
    "known": _EARLIER,
    "unripe": f"{_EARLIER}, or give them a shorter time to be won",
    "not yet": "judge them at a later moment",
    "no time": "name the column that says when: `--outcome-at COLUMN`",
}
"""Of what is the matter with most of them."""
_FORMS: Final = "2026-03-01, 2026-03-01 14:30 or 2026-03-01T14:30:00+02:00"


def none_left(
    left: Mapping[State, int], others: Iterable[str], problems: Iterable[Problem]
) -> str:  # fmt: skip
    """`others` are those that rules leave out, in words."""
    told = [*(f"{LEFT_OUT[state].lower()}: {n:,}" for state, n in left.items()), *others]
    if not told:
        return "the table of leads is empty"
    most = max(left, key=lambda state: left[state], default=None)
    cure = _moments(problems) if most == "no moment" else _CURES.get(most) if most else None
    return "; ".join([*told, *([cure] if cure else [])])


def _moments(problems: Iterable[Problem]) -> str:
    """What the column of moments says."""
    problems = tuple(problems)
    column = next((one.column for one in problems if one.kind == "no moment"), "")
    unread = [one for one in problems if one.kind == "unreadable" and one.column == column]
    if not unread:
        return f"column `{column}` is empty for them: name one that has their times"
    seen = f"such as `{shortened(unread[0].examples[0].value)}`"
    return (
        f"{counted(unread[0].rows, 'moment')} in column `{column}` cannot be read, {seen}: "
        f"write {_FORMS}"
    )
