"""Types in messages, and what surrounds a name: the words that elaboration is told in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from .. import ast
from ..model import Column, Kind
from ..terms import Type


@dataclass(frozen=True, slots=True)
class Scope:
    """What names may be used: at an event only its fields; groups and classes as allowed."""

    fields: dict[str, Column] | None = None
    kinds: tuple[Kind, ...] = ()
    groups: frozenset[str] = frozenset()
    """Keys of the groups above; `score` where the score may be asked for."""
    classes: frozenset[str] = frozenset()
    place: str = "here"


@dataclass(frozen=True, slots=True)
class Typed:
    """A value and its type. Points and classes can only be compared, so they have types of
    their own."""

    type: Type | Literal["points", "class"]
    value: Any


LEAD = Scope()
Found: TypeAlias = Typed | None


def written(value: Decimal) -> str:
    """As a number is written in a rule file."""
    return format(value.normalize() + Decimal(0), ",f")


def a_type(type_: str) -> str:
    """A type in a sentence: `employees` is *a number*."""
    return {
        "text": "text", "number": "a number", "yes/no": "yes or no", "date": "a date",
        "time": "a time", "list": "a list", "points": "points", "class": "a name",
    }.get(type_, type_)  # fmt: skip


def a_word(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def instead(words: str) -> dict[str, str]:
    """What to write about a value, by its type, where another test was tried."""
    return {
        "text": f'write `{words} is "…"`, or declare `{words} number`',
        "number": f"write `{words} is at least 10`, or declare `{words} text`",
        "points": f"write `{words} is at least 50`",
        "date": f"write `{words} is after 2026-01-01` or `{words} is over 90 days ago`",
        "time": f"write `{words} is after 2026-01-01` or `{words} is over 90 days ago`",
        "list": f'write `{words} include "…"`',
        "yes/no": f"write `{words}` or `not {words}`",
        "class": f"write `{words} is NAME`",
    }


def literal_type(literal: ast.Literal) -> str:
    if isinstance(literal, ast.Text):
        return "text"
    return "a number" if isinstance(literal, ast.Number) else "a date"
