"""A lead's score day by day: what it was, what moved it, and what it falls to if nothing happens.

Each day is judged by itself, by the evaluator, at the time of the day of the last one. What the
lead has done is dated, so that a day knows only what had happened by then; what is known of the
lead is not, so that columns are as the data has them now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Literal, TypeAlias

from ...compiler import normal
from ...compiler.lower import walk
from ...compiler.plan import Defined, Group, People, Plan, PointsAre, Rule
from ..evaluate import Line, Number, Result, Scorer
from ..lead import Event, LeadRow, latest_first
from .probe import asked_of, existing, matcher, patterns

Why: TypeAlias = Literal["events", "company", "points", "limit", "time"]
"""Why a rule gives other points: events of the lead that it asks for; maybe those of others at its
company; points of other rules; a limit; else time, in which events fade and leave windows."""


@dataclass(frozen=True, slots=True)
class Move:
    """A rule, or a limit, that gives other points than the day before."""

    group: str | None
    rule: str
    points: Number
    """How many more."""
    why: Why
    events: tuple[Event, ...] = ()
    """Those since the day before that the rule asks for, the latest first."""


@dataclass(frozen=True, slots=True)
class Day:
    as_of: datetime
    score: Number | None
    stage: str | None
    excluded: str | None = None
    ahead: bool = False
    """After the moment of judgement: as if nothing happened any more."""
    moves: tuple[Move, ...] = ()
    """They add up to the change of the score; empty if there is none to compare."""
    events: tuple[Event, ...] = ()
    """Those since the day before that stages or exclusions ask for, if one of these changed."""


def over(
    plan: Plan, row: LeadRow, as_of: datetime, days: int, ahead: int = 0, chained: bool = False,
    since: datetime | None = None,
) -> tuple[Day, ...]:  # fmt: skip
    """From `days` days ago until `ahead` days from now, at this time of the day; none before
    `since`, which is not after `as_of`. In the days ahead nothing happens any more. Only the moment
    itself knows of the last run; with `chained` each day ahead knows of the day before, as daily
    runs would. Raises `Overflow`, and `OverflowError` where the calendar ends."""
    judge = _Judge(Scorer(plan), row, as_of)
    moments = [as_of + timedelta(days=number) for number in range(-days, ahead + 1)]
    moments = [moment for moment in moments if since is None or moment >= since]
    results: list[Result] = []
    for moment in moments:
        previous = row.previous if moment == as_of else None
        if chained and moment > as_of:
            previous = results[-1].stage
        results.append(judge(moment, previous))
    told = _Told(plan, row, as_of)
    first, *rest = (_day(result, as_of) for result in results)
    pairs = zip(rest, pairwise(results), strict=True)
    return (first, *(told.day(day, before, after) for day, (before, after) in pairs))


def _day(result: Result, as_of: datetime) -> Day:
    return Day(result.as_of, result.score, result.stage, result.excluded, result.as_of > as_of)


class _Judge:
    """Scores the lead at a moment, with nothing that happens after `as_of`."""

    def __init__(self, scorer: Scorer, row: LeadRow, as_of: datetime) -> None:
        self.scorer, self.lead = scorer, row.lead
        known = partial(latest_first, as_of=as_of)
        self.events = known(row.events)
        others = row.colleagues
        self.colleagues = None if others is None else [known(events) for events in others]

    def __call__(self, moment: datetime, previous: str | None) -> Result:
        return self.scorer.score(self.lead, self.events, moment, self.colleagues, previous)


# ---------------------------------------------------------------- what moved it


class _Told:
    """Finds out what moved a score between two days."""

    def __init__(self, plan: Plan, row: LeadRow, as_of: datetime) -> None:
        self.defines = {define.name: define.test for define in plan.defines}
        self.parts: list[object] = [*_parts(plan), (plan.stages, plan.excluded)]
        asked = [[p for one in asked_of(plan, part) for p in patterns(one)] for part in self.parts]
        plain, events = existing(plan, latest_first(row.events, as_of), as_of)
        self.asked = [frozenset(many) for many in asked]
        self.matches = matcher(plain, [pattern for many in asked for pattern in many])
        self.dated = [(at, event) for event in events if isinstance(at := _at(event), int)]

    def day(self, day: Day, before: Result, after: Result) -> Day:
        if (before.score, before.stage, before.excluded) == (day.score, day.stage, day.excluded):
            return day
        fitting = self._since(before.as_of, after.as_of)
        *of_rules, of_classes = fitting
        turned = (before.stage, before.excluded) != (day.stage, day.excluded)
        moves = tuple(self._moves(before, after, of_rules))
        return replace(day, moves=moves, events=of_classes if turned else ())

    def _since(self, before: datetime, after: datetime) -> list[tuple[Event, ...]]:
        """For each part the events between that it asks for."""
        low, high = _micros(before), _micros(after)
        fresh = [event for at, event in self.dated if low < at <= high]
        fits = [(event, self.matches(event, after)) for event in fresh]
        return [tuple(event for event, found in fits if found & own) for own in self.asked]

    def _moves(
        self, before: Result, after: Result, fitting: Sequence[tuple[Event, ...]]
    ) -> Iterator[Move]:
        if before.score is None or after.score is None:
            return
        was, now = _by_line(before), _by_line(after)
        rules = [line for line in after.breakdown if line.kind == "rule"]
        for place, line in enumerate(rules):
            more = line.points - was[_name(line)]
            if more:
                why = "events" if fitting[place] else self._why(self.parts[place])
                yield Move(line.group, line.rule, more, why, fitting[place])
        limits = [line for line in (*after.breakdown, *before.breakdown) if line.kind == "limit"]
        for name in dict.fromkeys(_name(line) for line in limits):
            more = now.get(name, 0) - was.get(name, 0)
            if more:
                yield Move(name[0], name[1], more, "limit")

    def _why(self, part: object) -> Why:
        nodes = list(self._nodes(part))
        if any(isinstance(node, People) for node in nodes):
            return "company"
        return "points" if any(isinstance(node, PointsAre) for node in nodes) else "time"

    def _nodes(self, part: object) -> Iterator[object]:
        """Those of definitions too."""
        for node in walk(part):
            yield node
            if isinstance(node, Defined):
                yield from self._nodes(self.defines[node.name])


def _parts(plan: Plan) -> Iterator[tuple[Rule, Group | object]]:
    """Each rule with what its group asks for."""
    for group in plan.groups:
        yield from ((rule, group.when) for rule in group.rules)


_Name: TypeAlias = tuple[str | None, str, str]


def _name(line: Line) -> _Name:
    return (line.group, line.rule, line.kind)


def _by_line(result: Result) -> Mapping[_Name, Number]:
    return {_name(line): line.points for line in result.breakdown}


def _at(event: Event) -> object:
    return normal.moment(event["at"])


def _micros(at: datetime) -> int:
    found = normal.moment(at)
    assert isinstance(found, int), "a datetime can be read"
    return found
