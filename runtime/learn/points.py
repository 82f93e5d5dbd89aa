"""Whole points: weights times a multiplier, rounded, and then moved point by point as long as that
betters the logistic loss.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from .asked import Direction, Sign
from .blocks import Band, Block, Truth, Unknown
from .frame import Amount, Bools, Floats, Ints
from .logistic import chance, loss_of

MOVES: Final = 200
TRIED: Final = 4
"""Moves that are tried in full, of those that look best."""
WORTH: Final = 0.05
"""Of log-likelihood, for which a point is moved."""
MULTIPLIERS: Final = (2.0, 1.6, 1.3, 1.0, 0.8, 0.6)
"""Beyond 1, the largest weights get the most points and no more, and all others finer ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A block, and what its points must be like."""

    block: Block
    group: int = 0
    direction: Direction | None = None
    sign: Sign | None = None
    turns: int = 1
    """How often the points of bands may begin to fall or rise."""


@dataclass(frozen=True, slots=True)
class Limit:
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """The logit of a score: `start` + `step` * score."""

    start: float
    step: float


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """What points are sought for: some leads, and how they ended."""

    rules: tuple[Rule, ...]
    leads: Ints
    won: Bools
    """Of these leads."""
    limits: tuple[Limit, ...]
    """Of each group."""
    most: int

    def whole(self, weights: Sequence[Floats]) -> tuple[Ints, ...]:
        """The best whole points near the weights, which are logits."""
        centred = [self._centred(rule, w) for rule, w in zip(self.rules, weights, strict=True)]
        largest = max((float(np.abs(w).max(initial=0)) for w in centred), default=0.0)
        if largest < 1e-9:
            return tuple(np.zeros(len(w), dtype=np.int64) for w in centred)
        tried = [self._rounded(centred, share * self.most / largest) for share in MULTIPLIERS]
        losses = [self.loss(points) for points in tried]
        return self.improved(tried[int(np.argmin(losses))])

    def _centred(self, rule: Rule, weights: Floats) -> Floats:
        """So that 0 is the mean lead, or what the sign asks for; no row, no points, and a
        condition that does not hold gives none."""
        block = rule.block
        sizes = np.bincount(block.codes[self.leads], minlength=len(block.rows)) * ~np.array(
            block.thin
        )
        if isinstance(block.rows[0], Truth):
            zero = weights[1 - said(block)]
        elif rule.sign is not None:
            able = weights[sizes > 0]
            zero = able.min() if rule.sign == "plus" else able.max()
        else:
            zero = float(weights @ sizes / max(sizes.sum(), 1))
        return np.where(np.array(block.thin), 0.0, weights - zero)

    def _rounded(self, weights: Sequence[Floats], multiplier: float) -> tuple[Ints, ...]:
        return tuple(
            _held(rule, np.rint(w * multiplier).clip(-self.most, self.most).astype(np.int64))
            for rule, w in zip(self.rules, weights, strict=True)
        )

    # ------------------------------------------------------------ the loss

    def scores(self, points: Sequence[Ints]) -> Floats:
        return totals(self.rules, points, self.limits, self.leads)

    def loss(self, points: Sequence[Ints]) -> float:
        scores = self.scores(points)
        scale = calibrated(scores, self.won)
        return loss_of(scale.start + scale.step * scores, self.won)

    def improved(self, points: tuple[Ints, ...]) -> tuple[Ints, ...]:
        """Points moved one by one, the best move first, until none is worth it."""
        for _ in range(MOVES):
            better = self._moved(points)
            if better is None:
                break
            points = better
        return points

    def _moved(self, points: tuple[Ints, ...]) -> tuple[Ints, ...] | None:
        scores = self.scores(points)
        scale = calibrated(scores, self.won)
        margin = scale.start + scale.step * scores
        now = loss_of(margin, self.won)
        p = chance(margin)
        moves = self._looks(scale.step, p - self.won, p * (1 - p))
        for look, rule, row, step in moves[:TRIED]:
            changed = points[rule].copy()
            changed[row] += step
            tried = (*points[:rule], changed, *points[rule + 1 :])
            able = look < -WORTH and _allowed(self.rules[rule], changed, self.most)
            if able and self.loss(tried) < now - WORTH:
                return tried
        return None

    def _looks(self, step: float, rest: Floats, curve: Floats) -> list[tuple[float, int, int, int]]:
        """What each move would change the loss by, as far as its slope and curve tell."""
        found = []
        for i, rule in enumerate(self.rules):
            codes = rule.block.codes[self.leads]
            slope = np.bincount(codes, rest, len(rule.block.rows)) * step
            bent = np.bincount(codes, curve, len(rule.block.rows))
            # What is common to all leads the start of the scale takes up.
            bend = (bent - bent**2 / curve.sum()) * step**2 / 2
            for sign in (1, -1):
                looks = sign * slope + bend
                found += [(float(v), i, row, sign) for row, v in enumerate(looks) if v < 0]
        return sorted(found)


def totals(
    rules: Sequence[Rule], points: Sequence[Ints], limits: Sequence[Limit], leads: Ints
) -> Floats:
    """The score of each of these leads."""
    groups = [np.zeros(len(leads)) for _ in limits]
    for rule, given in zip(rules, points, strict=True):
        groups[rule.group] += given[rule.block.codes[leads]]
    score = np.zeros(len(leads))
    for group, limit in zip(groups, limits, strict=True):
        low = -np.inf if limit.low is None else limit.low
        high = np.inf if limit.high is None else limit.high
        score += np.clip(group, low, high)
    return score


def calibrated(scores: Floats, won: Bools) -> Scale:
    """The scale on which the scores fit the outcomes best."""
    values, place = np.unique(scores, return_inverse=True)
    held = np.bincount(place).astype(np.float64)
    winners = np.bincount(place, won)
    spread = max(float(values.std()), 1e-9)
    start, step = 0.0, 0.0
    for _ in range(25):
        p = chance(start + step * values)
        rest, weight = held * p - winners, np.maximum(held * p * (1 - p), 1e-9)
        gradient = np.array([rest.sum(), rest @ values + 1e-3 * spread * step])
        curve = np.array([
            [weight.sum(), weight @ values],
            [weight @ values, weight @ values**2 + 1e-3 * spread + 1e-9],
        ])  # fmt: skip
        move = np.linalg.solve(curve, gradient)
        start, step = start - move[0], step - move[1]
        if abs(move[0]) + abs(move[1]) * spread < 1e-7:
            break
    return Scale(float(start), float(step))


# ---------------------------------------------------------------- what points must be like


def said(block: Block) -> int:
    """Which of yes and no a rule speaks of: the rarer one, for the other is the usual lead."""
    holds = block.codes == 0
    return 0 if holds.mean() <= 0.5 else 1


def _held(rule: Rule, points: Ints) -> Ints:
    """The nearest points that are allowed."""
    points = np.where(np.array(rule.block.thin), 0, points)
    if rule.sign == "plus":
        points = np.maximum(points, 0)
    elif rule.sign == "minus":
        points = np.minimum(points, 0)
    bands = [i for i, row in enumerate(rule.block.rows) if isinstance(row, Band)]
    if rule.direction == "rising":
        points[bands] = np.maximum.accumulate(points[bands])
    elif rule.direction == "falling":
        points[bands] = np.minimum.accumulate(points[bands])
    return points


def _allowed(rule: Rule, points: Ints, most: int) -> bool:
    fixed = np.array(rule.block.thin)
    if isinstance(rule.block.rows[0], Truth):
        fixed[1 - said(rule.block)] = True
    if np.abs(points).max(initial=0) > most or points[fixed].any():
        return False
    if not np.array_equal(_held(rule, points), points):
        return False
    bands = [i for i, row in enumerate(rule.block.rows) if isinstance(row, Band)]
    return len(turns(points[bands])) <= rule.turns


def settled(rule: Rule, points: Ints, most: int) -> Ints:
    """Of a number whose bands all give the same, only whether it is known matters: then one of
    known and unknown gives nothing, the more frequent one if it may."""
    if not isinstance(rule.block.feature, Amount):
        return points
    bands = [i for i, row in enumerate(rule.block.rows) if isinstance(row, Band)]
    given, unknown = set(points[bands].tolist()), rule.block.rows.index(Unknown())
    if len(given) > 1:
        return points
    more = given.pop() - int(points[unknown])
    rare = (rule.block.codes == unknown).mean() < 0.5
    says_known = {"plus": more > 0, "minus": more < 0, None: not rare}[rule.sign]
    made = np.zeros(len(points), dtype=np.int64)
    made[bands if says_known else [unknown]] = np.clip(more if says_known else -more, -most, most)
    return made


def reachable(
    rules: Sequence[Rule], points: Sequence[Ints], limits: Sequence[Limit]
) -> tuple[Ints, ...]:
    """Points without what a group's limit would take off whatever its other rules give. No score
    changes by it."""
    made = list(points)
    for i, rule in enumerate(rules):
        limit = limits[rule.group]
        others = [made[j] for j, o in enumerate(rules) if o.group == rule.group and j != i]
        low = sum(min(0, int(p.min())) for p in others)
        high = sum(max(0, int(p.max())) for p in others)
        if limit.low is not None:
            made[i] = np.maximum(made[i], limit.low - high)
        if limit.high is not None:
            made[i] = np.minimum(made[i], limit.high - low)
    return tuple(made)


def turns(points: Sequence[float] | Ints | Floats) -> list[int]:
    """The places from which points that rose begin to fall, or the other way round.

    >>> turns([1, 3, 3, 2]), turns([1, 3, 2, 2, 5])
    ([2], [1, 3])
    """
    found: list[int] = []
    way = 0.0
    for place, step in enumerate(np.sign(np.diff(points))):
        if step and way and step != way:
            found.append(place)
        way = step or way
    return found
