"""Questions about a rule file, settled for all leads at once.

Every yes is a lead that was scored; every no is a proof; what is neither says so.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf
from typing import Final

from ...dsl import ast, terms
from ...dsl.intervals import Interval
from ...dsl.model import Group, Rule
from ...dsl.prove.build import build
from ...dsl.prove.gives import rule_range
from ...dsl.prove.goals import fires, included, open_group, row_fires
from ...dsl.prove.search import EMPTY, State, Wanted
from ...dsl.prove.witness import Witness
from ..evaluate import shown
from ..rules import Rules
from .reach import Accept, No, Reach, Unsettled, Verdict, Yes, points_of
from .tried import Tried

__all__ = ["No", "Proof", "RuleFound", "Unsettled", "Verdict", "Yes"]

SHORT: Final = 4
"""A lead that takes no more to read is short enough."""
MOST_TOGETHER: Final = 40
"""So many rules are made to count for one lead."""


@dataclass(frozen=True, slots=True)
class RuleFound:
    """Whether a rule can count, and whether it can fail to."""

    group: Group
    rule: Rule
    counts: Verdict
    fails: Verdict
    dead: tuple[int, ...] = ()
    """Rows with points that never give them, which is proved."""


@dataclass(frozen=True, slots=True)
class RangeFound:
    """Points of a group, or of the score (name none). The range is proved; `least` and `most`
    are leads that came near to its ends."""

    name: str | None
    proved: Interval
    least: Tried | None
    most: Tried | None


@dataclass(frozen=True, slots=True)
class LimitFound:
    """A limit of a group, of the score, or a rule's `up to`."""

    name: str
    limit: int
    upper: bool
    bites: str
    """`never`, `always` or `sometimes`; the first two are proved."""
    line: str = ""
    """What a breakdown calls it, if it has a line of its own."""
    number: int | None = None
    """The rule's place, of an `up to`."""


