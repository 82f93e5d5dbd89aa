"""Two models, of which one differs from the other by what is looked into: a lead that they score
differently is looked for, made small, and shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import Any, Final, Protocol, TypeAlias

from ..compiler.lower import lower, walk
from ..dsl import terms
from ..dsl.diff import Both
from ..dsl.diff.values import Put
from ..dsl.diff.ways import Way
from ..dsl.model import Model
from ..dsl.prove.witness import Happened, Witness
from .evaluate import Line, Result, Scorer
from .prove.reach import No, Reach, Yes
from .prove.tried import Tried, scored, smaller
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
class Before:
    """What came out on the left, and its rules' lines by their places."""

    result: Result
    lines: dict[int, Line] = field(repr=False)


class Left(Protocol):
    @property
    def model(self) -> Model: ...

    def score(self, witness: Witness, new: Tried) -> Before | None: ...


@dataclass(frozen=True, slots=True)
class Whole:
    """The old file as it is."""

    rules: Rules

    @property
    def model(self) -> Model:
        return self.rules.model

    def score(self, witness: Witness, new: Tried) -> Before | None:
        found = scored(self.rules, witness)
        return Before(found.result, dict(enumerate(rule_lines(found)))) if found else None


@dataclass(slots=True)
class Without:
    """The new file without some of its changes. Rules that give what they give in the new file
    are left out where they give nothing there, so that little has to be compiled."""

    model: Model
    same: dict[int, int]
    _scorers: dict[tuple[int, ...], Scorer] = field(default_factory=dict)

    def score(self, witness: Witness, new: Tried) -> Before | None:
        places = tuple(self._needed(new))
        if places not in self._scorers:
            self._scorers[places] = Scorer(lower(self._with_rules(set(places))))
        found = scored(self._scorers[places], witness)
        return (
            Before(found.result, dict(zip(places, rule_lines(found), strict=False)))
            if found
            else None
        )

    def _needed(self, new: Tried) -> Iterator[int]:
        given = dict(enumerate(rule_lines(new)))
        places = range(sum(len(group.rules) for group in self.model.groups))
        for place in places:
            there = self.same.get(place)
            if there is None or there not in given or given[there].points:
                yield place

    def _with_rules(self, places: set[int]) -> Model:
        numbers = count()
        groups = tuple(
            replace(group, rules=tuple(r for r in group.rules if next(numbers) in places))
            for group in self.model.groups
        )
        return replace(self.model, groups=groups)


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead that comes out differently."""

    example: str
    """As the new file has it, to paste."""
    sides: tuple[Side, ...]
    """Lines of the breakdowns that differ, then what came out."""
    stage_differs: bool
    alone: bool
    """The left is the new file without the change, not the old file."""
    old: Before = field(repr=False)
    new: Tried = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Named:
    """What columns, events, fields (each by key) and stages are called in the other file."""

    columns: Mapping[str, str]
    kinds: Mapping[str, str]
    fields: Mapping[str, str]
    stages: Mapping[str, str]

    def of(self, witness: Witness) -> Witness:
        lead = {self.columns.get(name.lower(), name): v for name, v in witness.lead.items()}
        people = tuple(self._events(person) for person in witness.colleagues)
        previous = self.stages.get(witness.previous or "", witness.previous)
        return replace(
            witness, lead=lead, events=self._events(witness.events), colleagues=people,
            previous=previous,
        )  # fmt: skip

    def _events(self, events: tuple[Happened, ...]) -> tuple[Happened, ...]:
        return tuple(
            replace(
                event,
                kind=self.kinds.get(event.kind.lower(), event.kind),
                fields={self.fields.get(k.lower(), k): v for k, v in event.fields.items()},
            )
            for event in events
        )


Accept: TypeAlias = Callable[[Tried], bool]


@dataclass
class Pair:
    left: Left
    new: Rules
    both: Both
    reach: Reach
    seconds: float
    puts: tuple[Put, ...] = ()
    """Values that leads are tried with, too."""
    none: bool = False
    """Proved of the ways that were tried last: no lead comes out so."""

    # -- a lead

    def found(self, ways: tuple[Way, ...]) -> Tried | None:
        """One along these ways; one whose stage differs too if it is found."""
        until = min(time.monotonic() + self.seconds, self.reach.end)
        found = self._first(ways, self.differs, until)
        found = found or self._by_sums(ways, self.differs, until)
        if found is None:
            return None
        return self._small(self._at_threshold(ways, found, until) or found)

    def _first(self, ways: Iterable[Way], accept: Accept, until: float) -> Tried | None:
        for way in ways:
            if time.monotonic() > until:
                return None
            wanted = [*self.both.differences.base, *way]
            found = self.reach.find(wanted, self._accepting(accept), BRIEF)
            if found is not None:
                return self._put(found, accept)
        return None

    def _accepting(self, accept: Accept) -> Accept:
        return lambda tried: self._put(tried, accept) is not None

    def _put(self, tried: Tried, accept: Accept) -> Tried | None:
        """The lead as it is, or with one of the values."""
        if accept(tried):
            return tried
        others = (scored(self.new, _with(tried.witness, one)) for one in self.puts)
        return next((one for one in others if one is not None and accept(one)), None)

    def _at_threshold(self, ways: tuple[Way, ...], found: Tried, until: float) -> Tried | None:
        """One whose stage differs: the score of the one file is past a threshold, that of the
        other is not."""
        there = self.before(found)
        if there is None or self.stages_differ(found) or _lost(there, found):
            return None
        gain = self._units(found.result) - self._units(there.result)
        if not gain:
            return None
        near = [(*_between(limit, gain), *way) for limit in self._thresholds for way in ways[:2]]
        better = self._first(near, self.stages_differ, until)
        return better or self._by_sums(near, self.stages_differ, until)

    def _by_sums(self, ways: Iterable[Way], accept: Accept, until: float) -> Tried | None:
        """With a solver, where there is one, and not for files of which it would not be done."""
        if sum(len(group.rules) for group in self.new.plan.groups) > MOST_SUMMED:
            return None
        self.none = False
        verdicts = []
        for way in ways:
            self.reach.seconds = until - time.monotonic()
            if self.reach.seconds <= 0:
                return None
            wanted = [*self.both.differences.base, *way]
            verdicts.append(self.reach.settle(wanted, self._accepting(accept)))
            if isinstance(verdicts[-1], Yes):
                return self._put(verdicts[-1].tried, accept)
        self.none = all(isinstance(one, No) for one in verdicts)
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

    def _units(self, result: Result) -> int:
        return int((result.score or 0) * self.new.plan.scale)

    def _small(self, tried: Tried) -> Tried:
        """Without whatever can go while it still comes out differently, in stage if it did."""
        accept = self.stages_differ if self.stages_differ(tried) else self.differs
        for make in smaller(tried.witness):
            one = scored(self.new, make(tried.witness))
            if one is not None and one.size < tried.size and accept(one):
                tried = one
        return tried

    # -- both sides

    def differs(self, new: Tried) -> bool:
        old = self.before(new)
        return old is not None and self._outcome(old.result, True) != self._outcome(
            new.result, False
        )

    def stages_differ(self, new: Tried) -> bool:
        old = self.before(new)
        if old is None:
            return False
        return self._classes(old.result, True).get("stage") != self._classes(new.result, False).get(
            "stage"
        )

    def before(self, new: Tried) -> Before | None:
        """The same lead on the left."""
        return self.left.score(self.in_old_names(new.witness), new)

    def in_old_names(self, witness: Witness) -> Witness:
        return self._back.of(witness)

    def in_new_names(self, witness: Witness) -> Witness:
        return self._forth.of(witness)

    @cached_property
    def _back(self) -> _Named:
        names = self.both.names
        columns = {new.lower(): self.left.model.columns[old].name
                   for old, new in names.columns.items()}  # fmt: skip
        kinds = {new.lower(): old for old, new in names.kinds.items()}
        fields = {new.lower(): old for old, new in names.fields.items()}
        stages = {new: old for (class_, old), new in names.values.items() if class_ == "stage"}
        return _Named(columns, kinds, fields, stages)

    @cached_property
    def _forth(self) -> _Named:
        names = self.both.names
        stages = {old: new for (class_, old), new in names.values.items() if class_ == "stage"}
        return _Named(names.columns, names.kinds, names.fields, stages)

    # -- what came out, by the new names; what only one file has is left out

    def _outcome(self, result: Result, old: bool) -> object:
        if result.score is None:
            return "excluded"
        return result.score, self._groups(result, old), self._classes(result, old)

    def _classes(self, result: Result, old: bool) -> dict[str, Any]:
        names = self.both.names
        if not old:
            return {name: result[name] for name in names.classes.values()}
        found = {}
        for model_class in self.left.model.classes:
            name = names.classes.get(model_class.name.lower())
            if name is not None:
                value = result[model_class.name]
                found[name] = names.values.get((name, value), value)
        return found

    def _groups(self, result: Result, old: bool) -> dict[str, Any]:
        names = self.both.names.groups
        if not old:
            return {name: result[name] for name in names.values()}
        groups = [group.name for group in self.left.model.groups if group.name is not None]
        return {names[g.lower()]: result[g] for g in groups if g.lower() in names}

    # -- what is shown

    def sides(self, old: Before, new: Tried) -> tuple[Side, ...]:
        """Lines of the breakdowns that differ, then what came out."""
        return (*self._rules(old, new), *self._limits(old, new), *self._results(old, new))

    def _rules(self, old: Before, new: Tried) -> Iterator[Side]:
        back = {there: here for here, there in self.both.pairs.items()}
        for at, line in enumerate(rule_lines(new)):
            place = back.get(at)
            if place is None or old.result.score is None or place in old.lines:
                yield from _side(old.lines.get(place) if place is not None else None, line)
        for place in sorted(set(old.lines) - set(self.both.pairs)):
            yield from _side(old.lines[place], None)

    def _limits(self, old: Before, new: Tried) -> Iterator[Side]:
        names = self.both.names.groups
        left = {names.get((one.group or "").lower(), one.group): one for one in _limits(old.result)}
        right = {one.group: one for one in _limits(new.result)}
        for name in dict.fromkeys([*left, *right]):
            yield from _side(left.get(name), right.get(name))

    def _results(self, old: Before, new: Tried) -> Iterator[Side]:
        results = old.result, new.result
        if _lost(old, new):
            yield Side("excluded", *(one.excluded or "no" for one in results))
        yield Side("score", *(_text(one.score) for one in results))
        before, after = self._groups(old.result, True), self._groups(new.result, False)
        for name, points in after.items():
            if before.get(name) != points:
                yield Side(name, _text(before.get(name)), _text(points))
        values = self._classes(old.result, True), self._classes(new.result, False)
        for name, value in values[1].items():
            if name == "stage" or values[0].get(name) != value:
                yield Side(name, _text(values[0].get(name)), _text(value))


def rule_lines(tried: Tried) -> list[Line]:
    return [line for line in tried.result.breakdown if line.kind == "rule"]


def _limits(result: Result) -> list[Line]:
    return [line for line in result.breakdown if line.kind == "limit"]


def _lost(old: Before, new: Tried) -> bool:
    return (old.result.score is None) != (new.result.score is None)


def _between(limit: int, gain: int) -> Way:
    """The new score is past the limit and the old one is not, or the other way round."""
    score = terms.Points(None)
    low, high = (limit, limit + gain) if gain > 0 else (limit + gain, limit)
    return (
        (terms.PointsAre(">=", score, low), True),
        (terms.PointsAre("<", score, high), True),
    )


def _side(old: Line | None, new: Line | None) -> Iterator[Side]:
    points = [one.points if one is not None else 0 for one in (old, new)]
    named = new or old
    if points[0] != points[1] and named is not None:
        yield Side(named.rule, *(_signed(one) if one else "" for one in points))


def _signed(points: Any) -> str:
    return f"{points:+}"


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _with(witness: Witness, put: Put) -> Witness:
    if put.kind is None:
        return replace(witness, lead={**witness.lead, put.name: put.value})
    events = tuple(
        replace(one, fields={**one.fields, put.name: put.value}) if one.kind == put.kind else one
        for one in witness.events
    )
    return replace(witness, events=events)
