"""Bands of scores: how many leads of each win, and whether a higher band really converts better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import sqrt
from typing import Final, Literal, TypeAlias

from .ranking import Cell, total
from .rates import Rate, difference_z, holm, p_of

MOST: Final = 10
"""So many bands at most."""
LEAST: Final = 0.7
"""A band may have this share of the leads that it should have, for the sake of a round edge."""
SURE: Final = 1.96
"""Standard errors beyond which a difference is not left to chance."""


@dataclass(frozen=True, slots=True)
class Band:
    """The leads with scores from `low` to `high`, both included."""

    low: int
    """A round number; of the lowest band the lowest score."""
    high: int
    """The highest score that a lead of the band has."""
    rate: Rate


def bands(found: Sequence[Cell], unit: int = 1, most: int = MOST) -> tuple[Band, ...]:
    """Bands of about as many leads each, that begin at round scores where they can. `unit` is one
    point.

    >>> leads = [Cell(score, 1, 9) for score in range(100)]
    >>> [band.low for band in bands(leads, most=4)]
    [0, 25, 50, 75]
    """
    return tuple(_bands(list(found), unit, most))


def _bands(rest: list[Cell], unit: int, left: int) -> Iterator[Band]:
    low = rest[0].score if rest else 0
    while rest:
        number, edge = _cut(rest, unit, left)
        own, rest, left = rest[:number], rest[number:], left - 1
        yield Band(low, own[-1].score, total(own))
        low = edge


def _cut(rest: list[Cell], unit: int, left: int) -> tuple[int, int]:
    """How many of the cells make the next band, and where the one after it begins."""
    wanted = total(rest).leads / left
    seen, best, found = 0, (0.0, 0.0), (len(rest), 0)
    for number, (cell, after) in enumerate(pairwise(rest), 1):
        seen += cell.won + cell.lost
        if left == 1 or seen < LEAST * wanted:
            continue
        if found[1] and seen > wanted / LEAST:
            break
        size, edge = _roundest(cell.score, after.score, unit)
        rank = size, -abs(seen - wanted)
        if found == (len(rest), 0) or rank > best:
            best, found = rank, (number, edge)
    if total(rest[found[0] :]).leads < wanted / 2:
        return len(rest), 0
    return found


def _roundest(below: int, score: int, unit: int) -> tuple[float, int]:
    """The roundest number above the one and up to the other, and how round it is: the largest of
    … 10, 20, 25, 50, 100 … points that it is a multiple of."""
    for step in _steps(unit):
        edge = score // step * step
        if edge > below:
            return step, edge
    return 0, score


def _steps(unit: int) -> Iterator[int]:
    for zeros in range(9, 0, -1):
        yield from (unit * 10**zeros * part // 100 for part in (100, 50, 25, 20))
    yield from (unit, 1)


# ---------------------------------------------------------------- does a higher band win more?

Verdict: TypeAlias = Literal["rises", "falls", "wrong", "flat", "few"]


@dataclass(frozen=True, slots=True)
class Rise:
    """Whether higher bands convert better.

    rises  they do, and no two bands stand the wrong way round beyond chance
    wrong  they do on the whole, but some lower band converts better than a higher one
    falls  higher bands convert worse
    flat   there is no rise that chance does not explain
    few    there are too few leads, or only one band
    """

    verdict: Verdict
    trend: float
    """Cochran and Armitage's test for a trend: in standard errors, above 0 if it rises."""
    wrong: tuple[tuple[int, int], ...]
    """Places of bands, the lower first, of which the lower converts better beyond chance."""

    @property
    def p(self) -> float:
        return p_of(self.trend)


def rise(rates: Sequence[Rate]) -> Rise:
    """From the lowest band to the highest."""
    everyone = sum(rates, Rate(0, 0))
    filled = [place for place, rate in enumerate(rates) if rate.leads]
    trend = _trend(rates)
    if len(filled) < 2 or not everyone.won or not everyone.lost:
        return Rise("few", trend, ())
    pairs = list(combinations(filled, 2))
    zs = [difference_z(rates[low], rates[high]) for low, high in pairs]
    stands = holm([p_of(z) for z in zs])
    wrong = tuple(pair for pair, z, sure in zip(pairs, zs, stands, strict=True) if sure and z > 0)
    return Rise(_verdict(trend, bool(wrong), everyone), trend, wrong)


def _verdict(trend: float, wrong: bool, everyone: Rate) -> Verdict:
    if trend < -SURE:
        return "falls"
    if wrong:
        return "wrong"
    if trend > SURE:
        return "rises"
    return "few" if everyone.scarce else "flat"


def _trend(rates: Sequence[Rate]) -> float:
    """The bands' places are their values."""
    everyone = sum(rates, Rate(0, 0))
    share, leads = everyone.value, everyone.leads
    if not leads:
        return 0.0
    middle = sum(place * rate.leads for place, rate in enumerate(rates)) / leads
    rises = sum((place - middle) * (rate.won) for place, rate in enumerate(rates))
    spread = sum((place - middle) ** 2 * rate.leads for place, rate in enumerate(rates))
    error = sqrt(share * (1 - share) * spread)
    return rises / error if error else 0.0
