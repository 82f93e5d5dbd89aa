"""Which few features a card is made of: forward, each time the one that adds most.

A feature must better the log-likelihood by more than the best of as many features of pure noise
would, with one chance in twenty; so noise gets no rule however many columns there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, sqrt
from statistics import NormalDist
from typing import Final

import numpy as np

from .blocks import Band, Block
from .frame import Bools, Floats, Ints
from .logistic import Coded, Fit, chance, fit

RIDGE: Final = 1.0
LEVEL_RIDGE: Final = 2.0
CLOSE: Final = 5
"""Candidates that are tried in full, of those that look best."""
CHANCE: Final = 0.05
"""That noise gets the first rule; once there is something to learn, the others may be"""
LATER: Final = 0.5
"""as likely as this, for weak signs help together."""
PLACES: Final = 24
"""Of cuts, as far as they differ."""


def ridge_of(block: Block) -> float:
    return LEVEL_RIDGE if len(block.rows) > 10 else RIDGE


def coded_blocks(blocks: Sequence[Block], leads: Ints) -> list[Coded]:
    return [block.coded(leads, ridge_of(block)) for block in blocks]


def bar(block: Block, coded: Coded, won: Bools, chance_of: float) -> float:
    """What a block of noise betters the log-likelihood by at most, but for such a chance: half
    of a quantile of chi-squared."""
    df = _freedom(coded, won)
    z = NormalDist().inv_cdf(1 - chance_of / _ways(block))
    # Wilson and Hilferty: the cube root of chi-squared is nearly normal.
    return df * float(1 - 2 / (9 * df) + z * sqrt(2 / (9 * df))) ** 3 / 2


def _freedom(coded: Coded, won: Bools) -> float:
    """Degrees of freedom that the ridge leaves."""
    rate = float(won.mean())
    known = coded.sums(np.full(len(won), rate * (1 - rate)))
    return max(1.0, float((known / (known + coded.ridge)).sum()) - 1)


def _ways(block: Block) -> int:
    """Among how many the cuts of a number were chosen, neighbouring ones being much the same."""
    cuts = sum(isinstance(row, Band) for row in block.rows) - 1
    return comb(PLACES, min(cuts, PLACES // 2)) if cuts > 0 else 1


def path(blocks: Sequence[Block], won: Bools, leads: Ints, most: int) -> list[int]:
    """Places of the blocks in the order in which they are taken: the first k make the card of k
    rules. It ends where nothing more is worth a rule."""
    found = won[leads]
    coded = coded_blocks(blocks, leads)
    pairs = list(zip(blocks, coded, strict=True))
    first = [bar(*pair, found, CHANCE / len(blocks)) for pair in pairs]
    later = [bar(*pair, found, LATER / len(blocks)) for pair in pairs]
    chosen: list[int] = []
    now = _empty(found)
    while len(chosen) < most:
        best = _next(coded, later if chosen else first, found, chosen, now)
        if best is None:
            break
        place, now = best
        chosen.append(place)
    return chosen


def _empty(won: Bools) -> Fit:
    nothing = Coded(np.zeros(len(won), dtype=np.int64), 1, np.array([1e6]))
    return fit([nothing], won)


def _next(
    coded: Sequence[Coded], bars: Sequence[float], won: Bools, chosen: Sequence[int], now: Fit
) -> tuple[int, Fit] | None:
    """The block that betters the fit most, less what noise of its size might."""
    left = [i for i in range(len(coded)) if i not in chosen]
    p = chance(now.margin)
    rest, weight = p - won, p * (1 - p)
    looks = {i: _step_gain(coded[i], rest, weight) - bars[i] for i in left}
    close = sorted((i for i in left if looks[i] > 0), key=lambda i: (-looks[i], i))[:CLOSE]
    best: tuple[float, int, Fit] | None = None
    for i in close:
        tried = fit([coded[j] for j in (*chosen, i)], won)
        gain = now.loss - tried.loss - bars[i]
        if gain > 0 and (best is None or gain > best[0]):
            best = gain, i, tried
    return best[1:] if best is not None else None


def _step_gain(block: Coded, rest: Floats, weight: Floats) -> float:
    """What one step of Newton's method with this block alone would better."""
    gradient, curve = block.sums(rest), block.sums(weight)
    gradient = gradient - curve * (gradient.sum() / max(curve.sum(), 1e-9))
    return float((gradient**2 / (curve + block.ridge)).sum() / 2)
