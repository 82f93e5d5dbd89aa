"""Tests that are about one value only, in the form in which domains are narrowed by them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor, inf
from typing import TypeAlias

from .. import terms
from ..intervals import NOTHING, Ranges, compared, intersection, union
from ..logic import COUNTS
from ..terms import DAY, MICRO, Test

Term: TypeAlias = terms.Value | terms.Points | Test


PAST: Ranges = ((-inf, 0),)


class Key:
    """What a domain is of: a value, points, or a test that is taken as it is.

    A context makes one for each, which is compared by identity: to hash a deep term takes longer
    than all else that is done with it.
    """

    __slots__ = ("term",)

    def __init__(self, term: Term) -> None:
        self.term = term


@dataclass(frozen=True, slots=True)
class Atom:
    """`kind` says which part of a domain it speaks of."""

    key: Key
    kind: str
    ranges: Ranges = NOTHING
    texts: frozenset[str] = frozenset()
    how: str = ""
    parts: tuple[str, ...] = ()


def atom_of(test: Test, key_of: Callable[[Term], Key]) -> Atom:
    """Every test that is no `not`, `and`, `or`, nor a name for others."""
    match test:
        case terms.Known(value):
            return Atom(key_of(_inner(value)), "known")
        case terms.Yes(value):
            return Atom(key_of(value), "yes")
        case terms.Compare(op, value, micro):
            return _number(value, compared(op, micro), key_of)
        case terms.NumberIn(value, micros):
            return _number(value, union((m, m) for m in micros), key_of)
        case terms.TextIn(value, texts):
            return Atom(key_of(value), "in", texts=frozenset(_able("is", value, texts)))
        case terms.TextLike(how, value, texts):
            return Atom(key_of(value), "like", how=how, parts=_able(how, value, texts))
        case terms.ListHas(value, texts):
            return Atom(key_of(value), "has", texts=frozenset(texts))
        case terms.PointsAre(op, points, limit):
            return Atom(key_of(points), "number", compared(op, limit))
        case terms.MomentIn(value, span):
            return _moment(test, value, span, key_of)
    return Atom(key_of(test), "yes")


def _able(how: str, value: terms.Value, texts: tuple[str, ...]) -> tuple[str, ...]:
    """Those that a value may be, or be like: texts have no spaces around them."""
    if isinstance(value, terms.Domain):
        texts = tuple(text for text in texts if not beyond_domain(text))
    if how in ("starts", "matches"):
        texts = tuple(text for text in texts if text[:1] != " ")
    if how in ("ends", "matches"):
        texts = tuple(text for text in texts if text[-1:] != " ")
    return texts


def beyond_domain(text: str) -> bool:
    """Whether no domain is so, nor has it in it: it begins after the last `@`."""
    return "@" in text


def whole(term: Term) -> bool:
    """Whether it is a count."""
    return isinstance(term, terms.People) or (
        isinstance(term, terms.Measured) and term.metric.kind in COUNTS
    )


def _inner(value: terms.Value) -> terms.Value:
    """The moment behind `days since`: the one is known where the other is."""
    return value.value if isinstance(value, terms.Days) else value


def _number(value: terms.Value, ranges: Ranges, key_of: Callable[[Term], Key]) -> Atom:
    if isinstance(value, terms.Days):
        return Atom(key_of(value.value), "number", _distance(value.direction, _units(ranges)))
    return Atom(key_of(value), "number", _units(ranges) if whole(value) else ranges)


def _units(ranges: Ranges) -> Ranges:
    """Ranges of 10**-6 as ranges of whole numbers.

    >>> _units(((2_500_000, 4_000_000),))
    ((3, 4),)
    """
    found = (
        (low if low == -inf else ceil(low / MICRO), high if high == inf else floor(high / MICRO))
        if max(abs(low), abs(high)) < 2**52 or inf in (-low, high)
        else (-(-int(low) // MICRO), int(high) // MICRO)
        for low, high in ranges
    )
    return union((low, high) for low, high in found if low <= high)


def _distance(direction: str, days: Ranges) -> Ranges:
    """How far from as-of a moment is that lies so many whole days before or after it."""
    if direction == "until":
        return union((low * DAY, high * DAY + DAY - 1) for low, high in days)
    return union((-(high * DAY + DAY - 1), -low * DAY) for low, high in days)


def _moment(
    test: Test, value: terms.Value, span: terms.Span, key_of: Callable[[Term], Key]
) -> Atom:
    bases = {edge.base for edge in (span.lower, span.upper) if edge is not None}
    if len(bases) > 1:
        return Atom(key_of(test), "yes")
    kind = "moment" if bases == {"epoch"} else "number"
    return Atom(key_of(value), kind, span_ranges(span))


def span_ranges(span: terms.Span) -> Ranges:
    """The moments of a span whose edges have one base, seen from it."""
    low, high = -inf, inf
    if span.lower is not None:
        low = span.lower.us + (not span.lower.inclusive)
    if span.upper is not None:
        high = span.upper.us - (not span.upper.inclusive)
    return intersection(((low, high),), ((-inf, inf),)) if low <= high else NOTHING


def times(span: terms.Span | None) -> Ranges:
    """How far from as-of the events of a window may be; an edge of the calendar leaves that
    open."""
    if span is None:
        return PAST
    bases = {edge.base for edge in (span.lower, span.upper) if edge is not None}
    return intersection(span_ranges(span), PAST) if bases == {"as_of"} else PAST
