"""What tests are about, to see quickly that one does not follow from another.

Whether one follows is found out test by test, each from one about the same column, the same points
or events; where something that must follow is about nothing that the other speaks of, there is
nothing to find.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from . import terms
from .intervals import Ranges, within
from .logic import Logic, ranges
from .terms import Test

Topics: TypeAlias = frozenset[Hashable]
ANY = "any"
"""The topic of what may follow from anything, and anything from it."""
EVENTS = "events"


@dataclass(frozen=True, slots=True)
class About:
    """`named` is all that a test speaks of. Of each of `needed` something must be spoken of where
    the test follows. `numbers` are the values that it leaves of a column or of points, if nothing
    else in it speaks of them."""

    named: Topics
    needed: tuple[Topics, ...]
    numbers: dict[Hashable, Ranges]

    def may_follow_from(self, other: About) -> bool:
        if ANY in other.named:
            return True
        if any(other.named.isdisjoint(topics) for topics in self.needed):
            return False
        shared = self.numbers.keys() & other.numbers.keys()
        return all(within(other.numbers[topic], self.numbers[topic]) for topic in shared)


def about(logic: Logic, test: Test) -> About:
    test = logic.open(test)
    parts = test.tests if isinstance(test, terms.All) else (test,)
    needed = [frozenset(_topics(logic, part)) for part in parts]
    named = frozenset(topic for topics in needed for topic in topics)
    return About(
        named, tuple(topics for topics in needed if ANY not in topics), _numbers(parts, needed)
    )


def _numbers(parts: Sequence[Test], topics: Sequence[Topics]) -> dict[Hashable, Ranges]:
    often = Counter(topic for of in topics for topic in of)
    found = [(of, ranges(part)) for part, of in zip(parts, topics, strict=True) if len(of) == 1]
    return {
        topic: asked[1]
        for (topic,), asked in found
        if asked is not None and topic == asked[0] and often[topic] == 1
    }


def _topics(logic: Logic, test: Test) -> Iterator[Hashable]:
    test = logic.open(test)
    if isinstance(test, terms.All | terms.AnyOf):
        for part in test.tests:
            yield from _topics(logic, part)
    elif isinstance(test, terms.Not):
        yield from _topics(logic, test.test)
    elif isinstance(test, terms.PointsAre):
        yield test.points
    else:
        yield _topic(test)


def _topic(test: Test) -> Hashable:
    value = getattr(test, "value", None)
    if isinstance(test, terms.Followed | terms.Repeated) or isinstance(value, terms.Measured):
        return EVENTS
    if isinstance(value, terms.Domain):
        value = value.value
    return value if isinstance(value, terms.ColumnValue) else ANY
