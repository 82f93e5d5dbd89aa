"""The picture of a score over time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from ...compiler.plan import Plan
from ..examples.said import signed
from ..pictures.score_over_time import Level, Mark, Point, Stay, score_over_time
from ..report.document import Picture, Table
from .bars import Bar, bars
from .over import Day
from .words import day_of

EXCLUDED: Final = "excluded"


def over_time(plan: Plan, days: Sequence[Day]) -> Picture:
    """There are two days at least."""
    levels = [Level(float(bar.score), bar_told(bar)) for bar in bars(plan)]
    points = [Point(_iso(day.as_of), _float(day), day.ahead) for day in days]
    spec = score_over_time(points, list(_stays(plan, days)), list(_marks(days)), levels)
    rows = tuple((day_of(day), _score(day), day.stage or "") for day in days)
    left = frozenset((0, 2))
    return Picture("Score over time", _describes(days), spec,
                   Table(("Day", "Score", "Stage"), rows, left), drawn_only=True)  # fmt: skip


def bar_told(bar: Bar) -> str:
    return f"{bar.stage} from {bar.score}{'' if bar.alone else ' (and more)'}"


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def _float(day: Day) -> float | None:
    return None if day.score is None else float(day.score)


def _score(day: Day) -> str:
    return EXCLUDED if day.score is None else f"{day.score}"


def _stays(plan: Plan, days: Sequence[Day]) -> Iterator[Stay]:
    """One for each run of days in one stage, until the first day of the next."""
    if not plan.stages:
        return
    ranks = {row.value: rank for rank, row in enumerate(reversed(plan.stages))}
    runs = [list(run) for _, run in groupby(days, key=lambda day: (day.stage, day.excluded))]
    starts = [run[0].as_of for run in runs]
    whole = days[-1].as_of - days[0].as_of
    for run, until in zip(runs, [*starts[1:], days[-1].as_of], strict=True):
        stage, first = run[0].stage, run[0].as_of
        if first < until:
            yield Stay(stage or EXCLUDED, ranks.get(stage or "", 0), _iso(first), _iso(until),
                       (until - first) / whole)  # fmt: skip


def _marks(days: Sequence[Day]) -> Iterator[Mark]:
    whole = len(days) - 1
    for place, day in enumerate(days):
        change = sum(move.points for move in day.moves)
        if day.score is not None and any(move.why == "events" for move in day.moves):
            yield Mark(_iso(day.as_of), place / whole, float(day.score), float(change),
                       signed(change))  # fmt: skip


def _describes(days: Sequence[Day]) -> str:
    first, last = days[0], days[-1]
    stages = list(dict.fromkeys(day.stage for day in days if day.stage))
    through = f"; stages: {', '.join(stages)}" if stages else ""
    return (
        f"A line of the score, day by day: {_score(first)} on {day_of(first)}, {_score(last)} on "
        f"{day_of(last)}{through}."
    )
