"""What limits how often something counts, and the rows of tables, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .. import ast
from .values import one
from .words import quoted, spaced, times

if TYPE_CHECKING:
    from .speaker import Speaker

_NUMBERS = {"<": "under", ">": "over", ">=": "at least", "<=": "at most"}
_TEXTS = {"word": "has the word", "contains": "contains", "starts": "starts with"}


def _range(speaker: Speaker, node: ast.ForRange) -> str:
    return f"{speaker.say(node.low)} to {speaker.say(node.high)}"


def _soon(speaker: Speaker, node: ast.SoonAfter) -> str:
    from .conditions import same

    return f"within {speaker.say(node.within)} after {one(speaker, node.pattern)}{same(node.same)}"


SAY: dict[type, Callable[[Speaker, Any], str]] = {
    ast.AtMostTimes: lambda s, n: f"counts at most {times(s.say(n.times))}",
    ast.AtMostPer: lambda s, n: f"counts at most {times(s.say(n.times))} a {n.unit}",
    ast.OncePer: lambda s, n: f"counts once for each {s.say(n.field)}, the latest",
    ast.ForValues: lambda s, n: s.say(n.values),
    ast.ForText: lambda s, n: f"{_TEXTS[n.how]} {s.say(n.values)}",
    ast.ForIn: lambda s, n: f"in the list {quoted(spaced(n.list_name.text))}",
    ast.ForNumber: lambda s, n: f"{_NUMBERS[n.op]} {s.say(n.number)}",
    ast.ForRange: _range,
    ast.ForUnknown: lambda s, n: "not known",
    ast.ForOtherwise: lambda s, n: "anything else",
    ast.SoonAfter: _soon,
}
