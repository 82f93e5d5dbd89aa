"""Keys of leads: a number for each different one, under which events find their lead."""

from __future__ import annotations

from ...compiler import sql_tree as sql
from ...compiler.dialects.duckdb import DIALECT
from .cells import spelled
from .duckdb import Session
from .loaded import Relation, Tables


def number_keys(session: Session, tables: Tables) -> None:
    """Makes the table `numbered` (k, n) of all different keys, so that long keys are compared
    once and sorted never."""
    key = key_text(tables.leads, tables.plan.leads.key or "")
    session.run(
        f"CREATE TABLE numbered AS SELECT k, row_number() OVER (ORDER BY k) AS n FROM "
        f"(SELECT DISTINCT {key} AS k FROM {tables.leads.name} AS t) WHERE k IS NOT NULL"
    )


def key_text(relation: Relation, column: str) -> str:
    """SQL for a key of `t` in normal form; leads and events of one key belong together."""
    return f"nullif({text_of(relation, column)}, '')"


def text_of(relation: Relation, column: str) -> str:
    """SQL for a column of `t` as a text in normal form, empty or NULL if it is unknown."""
    cell = sql.name(column, "t", quoted=True)
    return spelled(DIALECT.text(cell, relation.families[column]))
