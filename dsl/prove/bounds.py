"""How many points groups and the score can give, more tightly than by adding up rules.

Rules that ask for the same value hang together: no lead is in two industries. So the values that
several rules ask for are gone through cell by cell. Where that would take too long, rules are
added up as if they had nothing to do with one another, which is never too tight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import TypeAlias

from .. import terms
from ..attainable import limited
from ..intervals import Interval, intersection
from ..model import Group, Rule
from .atoms import Atom, Key
from .context import Context
from .domains import Domain, narrowed, truth
from .events import EventLogic, events_of
from .gives import rule_range
from .search import EMPTY, State, truth_in

MOST_CELLS = 200
MOST_POOLED = 120
"""Rules of several groups that are looked at together."""
MOST_FREE = 6
"""Tests of a text's parts, or of a list, that may well hold together: more are not gone through."""
STEPS = 15_000
"""Looks at a test, for rules that hang together."""
MOST_LINKED = 24
"""Of so many figures of one kind of event it is looked up which say something of which."""
FEWER_STEPS = 1_500
"""The same where a state is asked for, of which there are many."""
Ranges: TypeAlias = dict[str | None, Interval]
Asks: TypeAlias = dict[Key, tuple[Atom, ...]]
Links: TypeAlias = dict[Key, list[Key]]


@dataclass(slots=True)
class Part:
    """Rules that hang together, and what they give if nothing more is known."""

    rules: tuple[Rule, ...]
    keys: frozenset[Key]
    links: Links
    fades: bool
    usual: Interval | None = None
    known: dict[frozenset[tuple[Key, Domain]], Interval] = field(default_factory=dict)
    """The same by what a state says of the values."""


@dataclass(slots=True)
class Bounds:
    context: Context
    logic: EventLogic
    asks: dict[int, Asks] = field(default_factory=dict)
    parts: dict[int, tuple[Part, ...]] = field(default_factory=dict)
    _usual: Ranges | None = None
    _of_events: tuple[Key, ...] | None = None
    _pool_of: Group | None = None
    _free: frozenset[str] = frozenset()

    def usual(self) -> Ranges:
        """Of all leads."""
        if self._usual is None:
            self._usual = self.of(EMPTY) or {}
        return self._usual

    def of(self, state: State) -> Ranges | None:
        """Each group by its name and the score under none, within what the state says of them;
        none if it cannot be so."""
        found: Ranges = {}
        low: float = 0
        high: float = 0
        closed = self.logic.closed(state, self._event_keys()) if state.domains else state
        if closed is None:
            return None
        state = closed
        for group in self.context.model.groups:
            points = self.group(group, state)
            if group.name is not None:
                within = _within(
                    points, state.domains.get(self.context.key(terms.Points(group.name)))
                )
                if within is None:
                    return None
                points = found[group.name] = within
                state = _with(state, self.context.key(terms.Points(group.name)), points)
            low, high = low + points[0], high + points[1]
        model = self.context.model
        score = limited(self._pooled((low, high), found, state), model.lower, model.upper)
        within = _within(score, state.domains.get(self.context.key(terms.Points(None))))
        if within is None:
            return None
        found[None] = within
        return found

    def _pooled(self, added: Interval, found: Ranges, state: State) -> Interval:
        """Groups that no limit ever changes, as one: no lead is in two industries for two
        groups either."""
        pool = self._pool() if found else None
        if pool is None:
            return added
        low, high = self.raw(pool, state)
        for group in self.context.model.groups:
            if group.name is not None and group.name not in self._free:
                low, high = low + found[group.name][0], high + found[group.name][1]
        return max(added[0], low), min(added[1], high)

    def _pool(self) -> Group | None:
        """Their rules; none where that is one group only, or too much."""
        if self._pool_of is None:
            named = [group for group in self.context.model.groups if group.name is not None]
            free = [group for group in named if self._never_limited(group)]
            rules = tuple(rule for group in free for rule in group.rules)
            able = len(free) > 1 and len(rules) <= MOST_POOLED
            self._free = frozenset(group.name for group in free if group.name is not None)
            self._pool_of = replace(
                self.context.model.groups[0], lower=None, upper=None, when=None,
                rules=rules if able else (),
            )  # fmt: skip
        return self._pool_of if self._pool_of.rules else None

    def _never_limited(self, group: Group) -> bool:
        points = self.raw(group, EMPTY)
        return group.when is None and points == limited(points, group.lower, group.upper)

    def _event_keys(self) -> tuple[Key, ...]:
        """All that rules ask of events."""
        if self._of_events is None:
            groups = self.context.model.groups
            asked = (key for g in groups for rule in g.rules for key in self.of_rule(rule))
            self._of_events = tuple(
                key for key in dict.fromkeys(asked)
                if isinstance(key.term, terms.Measured | terms.Followed | terms.Repeated)
            )  # fmt: skip
        return self._of_events

    def consistent(self, state: State) -> bool:
        """No only if points cannot be as the state says."""
        if not any(isinstance(key.term, terms.Points) for key in state.domains):
            return True
        return self.of(state) is not None

    def group(self, group: Group, state: State) -> Interval:
        asked = truth_in(self.context, state, group.when) if group.when is not None else True
        if asked is False:
            return (0, 0)
        points = limited(self.raw(group, state), group.lower, group.upper)
        return points if asked else (min(points[0], 0), max(points[1], 0))

    def raw(self, group: Group, state: State) -> Interval:
        """Before the group's limits."""
        low: float = 0
        high: float = 0
        for part in self._parts(group):
            points = self._part(part, state)
            low, high = low + points[0], high + points[1]
        return low, high

    # -- rules that hang together

    def _parts(self, group: Group) -> tuple[Part, ...]:
        found = self.parts.get(id(group))
        if found is None:
            found = self.parts[id(group)] = tuple(self._parted(group))
        return found

    def _parted(self, group: Group) -> Iterator[Part]:
        links = self._links(group)
        for rules in together(group.rules, self.asked_by(group.rules, frozenset(), links)):
            keys = frozenset(key for rule in rules for key in self.of_rule(rule))
            mine = {key: links[key] for key in keys if key in links}
            fades = any(rule.clauses.fade is not None for rule in rules)
            yield Part(tuple(rules), keys, mine, fades)

    def _links(self, group: Group) -> Links:
        """What rules of the group ask of events, and what else of the same events they ask."""
        keys = dict.fromkeys(key for rule in group.rules for key in self.of_rule(rule))
        found: Links = {}
        for kind in self.context.kinds:
            mine = [key for key in keys if any(kind in e.kinds for e in events_of(key.term))]
            if len(mine) <= MOST_LINKED:
                for one, other in combinations(mine, 2):
                    if other not in found.get(one, ()) and self.logic.related(one.term, other.term):
                        found.setdefault(one, []).append(other)
                        found.setdefault(other, []).append(one)
        return found

    def _part(self, part: Part, state: State) -> Interval:
        aged = part.fades and self.logic.quiet(state)
        if part.keys.isdisjoint(state.domains) and not aged:
            if part.usual is None:
                part.usual = self._split(part, EMPTY, STEPS)
            return part.usual
        if aged:
            return self._split(part, state, FEWER_STEPS)
        asked = frozenset((key, state.domains[key]) for key in part.keys & state.domains.keys())
        points = part.known.get(asked)
        if points is None:
            points = part.known[asked] = self._split(part, state, FEWER_STEPS)
        return points

    def _split(self, part: Part, state: State, steps: int) -> Interval:
        """Each value by itself, then events of which some are also others: both are certain."""
        found = _Split(self, steps).range(part.rules, state)
        if not part.links:
            return found
        linked = _Split(self, steps, part.links).range(part.rules, state)
        return max(found[0], linked[0]), min(found[1], linked[1])

    def of_rule(self, rule: Rule) -> Asks:
        found = self.asks.get(id(rule))
        if found is None:
            found = self.asks[id(rule)] = asked_of(self.context, rule)
        return found

    def asked_by(
        self, rules: Iterable[Rule], done: frozenset[Key], links: Links
    ) -> dict[int, Iterable[object]]:
        """By rule what it has in common with others: values, and pairs of linked ones."""
        found: dict[int, Iterable[object]] = {}
        for rule in rules:
            open_ = self.of_rule(rule).keys() - done
            pairs = {
                frozenset((key, other))
                for key in open_ for other in links.get(key, ()) if other not in done
            }  # fmt: skip
            found[id(rule)] = open_ | pairs
        return found


