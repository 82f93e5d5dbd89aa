"""How many people of each company have the events that rules ask for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sqlglot import exp

from . import sql_names
from . import sql_tree as sql
from .plan import People, Plan
from .sql_activity import Activity
from .sql_chain import Query
from .sql_leads import Leads
from .sql_moments import AS_OF
from .sql_names import Names
from .sql_own_moments import ASKING, JUDGED_AT, OF_MOMENT, OwnMoments
from .sql_sources import COMPANY, LEAD
from .sql_tree import Expr

OF_COMPANY: Final = "company__of"
"""Not the name of the leads' column, which an engine would then give with its table. Two
underscores in a row are in no name that columns have."""


@dataclass(slots=True)
class PeopleFigures:
    """How many people of each company have the events that rules ask for."""

    activity: Activity
    columns: dict[People, str]
    """Columns of the facts, unknown where the company is."""
    query: str = ""
    _whose: dict[str, str] = field(default_factory=dict)
    """Columns that tell whose such a number is → the leads' columns."""

    def queries(self, leads: Leads, queries: Names) -> list[Query]:
        """A row for each company, and each moment at which it is asked for. People of one key are
        one, and have the same events."""
        if not self.columns:
            return []
        moments = self.activity.terms.moments
        own = moments if isinstance(moments, OwnMoments) else None
        table = leads.everyone or leads.query.name
        company = sql.name(leads.company, table if own is None else ASKING)
        whose = {OF_COMPANY: company}
        if own is not None:
            whose[OF_MOMENT] = sql.name(AS_OF, ASKING)
        columns = [sql.named(column, name) for name, column in whose.items()]
        columns += [self._count(*one, leads, table) for one in self.columns.items()]
        body = sql.select(columns, sql.table(table))
        if own is not None:
            same = sql.compare("=", sql.name(COMPANY, table), company.copy())
            body = body.join(own.asking(leads.query.name), on=same, copy=False)
        for query in dict.fromkeys(self._figure_query(people) for people in self.columns):
            body = left_join(body, query, _is_of(leads, table, query, own is not None))
        self.query = queries.take("companies")
        self._whose = {name: column.name for name, column in whose.items()}
        grouped = body.group_by(*(column.copy() for column in whose.values()), copy=False)
        return [Query(self.query, grouped)]

    def _figure_query(self, people: People) -> str:
        return self.activity.figure(people.events).query

    def _count(self, people: People, name: str, leads: Leads, table: str) -> Expr:
        figure = self.activity.figure(people.events)
        has = sql.compare(">", sql.name(figure.name, figure.query), sql.whole(0))
        key = sql.case([(has, sql.name(leads.join, table))])
        return sql.named(exp.Count(this=exp.Distinct(expressions=[key])), name)

    def same(self, leads: Leads) -> Expr:
        """The test that a row of the query is about a lead's company."""
        return sql.all_of([
            sql.compare("=", sql.name(of, self.query), sql.name(own, leads.query.name))
            for of, own in self._whose.items()
        ])  # fmt: skip


def _is_of(leads: Leads, table: str, query: str, own: bool) -> Expr:
    """The test that a row of a query over events is about a person, at the moment asked for."""
    person = sql.compare("=", sql.name(LEAD, query), sql.name(leads.join, table))
    moment = [sql.compare("=", sql.name(JUDGED_AT, query), sql.name(AS_OF, ASKING))] if own else []
    return sql.all_of([person, *moment])


def people_figures(plan: Plan, activity: Activity) -> PeopleFigures:
    names = {p: activity.columns.take("people", sql_names.events(p.events)) for p in plan.people}
    return PeopleFigures(activity, names)


def left_join(body: exp.Select, query: str, same: Expr) -> exp.Select:
    return body.join(sql.table(query), on=same, join_type="left", copy=False)
