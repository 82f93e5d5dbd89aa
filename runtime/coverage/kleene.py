"""A test in three values, said by ordinary tests: that it is true, that it is false.

What is neither is unknown: what came out hangs on a value that is unknown. So the evaluator and
the prover, which know two values, can be asked for three.
"""

from __future__ import annotations

from ...dsl import terms
from ...dsl.logic import COUNTS
from ...dsl.terms import Test, Value

_SETTLED = (
    terms.Always, terms.Known, terms.PointsAre, terms.ClassIs, terms.StageWas, terms.Followed,
    terms.Repeated,
)  # fmt: skip
"""Tests that are never unknown."""


def true_name(define: str) -> str:
    """A definition beside the one of that name (which no file can have): that it is true."""
    return f"{define} is true"


def false_name(define: str) -> str:
    return f"{define} is false"


def true(test: Test) -> Test:
    match test:
        case terms.Not(inner):
            return false(inner)
        case terms.All(tests):
            return terms.All(tuple(map(true, tests)))
        case terms.AnyOf(tests):
            return terms.AnyOf(tuple(map(true, tests)))
        case terms.Defined(name):
            return terms.Defined(true_name(name))
    return test  # a single test of an unknown value does not hold


def false(test: Test) -> Test:
    match test:
        case terms.Not(inner):
            return true(inner)
        case terms.All(tests):
            return terms.AnyOf(tuple(map(false, tests)))
        case terms.AnyOf(tests):
            return terms.All(tuple(map(false, tests)))
        case terms.Defined(name):
            return terms.Defined(false_name(name))
        case terms.Always(holds):
            return terms.Always(not holds)
    value = None if isinstance(test, _SETTLED) else test.value
    if value is None or not can_be_unknown(value):
        return terms.Not(test)
    return terms.All((terms.Known(value), terms.Not(test)))


def unknown(test: Test) -> Test:
    return terms.All((terms.Not(true(test)), terms.Not(false(test))))


def may_be_unknown(test: Test) -> bool:
    """No only if the test never is; of a definition it is not looked for."""
    match test:
        case terms.Not(inner):
            return may_be_unknown(inner)
        case terms.All(tests) | terms.AnyOf(tests):
            return any(map(may_be_unknown, tests))
        case terms.Defined():
            return True
    return not isinstance(test, _SETTLED) and can_be_unknown(test.value)


def can_be_unknown(value: Value) -> bool:
    match value:
        case terms.Number():
            return False
        case terms.Measured(metric):
            return metric.kind not in COUNTS
        case terms.Arithmetic(op, left, right):
            return op == "/" or can_be_unknown(left) or can_be_unknown(right)
        case terms.Days(_, inner):
            return can_be_unknown(inner)
    return True