def together(rules: Iterable[Rule], keys: dict[int, Iterable[object]]) -> list[list[Rule]]:
    """Rules with something in common, directly or by way of others."""
    home: dict[object, list[Rule]] = {}
    parts: dict[int, list[Rule]] = {}
    for rule in rules:
        mine = [rule]
        for key in keys[id(rule)]:
            other = home.get(key)
            if other is not None and other is not mine:
                small, large = sorted((mine, other), key=len)
                large += small
                parts.pop(id(small), None)
                for moved in small:
                    home |= dict.fromkeys(keys[id(moved)], large)
                mine = large
            home[key] = mine
        parts[id(mine)] = mine
    return list(parts.values())


class _Split:
    """Goes through the cells of values that several rules share."""

    def __init__(self, bounds: Bounds, steps: int, links: Links | None = None) -> None:
        self.bounds = bounds
        self.links = links or {}
        self.context = bounds.context
        self.until = bounds.context.work + steps
        self.known: dict[object, Interval] = {}

    def range(
        self, rules: Iterable[Rule], state: State, done: frozenset[Key] = frozenset()
    ) -> Interval:
        low: float = 0
        high: float = 0
        open_: list[Rule] = []
        ranges: dict[int, Interval] = {}
        for rule in rules:
            points = rule_range(self.context, self.bounds.logic, state, rule)
            if points[0] == points[1]:
                low, high = low + points[0], high + points[0]
            else:
                open_.append(rule)
                ranges[id(rule)] = points
        if self.context.work > self.until:
            added = ranges.values()
            return low + sum(a for a, _ in added), high + sum(b for _, b in added)
        for part in self._together(open_, done):
            points = self._of_part(part, ranges, state, done)
            low, high = low + points[0], high + points[1]
        return low, high

    def _of_part(
        self, part: list[Rule], ranges: dict[int, Interval], state: State, done: frozenset[Key]
    ) -> Interval:
        added = sum(ranges[id(r)][0] for r in part), sum(ranges[id(r)][1] for r in part)
        if len(part) == 1:
            return added
        sign = self._sign(part, state, done)
        found = self.known.get(sign)
        if found is None:
            found = self.known[sign] = self._by_cells(part, added, state, done)
        return found

    def _sign(self, part: list[Rule], state: State, done: frozenset[Key]) -> object:
        """All that the cells chosen so far mean for these rules."""
        settled = tuple(
            (id(rule), *(truth(state.domain(self.context, key), atom) for atom in atoms))
            for rule in part
            for key, atoms in self.bounds.of_rule(rule).items() if key in done
        )  # fmt: skip
        if not self.links:
            return settled
        return settled, tuple(
            state.domain(self.context, key)
            for rule in part for key in self.bounds.of_rule(rule)
            if key in self.links and key not in done
        )  # fmt: skip

    def _told(self, key: Key, state: State, done: frozenset[Key]) -> State | None:
        """With what a value says of those that it is linked to; none if they contradict."""
        linked = [other for other in self.links.get(key, ()) if other not in done]
        if not linked:
            return state
        self.context.work += len(linked)
        return self.bounds.logic.closed(state, linked, State({key: state.domains[key]}))

    def _together(self, rules: Iterable[Rule], done: frozenset[Key]) -> list[list[Rule]]:
        return together(rules, self.bounds.asked_by(rules, done, self.links))

    def _by_cells(
        self, part: list[Rule], added: Interval, state: State, done: frozenset[Key]
    ) -> Interval:
        for key, cells in self._cells(part, state, done):
            found: list[Interval] = []
            for cell in cells:
                if self.context.work > self.until:
                    return added
                after = self._told(key, _put(state, key, cell), done)
                if after is not None:
                    found.append(self.range(part, after, done | {key}))
            return (
                max(added[0], min(low for low, _ in found)),
                min(added[1], max(high for _, high in found)),
            )
        return added

    def _cells(
        self, part: list[Rule], state: State, done: frozenset[Key]
    ) -> Iterator[tuple[Key, list[Domain]]]:
        """Of the value that most rules share first."""
        count = Counter(
            one for rule in part for key in self.bounds.of_rule(rule)
            for one in (key, *self.links.get(key, ()))
        )  # fmt: skip
        for key, rules in count.most_common():
            if rules == 1 or self.context.work > self.until:
                return
            if key in done:
                continue
            atoms = {a: None for rule in part for a in self.bounds.of_rule(rule).get(key, ())}
            self.context.work += len(atoms)
            cells = cells_of(state.domain(self.context, key), key, list(atoms))
            self.context.work += len(cells or ())
            if cells is not None and len(cells) > 1:
                yield key, cells


