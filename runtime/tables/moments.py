"""The moment of judgement of a job: one for all leads, or each lead's own.

`JUDGED` is a table of the session with the leads that have a moment of their own: `place`, a row's
place in the table of leads, and `as_of`, microseconds since 1970-01-01T00:00Z.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from ...compiler import sql_tree as sql
from ...compiler.dialects.duckdb import DIALECT
from ...compiler.no_moment import NoMoment
from ...compiler.own_moment import AsOf, OwnMoment, column_of, judged
from ...compiler.plan import Column, Plan
from ...compiler.sql_names import Names
from ...compiler.sql_own_moments import OwnMoments
from ...compiler.sql_sources import Source, exact
from ..errors import DataError
from .cells import spelled
from .duckdb import Session
from .keys import key_text
from .loaded import Tables

JUDGED: Final = "judged"
LATEST: Final = "latest"


def settled(plan: Plan, as_of: AsOf, declared: Iterable[Column] = ()) -> tuple[Plan, AsOf]:
    """The plan that reads what is asked for, and a moment in UTC; `declared` are the columns that
    the rules declare. `DataError` for a column that cannot tell moments."""
    if isinstance(as_of, OwnMoment):
        try:
            return judged(plan, as_of, declared), as_of
        except NoMoment as error:
            raise DataError(str(error), error.help) from None
    return plan, in_utc(as_of)


def one_moment(as_of: AsOf) -> datetime:
    """Of companies, which plans have only where all leads are judged at one."""
    assert isinstance(as_of, datetime), "companies have no moment of their own"
    return as_of


def in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def find_moments(session: Session, tables: Tables, as_of: AsOf) -> Tables:
    """Makes the table `JUDGED` if leads have moments of their own."""
    if not isinstance(as_of, OwnMoment):
        return tables
    leads, column = tables.leads, column_of(tables.plan, as_of)
    source = Source(sql.table(leads.name), leads.families)
    read = spelled(exact(DIALECT, source, column))
    query = OwnMoments(DIALECT, as_of, Names([])).judged("dated", "moment", Names([]))
    session.run(
        f"CREATE TABLE {JUDGED} AS SELECT place, epoch_us(as_of) AS as_of FROM ("
        f"WITH dated AS (SELECT src.{leads.place} AS place, {read} AS moment "
        f"FROM {leads.name} AS src) {spelled(query.body)})"
    )
    return replace(tables, own=True)


def make_latest(session: Session, tables: Tables) -> None:
    """Makes the table `LATEST` (n, as_of): of the number of each key its latest moment."""
    leads = tables.leads
    key = key_text(leads, tables.plan.leads.key or "")
    session.run(
        f"CREATE TABLE {LATEST} AS SELECT numbered.n, max({JUDGED}.as_of) AS as_of "
        f"FROM {leads.name} AS t JOIN {JUDGED} ON {JUDGED}.place = t.{leads.place} "
        f"JOIN numbered ON numbered.k = {key} GROUP BY numbered.n"
    )
