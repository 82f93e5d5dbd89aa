"""Tests in generated Python: `condition` returns an expression that is true or false."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from ..dsl.bounded import bounded, pattern_parts
from .plan import (
    MICRO,
    All,
    Always,
    AnyOf,
    ClassIs,
    Compare,
    Comparison,
    Defined,
    Edge,
    Followed,
    Known,
    ListHas,
    MomentIn,
    Not,
    NumberIn,
    PointsAre,
    Repeated,
    StageWas,
    Test,
    TextIn,
    TextLike,
    Yes,
)
from .python_simplify import simplified
from .python_source import Code, literal
from .python_values import (
    folded,
    folded_elements,
    known,
    moment,
    number,
    spread_out,
    whole,
    yes,
)

DEEP = 24
"""Python refuses brackets nested too deep; below this a test gets a local of its own."""
FEW = 8
"""So many texts are asked for one by one; more are bound to a constant."""
OPERATORS: dict[Comparison, str] = {
    "=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=",
}  # fmt: skip


def condition(code: Code, test: Test, depth: int = 0) -> str:
    """What the test reads is written before; the expression may be asked as often as one likes."""
    if depth == DEEP:
        return code.remembered(("test", test), "t", partial(condition, code, test))
    if code.shared[test] > 1 and _costly(test):
        return code.remembered(("test", test), "t", partial(_condition, code, test, depth))
    return _condition(code, test, depth)


def _costly(test: Test) -> bool:
    return isinstance(test, All | AnyOf | TextLike | ListHas | MomentIn)


def _condition(code: Code, test: Test, depth: int) -> str:
    match test:
        case Always(holds):
            return literal(holds)
        case Not(inner):
            return f"(not {condition(code, inner, depth + 1)})"
        case All(tests):
            return f"({' and '.join([condition(code, t, depth + 1) for t in tests])})"
        case AnyOf(tests):
            return f"({' or '.join([condition(code, t, depth + 1) for t in tests])})"
        case Defined(name):
            return code.remembered(test, "t", partial(_defined, code, name))
        case Followed() | Repeated():
            return code.states[test]
        case PointsAre(op, points, limit):
            return f"{code.points[points]} {OPERATORS[op]} {literal(limit)}"
        case ClassIs(name, values):
            return is_in(code, code.classes[name], values)
        case StageWas(value):
            return f"was == {literal(value)}"
        case _:
            return _leaf(code, test)


def _defined(code: Code, name: str) -> str:
    return condition(code, simplified(code.defines[name]))


def _leaf(code: Code, test: Test) -> str:
    match test:
        case Yes(value):
            return f"{yes(code, value)} is True"
        case Known(value):
            return known(code, value)
        case Compare():
            return _compare(code, test)
        case NumberIn(value, micros):
            return is_in(code, number(code, value), micros)
        case TextIn(value, texts):
            return is_in(code, folded(code, value), texts)
        case ListHas(value, texts):
            local = folded_elements(code, value)
            return f"not {code.constant(frozenset(texts))}.isdisjoint({local})"
        case MomentIn(value, span):
            return _within(code, moment(code, value), span.lower, span.upper)
        case TextLike(how, _, texts):
            return LIKE[how](code, test, texts)
        case _:
            raise TypeError(f"not a test: {test!r}")


# ---------------------------------------------------------------- numbers and moments


def _compare(code: Code, test: Compare) -> str:
    units = whole(code, test.value) if test.micro % MICRO == 0 else None
    local = units or number(code, test.value)
    limit = literal(test.micro // MICRO if units else test.micro)
    if test.op == "!=":
        return f"{local} == {local} != {limit}"  # no number differs from an unknown one
    return f"{local} {OPERATORS[test.op]} {limit}"


def _within(code: Code, local: str, lower: Edge | None, upper: Edge | None) -> str:
    left = f"{_edge(code, lower)} {'<=' if lower.inclusive else '<'} " if lower else ""
    right = f" {'<=' if upper.inclusive else '<'} {_edge(code, upper)}" if upper else ""
    return f"{left}{local}{right}" if left or right else f"{local} == {local}"


def _edge(code: Code, edge: Edge) -> str:
    return literal(edge.us) if edge.base == "epoch" else f"{code.now_us()} + {literal(edge.us)}"


# ---------------------------------------------------------------- text


def is_in(code: Code, local: str, values: Sequence[int | str]) -> str:
    if len(values) == 1:
        return f"{local} == {literal(values[0])}"
    if len(values) <= FEW:
        return f"{local} in {{{', '.join(map(literal, values))}}}"
    return f"{local} in {code.constant(frozenset(values))}"


def _any(tests: Sequence[str]) -> str:
    return tests[0] if len(tests) == 1 else f"({' or '.join(tests)})"


def _contains(code: Code, test: TextLike, texts: tuple[str, ...]) -> str:
    return _holds(code, folded(code, test.value), texts)


def _holds(code: Code, local: str, needles: tuple[str, ...]) -> str:
    if len(needles) > FEW:
        return f"holds_any({local}, {code.constant(needles)})"
    return _any([f"{literal(needle)} in {local}" for needle in needles])


def _starts(code: Code, test: TextLike, texts: tuple[str, ...]) -> str:
    return _at_end(code, folded(code, test.value), "startswith", texts)


def _ends(code: Code, test: TextLike, texts: tuple[str, ...]) -> str:
    return _at_end(code, folded(code, test.value), "endswith", texts)


def _at_end(code: Code, local: str, method: str, texts: tuple[str, ...]) -> str:
    """Most texts do not hold the needle at all, and `in` is much faster than a method."""
    if len(texts) > FEW:
        return f"{local}.{method}({code.constant(texts)})"
    tests = [f"{literal(text)} in {local} and {local}.{method}({literal(text)})" for text in texts]
    return f"({' or '.join(tests)})"


def _word(code: Code, test: TextLike, texts: tuple[str, ...]) -> str:
    needles = [bounded(text) for text in texts]
    plain = tuple(needle.search for needle in needles if needle.literal is None)
    found = [_plain_words(code, spread_out(code, test.value), plain)] if plain else []
    local = folded(code, test.value)
    for needle in needles:
        if needle.literal is not None:
            made = f"marked({local}, {literal(needle.literal)})"
            found.append(f"{literal(needle.search)} in {made}")
    return _any(found)


def _plain_words(code: Code, local: str, searches: tuple[str, ...]) -> str:
    single = frozenset(search.strip(" ") for search in searches if search.count(" ") == 2)
    if len(single) <= FEW:
        return _holds(code, local, searches)
    others = tuple(search for search in searches if search.count(" ") != 2)
    found = f"not {code.constant(single)}.isdisjoint({local}.split(' '))"
    return _any([found, _holds(code, local, others)] if others else [found])


def _matches(code: Code, test: TextLike, texts: tuple[str, ...]) -> str:
    local = folded(code, test.value)
    fits = [code.constant(re.compile(expression(text), re.DOTALL).fullmatch) for text in texts]
    return f"({local} != '' and {_any([f'{fit}({local}) is not None' for fit in fits])})"


def expression(pattern: str) -> str:
    """A pattern of `*` and `?` as a regular expression that never tries a place twice.

    >>> expression("a?*b*c")
    'a.(?>.*?b).*c'
    """
    first, *rest = (re.escape(part).replace(r"\?", ".") for part in pattern_parts(pattern))
    if not rest:
        return first
    return first + "".join(f"(?>.*?{part})" for part in rest[:-1]) + ".*" + rest[-1]


LIKE: dict[str, Callable[[Code, TextLike, tuple[str, ...]], str]] = {
    "contains": _contains, "word": _word, "starts": _starts, "ends": _ends, "matches": _matches,
}  # fmt: skip
