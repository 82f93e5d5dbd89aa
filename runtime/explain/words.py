"""Words for what is told of a lead, the same in text, Markdown and HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from ...compiler.normal import EPOCH, moment
from ..errors import counted
from ..evaluate import Line
from ..examples.said import signed
from ..lead import Event
from .over import Day, Move
from .turns import Turn, outlook

MOST_KINDS: Final = 3
WHY: Final = {
    "company": "others at the company", "points": "follows other points", "limit": "",
    "time": "as time passes",
}  # fmt: skip
COLUMNS_ARE_OF_NOW: Final = (
    "Events later than a day do not count on it; columns of the lead are as the data has them now."
)


def line_words(line: Line) -> str:
    """What a line of a breakdown is for: its rule, the row that gave the points, how often, what
    limits took.

    >>> line_words(Line("fit", "Opened emails", 3, 15, 10))
    'Opened emails, 3 times, limited from +15'
    """
    if line.kind == "limit":
        return "limit of the group" if line.group is not None else "limit of the score"
    row = f": {line.row}" if line.row and line.row != line.rule else ""
    times = f", {line.count:,} times" if line.count > 1 else ""
    limit = f", limited from {signed(line.before)}" if line.before != line.points else ""
    return f"{line.rule}{row}{times}{limit}"


def day_of(day: Day) -> str:
    return date_of(day.as_of)


def date_of(at: datetime) -> str:
    return f"{at.astimezone(UTC).date().isoformat()}"


def span_of(turn: Turn) -> str:
    first, last = date_of(turn.first), day_of(turn.day)
    return first if first == last else f"{first} to {last}"


def moves_of(turn: Turn) -> Iterator[tuple[Move | None, str]]:
    """What moved the score, that which did so most first; the last may be what moved the stage
    alone."""
    for move in sorted(turn.day.moves, key=_size, reverse=True):
        why = kinds_of(move.events) if move.events else WHY[move.why]
        yield move, f"{move.rule}: {why}" if why else move.rule
    others = {id(event) for move in turn.day.moves for event in move.events}
    alone = [event for event in turn.day.events if id(event) not in others]
    if turn.day.excluded is not None:
        yield None, f"excluded: {turn.day.excluded}" + (f" ({kinds_of(alone)})" if alone else "")
    elif alone:
        yield None, f"stage: {kinds_of(alone)}"


def _size(move: Move) -> Any:
    return abs(move.points)


def kinds_of(events: Sequence[Event]) -> str:
    """`demo_request, 5 email_open`."""
    kinds = Counter(str(event["event"]) for event in events)
    told = [kind if number == 1 else f"{number:,} {kind}" for kind, number in kinds.items()]
    more = len(told) - MOST_KINDS
    return ", ".join([*told[:MOST_KINDS], *([f"{more} more kinds"] if more > 0 else [])])


def ahead_told(days: Sequence[Day]) -> str | None:
    """What becomes of the stage if nothing happens; names stand in back-ticks."""
    found = outlook(days)
    if found is None:
        return None
    now, others = found
    if not others:
        return f"If nothing happens, it is `{now.stage}` at least until {day_of(days[-1])}."
    *first, last = [f"{_stood(day)} from {day_of(day)}" for day in others]
    before = f"{', '.join(first)} and " if first else ""
    return f"If nothing happens, it is {before}{last} on."


def _stood(day: Day) -> str:
    return f"`{day.stage}`" if day.excluded is None else f"excluded (`{day.excluded}`)"


def span_title(days: Sequence[Day]) -> str:
    """`The last 90 days`, `… and the next 30`; there is one day at least."""
    ahead = sum(day.ahead for day in days)
    past = len(days) - ahead - 1
    if not past and not ahead:
        return "Day by day"
    if not past:
        return f"The next {counted(ahead, 'day')}"
    more = f" and the next {ahead:,}" if ahead else ""
    return f"The last {counted(past, 'day')}{more}"


def minute_of(at: datetime, exact: bool = False) -> str:
    return f"{at.astimezone(UTC):{'%Y-%m-%d %H:%M:%S' if exact else '%Y-%m-%d %H:%M'}}"


def happened(event: Event) -> datetime | None:
    """When, in UTC."""
    at = moment(event["at"])
    return EPOCH + timedelta(microseconds=at) if isinstance(at, int) else None
