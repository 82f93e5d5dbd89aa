"""What is known about each lead: its columns, and beside them the figures over its events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlglot import exp

from . import sql_names
from . import sql_tree as sql
from .dialects import Dialect
from .plan import ColumnValue, Measured, People, Plan, Value
from .sql_activity import Activity
from .sql_chain import Chain, Query
from .sql_ends import Figure
from .sql_events import event_table
from .sql_last_run import last_run
from .sql_moments import Moments
from .sql_names import Names
from .sql_sequences import Sequences
from .sql_sources import (
    COMPANY,
    KEY,
    LEAD,
    STAGE_WAS,
    Physical,
    Relation,
    Source,
    are_whole,
    event_source,
    folded,
    form,
    key_of,
    known_key,
    lead_source,
    previous_source,
)
from .sql_tallies import Tallies
from .sql_terms import Terms, Typed
from .sql_tree import Expr
from .sql_walk import lead_tests, lead_values, texts_of

OF_COMPANY: Final = "company__of"
"""Not the name of the leads' column, which an engine would then give with its table. Two
underscores in a row are in no name that columns have."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that rules can read of a lead is a column of the chain of `terms`."""

    terms: Terms
    tallies: Tallies | None
    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class _Leads:
    query: Query
    columns: dict[str, Typed]
    """By their names in the rules."""
    join: str
    """What the events' column of leads is joined on."""
    company: str = ""
    """The column of their companies, if rules ask for it."""


def facts(
    dialect: Dialect,
    moments: Moments,
    plan: Plan,
    physical: Physical | None,
    names: tuple[Names, Names],
    breakdown: bool,
    previous: Relation | None,
) -> Facts:
    """`names` hand out names of queries and names of columns; `previous` is what the last run
    gave, if the rules ask for it."""
    queries, columns = names
    source = lead_source(dialect, plan, physical)
    places = range(len(plan.events)) if plan.asked else range(0)
    sources = [event_source(dialect, plan, physical, place) for place in places]
    before = previous_source(previous) if previous is not None else None
    keys = [(source, key_of(plan)), *((s, plan.events[i].lead) for i, s in enumerate(sources))]
    whole_keys = are_whole([*keys, *([(before, key_of(plan))] if before else [])])
    joined = bool(sources) or before is not None
    leads = _leads(dialect, plan, source, names, text_key=joined and not whole_keys)
    made, activity, tallies, beside = [leads.query], None, None, None
    sequences, people, found = None, None, []
    if before is not None:
        beside = last_run(dialect, before, key_of(plan), queries, whole_keys)
        made.append(beside)
    if sources:
        events = event_table(dialect, moments, plan, sources, queries, whole_keys)
        activity = Activity(events, columns)
        tallies = Tallies(activity, breakdown)
        sequences = Sequences(activity, plan)
        people = _people(plan, activity)
        figures = _figures(plan, activity, tallies, queries)
        figures += [*sequences.queries(queries), *people.queries(leads, queries)]
        repeated = tallies.ranked and not plan.sequences
        made += [replace(q, kept=False) if repeated and not q.kept else q for q in events.queries]
        made += figures
        found = [*activity.figures, *activity.ends.figures, *tallies.ranked, *sequences.figures]
    if sources or beside is not None:
        made.append(_facts(leads, found, people, beside, queries))
    chain = Chain(queries, columns, made[-1].name)
    terms = Terms(dialect, moments, chain, KEY, lambda value: _leaf(leads, activity, people, value))
    terms.sequences = sequences.columns if sequences is not None else {}
    terms.stage_was = STAGE_WAS
    terms.prepare(lead_tests(plan), lead_values(plan))
    return Facts(terms, tallies, tuple(made))


