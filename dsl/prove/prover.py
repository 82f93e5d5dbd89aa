"""Proofs about one model, within so many steps, the same on every machine.

`no` and `yes` are certain. In doubt `can_hold` says yes and the others no, so that a finding that
rests on them is never a false alarm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ..model import Model
from ..terms import Test
from .addresses import fit_together
from .bounds import Bounds, Ranges
from .context import Context
from .events import EventLogic
from .search import EMPTY, Search, State, Wanted

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

    def always_holds(self, test: Test) -> bool:
        """Yes only if the test holds for every lead."""
        return not self.together([(test, False)])

    def implies(self, a: Test, b: Test) -> bool:
        """Yes only if b holds wherever a does."""
        return not self.together([(a, True), (b, False)])

    def excludes(self, a: Test, b: Test) -> bool:
        """Yes only if a and b never hold together."""
        return not self.together([(a, True), (b, True)])

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
