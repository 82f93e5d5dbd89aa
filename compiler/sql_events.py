"""The one query of all events that count: a row of lead, kind, moment and the fields asked for.

Each source is read by a query of its own (`sql_event_base`); here they become one, without the
events that are ignored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from . import sql_tree as sql
from .dialects import Dialect
from .plan import Events, FieldValue, Plan, SoonAfter, Value
from .reserved import RESERVED
from .sql_chain import Chain, Query, with_clock
from .sql_event_base import EventBase, Reading, readings
from .sql_moments import Moments
from .sql_names import Names
from .sql_own_moments import AGE, JUDGED_AT, OwnMomentsOfEvents
from .sql_sources import AT, FORMS, KIND, LEAD, Source
from .sql_terms import Form, Terms, Typed
from .sql_tests import certain, holds, is_known
from .sql_tree import Expr
from .sql_walk import event_tests
from .sql_windows import over

EVENTS: Final = "events"
LONG_AGO: Final = -(10**18)
"""Microseconds before all moments."""


@dataclass(frozen=True, slots=True)
class EventTable:
    """The events that count, and how to ask for those that match."""

    terms: Terms
    kinds: frozenset[str]
    """All kinds that there are."""
    exact: dict[FieldValue, Typed]
    """Fields in their own spelling."""
    queries: tuple[Query, ...] = ()

    @property
    def whose(self) -> tuple[str, ...]:
        """Columns that tell whose an event is, the lead's first."""
        return (LEAD, *self.terms.moments.beside)

    @property
    def name(self) -> str:
        return self.queries[-1].name

    def matching(self, events: Events) -> list[Expr]:
        """The tests of which all must hold for an event to match."""
        tests = self.of_kinds(events.kinds)
        if events.span is not None:
            tests += self.terms.moments.within(sql.name(AT), events.span, no_later=True)
        if events.where is not None:
            tests.append(holds(self.terms, events.where))
        return tests

    def of_kinds(self, kinds: Sequence[str]) -> list[Expr]:
        if self.kinds <= set(kinds):
            return []
        return [sql.is_in(sql.name(KIND), [sql.text(kind) for kind in kinds])]

    def known(self, field: FieldValue) -> Expr:
        return is_known(self.terms, self.exact[field])

    def age(self) -> Expr:
        """An event's age in microseconds."""
        return self.terms.moments.age_us(sql.name(AT))


def event_table(
    dialect: Dialect,
    moments: Moments,
    plan: Plan,
    sources: Sequence[Source],
    queries: Names,
    whole_keys: bool,
    asked_moments: str | None = None,
) -> EventTable:
    """`queries` hands out names of queries; `whole_keys`: leads are told by whole numbers;
    `asked_moments`: the query of leads and their own moments, if they have such."""
    moments = moments.of_events()
    bases = [
        EventBase(dialect, moments, plan, place, source, whole_keys)
        for place, source in enumerate(sources)
    ]
    own = [JUDGED_AT, AGE] if asked_moments is not None else []
    columns = Names([LEAD, KIND, AT, *own, *RESERVED])
    asked = readings(plan)
    fields = {reading: _named(reading, columns) for reading in asked}
    forms = {reading: _form(reading, bases) for reading in asked}
    base_queries, joined = _one_query(bases, fields, forms, queries)
    there = [LEAD, KIND, AT, *fields.values()]
    base_queries.append(joined)
    if asked_moments is not None and isinstance(moments, OwnMomentsOfEvents):
        base_queries.append(
            moments.of_each(joined.name, there, asked_moments, bases[0].edges(), queries)
        )
    chain = Chain(queries, columns, base_queries[-1].name)
    for name in (*there, *own):
        chain.given(name)
    folded = {f: Typed(fields[r], forms[r]) for r in asked if (f := r[0]) and _is_tested(r)}

    def leaf(value: Value) -> Typed:
        if isinstance(value, FieldValue) and value in folded:
            return folded[value]
        raise TypeError(f"not a value of an event: {value!r}")

    terms = Terms(dialect, moments, chain, LEAD, leaf)
    terms.section = EVENTS
    terms.prepare(event_tests(plan))
    exact = {r[0]: Typed(fields[r], forms[r]) for r in asked if not (r[1] and _has_spelling(r[0]))}
    kinds = frozenset(kind.name for source in plan.events for kind in source.kinds)
    table = EventTable(terms, kinds, exact)
    ignored = [
        _matches(table, i) if isinstance(i, Events) else too_soon(table, i) for i in plan.ignored
    ]
    made = [*base_queries, *chain.queries()]
    counted = _counted(ignored, made, queries)
    if any(isinstance(one, SoonAfter) for one in plan.ignored):
        # Windows are not worked out again wherever these events are read.
        counted = [replace(query, kept=True) for query in counted]
    return EventTable(terms, kinds, exact, (*made, *counted))


