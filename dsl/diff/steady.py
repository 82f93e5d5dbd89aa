"""Rules that give what they gave, whatever the lead: nothing that they hang on is different."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import is_dataclass
from typing import TYPE_CHECKING

from .. import terms
from ..model import Group
from ..terms import Test
from .homes import new_name
from .match import Placed
from .translate import Translator, field_names

if TYPE_CHECKING:
    from .change import Both

Pairs = Iterable[tuple[Placed, Placed]]


def giving_the_same(both: Both, pairs: Pairs) -> set[int]:
    """Their places in the old file. A rule may ask for the points of groups above its own, so
    that all of those have to give the same as well."""
    there = _by_home(both, pairs)
    news = {group.name: group for group in both.new.groups}
    steady: set[str | None] = set()
    found: set[int] = set()
    for old in both.old.groups:
        name = new_name(both, old, False)
        new = news.get(name)
        if new is None or not _alike(both, old, new, steady):
            continue
        same = [one.at for one, other in there[name] if other.asks <= steady]
        found |= set(same)
        if len(same) == len(old.rules) == len(new.rules) and _limits(both, old, new):
            steady.add(name)
    return found


def _by_home(both: Both, pairs: Pairs) -> dict[str | None, list[tuple[Placed, Placed]]]:
    found: dict[str | None, list[tuple[Placed, Placed]]] = defaultdict(list)
    for old, new in pairs:
        if old.group == new.group and old.meaning == new.meaning:
            found[new.group].append((old, new))
    return found


def _alike(both: Both, old: Group, new: Group, steady: set[str | None]) -> bool:
    """Whether the rules of both count for the same leads."""
    tests: list[Test | None] = [both.left.term(old.when), both.right.term(new.when)]
    return tests[0] == tests[1] and asked(tests[1]) <= steady


def asked(part: object) -> frozenset[str | None]:
    """Groups, by name in the new file, whose points are asked for."""
    found: set[str | None] = set()
    waiting = [part]
    while waiting:
        node = waiting.pop()
        if isinstance(node, terms.Points):
            found.add(node.group)
        elif isinstance(node, tuple):
            waiting += node
        elif is_dataclass(node) and not isinstance(node, type):
            waiting += (getattr(node, name) for name in field_names(type(node)))
    return frozenset(found)


def _limits(both: Both, old: Group, new: Group) -> bool:
    return _ends(both.left, old) == _ends(both.right, new)


def _ends(to: Translator, group: Group) -> list[int | None]:
    return [None if end is None else to.points(end) for end in (group.lower, group.upper)]
