"""The smallest changes of a lead that would reach the next stage.

A change lets one rule give other points, or two if no single one suffices; whether it reaches the
stage is found by scoring: the same groups, limits and stages over points that are set by hand.
Only what may still happen is proposed (see `possible`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import combinations, count, product, takewhile
from typing import Final, TypeAlias

from ...compiler.lower import walk
from ...compiler.plan import (
    MICRO,
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
from ...compiler.python_backend import compile_plan
from ..evaluate import Number, shown
from ..job.python import Event, Lead
from .possible import Option, Possible
from .probe import People

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


def reach(
    plan: Plan,
    lead: Lead,
    events: Sequence[Event],
    as_of: datetime,
    people: People = None,
    previous: str | None = None,
) -> Reach | None:
    """None if the rules have no stages. The lead may not be excluded; `events` are those up to
    `as_of`, which needs a zone; `previous` is its stage at the last run."""
    stages = next((c.parts[0] for c in plan.classes if c.name == "stage"), None)
    if stages is None:
        return None
    what_if = _WhatIf(plan, stages, lead, events, as_of, people, previous)
    targets = what_if.targets()
    if not targets:
        return Reach(None, ())
    possible = Possible(plan, lead, events, as_of, people)
    options = {
        i: found
        for i, (_, rule) in enumerate(what_if.rules)
        if i not in what_if.kept and (found := possible.options(rule, what_if.lines[i]))
    }
    changes = _singles(what_if, options, targets) or _pairs(what_if, options, targets)
    return Reach(targets[0], tuple(changes))


Options: TypeAlias = Mapping[int, Sequence[Option]]
"""By the rule's place."""
Chosen: TypeAlias = dict[int, Option]


class _WhatIf:
    """Scores the lead with the points of some rules set by hand. Rules that ask for points
    themselves stay as they are, so that they follow."""

    def __init__(
        self, plan: Plan, stages: Sequence[ClassRow], lead: Lead, events: Sequence[Event],
        as_of: datetime, people: People, previous: str | None,
    ) -> None:  # fmt: skip
        self.plan, self.stages, self.events, self.as_of = plan, stages, events, as_of
        self.people, self.previous = people, previous
        self.rules = [(group.name, rule) for group in plan.groups for rule in group.rules]
        self.kept = {i for i, (_, rule) in enumerate(self.rules) if _reads_points(rule)}
        found = compile_plan(plan).full(lead, events, as_of, people, previous)
        _, self.score, _, classes, self.lines, _ = found
        self.place = [class_.name for class_ in plan.classes].index("stage")
        self.stage: str = classes[self.place]
        self.lead: Lead = dict(lead)
        for i, line in enumerate(self.lines):
            self.lead |= _columns(i, line[2])
        self.numbers = compile_plan(_by_hand(plan, self.kept)).numbers

    def targets(self) -> list[str]:
        """The stages above the lead's own that are asked for by points, the nearest first."""
        above = list(takewhile(lambda row: row.value != self.stage, self.stages))
        able = (row.value for row in reversed(above) if _wants_points(row))
        return list(dict.fromkeys(able))

    def scored(self, chosen: Chosen) -> tuple[int, str]:
        """Score, in plan units, and stage."""
        lead = self.lead | {
            k: v for i, o in chosen.items() for k, v in _columns(i, o.points).items()
        }
        _, score, _, classes = self.numbers(
            lead, self.events, self.as_of, self.people, self.previous
        )
        return score, classes[self.place]

    def change(self, chosen: Chosen) -> Change:
        score, stage = self.scored(chosen)
        steps = tuple(self._step(i, option) for i, option in chosen.items())
        return Change(steps, shown(score, self.plan.scale), stage)

    def _step(self, i: int, option: Option) -> Step:
        group, rule = self.rules[i]
        gain = shown(option.points - self.lines[i][2], self.plan.scale)
        return Step(group, rule.name, option.row, option.times, gain, option.unknown)

    def gain(self, chosen: Chosen) -> int:
        return sum(option.points - self.lines[i][2] for i, option in chosen.items())


