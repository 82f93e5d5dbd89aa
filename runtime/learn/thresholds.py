"""Scores from which a lead could be called hot or warm, and what to expect there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from .card import Card
from .figures import HeldOut
from .frame import Bools, Floats, Frame

WINNERS: Final = (0.25, 0.5, 0.75, 0.9)
"""Shares of all winners that a threshold is to hold."""
STAGES: Final = {"Hot": 0.5, "Warm": 0.9}
LEAST: Final = 0.02
"""A stage for a smaller share of the leads is none."""


@dataclass(frozen=True, slots=True)
class Threshold:
    score: int
    leads: float
    """Share of all leads at or above it,"""
    won: float
    """of those the share that won,"""
    winners: float
    """and the share of all winners; all on leads that had no part in the learning."""


def thresholds(card: Card, frame: Frame, held: HeldOut) -> Iterator[Threshold]:
    scores = card.scores(np.arange(frame.leads))
    best = np.sort(held.chances)[::-1]
    for score in dict.fromkeys(_holding(scores, frame.won, share) for share in WINNERS):
        # Scores of other cards are not its own, but the best so many leads are the best.
        above = held.chances >= best[int((scores >= score).sum()) - 1]
        winners = int(held.won[above].sum())
        yield Threshold(
            score, float(above.mean()), winners / max(int(above.sum()), 1),
            winners / int(held.won.sum()),
        )  # fmt: skip


def stages(card: Card, frame: Frame) -> list[tuple[str, int]]:
    """From the highest down, each for some leads and no two alike."""
    scores = card.scores(np.arange(frame.leads))
    found: list[tuple[str, int]] = []
    above = 0.0
    for name, share in STAGES.items():
        least = _holding(scores, frame.won, share)
        leads = float((scores >= least).mean())
        if above + LEAST < leads < 1 - LEAST:
            found.append((name, least))
            above = leads
    return found


def _holding(scores: Floats, won: Bools, share: float) -> int:
    """The highest score at or above which that share of the winners is."""
    winners = np.sort(scores[won])[::-1]
    return int(winners[min(len(winners) - 1, int(np.ceil(share * len(winners))) - 1)])
