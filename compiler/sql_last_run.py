"""What the last run gave: the stage of each lead, once per key; and who was in a stage already."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from . import sql_tree as sql
from .dialects import Dialect, find
from .plan import Plan
from .sql_chain import Query
from .sql_names import Names
from .sql_sources import (
    KEY,
    LEAD,
    STAGE_WAS,
    Physical,
    Relation,
    Source,
    are_whole,
    key_of,
    known_key,
    known_text,
    lead_source,
    previous_source,
)
from .sql_tree import Expr

STAGE: Final = "stage"
"""The column of an earlier output."""


def last_run(dialect: Dialect, source: Source, key: str, queries: Names, whole_keys: bool) -> Query:
    """Grouped, so that a key that stands twice doubles no lead: the greatest stage counts."""
    spelled = source.column(key) if whole_keys else known_key(dialect, source, key)
    read = [sql.named(spelled, LEAD), sql.named(known_text(dialect, source, STAGE), STAGE_WAS)]
    rows = sql.select(read, source.table).subquery("earlier", copy=False)
    greatest = sql.named(sql.call("MAX", sql.name(STAGE_WAS)), STAGE_WAS)
    body = sql.select([sql.name(LEAD), greatest], rows).group_by(sql.name(LEAD), copy=False)
    return Query(queries.take("last_run"), body)


# ---------------------------------------------------------------- for a program that fetches rows


def handed_over(plan: Plan, dialect: str, scores: Relation) -> str:
    """A query of the leads of a table of scores that are in a stage of `hand off`: their keys and
    stages."""
    source = previous_source(scores)
    columns = [source.column(key_of(plan)), source.column(STAGE)]
    stages = [sql.text(found.stage) for found in plan.hand_offs]
    test = sql.is_in(source.column(STAGE), stages)
    return _text(find(dialect), sql.select(columns, source.table, test))


def were_there(plan: Plan, dialect: str, leads: Relation, previous: Relation) -> str:
    """A query of the leads that were in such a stage at the last run: their keys as they come now,
    and the stages in normal form."""
    found, key = find(dialect), key_of(plan)
    source, before = lead_source(found, plan, Physical(leads)), previous_source(previous)
    whole_keys = are_whole([(source, key), (before, key)])
    own = source.column(key) if whole_keys else known_key(found, source, key)
    columns = [sql.named(source.column(key), KEY), sql.named(own, LEAD)]
    now = sql.select(columns, source.table).subquery("these", copy=False)
    query = sql.select([sql.name(KEY, "these"), sql.name(STAGE_WAS, "before")], now)
    was = last_run(found, before, key, Names([]), whole_keys).body.subquery("before", copy=False)
    same = sql.compare("=", sql.name(LEAD, "before"), sql.name(LEAD, "these"))
    query.join(was, on=same, join_type="inner", copy=False)
    stages: list[Expr] = [sql.text(stage.stage.strip(" ")) for stage in plan.hand_offs]
    return _text(found, query.where(sql.is_in(sql.name(STAGE_WAS, "before"), stages), copy=False))


def _text(dialect: Dialect, query: exp.Query) -> str:
    return str(dialect.settled(query).sql(dialect=dialect.sqlglot, copy=False))
