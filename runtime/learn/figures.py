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
from .measures import Gain, Interval, mean_auc, mean_gain

FOLDS: Final = 5
SIZES: Final = (3, 5, 8, 10, 15)
ALIKE: Final = 0.0005
"""Of AUC: less than anybody sees. Cards that are nearly the same differ surely by less."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Leads that had no part in the learning, with what the card of the others gives them."""

    scores: Floats
    won: Bools


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """Cards of one size on leads that they were not learned from."""

    auc: Interval
    parts: tuple[Part, ...]

    def short_of(self, other: HeldOut) -> Gain:
        """By how much the other is better, on the same leads."""
        pairs = zip(self.parts, other.parts, strict=True)
        return mean_gain([(mine.scores, its.scores, mine.won) for mine, its in pairs])

    def best(self, share: float) -> tuple[float, float]:
        """Leads and winners among the best such share of each part. Of leads with one score that
        are not all among them, as large a share of the winners counts. Scores of different cards
        are not alike, but the best tenth by the one is what the best tenth by another is."""
        leads = sum(share * len(part.won) for part in self.parts)
        return leads, sum(_winners(part, share * len(part.won)) for part in self.parts)


def _winners(part: Part, leads: float) -> float:
    """Among that many leads of the highest scores."""
    values, codes = np.unique(-part.scores, return_inverse=True)
    sizes = np.bincount(codes, minlength=len(values))
    taken = np.clip(leads - (np.cumsum(sizes) - sizes), 0, sizes)
    return float((taken / sizes * np.bincount(codes, part.won, len(values))).sum())


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
    parts = tuple(Part(card.scores(test), frame.won[test]) for card, test in held)
    return HeldOut(mean_auc([(part.scores, part.won) for part in parts]), parts)


def fewest(cards: Sequence[HeldOut]) -> int:
    """The place of the smallest card that is as good as the best one, within a standard error of
    the difference on the same leads or less than anybody sees, and as surely better than chance."""
    best = max(cards, key=lambda card: card.auc.value)
    for place, card in enumerate(cards):
        short = card.short_of(best)
        if short.value <= max(short.error, ALIKE) and (card.auc.low > 0.5 or best.auc.low <= 0.5):
            return place
    raise AssertionError("the best is not short of itself")