def _leads(
    dialect: Dialect, plan: Plan, source: Source, names: tuple[Names, Names], text_key: bool
) -> _Leads:
    """The base query of the leads."""
    queries, taken = names
    key, texts = key_of(plan), texts_of(lead_tests(plan))
    selected = [sql.named(source.column(key), KEY)]
    if text_key:
        selected.append(sql.named(known_key(dialect, source, key), LEAD))
    company = COMPANY if plan.company is not None else ""
    if plan.company is not None:
        selected.append(sql.named(known_key(dialect, source, plan.company), company))
    columns = {}
    for column in plan.leads.columns:
        name = taken.take(column.name)
        asked = texts.get(ColumnValue(column.name, column.type), frozenset())
        selected.append(sql.named(folded(dialect, source, column, asked), name))
        family = source.family_of(dialect, column)
        columns[column.name] = Typed(name, form(dialect, column, family))
    query = Query(queries.take("leads"), sql.select(selected, source.table))
    return _Leads(query, columns, LEAD if text_key else KEY, company)


def _leaf(leads: _Leads, activity: Activity | None, people: _People | None, value: Value) -> Typed:
    match value:
        case ColumnValue(name):
            return leads.columns[name]
        case Measured(metric) if activity is not None:
            return activity.metric(metric)
        case People() if people is not None:
            return Typed(people.columns[value], "whole")
        case _:
            raise TypeError(f"not a value of a lead: {value!r}")


def _figures(plan: Plan, activity: Activity, tallies: Tallies, queries: Names) -> list[Query]:
    for metric in plan.metrics:
        activity.metric(metric)
    for people in plan.people:
        activity.count(people.events)
    for tally in plan.tallies:
        tallies.figures(tally)
    return [*activity.queries(queries), *tallies.queries(queries)]


@dataclass(slots=True)
class _People:
    """How many people of each company have the events that rules ask for."""

    activity: Activity
    columns: dict[People, str]
    """Columns of the facts, unknown where the company is."""
    query: str = ""

    def queries(self, leads: _Leads, queries: Names) -> list[Query]:
        """A row for each company. People of one key are one, and have the same events."""
        if not self.columns:
            return []
        counts: list[Expr] = []
        used = []
        for people, name in self.columns.items():
            figure = self.activity.figure(people.events)
            has = sql.compare(">", sql.name(figure.name, figure.query), sql.whole(0))
            key = sql.case([(has, sql.name(leads.join, leads.query.name))])
            counts.append(sql.named(exp.Count(this=exp.Distinct(expressions=[key])), name))
            used.append(figure.query)
        company = sql.name(leads.company, leads.query.name)
        named = sql.named(company, OF_COMPANY)
        body = sql.select([named, *counts], sql.table(leads.query.name))
        for query in dict.fromkeys(used):
            body = _left_join(body, query, _same_lead(leads, query))
        self.query = queries.take("companies")
        return [Query(self.query, body.group_by(company.copy(), copy=False))]


def _people(plan: Plan, activity: Activity) -> _People:
    names = {p: activity.columns.take("people", sql_names.events(p.events)) for p in plan.people}
    return _People(activity, names)


def _same_lead(leads: _Leads, query: str) -> Expr:
    return sql.compare("=", sql.name(LEAD, query), sql.name(leads.join, leads.query.name))


def _facts(
    leads: _Leads, figures: Sequence[Figure], people: _People | None, last_run: Query | None,
    queries: Names,
) -> Query:  # fmt: skip
    """Every lead once for each of its rows, with or without events."""
    columns: list[Expr] = [sql.star(leads.query.name)]
    for figure in figures:
        value: Expr = sql.name(figure.name, figure.query)
        if figure.is_count:
            value = sql.coalesce(value, sql.whole(0))
        columns.append(sql.named(figure.finish(value), figure.name))
    beside = list(dict.fromkeys(figure.query for figure in figures))
    if last_run is not None:
        columns.append(sql.name(STAGE_WAS, last_run.name))
        beside.append(last_run.name)
    if people is not None:
        columns += [sql.name(name, people.query) for name in people.columns.values()]
    body = sql.select(columns, sql.table(leads.query.name))
    for query in beside:
        body = _left_join(body, query, _same_lead(leads, query))
    if people is not None and people.query:
        own = sql.name(leads.company, leads.query.name)
        same = sql.compare("=", sql.name(OF_COMPANY, people.query), own)
        body = _left_join(body, people.query, same)
    return Query(queries.take("facts"), body)


def _left_join(body: exp.Select, query: str, same: Expr) -> exp.Select:
    return body.join(sql.table(query), on=same, join_type="left", copy=False)
