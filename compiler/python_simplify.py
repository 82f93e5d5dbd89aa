"""Tests made smaller before they are written as Python: what cannot hold, what always does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from ..dsl.bounded import pattern_parts
from .plan import (
    All,
    Always,
    AnyOf,
    Arithmetic,
    ClassIs,
    Compare,
    Days,
    Defined,
    Domain,
    FieldValue,
    Followed,
    Known,
    ListHas,
    Measured,
    Metric,
    Not,
    PointsAre,
    Repeated,
    StageWas,
    Test,
    TextIn,
    TextLike,
    Type,
    Value,
)
from .walk import parts, value_of, values_in

Fields = Collection[tuple[str, Type]]
TRUE, FALSE = Always(True), Always(False)


def simplified(test: Test, fields: Fields = ()) -> Test:
    """The same test for an event that has just these fields: an `Always`, or a test without any
    in it, whose `All` and `AnyOf` are neither empty nor directly in one another."""
    match test:
        case Not(inner):
            return _negated(simplified(inner, fields))
        case All(tests):
            return _joined(All, FALSE, [simplified(t, fields) for t in tests])
        case AnyOf(tests):
            return _joined(AnyOf, TRUE, [simplified(t, fields) for t in tests])
        case Always() | PointsAre() | ClassIs() | StageWas() | Defined() | Followed() | Repeated():
            return test
        case TextLike("matches", value, texts) if not _unknown(value, fields):
            return _joined(AnyOf, TRUE, [_pattern(value, text) for text in texts])
        case TextIn(value, texts) | TextLike(_, value, texts) | ListHas(value, texts):
            return test if texts and not _unknown(value, fields) else FALSE
        case _:
            return FALSE if _unknown(test.value, fields) else test


def _negated(test: Test) -> Test:
    match test:
        case Always(holds):
            return Always(not holds)
        case Not(inner):
            return inner
        case _:
            return Not(test)


def _joined(kind: type[All] | type[AnyOf], settles: Always, tests: list[Test]) -> Test:
    """`settles` among the tests decides; its opposite says nothing."""
    flat: list[Test] = []
    for test in tests:
        flat.extend(test.tests if isinstance(test, kind) else (test,))
    if settles in flat:
        return settles
    left = tuple(dict.fromkeys(test for test in flat if not isinstance(test, Always)))
    if not left:
        return Always(not settles.holds)
    return left[0] if len(left) == 1 else kind(left)


def _unknown(value: Value, fields: Fields) -> bool:
    """Whether the value is unknown for any event that has just these fields."""
    match value:
        case FieldValue(name, kind):
            return (name, kind) not in fields
        case Arithmetic(_, left, right):
            return _unknown(left, fields) or _unknown(right, fields)
        case Domain(of) | Days(_, of):
            return _unknown(of, fields)
        case _:
            return False


def _pattern(value: Value, pattern: str) -> Test:
    """A pattern without `?` and with few `*` is one of the plainer tests."""
    parts = pattern_parts(pattern)
    if "?" not in pattern:
        match parts:
            case (text,):
                return TextIn(value, (text,))
            case ("", ""):
                return Known(value)
            case (start, ""):
                return TextLike("starts", value, (start,))
            case ("", end):
                return TextLike("ends", value, (end,))
            case ("", middle, ""):
                return TextLike("contains", value, (middle,))
    return TextLike("matches", value, (pattern,))


def asked(tests: Iterable[Test]) -> Counter[Test]:
    """How often each test is asked; what is inside a repeated test counts once."""
    times: Counter[Test] = Counter()
    waiting = list(tests)
    while waiting:
        test = waiting.pop()
        times[test] += 1
        if times[test] == 1:
            waiting.extend(parts(test))
    return times


def measures(test: Test) -> Iterator[tuple[Metric, Compare | None]]:
    """The metrics that a test reads, with the comparison if that is all that is done with it."""
    waiting = [test]
    while waiting:
        test = waiting.pop()
        waiting.extend(parts(test))
        value = value_of(test)
        if isinstance(test, Compare) and isinstance(value, Measured):
            yield value.metric, test
        elif value is not None:
            yield from ((v.metric, None) for v in values_in(value) if isinstance(v, Measured))
