"""From a goal to a lead that reaches it, or to the proof that none does.

The prover says what has to hold; a lead is built of it and tried. Where points are wanting, rules
are added one by one as long as that brings the lead nearer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from math import inf
from typing import Final, TypeAlias

from ...dsl import terms
from ...dsl.model import Group, Rule
from ...dsl.prove.build import build
from ...dsl.prove.domains import Domain
from ...dsl.prove.goals import open_group, ways_to
from ...dsl.prove.prover import Prover
from ...dsl.prove.search import State, Wanted
from ...dsl.prove.sums import Sums, available, of_points
from ...dsl.prove.witness import Witness
from ..rules import Rules
from .opened import Open, open_parts
from .tried import Tried, Trier, later

MOST_WAYS: Final = 24
MOST_RULES: Final = 400
"""Of so many rules points are looked for, those with most to give first."""
MOST_SUMS: Final = 24
"""Ways in which a sum comes out, of which leads are made."""
MOST_NAMED: Final = 3
MOST_OLDER: Final = 30
AGES: Final = (8, 15, 31, 61, 91, 181, 366)
"""In days."""
INSTALL: Final = "`pip install 'leadscore[prove]'` looks further into sums"
Accept: TypeAlias = Callable[[Tried], bool]


@dataclass(frozen=True, slots=True)
class Yes:
    tried: Tried


@dataclass(frozen=True, slots=True)
class No:
    """Proved."""

    because: str = ""


@dataclass(frozen=True, slots=True)
class Unsettled:
    because: str


Verdict: TypeAlias = Yes | No | Unsettled


@dataclass(slots=True)
class Reach:
    rules: Rules
    seconds: float = 2.0
    """For one question."""
    end: float = inf
    """When there is no more time for any, by the monotonic clock."""
    prover: Prover = field(init=False)
    trier: Trier = field(init=False)
    until: float = field(default=inf)
    _open: list[Open] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.prover = Prover(self.rules.model)
        self.trier = Trier(self.rules)

    def settle(self, wanted: list[Wanted], accept: Accept) -> Verdict:
        """Whether these can come out so together; `accept` tells by what came out."""
        found = self._settled(wanted, accept)
        if isinstance(found, Yes) and found.tried.witness.previous is not None:
            # The same lead without a stage before answers other questions.
            self.trier.run(replace(found.tried.witness, previous=None))
        return found

    def _settled(self, wanted: list[Wanted], accept: Accept) -> Verdict:
        self.until = min(time.monotonic() + self.seconds, self.end)
        search, ways = self.prover.ways(wanted)
        any_way = False
        for number, state in enumerate(ways):
            any_way = True
            found = self._try(state, accept)
            if found is not None:
                return Yes(found)
            if number >= MOST_WAYS or self.late:
                break
        if not any_way and not search.cut:
            return No()
        verdict = self._by_sums(wanted, accept)
        older = self._older(accept) if isinstance(verdict, Unsettled) else None
        return Yes(older) if older is not None else verdict

    def _older(self, accept: Accept) -> Tried | None:
        """One of the latest leads, some time later, when windows are over and points have faded."""
        for tried in self.trier.seen[-MOST_OLDER:]:
            for days in AGES if tried.witness.events else ():
                found = None if self.late else self.trier.run(later(tried.witness, days))
                if found is not None and accept(found):
                    return found
        return None

    def find(self, wanted: list[Wanted], accept: Accept, seconds: float) -> Tried | None:
        """A lead for which they come out so, where no proof is asked for that there is none."""
        self.until = min(time.monotonic() + seconds, self.end)
        for state in islice(self.prover.ways(wanted)[1], MOST_WAYS):
            found = self._try(state, accept)
            if found is not None or self.late:
                return found
        return None

    def _by_sums(self, wanted: list[Wanted], accept: Accept) -> Verdict:
        """With a solver for sums, where there is one."""
        left = self.until - time.monotonic()
        if left <= 0:
            return Unsettled("not settled in its time")
        if not available():
            return Unsettled(
                f"no lead was found, and no proof{self.because_open(wanted)}; {INSTALL}"
            )
        sums = Sums(self.prover, left)
        turned = sums.settle(wanted)
        if turned is False:
            return No()
        found = self._turned(sums, wanted, accept) if turned else None
        found = found or self._without_open(wanted, accept)
        if found is not None:
            return Yes(found)
        return Unsettled(f"no lead was found, and no proof{self.because_open(wanted)}")

    def _turned(self, sums: Sums, wanted: list[Wanted], accept: Accept) -> Tried | None:
        """A lead for one of the ways in which sums come out right."""
        for turned in islice(sums.ways(), MOST_SUMS):
            for state in islice(self.prover.ways([*wanted, *turned])[1], MOST_WAYS):
                found = self._try(state, accept)
                if found is not None or self.late:
                    return found
        return None

    def _without_open(self, wanted: list[Wanted], accept: Accept) -> Tried | None:
        """Where rules for which no lead is found do not count: that is no proof of anything."""
        left = min(self.seconds, self.end - time.monotonic())
        out: list[Wanted] = [(one.test, False) for one in self.open]
        if not out or left <= 0:
            return None
        self.until = time.monotonic() + left
        sums, asked = Sums(self.prover, left), [*wanted, *out]
        return self._turned(sums, asked, accept) if sums.settle(asked) else None

    def because_open(self, wanted: list[Wanted]) -> str:
        """What else is open, where points are asked for."""
        names = dict.fromkeys(one.rule.name for one in self.open if not one.proved)
        if not names or not any(of_points(test) for test, _ in wanted):
            return ""
        return f", as it is open whether {said_open(names)} can count"

    @property
    def open(self) -> list[Open]:
        """What rules ask for that no lead was found to have; asked once."""
        if self._open is None:
            before = self.until
            self.until = min(time.monotonic() + self.seconds, self.end)
            self._open = list(open_parts(self))
            self.until = before
        return self._open

    @property
    def late(self) -> bool:
        return time.monotonic() > self.until

    def _try(self, state: State, accept: Accept) -> Tried | None:
        witness = build(self.prover.context, self.prover.events, state)
        tried = self.trier.run(witness) if witness is not None else None
        if tried is None:
            return None
        if accept(tried):
            return tried
        return self._climb(state, tried, accept)

    # -- points

    def _climb(self, state: State, tried: Tried, accept: Accept) -> Tried | None:
        """Rules with most to give first, then those with least: a lead may be too good, too."""
        for least_first in (False, True):
            found = self._climb_once(state, tried, accept, least_first)
            if found is not None:
                return found
        return None

    def _climb_once(
        self, state: State, tried: Tried, accept: Accept, least_first: bool
    ) -> Tried | None:
        best = self._distance(state, tried)
        for sign in (1, -1) if best else ():
            for group, rule in self._by_gain(sign, self._asked(state), least_first):
                if self.late:
                    return None
                if not self._wants(state, tried, sign):
                    break
                for way in ways_to(rule, sign, self._much(state, tried)):
                    more = self.prover.extended(state, [*open_group(group), *way.wanted])
                    witness = more and build(self.prover.context, self.prover.events, more)
                    found = self.trier.run(witness) if witness else None
                    if found is None or more is None:
                        continue
                    if accept(found):
                        return found
                    distance = self._distance(more, found)
                    if distance < best:
                        best, state, tried = distance, more, found
                        break
        return None

    def _asked(self, state: State) -> dict[str | None, Domain]:
        """What points have to be, by group."""
        return {
            key.term.group: domain for key, domain in state.domains.items()
            if isinstance(key.term, terms.Points)
        }  # fmt: skip

    def _distance(self, state: State, tried: Tried) -> float:
        gaps = (
            _gap(points_of(self.rules, tried, name), domain)
            for name, domain in self._asked(state).items()
        )
        return sum(abs(gap) for gap in gaps)

    def _much(self, state: State, tried: Tried) -> int:
        asked = self._asked(state).items()
        gaps = [_gap(points_of(self.rules, tried, name), domain) for name, domain in asked]
        return int(max((abs(gap) for gap in gaps), default=0))

    def _wants(self, state: State, tried: Tried, sign: int) -> bool:
        asked = self._asked(state).items()
        return any(_gap(points_of(self.rules, tried, n), d) * sign > 0 for n, d in asked)

    def _by_gain(
        self, sign: int, asked: dict[str | None, Domain], least_first: bool = False
    ) -> Iterator[tuple[Group, Rule]]:
        """Those of groups that are asked for by name first."""
        found = [
            (group.name not in asked, most * (1 if least_first else -1) * sign, group, rule)
            for group in self.rules.model.groups
            if None in asked or group.name in asked
            for rule in group.rules
            if (most := _most(rule, sign)) != 0
        ]
        found.sort(key=lambda one: one[:2])
        yield from ((group, rule) for _, _, group, rule in found[:MOST_RULES])

    # -- as many points as can be

    def furthest(self, group: Group | None, sign: int, wanted: list[Wanted]) -> Tried | None:
        """A lead with very many (or few) points in a group, or in all; not always the most."""
        self.until = min(time.monotonic() + self.seconds, self.end)
        state = self.prover.extended(State(), wanted, 5_000)
        if state is None:
            return None
        asked = {group.name if group is not None else None: Domain()}
        ways = [
            [[*open_group(one), *way.wanted] for way in ways_to(rule, sign, 0)]
            for one, rule in self._by_gain(sign, asked)
        ]
        state, witness = self.grown(state, ways)
        tried = self.trier.run(witness) if witness is not None else None
        return self._climb(state, tried, lambda _: False) or tried if tried is not None else None

    def grown(
        self, state: State, ways: Sequence[Sequence[list[Wanted]]]
    ) -> tuple[State, Witness | None]:
        """With one each of so many ways as can be together. Where no lead is found for all of
        them, halves are tried: one way that is open must not spoil the others."""
        more = self._with_each(state, ways)
        witness = build(self.prover.context, self.prover.events, more)
        if witness is not None or self.late or not ways:
            return more, witness
        if len(ways) > 1:
            half = len(ways) // 2
            return self.grown(self.grown(state, ways[:half])[0], ways[half:])
        if len(ways[0]) > 1:
            return self.grown(state, [ways[0][1:]])
        return self.grown(state, ())

    def _with_each(self, state: State, ways: Sequence[Sequence[list[Wanted]]]) -> State:
        for alternatives in ways:
            if self.late:
                break
            found = (self.prover.extended(state, wanted) for wanted in alternatives)
            state = next(filter(None, found), state)
        return state


def said_open(names: Iterable[str]) -> str:
    """
    >>> said_open(["A", "B"])
    '`A` or `B`'
    """
    said = [f"`{name}`" for name in names]
    more = [f"{len(said) - MOST_NAMED:,} more"] if len(said) > MOST_NAMED else []
    return " or ".join((*said[:MOST_NAMED], *more))


def points_of(rules: Rules, tried: Tried, name: str | None) -> float:
    """In plan units; none at all of a lead that is left out."""
    if tried.result.score is None:
        return 0
    found = tried.result.score if name is None else tried.result[name]
    return int(found * rules.plan.scale)


def _gap(points: float, domain: Domain) -> float:
    """How many points are wanting (or too many, if negative)."""
    gaps = [0 if low <= points <= high else low - points if points < low else high - points
            for low, high in domain.numbers]  # fmt: skip
    return min(gaps, key=abs, default=0)


def _most(rule: Rule, sign: int) -> int:
    return max((way.points * sign for way in ways_to(rule, sign, 0)), default=0) * sign
