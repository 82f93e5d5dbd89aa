"""More than one field behind `with the same`, in one of the ways to write several things."""

from __future__ import annotations

from typing import Final

from lark import Token

from ...diagnostics import Span
from ..place import Mistake, Place, kinds

_JOINTS: Final = frozenset(
    ("COMMA", "SLASH", "STRAY", "PLUS", "AND", "OR", "WITH", "THE", "SAME", "LPAR", "RPAR")
)
_BEHIND: Final = _JOINTS | {"_NL", "IN", "BECAUSE", "WITHIN", "COMMENT"}
"""What shows that the second name begins no condition of its own."""


def several_same(place: Place) -> Mistake | None:
    """`with the same visit, path`, `… visit and the same path`, `with the same (visit)`"""
    start = _start(place.done)
    line = [*place.done[start:], place.token, *reversed(place.rest)]
    every = _names(line) if start else []
    names = every[:2]
    if not names or names[-1] < len(place.done) - start:
        return None
    if not _BEHIND.issuperset(kinds(line[names[-1] + 1 :][:1])):
        return None
    one = len({line[i].value.lower() for i in names}) == 1
    if one and every != names:
        return None
    return _one_field(place, line, names) if one else _two_fields(place, [line[i] for i in names])


def _two_fields(place: Place, fields: list[Token]) -> Mistake:
    either = " or ".join(f"`with the same {field.value}`" for field in fields)
    title = "`with the same` takes one field"
    span = _between(place, fields[1], fields[1])
    return Mistake(place.error("E040", title, f"write either {either}", span=span))


def _one_field(place: Place, line: list[Token], names: list[int]) -> Mistake | None:
    """In brackets, of which there are as many behind as before, or said twice."""
    brackets, behind = names[0], names[-1] + 1
    if kinds(line[behind : behind + brackets + 1]).count("RPAR") != brackets:
        return None
    field = line[brackets].value
    alone = "`with the same` takes a field without brackets"
    title = alone if len(names) == 1 else f"`{field}` is named twice"
    span = _between(place, line[0], line[behind + brackets - 1])
    return Mistake(place.mended("E040", title, field, span=span))


def _between(place: Place, first: Token, last: Token) -> Span:
    return Span(place.source.path, first.start_pos or 0, last.end_pos or 0)


def _start(done: list[Token]) -> int:
    """Where the fields begin: behind the first `the same` that only names and joints follow."""
    found = 0
    for i in range(len(done) - 1, 0, -1):
        if kinds(done[i - 1 : i + 1]) == ["THE", "SAME"]:
            found = i + 1
        if done[i].type != "NAME" and done[i].type not in _JOINTS:
            break
    return found


def _names(line: list[Token]) -> list[int]:
    """The places of the names up to the first word that is neither a name nor a joint."""
    found = []
    for i, token in enumerate(line):
        if token.type == "NAME":
            found.append(i)
        elif token.type not in _JOINTS:
            break
    return found