def _is_tested(reading: Reading) -> bool:
    return reading[1] or not _has_spelling(reading[0])


def _has_spelling(field: FieldValue) -> bool:
    """Whether tests read another form of the field than figures do."""
    return field.type in ("text", "list")


def _named(reading: Reading, columns: Names) -> str:
    field, is_folded = reading
    return columns.take(field.name, "" if is_folded or not _has_spelling(field) else "spelled")


def _form(reading: Reading, bases: Sequence[EventBase]) -> Form:
    """The form that holds all sources': of numbers, decimals hold whole ones too."""
    forms = {form for base in bases for form in base.forms(reading)}
    return "decimal" if len(forms) > 1 else next(iter(forms), FORMS.get(reading[0].type, "whole"))


def _one_query(
    bases: Sequence[EventBase],
    fields: dict[Reading, str],
    forms: dict[Reading, Form],
    queries: Names,
) -> tuple[list[Query], Query]:
    """The base queries, and the query of all events of the kinds that rules ask for."""
    if len(bases) == 1 and bases[0].is_plain(fields):
        return [], Query(queries.take(EVENTS), bases[0].query(fields))
    made, parts = [], []
    for base in bases:
        name = queries.take("raw", EVENTS)
        parts.append(base.chosen(name, fields, forms))
        made.append(Query(name, base.query(None)))
    return made, Query(queries.take(EVENTS), sql.union_all(parts, bases[0].dialect.most_parts))


def _matches(table: EventTable, events: Events) -> Expr:
    """Whether an event is one of these; never NULL."""
    tests = table.of_kinds(events.kinds)
    if events.where is not None:
        tests.append(certain(table.terms, events.where))
    return sql.all_of(tests)


def too_soon(table: EventTable, asked: SoonAfter) -> Expr:
    """Whether an event follows another too soon; never NULL. Adds to the events, one query after
    another, the latest of `by` among the rows before; that before the moment itself, which the
    first row of a moment has; and whether one is at that moment."""
    dialect, chain = table.terms.dialect, table.terms.chain
    moment = dialect.microseconds(sql.name(AT))
    is_by, at_moment = _matches(table, asked.by), sql.name(AT)
    value = [table.exact[asked.same].ref()] if asked.same is not None else []
    within = [*sql.names(table.whose), *value]

    def add(made: Expr, name: str) -> Expr:
        return sql.name(chain.add(EVENTS, made, *asked.by.kinds[:1], name))

    def same(*more: Expr) -> list[Expr]:
        return [part.copy() for part in (*within, *more)]

    before = sql.call("MAX", sql.case([(is_by, moment.copy())]))
    seen = add(over(before, same(), (AT,), None), "seen")
    one = add(sql.case([(is_by.copy(), sql.whole(1))], sql.whole(0)), "one")
    earlier = sql.call("MIN", sql.coalesce(seen, sql.whole(LONG_AGO)))
    earlier = add(over(earlier, same(at_moment)), "before")
    there = add(over(sql.call("MAX", one), same(at_moment)), "there")
    near = sql.compare("<=", sql.binary("-", moment, earlier), sql.whole(asked.within))
    beside = [_is(one.copy(), 0), _is(there, 1)]
    tests = [_matches(table, asked.events), sql.any_of([near, sql.all_of(beside)])]
    if asked.same is not None:
        tests.append(dialect.certain(table.known(asked.same)))
    return sql.all_of(tests)


def _is(column: Expr, value: int) -> Expr:
    return sql.compare("=", column, sql.whole(value))


def _counted(ignored: list[Expr], made: list[Query], queries: Names) -> list[Query]:
    """The query without ignored events, if any are."""
    if not ignored:
        return []
    before = made[-1].name
    body = sql.select([sql.star()], sql.table(before), sql.negated(sql.any_of(ignored)))
    return [Query(queries.take("counted", EVENTS), with_clock(body, before))]
