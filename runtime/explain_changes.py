"""The smallest changes of a lead that would reach the next stage.

A change lets one rule give other points, or two if no single one suffices; whether it reaches the
stage is found by scoring: the same groups, limits and stages over points that are set by hand.
Only what may still happen is proposed (see `explain_possible`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import combinations, product
from typing import Any, Final

from ..compiler.lower import walk
from ..compiler.plan import (
    Class,
    ClassIs,
    ClassRow,
    Column,
    ColumnValue,
    Every,
    Metric,
    Plan,
    PointsAre,
    Rule,
    Tally,
)
from ..compiler.python_backend import compile_plan
from .evaluate import Number, shown
from .explain_possible import Option, Possible
from .job_python import Event, Lead

MOST_SINGLE: Final = 5
MOST_PAIRS: Final = 3
MOST_RULES: Final = 60
"""So many rules are tried in pairs, those with the most to give."""
MOST_REACHING: Final = 40
"""Of so many pairs the smallest steps are looked for."""


@dataclass(frozen=True, slots=True)
class Change:
    """Rules that give more, and what comes of it."""

    steps: tuple[Step, ...]
    score: Number
    stage: str


@dataclass(frozen=True, slots=True)
class Step:
    group: str | None
    rule: str
    row: str | None
    times: int
    """How many more times a rule counts that counts each time."""
    gain: Number
    unknown: tuple[str, ...]
    """Columns that are unknown for the lead and would have to turn out so."""


@dataclass(frozen=True, slots=True)
class Reach:
    stage: str | None
    """The next stage; none if none above is asked for by points."""
    changes: tuple[Change, ...]
    """The smallest first; empty if no one or two rules reach it."""


def reach(plan: Plan, lead: Lead, events: Sequence[Event], as_of: datetime) -> Reach | None:
    """None if the rules have no stages. The lead may not be excluded."""
    stages = next((c for c in plan.classes if c.name == "stage"), None)
    if stages is None:
        return None
    what_if = _WhatIf(plan, stages, lead, events, as_of)
    target = what_if.target()
    if target is None:
        return Reach(None, ())
    possible = Possible(plan, lead, events, as_of)
    options = [
        found
        for i, rule in enumerate(what_if.rules)
        if i not in what_if.kept and (found := possible.options(rule, what_if.lines[i]))
    ]
    places = [i for i in range(len(what_if.rules)) if i not in what_if.kept]
    return Reach(target, ())


class _WhatIf:
    """Scores the lead with the points of some rules set by hand."""

    def __init__(
        self, plan: Plan, stages: Class, lead: Lead, events: Sequence[Event], as_of: datetime
    ) -> None:
        self.plan, self.stages, self.events, self.as_of = plan, stages, events, as_of
        self.rules = [(group, rule) for group in plan.groups for rule in group.rules]
        self.kept = {i for i, (_, rule) in enumerate(self.rules) if _reads_points(rule)}
