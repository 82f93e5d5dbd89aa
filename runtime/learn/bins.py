"""Bands and levels found in the data: the cuts of a number at which the rate of winners changes,
and the texts that enough leads have.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

import numpy as np

from .blocks import Band, Block, Levels, Other, Row, Truth, Unknown, block
from .frame import Amount, AnyFeature, Bools, Choice, Floats, Ints
from .round_numbers import roundest

FEWEST: Final = 20
"""Leads in a row. A text may have half as many, for those of one worth share a row."""
FINE: Final = 32
"""Bands from which the final ones are put together."""
MOST_BANDS: Final = 7
PRICE: Final = 4.0
"""What one more band must better the log-likelihood by."""


def binned(feature: AnyFeature, won: Bools, leads: Ints) -> Block:
    """Found from `leads` alone; the codes are those of every lead."""
    fewest = fewest_of(len(leads))
    if isinstance(feature, Amount):
        rows = list(_bands(feature.values[leads], won[leads], fewest))
    elif isinstance(feature, Choice):
        fewest //= 2
        rows = list(_levels(feature, leads, fewest))
    else:
        rows = [Truth(True), Truth(False)]
    return block(feature, rows, leads, fewest)


def fewest_of(leads: int) -> int:
    return max(FEWEST, leads // 400)


# ---------------------------------------------------------------- texts


def _levels(feature: Choice, leads: Ints, fewest: int) -> Iterator[Row]:
    sizes = np.bincount(feature.codes[leads] + 1, minlength=len(feature.levels) + 2)
    for place in range(len(feature.levels)):
        if sizes[place + 1] >= fewest:
            yield Levels((place,))
    yield Unknown()
    yield Other()


# ---------------------------------------------------------------- numbers


def _bands(values: Floats, won: Bools, fewest: int) -> Iterator[Row]:
    known = ~np.isnan(values)
    cuts = _cuts(values[known], won[known], fewest) if known.any() else []
    ends: list[Decimal | None] = [None, *cuts, None]
    for low, high in pairwise(ends):
        yield Band(low, high)
    yield Unknown()


def _cuts(values: Floats, won: Bools, fewest: int) -> list[Decimal]:
    fine = fine_cuts(values, fewest)
    place = np.searchsorted(np.array([float(cut) for cut in fine]), values, side="right")
    sizes = np.bincount(place, minlength=len(fine) + 1)
    winners = np.bincount(place, won, len(fine) + 1).astype(np.float64)
    return [fine[i - 1] for i in parted(sizes, winners, fewest)]


def fine_cuts(values: Floats, fewest: int) -> list[Decimal]:
    """Round numbers that part the values into bands of about one size."""
    distinct, sizes = np.unique(values, return_counts=True)
    wanted = max(len(values) / FINE, fewest)
    cuts: list[Decimal] = []
    held = 0
    for i in range(len(distinct) - 1):
        held += int(sizes[i])
        heavy = sizes[i + 1] >= wanted and held >= fewest
        if held >= wanted or heavy:
            # A value that so many have is told from all others.
            room = 0.0 if sizes[i] >= wanted else wanted * 0.3
            last = _slack(sizes, i + 1, room)
            cut = roundest(_decimal(distinct[i]), _decimal(distinct[last]))
            if not cuts or cut > cuts[-1]:
                cuts.append(cut)
            held = 0
    return cuts


def _slack(sizes: Ints, start: int, room: float) -> int:
    """How far a cut may move upwards for the sake of a rounder number."""
    last, passed = start, float(sizes[start])
    while last + 1 < len(sizes) and passed <= room:
        last += 1
        passed += float(sizes[last])
    return last


def _decimal(value: float) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal("0.000001"))


def parted(sizes: Ints, winners: Floats, fewest: int, price: float = PRICE) -> list[int]:
    """Where the fine bands are cut, so that log-likelihood less the price of bands is best:
    exact, over all ways to put neighbours together."""
    n = np.concatenate([[0], np.cumsum(sizes)]).astype(np.float64)
    w = np.concatenate([[0.0], np.cumsum(winners)])
    count = len(sizes)
    best = np.full((MOST_BANDS + 1, count + 1), np.inf)
    came = np.zeros((MOST_BANDS + 1, count + 1), dtype=np.int64)
    best[0, 0] = 0.0
    for bands in range(1, MOST_BANDS + 1):
        for end in range(1, count + 1):
            held, won = n[end] - n[:end], w[end] - w[:end]
            able = (held >= fewest) | ((bands == 1) & (end == count))
            cost = np.where(able, best[bands - 1, :end] + _loss(held, won), np.inf)
            start = int(np.argmin(cost))
            best[bands, end], came[bands, end] = cost[start], start
    total = best[1:, count] + price * np.arange(1, MOST_BANDS + 1)
    bands, end = int(np.argmin(total)) + 1, count
    found = []
    while bands:
        end = int(came[bands, end])
        found.append(end)
        bands -= 1
    return sorted(cut for cut in found if cut)


def _loss(held: Floats, won: Floats) -> Floats:
    """Negative log-likelihood of bands, a little drawn to the middle for bands without losers."""
    rate = (won + 0.5) / (held + 1)
    return np.asarray(-(won * np.log(rate) + (held - won) * np.log(1 - rate)))
