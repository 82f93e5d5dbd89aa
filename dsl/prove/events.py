"""What the events of a lead have to do with one another: so many of these means some of those."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import TypeAlias

from .. import terms
from ..logic import span_within
from ..terms import Events, Test
from .atoms import Atom, Key, Term, times
from .context import Context
from .domains import Domain, narrowed
from .figures import none_of, some
from .search import Search, State, Wanted

STEPS = 500
"""For one pattern of events."""
MOST_NONE = 8
"""So many patterns of which there is none are taken together."""
Given: TypeAlias = Mapping[terms.FieldValue, Domain]
"""What some fields have to be."""


@dataclass(frozen=True, slots=True)
class Need:
    """So many events at least. `key` is what asks for them, `domain` what it may be."""

    events: Events
    least: int
    key: Term
    domain: Domain


@dataclass(frozen=True, slots=True)
class Cap:
    """So many events at most."""

    events: Events
    most: int


def events_of(term: Term) -> tuple[terms.Events, ...]:
    match term:
        case terms.Measured(metric):
            return (metric.events,)
        case terms.Followed(first, then):
            return first, then
        case terms.Repeated(events):
            return (events,)
    return ()


def needs(state: State) -> Iterator[Need]:
    for key, domain in state.domains.items():
        match key.term:
            case terms.Measured(metric):
                least = _least(metric.kind, domain)
                if least > 0:
                    yield Need(metric.events, least, key.term, domain)
            case terms.Arithmetic("/", terms.Measured(total) as value) if _average(key.term):
                if not domain.unknown:
                    yield Need(total.events, 1, value, domain)
            case terms.Followed(first, then) if not domain.no:
                yield Need(first, 1, key.term, domain)
                yield Need(then, 1, key.term, domain)
            case terms.Repeated(events, times) if not domain.no:
                yield Need(events, times, key.term, domain)


def _average(term: Term) -> bool:
    match term:
        case terms.Arithmetic("/", terms.Measured(total), terms.Measured(count)):
            return total.kind == "total" and count.kind == "count"
    return False


def _least(kind: str, domain: Domain) -> int:
    if kind in ("count", "distinct", "days"):
        return int(domain.numbers[0][0]) if domain.numbers else 0
    return int(not domain.unknown)


def caps(state: State) -> Iterator[Cap]:
    for key, domain in state.domains.items():
        asked = key.term
        if not isinstance(asked, terms.Measured):
            continue
        kind, most = asked.metric.kind, domain.numbers[-1][1] if domain.numbers else inf
        if kind == "count" and most < inf:
            yield Cap(asked.metric.events, int(most))
        if (kind == "days" and most == 0) or (kind in ("first_at", "last_at") and not domain.known):
            yield Cap(asked.metric.events, 0)


@dataclass(frozen=True, slots=True)
class Facts:
    needs: tuple[Need, ...] = ()
    caps: tuple[Cap, ...] = ()


@dataclass(slots=True)
class EventLogic:
    """Answers are kept: the same few patterns are asked for again and again."""

    context: Context
    _possible: dict[Events, bool] = field(default_factory=dict)
    _within: dict[tuple[int, int], tuple[Events, Events, bool]] = field(default_factory=dict)
    """By identity, which is quicker than to hash them; they are kept, so that no others take their
    place."""
    _beyond: dict[tuple[int, ...], tuple[Events, tuple[Events, ...], bool]] = field(
        default_factory=dict
    )
    _figures: dict[tuple[Key, Domain], Facts] = field(default_factory=dict)

    def consistent(self, state: State) -> bool:
        """No only if there are no such events."""
        found = self.facts(state)
        for need in found.needs:
            if not self.possible(need.events):
                return False
            for cap in found.caps:
                if need.least > cap.most and self.within(need.events, cap.events):
                    return False
            if not self._left(need.events, found.caps):
                return False
        return self._in_sequence(state, found.needs)

    # -- what is said of how many there are

    def facts(self, state: State) -> Facts:
        wanted, limits = list(needs(state)), list(caps(state))
        for key, domain in state.domains.items():
            if isinstance(key.term, terms.Measured | terms.Arithmetic):
                more = self._of_figure(key, domain)
                wanted += more.needs
                limits += more.caps
        return Facts(tuple(wanted), tuple(limits))

    def _of_figure(self, key: Key, domain: Domain) -> Facts:
        found = self._figures.get((key, domain))
        if found is None:
            found = self._figures[key, domain] = Facts(
                tuple(Need(e, least, key.term, domain) for e, least in some(key.term, domain)),
                tuple(Cap(events, 0) for events in none_of(key.term, domain)),
            )
        return found

    def closed(self, state: State, keys: Iterable[Key], by: State | None = None) -> State | None:
        """With what the state's events (or those of `by` alone) say of other figures of them; none
        if they contradict."""
        facts = self.facts(state if by is None else by)
        if not facts.needs and not facts.caps:
            return state
        found: dict[Key, Domain] = {}
        for key in keys:
            before = state.domain(self.context, key)
            after = self._told(key, before, facts)
            if after is None:
                return None
            if after != before:
                found[key] = after
        return State({**state.domains, **found}) if found else state

    def related(self, one: Term, other: Term) -> bool:
        """Whether the events of the one are some of those of the other."""
        return any(
            self.within(a, b) or self.within(b, a)
            for a in events_of(one) for b in events_of(other)
        )  # fmt: skip

    def _told(self, key: Key, domain: Domain, facts: Facts) -> Domain | None:
        match key.term:
            case terms.Measured(metric):
                return self._told_figure(key, metric, domain, facts)
            case terms.Followed(first, then):
                never = not self._most(first, facts) or not self._most(then, facts)
                return narrowed(domain, Atom(key, "yes"), False) if never else domain
            case terms.Repeated(events, least):
                never = self._most(events, facts) < least
                return narrowed(domain, Atom(key, "yes"), False) if never else domain
        return domain

    def _told_figure(
        self, key: Key, metric: terms.Metric, domain: Domain, facts: Facts
    ) -> Domain | None:
        most = self._most(metric.events, facts)
        least = max(
            (n.least for n in facts.needs if self.within(n.events, metric.events)), default=0
        )
        if metric.kind in ("count", "distinct", "days"):
            sure = {"count": least, "days": min(least, 1)}.get(metric.kind, 0)
            return narrowed(domain, Atom(key, "number", ((sure, most),)), True)
        known = Atom(key, "known")
        if not most:
            return narrowed(domain, known, False)
        if least and metric.kind in ("first_at", "last_at"):
            return narrowed(domain, known, True)
        return domain

    def youngest(self, state: State, events: Events) -> float:
        """How old the latest of such events is at least."""
        age = -_window(events)[1]
        for none in self.quiet(state):
            if set(events.kinds) <= set(none.kinds):
                age = max(age, 1 - _window(none)[0])
        return age

    def quiet(self, state: State) -> list[Events]:
        """Kinds of events, whatever their fields, of which there was none of late."""
        return [cap.events for cap in caps(state) if not cap.most and of_late(cap.events)]

    def _most(self, events: Events, facts: Facts) -> float:
        if not self.possible(events):
            return 0
        return min((c.most for c in facts.caps if self.within(events, c.events)), default=inf)

    def _in_sequence(self, state: State, wanted: tuple[Need, ...]) -> bool:
        """No only if a sequence that is not to be follows from what is."""
        asked = [
            (key.term, domain) for key, domain in state.domains.items()
            if isinstance(key.term, terms.Followed | terms.Repeated)
        ]  # fmt: skip
        held = [term for term, domain in asked if not domain.no]
        for other in [term for term, domain in asked if not domain.yes]:
            if any(self._leads_to(term, other) for term in held):
                return False
            if any(self._crowded(need, other) for need in wanted):
                return False
        return True

    def _leads_to(self, one: Term, other: Term) -> bool:
        """Whether the other sequence is wherever the one is."""
        match one, other:
            case terms.Followed(first, then), terms.Followed(wide, wider):
                same = other.same in (None, one.same) and one.within <= other.within
                return same and self.within(first, wide) and self.within(then, wider)
            case terms.Repeated(events, least), terms.Repeated(wide, few):
                same = other.same in (None, one.same) and least >= few
                near = (one.within or inf) <= (other.within or inf)
                return same and near and self.within(events, wide)
        return False

    def _crowded(self, need: Need, other: Term) -> bool:
        """Whether so many events in their window are as close together as is asked."""
        if not isinstance(other, terms.Repeated) or other.same is not None:
            return False
        if need.least < other.times or not self.within(need.events, other.events):
            return False
        window = times(need.events.span)
        near = other.within if other.within is not None else inf
        return bool(window) and window[-1][1] - window[0][0] <= near

    # -- one pattern and another

    def possible(self, events: Events) -> bool:
        """Whether there may be such an event."""
        found = self._possible.get(events)
        if found is None:
            found = self._possible[events] = bool(times(events.span)) and any(
                self._can_be(kind, events.where) for kind in events.kinds
            )
        return found

    def within(self, a: Events, b: Events) -> bool:
        """Whether every event of a is one of b; in doubt not."""
        if a is b:
            return True
        found = self._within.get((id(a), id(b)))
        if found is None:
            found = self._within[id(a), id(b)] = a, b, a == b or self._is_within(a, b)
        return found[2]

    def _left(self, events: Events, caps: tuple[Cap, ...]) -> bool:
        """No only if every such event is one of several patterns of which there is none."""
        none = tuple(
            cap.events for cap in caps
            if not cap.most and span_within(events.span, cap.events.span)
            and not set(events.kinds).isdisjoint(cap.events.kinds)
        )  # fmt: skip
        if not 1 < len(none) <= MOST_NONE:
            return True
        key = id(events), *map(id, none)
        found = self._beyond.get(key)
        if found is None:
            able = any(self._can_be(kind, events.where, none) for kind in events.kinds)
            found = self._beyond[key] = events, none, able
        return found[2]

    def _is_within(self, a: Events, b: Events) -> bool:
        return span_within(a.span, b.span) and all(
            (kind in b.kinds and b.where is None) or not self._can_be(kind, a.where, (b,))
            for kind in a.kinds
        )

    def _can_be(self, kind: str, where: Test | None, but: tuple[Events, ...] = ()) -> bool:
        """Whether an event of this kind may pass `where` and be none of `but`."""
        wanted: list[Wanted] = [(where, True)] if where is not None else []
        wanted += [(one.where or terms.Always(True), False) for one in but if kind in one.kinds]
        return next(self.fields(kind, wanted), None) is not None

    def fields(
        self, kind: str, wanted: list[Wanted], given: Given | None = None
    ) -> Iterator[State]:
        """What the fields of such an event may be; ends with anything if that is not all."""
        ignored = [
            (one.events.where or terms.Always(True), False)
            for one in self.context.model.ignored
            if isinstance(one.events, Events) and kind in one.events.kinds
        ]
        wanted = [*wanted, *ignored]
        start: dict[Key, Domain] = {}
        for test, _ in wanted:
            for value in field_values(test):
                start[self.context.key(value)] = self.context.field(kind, value.name, value.type)
        given_ = {self.context.key(value): domain for value, domain in (given or {}).items()}
        search = Search(self.context, STEPS)
        yield from search.ways(wanted, State({**start, **given_}))
        if search.cut:
            yield State()


def _window(events: Events) -> tuple[float, float]:
    """How far from as-of they may be."""
    window = times(events.span)
    return (window[0][0], window[-1][1]) if window else (0, 0)


def of_late(events: Events) -> bool:
    """Whether they are all events of their kinds in a window that ends now."""
    return events.where is None and not _window(events)[1] and not by_calendar(events.span)


def by_calendar(span: terms.Span | None) -> bool:
    edges = (span.lower, span.upper) if span is not None else ()
    return any(edge is not None and edge.base == "epoch" for edge in edges)


def field_values(node: object) -> Iterator[terms.FieldValue]:
    match node:
        case terms.FieldValue():
            yield node
        case terms.Not(inner):
            yield from field_values(inner)
        case terms.All(tests) | terms.AnyOf(tests):
            for test in tests:
                yield from field_values(test)
        case terms.Arithmetic(_, left, right):
            yield from field_values(left)
            yield from field_values(right)
        case _ if hasattr(node, "value"):
            yield from field_values(node.value)
