"""What two rule files differ in, each difference judged: proved to be none, or shown by a lead
that both score."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from ..compiler.lower import walk
from ..dsl import terms
from ..dsl.diff import Both, Change, compare
from ..dsl.diff.change import OfClass, OfExclusion, OfLimits, OfLines, OfRule, OfWhen, Part
from ..dsl.diff.ways import Way
from ..dsl.prove.witness import Happened, Witness
from .evaluate import Line
from .prove.reach import Reach, Yes
from .prove.tried import Tried, as_text, scored
from .rules import Rules

MOST_THRESHOLDS: Final = 4
"""So many are tried for a lead whose stage differs."""
MOST_SUMMED: Final = 200
"""Rules, beyond which no sums are looked for."""
BRIEF: Final = 0.5
"""Seconds for one way."""


@dataclass(frozen=True, slots=True)
class Side:
    """A line of the two breakdowns; empty where a file has none."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead that the files score differently."""

    example: str
    """As the new file has it, to paste."""
    sides: tuple[Side, ...]
    """Lines of the breakdowns that differ, then what came out."""
    stage_differs: bool
    old: Tried = field(repr=False)
    new: Tried = field(repr=False)


@dataclass(frozen=True, slots=True)
class Judged:
    change: Change
    lead: Lead | None = None


