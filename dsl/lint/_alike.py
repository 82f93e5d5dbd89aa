"""One form for the spellings of a condition that say the same, whatever their order."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from math import isinf

from .. import terms
from ..intervals import Ranges, intersection
from ..logic import Logic, Subject, never_unknown, possible, ranges
from ..terms import MICRO, Test


@dataclass(frozen=True, slots=True)
class _Joined:
    any: bool
    parts: frozenset[Hashable]


def spelled_alike(logic: Logic, test: Test, holds: bool = True) -> Hashable:
    """Equal for two tests only if they hold for the same leads; `holds` no: if neither does."""
    test = logic.open(test)
    asked = ranges(test)
    if asked is not None:
        return "numbers", _subject(logic, asked[0]), _values(*asked), holds
    match test:
        case terms.Not(inner):
            return spelled_alike(logic, inner, not holds)
        case terms.All(tests) | terms.AnyOf(tests):
            parts = (spelled_alike(logic, part, holds) for part in tests)
            return _joined(isinstance(test, terms.AnyOf) is holds, parts)
        case terms.TextIn(value, texts) | terms.ListHas(value, texts):
            return _joined(holds, ((type(test), value, text, holds) for text in texts))
        case terms.TextLike(how, value, texts):
            return _joined(holds, ((how, value, text, holds) for text in texts))
        case terms.Followed(first, then):
            ends = events_alike(logic, first), events_alike(logic, then)
            return type(test), ends, test.within, test.same, holds
        case terms.Repeated(events):
            alike = events_alike(logic, events)
            return type(test), alike, test.times, test.within, test.same, holds
    return test, holds


def events_alike(logic: Logic, events: terms.Events) -> Hashable:
    """Equal for two patterns only if they are of the same events."""
    where = spelled_alike(logic, events.where) if events.where is not None else None
    return frozenset(events.kinds), where, events.span


def _joined(any_: bool, parts: Iterable[Hashable]) -> Hashable:
    """Parts of the same kind within one another are one; a single one is by itself."""
    found: set[Hashable] = set()
    for part in parts:
        found |= part.parts if isinstance(part, _Joined) and part.any is any_ else {part}
    return _Joined(any_, frozenset(found)) if len(found) > 1 else next(iter(found), any_)


def _subject(logic: Logic, subject: Subject) -> Hashable:
    if isinstance(subject, terms.Measured):
        metric = subject.metric
        return metric.kind, metric.field, events_alike(logic, metric.events)
    return subject


def _values(subject: Subject, values: Ranges) -> Ranges:
    """Counts are whole: over 0 is at least 1."""
    values = intersection(values, possible(subject))
    if not isinstance(subject, terms.Measured) or not never_unknown(subject):
        return values
    return tuple((-_whole(-low), _whole(high)) for low, high in values)


def _whole(micro: float) -> float:
    return micro if isinf(micro) else micro // MICRO * MICRO
