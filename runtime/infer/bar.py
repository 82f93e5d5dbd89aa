"""Where a first scorecard puts its bar: at a score that not everybody has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

FEW: Final = 0.25
"""Of all leads, so many at most are to be over the bar by who they are."""
UNTOLD: Final = 0.5
"""The share of leads that a rule is taken to reach where the data were not asked."""


@dataclass(frozen=True, slots=True)
class FirstRule:
    text: str
    most: int
    """Points that it gives to a lead at most; 0 if it only takes some away."""
    share: float = UNTOLD
    """Of the leads, those that get points."""


def bar(fit: Iterable[FirstRule], engaged: Iterable[FirstRule]) -> int:
    """A score in fives: few leads have the part that is who they are, and what they do has to give
    half of what it can. As if no rule told anything of another. 0 if no rule gives points."""
    most = sum(rule.most for rule in engaged)
    found = _reached_by_few(_scores(fit)) + most // 10 * 5
    return found or most


def _scores(rules: Iterable[FirstRule]) -> Mapping[int, float]:
    """Score → share of leads."""
    scores = {0: 1.0}
    for rule in rules:
        more: dict[int, float] = {}
        for score, share in scores.items():
            more[score] = more.get(score, 0) + share * (1 - rule.share)
            more[score + rule.most] = more.get(score + rule.most, 0) + share * rule.share
        scores = more
    return scores


def _reached_by_few(scores: Mapping[int, float]) -> int:
    """The lowest such score; the highest of all if many have that."""
    highest = max(scores)
    for wanted in range(5, highest + 1, 5):
        if sum(share for score, share in scores.items() if score >= wanted) <= FEW:
            return wanted
    return highest
