"""Keys of leads: a number for each different one, under which events find their lead."""

from __future__ import annotations

from ..compiler.plan import Plan
from .table_duckdb import Session, name
from .tables import Relation, Tables


def number_keys(session: Session, tables: Tables) -> None:
    """Makes the table `numbered` (k, n) of all different keys, so that long keys are compared
    once and sorted never."""
    key = lead_key(tables.plan, tables.leads)
    session.run(
        f"CREATE TABLE numbered AS SELECT k, row_number() OVER (ORDER BY k) AS n FROM "
        f"(SELECT DISTINCT {key} AS k FROM {tables.leads.name} AS t) WHERE k IS NOT NULL"
    )


def lead_key(plan: Plan, leads: Relation) -> str:
    return key_text(leads, plan.leads.key or "")


def key_text(relation: Relation, column: str) -> str:
    """SQL for a key of `t` in normal form; leads and events of one key belong together."""
    return f"nullif(trim(CAST(t.{name(column)} AS VARCHAR), ' '), '')"
