"""What `explain` has found, on a terminal and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from ...compiler.normal import moment, spelled
from ...compiler.plan import Plan
from ...dsl.excerpt import clean
from ..examples.said import signed
from ..explain import Day, Explained
from ..explain.bars import bars
from ..explain.came import Came, came_told
from ..explain.changes import Reach
from ..explain.deeds import Deed
from ..explain.reached import change_words, deed_words, reach_words
from ..explain.told import LATEST, event_fields
from ..explain.turns import Turn, turns
from ..explain.words import (
    ahead_told,
    happened,
    minute_of,
    moves_of,
    span_of,
    span_title,
)
from ..lead import Event
from ._breakdown import as_json as figures_json
from ._breakdown import breakdown
from ._chart import Line, chart
from ._terminal import styled, width

MINUTE: Final = 60_000_000
"""In microseconds."""
MOST_TURNS: Final = 30
"""So many changes of a score are listed."""


def as_text(plan: Plan, explained: Explained, rows: int, days: Sequence[Day]) -> Iterator[str]:
    at = minute_of(explained.as_of)
    yield styled(clean(spelled(explained.key)), bold=True) + f" as of {at} UTC"
    if rows > 1:
        yield f"({rows:,} rows of the data have this key; this is the first)"
    yield ""
    behind = {i: list(_events(events)) for i, events in explained.behind.items()}
    yield from breakdown(plan, explained.found, behind)
    if explained.otherwise is not None:
        stage = clean(explained.found.classes["stage"] or "")
        yield f"{stage} is kept from the last run; without it {clean(explained.otherwise)}"
    if explained.reach is not None:
        yield ""
        yield from _reach(plan, explained)
    if days:
        yield ""
        yield from _days(plan, explained, days)


def _events(events: Sequence[Event]) -> Iterator[str]:
    """To the second where two are of one minute: the order of events may hang on it."""
    read = (moment(event["at"]) for event in events[:LATEST])
    moments = {at for at in read if isinstance(at, int)}
    exact = len({at // MINUTE for at in moments}) < len(moments)
    for event in events[:LATEST]:
        yield clean(_event(event, exact))
    if len(events) > LATEST:
        yield f"and {len(events) - LATEST:,} earlier"


def _event(event: Event, exact: bool) -> str:
    at = happened(event)
    when = minute_of(at, exact) if at is not None else ""
    return f"{when}  {event['event']}  {event_fields(event).removeprefix(', ')}".rstrip()


def _reach(plan: Plan, explained: Explained) -> Iterator[str]:
    told = clean(reach_words(plan, explained))
    changes = explained.reach.changes if explained.reach is not None else ()
    yield styled(told, bold=True) if changes else told
    for change in changes:
        yield f"  {clean(change_words(change))} would make it {change.score}: {clean(change.stage)}"
        if change.steps:
            yield f"         by {clean(deed_words(change))}"


# ---------------------------------------------------------------- day by day


def _days(plan: Plan, explained: Explained, days: Sequence[Day]) -> Iterator[str]:
    title = span_title(days)
    yield styled(f"{title[0].lower()}{title[1:]}", bold=True)
    came = came_told(explained.came, days)
    if came is not None:
        yield f"  {clean(came.replace('`', ''))}"
    if all(day.score is None for day in days):
        yield "  excluded throughout"
        return
    lines = [Line(float(bar.score), f"{bar.stage} {bar.score}") for bar in bars(plan)]
    if len(days) > 1:
        yield from (f"  {line}" for line in chart(days, lines, width() - 2))
    told = ahead_told(days)
    if told is not None:
        yield f"  {clean(told.replace('`', ''))}"
    found = turns(days)
    left = len(found) - MOST_TURNS
    if left > 0:
        yield f"  {left:,} earlier changes"
    yield from _turns(found[-MOST_TURNS:])


def _turns(found: Sequence[Turn]) -> Iterator[str]:
    scores = [str(turn.day.score) for turn in found if turn.day.score is not None]
    spans = max(len(span_of(turn)) for turn in found)
    score = max((len(one) for one in scores), default=1)
    stages = max(len(clean(turn.day.stage or "")) for turn in found)
    points = max((len(signed(m.points)) for turn in found for m in turn.day.moves), default=0)
    for turn in found:
        shown = "-" if turn.day.score is None else str(turn.day.score)
        head = (
            f"{span_of(turn):<{spans}}  {shown:>{score}}  {clean(turn.day.stage or ''):<{stages}}"
        )
        for move, words in list(moves_of(turn)) or [(None, "")]:
            more = signed(move.points) if move is not None else ""
            yield f"  {head}  {more:>{points}}  {clean(words)}".rstrip()
            head = " " * len(head)


# ---------------------------------------------------------------- for programs


def as_json(plan: Plan, explained: Explained, days: Sequence[Day]) -> dict[str, Any]:
    """One plain object. Lines of the breakdown have the events behind them, the latest first."""
    told = figures_json(explained.found)
    for i, events in explained.behind.items():
        told["breakdown"][i]["events"] = [_event_object(event) for event in events]
    return {
        "key": spelled(explained.key), "as_of": _iso(explained.as_of),
        "rules": plan.fingerprint, **told, "next": _reach_object(explained.reach),
        "previous": explained.previous, "without_last_run": explained.otherwise,
        "came": _came_object(explained.came),
        "bars": [
            {"stage": b.stage, "score": b.score, "alone": b.alone} for b in bars(plan) if days
        ],
        "days": [_day_object(day) for day in days],
    }  # fmt: skip


def _came_object(came: Came | None) -> dict[str, Any] | None:
    if came is None:
        return None
    return {"column": came.column, "at": None if came.at is None else _iso(came.at)}


def _day_object(day: Day) -> dict[str, Any]:
    return {
        "as_of": _iso(day.as_of), "score": day.score, "stage": day.stage,
        "excluded": day.excluded, "ahead": day.ahead,
        "moves": [
            {"group": m.group, "rule": m.rule, "points": m.points, "why": m.why,
             "events": [_event_object(event) for event in m.events]}
            for m in day.moves
        ],
        "events": [_event_object(event) for event in day.events],
    }  # fmt: skip


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _event_object(event: Event) -> dict[str, Any]:
    at = happened(event)
    fields = {k: None if v is None else spelled(v) for k, v in event.items() if k != "at"}
    return {"at": at.isoformat() if at is not None else None, **fields}


def _reach_object(reach: Reach | None) -> dict[str, Any] | None:
    if reach is None:
        return None
    changes = [
        {
            "score": change.score, "stage": change.stage,
            "steps": [
                {"group": s.group, "rule": s.rule, "row": s.row, "gain": s.gain}
                for s in change.steps
            ],
            "by": [_deed_object(deed) for deed in change.deeds],
        }
        for change in reach.changes
    ]  # fmt: skip
    return {"stage": reach.stage, "changes": changes}


def _deed_object(deed: Deed) -> dict[str, Any]:
    """Columns that would turn out so, and how often which events would happen."""
    events = [{"event": one.kind, **dict(one.fields)} for one in deed.act.events]
    return {"columns": dict(deed.act.columns), "events": events, "times": deed.times}
