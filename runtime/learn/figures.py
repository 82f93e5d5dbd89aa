"""Honest figures: in each of five folds all is learned anew from the other four, the bands and the
choice of columns included, and judged on leads that had no part in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ..tables.duckdb import Progress, silent
from .asked import Wishes
from .baselines import LEARNERS
from .card import Card, learn
from .frame import Bools, Floats, Frame, Ints
from .logistic import chance
from .measures import Interval, mean_auc

FOLDS: Final = 5
SIZES: Final = (3, 5, 8, 10, 15)


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """Cards of one size on leads that they were not learned from."""

    auc: Interval
    chances: Floats
    """That each lead wins, by the card that has not seen it."""
    won: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    cards: tuple[HeldOut, ...]
    """For each of the sizes asked for."""
    others: dict[str, Interval]


def dealt(won: Bools, seed: int = 0) -> Iterator[tuple[Ints, Ints]]:
    """Leads to learn from, leads to judge by; as many winners in each part."""
    from sklearn.model_selection import StratifiedKFold

    parts = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    yield from parts.split(np.zeros(len(won)), won)


def folds(frame: Frame, seed: int = 0) -> Iterator[tuple[Ints, Ints]]:
    return dealt(frame.won, seed)


def figures(frame: Frame, wishes: Wishes, sizes: Sequence[int], tell: Progress = silent) -> Figures:
    seen: list[list[tuple[Card, Ints]]] = [[] for _ in sizes]
    others: dict[str, list[tuple[Floats, Bools]]] = {name: [] for name in LEARNERS}
    for number, (train, test) in enumerate(folds(frame)):
        tell("learning from four of five parts", number / FOLDS)
        cards = learn(frame, train, wishes, sizes)
        for place, held in enumerate(seen):
            held.append((cards[min(place, len(cards) - 1)], test))
        for name, learner in LEARNERS.items():
            others[name].append((learner(frame, train, test), frame.won[test]))
    return Figures(
        tuple(_held_out(frame, held) for held in seen),
        {name: mean_auc(found) for name, found in others.items()},
    )


def _held_out(frame: Frame, held: Sequence[tuple[Card, Ints]]) -> HeldOut:
    scores = [card.scores(test) for card, test in held]
    chances = [
        chance(card.scale.start + card.scale.step * found)
        for (card, _), found in zip(held, scores, strict=True)
    ]
    tests = [test for _, test in held]
    pairs = [(found, frame.won[test]) for found, test in zip(scores, tests, strict=True)]
    return HeldOut(mean_auc(pairs), np.concatenate(chances), frame.won[np.concatenate(tests)])
