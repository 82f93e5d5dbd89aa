"""Which rule of the old file has become which of the new.

By name, by meaning, then by likeness of their words; each step looks things up, so that a thousand
rules take no longer than they must.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ..model import Rule

MOST_SHARING: Final = 40
"""A word that more of the rules have says little about them."""
ALIKE: Final = 0.5
WORD: Final = re.compile(r"\w+|[<>=]+")


@dataclass(frozen=True, slots=True)
class Placed:
    """A translated rule: `group` by its name in the new file, `at` its place in the old or new."""

    group: str | None
    rule: Rule
    written: Rule
    """As the file has it, in its own units."""
    meaning: Hashable
    words: str
    asks: frozenset[str | None]
    """Groups, by name in the new file, whose points it asks for."""
    at: int

    @property
    def named(self) -> tuple[str | None, str]:
        return self.group, self.rule.name


@dataclass(frozen=True, slots=True)
class Matched:
    pairs: tuple[tuple[Placed, Placed], ...]
    removed: tuple[Placed, ...]
    added: tuple[Placed, ...]


def match(old: Sequence[Placed], new: Sequence[Placed]) -> Matched:
    left, right = list(old), list(new)
    pairs: list[tuple[Placed, Placed]] = []
    steps: tuple[Callable[[Placed], Hashable], ...] = (
        lambda one: (one.group, id(one.written.node)),
        lambda one: (one.named, one.meaning),
        lambda one: one.named,
        lambda one: (one.group, one.meaning),
        lambda one: (one.rule.name, one.meaning),
        lambda one: one.meaning,
        lambda one: one.rule.name,
    )
    for key in steps:
        pairs += _taken(left, right, key)
    pairs += _alike(left, right)
    return Matched(tuple(sorted(pairs, key=lambda p: p[1].at)), tuple(left), tuple(right))


def _taken(
    left: list[Placed], right: list[Placed], key: Callable[[Placed], Hashable]
) -> list[tuple[Placed, Placed]]:
    """Pairs of one key, in order; they leave both lists."""
    if not left or not right:
        return []
    there: dict[Hashable, list[Placed]] = defaultdict(list)
    for one in reversed(right):
        there[key(one)].append(one)
    pairs = [(one, there[k].pop()) for one in left if there.get(k := key(one))]
    _leave(left, right, pairs)
    return pairs


def _leave(left: list[Placed], right: list[Placed], pairs: Iterable[tuple[Placed, Placed]]) -> None:
    gone, come = {p[0].at for p in pairs}, {p[1].at for p in pairs}
    left[:] = [one for one in left if one.at not in gone]
    right[:] = [one for one in right if one.at not in come]


def _alike(left: list[Placed], right: list[Placed]) -> list[tuple[Placed, Placed]]:
    """Rules of one group that share most of their words; the most alike first."""
    homes: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    bags = [set(WORD.findall(one.words.lower())) for one in right]
    for number, (one, bag) in enumerate(zip(right, bags, strict=True)):
        for word in bag:
            homes[one.group, word].append(number)
    scored = []
    for number, one in enumerate(left):
        bag = set(WORD.findall(one.words.lower()))
        homed = (homes.get((one.group, word), ()) for word in bag)
        near = {n for places in homed if len(places) <= MOST_SHARING for n in places}
        for other in near:
            share = len(bag & bags[other]) / len(bag | bags[other])
            if share >= ALIKE:
                scored.append((-share, abs(one.at - right[other].at), number, other))
    pairs, used, taken = [], set(), set()
    for _, _, number, other in sorted(scored):
        if number not in used and other not in taken:
            used.add(number)
            taken.add(other)
            pairs.append((left[number], right[other]))
    _leave(left, right, pairs)
    return pairs


def out_of_order(pairs: Sequence[tuple[Placed, Placed]]) -> set[int]:
    """Places (in the new file) of the fewest rules that have to be moved for the new order."""
    moved: set[int] = set()
    groups: dict[str | None, list[tuple[int, int]]] = defaultdict(list)
    for old, new in pairs:
        if old.group == new.group:
            groups[new.group].append((new.at, old.at))
    for found in groups.values():
        kept = _rising([old for _, old in sorted(found)])
        moved |= {new for new, old in found if old not in kept}
    return moved


def _rising(numbers: list[int]) -> set[int]:
    """The longest rising run that can be picked."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        place = bisect_left(ends, number)
        before[number] = ends[place - 1] if place else None
        ends[place : place + 1] = [number]
    found, at = set(), ends[-1] if ends else None
    while at is not None:
        found.add(at)
        at = before[at]
    return found
