"""Why a lead has its score: its breakdown, the events behind each rule, and the smallest changes
that would reach the next stage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ...compiler.plan import Events, Plan, Rows, Rule
from ..evaluate import Line, Scorer
from ..examples.runner import figures
from ..examples.said import Figures
from ..lead import Event, LeadRow, latest_first
from .came import Came
from .changes import Reach, reach
from .probe import Asked, asked_of, by_which, existing, matching, patterns


@dataclass(frozen=True, slots=True)
class Explained:
    key: object
    as_of: datetime
    found: Figures
    behind: Mapping[int, tuple[Event, ...]]
    """Place of a rule's line in `found.lines` → the events that it asks for, the latest first; of
    events in an order or together, those by which they are."""
    reach: Reach | None
    """None for an excluded lead and for rules without stages."""
    previous: str | None = None
    """The stage at the last run."""
    otherwise: str | None = None
    """The stage that it would have without the last run, if that is another one."""
    came: Came | None = None
    """When it came in, if that was asked for."""


def explain(plan: Plan, row: LeadRow, as_of: datetime) -> Explained:
    """`as_of` needs a zone. Raises `Overflow`."""
    scorer = Scorer(plan)
    found = figures(plan, scorer.score(row.lead, row.events, as_of, row.colleagues, row.previous))
    otherwise = _otherwise(scorer, row, as_of, found.classes.get("stage"))
    known, changes = latest_first(row.events, as_of), None
    if found.excluded is None:
        changes = reach(plan, row.lead, known, as_of, row.colleagues, row.previous)
    plan, events = existing(plan, known, as_of)
    return Explained(
        row.key, as_of, found, _behind(plan, found, events, as_of), changes, row.previous,
        otherwise,
    )  # fmt: skip


def _otherwise(scorer: Scorer, row: LeadRow, as_of: datetime, stage: str | None) -> str | None:
    if row.previous is None or stage is None:
        return None
    forgotten = scorer.numbers(row.lead, row.events, as_of, row.colleagues).stage
    return forgotten if forgotten != stage else None


def _behind(
    plan: Plan, found: Figures, events: list[Event], as_of: datetime
) -> dict[int, tuple[Event, ...]]:
    rules = [rule for group in plan.groups for rule in group.rules]
    asked = {
        i: asked_of(plan, _part(rule, line))
        for i, (rule, line) in enumerate(zip(rules, found.lines, strict=False))
        if line.count
    }
    every = tuple(dict.fromkeys(one for many in asked.values() for one in many))
    matched = matching(plan, (p for one in every for p in patterns(one)), events, as_of)
    counted = {one: _counted(plan, one, matched, events, as_of) for one in every}
    behind = {}
    for i, many in asked.items():
        own = {event for one in many for event in counted[one]}
        if own:
            behind[i] = tuple(event for event in events if id(event) in own)
    return behind


def _counted(
    plan: Plan, asked: Asked, matched: Mapping[Events, list[Event]], events: list[Event],
    as_of: datetime,
) -> set[int]:  # fmt: skip
    """The ids of the events that fit; of those in an order, by which it holds."""
    ids = {id(event) for pattern in patterns(asked) for event in matched[pattern]}
    if isinstance(asked, Events):
        return ids
    fitting = [event for event in events if id(event) in ids]
    return {id(event) for event in by_which(plan, asked, fitting, as_of)}


def _part(rule: Rule, line: Line) -> object:
    """What of a rule gave its points: of a table only the row."""
    if isinstance(rule.gives, Rows):
        return next((row for row in rule.gives.rows if row.words == line.row), rule)
    return rule
