"""Whether rows above leave nothing for a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from . import terms
from .intervals import EVERYTHING, Interval, Ranges, intersection, union, within
from .logic import Logic, Subject, never_unknown, possible, ranges
from .terms import Test

MOST_ROWS = 200
"""Tables of more rows are not searched; it would take time by the square."""
Cover: TypeAlias = tuple[int, ...]
"""Positions of the rows above that take everything."""


def covering(
    logic: Logic, test: Test, above: Sequence[Test],
    points: Mapping[str | None, Interval] | None = None,
) -> Cover | None:  # fmt: skip
    """The rows above of which one holds wherever `test` does, if that is certain and `test` can
    hold at all. `points` are the attainable ranges of groups."""
    for i, other in enumerate(above):
        if logic.implies(test, other):
            return (i,)
    return _texts(logic, test, above) or _numbers(logic.open(test), above, points or {})


def _texts(logic: Logic, test: Test, above: Sequence[Test]) -> Cover | None:
    """Each text of a row may be taken by another row."""
    if not isinstance(test, terms.TextIn) or len(test.texts) > 200:
        return None
    found = []
    for text in test.texts:
        one = terms.TextIn(test.value, (text,))
        taker = next((i for i, other in enumerate(above) if logic.implies(one, other)), None)
        if taker is None:
            return None
        found.append(taker)
    return tuple(dict.fromkeys(found))


def _numbers(
    test: Test, above: Sequence[Test], points: Mapping[str | None, Interval]
) -> Cover | None:
    """The rows above may take all numbers together, though none of them alone does."""
    asked = ranges(test)
    if asked is None and test == terms.Always(True):
        asked = next(((r[0], EVERYTHING) for r in map(ranges, above) if r is not None), None)
    if asked is None:
        return None
    subject, wanted = asked
    wanted = intersection(wanted, _possible(subject, points))
    takers = [i for i, other in enumerate(above) if (ranges(other) or (None,))[0] == subject]
    taken = union(part for i in takers for part in (ranges(above[i]) or (None, ()))[1])
    if not wanted or not within(wanted, taken):
        return None
    if test == terms.Always(True) and not never_unknown(subject):
        unknown = terms.Not(terms.Known(subject))  # type: ignore[arg-type]
        if unknown not in above:
            return None
        takers.append(above.index(unknown))
    return tuple(takers)


def _possible(subject: Subject, points: Mapping[str | None, Interval]) -> Ranges:
    if isinstance(subject, terms.Points):
        return (points[subject.group],) if subject.group in points else EVERYTHING
    return possible(subject)
