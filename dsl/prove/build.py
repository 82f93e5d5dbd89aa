"""From what values may be to a lead and events that have such values.

Nothing is promised: what is built has to be tried. Values that no test names stay unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import inf, isinf
from typing import TypeVar

from .. import terms
from ..intervals import Ranges, intersection
from ..terms import DAY, Events, FieldValue
from .arithmetic import with_columns
from .atoms import Term, times
from .context import Context
from .domains import Domain
from .events import Cap, EventLogic, Given, Need, needs, of_late
from .search import State, Wanted
from .values import emails, exactly, spelled
from .witness import DEFAULT_AS_OF, Happened, Witness

HOUR = DAY // 24
USUAL = (-DAY, -HOUR, -3 * DAY, -10 * DAY, -40 * DAY, -100 * DAY, -400 * DAY, 0)
MOST_MOMENTS = 40
MOST_EVENTS = 5_000
PARTS = (2, 5, 20, 100)
"""Into so many a total is divided."""
T = TypeVar("T")


def build(context: Context, logic: EventLogic, state: State) -> Witness | None:
    """None if no such values were found."""
    settled = with_columns(context, state)
    if settled is None:
        return None
    state = settled
    for as_of in _as_ofs(state):
        lead = _lead(context, state, as_of)
        if lead is not None:
            events = _Events(context, logic, state, as_of).built()
            if events is None:
                return None
            colleagues = _colleagues(context, logic, state, as_of)
            return Witness(lead, events, colleagues, as_of, _previous(state))
    return None


def _as_ofs(state: State) -> Iterator[int]:
    """Moments of judgement worth a try: the usual one, and those around dates of the rules."""
    yield DEFAULT_AS_OF
    yield DEFAULT_AS_OF + DAY // 2
    found: dict[int, None] = {}
    for key, domain in state.domains.items():
        edges = [int(end) for span in domain.moments for end in span if abs(end) < inf]
        asked = key.term
        if isinstance(asked, terms.Measured) and asked.metric.events.span is not None:
            span = asked.metric.events.span
            edges += [e.us for e in (span.lower, span.upper) if e is not None and e.base == "epoch"]
        far = [int(end) for span in domain.numbers for end in span if abs(end) < inf]
        for edge in edges:
            found |= dict.fromkeys((edge, edge + DAY, edge - DAY, *(edge - f for f in far)))
    yield from list(found)[:MOST_MOMENTS]


# ---------------------------------------------------------------- the lead


def _lead(context: Context, state: State, as_of: int) -> dict[str, str] | None:
    lead: dict[str, str] = {}
    for key, domain in state.domains.items():
        match key.term:
            case terms.ColumnValue(name) as column if name not in lead:
                of = state.domains.get(context.key(terms.Domain(column)))
                value = _column(context, column, domain, of, as_of)
            case terms.Domain(terms.ColumnValue(name) as column) if name not in lead:
                whole = state.domain(context, context.key(column))
                value = _column(context, column, whole, domain, as_of)
            case _:
                continue
        if value is None:
            return None
        if value:
            lead[name] = value
    return lead


def _column(
    context: Context, key: terms.ColumnValue, domain: Domain, of: Domain | None, as_of: int
) -> str | None:
    if of is not None and of.known and not of.unknown:
        return next(emails(replace(domain, unknown=False), of), None)
    if of is not None and not domain.unknown:
        return next(emails(domain, of), None)
    column = context.columns.get(key.name)
    separator = column.separator if column is not None else ","
    return next(spelled(domain, key.type, as_of, separator), None)


def _previous(state: State) -> str | None:
    for key, domain in state.domains.items():
        if isinstance(key.term, terms.StageWas) and not domain.no:
            return key.term.value
    return None


# ---------------------------------------------------------------- events


@dataclass(slots=True)
class _Events:
    context: Context
    logic: EventLogic
    state: State
    as_of: int

    def built(self) -> tuple[Happened, ...] | None:
        made: list[tuple[Events, Happened]] = []
        limits = list(self.logic.facts(self.state).caps)
        asked = sorted(needs(self.state), key=lambda need: (_rank(need.key), _width(need.events)))
        for need in asked:
            found = self._for(need, limits, made)
            if found is None:
                return None
            made += [(need.events, event) for event in found]
        return tuple(event for _, event in made)

    def _for(
        self, need: Need, limits: list[Cap], made: list[tuple[Events, Happened]]
    ) -> list[Happened] | None:
        key = need.key
        if isinstance(key, terms.Followed):
            return self._followed(key, limits) if need.events is key.first else []
        if isinstance(key, terms.Repeated):
            found = self._one(need, limits, same=key.same)
            return self._repeated(key, found) if found is not None else None
        if isinstance(key, terms.Measured) and key.metric.kind in ("distinct", "days"):
            return self._different(need, key.metric, limits)
        alike = [event for events, event in made if self.logic.within(events, need.events)]
        have = sum(event.times for event in alike)
        if key_is_count(key) and have >= need.least:
            return []
        if key_is_count(key) and alike and not self._too_many(need, limits, made):
            return [replace(alike[0], times=min(need.least - have, MOST_EVENTS))]
        found = self._one(need, limits) or self._part_of(need, limits)
        if found is None:
            return None
        if isinstance(key, terms.Measured) and key.metric.kind == "total":
            return [found]
        left = need.least - have if key_is_count(key) else 1
        return [replace(found, times=min(left, MOST_EVENTS))]

    def _too_many(self, need: Need, limits: list[Cap], made: list[tuple[Events, Happened]]) -> bool:
        """Whether more of the events there are would be more than something allows."""
        like = next(events for events, _ in made if self.logic.within(events, need.events))
        have = sum(event.times for events, event in made if events == like)
        return any(
            cap.most < have + 1 and self.logic.within(like, cap.events)
            for cap in limits if cap.events != need.events
        )  # fmt: skip

    def _one(
        self, need: Need, limits: list[Cap], *, same: FieldValue | None = None,
        window: Ranges | None = None, given: Given | None = None,
    ) -> Happened | None:  # fmt: skip
        """An event of the kind asked for that is none of those of which there are too many."""
        asked = dict(given or {})
        if same is not None and same not in asked:
            asked[same] = Domain(unknown=False)
        if isinstance(need.key, terms.Measured):
            asked |= _asked_value(need.key.metric, need.domain)
        near = _nearness(need.key)
        window = _window(need, window, self.as_of)
        for strict in (True, False):
            full = [cap for cap in limits if strict or cap.most < need.least]
            full = [cap for cap in full if cap.most < need.least or cap.events != need.events]
            for us in self._moments(need.events, window, near, full):
                for kind in need.events.kinds:
                    found = self._fields(kind, need.events, us, full, asked)
                    if found is not None:
                        return Happened(kind, us, found)
            if len(full) == len(limits) and not strict:
                break
        return None

    def _moments(self, events: Events, window: Ranges, near: int, full: list[Cap]) -> list[int]:
        """How long before as-of it may be, first where other patterns do not reach."""
        quiet = [cap.events for cap in full if not cap.most and of_late(cap.events)]
        edges = [e.span.lower.us for e in quiet if e.span is not None and e.span.lower is not None]
        edges += USUAL
        for span in (events.span, *(cap.events.span for cap in full)):
            if span is not None:
                for edge in (span.lower, span.upper):
                    if edge is not None:
                        us = edge.us if edge.base == "as_of" else edge.us - self.as_of
                        edges += [us, us + 1, us - 1, us - DAY, us + DAY, us + HOUR]
        edges += [int(end) for part in window for end in part if abs(end) < inf]
        able = [us for us in dict.fromkeys(edges) if _inside(us, window) and self._in(us, events)]
        if near:
            able.sort(key=lambda us: us * -near)
        return able[:MOST_MOMENTS]

    def _in(self, us: int, events: Events) -> bool:
        span = events.span
        if us > 0:
            return False
        if span is None:
            return True
        for edge, sign in ((span.lower, 1), (span.upper, -1)):
            if edge is not None:
                at = edge.us if edge.base == "as_of" else edge.us - self.as_of
                if (us - at) * sign < (0 if edge.inclusive else 1):
                    return False
        return True

    def _fields(
        self, kind: str, events: Events, us: int, full: list[Cap], given: Given
    ) -> dict[str, str] | None:
        wanted: list[Wanted] = [(events.where, True)] if events.where is not None else []
        for cap in full:
            if kind in cap.events.kinds and self._in(us, cap.events):
                if cap.events.where is None:
                    return None
                wanted.append((cap.events.where, False))
        for state in self.logic.fields(kind, wanted, given):
            found = self._spelled(kind, state, us)
            if found is not None:
                return found
        return None

    def _spelled(self, kind: str, state: State, us: int) -> dict[str, str] | None:
        found: dict[str, str] = {}
        for key, domain in state.domains.items():
            match key.term:
                case FieldValue(name, type_) as field_:
                    column = self.context.kinds[kind].fields.get(name.lower())
                    if column is None or column.type != type_:
                        if not domain.unknown:
                            return None
                        continue
                    value = self._field_value(state, field_, domain, column.separator)
                    if value is None:
                        return None
                    if value:
                        found[name] = value
        return found

    def _field_value(
        self, state: State, key: FieldValue, domain: Domain, separator: str
    ) -> str | None:
        of = state.domains.get(self.context.key(terms.Domain(key)))
        if of is not None and of.known and not of.unknown:
            return next(emails(replace(domain, unknown=False), of), None)
        return next(spelled(domain, key.type, self.as_of, separator), None)

    # -- several that belong together

    def _part_of(self, need: Need, limits: list[Cap]) -> Happened | None:
        """Several events with a total where one with all of it cannot be."""
        key = need.key
        if not isinstance(key, terms.Measured) or key.metric.kind != "total":
            return None
        for count in PARTS:
            parts = tuple(
                (-_share(-low, count), _share(high, count)) for low, high in need.domain.numbers
            )
            fitting = replace(need.domain, numbers=tuple(p for p in parts if p[0] <= p[1]))
            found = self._one(replace(need, domain=fitting), limits) if fitting.numbers else None
            if found is not None:
                return replace(found, times=count)
        return None

    def _followed(self, test: terms.Followed, limits: list[Cap]) -> list[Happened] | None:
        first_need, then_need = (Need(e, 1, test, Domain()) for e in (test.first, test.then))
        then = self._one(then_need, limits, same=test.same)
        if then is None:
            return None
        apart = max(
            (o.within for o in self._not_to_be(terms.Followed) if o.then == test.then), default=0
        )
        window = ((then.us - test.within, then.us - 1 - apart),)
        given = {test.same: _value(then, test.same)} if test.same is not None else None
        first = self._one(first_need, limits, window=window, given=given)
        return [first, then] if first is not None else None

    def _repeated(self, test: terms.Repeated, one: Happened) -> list[Happened]:
        """All at once, unless that is too close."""
        apart = any(other.within is not None for other in self._not_to_be(terms.Repeated))
        if not apart or test.within is None:
            return [replace(one, times=test.times)]
        step = test.within // max(test.times - 1, 1)
        return [replace(one, us=one.us - number * step) for number in range(test.times)]

    def _not_to_be(self, kind: type[T]) -> list[T]:
        """Sequences that the state says are not."""
        return [
            key.term for key, domain in self.state.domains.items()
            if isinstance(key.term, kind) and not domain.yes
        ]  # fmt: skip

    def _different(
        self, need: Need, metric: terms.Metric, limits: list[Cap]
    ) -> list[Happened] | None:
        found: list[Happened] = []
        count = min(need.least, MOST_EVENTS)
        for number in range(count):
            if metric.field is not None:
                given, window = {metric.field: _another(metric.field, found)}, None
            else:
                given, window = None, ((-(number + 1) * DAY + 1, -number * DAY),)
            plain = replace(need, key=terms.Always(True))
            one = self._one(plain, limits, given=given, window=window)
            if one is None and metric.field is None:
                continue
            if one is None:
                return None
            found.append(one)
        return found


def _share(end: float, times: int) -> float:
    """Rounded down, so that so many make no more."""
    return end if isinf(end) else end // times


def key_is_count(key: Term) -> bool:
    return isinstance(key, terms.Measured) and key.metric.kind == "count"


def _width(events: Events) -> tuple[int, float]:
    """The narrowest first, so that its events count for the wider ones too."""
    low = times(events.span)
    return (-int(events.where is not None) - int(events.span is not None), -low[0][0] if low else 0)


def _asked_value(metric: terms.Metric, domain: Domain) -> dict[FieldValue, Domain]:
    """One event with the value that a figure is to have gives all figures but counts."""
    if metric.field is None or metric.kind in ("count", "distinct", "days"):
        return {}
    return {metric.field: replace(domain, unknown=False)}


def _rank(key: Term) -> int:
    """What asks for more than a number of events comes first: its events are counted too."""
    return int(key_is_count(key))


def _nearness(key: Term) -> int:
    if isinstance(key, terms.Measured):
        return {"last": 1, "first": -1, "last_at": 1, "first_at": -1}.get(key.metric.kind, 0)
    return 0


def _window(need: Need, window: Ranges | None, as_of: int) -> Ranges:
    found: Ranges = window if window is not None else ((-inf, 0),)
    if isinstance(need.key, terms.Measured) and need.key.metric.kind in ("first_at", "last_at"):
        found = intersection(found, need.domain.numbers)
        at = tuple((low - as_of, high - as_of) for low, high in need.domain.moments)
        found = intersection(found, at)
    return found


def _inside(us: int, window: Ranges) -> bool:
    return any(low <= us <= high for low, high in window)


def _value(event: Happened, field: FieldValue) -> Domain:
    return exactly(event.fields.get(field.name, ""), field.type)


def _another(field: FieldValue, so_far: list[Happened]) -> Domain:
    """A known value that none of these has."""
    had = [event.fields.get(field.name, "") for event in so_far]
    match field.type:
        case "number":
            return Domain(unknown=False, numbers=((len(had) * 10**6, inf),))
        case "text":
            return Domain(unknown=False, never=frozenset(had))
        case "yes/no":
            return Domain(unknown=False, yes="yes" not in had, no="no" not in had)
    return Domain(unknown=False, numbers=((-inf, -len(had) * DAY),))


def _colleagues(
    context: Context, logic: EventLogic, state: State, as_of: int
) -> tuple[tuple[Happened, ...], ...]:
    found: list[tuple[Happened, ...]] = []
    for key, domain in state.domains.items():
        if isinstance(key.term, terms.People) and not domain.unknown and domain.numbers:
            need = Need(key.term.events, 1, key.term, domain)
            one = _Events(context, logic, State(), as_of)._one(need, [])
            if one is not None:
                found += [(one,)] * int(min(domain.numbers[0][0], 1_000))
    return tuple(found)
