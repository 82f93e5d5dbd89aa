"""Values, and the events that they are taken from, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .. import ast
from .words import counted, listed, spaced

if TYPE_CHECKING:
    from .speaker import Speaker

_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}


# ---------------------------------------------------------------- events


def one(speaker: Speaker, node: ast.Pattern) -> str:
    """`page view where path is “/” in the last 7 days`"""
    return _kinds(node, "event of any kind", "") + _which(speaker, node)


def many(speaker: Speaker, node: ast.Pattern) -> str:
    """`page view events in the last 7 days`; the names of events have no plural of their own."""
    return _kinds(node, "events of any kind", " events") + _which(speaker, node)


def _kinds(node: ast.Pattern, of_any: str, ending: str) -> str:
    names = [spaced(name.text) for name in node.kinds.names]
    return listed(names) + ending if names else of_any


def _which(speaker: Speaker, node: ast.Pattern) -> str:
    where = f" where {speaker.test(node.where)}" if node.where is not None else ""
    return where + (f" {speaker.say(node.window)}" if node.window is not None else "")


def _between(speaker: Speaker, node: ast.BetweenWindow) -> str:
    return f"between {speaker.say(node.nearer)} and {_long(speaker, node.farther, node.unit)} ago"


def _long(speaker: Speaker, count: ast.NumberOrRef, unit: str) -> str:
    return counted(speaker.say(count), unit)


# ---------------------------------------------------------------- values


def people(who: str, speaker: Speaker, node: ast.Pattern) -> str:
    return f"{who} at the company, this lead included, with at least one {one(speaker, node)}"


def _number(speaker: Speaker, node: ast.NumberOf) -> str:
    names = [name.key for name in node.pattern.kinds.names]
    if names == ["leads"] and "leads" not in speaker.model.kinds:
        return "number of leads"  # of a company
    return f"number of {many(speaker, node.pattern)}"


def _different(speaker: Speaker, node: ast.NumberOfDifferent) -> str:
    return f"number of different values of {speaker.say(node.field)} among " + many(
        speaker, node.pattern
    )


def _aggregate(speaker: Speaker, node: ast.AggregateOf) -> str:
    return f"{node.how} {speaker.say(node.field)} of {many(speaker, node.pattern)}"


def _arithmetic(speaker: Speaker, node: ast.Arithmetic) -> str:
    return f"{speaker.say(node.left)} {_SIGNS[node.op]} {speaker.say(node.right)}"


def _ended(words: Callable[[Any], str]) -> Callable[[Speaker, Any], str]:
    """A value of the first or last event."""
    return lambda speaker, node: f"{words(node)} {one(speaker, node.pattern)}"


SAY: dict[type, Callable[[Speaker, Any], str]] = {
    ast.Name: lambda _, n: spaced(n.text),
    ast.Ref: lambda s, n: s.ref(n),
    ast.Text: lambda s, n: s.literal(n),
    ast.Number: lambda s, n: s.literal(n),
    ast.Date: lambda s, n: s.literal(n),
    ast.Values: lambda s, n: listed([s.literal(item) for item in n.items]),
    ast.Duration: lambda s, n: _long(s, n.count, n.unit),
    ast.LastWindow: lambda s, n: f"in the last {s.say(n.duration)}",
    ast.BetweenWindow: _between,
    ast.SinceWindow: lambda s, n: f"since {s.say(n.date)}",
    ast.Arithmetic: _arithmetic,
    ast.Bracket: lambda s, n: f"({s.say(n.inner)})",
    ast.NumberOf: _number,
    ast.NumberOfPeople: lambda s, n: people("number of people", s, n.pattern),
    ast.NumberOfDifferent: _different,
    ast.NumberOfDays: lambda s, n: f"number of different days with {many(s, n.pattern)}",
    ast.AggregateOf: _aggregate,
    ast.Pick: _ended(lambda n: f"{spaced(n.field.text)} of the {n.which}"),
    ast.DaysSinceEvent: _ended(lambda n: f"days since the {n.which}"),
    ast.TimeOf: _ended(lambda n: f"time of the {n.which}"),
    ast.DaysSince: lambda s, n: f"days since {s.say(n.name)}",
    ast.DaysUntil: lambda s, n: f"days until {s.say(n.name)}",
    ast.DomainOf: lambda s, n: f"domain of {s.say(n.name)}",
}
