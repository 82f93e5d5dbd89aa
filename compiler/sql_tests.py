"""Tests as SQL conditions.

`holds` gives a condition for which NULL counts as false, as WHEN and WHERE and AND and OR take it;
`certain` gives one that is never NULL, for what is negated.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..dsl import bounded as words
from ..dsl.bounded import pattern_parts
from . import sql_tree as sql
from .plan import (
    MICRO,
    All,
    Always,
    AnyOf,
    ClassIs,
    Compare,
    Comparison,
    Defined,
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
    Value,
    Yes,
)
from .sql_terms import Terms, Typed
from .sql_tree import Expr

_OPPOSITE: Final[dict[str, Comparison]] = {
    "=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<",
}  # fmt: skip


def holds(terms: Terms, test: Test) -> Expr:
    match test:
        case Always(value):
            return sql.truth(value)
        case Not(inner):
            return _not(terms, inner)
        case All((Compare(">=", value, low), Compare("<=", other, high))) if value == other:
            return _between(terms, value, low, high)
        case All():
            return sql.all_of([holds(terms, part) for part in _flat(test)])
        case AnyOf():
            return sql.any_of([holds(terms, part) for part in _flat(test)])
        case Defined(name):
            return terms.dialect.told(sql.name(terms.defines[name]))
        case Followed() | Repeated():
            return sql.compare("=", sql.name(terms.sequences[test]), sql.whole(1))
        case PointsAre(op, points, limit):
            return sql.compare(op, sql.name(terms.points[points]), sql.whole(limit))
        case ClassIs(name, values):
            found = terms.dialect.exact(sql.name(terms.classes[name]))
            return sql.is_in(found, [sql.text(value) for value in values])
        case StageWas(value):
            return sql.compare("=", sql.name(terms.stage_was), sql.text(value))
        case _:
            return _leaf(terms, test)


def _flat(test: All | AnyOf) -> list[Test]:
    """The parts, without one `All` directly in another: engines limit how deep brackets go."""
    found: list[Test] = []
    waiting: list[Test] = [test]
    while waiting:
        part = waiting.pop()
        if isinstance(part, type(test)):
            waiting.extend(reversed(part.tests))
        else:
            found.append(part)
    return found


def certain(terms: Terms, test: Test) -> Expr:
    made = holds(terms, test)
    return made if is_certain(terms, test) else terms.dialect.certain(made)


def is_certain(terms: Terms, test: Test) -> bool:
    """Whether `holds` gives a condition that is never NULL."""
    match test:
        case All(tests) | AnyOf(tests):
            return all(is_certain(terms, part) for part in tests)
        case Always() | Not() | Defined() | PointsAre() | ClassIs() | Followed() | Repeated():
            return True
        case Compare(_, value) | NumberIn(value):
            return terms.typed(value).certain
        case Known(value):
            return terms.typed(value).form not in ("text", "list")
        case _:
            return False


def _not(terms: Terms, test: Test) -> Expr:
    match test:
        case Not(inner):
            return certain(terms, inner)
        case Compare(op, value, micro) if terms.typed(value).certain:
            return _compare(terms, Compare(_OPPOSITE[op], value, micro))
        case PointsAre(op, points, limit):
            return holds(terms, PointsAre(_OPPOSITE[op], points, limit))
        case Known(value) if is_certain(terms, test):
            return sql.is_null(terms.typed(value).ref())
        case _:
            return sql.negated(certain(terms, test))


def _leaf(terms: Terms, test: Test) -> Expr:
    match test:
        case Yes(value):
            return terms.dialect.told(terms.typed(value).ref())
        case Known(value):
            return is_known(terms, terms.typed(value))
        case Compare():
            return _compare(terms, test)
        case NumberIn():
            return _number_in(terms, test)
        case TextIn(value, texts):
            return _text_in(terms, test, value, texts)
        case TextLike(how, value, texts):
            return sql.any_of([_LIKE[how](terms, value, text) for text in texts])
        case ListHas(value, texts):
            return terms.dialect.has_any(terms.typed(value).ref(), texts) if texts else _never()
        case MomentIn(value, span):
            moment = terms.typed(value).ref()
            return sql.all_of(terms.moments.within(moment, span) or [sql.not_null(moment)])
        case _:
            raise TypeError(f"not a test: {test!r}")


def _never() -> Expr:
    return sql.truth(False)


def is_known(terms: Terms, typed: Typed) -> Expr:
    match typed.form:
        case "text":
            return sql.compare("!=", typed.ref(), sql.text(""))
        case "list":
            return terms.dialect.is_filled(typed.ref())
        case _:
            return sql.not_null(typed.ref())


# ---------------------------------------------------------------- numbers


def _compare(terms: Terms, test: Compare) -> Expr:
    typed = terms.typed(test.value)
    if typed.form != "whole" or test.micro % MICRO == 0:
        return sql.compare(test.op, typed.ref(), terms.against(typed, test.micro))
    # no whole number lies between the two next to the constant
    below = test.micro // MICRO
    match test.op:
        case "=":
            return _never()
        case "!=":
            return sql.not_null(typed.ref())
        case "<" | "<=":
            return sql.compare("<=", typed.ref(), sql.whole(below))
        case _:
            return sql.compare(">", typed.ref(), sql.whole(below))


def _between(terms: Terms, value: Value, low: int, high: int) -> Expr:
    typed = terms.typed(value)
    if typed.form == "whole":
        low, high = -(-low // MICRO) * MICRO, high // MICRO * MICRO
    return sql.between(typed.ref(), terms.against(typed, low), terms.against(typed, high))


def _number_in(terms: Terms, test: NumberIn) -> Expr:
    if test in terms.listed:
        return terms.dialect.told(sql.name(terms.listed[test]))
    return terms.number_in(terms.typed(test.value), test.micros)


# ---------------------------------------------------------------- text


def _text_in(terms: Terms, test: TextIn, value: Value, texts: tuple[str, ...]) -> Expr:
    if test in terms.listed:
        return terms.dialect.told(sql.name(terms.listed[test]))
    if not texts:
        return _never()
    return sql.is_in(terms.typed(value).ref(), [sql.text(text) for text in texts])


def _contains(terms: Terms, value: Value, text: str) -> Expr:
    return terms.dialect.contains(terms.typed(value).ref(), text)


def _starts(terms: Terms, value: Value, text: str) -> Expr:
    return terms.dialect.starts(terms.typed(value).ref(), text)


def _ends(terms: Terms, value: Value, text: str) -> Expr:
    return terms.dialect.ends(terms.typed(value).ref(), text)


def _word(terms: Terms, value: Value, text: str) -> Expr:
    word = words.bounded(text)
    if word.literal is None:
        return terms.dialect.has_word(sql.name(terms.words[value]), word.search)
    marked = terms.dialect.marked(terms.typed(value).ref(), word.literal)
    return terms.dialect.has_word(marked, word.search)


def _matches(terms: Terms, value: Value, pattern: str) -> Expr:
    """A pattern without `?` and with few `*` is one of the plainer tests."""
    typed = terms.typed(value)
    match pattern_parts(pattern) if "?" not in pattern else ():
        case (text,):
            return sql.compare("=", typed.ref(), sql.text(text)) if text else _never()
        case ("", ""):
            return is_known(terms, typed)
        case (start, ""):
            return terms.dialect.starts(typed.ref(), start)
        case ("", end):
            return terms.dialect.ends(typed.ref(), end)
        case ("", middle, ""):
            return terms.dialect.contains(typed.ref(), middle)
        case _:
            return terms.dialect.fits(typed.ref(), pattern)


_LIKE: Final[dict[str, Callable[[Terms, Value, str], Expr]]] = {
    "contains": _contains, "word": _word, "starts": _starts, "ends": _ends, "matches": _matches,
}  # fmt: skip
