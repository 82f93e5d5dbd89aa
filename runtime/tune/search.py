"""Which few points to change, and to what: each time the one that sets winners best before others.

A change is as small as nearly all of its gain allows, keeps its sign and the order of the rows of
its rule, and is made only if the area under the curve grows by more than chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np

from ..learn.frame import Floats, Ints
from ..learn.logistic import chance
from ..learn.measures import gain
from ..learn.points import calibrated
from .literals import Literal
from .measured import Measured

MOST: Final = 8
"""Changes."""
TRIED: Final = 8
"""Points that are tried in full, of those that look best."""
STEPS: Final = (1, 2, 3, 5, 8, 12, 18, 25, 40, 60)
NEARLY: Final = 0.8
"""Of the gain, that the smaller change must have."""


@dataclass(frozen=True, slots=True)
class Change:
    place: int
    """Of the literal."""
    value: Decimal


def path(found: Measured, leads: Ints) -> list[Change]:
    """Changes in the order in which they are worth most, seen by these leads alone."""
    changes: list[Change] = []
    while len(changes) < MOST:
        best = _next(found, leads, changes)
        if best is None:
            break
        changes.append(best)
    return changes


def scores(found: Measured, changes: Sequence[Change]) -> Floats:
    more = [np.zeros(len(found.won)) for _ in found.groups]
    for change in changes:
        literal, slope = found.literals[change.place], found.slopes[change.place]
        by = float((change.value - literal.value) * literal.sign)
        more[literal.group][slope.leads] += slope.by * literal.sign * by
    return found.scores(more)


def _next(found: Measured, leads: Ints, changes: Sequence[Change]) -> Change | None:
    now = scores(found, changes)
    won = found.won[leads]
    best: tuple[float, Change] | None = None
    for place in _looking_best(found, leads, now, {change.place for change in changes}):
        tried = [
            (gain(now[leads], scores(found, [*changes, one])[leads], won), one)
            for one in _able(found.literals, place, changes)
        ]
        most = max((g.value for g, _ in tried), default=0.0)
        # From the smallest change up.
        able = ((g.value, one) for g, one in tried if g.sure and g.value >= NEARLY * most)
        first = next(able, None)
        if first is not None and (best is None or first[0] > best[0]):
            best = first
    return best[1] if best is not None else None


def _looking_best(found: Measured, leads: Ints, now: Floats, taken: set[int]) -> list[int]:
    """By what one step of Newton's method with that literal alone would better."""
    scale = calibrated(now[leads], found.won[leads])
    p = chance(scale.start + scale.step * now)
    chosen = np.zeros(len(now), dtype=bool)
    chosen[leads] = True
    rest, weight = np.where(chosen, found.won - p, 0.0), np.where(chosen, p * (1 - p), 0.0)
    looks = {}
    for place, slope in enumerate(found.slopes):
        curve = float((weight[slope.leads] * slope.by**2).sum())
        if place not in taken and curve > 0:
            looks[place] = float((rest[slope.leads] * slope.by).sum()) ** 2 / curve
    return sorted(looks, key=lambda place: (-looks[place], place))[:TRIED]


def _able(
    literals: Sequence[Literal], place: int, changes: Sequence[Change]
) -> Iterator[Change]:  # fmt: skip
    """From the smallest change up; smaller points before larger ones."""
    one = literals[place]
    most = 2 * max(abs(literal.value) for literal in literals)
    now = {literal: literal.value for literal in literals}
    now.update({literals[change.place]: change.value for change in changes})
    rest = [(o.value, now[o]) for o in literals if o.rule == one.rule and o != one]
    for step in STEPS:
        for size in (abs(one.value) - step, abs(one.value) + step):
            value = size * one.sign
            if 1 <= size <= most and all(_ordered(one.value, value, *other) for other in rest):
                yield Change(place, value)


def _ordered(old: Decimal, new: Decimal, other_old: Decimal, other_new: Decimal) -> bool:
    """Whether two rows of a rule stay in their order."""
    if old == other_old:
        return True
    return new >= other_new if old > other_old else new <= other_new
