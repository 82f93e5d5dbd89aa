"""How points fade and which events count, in exact fractions and without leadscore."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from fractions import Fraction
from functools import cache
from typing import Any, TypeAlias

from .loans_log import Event

DAY, WEEK = timedelta(days=1), timedelta(days=7)

Result: TypeAlias = tuple[int, Fraction]
"""How often a rule counts, and its points."""


def rounded(value: Fraction, decimals: int) -> Fraction:
    """Half away from zero."""
    scaled = abs(value) * 10**decimals
    whole = scaled.numerator // scaled.denominator
    whole += scaled - whole >= Fraction(1, 2)
    return Fraction(whole if value >= 0 else -whole, 10**decimals)


def losing(points: str, percent: str, every: timedelta) -> Callable[[Event], Fraction]:
    return lambda event: left_over(points, percent, event.age // every)


@cache
def left_over(points: str, percent: str, steps: int) -> Fraction:
    return rounded(Fraction(points) * (1 - Fraction(percent) / 100) ** steps, decimals(points))


def fading(points: str, days: int) -> Callable[[Event], Fraction]:
    return lambda event: faded(points, days, event.age // DAY)


@cache
def faded(points: str, days: int, gone: int) -> Fraction:
    return rounded(Fraction(points) * max(0, days - gone) / days, decimals(points))


def decimals(points: str) -> int:
    return len(points.partition(".")[2])


def latest(events: Iterable[Event], give: Callable[[Event], Fraction]) -> list[Event]:
    """Latest first; of one moment those that give most."""
    return sorted(events, key=lambda event: (event.age, -give(event)))


def once_per_resource(events: Sequence[Event]) -> list[Event]:
    found: dict[str, Event] = {}
    for event in events:
        if event.resource:
            found.setdefault(event.resource, event)
    return list(found.values())


def at_most_per(events: Sequence[Event], times: int, width: timedelta) -> list[Event]:
    counted: Counter[int] = Counter()
    kept = []
    for event in events:
        counted[event.age // width] += 1
        if counted[event.age // width] <= times:
            kept.append(event)
    return kept


def total(events: Sequence[Event], give: Callable[[Event], Fraction]) -> Result:
    return len(events), sum(map(give, events), Fraction(0))


def up_to(result: Result, most: int) -> Result:
    return result[0], max(Fraction(-most), min(Fraction(most), result[1]))


def once(holds: bool, points: str) -> Result:
    return (1, Fraction(points)) if holds else (0, Fraction(0))


def first_row(rows: Iterable[tuple[bool, str]]) -> Result:
    for holds, points in rows:
        if holds:
            return 1, Fraction(points)
    return 0, Fraction(0)


def within(events: Iterable[Event], window: timedelta) -> list[Event]:
    return [event for event in events if event.age < window]


def last_value(events: Sequence[Event], name: str, sign: int = 1) -> Any:
    """Of the latest moment (`sign` -1: of the earliest) the greatest value; empty if unknown."""
    if not events:
        return ""
    age = sign * min(sign * event.age for event in events)
    return max(getattr(event, name) for event in events if event.age == age)
