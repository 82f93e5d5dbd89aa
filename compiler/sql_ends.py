"""Values of the first and last events, for engines without an aggregate for them.

A second query over the events knows the moments from the first; at each lead's own moment it takes
the greatest value. One query serves all such figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlglot import exp

from . import sql_tree as sql
from .dialects import Dialect
from .sql_chain import Query, with_clock
from .sql_names import Names
from .sql_sources import AT
from .sql_terms import Typed, as_it_is
from .sql_tree import Expr

END_OF: Final = ("moments__of", "moments__at")
END: Final = "moment_"
"""Two underscores in a row are in no name that fields have."""
ENDS: Final = "ends"


@dataclass(slots=True)
class Figure:
    """A column of the facts about a lead: the aggregate, and what it is without events."""

    name: str
    aggregate: Expr
    is_count: bool = False
    finish: Callable[[Expr], Expr] = lambda value: value
    query: str = ""


@dataclass(slots=True)
class Ends:
    """Figures that need to know a moment; each with the figure that is its moment."""

    dialect: Dialect
    events: str
    """The query of the events."""
    whose: tuple[str, ...]
    """Columns that tell whose an event is, the lead's first."""
    figures: list[Figure] = field(default_factory=list)
    _moments: list[Figure] = field(default_factory=list)

    def add(self, name: str, field: Typed, tests: Sequence[Expr], moment: Figure) -> None:
        moments = self._moments
        place = next((i for i, known in enumerate(moments) if known is moment), len(moments))
        if place == len(moments):
            moments.append(moment)
        there = sql.compare("=", sql.name(AT), sql.name(_column(place)))
        value, finish = field.ref(), as_it_is
        if field.form == "yes/no":
            value, finish = self._as_number(value), self._as_truth
        chosen = sql.case([(sql.all_of([*tests, there]), value)])
        self.figures.append(Figure(name, sql.call("MAX", chosen), finish=finish))

    def _as_number(self, value: Expr) -> Expr:
        """No engine takes the greatest of truths but some."""
        told = self.dialect.told(value)
        return sql.case([(told.copy(), sql.whole(1)), (sql.negated(told), sql.whole(0))])

    def _as_truth(self, value: Expr) -> Expr:
        truths = [
            (sql.compare("=", value.copy(), sql.whole(int(holds))),
             self.dialect.stored(sql.truth(holds)))
            for holds in (True, False)
        ]  # fmt: skip
        return sql.case(truths)

    def queries(self, names: Names) -> list[Query]:
        if not self.figures:
            return []
        moments = Query(names.take("moments"), self._all_moments())
        tests = [
            sql.compare("=", sql.name(own), sql.name(of))
            for own, of in zip(self.whose, END_OF, strict=False)
        ]
        columns = [sql.named(figure.aggregate, figure.name) for figure in self.figures]
        body = sql.select([*sql.names(self.whose), *columns], sql.table(self.events))
        body = body.join(sql.table(moments.name), on=sql.all_of(tests), copy=False)
        whose = sql.names(self.whose)
        ends = Query(names.take(ENDS), with_clock(body).group_by(*whose, copy=False))
        for figure in self.figures:
            figure.query = ends.name
        return [moments, ends]

    def _all_moments(self) -> exp.Select:
        """One row per lead, from one query of figures or, for a great many figures, from some."""
        first, *others = dict.fromkeys(moment.query for moment in self._moments)
        columns = [
            sql.named(sql.name(own, first), of) for own, of in zip(self.whose, END_OF, strict=False)
        ]
        for place, moment in enumerate(self._moments):
            columns.append(sql.named(sql.name(moment.name, moment.query), _column(place)))
        body = sql.select(columns, sql.table(first))
        for query in others:
            body = body.join(sql.table(query), on=sql.same(self.whose, query, first), copy=False)
        return body


def _column(place: int) -> str:
    return f"{END}_{place + 1}"
