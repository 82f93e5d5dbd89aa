"""Questions about one lead, asked by scoring it with small plans made for the purpose.

The evaluator is the only one who knows what a test or a pattern of events means; so whether one
holds is found by giving points for it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Final, TypeAlias

from ...compiler.lower import walk
from ...compiler.plan import (
    Defined,
    Each,
    EachRow,
    Events,
    Gives,
    Group,
    Keep,
    Metric,
    Once,
    Plan,
    Repeated,
    Rule,
    Tally,
    Test,
    events_of,
)
from ...compiler.plan import Sequence as InOrder
from ...compiler.python_backend import compile_plan
from ..job.python import Event, Lead

Asked: TypeAlias = Events | InOrder
MOST_TOGETHER: Final = 50
"""Of more events that lie together it is not looked for which ones do."""
People: TypeAlias = tuple[int, ...] | None
"""For each of `Plan.people` how many there are, if the company is known."""


def existing(plan: Plan, events: Sequence[Event], as_of: datetime) -> tuple[Plan, list[Event]]:
    """The events without those that follow others too soon, and the plan for what is left:
    whether one does cannot be told once it stands alone."""
    plain = tuple(ignored for ignored in plan.ignored if isinstance(ignored, Events))
    left_out = compile_plan(plan).left_out if plain != plan.ignored else None
    if left_out is None:
        return plan, list(events)
    without = left_out(events, as_of)
    left = [event for number, event in enumerate(events) if number not in without]
    return replace(plan, ignored=plain), left


def holding(
    plan: Plan, tests: Iterable[Test], lead: Lead, events: Sequence[Event], as_of: datetime,
    people: People = None,
) -> dict[Test, bool]:  # fmt: skip
    """Whether each test (that reads no points) holds for the lead."""
    asked = tuple(dict.fromkeys(tests))
    probe = compile_plan(_probe(plan, [Once(test, 1) for test in asked]))
    counts = [line[0] for line in probe.full(lead, events, as_of, people)[4]]
    return {test: count > 0 for test, count in zip(asked, counts, strict=True)}


def matching(
    plan: Plan, patterns: Iterable[Events], events: Sequence[Event], as_of: datetime
) -> dict[Events, list[Event]]:
    """The events that each pattern fits, in the given order."""
    asked = tuple(dict.fromkeys(patterns))
    fits = matcher(plan, asked)
    found: dict[Events, list[Event]] = {pattern: [] for pattern in asked}
    for event in events if asked else ():
        for pattern in fits(event, as_of):
            found[pattern].append(event)
    return found


def matcher(
    plan: Plan, patterns: Iterable[Events]
) -> Callable[[Event, datetime], frozenset[Events]]:
    """What says which of the patterns an event fits at a moment."""
    asked = tuple(dict.fromkeys(patterns))
    each: list[Gives] = [
        Each(Tally(pattern, Keep(), (EachRow(None, (1,)),), None), None) for pattern in asked
    ]
    full = compile_plan(_probe(plan, each)).full

    def fits(event: Event, as_of: datetime) -> frozenset[Events]:
        lines = full({}, [event], as_of)[4]
        return frozenset(p for p, line in zip(asked, lines, strict=True) if line[0])

    return fits


def _probe(plan: Plan, gives: Sequence[Gives]) -> Plan:
    """The plan's lead and events under other rules."""
    rules = tuple(Rule(str(number), give) for number, give in enumerate(gives))
    nodes = [*walk(rules), *walk(plan.defines)]
    return replace(
        plan, scale=1, excluded=(), groups=(Group(None, "", rules),), lower=None, upper=None,
        classes=(), metrics=tuple(dict.fromkeys(n for n in nodes if isinstance(n, Metric))),
        tallies=tuple(dict.fromkeys(n for n in nodes if isinstance(n, Tally))),
        sequences=tuple(dict.fromkeys(n for n in nodes if isinstance(n, InOrder))),
    )  # fmt: skip


def by_which(
    plan: Plan, sequence: InOrder, events: Sequence[Event], as_of: datetime
) -> list[Event]:
    """Of events, the latest first, as few as let the sequence hold, rather the later ones. All
    of them if they do not let it hold, or if it asks for many."""
    holds = compile_plan(_probe(plan, [Once(sequence, 1)])).full
    needed: list[Event] = []
    rest = list(events)
    if isinstance(sequence, Repeated) and sequence.times > MOST_TOGETHER:
        return rest

    def suffices(count: int) -> bool:
        return bool(holds({}, [*needed, *rest[:count]], as_of)[4][0][0])

    if not suffices(len(rest)):
        return rest
    while not suffices(0):
        count = bisect_left(range(len(rest)), True, key=suffices)
        needed.append(rest[count - 1])
        rest = rest[: count - 1]
    return needed


def asked_of(plan: Plan, node: object) -> tuple[Asked, ...]:
    """All patterns of events that a rule or test asks for, those of definitions too; where it
    asks how events lie to one another, that."""
    defines = {define.name: define.test for define in plan.defines}
    found: dict[Asked, None] = {}
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Asked):
            found[part] = None
        elif isinstance(part, Defined):
            waiting.append(defines[part.name])
        elif isinstance(part, tuple):
            waiting += part
        elif is_dataclass(part):
            waiting += (getattr(part, field.name) for field in fields(part))
    return tuple(found)


def patterns(asked: Asked) -> tuple[Events, ...]:
    return (asked,) if isinstance(asked, Events) else events_of(asked)
