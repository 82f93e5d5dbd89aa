"""A lead for which a limit takes part, as small as can be: points enough to get beyond it, their
events on as many days as the rules ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from math import inf
from typing import Final

from ...dsl.model import Group, Rule
from ...dsl.prove.build import build
from ...dsl.prove.gives import rule_range
from ...dsl.prove.goals import open_group, ways_to
from ...dsl.prove.search import EMPTY, State
from ...dsl.prove.witness import Happened, Witness
from ...dsl.terms import FieldValue
from .proof import LimitFound, Proof
from .tried import Tried, smaller

MOST_SMALLER: Final = 100
"""Leads that are tried to make one smaller."""
STEPS: Final = 5_000


@dataclass(frozen=True)
class Meeting:
    proof: Proof
    accept: Callable[[Tried, LimitFound], bool]
    """Whether a limit took part."""

    def lead(self, found: LimitFound) -> Tried | None:
        """One of its own, or one that was found for something else."""
        for sign in (1, -1) if found.number is not None else (1 if found.upper else -1,):
            for witness in self._witnesses(found, sign):
                tried = self.proof.reach.trier.run(witness)
                if tried is not None and self.accept(tried, found):
                    return self._small(tried, found)
        met = (one for one in self.proof.explored if self.accept(one, found))
        tried = next(met, None)
        return self._small(tried, found) if tried is not None else None

    def _witnesses(self, found: LimitFound, sign: int) -> Iterator[Witness]:
        prover = self.proof.reach.prover
        state = prover.extended(EMPTY, self.proof.base, STEPS)
        if state is None:
            return
        state = self._beyond(state, found, sign)
        witness = build(prover.context, prover.events, state)
        if witness is not None:
            yield witness
            yield from (self._spread(witness, lately) for lately in (False, True))

    def _beyond(self, state: State, found: LimitFound, sign: int) -> State:
        """With rules that give so many points, those that give most first."""
        prover = self.proof.reach.prover
        wanting = found.limit * (1 if found.number is not None else sign) + 1.0
        left = {group.name: _room(group, sign, found) for group in self.proof.rules.model.groups}
        for group, rule in self._rules(found, sign):
            for way in ways_to(rule, sign, int(wanting)) if wanting > 0 else ():
                more = prover.extended(state, [*open_group(group), *way.wanted])
                if more is not None:
                    gain = min(way.points * sign, self._most(rule, sign), left[group.name])
                    state, wanting = more, wanting - gain
                    left[group.name] -= gain
                    break
        return state

    def _rules(self, found: LimitFound, sign: int) -> list[tuple[Group, Rule]]:
        if found.number is not None:
            group, rule = self.proof.rules_in_order[found.number]
            return [(group, replace(rule, clauses=replace(rule.clauses, up_to=None)))]
        able = [
            (group, rule) for group, rule in self.proof.rules_in_order
            if found.name in (group.name, "the score") and self._most(rule, sign) > 0
        ]  # fmt: skip
        return sorted(able, key=lambda one: (-_at_once(one[1], sign), -self._most(one[1], sign)))

    def _most(self, rule: Rule, sign: int) -> float:
        prover = self.proof.reach.prover
        low, high = rule_range(prover.context, prover.events, EMPTY, rule)
        return high if sign > 0 else -low

    # -- events of one moment on several days

    def _spread(self, witness: Witness, lately: bool) -> Witness:
        """No more of an event in a day (or week) than are counted; the last ones today, or when
        they were."""
        events = (one for event in witness.events for one in self._parts(event, lately))
        return replace(witness, events=tuple(events))

    def _parts(self, event: Happened, lately: bool) -> Iterator[Happened]:
        most, width = self._buckets.get(event.kind.lower(), (event.times, 1))
        moved = -event.us // width * width if lately else 0
        for number, before in enumerate(range(0, event.times, most)):
            times = min(most, event.times - before)
            part = replace(event, us=event.us + moved - number * width, times=times)
            yield from self._apart(part, before)

    def _apart(self, event: Happened, before: int) -> Iterator[Happened]:
        """Each with a value of its own in a field of which each value counts once."""
        free = [name for name in self._once.get(event.kind.lower(), ()) if name not in event.fields]
        if not free:
            yield event
            return
        for number in range(before + 1, before + event.times + 1):
            fields = {**event.fields, **dict.fromkeys(free, str(number))}
            yield replace(event, times=1, fields=fields)

    @cached_property
    def _once(self) -> dict[str, set[str]]:
        """By kind the fields of which each value counts once."""
        found: dict[str, set[str]] = {}
        for _, rule in self.proof.rules_in_order:
            once = rule.clauses.once_per
            if isinstance(once, FieldValue) and once.type in ("text", "number"):
                for kind in rule.events.kinds if rule.events is not None else ():
                    found.setdefault(kind.lower(), set()).add(once.name)
        return found

    @cached_property
    def _buckets(self) -> dict[str, tuple[int, int]]:
        """By kind how many are counted in how much time, where that is least."""
        found: dict[str, tuple[int, int]] = {}
        for _, rule in self.proof.rules_in_order:
            bucket = rule.clauses.per_bucket
            if bucket is not None and rule.events is not None:
                for kind in rule.events.kinds:
                    found[kind.lower()] = min(found.get(kind.lower(), bucket), bucket)
        return found

    # -- smaller

    def _small(self, tried: Tried, found: LimitFound) -> Tried:
        for _ in range(MOST_SMALLER):
            runs = (self.proof.reach.trier.run(one) for one in _less(tried.witness))
            able = (one for one in runs if one is not None and self.accept(one, found))
            less = next(islice(able, 1), None)
            if less is None:
                return tried
            tried = less
        return tried


def _at_once(rule: Rule, sign: int) -> int:
    """Most points that the rule gives for one event, or at all."""
    return max((way.points * sign for way in ways_to(rule, sign, 1)), default=0)


def _room(group: Group, sign: int, found: LimitFound) -> float:
    """How many points the group may give to what is limited."""
    end = group.upper if sign > 0 else group.lower
    if found.line != "limit of the score" or end is None:
        return inf
    return max(0, end * sign)


def _less(witness: Witness) -> Iterator[Witness]:
    yield from (make(witness) for make in smaller(witness))
    for number, event in enumerate(witness.events):
        for times in dict.fromkeys((event.times // 2, event.times - 1)):
            if 0 < times < event.times:
                some = list(witness.events)
                some[number] = replace(event, times=times)
                yield replace(witness, events=tuple(some))
