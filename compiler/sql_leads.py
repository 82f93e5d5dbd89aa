"""The base query of the leads, and which of them have a moment."""

from __future__ import annotations

from dataclasses import dataclass, replace

from . import sql_tree as sql
from .dialects import Dialect
from .own_moment import column_of
from .plan import ColumnValue, Plan
from .sql_chain import Query
from .sql_moments import AS_OF
from .sql_names import Names
from .sql_own_moments import JUDGED_AT, OwnMoments
from .sql_sources import (
    COMPANY,
    KEY,
    LEAD,
    Source,
    folded,
    form,
    key_of,
    known_key,
)
from .sql_terms import Typed
from .sql_tree import Expr
from .sql_walk import lead_tests, texts_of


@dataclass(frozen=True, slots=True)
class Leads:
    query: Query
    columns: dict[str, Typed]
    """By their names in the rules."""
    join: str
    """What the events' column of leads is joined on."""
    company: str = ""
    """The column of their companies, if rules ask for it."""
    everyone: str = ""
    """The query of all leads, where `query` has only those with a moment of their own."""

    def with_moments(self, moments: OwnMoments, plan: Plan, queries: Names) -> Leads:
        """Those that have a moment of their own."""
        column = self.columns[column_of(plan, moments.own).name].column
        judged = moments.judged(self.query.name, column, queries)
        return replace(self, query=judged, everyone=self.query.name)

    def asked(self, moments: OwnMoments, people: bool, queries: Names) -> Query:
        return moments.asked(self.everyone, self.query.name, self.join, people, queries)

    def is_of(self, query: str) -> Expr:
        """The test that a row of another query is about a lead."""
        return sql.compare("=", sql.name(LEAD, query), sql.name(self.join, self.query.name))

    def has(self, query: str) -> Expr:
        """The same of a query over events."""
        if not self.everyone:
            return self.is_of(query)
        own = sql.compare("=", sql.name(JUDGED_AT, query), sql.name(AS_OF, self.query.name))
        return sql.all_of([self.is_of(query), own])


def read_leads(
    dialect: Dialect, plan: Plan, source: Source, names: tuple[Names, Names], text_key: bool
) -> Leads:
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
    return Leads(query, columns, LEAD if text_key else KEY, company)
