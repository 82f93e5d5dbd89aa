"""What the last run gave: the stage of each lead, once per key."""

from __future__ import annotations

from typing import Final

from . import sql_tree as sql
from .dialects import Dialect
from .sql_chain import Query
from .sql_names import Names
from .sql_sources import LEAD, STAGE_WAS, Source, known_text

STAGE: Final = "stage"
"""The column of an earlier output."""


def last_run(dialect: Dialect, source: Source, key: str, queries: Names, whole_keys: bool) -> Query:
    """Grouped, so that a key that stands twice doubles no lead: the greatest stage counts."""
    spelled = source.column(key) if whole_keys else known_text(dialect, source, key)
    read = [sql.named(spelled, LEAD), sql.named(known_text(dialect, source, STAGE), STAGE_WAS)]
    rows = sql.select(read, source.table).subquery("earlier", copy=False)
    greatest = sql.named(sql.call("MAX", sql.name(STAGE_WAS)), STAGE_WAS)
    body = sql.select([sql.name(LEAD), greatest], rows).group_by(sql.name(LEAD), copy=False)
    return Query(queries.take("last_run"), body)
