"""Why a condition never comes out one way, and what to write so that it does."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final, Literal, TypeAlias

from ...compiler.normal import EPOCH
from ...dsl import ast
from ...dsl.model import Define, Model
from ...dsl.printer import show
from ...dsl.prove.prover import Prover
from ...dsl.prove.search import Wanted
from ..evaluate import Overflow
from ..prove.reach import Reach, Yes
from ..prove.tried import Tried, as_example, raw_events
from ..rules import Rules
from .observe import Lead, Observer
from .sites import Site, Value, defines

Why: TypeAlias = Literal["no example", "shadowed", "dead", "not settled"]
STEPS: Final = 3_000
"""Of the prover, for one question."""
MOST_STEPS: Final = 400_000
"""For all; counted, not timed, so that a share that must not fall is the same on every machine."""
SECONDS: Final = 0.5
"""To find one lead."""
OVERALL: Final = 6.0
"""Seconds to find leads; those that would take longer are not shown."""


@dataclass(slots=True)
class Gaps:
    rules: Rules
    observer: Observer
    prover: Prover = field(init=False)
    reach: Reach = field(init=False)
    until: int = field(init=False)

    def __post_init__(self) -> None:
        self.prover = Prover(_with_values(self.rules.model))
        self.until = self.prover.context.work + MOST_STEPS
        self.reach = Reach(self.rules, SECONDS, time.monotonic() + OVERALL)
        self.reach.prover = self.prover

    def why(self, site: Site, value: Value) -> tuple[Why, int | None]:
        """And by which condition, where rows above (or what else is asked before) take every
        lead. `dead` and `shadowed` are proved here."""
        if site.asked == "ignored":
            return "no example", None
        if self._can_be([(site.tests[value], True)]) is False:
            return "dead", None
        above = list(self._above(site))
        settled = self._can_be([*self._asked(above), (site.tests[value], True)])
        if settled is False:
            return "shadowed", above[-1][0]
        return ("no example" if settled else "not settled"), None

    def _can_be(self, wanted: list[Wanted]) -> bool | None:
        """None if that is not settled in so many steps."""
        if self.prover.context.work > self.until:
            return None
        search, ways = self.prover.ways(wanted, STEPS)
        return True if next(ways, None) is not None else None if search.cut else False

    def _asked(self, above: Iterable[tuple[int, bool]]) -> list[Wanted]:
        return [(self._site(number).holds, holds) for number, holds in above]

    def _site(self, number: int) -> Site:
        return self.observer.sites[number]

    def _above(self, site: Site) -> Iterator[tuple[int, bool]]:
        """What has to come out how, of the lead, for the condition to be asked; first to last."""
        found = []
        guards, at = self.observer.guards, site.guard
        while at is not None:
            guard = guards[at]
            if guard.site is not None and self._site(guard.site).asked == "lead":
                found.append((guard.site, guard.holds))
            at = guard.above
        yield from reversed(found)

    # -- what to write

    def write(self, site: Site, value: Value) -> str | None:
        """The lines of an example that reaches it, tried; none if there is not the time."""
        if site.asked == "ignored" or time.monotonic() > self.reach.end:
            return None
        asked = [*self._asked(self._above(site)), (site.tests[value], True)]

        def reaches(tried: Tried) -> bool:
            return self._reaches(tried, site.number, value)

        found = self.reach.settle(asked, reaches)
        return self._shown(found.tried) if isinstance(found, Yes) else None

    def _reaches(self, tried: Tried, number: int, value: Value) -> bool:
        one = tried.witness
        lead = Lead(
            one.lead, raw_events(one.events, one.as_of),
            EPOCH + timedelta(microseconds=one.as_of),
            [raw_events(person, one.as_of) for person in one.colleagues], one.previous,
        )  # fmt: skip
        try:
            seen = self.observer.seen(lead)
        except Overflow:
            return False
        return any(s.site == number and s.value == value and s.by is None for s in seen)

    def _shown(self, tried: Tried) -> str:
        lines = as_example(self.rules, "", tried).lines
        told = [show(line) for line in lines if not isinstance(line, ast.AsOf | ast.Expect)]
        return "; ".join(told) or "a lead of which nothing is known"


def _with_values(model: Model) -> Model:
    """With the definitions that the conditions' three values are told by."""
    nodes = {key: define.node for key, define in model.defines.items()}
    found = {}
    for name, test in defines(model).items():
        key = name.split(" ", 1)[0]
        found[name] = Define(name, test, nodes[key])
    return replace(model, defines=found)
