"""Columns whose sum, difference, product or quotient is as asked: found by trying some values."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from .. import terms
from ..intervals import Ranges
from ..terms import MICRO, ColumnValue
from .context import Context
from .domains import Domain
from .search import State

MOST = 10**15 * MICRO
"""Larger numbers are not tried: they soon have too many digits."""
MOST_TRIED = 3_000
USUAL = (MICRO, 0, 2 * MICRO, 10 * MICRO, 100 * MICRO, -MICRO)


def with_columns(context: Context, state: State) -> State | None:
    """The state with the columns of all sums settled; none if none of the values tried fits."""
    asked = {
        key.term: domain for key, domain in state.domains.items()
        if isinstance(key.term, terms.Arithmetic) and not domain.unknown
    }  # fmt: skip
    columns = list(dict.fromkeys(c for term in asked for c in _columns(term)))
    if not columns:
        return state
    ends = [int(end) for domain in asked.values() for end in _ends(domain.numbers)]
    tried = [_candidates(state.domain(context, context.key(c)), ends) for c in columns]
    for values in islice(product(*tried), MOST_TRIED):
        given = dict(zip(columns, values, strict=True))
        if all(_fits(value_of(term, given), domain) for term, domain in asked.items()):
            exact = {context.key(c): Domain(False, numbers=((v, v),)) for c, v in given.items()}
            return State({**state.domains, **exact})
    return None


def _columns(term: terms.Value) -> Iterator[ColumnValue]:
    match term:
        case ColumnValue():
            yield term
        case terms.Arithmetic(_, left, right):
            yield from _columns(left)
            yield from _columns(right)


def _ends(ranges: Ranges) -> list[float]:
    return [end for span in ranges for end in span if abs(end) < MOST]


def _candidates(domain: Domain, ends: list[int]) -> list[int]:
    own = [int(end) for end in _ends(domain.numbers)]
    found = dict.fromkeys((*own, *ends, *USUAL, *(a - b for a in ends for b in own)))
    return [v for v in found if any(low <= v <= high for low, high in domain.numbers)]


def _fits(value: int | None, domain: Domain) -> bool:
    return value is not None and any(low <= value <= high for low, high in domain.numbers)


def value_of(term: terms.Value, given: dict[ColumnValue, int]) -> int | None:
    """None for what is unknown, or is no matter of columns."""
    match term:
        case terms.Number(micro):
            return micro
        case ColumnValue():
            return given.get(term)
        case terms.Arithmetic(op, left, right):
            a, b = value_of(left, given), value_of(right, given)
            return None if a is None or b is None else _applied(op, a, b)
    return None


def _applied(op: str, a: int, b: int) -> int | None:
    match op:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return _rounded(a * b, MICRO)
    return _rounded(a * MICRO, b) if b else None


def _rounded(top: int, bottom: int) -> int:
    """Half away from zero."""
    size = (2 * abs(top) + abs(bottom)) // (2 * abs(bottom))
    return size if (top >= 0) == (bottom > 0) else -size
