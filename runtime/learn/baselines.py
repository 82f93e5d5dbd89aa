"""What cards are held against: logistic regression and gradient boosting on the same leads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from .frame import Amount, AnyFeature, Choice, Floats, Frame, Ints

Learner: TypeAlias = Callable[[Frame, Ints, Ints], Floats]
"""Learns from the first leads and scores the second."""
MOST_CATEGORIES: Final = 250
OFTEN: Final = 10
"""Leads with a text, for it to be a column of its own."""


def logistic_regression(frame: Frame, train: Ints, test: Ints) -> Floats:
    columns = [column for f in frame.features for column in _dummies(f, train)]
    if not columns:
        return np.zeros(len(test))
    table = np.stack(columns, axis=1)
    model = LogisticRegression(max_iter=1000).fit(table[train], frame.won[train])
    return np.asarray(model.decision_function(table[test]))


def gradient_boosting(frame: Frame, train: Ints, test: Ints) -> Floats:
    if not frame.features:
        return np.zeros(len(test))
    table = np.stack([_one(f) for f in frame.features], axis=1)
    texts: list[Any] = [isinstance(f, Choice) for f in frame.features]
    model = HistGradientBoostingClassifier(random_state=0, categorical_features=texts)
    model.fit(table[train], frame.won[train])
    return np.asarray(model.decision_function(table[test]))


LEARNERS: Final[dict[str, Learner]] = {
    "logistic regression": logistic_regression,
    "gradient boosting": gradient_boosting,
}


def _dummies(feature: AnyFeature, train: Ints) -> Sequence[Floats]:
    """Numbers on one scale with a column for what is unknown; a column for each text."""
    if isinstance(feature, Amount):
        known = ~np.isnan(feature.values)
        seen = feature.values[train][known[train]]
        middle = float(np.median(seen)) if len(seen) else 0.0
        spread = float(seen.std()) if len(seen) else 0.0
        scaled = (np.where(known, feature.values, middle) - middle) / (spread or 1.0)
        return [scaled, (~known).astype(np.float64)]
    if isinstance(feature, Choice):
        sizes = np.bincount(feature.codes[train] + 1, minlength=len(feature.levels) + 2)
        often = [code - 1 for code in range(len(sizes)) if sizes[code] >= OFTEN]
        return [(feature.codes == code).astype(np.float64) for code in often]
    return [feature.holds.astype(np.float64)]


def _one(feature: AnyFeature) -> Floats:
    if isinstance(feature, Amount):
        return feature.values
    if isinstance(feature, Choice):
        codes = np.where(feature.codes < 0, np.nan, np.minimum(feature.codes, MOST_CATEGORIES))
        return np.asarray(codes, dtype=np.float64)
    return feature.holds.astype(np.float64)