@dataclass
class Diff:
    old: Rules
    new: Rules
    seconds: float = 2.0
    """For one change."""
    overall: float = 60.0
    both: Both = field(init=False)
    reach: Reach = field(init=False)

    def __post_init__(self) -> None:
        self.both = Both(self.old.model, self.new.model)
        self.reach = Reach(self.new, self.seconds, time.monotonic() + self.overall)
        self.reach.prover = self.both.differences.prover

    def judged(self) -> list[Judged]:
        return [self._judge(change) for change in self._changes]

    @cached_property
    def _changes(self) -> list[Change]:
        return compare(self.both)

    def _judge(self, change: Change) -> Judged:
        if change.effect not in ("open", "other") or (change.effect == "other" and not change.ways):
            return Judged(change)
        lead = self._lead(change)
        if lead is not None:
            return Judged(replace(change, effect="scores"), lead)
        return Judged(replace(change, effect="unsettled"))

    # -- a lead

    def _lead(self, change: Change) -> Lead | None:
        accept = self._accept(change)
        until = min(time.monotonic() + self.seconds, self.reach.end)
        found = self._first(change.ways, accept, until)
        found = found or self._by_sums(list(change.ways), accept, until)
        if found is None:
            return None
        better = self._at_threshold(change.ways, found, accept, until)
        return self._told(change, self._small(better or found, accept))

    def _first(
        self, ways: tuple[Way, ...], accept: Callable[[Tried], bool], until: float
    ) -> Tried | None:
        for way in ways:
            if time.monotonic() > until:
                return None
            found = self.reach.find([*self.both.differences.base, *way], accept, BRIEF)
            if found is not None:
                return found
        return None

    def _at_threshold(
        self, ways: tuple[Way, ...], found: Tried, accept: Callable[[Tried], bool], until: float
    ) -> Tried | None:
        """One whose stage differs: the score of the one file is past a threshold, that of the
        other is not."""
        there = self._by_old(found.witness)
        if there is None or self._stages(there, found) or self._lost(there, found):
            return None
        others = max(self._others(there, found), 1)
        gain = self._units(found) - self._units(there)
        near = [(*_between(limit, gain), *way) for limit in self._thresholds for way in ways[:2]]

        def stage_too(tried: Tried) -> bool:
            other = self._by_old(tried.witness)
            return (
                other is not None and self._stages(other, tried) and accept(tried)
                and self._others(other, tried) <= others
            )  # fmt: skip

        if not gain:
            return None
        better = self._first(tuple(near), stage_too, until)
        return better or self._by_sums(near, stage_too, until)

    def _by_sums(
        self, ways: list[Way], accept: Callable[[Tried], bool], until: float
    ) -> Tried | None:
        """With a solver, where there is one, and not for files of which it would not be done."""
        if sum(len(group.rules) for group in self.new.plan.groups) > MOST_SUMMED:
            return None
        for way in ways:
            self.reach.seconds = until - time.monotonic()
            if self.reach.seconds <= 0:
                return None
            found = self.reach.settle([*self.both.differences.base, *way], accept)
            if isinstance(found, Yes):
                return found.tried
        return None

    @cached_property
    def _thresholds(self) -> list[int]:
        """Scores at which the stage is another."""
        found = {
            node.limit
            for class_ in self.new.plan.classes if class_.name == "stage"
            for node in walk(class_.parts)
            if isinstance(node, terms.PointsAre) and node.points.group is None
        }  # fmt: skip
        return sorted(found)[:MOST_THRESHOLDS]

    def _units(self, tried: Tried) -> int:
        return int((tried.result.score or 0) * self.new.plan.scale)

    def _accept(self, change: Change) -> Callable[[Tried], bool]:
        """Whether the files score it differently, and this change has to do with it."""

        def accepted(tried: Tried) -> bool:
            other = self._by_old(tried.witness)
            if other is None or self._outcome(other, True) == self._outcome(tried, False):
                return False
            return any(self._differs(part, other, tried) for part in change.parts)

        return accepted

    def _differs(self, part: Part, old: Tried, new: Tried) -> bool:
        if isinstance(part, OfExclusion) or self._lost(old, new):
            return isinstance(part, OfExclusion) and self._lost(old, new)
        match part:
            case OfRule(at_old, at_new, moved):
                given = _given(old, at_old), _given(new, at_new)
                return any(given) if moved else given[0] != given[1]
            case OfLines(group):
                pairs = ((a, b) for a, b in self.both.pairs.items() if (a, b) not in self._edited)
                return any(
                    _given(old, a) != _given(new, b) for a, b in pairs
                    if group is None or new.result.breakdown[b].group == group
                )  # fmt: skip
            case OfLimits(group):
                return self._limited(old, True).get(group) != self._limited(new, False).get(group)
            case OfWhen(group):
                return self._counts(old, group, True) != self._counts(new, group, False)
            case OfClass(name):
                same = self._points(old, True) == self._points(new, False)
                return same and self._classes(old, True).get(name) != new.result[name]

    @cached_property
    def _edited(self) -> set[tuple[int | None, int | None]]:
        """Places of rules that are changed themselves."""
        return {(one.old, one.new) for change in self._changes for one in change.parts
                if isinstance(one, OfRule)}  # fmt: skip

    def _limited(self, tried: Tried, old: bool) -> dict[str | None, Any]:
        """What limits add or take away, by the new names of groups; none for the score."""
        lines = (one for one in tried.result.breakdown if one.kind == "limit")
        return {self._new_name(one.group) if old else one.group: one.points for one in lines}

    def _counts(self, tried: Tried, group: str | None, old: bool) -> bool:
        return any(
            one.points for one in tried.result.breakdown
            if one.kind == "rule" and (self._new_name(one.group) if old else one.group) == group
        )  # fmt: skip

    def _new_name(self, group: str | None) -> str | None:
        return self.both.names.groups.get((group or "").lower(), group)

    def _points(self, tried: Tried, old: bool) -> object:
        return tried.result.score, self._groups(tried, old)

    def _small(self, tried: Tried, accept: Callable[[Tried], bool]) -> Tried:
        """Without whatever can go while the files still differ, and in stage if they did."""
        before = self._by_old(tried.witness)
        stage = before is not None and self._stages(before, tried)
        others = self._others(before, tried) if before is not None else 0
        for smaller in _smaller(tried.witness):
            one = scored(self.new, smaller(tried.witness))
            if one is None or one.size >= tried.size or not accept(one):
                continue
            other = self._by_old(one.witness)
            if other is None or self._others(other, one) > others:
                continue
            if not stage or self._stages(other, one):
                tried = one
        return tried

    def _others(self, old: Tried, new: Tried) -> int:
        """How many rules gave other points: the fewer, the more of it is this change's doing."""
        return sum(1 for _ in self._rule_lines(old, new))

    # -- both files

    def _by_old(self, witness: Witness) -> Tried | None:
        return scored(self.old, self._in_old_names(witness))

    def _in_old_names(self, witness: Witness) -> Witness:
        columns, _, values = self._back
        lead = {columns.get(name.lower(), name): value for name, value in witness.lead.items()}
        previous = values.get(witness.previous or "", witness.previous)
        people = tuple(self._events(person) for person in witness.colleagues)
        return replace(
            witness, lead=lead, events=self._events(witness.events), colleagues=people,
            previous=previous,
        )  # fmt: skip

    def _events(self, events: tuple[Happened, ...]) -> tuple[Happened, ...]:
        _, names, _ = self._back
        return tuple(
            replace(
                event,
                kind=names.get(("kind", event.kind.lower()), event.kind),
                fields={names.get(("field", k.lower()), k): v for k, v in event.fields.items()},
            )
            for event in events
        )

    @cached_property
    def _back(self) -> tuple[dict[str, str], dict[tuple[str, str], str], dict[str, str]]:
        names = self.both.names
        columns = {new.lower(): self.old.model.columns[old].name
                   for old, new in names.columns.items()}  # fmt: skip
        events = {("kind", new.lower()): old for old, new in names.kinds.items()}
        events |= {("field", new.lower()): old for old, new in names.fields.items()}
        values = {new: old for (class_, old), new in names.values.items() if class_ == "stage"}
        return columns, events, values

    def _classes(self, tried: Tried, old: bool) -> dict[str, Any]:
        """What came out, by the new names; stages and labels that only one file has are left
        out."""
        names = self.both.names
        if not old:
            return {name: tried.result[name] for name in self._common}
        found = {}
        for model_class in self.old.model.classes:
            name = names.classes.get(model_class.name.lower())
            if name is not None:
                value = tried.result[model_class.name]
                found[name] = names.values.get((name, value), value)
        return found

    @cached_property
    def _common(self) -> list[str]:
        return list(self.both.names.classes.values())

    def _groups(self, tried: Tried, old: bool) -> dict[str, Any]:
        names = self.both.names.groups
        if not old:
            return {name: tried.result[name] for name in names.values()}
        groups = [group.name for group in self.old.model.groups if group.name is not None]
        return {names[g.lower()]: tried.result[g] for g in groups if g.lower() in names}

    def _outcome(self, tried: Tried, old: bool) -> object:
        result = tried.result
        if result.score is None:
            return "excluded"
        return result.score, self._groups(tried, old), self._classes(tried, old)

    def _stages(self, old: Tried, new: Tried) -> bool:
        stages = [
            self._classes(one, is_old).get("stage") for one, is_old in ((old, True), (new, False))
        ]
        return stages[0] != stages[1]

    def _lost(self, old: Tried, new: Tried) -> bool:
        return (old.result.score is None) != (new.result.score is None)

    # -- what is shown

    def _told(self, change: Change, new: Tried) -> Lead | None:
        old = self._by_old(new.witness)
        if old is None:
            return None
        title = f"{change.about}: {change.kind}".replace("`", "")
        sides = (*self._lines(old, new), *self._results(old, new))
        return Lead(as_text(self.new, title, new), sides, self._stages(old, new), old, new)

    def _lines(self, old: Tried, new: Tried) -> Iterator[Side]:
        yield from self._rule_lines(old, new)
        yield from self._limits(*(list(one.result.breakdown) for one in (old, new)))

    def _rule_lines(self, old: Tried, new: Tried) -> Iterator[Side]:
        before, after = (list(one.result.breakdown) for one in (old, new))
        back = {there: here for here, there in self.both.pairs.items()}
        gone = sorted(set(range(_rules(before))) - set(self.both.pairs))
        for at in range(_rules(after)) if after else ():
            place = back.get(at)
            left = before[place] if place is not None and before else None
            yield from _side(left, after[at])
        for at in gone if before else ():
            yield from _side(before[at], None)

    def _limits(self, before: list[Line], after: list[Line]) -> Iterator[Side]:
        left = {self._new_name(one.group): one for one in before if one.kind == "limit"}
        right = {one.group: one for one in after if one.kind == "limit"}
        for name in dict.fromkeys([*left, *right]):
            yield from _side(left.get(name), right.get(name))

    def _results(self, old: Tried, new: Tried) -> Iterator[Side]:
        if self._lost(old, new):
            yield Side("excluded", *(one.result.excluded or "no" for one in (old, new)))
        yield Side("score", *(_text(one.result.score) for one in (old, new)))
        before, after = self._groups(old, True), self._groups(new, False)
        for name, points in after.items():
            if before.get(name) != points:
                yield Side(name, _text(before.get(name)), _text(points))
        values = self._classes(old, True), self._classes(new, False)
        for name, value in values[1].items():
            if name == "stage" or values[0].get(name) != value:
                yield Side(name, _text(values[0].get(name)), _text(value))


