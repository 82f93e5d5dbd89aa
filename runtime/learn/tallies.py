"""Columns that count a lead's events, later ones among them: they were filled in at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from ...dsl import ast
from .frame import Amount, AnyFeature, Bools, Frame, Ints
from .leaks import Leak

EQUAL: Final = 0.95
"""A share of the leads, for a column to be that count."""
FEWEST: Final = 20
"""Leads with another count than most have: that nearly all have one event is no sign."""


@dataclass(frozen=True, slots=True, eq=False)
class Tallies:
    """How many events of each kind each lead has, before and after its moment."""

    kinds: tuple[str, ...]
    all: Ints
    """A row for each kind, a column for each lead."""
    later: Ints


def tallied(kinds: tuple[str, ...], kind: Ints, lead: Ints, late: Bools, leads: int) -> Tallies:
    """Of events by the places of their kinds and leads."""
    shape = len(kinds), leads

    def count(chosen: Bools | slice) -> Ints:
        cells = np.bincount(kind[chosen] * leads + lead[chosen], minlength=len(kinds) * leads)
        return cells.reshape(shape)

    return Tallies(kinds, count(slice(None)), count(late))


def counting_later(frame: Frame, found: Tallies) -> Iterator[Leak]:
    for feature in frame.features:
        if not isinstance(feature, Amount) or not isinstance(feature.expression, ast.Ref):
            continue
        what = _counted(feature, found)
        if what is not None:
            yield Leak(feature.source, f"it counts {what}, those after they were judged among them")


def _counted(column: Amount, found: Tallies) -> str | None:
    if _counts(column, found.all.sum(axis=0), found.later.sum(axis=0)):
        return "the events of the leads"
    for kind, all_, later in zip(found.kinds, found.all, found.later, strict=True):
        if _counts(column, all_, later):
            return f"each `{kind}` of the leads"
    return None


def _counts(column: Amount, all_: Ints, later: Ints) -> bool:
    """Whether the column has that count for leads of which some have later events, and not just
    the number that most of them have."""
    known = ~np.isnan(column.values)
    equal = column.values == all_
    usual = np.bincount(all_).argmax()
    telling = known & (all_ != usual)
    return bool(
        telling.sum() >= FEWEST and equal[known].mean() >= EQUAL
        and equal[telling].mean() >= EQUAL and later[telling & equal].any()
    )  # fmt: skip


def number_columns(features: tuple[AnyFeature, ...]) -> Iterator[str]:
    """Of the leads' own numbers, those that have no time."""
    for feature in features:
        if isinstance(feature, Amount) and isinstance(feature.expression, ast.Ref):
            yield feature.source
