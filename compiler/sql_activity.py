"""Figures over a lead's events: one scan of the events, one row per lead that has any."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from sqlglot import exp

from . import sql_names
from . import sql_tree as sql
from .dialects.base import LIMIT, Unsupported
from .plan import DAY, Events, FieldValue, Metric, MetricKind
from .sql_chain import Query, with_clock
from .sql_ends import Ends, Figure
from .sql_events import EventTable
from .sql_names import Names
from .sql_sources import AT, KEY
from .sql_terms import Form, Typed, guarded
from .sql_tree import Expr

COUNTS: Final = ("count", "distinct", "days")
"""Figures that are 0, not unknown, where there are no events."""


class Activity:
    """Collects aggregates over the events, equal ones once."""

    def __init__(self, table: EventTable, columns: Names) -> None:
        self.table = table
        self.terms = table.terms
        self.dialect = table.terms.dialect
        self.columns = columns
        self.figures: list[Figure] = []
        self.ends = Ends(self.dialect, table.name, table.whose)
        self._metrics: dict[Metric, Typed] = {}

    def add(
        self,
        aggregate: Expr,
        *wanted: str,
        is_count: bool = False,
        finish: Callable[[Expr], Expr] = lambda value: value,
    ) -> str:
        """Adds a column; returns its name."""
        name = self.columns.take(*wanted)
        self.figures.append(Figure(name, aggregate, is_count, finish))
        return name

    # ------------------------------------------------------------ metrics

    def metric(self, metric: Metric) -> Typed:
        if metric not in self._metrics:
            self._metrics[metric] = self._metric(metric)
        return self._metrics[metric]

    def count(self, events: Events) -> str:
        return self.metric(Metric("count", events)).column

    def figure(self, events: Events) -> Figure:
        """The figure that is their count."""
        column = self.count(events)
        return next(figure for figure in self.figures if figure.name == column)

    def _metric(self, metric: Metric) -> Typed:
        name = sql_names.metric(metric)
        if metric.kind in COUNTS:
            return Typed(self.add(self._counted(metric), name, is_count=True), "whole", True)
        tests = self.table.matching(metric.events)
        match metric.kind:
            case "first_at" | "last_at":
                function = "MIN" if metric.kind == "first_at" else "MAX"
                return Typed(self.add(_over(function, tests, sql.name(AT)), name), "moment")
            case "first" | "last":
                return self._end(metric, tests, name)
            case _:
                return self._over_values(metric, tests, name)

    def _counted(self, metric: Metric) -> Expr:
        tests = self.table.matching(metric.events)
        match metric.kind:
            case "distinct":
                field = self._field(metric)
                if field.form == "list" and not self.dialect.orders_lists:
                    raise Unsupported("cannot count different lists", _of(metric).name)
                if field.form in ("text", "list"):
                    tests.append(self.table.known(_of(metric)))
                return distinct(tests, field.ref())
            case "days":
                return distinct(tests, self.bucket(DAY))
            case _:
                return counted(tests)

    def _over_values(self, metric: Metric, tests: list[Expr], name: str) -> Typed:
        field = self._field(metric)
        function = {"total": "SUM", "lowest": "MIN", "highest": "MAX"}[metric.kind]
        value = field.ref()
        if metric.kind == "total" and field.form == "whole":
            value = self.dialect.summed(value)
        aggregate = _over(function, tests, value)
        if metric.kind != "total":
            return Typed(self.add(aggregate, name), field.form)
        what = f"total {_of(metric).name} has"
        return Typed(self.add(aggregate, name, finish=self._total(field.form, what)), field.form)

    def _total(self, form: Form, what: str) -> Callable[[Expr], Expr]:
        type_ = self.dialect.whole if form == "whole" else self.dialect.decimal

        def finish(value: Expr) -> Expr:
            return guarded(self.dialect, value, lambda v: sql.cast(v, type_), LIMIT, what, KEY)

        return finish

    def _end(self, metric: Metric, tests: list[Expr], name: str) -> Typed:
        field = self._field(metric)
        if field.form == "list" and not self.dialect.orders_lists:
            raise Unsupported(f"cannot tell the {metric.kind} of several lists", _of(metric).name)
        if not self.dialect.ends_in_place:
            return self._joined_end(metric, field, tests, name)
        value, known = field.ref(), None
        if field.form == "text":
            value = sql.coalesce(value, sql.text(""))  # less than any other
        else:
            known = sql.coalesce(self.table.known(_of(metric)), sql.truth(False))
        pick = self.dialect.first if metric.kind == "first" else self.dialect.last
        aggregate = pick(value, known, sql.name(AT), sql.all_of(tests))
        return Typed(self.add(aggregate, name), field.form)

    def _joined_end(self, metric: Metric, field: Typed, tests: list[Expr], name: str) -> Typed:
        kind: MetricKind = "first_at" if metric.kind == "first" else "last_at"
        moment = self.metric(replace(metric, kind=kind, field=None)).column
        taken = self.columns.take(name)
        at = next(figure for figure in self.figures if figure.name == moment)
        self.ends.add(taken, field, tests, at)
        return Typed(taken, field.form)

    def _field(self, metric: Metric) -> Typed:
        return self.table.exact[_of(metric)]

    def bucket(self, width: int) -> Expr:
        return self.dialect.quotient(self.table.age(), sql.whole(width))

    # ------------------------------------------------------------ queries

    def queries(self, queries: Names) -> list[Query]:
        """One query, more only for a great many figures; says in each figure which it is in."""
        made, most = [], self.dialect.most_figures
        for start in range(0, len(self.figures), most):
            part = self.figures[start : start + most]
            name = queries.take("activity")
            made.append(Query(name, self._query(part)))
            for figure in part:
                figure.query = name
        return [*made, *self.ends.queries(queries)]

    def _query(self, figures: Sequence[Figure]) -> exp.Select:
        columns = [sql.named(figure.aggregate, figure.name) for figure in figures]
        whose = self.table.whose
        body = sql.select([*sql.names(whose), *columns], sql.table(self.table.name))
        return with_clock(body).group_by(*sql.names(whose), copy=False)


def _of(metric: Metric) -> FieldValue:
    assert metric.field is not None, f"`{metric.kind}` is of a field"
    return metric.field


def _over(function: str, tests: list[Expr], value: Expr) -> Expr:
    return sql.call(function, sql.case([(sql.all_of(tests), value)]) if tests else value)


def counted(tests: list[Expr]) -> Expr:
    """COUNT(CASE …) is quicker than COUNT(*) with a FILTER, and every engine has it."""
    if not tests:
        return sql.call("COUNT", sql.star())
    return sql.call("COUNT", sql.case([(sql.all_of(tests), sql.whole(1))]))


def distinct(tests: list[Expr], value: Expr) -> Expr:
    chosen = sql.case([(sql.all_of(tests), value)]) if tests else value
    return exp.Count(this=exp.Distinct(expressions=[chosen]))
