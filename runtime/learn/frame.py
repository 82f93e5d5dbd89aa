"""What is learned from: a value of every feature for every lead, and how the lead ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...dsl import ast

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

Place: TypeAlias = Literal["fit", "engagement"]


@dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """Something that rules can ask of a lead; `expression` is how they do."""

    expression: ast.Expression
    title: str
    """In the words of the data."""
    source: str
    """The column of the data, or the event, by which constraints name it."""
    place: Place
    """Whether it tells who a lead is or what the lead did."""


@dataclass(frozen=True, slots=True, eq=False)
class Amount(Feature):
    """A number. `tables by` its bands."""

    values: Floats
    """Not a number where it is unknown."""


@dataclass(frozen=True, slots=True, eq=False)
class Choice(Feature):
    """One of several texts."""

    levels: tuple[str, ...]
    """As they are spelled most often; the most frequent first."""
    codes: Ints
    """A level for each lead, -1 where it is unknown."""


@dataclass(frozen=True, slots=True, eq=False)
class Flag(Feature):
    """Something that holds or does not; the expression is the condition."""

    holds: Bools


AnyFeature: TypeAlias = Amount | Choice | Flag


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """A column that nothing is learned from, and why."""

    source: str
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    features: tuple[AnyFeature, ...]
    won: Bools
    """For each lead."""
    left_out: tuple[LeftOut, ...] = ()

    @property
    def leads(self) -> int:
        return len(self.won)

    def sources(self) -> Iterator[str]:
        yield from dict.fromkeys(feature.source for feature in self.features)