def _singles(what_if: _WhatIf, options: Options, targets: Sequence[str]) -> list[Change]:
    """Of each rule that reaches a target alone the smallest step that does; of a table each row
    that the lead can bring about, since each is another thing to do."""
    found = []
    for i, steps in options.items():
        reached = set()
        for option in steps:
            way = None if option.unknown else option.row
            if way not in reached and what_if.scored({i: option})[1] in targets:
                reached.add(way)
                found.append({i: option})
    found.sort(key=what_if.gain)
    return [what_if.change(chosen) for chosen in found[:MOST_SINGLE]]


def _pairs(what_if: _WhatIf, options: Options, targets: Sequence[str]) -> list[Change]:
    most = {i: steps[-1] for i, steps in options.items()}
    places = sorted(most, key=lambda i: -what_if.gain({i: most[i]}))[:MOST_RULES]
    pairs = [
        (a, b)
        for a, b in combinations(places, 2)
        if what_if.scored({a: most[a], b: most[b]})[1] in targets
    ]
    pairs.sort(key=lambda pair: what_if.gain({i: most[i] for i in pair}))
    found = [_least(what_if, options, pair, targets) for pair in pairs[:MOST_REACHING]]
    found.sort(key=what_if.gain)
    return [what_if.change(chosen) for chosen in found[:MOST_PAIRS]]


def _least(
    what_if: _WhatIf, options: Options, pair: tuple[int, int], targets: Sequence[str]
) -> Chosen:
    """The smallest steps of both that reach a target; the largest do."""
    a, b = pair
    both = [{a: one, b: other} for one, other in product(options[a], options[b])]
    both.sort(key=what_if.gain)
    return next(chosen for chosen in both if what_if.scored(chosen)[1] in targets)


# ---------------------------------------------------------------- points by hand


def _by_hand(plan: Plan, kept: Collection[int]) -> Plan:
    """The plan with columns in the place of all rules but the kept ones, two for each: points that
    it gives, and points that it takes."""
    numbers = count()
    groups = tuple(
        replace(
            group, rules=tuple(r for rule in group.rules for r in _rules(rule, next(numbers), kept))
        )
        for group in plan.groups
    )
    rules = sum(len(group.rules) for group in plan.groups)
    columns = tuple(Column(name, "number", name) for i in range(rules) for name in _names(i))
    made = replace(
        plan, groups=groups, leads=replace(plan.leads, columns=(*plan.leads.columns, *columns))
    )
    nodes = list(walk((made.defines, made.excluded, made.groups, made.classes)))
    return replace(
        made,
        metrics=tuple(dict.fromkeys(node for node in nodes if isinstance(node, Metric))),
        tallies=tuple(dict.fromkeys(node for node in nodes if isinstance(node, Tally))),
    )


def _rules(rule: Rule, number: int, kept: Collection[int]) -> tuple[Rule, ...]:
    if number in kept:
        return (rule,)
    gives, takes = (ColumnValue(name, "number") for name in _names(number))
    return Rule(f"{number}+", Every(gives, 1, 1, None)), Rule(
        f"{number}-", Every(takes, 1, -1, None)
    )


def _names(number: int) -> tuple[str, str]:
    """No names of the rules look like these."""
    return f"{number}+", f"{number}-"


def _columns(number: int, points: int) -> dict[str, Decimal]:
    """Values of both columns. A step of `Every` is 10**-6 here, for points are whole numbers of
    any size."""
    gives, takes = _names(number)
    return {gives: Decimal(max(points, 0)) / MICRO, takes: Decimal(max(-points, 0)) / MICRO}


def _reads_points(rule: Rule) -> bool:
    return any(isinstance(node, PointsAre) for node in walk(rule.gives))


def _wants_points(row: ClassRow) -> bool:
    """Whether more points may reach the stage."""
    return any(isinstance(n, PointsAre) and n.op in (">=", ">", "=") for n in walk(row.test))
