"""As-of where each lead has its own: a column of the leads, and of the events that are theirs.

Leads without a moment are left out first. Then the events of each lead are joined once to its
moments, each with its age, and from there on a lead at a moment is what a lead alone is elsewhere:
a row of leads that stands there with several moments has the events of each. Edges are never worked
out; how far a moment lies from as-of is held against how far they do, in whole microseconds.
"""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from . import sql_tree as sql
from .dialects import Dialect
from .own_moment import OwnMoment, said
from .plan import Edge
from .sql_chain import Query
from .sql_moments import AS_OF, FIRST, LAST, Moments
from .sql_names import Names
from .sql_sources import AT, COMPANY, LEAD
from .sql_tree import Expr

JUDGED_AT: Final = "judged_at"
"""As-of in rows over events: an engine would give two columns of one name with their tables."""
AGE: Final = "age"
OF_LEAD: Final = "lead__of"
OF_MOMENT: Final = "as_of__of"
"""Two underscores in a row are in no name that columns have."""
ASKING: Final = "asking"
JUDGED: Final = "judged"
ASKED: Final = "asked_moments"
JUDGED_EVENTS: Final = "judged_events"


class OwnMoments(Moments):
    def __init__(self, dialect: Dialect, own: OwnMoment, names: Names) -> None:
        super().__init__(dialect, own, names)
        self.own = own

    def of_events(self) -> Moments:
        return OwnMomentsOfEvents(self.dialect, self.own, self._names)

    def as_of(self) -> Expr:
        return sql.name(AS_OF)

    def as_of_words(self) -> str:
        plus = f" plus {said(self.own.plus)}" if self.own.plus else ""
        return f"each lead's {self.own.column}{plus}"

    def held(self, op: str, moment: Expr, edge: Edge) -> Expr:
        if edge.base == "epoch":
            return super().held(op, moment, edge)
        turned = op.translate(str.maketrans("<>", "><"))
        return sql.compare(turned, self.age_us(moment.copy()), sql.whole(-edge.us))

    def clock(self) -> exp.Select | None:
        return None

    # ------------------------------------------------------------ queries

    def judged(self, leads: str, column: str, queries: Names) -> Query:
        """The leads that have a moment."""
        columns = [sql.star(leads), sql.named(self.after(column, leads), AS_OF)]
        tests = self.in_years(sql.name(column))
        return Query(queries.take(JUDGED), sql.select(columns, sql.table(leads), *tests))

    def after(self, column: str, table: str | None = None) -> Expr:
        """As-of, from the column that tells it."""
        moment = sql.name(column, table)
        return self.dialect.shifted(moment, self.own.plus_us) if self.own.plus_us else moment

    def in_years(self, moment: Expr) -> list[Expr]:
        """The tests that as-of is in years that engines and Python can spell."""
        us = self.dialect.microseconds(moment)
        return [
            sql.compare(">=", us, sql.whole(FIRST)),
            sql.compare("<=", us.copy(), sql.whole(LAST - self.own.plus_us)),
        ]

    def asked(self, leads: str, judged: str, key: str, people: bool, queries: Names) -> Query:
        """The leads and moments of which events are asked: each lead's own, and where rules ask
        for people, all of its colleagues'."""
        moment = sql.named(sql.name(AS_OF, judged), JUDGED_AT)
        pairs = [sql.named(sql.name(key, judged), OF_LEAD), moment]
        query = sql.select(pairs, sql.table(judged))
        if not people:
            return Query(queries.take(ASKED), query.distinct(copy=False))
        pairs = [sql.named(sql.name(key, leads), OF_LEAD), moment.copy()]
        colleagues = sql.select(pairs, sql.table(leads))
        same = sql.compare("=", sql.name(COMPANY, leads), sql.name(COMPANY, judged))
        colleagues = colleagues.join(sql.table(judged), on=same, copy=False)
        both = sql.union_all([query, colleagues], 2).subquery("pairs", copy=False)
        columns = sql.names([OF_LEAD, JUDGED_AT])
        return Query(queries.take(ASKED), sql.select(columns, both).distinct(copy=False))

    def asking(self, judged: str) -> exp.Subquery:
        """Companies, and the moments at which rules ask for their people."""
        known = sql.not_null(sql.name(COMPANY))
        query = sql.select(sql.names([COMPANY, AS_OF]), sql.table(judged), known)
        return query.distinct(copy=False).subquery(ASKING, copy=False)


class OwnMomentsOfEvents(OwnMoments):
    beside = (JUDGED_AT,)

    def as_of(self) -> Expr:
        return sql.name(JUDGED_AT)

    def age_us(self, moment: Expr) -> Expr:
        if isinstance(moment, exp.Column) and moment.name == AT:
            return sql.name(AGE)
        return super().age_us(moment)

    def of_each(
        self, events: str, columns: list[str], asked: str, edges: list[tuple[str, Edge]],
        queries: Names,
    ) -> Query:  # fmt: skip
        """The events of each lead up to its moments, and not before all windows."""
        as_of, at = sql.name(JUDGED_AT, asked), sql.name(AT, events)
        age = sql.binary("-", self.dialect.microseconds(as_of), self.dialect.microseconds(at))
        own = [*sql.names(columns, events), as_of.copy(), sql.named(age, AGE)]
        same = sql.compare("=", sql.name(LEAD, events), sql.name(OF_LEAD, asked))
        rows = sql.select(own, sql.table(events)).join(sql.table(asked), on=same, copy=False)
        tests = [self.held(op, sql.name(AT), edge) for op, edge in edges]
        made = sql.select(
            sql.names([*columns, JUDGED_AT, AGE]), rows.subquery("aged", copy=False), *tests
        )
        return Query(queries.take(JUDGED_EVENTS), made)
