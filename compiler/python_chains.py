"""Rows of which the first that holds counts, in generated Python."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .plan import Known, Not, Test, TextIn, Value
from .python_conditions import condition
from .python_simplify import FALSE, TRUE, simplified
from .python_source import Code
from .python_values import type_of

LONG = 16
"""Longer chains are not written with `elif`, which Python nests."""
SHORT = 2
"""So many rows are compared one by one even if they could be looked up."""


@dataclass(frozen=True, slots=True)
class Arm:
    """Statements for a row that holds."""

    test: Test
    lines: tuple[str, ...]


def write_chain(code: Code, arms: Sequence[Arm], otherwise: tuple[str, ...] = ()) -> None:
    """Runs the statements of the first arm whose test holds, else those of `otherwise`."""
    live: list[Arm] = []
    for arm in arms:
        test = simplified(arm.test, code.fields)
        if test == TRUE:
            otherwise = arm.lines
            break
        if test != FALSE:
            live.append(Arm(test, arm.lines))
    while live and live[-1].lines == otherwise:
        live.pop()
    if len(live) > LONG:
        _write_long(code, live, otherwise)
    else:
        _write_short(code, live, otherwise)


def _write_short(code: Code, arms: Sequence[Arm], otherwise: tuple[str, ...]) -> None:
    tests = [condition(code, arm.test) for arm in arms]
    for i, (arm, test) in enumerate(zip(arms, tests, strict=True)):
        with code.block(f"{'elif' if i else 'if'} {test}:"):
            _write(code, arm.lines)
    if not arms:
        _write(code, otherwise)
    elif otherwise:
        with code.block("else:"):
            _write(code, otherwise)


def _write_long(code: Code, arms: Sequence[Arm], otherwise: tuple[str, ...]) -> None:
    """A loop that is gone through once and left by the first arm that holds."""
    with code.block("while True:"):
        for arm in arms:
            with code.block(f"if {condition(code, arm.test)}:"):
                _write(code, (*arm.lines, "break"))
        _write(code, (*otherwise, "break"))


def _write(code: Code, lines: Sequence[str]) -> None:
    for line in lines:
        code.add(line)


@dataclass(frozen=True, slots=True)
class Lookup:
    """Rows over one text as a table: folded text → index of the first row with it."""

    value: Value
    rows: dict[str, int]
    otherwise: int | None


def lookup(tests: Sequence[Test]) -> Lookup | None:
    """A table that says the same as the rows, if they only ask what one text is."""
    value = next((v for v in map(_asked_text, tests) if v is not None), None)
    if value is None or len(tests) <= SHORT:
        return None
    rows: dict[str, int] = {}
    for i, test in enumerate(tests):
        if test == TRUE:
            return Lookup(value, rows, i)
        if _asked_text(test) != value:
            return None
        for text in test.texts if isinstance(test, TextIn) else ("",):
            rows.setdefault(text, i)
    return Lookup(value, rows, None)


def _asked_text(test: Test) -> Value | None:
    """The text of which a test asks only what it is, or whether it is unknown (empty)."""
    match test:
        case TextIn(value):
            return value
        case Not(Known(value)) if type_of(value) == "text":
            return value
        case _:
            return None
