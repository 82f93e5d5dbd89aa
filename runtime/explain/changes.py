"""The smallest changes of a lead that would reach the next stage.

A change is something that may still come (see `acts`): an event, or several of one kind, a column
that becomes known, or two of these if no single one suffices. What comes of it says the evaluator,
for the lead with these events and values: other rules that they move, limits that take points away,
what a stage asks for besides points, and all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, product, takewhile
from typing import Final, TypeAlias

from ...compiler.lower import walk
from ...compiler.plan import ClassRow, Plan, PointsAre
from ..evaluate import Colleagues, Line, Number, Overflow, Result, Scorer
from ..job.python import Event, Lead
from .acts import Act, Acts
from .deeds import Deed, effort, smallest

MOST_SINGLE: Final = 5
MOST_PAIRS: Final = 3
MOST_ACTS: Final = 60
"""So many are tried in pairs, those with the most to give."""
MOST_REACHING: Final = 40
"""Of so many pairs the smallest steps are looked for."""
MOST_TIMES: Final = 10
"""How often an event is let happen."""
_Found: TypeAlias = tuple[tuple[Deed, ...], Number]
"""With the score that comes of them."""


@dataclass(frozen=True, slots=True)
class Step:
    """A rule that would give other points."""

    group: str | None
    rule: str
    row: str | None
    gain: Number


@dataclass(frozen=True, slots=True)
class Change:
    deeds: tuple[Deed, ...]
    steps: tuple[Step, ...]
    """Those that gain most first; none if only the stage asks for it."""
    score: Number
    stage: str


@dataclass(frozen=True, slots=True)
class Reach:
    stage: str | None
    """The next stage; none if none above is asked for by points."""
    changes: tuple[Change, ...]
    """Those with the least to come about first; empty if nothing that was tried reaches it."""


def reach(
    plan: Plan,
    lead: Lead,
    events: Sequence[Event],
    as_of: datetime,
    colleagues: Colleagues | None = None,
    previous: str | None = None,
) -> Reach | None:
    """None if the rules have no stages. The lead may not be excluded; `events` are those up to
    `as_of`, which needs a zone; `previous` is its stage at the last run."""
    if not plan.stages:
        return None
    others = None if colleagues is None else [list(one) for one in colleagues]
    what_if = _WhatIf(Scorer(plan), lead, events, as_of, others, previous)
    targets = _targets(plan.stages, what_if.now.stage)
    if not targets:
        return Reach(None, ())
    acts = Acts(plan, lead, events, as_of).all()
    changes = _singles(what_if, acts, targets) or _pairs(what_if, acts, targets)
    return Reach(targets[0], tuple(changes))


def _targets(stages: Sequence[ClassRow], own: str | None) -> list[str]:
    """The stages above the lead's own that are asked for by points, the nearest first."""
    above = list(takewhile(lambda row: row.value != own, stages))
    return list(dict.fromkeys(row.value for row in reversed(above) if _wants_points(row)))


def _wants_points(row: ClassRow) -> bool:
    """Whether more points may reach the stage."""
    return any(isinstance(n, PointsAre) and n.op in (">=", ">", "=") for n in walk(row.test))


