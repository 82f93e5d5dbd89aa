"""Queries that count what is wrong with the data, in one scan of each table.

A text that cannot be read as its column's type is one that is not empty, no code for unknown, and
yet reads as unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlglot import exp

from . import sql_tree as sql
from .dialects import Dialect, find
from .own_moment import AsOf, OwnMoment, column_of
from .plan import Column, Plan, Type
from .sql_moments import AS_OF, Moments
from .sql_names import Names
from .sql_own_moments import OwnMoments
from .sql_sources import (
    AT,
    KIND,
    LEAD,
    Physical,
    Source,
    are_whole,
    event_source,
    exact,
    key_of,
    key_text,
    lead_source,
    plain_text,
)
from .sql_tree import Expr

_READ: Final[tuple[Type, ...]] = ("number", "yes/no", "date", "time")


@dataclass(frozen=True, slots=True)
class Check:
    """A query, and the columns of which it counts unreadable texts, after its other figures."""

    sql: str
    unread: tuple[Column, ...]


def leads_check(plan: Plan, dialect: str, physical: Physical, as_of: AsOf) -> Check:
    """One row: leads, leads without a key, different keys, leads with a moment if each has
    its own, unreadable texts."""
    found = find(dialect)
    source = lead_source(found, plan, physical)
    key = key_text(found, source, key_of(plan))
    unread = _unread(source, plan.leads.columns)
    faults = [(_fault(found, source, column), f"unread_{i}") for i, column in enumerate(unread)]
    if isinstance(as_of, OwnMoment):
        faults.insert(0, (_has_moment(found, plan, source, as_of), "dated"))
    base = sql.select(
        [sql.named(key, LEAD), *(sql.named(_bit(fault), name) for fault, name in faults)],
        source.table,
    )
    known = _filled(sql.name(LEAD))
    figures = [
        _count_rows(),
        _count(sql.negated(exp.Paren(this=known.copy()))),
        exp.Count(this=exp.Distinct(expressions=[sql.case([(known, sql.name(LEAD))])])),
        *(sql.call("SUM", sql.name(name)) for _, name in faults),
    ]
    return Check(_text(found, sql.select(figures, base.subquery("checked"))), unread)


def events_check(plan: Plan, dialect: str, physical: Physical, place: int, as_of: AsOf) -> Check:
    """A row for each name of events in a source: the name, events, those without a lead, of
    leads that are not there, without a time, later than as-of, that can count; unreadable texts.
    """
    found, events = find(dialect), plan.events[place]
    source, leads = event_source(found, plan, physical, place), lead_source(found, plan, physical)
    fields = [column for kind in events.kinds for column in kind.fields]
    unread = _unread(source, [Column(events.at, "time", events.at), *fields])
    moment = found.moment(source.column(events.at), source.family(events.at))
    named = events.named
    name = sql.text("") if named is None else plain_text(found, source, named)
    columns = [sql.named(name, KIND), sql.named(moment, AT)]
    columns += [
        sql.named(_bit(_fault(found, source, column)), f"unread_{i}")
        for i, column in enumerate(unread)
    ]
    base, known = _joined(found, plan, (source, events.lead), leads, columns, as_of)
    late = sql.compare(">", sql.name(AT), _moment(found, as_of))
    in_time = sql.compare("<=", sql.name(AT), _moment(found, as_of))
    missing = sql.is_null(sql.name("known"))
    figures = [
        sql.name(KIND),
        _count_rows(),
        _count(sql.negated(exp.Paren(this=known.copy()))),
        _count(sql.all_of([known, missing.copy()])),
        _count(sql.is_null(sql.name(AT))),
        _count(late),
        _count(sql.all_of([in_time, sql.negated(exp.Paren(this=missing))])),
        *(sql.call("SUM", sql.name(f"unread_{i}")) for i in range(len(unread))),
    ]
    query = sql.select(figures, base).group_by(sql.name(KIND), copy=False)
    return Check(_text(found, query), unread)


def _joined(
    dialect: Dialect, plan: Plan, events: tuple[Source, str], leads: Source, columns: list[Expr],
    as_of: AsOf,
) -> tuple[Expr, Expr]:  # fmt: skip
    """Events beside the keys of leads, and the test that an event has a lead's key."""
    whole = are_whole([events, (leads, key_of(plan))])
    keys = [
        source.column(column) if whole else key_text(dialect, source, column)
        for source, column in (events, (leads, key_of(plan)))
    ]
    base = sql.select([sql.named(keys[0], LEAD), *columns], events[0].table)
    known = sql.select([sql.named(keys[1], "known")], leads.table).distinct(copy=False)
    if isinstance(as_of, OwnMoment):
        known = _latest(dialect, plan, leads, as_of, keys[1])
    same = sql.compare("=", sql.name(LEAD, "checked"), sql.name("known", "leads_known"))
    joined = sql.select([sql.star()], base.subquery("checked"))
    joined.join(known.subquery("leads_known"), on=same, join_type="left", copy=False)
    test = sql.not_null(sql.name(LEAD)) if whole else _filled(sql.name(LEAD))
    return joined.subquery("beside"), test


