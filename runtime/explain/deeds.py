"""What would have to come about for a change, how much that is, and what is part of what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .acts import Act, Anything, Happens


@dataclass(frozen=True, slots=True)
class Deed:
    """What would have to come about."""

    act: Act
    times: int
    """Of its events."""


def effort(deeds: Sequence[Deed], kinds: Mapping[str, int]) -> tuple[int, int]:
    """The less, the fewer events and columns; of as many those of which the lead has done more
    already. `kinds`: how many events of each it has."""
    acts = [(one.kind, deed.times) for deed in deeds for one in deed.act.events]
    columns = sum(len(deed.act.columns) for deed in deeds)
    number = sum(times for _, times in acts) + columns
    return number, -min([kinds.get(kind, 0) for kind, _ in acts], default=0)


def smallest(found: Sequence[tuple[Deed, ...]]) -> list[tuple[Deed, ...]]:
    """Without those that hold another whole; of those that hold each other the first stays."""
    return [
        one for place, one in enumerate(found)
        if not any(_holds(one, other) and (at < place or not _holds(other, one))
                   for at, other in enumerate(found) if at != place)
    ]  # fmt: skip


def _holds(deeds: Sequence[Deed], other: Sequence[Deed]) -> bool:
    return all(any(_covers(own, one) for own in deeds) for one in other)


def _covers(own: Deed, other: Deed) -> bool:
    if other.act.events and own.times < other.times:
        return False
    events = all(any(_is_a(e, one) for e in own.act.events) for one in other.act.events)
    return events and _has(own.act.columns, other.act.columns)


def _is_a(own: Happens, other: Happens) -> bool:
    """Whether each such event is one of the other, too."""
    alike = own.kind == other.kind and other.differs in (None, own.differs)
    return alike and _has(own.fields, other.fields)


def _has(own: Sequence[tuple[str, str]], wanted: Sequence[tuple[str, str]]) -> bool:
    """Whether all values that are wanted are there; any will do where one is."""
    values = dict(own)
    return all(
        name in values and (isinstance(value, Anything) or values[name] == value)
        for name, value in wanted
    )
