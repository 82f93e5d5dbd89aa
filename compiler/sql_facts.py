"""What is known about each lead: its columns, and beside them the figures over its events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from . import sql_tree as sql
from .dialects import Dialect
from .plan import ColumnValue, Measured, People, Plan, Value
from .sql_activity import Activity
from .sql_chain import Chain, Query
from .sql_ends import Figure
from .sql_events import event_table
from .sql_last_run import last_run
from .sql_leads import Leads, read_leads
from .sql_moments import Moments
from .sql_names import Names
from .sql_own_moments import OwnMoments
from .sql_people import PeopleFigures, left_join, people_figures
from .sql_sequences import Sequences
from .sql_sources import (
    KEY,
    STAGE_WAS,
    Physical,
    Relation,
    are_whole,
    event_source,
    key_of,
    lead_source,
    previous_source,
)
from .sql_tallies import Tallies
from .sql_terms import Terms, Typed
from .sql_tree import Expr
from .sql_walk import lead_tests, lead_values


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that rules can read of a lead is a column of the chain of `terms`."""

    terms: Terms
    tallies: Tallies | None
    queries: tuple[Query, ...]


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
    leads = read_leads(dialect, plan, source, names, text_key=joined and not whole_keys)
    made, activity, tallies, beside = [leads.query], None, None, None
    if isinstance(moments, OwnMoments):
        leads = leads.with_moments(moments, plan, queries)
        made.append(leads.query)
    sequences, people, found = None, None, []
    if before is not None:
        beside = last_run(dialect, before, key_of(plan), queries, whole_keys)
        made.append(beside)
    if sources:
        asked = None
        if isinstance(moments, OwnMoments):
            made.append(leads.asked(moments, bool(plan.people), queries))
            asked = made[-1].name
        events = event_table(dialect, moments, plan, sources, queries, whole_keys, asked)
        activity = Activity(events, columns)
        tallies = Tallies(activity, breakdown)
        sequences = Sequences(activity, plan)
        people = people_figures(plan, activity)
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


def _leaf(
    leads: Leads, activity: Activity | None, people: PeopleFigures | None, value: Value
) -> Typed:
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


def _facts(
    leads: Leads, figures: Sequence[Figure], people: PeopleFigures | None, last_run: Query | None,
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
    if people is not None:
        columns += [sql.name(name, people.query) for name in people.columns.values()]
    body = sql.select(columns, sql.table(leads.query.name))
    for query in beside:
        body = left_join(body, query, leads.has(query))
    if last_run is not None:
        body = left_join(body, last_run.name, leads.is_of(last_run.name))
    if people is not None and people.query:
        body = left_join(body, people.query, people.same(leads))
    return Query(queries.take("facts"), body)
