"""Conditions in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .. import ast
from .values import many, one, people
from .words import joined, listed, quoted, spaced

if TYPE_CHECKING:
    from .speaker import Speaker

_COMPARED = {
    "=": "is", "!=": "is not", ">=": "is at least", "<=": "is at most", ">": "is over",
    "<": "is under",
}  # fmt: skip
_HOW = {
    "contains": ("contains", "does not contain"),
    "word": ("has the word", "does not have the word"),
    "starts": ("starts with", "does not start with"),
    "ends": ("ends with", "does not end with"),
    "matches": ("looks like", "does not look like"),
}  # fmt: skip
_MANY = {"over": "more than", "under": "fewer than"}


def _each(word: str) -> Callable[[Speaker, Any], str]:
    return lambda speaker, node: joined([speaker.test(item) for item in node.items], word)


def _is(speaker: Speaker, node: ast.Is) -> str:
    values = [speaker.literal(item) for item in node.values.items]
    if not node.negated:
        return f"{speaker.say(node.value)} is {listed(values)}"
    return f"{speaker.say(node.value)} is {'not' if len(values) == 1 else 'none of'} " + listed(
        values
    )


def _is_in(speaker: Speaker, node: ast.IsIn) -> str:
    verb = "is not" if node.negated else "is"
    return f"{speaker.say(node.value)} {verb} in the list {quoted(spaced(node.list_name.text))}"


def _between(speaker: Speaker, node: ast.IsBetween) -> str:
    return f"{speaker.say(node.value)} is from {speaker.say(node.low)} to {speaker.say(node.high)}"


def _compare(speaker: Speaker, node: ast.Compare) -> str:
    return f"{speaker.say(node.value)} {_COMPARED[node.op]} {speaker.say(node.number)}"


def _recent(speaker: Speaker, node: ast.Recent) -> str:
    length = speaker.say(node.duration)
    if node.how in ("last", "next"):
        return f"{speaker.say(node.value)} is in the {node.how} {length}"
    more = "more" if node.how == "over" else "less"
    return f"{speaker.say(node.value)} is {more} than {length} ago"


def _text(speaker: Speaker, node: ast.TextTest) -> str:
    signs = " (* stands for any text, ? for one sign)" if node.how == "matches" else ""
    verb = _HOW[node.how][node.negated]
    return f"{speaker.say(node.value)} {verb} {speaker.say(node.values)}{signs}"


def _includes(speaker: Speaker, node: ast.Includes) -> str:
    verb = "do not include" if node.negated else "include"
    return f"{speaker.say(node.value)} {verb} {speaker.say(node.values)}"


# ---------------------------------------------------------------- events


def _quantified(speaker: Speaker, node: ast.Quantifier, pattern: ast.Pattern) -> str:
    """`at least one page view`, `at least 3 page view events`"""
    if node.how in ("any", "no"):
        return f"{'at least one' if node.how == 'any' else 'no'} {one(speaker, pattern)}"
    events = many if [speaker.say(n) for n in node.numbers] != ["1"] else one
    return f"{_how_many(speaker, node)} {events(speaker, pattern)}"


def _how_many(speaker: Speaker, node: ast.Quantifier) -> str:
    numbers = [speaker.say(n) for n in node.numbers]
    if node.how == "between":
        return f"from {numbers[0]} to {numbers[1]}"
    return f"{_MANY.get(node.how, node.how)} {numbers[0]}"


def _order(speaker: Speaker, node: ast.OrderTest) -> str:
    first = _quantified(speaker, node.quantifier, node.first)
    within = f" within {speaker.say(node.within)}"
    return f"{first}, followed by {one(speaker, node.then)}{within}{same(node.same)}"


def same(name: ast.Name | None) -> str:
    return f" with the same {spaced(name.text)}" if name is not None else ""


def _repeat(speaker: Speaker, node: ast.RepeatTest) -> str:
    within = f" within {speaker.say(node.within)} of each other" if node.within is not None else ""
    return _quantified(speaker, node.quantifier, node.pattern) + within + same(node.same)


def _people(speaker: Speaker, node: ast.PeopleTest) -> str:
    if node.quantifier.how in ("any", "no"):
        how = "at least one" if node.quantifier.how == "any" else "no"
        return people(f"{how} person", speaker, node.pattern)
    return people(f"{_how_many(speaker, node.quantifier)} people", speaker, node.pattern)


SAY: dict[type, Callable[[Speaker, Any], str]] = {
    ast.AnyOf: _each("or"),
    ast.AllOf: _each("and"),
    ast.Not: lambda s, n: s.untrue(n.inner),
    ast.Is: _is,
    ast.IsIn: _is_in,
    ast.IsKnown: lambda s, n: f"{s.say(n.value)} is {'known' if n.known else 'not known'}",
    ast.IsBetween: _between,
    ast.Compare: _compare,
    ast.Recent: _recent,
    ast.Dated: lambda s, n: f"{s.say(n.value)} is {n.how} {s.say(n.date)}",
    ast.TextTest: _text,
    ast.Includes: _includes,
    ast.EventTest: lambda s, n: _quantified(s, n.quantifier, n.pattern),
    ast.OrderTest: _order,
    ast.RepeatTest: _repeat,
    ast.PeopleTest: _people,
}