def _between(limit: int, gain: int) -> Way:
    """The new score is past the limit and the old one is not, or the other way round."""
    score = terms.Points(None)
    low, high = (limit, limit + gain) if gain > 0 else (limit + gain, limit)
    return (
        (terms.PointsAre(">=", score, low), True),
        (terms.PointsAre("<", score, high), True),
    )


def _given(tried: Tried, at: int | None) -> object:
    if at is None or tried.result.score is None:
        return 0
    return tried.result.breakdown[at].points


def _rules(lines: list[Line]) -> int:
    return sum(line.kind == "rule" for line in lines)


def _side(old: Line | None, new: Line | None) -> Iterator[Side]:
    points = [one.points if one is not None else 0 for one in (old, new)]
    named = new or old
    if points[0] != points[1] and named is not None:
        yield Side(named.rule, *(_signed(one) if one else "" for one in points))


def _signed(points: Any) -> str:
    return f"{points:+}"


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _smaller(witness: Witness) -> Iterator[Callable[[Witness], Witness]]:
    """Ways to leave something out, the largest first."""
    for person in witness.colleagues:
        yield lambda w, p=person: replace(  # type: ignore[misc]
            w, colleagues=tuple(one for one in w.colleagues if one is not p)
        )
    for event in witness.events:
        yield lambda w, e=event: replace(  # type: ignore[misc]
            w, events=tuple(one for one in w.events if one is not e)
        )
    for name in witness.lead:
        yield lambda w, n=name: replace(  # type: ignore[misc]
            w, lead={k: v for k, v in w.lead.items() if k != n}
        )


__all__ = ["Diff", "Judged", "Lead", "Side"]