class _WhatIf:
    def __init__(
        self, scorer: Scorer, lead: Lead, events: Sequence[Event], as_of: datetime,
        colleagues: Colleagues | None, previous: str | None,
    ) -> None:  # fmt: skip
        self.scorer, self.lead, self.events, self.as_of = scorer, lead, events, as_of
        self.colleagues, self.previous = colleagues, previous
        self.now = scorer.score(lead, events, as_of, colleagues, previous)
        self.kinds = Counter(str(event["event"]) for event in events)

    def scored(self, deeds: Sequence[Deed], full: bool = False) -> Result:
        columns = {name: value for deed in deeds for name, value in deed.act.columns}
        more = [
            happens.event(self.as_of, time)
            for deed in deeds for time in range(deed.times) for happens in deed.act.events
        ]  # fmt: skip
        score = self.scorer.score if full else self.scorer.numbers
        return score(
            {**self.lead, **columns}, [*self.events, *more], self.as_of, self.colleagues,
            self.previous,
        )  # fmt: skip

    def reaches(self, deeds: Sequence[Deed], targets: Sequence[str]) -> Number | None:
        """The score with which a target is reached."""
        try:
            found = self.scored(deeds)
        except Overflow:
            return None
        return found.score if found.stage in targets else None

    def deeds(self, act: Act) -> list[Deed]:
        return [Deed(act, times) for times in range(1, MOST_TIMES + 1 if act.events else 2)]

    def change(self, deeds: Sequence[Deed]) -> Change:
        found = self.scored(deeds, full=True)
        assert found.score is not None
        steps = sorted(self._steps(found), key=_gain, reverse=True)
        return Change(tuple(deeds), tuple(steps), found.score, str(found.stage))

    def _steps(self, found: Result) -> Iterator[Step]:
        rules = (_rules(self.now), _rules(found))
        for was, line in zip(*rules, strict=True):
            if line.points != was.points:
                yield Step(line.group, line.rule, line.row, line.points - was.points)


def _rules(found: Result) -> list[Line]:
    return [line for line in found.breakdown if line.kind == "rule"]


def _gain(step: Step) -> Number:
    return step.gain


# ---------------------------------------------------------------- one, or two


def _singles(what_if: _WhatIf, acts: Sequence[Act], targets: Sequence[str]) -> list[Change]:
    """Of each act as few times as reach a target; of a column the value that takes least."""
    found: list[_Found] = []
    for act in acts:
        reaching = ((one, what_if.reaches([one], targets)) for one in what_if.deeds(act))
        first = next(((one, score) for one, score in reaching if score is not None), None)
        if first is not None:
            found.append(((first[0],), first[1]))
    return list(_different(what_if, found, MOST_SINGLE))


def _pairs(what_if: _WhatIf, acts: Sequence[Act], targets: Sequence[str]) -> list[Change]:
    worth = {act: _worth(what_if, act) for act in acts}
    able = sorted((act for act in acts if worth[act] is not None), key=lambda a: -(worth[a] or 0))
    found = []
    for a, b in combinations(able[:MOST_ACTS], 2):
        most = (what_if.deeds(a)[-1], what_if.deeds(b)[-1])
        if not _clash(a, b) and what_if.reaches(most, targets) is not None:
            found.append((a, b))
    least = [_least(what_if, pair, targets) for pair in found[:MOST_REACHING]]
    return list(_different(what_if, least, MOST_PAIRS))


def _clash(a: Act, b: Act) -> bool:
    return bool(dict(a.columns).keys() & dict(b.columns).keys())


def _worth(what_if: _WhatIf, act: Act) -> Number | None:
    """The most that it makes of the score; none if it changes nothing for the better."""
    try:
        score = what_if.scored([what_if.deeds(act)[-1]]).score
    except Overflow:
        return None
    now = what_if.now.score
    return score if score is not None and now is not None and score >= now else None


def _least(what_if: _WhatIf, pair: tuple[Act, Act], targets: Sequence[str]) -> _Found:
    """The smallest steps of both that reach a target; the largest do."""
    both = sorted(product(*map(what_if.deeds, pair)), key=lambda two: two[0].times + two[1].times)
    for two in both:
        score = what_if.reaches(two, targets)
        if score is not None:
            return two, score
    raise AssertionError("the largest steps reach it")


def _different(what_if: _WhatIf, found: Sequence[_Found], most: int) -> Iterator[Change]:
    """Changes of other rules, or other columns, each, those with the least effort first: the first
    of those that are alike."""
    order = sorted(found, key=lambda one: (effort(one[0], what_if.kinds), one[1]))
    seen: set[object] = set()
    for deeds in smallest([deeds for deeds, _ in order]):
        change = what_if.change(deeds)
        columns = tuple(name for deed in deeds for name, _ in deed.act.columns)
        rows = frozenset((step.rule, None if columns else step.row) for step in change.steps)
        alike = (columns, rows or deeds)
        if alike not in seen and len(seen) < most:
            seen.add(alike)
            yield change
