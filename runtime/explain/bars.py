"""From which score on a lead is in a stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...compiler.plan import All, AnyOf, Plan, Points, PointsAre, Test
from ..evaluate import Number, shown


@dataclass(frozen=True, slots=True)
class Bar:
    stage: str
    score: Number
    alone: bool
    """Whether the stage asks for nothing else."""


def bars(plan: Plan) -> list[Bar]:
    """The lowest comes first. Of stages that ask for points of groups there are none."""
    found = [
        Bar(row.value, shown(limit, plan.scale), isinstance(row.forgetful.test, PointsAre))
        for row in plan.stages for limit in _limits(row.forgetful.test)
    ]  # fmt: skip
    return sorted(found, key=lambda bar: bar.score)


def _limits(test: Test) -> Iterator[int]:
    match test:
        case PointsAre(">=", Points(None), limit):
            yield limit
        case PointsAre(">", Points(None), limit):
            yield limit + 1
        case All(tests) | AnyOf(tests):
            for one in tests:
                yield from _limits(one)
        case _:
            return
