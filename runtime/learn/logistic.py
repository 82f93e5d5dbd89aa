"""Logistic regression with a ridge for each coefficient, by Newton's method.

Rows are given as codes of blocks: of each block a lead has exactly one code, so that the matrix of
zeros and ones never has to be made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from .frame import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """A code from 0 to `size` - 1 for every lead."""

    codes: Ints
    size: int
    ridge: Floats
    """For each code: how strongly its weight is drawn to 0."""

    def sums(self, weights: Floats) -> Floats:
        return np.bincount(self.codes, weights, self.size).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    intercept: float
    weights: tuple[Floats, ...]
    """For each block, a weight for each code."""
    loss: float
    """Negative log-likelihood, without the ridge."""
    margin: Floats
    """The logit of each lead."""


STEPS = 30
ENOUGH = 1e-6


def loss_of(margin: Floats, won: Bools) -> float:
    """Negative log-likelihood."""
    return float(np.logaddexp(0, np.where(won, -margin, margin)).sum())


def chance(margin: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(margin, -40, 40))))


def fit(blocks: Sequence[Coded], won: Bools, offset: Floats | None = None) -> Fit:
    """The minimum of loss + ridge, from the rate of winners on. `offset` is added to the logit
    of each lead as it is."""
    base = np.zeros(len(won)) if offset is None else offset
    sizes = [block.size for block in blocks]
    starts = np.cumsum([1, *sizes])
    beta = np.zeros(starts[-1])
    beta[0] = _start(won) if offset is None else 0.0
    ridge = np.concatenate([[1e-9], *(b.ridge for b in blocks)])
    margin = base + _margin(beta, blocks, starts)
    before = loss_of(margin, won) + _penalty(beta, ridge)
    for _ in range(STEPS):
        step = _newton(beta, ridge, blocks, starts, won, margin)
        beta, margin, after = _shortened(beta, step, ridge, blocks, starts, won, base, before)
        if before - after < ENOUGH * max(1.0, before):
            break
        before = after
    weights = tuple(beta[a:b] for a, b in pairwise(starts))
    return Fit(float(beta[0]), weights, loss_of(margin, won), margin)


def _start(won: Bools) -> float:
    rate = min(max(float(won.mean()), 1e-6), 1 - 1e-6)
    return float(np.log(rate / (1 - rate)))


def _penalty(beta: Floats, ridge: Floats) -> float:
    return float(ridge @ beta**2) / 2


def _margin(beta: Floats, blocks: Sequence[Coded], starts: Ints) -> Floats:
    margin = np.full(len(blocks[0].codes), beta[0]) if blocks else np.asarray(beta[0])
    for block, start in zip(blocks, starts, strict=False):
        margin = margin + beta[start + block.codes]
    return margin


def _newton(
    beta: Floats, ridge: Floats, blocks: Sequence[Coded], starts: Ints, won: Bools, margin: Floats
) -> Floats:
    p = chance(margin)
    rest, weight = p - won, np.maximum(p * (1 - p), 1e-9)
    gradient = np.concatenate([[rest.sum()], *(b.sums(rest) for b in blocks)]) + ridge * beta
    hessian = np.zeros((len(beta), len(beta)))
    hessian[0, 0] = weight.sum()
    for i, one in enumerate(blocks):
        here = slice(starts[i], starts[i] + one.size)
        hessian[0, here] = hessian[here, 0] = one.sums(weight)
        hessian[here, here] = np.diag(one.sums(weight))
        for j, other in enumerate(blocks[:i]):
            there = slice(starts[j], starts[j] + other.size)
            both = np.bincount(
                one.codes * other.size + other.codes, weight, one.size * other.size
            ).reshape(one.size, other.size)
            hessian[here, there], hessian[there, here] = both, both.T
    hessian[np.diag_indices_from(hessian)] += ridge
    return np.asarray(np.linalg.solve(hessian, gradient))


def _shortened(
    beta: Floats, step: Floats, ridge: Floats, blocks: Sequence[Coded], starts: Ints,
    won: Bools, base: Floats, before: float,
) -> tuple[Floats, Floats, float]:  # fmt: skip
    """The step, halved until it does not make things worse."""
    for halvings in range(12):
        tried = beta - step / 2**halvings
        margin = base + _margin(tried, blocks, starts)
        after = loss_of(margin, won) + _penalty(tried, ridge)
        if after <= before + 1e-9:
            return tried, margin, after
    return beta, base + _margin(beta, blocks, starts), before
