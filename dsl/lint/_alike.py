"""One form for the spellings of a condition that say the same, whatever their order."""

from __future__ import annotations

from collections.abc import Hashable
from math import isinf

from .. import terms
from ..intervals import Ranges, intersection
from ..logic import Logic, Subject, never_unknown, possible, ranges
from ..terms import MICRO, Test


def spelled_alike(logic: Logic, test: Test) -> Hashable:
    """Equal for two tests only if they hold for the same leads."""
    test = logic.open(test)
    asked = ranges(test)
    if asked is not None:
        return "numbers", asked[0], _values(*asked)
    match test:
        case terms.Not(inner):
            return "not", spelled_alike(logic, inner)
        case terms.All(tests) | terms.AnyOf(tests):
            return type(test), frozenset(spelled_alike(logic, part) for part in tests)
        case terms.TextIn(value, texts) | terms.ListHas(value, texts):
            return type(test), value, frozenset(texts)
        case terms.TextLike(how, value, texts):
            return how, value, frozenset(texts)
    return test


def _values(subject: Subject, values: Ranges) -> Ranges:
    """Counts are whole: over 0 is at least 1."""
    values = intersection(values, possible(subject))
    if not isinstance(subject, terms.Measured) or not never_unknown(subject):
        return values
    return tuple((-_whole(-low), _whole(high)) for low, high in values)


def _whole(micro: float) -> float:
    return micro if isinf(micro) else micro // MICRO * MICRO
