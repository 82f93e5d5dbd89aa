"""Walks over tests and values of a plan."""

from __future__ import annotations

from collections.abc import Iterator

from .plan import (
    All,
    AnyOf,
    Arithmetic,
    Compare,
    Days,
    Domain,
    Known,
    ListHas,
    MomentIn,
    Not,
    NumberIn,
    Test,
    TextIn,
    TextLike,
    Value,
    Yes,
)


def parts(test: Test) -> Iterator[Test]:
    """The tests directly inside."""
    match test:
        case Not(inner):
            yield inner
        case All(tests) | AnyOf(tests):
            yield from tests


def leaves(test: Test) -> Iterator[Test]:
    """The tests inside, without `All`, `AnyOf` and `Not`."""
    waiting = [test]
    while waiting:
        match found := waiting.pop():
            case All(tests) | AnyOf(tests):
                waiting.extend(reversed(tests))
            case Not(inner):
                waiting.append(inner)
            case _:
                yield found


def value_of(test: Test) -> Value | None:
    """What a test asks about; none for those of several tests, of events or of points."""
    match test:
        case (
            Yes(value) | Known(value) | Compare(_, value) | NumberIn(value) | TextIn(value)
            | TextLike(_, value) | ListHas(value) | MomentIn(value)
        ):  # fmt: skip
            return value
        case _:
            return None


def values_in(value: Value) -> Iterator[Value]:
    """The value, and all values that it is made of."""
    waiting = [value]
    while waiting:
        value = waiting.pop()
        yield value
        match value:
            case Arithmetic(_, left, right):
                waiting += (right, left)
            case Domain(of) | Days(_, of):
                waiting.append(of)
