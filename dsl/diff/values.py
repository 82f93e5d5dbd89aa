"""Values that are unknown in one of the two files only, or two values in one of them only.

Conditions say nothing of these, for they ask about what was read. So leads for which a condition
on the column holds, and others, are tried with the very value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from .. import ast
from ..model import Column
from ..prove.goals import fires
from ..terms import Test
from ..walk import walk
from .homes import group_when
from .ways import ANY_WAY, Way

if TYPE_CHECKING:
    from .change import Both

MOST_PUT: Final = 4
MOST_USES: Final = 12


@dataclass(frozen=True, slots=True)
class Put:
    """A value for a column, or for a field of all events of a kind, by their names in the new
    file."""

    kind: str | None
    name: str
    value: str


def put(both: Both, old: Column, new: Column, kind: str | None) -> tuple[Put, ...]:
    if old.type != new.type:
        return ()
    differing = sorted(set(old.unknown_for) ^ set(new.unknown_for))[:MOST_PUT]
    joined = islice(_joined(both, old, new), MOST_PUT)
    return tuple(Put(kind, new.name, text) for text in (*differing, *joined))


def _joined(both: Both, old: Column, new: Column) -> Iterator[str]:
    """Values that are asked for, twice: two for the one file and a long one for the other."""
    if old.separator == new.separator:
        return
    key = new.name.lower()
    for group in both.new.groups:
        for rule in group.rules:
            for part in walk(rule.node) if _asks(both, rule.node, key) else ():
                if isinstance(part, ast.Text):
                    separators = (old.separator, new.separator)
                    yield from (f"{part.value}{one}{part.value}" for one in separators)


def uses(both: Both, key: str) -> tuple[Way, ...]:
    """Conditions of the new file that ask for it, each holding and not."""
    found = (
        (*around, (test, holds))
        for around, test in islice(_tests(both, key), MOST_USES)
        for holds in (True, False)
    )
    return (*found, *ANY_WAY)


def _tests(both: Both, key: str) -> Iterator[tuple[Way, Test]]:
    for group in both.new.groups:
        when = group_when(both, group.name, True)
        around: Way = ((when, True),) if when is not None else ()
        for rule in group.rules:
            if _asks(both, rule.node, key):
                yield around, fires(both.right.rule(rule))
        if when is not None and _asks(both, replace(group.node, rules=()), key):
            yield (), when
    for row in (row for one in both.new.classes for part in one.parts for row in part):
        if row.test is not None and _asks(both, row.node, key):
            yield (), both.right.term(row.test)
    for one in both.new.excluded:
        if one.test is not None and _asks(both, one.node, key):
            yield (), both.right.term(one.test)


def _asks(both: Both, node: Any, key: str) -> bool:
    from .change import mentioned

    return ("name", key) in mentioned(both.new, node)