@dataclass
class Proof:
    rules: Rules
    seconds: float = 2.0
    """For one question."""
    overall: float = 60.0
    """For all of them."""
    reach: Reach = field(init=False)
    _values: dict[tuple[str, str], Verdict] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.reach = Reach(self.rules, self.seconds, time.monotonic() + self.overall)
        self.reach.trier.run(Witness())

    @property
    def base(self) -> list[Wanted]:
        return included(self.rules.model)

    @property
    def seen(self) -> list[Tried]:
        return self.reach.trier.seen

    @cached_property
    def explored(self) -> list[Tried]:
        """Very different leads, for questions of which a lead may happen to be the answer."""
        _ = self.rule_verdicts, self.ranges
        for class_ in self.rules.model.classes:
            for value in dict.fromkeys(class_.values):
                self.value(class_.name, value)
        return sorted(self.seen, key=lambda tried: tried.size)

    def settle(self, wanted: list[Wanted], accept: Accept) -> Verdict:
        return self.looked_up(self.reach.settle(wanted, accept), accept)

    def looked_up(self, verdict: Verdict, accept: Accept) -> Verdict:
        """What no search has settled may be by a lead that is known for another reason."""
        best = self.known(accept) if isinstance(verdict, Unsettled) else None
        return Yes(best) if best is not None else verdict

    def known(self, accept: Accept) -> Tried | None:
        return min(filter(accept, self.seen), key=lambda tried: tried.size, default=None)

    # -- stages, labels, grades

    def value(self, name: str, value: str) -> Verdict:
        """Whether a stage, label or grade can come out."""
        found = self._values.get((name, value))
        if found is None:
            found = self._value(name, value)
            if not isinstance(found, Unsettled):
                self._values[name, value] = found
        return found

    def _value(self, name: str, value: str) -> Verdict:
        def comes_out(tried: Tried) -> bool:
            return tried.result.score is not None and tried.result[name] == value

        best = self.known(comes_out)
        if best is not None and best.size <= SHORT:
            return Yes(best)
        asked = [*self.base, (terms.ClassIs(name, (value,)), True)]
        found = self.reach.settle(asked, comes_out)
        if best is not None and not (isinstance(found, Yes) and found.tried.size < best.size):
            return Yes(best)
        if isinstance(found, No):
            return No(self._why_never(name, value))
        return found

    def _why_never(self, name: str, value: str) -> str:
        class_ = next(one for one in self.rules.model.classes if one.name == name)
        row = next((row for part in class_.parts for row in part if row.value == value), None)
        if row is None or row.test is None or len(class_.parts) > 1:
            return "what it asks for cannot be"
        if not self.reach.prover.together([*self.base, (row.test, True)]):
            return self._asked_points(row.test) or "what it asks for cannot be"
        return "the rows above take every such lead"

    def _asked_points(self, test: terms.Test) -> str | None:
        """`the score is at most 45, and it asks for at least 50`"""
        ranges = self.reach.prover.group_ranges()
        for part in test.tests if isinstance(test, terms.All) else (test,):
            if not isinstance(part, terms.PointsAre):
                continue
            low, high = ranges[part.points.group]
            name = part.points.group or "the score"
            asked = self.shown(part.limit)
            if part.op in (">=", ">") and high < part.limit + (part.op == ">"):
                word = "at least" if part.op == ">=" else "more than"
                return f"{name} is at most {self.shown(high)}, and it asks for {word} {asked}"
            if part.op in ("<=", "<") and low > part.limit - (part.op == "<"):
                word = "at most" if part.op == "<=" else "less than"
                return f"{name} is at least {self.shown(low)}, and it asks for {word} {asked}"
        return None

    # -- rules

    @cached_property
    def rules_in_order(self) -> list[tuple[Group, Rule]]:
        return [(group, rule) for group in self.rules.model.groups for rule in group.rules]

    @cached_property
    def rule_verdicts(self) -> list[RuleFound]:
        """Of every rule, with few leads: one for as many rules as can count together."""
        self._try_together()
        counted, failed = self._seen_rules()
        found = []
        for number, (group, rule) in enumerate(self.rules_in_order):
            counts = Yes(counted[number]) if number in counted else self._counts(number)
            fails = Yes(failed[number]) if number in failed else self._fails(number)
            found.append(RuleFound(group, rule, counts, fails, self._dead_rows(group, rule)))
        return found

    def rule(self, number: int) -> RuleFound:
        group, rule = self.rules_in_order[number]
        dead = self._dead_rows(group, rule)
        return RuleFound(group, rule, self._counts(number), self._fails(number), dead)

    def _dead_rows(self, group: Group, rule: Rule) -> tuple[int, ...]:
        if rule.events is not None:
            return ()
        able = self.reach.prover.row_can_count
        rows = (number for number, row in enumerate(rule.rows) if row.points)
        return tuple(number for number in rows if not able(group, rule, number))

    def row(self, number: int, row: int) -> Verdict:
        """Whether a row of a table, of `first of` or of `best of` can give its points."""
        group, rule = self.rules_in_order[number]
        asked = [*self.base, *open_group(group), *row_fires(rule, row)]
        words = rule.rows[row].words

        def gives(tried: Tried) -> bool:
            return count(tried, number) > 0 and tried.result.breakdown[number].row == words

        found = self.settle(asked, gives)
        return No(self.why_dead(rule, row)) if isinstance(found, No) else found

    def why_dead(self, rule: Rule, row: int) -> str:
        test = rule.rows[row].test
        if test is None or not self.reach.prover.together([*self.base, (test, True)]):
            return "what it asks for cannot be"
        if isinstance(rule.node, ast.BestOf):
            return "another row gives as much to every such lead"
        return "the rows above take every such lead"

    def _try_together(self) -> None:
        reach = self.reach
        waiting = dict(enumerate(self.rules_in_order))
        while waiting:
            state = reach.prover.extended(EMPTY, self.base, 5_000)
            taken: list[list[list[Wanted]]] = []
            for number, (group, rule) in list(waiting.items()) if state is not None else ():
                asked = [*open_group(group), (fires(rule), True)]
                more = reach.prover.extended(state, asked)  # type: ignore[arg-type]
                if more is not None:
                    state = more
                    taken.append([asked])
                    del waiting[number]
                if len(taken) >= MOST_TOGETHER:
                    break
            if not taken or state is None:
                return
            self._run(state, taken)

    def _run(self, state: State, taken: list[list[list[Wanted]]]) -> None:
        """Where no lead is found for all of them, for as many as one is found for."""
        reach = self.reach
        witness = build(reach.prover.context, reach.prover.events, state)
        if witness is None:
            reach.until = min(time.monotonic() + reach.seconds, reach.end)
            start = reach.prover.extended(EMPTY, self.base, 5_000) or EMPTY
            witness = reach.grown(start, taken)[1]
        if witness is not None:
            reach.trier.run(witness)

    def _seen_rules(self) -> tuple[Mapping[int, Tried], Mapping[int, Tried]]:
        """By rule a small lead for which it counted, and one for which it did not."""
        counted: dict[int, Tried] = {}
        failed: dict[int, Tried] = {}
        for tried in sorted(self.seen, key=lambda tried: tried.size):
            lines = tried.result.breakdown if tried.result.score is not None else ()
            for number, line in zip(range(len(self.rules_in_order)), lines, strict=False):
                (counted if line.count else failed).setdefault(number, tried)
        return counted, failed

    def _counts(self, number: int) -> Verdict:
        group, rule = self.rules_in_order[number]
        asked: list[Wanted] = [*self.base, *open_group(group), (fires(rule), True)]
        found = self.settle(asked, lambda tried: count(tried, number) > 0)
        return No("what it asks for cannot be") if isinstance(found, No) else found

    def _fails(self, number: int) -> Verdict:
        group, rule = self.rules_in_order[number]
        held = terms.All((group.when or terms.Always(True), fires(rule)))
        return self.settle([*self.base, (held, False)], lambda t: count(t, number) == 0)

    # -- points

    @cached_property
    def ranges(self) -> list[RangeFound]:
        """Of every group, then of the score."""
        proved = self.reach.prover.group_ranges()
        groups = [group for group in self.rules.model.groups if group.name is not None]
        found = [self._range(group.name, proved[group.name], group) for group in groups]
        return [*found, self._range(None, proved[None], None)]

    def _range(self, name: str | None, proved: Interval, group: Group | None) -> RangeFound:
        for sign in (1, -1):
            self.reach.furthest(group, sign, self.base)
        scored = [tried for tried in self.seen if tried.result.score is not None]

        def points(tried: Tried) -> tuple[float, int]:
            return points_of(self.rules, tried, name), tried.size

        least = min(scored, key=points, default=None)
        most = max(scored, key=lambda tried: (points(tried)[0], -tried.size), default=None)
        return RangeFound(name, proved, least, most)

    def limits(self) -> Iterator[LimitFound]:
        """Every limit that is written."""
        bounds, model = self.reach.prover.bounds, self.rules.model
        for group in model.groups:
            if group.name is not None:
                raw = bounds.raw(group, EMPTY)
                yield from _limits(group.name, raw, group.lower, group.upper)
        for number, (_, rule) in enumerate(self.rules_in_order):
            if rule.clauses.up_to is not None:
                yield self._up_to(number, rule, rule.clauses.up_to)
        parts = [bounds.group(group, EMPTY) for group in model.groups]
        raw = sum(low for low, _ in parts), sum(high for _, high in parts)
        yield from _limits("the score", raw, model.lower, model.upper)

    def _up_to(self, number: int, rule: Rule, up_to: int) -> LimitFound:
        free = replace(rule, clauses=replace(rule.clauses, up_to=None))
        prover = self.reach.prover
        low, high = rule_range(prover.context, prover.events, EMPTY, free)
        bites = "never" if high <= up_to and low >= -up_to else "sometimes"
        return LimitFound(rule.name, up_to, True, bites, number=number)

    def shown(self, points: float) -> str:
        if points in (inf, -inf):
            return "no limit"
        return str(shown(int(points), self.rules.plan.scale))


def _limits(name: str, raw: Interval, lower: int | None, upper: int | None) -> Iterator[LimitFound]:
    low, high = raw
    line = f"limit of {name}"
    if lower is not None:
        bites = "never" if low >= lower else "always" if high < lower else "sometimes"
        yield LimitFound(name, lower, False, bites, line)
    if upper is not None:
        bites = "never" if high <= upper else "always" if low > upper else "sometimes"
        yield LimitFound(name, upper, True, bites, line)


def count(tried: Tried, number: int) -> int:
    """How often a rule counted; -1 for a lead that is left out."""
    if tried.result.score is None:
        return -1
    return tried.result.breakdown[number].count
