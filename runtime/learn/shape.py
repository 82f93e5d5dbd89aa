"""Rows put together, so that a table reads well: bands of a number that rise, fall, or turn once,
and texts in a few groups of about one worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from .asked import Direction
from .blocks import Band, Block, Levels, Other, Row, Unknown, block
from .frame import Amount, Choice, Floats, Ints

MOST_GROUPS: Final = 6
"""Groups of texts in a table."""
ZIGZAG: Final = 8.0
"""Of log-likelihood that bands must lose by turning only once, for them to turn more often."""
ALIKE: Final = 0.12
"""Logits less than this apart are one group of texts."""


def shaped(
    found: Block, weights: Floats, counts: Floats, leads: Ints, fewest: int,
    direction: Direction | None = None,
) -> Block:  # fmt: skip
    """`weights` are the logits of the rows, `counts` how much is known of each."""
    if isinstance(found.feature, Amount):
        rows = _bands(found.rows, weights, counts, direction)
    elif isinstance(found.feature, Choice):
        rows = _groups(found, weights, counts)
    else:
        return found
    return block(found.feature, rows, leads, fewest)


# ---------------------------------------------------------------- numbers


def _bands(
    rows: Sequence[Row], weights: Floats, counts: Floats, direction: Direction | None
) -> list[Row]:
    bands = [i for i, row in enumerate(rows) if isinstance(row, Band)]
    runs = _runs(weights[bands], counts[bands], direction)
    made: list[Row] = []
    for run in runs:
        first, last = rows[bands[run[0]]], rows[bands[run[-1]]]
        assert isinstance(first, Band)
        assert isinstance(last, Band)
        made.append(Band(first.low, last.high))
    return [*made, *(row for row in rows if not isinstance(row, Band))]


def _runs(values: Floats, counts: Floats, direction: Direction | None) -> list[list[int]]:
    if direction is not None:
        sign = 1 if direction == "rising" else -1
        return pooled(sign * values, counts)
    ways = [_turning(values, counts, sign, turn) for sign in (1, -1) for turn in range(len(values))]
    best = min(ways, key=lambda runs: _off(runs, values, counts))
    # Half of the weighted squares is what the log-likelihood loses.
    lost = _off(best, values, counts) / 2
    return [[i] for i in range(len(values))] if lost > ZIGZAG else best


def pooled(values: Floats, counts: Floats) -> list[list[int]]:
    """Neighbours put together until their means rise: pool adjacent violators.

    >>> pooled(np.array([1.0, 3.0, 2.0, 5.0]), np.ones(4))
    [[0], [1, 2], [3]]
    """
    runs: list[list[int]] = []
    for i in range(len(values)):
        runs.append([i])
        while len(runs) > 1 and _mean(runs[-2], values, counts) >= _mean(runs[-1], values, counts):
            last = runs.pop()
            runs[-1] = runs[-1] + last
    return runs


def _turning(values: Floats, counts: Floats, sign: int, turn: int) -> list[list[int]]:
    """Rising up to a place and falling from there on, or with `sign` -1 the other way round."""
    up = pooled(sign * values[: turn + 1], counts[: turn + 1])
    down = pooled(-sign * values[turn + 1 :], counts[turn + 1 :])
    return [*up, *([place + turn + 1 for place in run] for run in down)]


def _mean(run: Sequence[int], values: Floats, counts: Floats) -> float:
    held = counts[list(run)]
    return float((values[list(run)] * held).sum() / max(held.sum(), 1e-12))


def _off(runs: Sequence[Sequence[int]], values: Floats, counts: Floats) -> float:
    """How far the means are from the values."""
    return sum(
        float((counts[list(run)] * (values[list(run)] - _mean(run, values, counts)) ** 2).sum())
        for run in runs
    )


# ---------------------------------------------------------------- texts


def _groups(found: Block, weights: Floats, counts: Floats) -> list[Row]:
    assert isinstance(found.feature, Choice)
    named = [i for i, row in enumerate(found.rows) if isinstance(row, Levels)]
    named.sort(key=lambda i: (-weights[i], i))
    runs = clustered(weights[named], counts[named])
    groups: list[Row] = [
        Levels(tuple(sorted(p for i in run for p in _places(found.rows[named[i]])))) for run in runs
    ]
    return [*groups, Unknown(), Other()]


def _places(row: Row) -> tuple[int, ...]:
    assert isinstance(row, Levels)
    return row.places


def clustered(values: Floats, counts: Floats, most: int = MOST_GROUPS) -> list[list[int]]:
    """Sorted values in at most so many groups, as close together as can be; fewer if groups would
    hardly differ. Exact, over all ways to part them."""
    for groups in range(1, most + 1):
        runs = _parted(values, counts, groups)
        spread = _off(runs, values, counts) / max(float(counts.sum()), 1e-12)
        if spread <= (ALIKE / 2) ** 2:
            return runs
    return runs


def _parted(values: Floats, counts: Floats, groups: int) -> list[list[int]]:
    count = len(values)
    if groups >= count:
        return [[i] for i in range(count)]
    held = np.concatenate([[0], np.cumsum(counts)])
    first = np.concatenate([[0], np.cumsum(counts * values)])
    second = np.concatenate([[0], np.cumsum(counts * values**2)])
    best = np.full((groups + 1, count + 1), np.inf)
    came = np.zeros((groups + 1, count + 1), dtype=np.int64)
    best[0, 0] = 0.0
    for group in range(1, groups + 1):
        for end in range(group, count + 1):
            size = np.maximum(held[end] - held[:end], 1e-12)
            off = second[end] - second[:end] - (first[end] - first[:end]) ** 2 / size
            cost = best[group - 1, :end] + off
            came[group, end] = int(np.argmin(cost))
            best[group, end] = cost[came[group, end]]
    return _traced(came, groups, count)


def _traced(came: Ints, groups: int, count: int) -> list[list[int]]:
    runs: list[list[int]] = []
    end = count
    for group in range(groups, 0, -1):
        start = int(came[group, end])
        runs.append(list(range(start, end)))
        end = start
    return runs[::-1]