def cells_of(domain: Domain, key: Key, atoms: list[Atom]) -> list[Domain] | None:
    """The domain in pieces for each of which every atom is settled, as far as that can be; none
    if they are too many."""
    cells = [domain]
    free = [atom for atom in atoms if atom.kind in ("like", "has")]
    if len(free) > MOST_FREE:
        atoms = [atom for atom in atoms if atom not in free]
    for atom in (Atom(key, "known"), *atoms):
        split = []
        for cell in cells:
            both = (narrowed(cell, atom, True), narrowed(cell, atom, False))
            split += [one for one in both if one is not None]
        cells = split
        if len(cells) > MOST_CELLS:
            return None
    return cells


def asked_of(context: Context, rule: Rule) -> Asks:
    """All that a rule asks, by the value that it asks for."""
    found: dict[Key, dict[Atom, None]] = {}
    tests = [rule.test, *(row.test for row in rule.rows if rule.events is None)]
    for test in tests:
        for atom in atoms(context, test) if test is not None else ():
            found.setdefault(atom.key, {})[atom] = None
    if rule.value is not None:
        found.setdefault(context.key(rule.value), {})
    if rule.events is not None:
        key = context.key(terms.Measured(terms.Metric("count", rule.events)))
        found.setdefault(key, {})[Atom(key, "number", ((1, float("inf")),))] = None
    return {key: tuple(one) for key, one in found.items()}


def atoms(context: Context, test: terms.Test) -> Iterator[Atom]:
    test = context.opened(test)
    match test:
        case terms.Not(inner):
            yield from atoms(context, inner)
        case terms.All(tests) | terms.AnyOf(tests):
            for one in tests:
                yield from atoms(context, one)
        case terms.Always() | terms.Defined():
            return
        case _:
            yield context.atom(test)


def _put(state: State, key: Key, domain: Domain) -> State:
    return State({**state.domains, key: domain})


def _with(state: State, key: Key, points: Interval) -> State:
    return _put(state, key, replace(Domain(unknown=False), numbers=(points,)))


def _within(points: Interval, asked: Domain | None) -> Interval | None:
    if asked is None:
        return points
    left = intersection((points,), asked.numbers)
    return (left[0][0], left[-1][1]) if left else None
