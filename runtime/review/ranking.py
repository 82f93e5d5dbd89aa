"""How well scores put winners before the others: the area under the ROC curve.

It is the chance that a lead that won has a higher score than one that did not; equal scores count
half. 0.5 is a coin, 1 is perfect. Worked out from how many leads of each score won and did not, so
that a million leads cost no more than their different scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import NamedTuple

from .rates import Estimate, Interval, Rate, z_of


class Cell(NamedTuple):
    """Of the leads with this score."""

    score: int
    won: int
    lost: int


def cells(found: Iterable[tuple[int, int, int]]) -> tuple[Cell, ...]:
    """(score, won, lost), scores in any order and more than once → each score once, from low to
    high."""
    added: dict[int, list[int]] = {}
    for score, won, lost in found:
        cell = added.setdefault(score, [0, 0])
        cell[0] += won
        cell[1] += lost
    return tuple(Cell(score, *added[score]) for score in sorted(added))


def total(found: Sequence[Cell]) -> Rate:
    won, lost = sum(cell.won for cell in found), sum(cell.lost for cell in found)
    return Rate(won, won + lost)


@dataclass(frozen=True, slots=True)
class _Places:
    """For each score, which share of the lost it beats, and which share of the won beats it."""

    beats: Mapping[int, float]
    beaten: Mapping[int, float]


def _places(found: Sequence[Cell]) -> _Places:
    everyone = total(found)
    beats, beaten = {}, {}
    lost = won = 0
    for cell in found:
        beats[cell.score] = (lost + cell.lost / 2) / everyone.lost
        beaten[cell.score] = 1 - (won + cell.won / 2) / everyone.won
        lost, won = lost + cell.lost, won + cell.won
    return _Places(beats, beaten)


def auc(found: Sequence[Cell]) -> Estimate | None:
    """With the interval of DeLong and others (1988), on the scale of its odds so that it stays
    between 0 and 1; nothing unless some won and some did not.

    >>> round(auc(cells([(10, 1, 4), (20, 2, 2), (30, 5, 1)])).value, 4)
    0.7946
    """
    everyone = total(found)
    if not everyone.won or not everyone.lost:
        return None
    places = _places(found)
    value = sum(cell.won * places.beats[cell.score] for cell in found) / everyone.won
    error = sqrt(
        _spread([(places.beats[c.score] - value, c.won) for c in found])
        + _spread([(places.beaten[c.score] - value, c.lost) for c in found])
    )
    return Estimate(value, _within_one(value, error, everyone))


def _spread(found: Sequence[tuple[float, int]]) -> float:
    """The variance of the mean of what is this far from it, so many times."""
    number = sum(times for _, times in found)
    if number < 2:
        return 0.25  # one lead says nothing of how much leads differ
    return sum(far * far * times for far, times in found) / (number - 1) / number


def _within_one(value: float, error: float, everyone: Rate) -> Interval:
    """Where all or none of the pairs are right there is no spread to see: then one wrong pair
    among the fewer is taken as what may have been missed."""
    least = 1 / (2 * min(everyone.won, everyone.lost) + 2)
    middle = min(max(value, least), 1 - least)
    error = max(error, 0.0 if 0 < value < 1 else least)
    odds, reach = log(middle / (1 - middle)), z_of() * error / (middle * (1 - middle))
    low, high = (1 / (1 + exp(-min(max(x, -700), 700))) for x in (odds - reach, odds + reach))
    return Interval(min(low, value), max(high, value))


# ---------------------------------------------------------------- two ways of scoring


class Joint(NamedTuple):
    """Of the leads with this score by one way of scoring and that score by another."""

    one: int
    other: int
    won: int
    lost: int


def auc_lost(found: Sequence[Joint]) -> Estimate | None:
    """By how much the area under the curve is larger by the one way than by the other, for the
    same leads: their scores go together, and the interval knows of that (DeLong and others 1988).
    """
    ones = cells((j.one, j.won, j.lost) for j in found)
    everyone = total(ones)
    if not everyone.won or not everyone.lost:
        return None
    one, other = _places(ones), _places(cells((j.other, j.won, j.lost) for j in found))
    wins = [(one.beats[j.one] - other.beats[j.other], j.won) for j in found]
    losses = [(one.beaten[j.one] - other.beaten[j.other], j.lost) for j in found]
    value = sum(far * times for far, times in wins) / everyone.won
    error = sqrt(sum(_spread([(far - value, n) for far, n in part]) for part in (wins, losses)))
    return Estimate(value, Interval(value - z_of() * error, value + z_of() * error))
