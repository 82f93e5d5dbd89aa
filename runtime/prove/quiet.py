"""How long a lead can keep its stage when nothing happens: the worst case over all leads."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from ...dsl import terms
from ...dsl.prove.search import Wanted
from ...dsl.terms import DAY, Edge, Events, Span
from .proof import No, Proof, Unsettled, Verdict, Yes
from .tried import Tried, later, scored

QUIET_DAYS: Final = 800
"""What lasts longer lasts for ever."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """What is known of the leads of one stage that had no event for some days.

    After `none_after` days none is there, which is proved; after `days` days the lead of `there`
    still is. Between the two nothing is settled."""

    stage: str
    none_after: int | None
    days: int
    there: Tried
    then: str | None = None
    """The stage in which that lead is after `none_after` days, if it has one."""


def quiet(proof: Proof) -> Iterator[Quiet | tuple[str, No | Unsettled]]:
    """For each stage; with the verdict for one of which no lead was found."""
    stages = next((one for one in proof.rules.model.classes if one.name == "stage"), None)
    for value in dict.fromkeys(stages.values) if stages is not None else ():
        found = proof.value("stage", value)
        yield _Watch(proof, value, found.tried).told() if isinstance(found, Yes) else (value, found)


@dataclass(slots=True)
class _Watch:
    """By days, whether a lead without events for so long can be in the stage. If one can after
    many days one can after fewer."""

    proof: Proof
    stage: str
    first: Tried
    known: dict[int, Verdict] = field(default_factory=dict)

    def told(self) -> Quiet:
        days = self._first_day(lambda verdict: not isinstance(verdict, Yes)) - 1
        none_after = self._first_day(lambda verdict: isinstance(verdict, No))
        found = self.known.get(days)
        there = found.tried if isinstance(found, Yes) else self.first
        if none_after > QUIET_DAYS:
            return Quiet(self.stage, None, days, there)
        on = replace(later(there.witness, none_after - days), previous=self.stage)
        after = scored(self.proof.rules, on)
        return Quiet(self.stage, none_after, days, there, after.result.stage if after else None)

    def _first_day(self, of: Callable[[Verdict], bool]) -> int:
        """One more than there are if it is so on none."""
        if not of(self._after(QUIET_DAYS)):
            return QUIET_DAYS + 1
        return bisect_left(range(QUIET_DAYS), 1, lo=1, key=lambda day: int(of(self._after(day))))

    def _after(self, days: int) -> Verdict:
        found = self.known.get(days)
        if found is None:
            wanted = [*self.proof.base, _nothing(self.proof, days), self._is_there()]
            found = self.known[days] = self.proof.reach.settle(wanted, self._still(days))
        return found

    def _is_there(self) -> Wanted:
        return terms.ClassIs("stage", (self.stage,)), True

    def _still(self, days: int) -> Callable[[Tried], bool]:
        def accept(tried: Tried) -> bool:
            late = any(event.us > -days * DAY for event in tried.witness.events)
            return tried.result.stage == self.stage and not late

        return accept


def _nothing(proof: Proof, days: int) -> Wanted:
    """That in the last so many days there was no event."""
    kinds = tuple(sorted(kind.name for kind in proof.rules.model.kinds.values()))
    span = Span(Edge("as_of", -days * DAY, inclusive=False), None)
    count = terms.Measured(terms.Metric("count", Events(kinds, None, span)))
    return terms.Compare("=", count, 0), True
