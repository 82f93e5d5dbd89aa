"""What each rule does: its reach, its lift, and what the score would lose without it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from ...compiler.plan import Plan
from ..tables.duckdb import Session
from . import measure
from .measure import Fired
from .ranking import Cell, Joint, auc_lost, total
from .rates import Rate, ratio
from .result import RuleFigures, RuleRow

MOST_ROWS: Final = 8
"""A rule that gives more different points than that is not taken apart."""


def rule_figures(session: Session, plan: Plan, found: Sequence[Cell]) -> Iterator[RuleFigures]:
    everyone = total(found)
    for fired in measure.fired(session, plan):
        rate = sum(fired.by_points.values(), Rate(0, 0))
        points = fired.by_points or {0: rate}
        yield RuleFigures(
            fired.group, fired.rule, rate, everyone - rate, ratio(rate, everyone - rate),
            auc_lost(_joint(fired, found)), min(points), max(points),
            tuple(_rows(fired, everyone)),
        )  # fmt: skip


def _rows(fired: Fired, everyone: Rate) -> Iterator[RuleRow]:
    if 1 < len(fired.by_points) <= MOST_ROWS:
        for points, rate in fired.by_points.items():
            yield RuleRow(points, rate, ratio(rate, everyone - rate))


def _joint(fired: Fired, found: Sequence[Cell]) -> list[Joint]:
    """Of all leads: those that the rule gives nothing have the same score without it."""
    won, lost = Counter[int](), Counter[int]()
    for joint in fired.joint:
        won[joint.one] += joint.won
        lost[joint.one] += joint.lost
    same = [Joint(c.score, c.score, c.won - won[c.score], c.lost - lost[c.score]) for c in found]
    return [*fired.joint, *same]
