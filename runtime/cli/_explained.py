"""What `explain` has found, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from ...compiler.normal import EPOCH, moment, spelled
from ...compiler.plan import Plan
from ...dsl.excerpt import clean
from ..errors import counted, shortened
from ..examples.said import signed
from ..explain import Day, Explained
from ..explain.changes import Change, Reach, Step
from ..lead import Event
from ._breakdown import as_json as figures_json
from ._breakdown import breakdown
from ._terminal import columns_of, styled

MINUTE: Final = 60_000_000
"""In microseconds."""
LATEST: Final = 3
"""Events that are shown behind a rule."""
MOST_DAYS_SHOWN: Final = 30
"""So many changes of a score are listed."""


def as_text(plan: Plan, explained: Explained, rows: int, days: Sequence[Day]) -> Iterator[str]:
    yield styled(clean(spelled(explained.key)), bold=True) + f" as of {_time(explained.as_of)} UTC"
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
        yield from _reach(explained.reach, _is_first(plan, explained.found.classes["stage"]))
    if days:
        yield ""
        yield from _days(days)


def _time(at: datetime, exact: bool = False) -> str:
    return f"{at.astimezone(UTC):{'%Y-%m-%d %H:%M:%S' if exact else '%Y-%m-%d %H:%M'}}"


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
    at = moment(event["at"])
    when = _time(_moment(at), exact) if isinstance(at, int) else ""
    fields = [
        f"{name} {shortened(spelled(value), 60)}"
        for name, value in event.items()
        if name not in ("event", "at") and value not in (None, "")
    ]
    return f"{when}  {event['event']}  {', '.join(fields)}".rstrip()


def _moment(us: int) -> datetime:
    return EPOCH + timedelta(microseconds=us)


# ---------------------------------------------------------------- the next stage


def _is_first(plan: Plan, stage: str | None) -> bool:
    first = next(found.parts[0][0].value for found in plan.classes if found.name == "stage")
    return stage == first


def _reach(reach: Reach, first: bool) -> Iterator[str]:
    if first:
        yield "no stage stands above this one"
    elif reach.stage is None:
        yield "no stage above this one is reached by points"
    elif not reach.changes:
        yield f"no one rule, nor any two, would reach {clean(reach.stage)}"
    else:
        yield styled(f"what would reach {clean(reach.stage)}", bold=True)
        yield from (f"  {clean(_change(change))}" for change in reach.changes)


def _change(change: Change) -> str:
    steps = " and ".join(_step(step) for step in change.steps)
    return f"{steps} would make it {change.score}: {change.stage}"


def _step(step: Step) -> str:
    """One rule, what it would give more, and what that hangs on."""
    row = f": {step.row}" if step.row and step.row != step.rule else ""
    times = f", {step.times} times more" if step.times > 1 else ""
    unknown = ", ".join(f"`{name}`" for name in step.unknown)
    condition = f", should {unknown} (now unknown) turn out so" if unknown else ""
    return f"{step.rule}{row} ({signed(step.gain)}{times}{condition})"


# ---------------------------------------------------------------- day by day


def _days(days: Sequence[Day]) -> Iterator[str]:
    scores = [day.score for day in days if day.score is not None]
    yield styled(f"the last {counted(len(days) - 1, 'day')}", bold=True)
    if not scores:
        yield "  excluded throughout"
        return
    low = min(0, *scores)
    yield f"  {_chart([int(s - low) if s is not None else 0 for s in (d.score for d in days)])}"
    changed = [
        day
        for before, day in zip([None, *days], days, strict=False)
        if before is None or (before.score, before.stage) != (day.score, day.stage)
    ]
    left = len(changed) - MOST_DAYS_SHOWN
    if left > 0:
        yield f"  {left:,} earlier changes"
    for day in changed[-MOST_DAYS_SHOWN:]:
        yield f"  {day.as_of:%Y-%m-%d}  {_score(day)}"


def _chart(figures: Sequence[int]) -> str:
    return columns_of(figures).rstrip() or "0 throughout"


def _score(day: Day) -> str:
    if day.score is None:
        return "excluded"
    return f"{day.score!s:>6}  {clean(day.stage or '')}".rstrip()


# ---------------------------------------------------------------- for programs


def as_json(plan: Plan, explained: Explained, days: Sequence[Day]) -> dict[str, Any]:
    """One plain object. Lines of the breakdown have the events behind them, the latest first."""
    told = figures_json(explained.found)
    for i, events in explained.behind.items():
        told["breakdown"][i]["events"] = [_event_object(event) for event in events]
    return {
        "key": spelled(explained.key), "as_of": explained.as_of.astimezone(UTC).isoformat(),
        "rules": plan.fingerprint, **told, "next": _reach_object(explained.reach),
        "previous": explained.previous, "without_last_run": explained.otherwise,
        "days": [
            {"as_of": day.as_of.isoformat(), "score": day.score, "stage": day.stage}
            for day in days
        ],
    }  # fmt: skip


def _event_object(event: Event) -> dict[str, Any]:
    at = moment(event["at"])
    fields = {k: None if v is None else spelled(v) for k, v in event.items() if k != "at"}
    return {"at": _moment(at).isoformat() if isinstance(at, int) else None, **fields}


def _reach_object(reach: Reach | None) -> dict[str, Any] | None:
    if reach is None:
        return None
    changes = [
        {
            "score": change.score, "stage": change.stage,
            "steps": [
                {"group": s.group, "rule": s.rule, "row": s.row, "times": s.times,
                 "gain": s.gain, "unknown": s.unknown}
                for s in change.steps
            ],
        }
        for change in reach.changes
    ]  # fmt: skip
    return {"stage": reach.stage, "changes": changes}
