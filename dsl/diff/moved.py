"""Rules that stand in another group now: whether a lead comes out differently for it.

The score is the sum of all groups, so that it does not matter where a rule stands, unless both
files give the points of one of the groups, or a limit or a `when` comes in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .. import terms
from ..model import Group, Rule
from ..prove.goals import ways_to
from ..terms import Test
from .homes import given_out, group_when, home_of
from .match import Placed
from .ways import ANY_WAY, Way

if TYPE_CHECKING:
    from .change import Both

ALWAYS: Final = terms.Always(True)
MOST_BESIDE: Final = 20
"""Of a group, that are counted along with a rule to get to a limit."""


def ways_of_move(both: Both, old: Placed, new: Placed) -> tuple[Way, ...]:
    if given_out(both, old.group) or given_out(both, new.group):
        return _counting(both, old, new)
    ends = [end for one in (_Home(both, old, False), _Home(both, new, True)) for end in one.ends()]
    if not ends:
        return _told_apart(both, old, new)
    return (*(end.reached() for end in ends), *_counting(both, old, new), *ANY_WAY)


def _counting(both: Both, old: Placed, new: Placed) -> tuple[Way, ...]:
    ways = (
        both.differences.counts(one.rule, _open(group_when(both, one.group, place)))
        for one, place in ((new, True), (old, False))
    )
    return tuple(way for some in ways for way in some)


def _told_apart(both: Both, old: Placed, new: Placed) -> tuple[Way, ...]:
    """In which the rule gives one thing where it was and another where it is."""
    before, after = group_when(both, old.group, False), group_when(both, new.group, True)
    found: list[Way] = []
    if before != after:
        one, other = before or ALWAYS, after or ALWAYS
        found += both.differences.counts(new.rule, ((other, True), (one, False)))
        found += both.differences.counts(old.rule, ((one, True), (other, False)))
    found += both.differences.of_rules(old.rule, new.rule, _open(after))
    return tuple(found)


def _open(when: Test | None) -> Way:
    return ((when, True),) if when is not None else ()


@dataclass(frozen=True, slots=True)
class _Home:
    both: Both
    placed: Placed
    new: bool

    @property
    def group(self) -> Group:
        return home_of(self.both, self.placed.at, self.new)

    def ends(self) -> Iterator[_End]:
        """Its limits, if its rules get beyond them."""
        group, to = self.group, self.both.right if self.new else self.both.left
        low, high = self.both.provers[self.new].raw_range(group)
        if group.upper is not None and group.upper < high:
            yield _End(self, 1, to.points(group.upper))
        if group.lower is not None and group.lower > low:
            yield _End(self, -1, to.points(group.lower))

    def rules(self, sign: int) -> list[Rule]:
        """The one that has moved, then those that give (or take) most."""
        others = [self.both.known[id(rule)].inner for rule in self.group.rules]
        others = [rule for rule in others if rule is not self.placed.rule]
        others.sort(
            key=lambda rule: max((-w.points * sign for w in ways_to(rule, sign, 0)), default=0)
        )
        return [self.placed.rule, *others[:MOST_BESIDE]]


@dataclass(frozen=True, slots=True)
class _End:
    """A limit; sign 1 for the upper one."""

    home: _Home
    sign: int
    points: int

    def reached(self) -> Way:
        """Rules that come to more than the limit lets pass, as far as they hold together."""
        can, sign = self.home.both.differences.can, self.sign
        found = _open(group_when(self.home.both, self.home.placed.group, self.home.new))
        wanting = max(self.points * sign, 0) + 1
        for rule in self.home.rules(sign):
            for way in ways_to(rule, sign, wanting) if wanting > 0 else ():
                if can((*found, *way.wanted)):
                    found = (*found, *way.wanted)
                    wanting -= way.points * sign
                    break
        return found
