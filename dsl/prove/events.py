"""What the events of a lead have to do with one another: so many of these means some of those."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import TypeAlias

from .. import terms
from ..intervals import Ranges, intersection
from ..logic import span_within
from ..terms import Events, Test
from .atoms import Key, Term, span_ranges
from .context import Context
from .domains import Domain
from .search import Search, State, Wanted

STEPS = 500
"""For one pattern of events."""
Given: TypeAlias = Mapping[terms.FieldValue, Domain]
"""What some fields have to be."""
PAST: Ranges = ((-inf, 0),)


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


@dataclass(slots=True)
class EventLogic:
    """Answers are kept: the same few patterns are asked for again and again."""

    context: Context
    _possible: dict[Events, bool] = field(default_factory=dict)
    _within: dict[tuple[int, int], tuple[Events, Events, bool]] = field(default_factory=dict)
    """By identity, which is quicker than to hash them; they are kept, so that no others take their
    place."""

    def consistent(self, state: State) -> bool:
        """No only if there are no such events."""
        limits = list(caps(state))
        for need in needs(state):
            if not self.possible(need.events):
                return False
            for cap in limits:
                if need.least > cap.most and self.within(need.events, cap.events):
                    return False
        return True

    def possible(self, events: Events) -> bool:
        """Whether there may be such an event."""
        found = self._possible.get(events)
        if found is None:
            found = self._possible[events] = bool(times(events.span)) and any(
                self._can_be(kind, events.where, None) for kind in events.kinds
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

    def _is_within(self, a: Events, b: Events) -> bool:
        return span_within(a.span, b.span) and all(
            (kind in b.kinds and b.where is None) or not self._can_be(kind, a.where, b)
            for kind in a.kinds
        )

    def _can_be(self, kind: str, where: Test | None, but: Events | None) -> bool:
        """Whether an event of this kind may pass `where` and not be one of `but`."""
        wanted: list[Wanted] = [(where, True)] if where is not None else []
        if but is not None and kind in but.kinds:
            wanted.append((but.where or terms.Always(True), False))
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


def times(span: terms.Span | None) -> Ranges:
    """How far from as-of the events of a window may be; an edge of the calendar leaves that
    open."""
    if span is None:
        return PAST
    bases = {edge.base for edge in (span.lower, span.upper) if edge is not None}
    return intersection(span_ranges(span), PAST) if bases == {"as_of"} else PAST
