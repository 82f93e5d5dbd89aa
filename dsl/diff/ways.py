"""The ways in which two parts of a file can come out differently; none at all is a proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeAlias

from .. import ast, terms
from ..model import ClassRow, Group, Rule
from ..prove.context import row_test
from ..prove.goals import at_least, fires, row_fires, ways_to
from ..prove.prover import Prover
from ..prove.search import Wanted
from ..terms import MICRO, Test
from .translate import meaning

Way: TypeAlias = tuple[Wanted, ...]
ANY_WAY: Final[tuple[Way, ...]] = ((),)
"""Where nothing is known: any lead may show it."""
MOST_WAYS: Final = 12
"""So many are kept; one that works is enough."""
MOST_PAIRS: Final = 600
"""Of rows; tables with more are not gone through for a proof."""
OF_EVENTS: Final = (ast.EachRule, ast.PointsForEach)
ONCE: Final = (ast.WhenRule, ast.FirstOf, ast.PointsBy, ast.BestOf)
FAR: Final = 1_000
"""Events of more steps ago are not tried."""


@dataclass(slots=True)
class Differences:
    prover: Prover
    """Of the new model, with what only the old one has besides."""
    base: list[Wanted]
    """What holds for every lead that is looked at."""

    # -- rules

    def of_rules(self, old: Rule, new: Rule, around: Way) -> tuple[Way, ...]:
        if meaning(old) == meaning(new) or self._same_events(old, new):
            return ()
        if isinstance(old.node, ONCE) and isinstance(new.node, ONCE):
            return self._of_cases(_cases(old), _cases(new), around)
        return _first(self._guesses(old, new, around))

    def counts(self, rule: Rule, around: Way) -> tuple[Way, ...]:
        """In which a rule gives points at all."""
        if rule.points == 0 and not any(row.points for row in rule.rows):
            return ()
        if not self.can((*around, (fires(rule), True))):
            return ()
        return _first((*around, *way) for way in _ways_of(rule))

    def can(self, way: Way) -> bool:
        return self.prover.together([*self.base, *way])

    def same(self, one: Test, other: Test) -> bool:
        prover = self.prover
        return one == other or (prover.implies(one, other) and prover.implies(other, one))

    def of_tests(self, old: Test, new: Test, around: Way = ()) -> tuple[Way, ...]:
        """In which one holds and the other does not."""
        both: tuple[Way, ...] = (
            (*around, (new, True), (old, False)),
            (*around, (old, True), (new, False)),
        )
        return tuple(way for way in both if old != new and self.can(way))

    def _of_cases(self, old: Sequence[_Case], new: Sequence[_Case], around: Way) -> tuple[Way, ...]:
        """Every lead is in one case of either rule: where none is in two of other points the
        rules are equal."""
        # A difference of much is easier to see.
        pairs = sorted(
            ((a, b) for a in old for b in new if a.gives != b.gives),
            key=lambda pair: -abs(pair[0].gives - pair[1].gives)
            if isinstance(pair[0].gives, int) else 0,
        )  # fmt: skip
        wanted = ((*around, *a.way, *b.way) for a, b in pairs)
        if len(pairs) > MOST_PAIRS:
            return _first(wanted)
        return _first(way for way in wanted if self.can(way))

    def _same_events(self, old: Rule, new: Rule) -> bool:
        """Patterns that have some event of every lead in common have all: else a lead with the
        one event that only one of them has would tell."""
        if not (isinstance(old.node, OF_EVENTS) and isinstance(new.node, OF_EVENTS)):
            return False
        if type(old.node) is not type(new.node):
            return False
        alike = meaning(old)[4:] == meaning(new)[4:] and meaning(old)[1] == meaning(new)[1]
        return alike and self.same(at_least(old, 1), at_least(new, 1))

    def _guesses(self, old: Rule, new: Rule, around: Way) -> Iterator[Way]:
        """Ways worth a try where there is no proof."""
        one, other = fires(new), fires(old)
        yield from self.of_tests(other, one, around)
        for rule in (new, old):
            for way in _ways_of(rule):
                yield (*around, *way)

    # -- stages, labels, grades

    def of_rows(self, old: Sequence[ClassRow], new: Sequence[ClassRow]) -> list[ValueWay]:
        """For every pair of values that a lead may have, the way to it."""
        found = []
        for a in _row_cases(old):
            for b in _row_cases(new):
                if a.gives != b.gives and self.can((*a.way, *b.way)):
                    found.append(ValueWay(str(a.gives), str(b.gives), (*a.way, *b.way)))
        return found


@dataclass(frozen=True, slots=True)
class ValueWay:
    old: str
    new: str
    way: Way


@dataclass(frozen=True, slots=True)
class _Case:
    gives: Any
    way: Way


def around(group: Group, when: Test | None) -> Way:
    """What has to hold for the rules of a group."""
    return ((when, True),) if group.when is not None and when is not None else ()


def _first(ways: Iterable[Way]) -> tuple[Way, ...]:
    return tuple(islice(ways, MOST_WAYS))


def _cases(rule: Rule) -> list[_Case]:
    if isinstance(rule.node, ast.WhenRule):
        test = fires(rule)
        return [_Case(rule.points, ((test, True),)), _Case(0, ((test, False),))]
    cases = [
        _Case(row.points, tuple(row_fires(rule, number))) for number, row in enumerate(rule.rows)
    ]
    none = tuple((row.test, False) for row in rule.rows if row.test is not None)
    return [*cases, _Case(0, none)]


def _row_cases(rows: Sequence[ClassRow]) -> list[_Case]:
    above: Way = ()
    found = []
    for row in rows:
        test = row_test(row)
        found.append(_Case(row.value, ((test, True), *above)))
        above = (*above, (test, False))
    return found


def _ways_of(rule: Rule) -> Iterator[Way]:
    """A little of the rule, more of it, as much as it gives, and old events where points fade."""
    yield ((fires(rule), True),)
    if rule.events is not None:
        for times in _times(rule):
            yield ((at_least(rule, times), True),)
        yield from _aged(rule)
    elif rule.value is not None and rule.per:
        for times in (2, 3, 10):
            yield ((terms.Compare(">=", rule.value, rule.per * times), True),)
    for sign in (1, -1):
        for way in ways_to(rule, sign, 0):
            yield way.wanted


def _times(rule: Rule) -> list[int]:
    """Where a limit may bite, and one beyond."""
    clauses, found = rule.clauses, {2, 3}
    if clauses.times is not None:
        found |= {clauses.times, clauses.times + 1}
    if clauses.up_to is not None and rule.points:
        full = -(-clauses.up_to // abs(rule.points))
        found |= {full, full + 1}
    if clauses.per_bucket is not None:
        found.add(clauses.per_bucket[0] + 1)
    return sorted(n for n in found if 1 < n <= FAR)


def _aged(rule: Rule) -> Iterator[Way]:
    fade, events = rule.clauses.fade, rule.events
    if fade is None or events is None or events.span is not None:
        return
    for steps in (2, 5):
        edges = [terms.Edge("as_of", -fade.step_us * n, True) for n in (steps + 1, steps)]
        aged = terms.Events(events.kinds, events.where, terms.Span(*edges))
        count = terms.Measured(terms.Metric("count", aged))
        yield ((terms.Compare(">=", count, MICRO), True),)