# ---------------------------------------------------------------- moments of leads


def _moment(dialect: Dialect, as_of: AsOf) -> Expr:
    if isinstance(as_of, OwnMoment):
        return sql.name(AS_OF)
    return Moments(dialect, as_of, Names([])).as_of()


def _has_moment(dialect: Dialect, plan: Plan, source: Source, own: OwnMoment) -> Expr:
    moment = exact(dialect, source, column_of(plan, own))
    return sql.all_of(OwnMoments(dialect, own, Names([])).in_years(moment))


def _latest(dialect: Dialect, plan: Plan, leads: Source, own: OwnMoment, key: Expr) -> exp.Select:
    """The latest moment of each key."""
    moment = exact(dialect, leads, column_of(plan, own))
    read = [sql.named(key, "known"), sql.named(moment, "moment")]
    moments = OwnMoments(dialect, own, Names([]))
    at = sql.case([(sql.all_of(moments.in_years(sql.name("moment"))), moments.after("moment"))])
    rows = sql.select(read, leads.table).subquery("dated", copy=False)
    latest = sql.named(sql.call("MAX", at), AS_OF)
    made = sql.select([sql.name("known"), latest], rows)
    return made.group_by(sql.name("known"), copy=False)


# ---------------------------------------------------------------- parts of these


def _unread(source: Source, columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns of text that are read as another type, each once."""
    texts = (c for c in columns if c.type in _READ and source.family(c.source) == "text")
    return tuple({(column.source, column.type): column for column in texts}.values())


def _fault(dialect: Dialect, source: Source, column: Column) -> Expr:
    text = dialect.text(source.column(column.source), "text")
    tests = [_filled(text), sql.is_null(exact(dialect, source, column))]
    if column.unknown_for:
        tests.append(sql.negated(exp.Paren(this=_is_code(dialect, text.copy(), column))))
    return sql.all_of(tests)


def _is_code(dialect: Dialect, text: Expr, column: Column) -> Expr:
    folded = dialect.fold(text, frozenset(column.unknown_for))
    return sql.is_in(folded, [sql.text(code) for code in column.unknown_for])


def _filled(text: Expr) -> Expr:
    return sql.all_of([sql.not_null(text), sql.compare("!=", text.copy(), sql.text(""))])


def _bit(test: Expr) -> Expr:
    return sql.case([(test, sql.whole(1))], sql.whole(0))


def _count(test: Expr) -> Expr:
    return exp.Count(this=sql.case([(test, sql.whole(1))]))


def _count_rows() -> Expr:
    return exp.Count(this=sql.star())


def _text(dialect: Dialect, query: exp.Select) -> str:
    return str(query.sql(dialect=dialect.sqlglot, copy=False))
