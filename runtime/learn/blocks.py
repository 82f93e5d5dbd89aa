"""A feature in rows: bands of a number, groups of texts, yes and no. What a table is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

import numpy as np

from .frame import Amount, AnyFeature, Choice, Flag, Floats, Ints
from .logistic import Coded


@dataclass(frozen=True, slots=True)
class Band:
    """From `low` on, up to but without `high`; none for no end."""

    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Levels:
    places: tuple[int, ...]
    """In the feature's levels."""


@dataclass(frozen=True, slots=True)
class Unknown:
    pass


@dataclass(frozen=True, slots=True)
class Other:
    """Every text that no other row names."""


@dataclass(frozen=True, slots=True)
class Truth:
    holds: bool


Row: TypeAlias = Band | Levels | Unknown | Other | Truth


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    feature: AnyFeature
    rows: tuple[Row, ...]
    codes: Ints
    """For every lead of the frame, which row fits it."""
    thin: tuple[bool, ...]
    """Rows with too few leads to learn anything of; they give no points."""

    def coded(self, leads: Ints, ridge: float) -> Coded:
        """For some of the leads."""
        ridges = np.where(self.thin, 1e6, ridge)
        return Coded(self.codes[leads], len(self.rows), ridges)


def block(feature: AnyFeature, rows: Sequence[Row], counted: Ints, fewest: int) -> Block:
    """`counted` are the leads that a row must have enough of."""
    codes = coded(feature, rows)
    sizes = np.bincount(codes[counted], minlength=len(rows))
    return Block(feature, tuple(rows), codes, tuple(bool(size < fewest) for size in sizes))


def coded(feature: AnyFeature, rows: Sequence[Row]) -> Ints:
    """The row that fits each lead, as the first row of a table that fits it."""
    if isinstance(feature, Amount):
        return _of_amount(feature.values, rows)
    if isinstance(feature, Choice):
        return _of_choice(feature, rows)
    assert isinstance(feature, Flag)
    yes, no = rows.index(Truth(True)), rows.index(Truth(False))
    return np.where(feature.holds, yes, no).astype(np.int64)


def _of_amount(values: Floats, rows: Sequence[Row]) -> Ints:
    bands = [(i, row) for i, row in enumerate(rows) if isinstance(row, Band)]
    cuts = np.array([float(row.low) for _, row in bands if row.low is not None])
    places = np.array([i for i, _ in bands], dtype=np.int64)
    found = places[np.searchsorted(cuts, values, side="right").clip(0, len(bands) - 1)]
    unknown = rows.index(Unknown()) if Unknown() in rows else 0
    return np.where(np.isnan(values), unknown, found)


def _of_choice(feature: Choice, rows: Sequence[Row]) -> Ints:
    other = rows.index(Other())
    table = np.full(len(feature.levels) + 2, other, dtype=np.int64)
    for i, row in enumerate(rows):
        if isinstance(row, Levels):
            table[list(row.places)] = i
    table[-1] = rows.index(Unknown())
    return np.asarray(table[feature.codes])
