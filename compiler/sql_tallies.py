"""Tallies as SQL: the points of `for each` rules.

Most are sums over the one scan of the events. Where a limit keeps some events of a lead and drops
others in a way that counting cannot tell, the matching events are ranked in a query of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sqlglot import exp

from . import sql_names
from . import sql_tree as sql
from .dialects.base import LIMIT
from .plan import DAY, Always, EachRow, Edge, Events, Keep, Metric, Span, Tally
from .sql_activity import Activity, distinct
from .sql_chain import Query, with_clock
from .sql_ends import Figure
from .sql_names import Names
from .sql_sources import AT
from .sql_tests import holds
from .sql_tree import Expr

FEW: Final = 10
"""So often points may change with age to be told by the moments at which they do."""
STEPS: Final = 24
"""So often they may change for a limit on times to be worked out from counts."""
TALLY: Final = "tally"
MANY_EVENTS: Final = 10**9
"""No lead has as many; so many times a rule's points are checked for overflow beforehand."""


@dataclass(frozen=True, slots=True)
class TallyFigures:
    """Expressions over the facts about a lead; `before` only for a breakdown."""

    points: Expr
    count: Expr
    before: Expr


class Tallies:
    def __init__(self, activity: Activity, breakdown: bool) -> None:
        self.activity = activity
        self.terms = activity.terms
        self.dialect = activity.dialect
        self.whose = activity.table.whose
        self.breakdown = breakdown
        self._made: dict[Tally, TallyFigures] = {}
        self._ranked: list[exp.Select] = []
        self._figures: list[Figure] = []

    def figures(self, tally: Tally) -> TallyFigures:
        if tally not in self._made:
            self._made[tally] = self._figures_of(tally)
        return self._made[tally]

    def _figures_of(self, tally: Tally) -> TallyFigures:
        if tally.keep == Keep():
            points = self._all(tally)
            return TallyFigures(points, self._count(tally), points.copy())
        kept = self._kept_by_counting(tally) or self._kept_by_rank(tally)
        before = self._all(tally) if self.breakdown else sql.null()
        return TallyFigures(*kept, before)

    def _name(self, tally: Tally, *words: str) -> tuple[str, ...]:
        return (*words, sql_names.events(tally.events))

    def _count(self, tally: Tally) -> Expr:
        """Of all matching events; asked for only where it is shown or free."""
        if is_steady(tally) or self.breakdown:
            return sql.name(self.activity.count(tally.events))
        return sql.null()

    # ------------------------------------------------------------ nothing limited

    def _all(self, tally: Tally) -> Expr:
        """The points of all matching events."""
        if is_steady(tally):
            return self._times(sql.name(self.activity.count(tally.events)), points_of(tally)[0])
        tests = self.activity.table.matching(tally.events)
        value = self._points(tally)
        chosen = sql.case([(sql.all_of(tests), value)]) if tests else value
        name = self._name(tally, "points")
        summed, finish = self._sum_of(chosen, tally)
        return sql.name(self.activity.add(summed, *name, is_count=True, finish=finish))

    def _sum_of(self, points: Expr, tally: Tally) -> tuple[Expr, Callable[[Expr], Expr]]:
        """The sum, and what is made of it beside a lead."""
        if any(is_large(value) for row in tally.rows for value in row.steps):
            return sql.call("SUM", self.dialect.summed(points)), self._wide
        return sql.call("SUM", points), self._whole

    def _whole(self, value: Expr) -> Expr:
        return sql.cast(value, self.dialect.whole)

    def _wide(self, value: Expr) -> Expr:
        return sql.cast(value, self.dialect.wide)

    def _times(self, number: Expr, points: int) -> Expr:
        if points == 1:
            return number
        factor = self._wide(number) if is_large(points) else number
        return sql.binary("*", factor, sql.whole(points))

    def _points(self, tally: Tally) -> Expr:
        """The points of an event."""
        whens: list[tuple[Expr, Expr]] = []
        for row in tally.rows:
            value = self._at_age(row, tally.step_us)
            if row.test is None or row.test == Always(True):
                return sql.case(whens, value)
            whens.append((holds(self.activity.table.terms, row.test), value))
        return sql.case(whens, sql.whole(0))

    def _at_age(self, row: EachRow, step_us: int | None) -> Expr:
        steps = row.steps
        if len(steps) == 1 or step_us is None:
            return sql.whole(steps[0])
        changes = changes_of(steps)
        if len(changes) > FEW:
            return self.dialect.step(self.activity.bucket(step_us), steps)
        whens = [(self._younger((k + 1) * step_us), sql.whole(steps[k])) for k in changes]
        return sql.case(whens, sql.whole(steps[-1]))

    def _younger(self, us: int) -> Expr:
        return self.terms.moments.held(">", sql.name(AT), Edge("as_of", -us, False))

    # ------------------------------------------------------------ limits by counting

    def _kept_by_counting(self, tally: Tally) -> tuple[Expr, Expr] | None:
        """Points and count, if the number of events in some sense is all that matters."""
        keep = tally.keep
        if not is_flat(tally):
            return None
        if is_steady(tally):
            number = self._kept_number(tally)
            if number is None:
                return None
            kept = self._least(number, keep.times)
            return self._times(kept.copy(), points_of(tally)[0]), kept
        if keep == Keep(times=keep.times) and len(changes_of(points_of(tally))) <= STEPS:
            return self._filled(tally)
        return None

    def _kept_number(self, tally: Tally) -> Expr | None:
        """How many events are kept but for the limit on times."""
        keep, events = tally.keep, tally.events
        match keep.once_per, keep.per_bucket:
            case None, None:
                return sql.name(self.activity.count(events))
            case None, (1, width):
                return sql.name(self._buckets(events, width))
            case field, None:
                return sql.name(self.activity.metric(Metric("distinct", events, field)).column)
            case _:
                return None

    def _buckets(self, events: Events, width: int) -> str:
        """The number of different spans of that length with an event."""
        if width == DAY:
            return self.activity.metric(Metric("days", events)).column
        tests = self.activity.table.matching(events)
        name = (sql_names.duration(width), "spans_of", sql_names.events(events))
        return self.activity.add(distinct(tests, self.activity.bucket(width)), *name, is_count=True)

    def _least(self, number: Expr, most: int | None) -> Expr:
        return number if most is None else self.dialect.least(number, sql.whole(most))

    def _filled(self, tally: Tally) -> tuple[Expr, Expr]:
        """A limit on times keeps the youngest: of those up to each step's age as many as it
        allows, each worth what its step has over the next."""
        steps, times = points_of(tally), tally.keep.times
        terms, kept = [], sql.null()
        if self.breakdown or steps[-1]:
            kept = self._least(sql.name(self.activity.count(tally.events)), times)
            terms = [self._times(kept.copy(), steps[-1])] if steps[-1] else []
        for k in changes_of(steps):
            number = sql.name(self._number_younger(tally, (k + 1) * (tally.step_us or 1)))
            terms.append(self._times(self._least(number, times), steps[k] - steps[k + 1]))
        return sql.total(terms), kept

    def _number_younger(self, tally: Tally, us: int) -> str:
        edge = Edge("as_of", -us, False)
        span = tally.events.span
        if span is None:
            events = Events(tally.events.kinds, tally.events.where, Span(edge, None))
            return self.activity.count(events)
        tests = [*self.activity.table.matching(tally.events), self._younger(us)]
        name = self._name(tally, "n")
        count = sql.call("COUNT", sql.case([(sql.all_of(tests), sql.whole(1))]))
        return self.activity.add(count, *name, sql_names.duration(us), is_count=True)

    # ------------------------------------------------------------ limits by rank

    def _kept_by_rank(self, tally: Tally) -> tuple[Expr, Expr]:
        summed, finish = self._sum_of(sql.name("points"), tally)
        self._ranked.append(self._ranked_query(tally, finish(summed)))
        number = sql.whole(len(self._ranked))
        columns = []
        for of, wanted in (("points", "points_kept"), ("n", "n_kept")):
            if of == "n" and not self.breakdown:
                columns.append(sql.null())
                continue
            mine = sql.case([(sql.compare("=", sql.name(TALLY), number.copy()), sql.name(of))])
            name = self.activity.columns.take(*self._name(tally, wanted))
            finished = finish if of == "points" else self._whole
            self._figures.append(Figure(name, sql.call("SUM", mine), True, finished))
            columns.append(sql.name(name))
        return columns[0], columns[1]

    def _ranked_query(self, tally: Tally, points: Expr) -> exp.Select:
        """Lead, number of the tally, how many events are kept, and their points."""
        keep = tally.keep
        query, limits = self._matching(tally), []
        if keep.once_per is not None:
            limits.append(("value", 1))
        if keep.per_bucket is not None:
            limits.append(("bucket", keep.per_bucket[0]))
        if keep.times is not None:
            limits.append(("", keep.times))
        last: list[Expr] = []
        for place, (of, most) in enumerate(limits, 1):
            nth = sql.named(self._rank(of, not is_flat(tally)), f"nth_{place}")
            query = sql.select([sql.star(), nth], query.subquery("matching", copy=False), *last)
            last = [sql.compare("<=", sql.name(f"nth_{place}"), sql.whole(most))]
        columns = [
            *sql.names(self.whose),
            sql.named(sql.whole(len(self._ranked) + 1), TALLY),
            sql.named(sql.call("COUNT", sql.star()), "n"),
            sql.named(points, "points"),
        ]
        outer = sql.select(columns, query.subquery("matching", copy=False), *last)
        return outer.group_by(*sql.names(self.whose), copy=False)

    def _matching(self, tally: Tally) -> exp.Select:
        keep, table = tally.keep, self.activity.table
        tests = table.matching(tally.events)
        columns = [*sql.names((*self.whose, AT)), sql.named(self._points(tally), "points")]
        if keep.once_per is not None:
            columns.append(sql.named(table.exact[keep.once_per].ref(), "value"))
            tests.append(table.known(keep.once_per))
        if keep.per_bucket is not None:
            columns.append(sql.named(self.activity.bucket(keep.per_bucket[1]), "bucket"))
        return with_clock(sql.select(columns, sql.table(table.name), *tests))

    def _rank(self, of: str, by_points: bool) -> Expr:
        """Of a lead's events the latest first; at one moment those that give most."""
        order: list[Expr] = [exp.Ordered(this=sql.name(AT), desc=True, nulls_first=False)]
        if by_points:
            order.append(exp.Ordered(this=sql.name("points"), desc=True, nulls_first=False))
        within = sql.names((*self.whose, *([of] if of else [])))
        return exp.Window(
            this=sql.call("ROW_NUMBER"), partition_by=within, order=exp.Order(expressions=order)
        )

    def queries(self, queries: Names) -> list[Query]:
        """What the ranks need: all tallies one below another, then side by side."""
        if not self._ranked:
            return []
        kept = Query(queries.take("kept"), sql.union_all(self._ranked, self.dialect.most_parts))
        columns = [sql.named(figure.aggregate, figure.name) for figure in self._figures]
        body = sql.select([*sql.names(self.whose), *columns], sql.table(kept.name))
        body = body.group_by(*sql.names(self.whose), copy=False)
        beside = Query(queries.take("limited"), body)
        for figure in self._figures:
            figure.query = beside.name
        return [kept, beside]

    @property
    def ranked(self) -> list[Figure]:
        return self._figures


# ---------------------------------------------------------------- what a tally is like


def is_flat(tally: Tally) -> bool:
    """Whether an event's points depend on nothing but its age."""
    return not tally.rows or tally.rows[0].test in (None, Always(True))


def is_steady(tally: Tally) -> bool:
    """Whether every event gives the same points."""
    return is_flat(tally) and len(points_of(tally)) == 1


def points_of(tally: Tally) -> tuple[int, ...]:
    """The points by step of a flat tally."""
    steps = tally.rows[0].steps if tally.rows else (0,)
    return steps if tally.step_us is not None else steps[:1]


def changes_of(steps: tuple[int, ...]) -> list[int]:
    """The steps after which the points are others."""
    return [k for k, (value, following) in enumerate(pairwise(steps)) if value != following]


def is_large(points: int) -> bool:
    """Whether so many points for each of a lead's events may not fit a whole number."""
    return abs(points) * MANY_EVENTS >= LIMIT
