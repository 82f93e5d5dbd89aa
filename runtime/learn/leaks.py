"""Columns that seem to know the outcome: filled in when it was known, or made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from ...dsl import ast
from ...dsl.lint.late_column import LATE
from ..infer.names import rule_names
from .bins import binned
from .evidence import percent
from .frame import Amount, AnyFeature, Bools, Choice, Flag, Frame
from .measures import auc

ALONE: Final = 0.85
"""AUC of one column by itself; what is known before the outcome hardly ever tells so much."""
PURE: Final = 0.95
"""A share of winners that is too good,"""
COVERED: Final = 0.2
"""if at least this share of all winners is there."""
_ENDED: Final = re.compile(
    r"(^|_)(won|lost|closed?|outcome|churn(ed)?|converted|conversion|contract|invoice)(_|$)"
)
_JUDGED: Final = re.compile(
    r"(^|_)(quality|rating|grade|scor(e|ed|ing)|index|rank|tags?|disposition|lead_profile)(_|$)"
)
"""Somebody's opinion of the lead, or another scorer's."""
_LAST: Final = re.compile(r"(^|_)last_(\w+_)?(activity|action|event|touch|status)(_|$)")
TELLS: Final = 0.55
"""AUC of one column below which such a name is nothing to speak of."""


@dataclass(frozen=True, slots=True)
class Leak:
    source: str
    why: str


def leaks(frame: Frame) -> Iterator[Leak]:
    """At most one for each column, for the strongest reason."""
    told: set[str] = set()
    for feature in frame.features:
        why = _why(feature, frame.won) if feature.source not in told else None
        if why is not None:
            told.add(feature.source)
            yield Leak(feature.source, why)


def _why(feature: AnyFeature, won: Bools) -> str | None:
    alone = _alone(feature, won)
    return (
        _filled_for_one_kind(feature, won) or _pure_text(feature, won) or _tells_all(alone)
        or _named(feature, alone)
    )  # fmt: skip


def _filled_for_one_kind(feature: AnyFeature, won: Bools) -> str | None:
    known = _known(feature)
    if known is None or known.all() or not known.any():
        return None
    rate = float(won[known].mean())
    where = "where it is known" if _about_knowing(feature) else "for which it holds"
    if rate >= PURE and won[known].sum() >= COVERED * won.sum() and rate > won.mean() + 0.05:
        return f"{percent(rate)} of the leads {where} won"
    lost = 1 - rate
    if lost >= 0.99 and (~won)[known].sum() >= COVERED * (~won).sum() and won.mean() > 0.03:
        return f"{percent(lost)} of the leads {where} did not win"
    return None


def _known(feature: AnyFeature) -> Bools | None:
    if isinstance(feature, Amount):
        return ~np.isnan(feature.values) if feature.place == "fit" else None
    if isinstance(feature, Choice):
        return feature.codes >= 0
    return feature.holds if isinstance(feature, Flag) else None


def _about_knowing(feature: AnyFeature) -> bool:
    return not isinstance(feature, Flag) or isinstance(feature.expression, ast.IsKnown)


def _pure_text(feature: AnyFeature, won: Bools) -> str | None:
    if not isinstance(feature, Choice):
        return None
    for place, level in enumerate(feature.levels):
        there = feature.codes == place
        winners = int(won[there].sum())
        rate = winners / max(int(there.sum()), 1)
        if rate >= PURE and winners >= COVERED * won.sum() and rate > won.mean() + 0.05:
            share = percent(winners / int(won.sum()))
            return f"`{level}` holds {share} of the winners, and {percent(rate)} of its leads won"
    return None


def _alone(feature: AnyFeature, won: Bools) -> float:
    """Its AUC by itself."""
    block = binned(feature, won, np.arange(len(won)))
    sizes = np.bincount(block.codes, minlength=len(block.rows))
    rates = np.bincount(block.codes, won, len(block.rows)) / np.maximum(sizes, 1)
    return auc(np.where(block.thin, won.mean(), rates)[block.codes], won)


def _tells_all(alone: float) -> str | None:
    if alone < ALONE:
        return None
    return f"alone it tells winners from others with an AUC of {alone:.2f}"


def _named(feature: AnyFeature, alone: float) -> str | None:
    name = rule_names([feature.source])[0]
    if LATE.match(name) or _ENDED.search(name):
        return "by the name, filled in when the outcome is known"
    if alone >= TELLS and _JUDGED.search(name):
        return "by the name, an opinion of the lead, formed perhaps when the outcome was near"
    if alone >= TELLS and feature.place == "fit" and _LAST.search(name):
        return "by the name, the last that was seen of the lead, perhaps after the outcome"
    return None
