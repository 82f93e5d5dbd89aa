"""Proofs about one model, within so many steps, the same on every machine.

`no` and `yes` are certain. In doubt `can_hold`, `can_count` and `row_can_count` say yes and the
others no, so that a finding that rests on them is never a false alarm.

A `Prover` is made once for a model and costs nothing to make; it needs no solver and no clock. A
question takes about a tenth of a millisecond where intervals and finite sets settle it, a tenth of
a second (`STEPS` looks at a test) at the very most. What it has learnt of values, patterns of
events and groups is kept for the next question; `group_ranges` is worked out once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from .. import terms
from ..intervals import Interval
from ..model import Group, Model, Rule
from ..terms import Test
from .addresses import fit_together
from .bounds import Bounds, Ranges
from .context import Context
from .events import EventLogic
from .gives import rule_range
from .goals import fires, gives, included, open_group, row_fires
from .search import EMPTY, Search, State, Wanted

ROW_STEPS: Final = 2_000
STEPS: Final = 6_000
"""For one question; about a tenth of a second."""


@dataclass(slots=True)
class Prover:
    model: Model
    context: Context = field(init=False)
    events: EventLogic = field(init=False)
    bounds: Bounds = field(init=False)

    def __post_init__(self) -> None:
        self.context = Context(self.model)
        self.events = EventLogic(self.context)
        self.bounds = Bounds(self.context, self.events)

    def can_hold(self, test: Test) -> bool:
        """No only if no lead is such that the test holds."""
        return self.together([(test, True)])

    def implies(self, a: Test, b: Test) -> bool:
        """Yes only if b holds wherever a does."""
        return not self.together([(a, True), (b, False)])

    def excludes(self, a: Test, b: Test) -> bool:
        """Yes only if a and b never hold together."""
        return not self.together([(a, True), (b, True)])

    # -- rules and their rows

    def can_count(self, group: Group, rule: Rule) -> bool:
        """No only if the rule never counts for a lead that is not left out."""
        return self.together([*self._around(group), (fires(rule), True)])

    def always_counts(self, group: Group, rule: Rule) -> bool:
        """Yes only if the rule counts for every lead that is not left out."""
        held = terms.All((group.when or terms.Always(True), fires(rule)))
        return not self.together([*included(self.model), (held, False)])

    def may_give_nothing(self, group: Group, rule: Rule) -> bool:
        """No only if the rule gives points (a row with points, where it has rows) to every lead
        that is not left out."""
        held = terms.All((group.when or terms.Always(True), gives(rule)))
        return self.together([*included(self.model), (held, False)])

    def row_can_count(self, group: Group, rule: Rule, row: int) -> bool:
        """No only if a row of a table, of `first of` or of `best of` is never the one that gives
        the points: it asks for what cannot be, or others take every such lead."""
        return self.together([*self._around(group), *row_fires(rule, row)], ROW_STEPS)

    def only_with(self, one: tuple[Group, Rule], other: tuple[Group, Rule]) -> bool:
        """Yes only if the first rule never gives points to a lead for which the second counts
        for nothing."""
        first, second = (
            terms.All((group.when or terms.Always(True), gives(rule)))
            for group, rule in (one, other)
        )
        return not self.together([*included(self.model), (first, True), (second, False)])

    def _around(self, group: Group) -> list[Wanted]:
        return [*included(self.model), *open_group(group)]

    # -- points

    def raw_range(self, group: Group) -> Interval:
        """Least and most points of a group's rules together, before its limits: a limit that is
        beyond them never changes anything; one that is inside may."""
        return self.bounds.raw(group, EMPTY)

    def rule_range(self, rule: Rule) -> Interval:
        """Least and most points of one rule, with its own limits."""
        return rule_range(self.context, self.events, EMPTY, rule)

    def group_ranges(self) -> Ranges:
        """Least and most points of every group by its name, and of the score under none."""
        return self.bounds.usual()

    def together(self, wanted: list[Wanted], steps: int = STEPS) -> bool:
        """No only if these never come out so together."""
        search = self.search(steps)
        return next(search.ways(wanted), None) is not None or search.cut

    def search(self, steps: int = STEPS) -> Search:
        return Search(self.context, steps, self.consistent)

    def consistent(self, state: State) -> bool:
        return (
            self.events.consistent(state)
            and fit_together(self.context, state)
            and self.bounds.consistent(state)
        )

    def extended(self, state: State, wanted: list[Wanted], steps: int = 500) -> State | None:
        """The first way to have these too, if it is found at once."""
        return next(self.search(steps).ways(wanted, state), None)

    def ways(self, wanted: list[Wanted], steps: int = STEPS) -> tuple[Search, Iterator[State]]:
        search = self.search(steps)
        return search, search.ways(wanted, EMPTY)
