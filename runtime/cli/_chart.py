"""A curve of scores as columns of a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ...dsl.excerpt import clean
from ..explain import Day

ROWS: Final = 6
LONGEST: Final = 24
"""Letters of a name beside a row."""
EIGHTHS: Final = " ▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Line:
    """A score that has a name."""

    score: float
    told: str


def chart(days: Sequence[Day], lines: Sequence[Line], room: int) -> Iterator[str]:
    """Rows from the highest scores down, with the names of lines beside the row in which they lie;
    under them the first day and the last. A bar stands where days ahead begin."""
    scores = [float(day.score) for day in days if day.score is not None]
    low = min(0.0, *scores)
    high = max(low + 1, *scores, *(line.score for line in lines))
    names = [_names(lines, low, high, row) for row in range(ROWS)]
    names[-1] = names[-1] or f"{high:g}"
    names[0] = names[0] or f"{low:g}"
    side = max(map(len, names))
    columns = _columns(days, room - side - 2)
    for row in reversed(range(ROWS)):
        cells = "".join(_cell(day, low, high, row) for day in columns)
        yield f"{names[row]:>{side}}  {cells}".rstrip()
    yield f"{'':>{side}}  {_dates(days, len(columns))}".rstrip()


def _names(lines: Sequence[Line], low: float, high: float, row: int) -> str:
    """The lines of the row: a column that reaches into it, or beyond, is at the line or above."""
    here = [line.told for line in lines if _level(line.score, low, high) // 8 == row]
    told = clean(", ".join(here))
    return told if len(told) <= LONGEST else f"{told[: LONGEST - 1]}…"


def _level(score: float, low: float, high: float) -> int:
    """In eighths of a row, at most the highest of the last one."""
    return min(8 * ROWS - 1, int(8 * ROWS * (score - low) / (high - low)))


def _columns(days: Sequence[Day], room: int) -> list[Day | None]:
    """One for each day; of more days than there is room for, the last of every so many. None
    where the days ahead begin."""
    every = -(-len(days) // max(1, room - 1))
    kept = list(reversed(list(reversed(days))[::every]))
    past = sum(not day.ahead for day in kept)
    return [*kept[:past], *([None] if 0 < past < len(kept) else []), *kept[past:]]


def _cell(day: Day | None, low: float, high: float, row: int) -> str:
    if day is None:
        return "│"
    if day.score is None:
        return " "
    filled = _level(float(day.score), low, high) + 1 - 8 * row
    return EIGHTHS[min(8, max(0, filled))]


def _dates(days: Sequence[Day], room: int) -> str:
    first, last = (f"{day.as_of:%Y-%m-%d}" for day in (days[0], days[-1]))
    wide = room >= 2 * len(first) + 1
    return f"{first}{last:>{room - len(first)}}" if wide else f"{first} to {last}"
