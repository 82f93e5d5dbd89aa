"""The days on which a score or stage changed. Days on which it only fades are taken together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from ..evaluate import Number
from .over import Day, Move


@dataclass(frozen=True, slots=True)
class Turn:
    """From one day that differs from the day before to the last that does so in the same way."""

    first: datetime
    day: Day
    """The last; its moves are those of all."""
    change: Number | None
    """Of the score; none at the beginning, and where there is no score."""
    began: bool = False
    """The first day, with which nothing is compared."""

    @property
    def fades(self) -> bool:
        """Whether nothing but time has moved the score, and the stage is the same."""
        return bool(self.day.moves) and all(
            move.why in ("time", "limit") for move in self.day.moves
        )


def turns(days: Sequence[Day]) -> list[Turn]:
    """The first day is one."""
    found = [Turn(days[0].as_of, days[0], None, True)] if days else []
    for before, day in pairwise(days):
        if _differ(before, day):
            found.append(_turn(before, day))
    return list(
        _together(found, {day.as_of for before, day in pairwise(days) if _staged(before, day)})
    )


def _differ(before: Day, day: Day) -> bool:
    return before.score != day.score or _staged(before, day)


def _staged(before: Day, day: Day) -> bool:
    return (before.stage, before.excluded) != (day.stage, day.excluded)


def _turn(before: Day, day: Day) -> Turn:
    both = before.score is not None and day.score is not None
    return Turn(day.as_of, day, day.score - before.score if both else None)  # type: ignore[operator]


def _together(found: Sequence[Turn], staged: set[datetime]) -> Iterator[Turn]:
    held: Turn | None = None
    for turn in found:
        if held is not None and _alike(held, turn) and not staged & {held.day.as_of, turn.first}:
            held = _joined(held, turn)
            continue
        if held is not None:
            yield held
        held = turn
    if held is not None:
        yield held


def _alike(held: Turn, turn: Turn) -> bool:
    if not (held.fades and turn.fades) or held.change is None or turn.change is None:
        return False
    return (held.change < 0) == (turn.change < 0) and held.day.ahead == turn.day.ahead


def _joined(held: Turn, turn: Turn) -> Turn:
    assert held.change is not None
    assert turn.change is not None
    moves = tuple(_summed((*held.day.moves, *turn.day.moves)))
    return Turn(held.first, replace(turn.day, moves=moves), held.change + turn.change)


def _summed(moves: Sequence[Move]) -> Iterator[Move]:
    """One for each rule."""
    sums: dict[tuple[str | None, str, str], Move] = {}
    for move in moves:
        name = (move.group, move.rule, move.why)
        sums[name] = replace(move, points=move.points + sums[name].points) if name in sums else move
    yield from (move for move in sums.values() if move.points)


def outlook(days: Sequence[Day]) -> tuple[Day, tuple[Day, ...]] | None:
    """Now, and the days ahead on which the stage is another than on the day before; none if nothing
    is looked ahead for, or there is no stage."""
    now = next((day for day in reversed(days) if not day.ahead), None)
    ahead = [day for day in days if day.ahead]
    if now is None or not ahead or now.stage is None:
        return None
    return now, tuple(day for before, day in pairwise((now, *ahead)) if _staged(before, day))
