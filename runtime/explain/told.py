"""What was found of a lead, as a document for Markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ...compiler.normal import spelled
from ...compiler.plan import Plan
from ..errors import shortened
from ..evaluate import Line
from ..examples.said import signed
from ..lead import Event
from ..report.document import Block, Document, Says, Section, Table
from .came import came_told
from .drawn import over_time
from .explained import Explained
from .over import Day
from .reached import change_words, deed_words, reach_words
from .turns import Turn, turns
from .words import (
    COLUMNS_ARE_OF_NOW,
    ahead_told,
    happened,
    line_words,
    minute_of,
    moves_of,
    span_of,
    span_title,
)

LATEST: Final = 3
"""Events that are shown behind a rule."""


def told(plan: Plan, found: Explained, rows: int, days: Sequence[Day]) -> Document:
    """`rows`: how many of the data have the key."""
    sections = [
        Section("Where its points come from", tuple(_points(plan, found))),
        Section(*_reach(plan, found)),
        Section(span_title(days) if days else "", tuple(_over(plan, found, days))),
    ]
    return Document(
        f"{spelled(found.key)}: {_result(found)}", tuple(_lines(plan, found, rows)),
        tuple(section for section in sections if section.blocks), plan.fingerprint,
    )  # fmt: skip


def _result(found: Explained) -> str:
    figures = found.found
    if figures.excluded is not None:
        return f"excluded, {figures.excluded}"
    stage = figures.classes.get("stage")
    return f"{figures.score} points" + (f", {stage}" if stage else "")


def _lines(plan: Plan, found: Explained, rows: int) -> Iterator[str]:
    yield f"Scored by `{plan.title}` as of {minute_of(found.as_of)} UTC."
    others = [f"{name} `{value}`" for name, value in found.found.classes.items() if name != "stage"]
    if others and found.found.excluded is None:
        yield f"{', '.join(others)}."
    if rows > 1:
        yield f"{rows:,} rows of the data have this key; this is the first."
    if found.otherwise is not None:
        stage = found.found.classes["stage"]
        yield f"`{stage}` is kept from the last run; without it `{found.otherwise}`."


# ---------------------------------------------------------------- points


def _points(plan: Plan, found: Explained) -> Iterator[Block]:
    if found.found.excluded is not None:
        return
    columns = ("Rule", "Points", "Latest events")
    rows: list[tuple[str, ...]] = []
    strong: set[int] = set()
    for group in plan.groups:
        lines = [(i, x) for i, x in enumerate(found.found.lines) if x.group == group.name]
        if group.name is not None:
            strong.add(len(rows))
            rows.append((group.title or group.name, f"{found.found.points[group.name]}", ""))
        rows += [
            (line_words(line), signed(line.points), _events(found.behind.get(i, ())))
            for i, line in lines if _counts(line)
        ]  # fmt: skip
    if all(group.name is not None for group in plan.groups):
        limits = [x for x in found.found.lines if x.group is None]
        rows += [(line_words(line), signed(line.points), "") for line in limits]
    strong.add(len(rows))
    rows.append(("Score", f"{found.found.score}", ""))
    yield Table(columns, tuple(rows), frozenset((0, 2)), strong=frozenset(strong))


def _counts(line: Line) -> bool:
    return bool(line.points or line.count)


def _events(events: Sequence[Event]) -> str:
    """`demo_request 2026-02-19 20:03; and 2 earlier`"""
    told = [_event(event) for event in events[:LATEST]]
    more = len(events) - LATEST
    return "; ".join([*told, *([f"and {more:,} earlier"] if more > 0 else [])])


def _event(event: Event) -> str:
    at = happened(event)
    return f"{event['event']} {minute_of(at) if at else ''}".rstrip() + event_fields(event)


def event_fields(event: Event) -> str:
    """`, path /prices`"""
    fields = [
        f", {name} {shortened(spelled(value), 60)}"
        for name, value in event.items()
        if name not in ("event", "at") and value not in (None, "")
    ]
    return "".join(fields)


# ---------------------------------------------------------------- the next stage


def _reach(plan: Plan, found: Explained) -> tuple[str, tuple[Block, ...]]:
    if found.reach is None:
        return "", ()
    title = reach_words(plan, found)
    if not found.reach.changes:
        return "The next stage", (Says(f"{title[0].upper()}{title[1:]}."),)
    rows = tuple(
        (change_words(change), deed_words(change), f"{change.score}", change.stage)
        for change in found.reach.changes
    )
    table = Table(
        ("Rules that would give more", "By", "Score", "Stage"), rows, frozenset((0, 1, 3))
    )
    return f"{title[0].upper()}{title[1:]}", (table,)


# ---------------------------------------------------------------- day by day


def _over(plan: Plan, found: Explained, days: Sequence[Day]) -> Iterator[Block]:
    if not days:
        return
    came = came_told(found.came, days)
    if came is not None:
        yield Says(came)
    if len(days) > 1:
        yield over_time(plan, days)
    outlook = ahead_told(days)
    if outlook is not None:
        yield Says(outlook)
    yield Says("What moved it:")
    rows = tuple(row for turn in turns(days) for row in _turn(turn))
    columns = ("Day", "Score", "Stage", "By", "What moved it")
    yield Table(columns, rows, frozenset((0, 2, 4)))
    yield Says(COLUMNS_ARE_OF_NOW)


def _turn(turn: Turn) -> Iterator[tuple[str, ...]]:
    """A row for each that moved it; at least one."""
    day = turn.day
    score = "excluded" if day.score is None else f"{day.score}"
    moves = [(signed(m.points) if m else "", words) for m, words in moves_of(turn)] or [("", "")]
    for place, (points, words) in enumerate(moves):
        first = (span_of(turn), score, day.stage or "") if place == 0 else ("", "", "")
        yield (*first, points, words)
