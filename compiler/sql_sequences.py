"""How a lead's events lie to one another, as SQL: orders and repeats.

Each is a query of its own over the events, a row for each lead that has such; all stand one below
another, then side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlglot import exp

from . import sql_names
from . import sql_tree as sql
from .plan import Events, FieldValue, Followed, Plan, Repeated
from .plan import Sequence as Asked
from .sql_activity import Activity
from .sql_chain import Query, with_clock
from .sql_ends import Figure
from .sql_names import Names
from .sql_sources import AT
from .sql_tree import Expr
from .sql_windows import over, since

TALLY: Final = "tally"
VALUE: Final = "value"
FIRST: Final = "is_first"
THEN: Final = "is_then"
PLACE: Final = "place"
BEFORE: Final = "before_it"
THERE: Final = "is_there"


class Sequences:
    """`columns`: the sequence → the column of the facts about a lead that is 1 where it holds."""

    def __init__(self, activity: Activity, plan: Plan) -> None:
        self.table, self.dialect = activity.table, activity.dialect
        self.columns: dict[Asked, str] = {}
        self.figures: list[Figure] = []
        self._found: list[exp.Select] = []
        self.whose = self.table.whose
        for sequence in plan.sequences:
            self._add(sequence, activity.columns)

    def _add(self, sequence: Asked, columns: Names) -> None:
        if isinstance(sequence, Followed):
            rows = self._followed(sequence)
        else:
            rows = self._repeated(sequence)
        number = len(self._found) + 1
        found = [*sql.names(self.whose), sql.named(sql.whole(number), TALLY)]
        self._found.append(sql.select(found, rows.subquery("matching", copy=False)))
        mine = sql.compare("=", sql.name(TALLY), sql.whole(number))
        flag = sql.call("MAX", sql.case([(mine, sql.whole(1))], sql.whole(0)))
        name = columns.take(_name(sequence))
        self.columns[sequence] = name
        self.figures.append(Figure(name, flag, is_count=True))

    # ------------------------------------------------------------ one after another

    def _followed(self, asked: Followed) -> exp.Select:
        """The events of `then` with one of `first` before them and near enough. At one moment
        those stand first that are none of `first`, then those that are both: so the first of these
        looks back on earlier moments only."""
        is_first, is_then = self._flag(asked.first), self._flag(asked.then)
        either = sql.any_of([sql.all_of(self._tests(e)) for e in (asked.first, asked.then)])
        tests = [either, *self._known(asked.same)]
        columns = [*self._columns(asked.same), sql.named(is_first, FIRST)]
        events = self._events([*columns, sql.named(is_then, THEN)], tests)
        last = [(_is(FIRST, 0), sql.whole(0)), (_is(THEN, 1), sql.whole(1))]
        placed = sql.select(
            [sql.star(), sql.named(sql.case(last, sql.whole(2)), PLACE)],
            events.subquery("matching", copy=False),
        )
        at = sql.case([(_is(FIRST, 1), sql.name(AT))])
        before = over(sql.call("MAX", at), self._within(asked.same), (AT, PLACE), None)
        looking = sql.select(
            [*sql.names((*self.whose, AT, THEN)), sql.named(before, BEFORE)],
            placed.subquery("matching", copy=False),
        )
        near = [
            _is(THEN, 1),
            sql.compare("<", sql.name(BEFORE), sql.name(AT)),
            self._near(BEFORE, asked.within),
        ]
        return sql.select(sql.names(self.whose), looking.subquery("matching", copy=False), *near)

    def _flag(self, events: Events) -> Expr:
        tests = self._tests(events)
        return sql.case([(sql.all_of(tests), sql.whole(1))], sql.whole(0))

    # ------------------------------------------------------------ close together, of one value

    def _repeated(self, asked: Repeated) -> exp.Select:
        """The events that are the last of so many."""
        tests = [*self._tests(asked.events), *self._known(asked.same)]
        events = self._events(self._columns(asked.same), tests)
        if asked.within is None:
            return self._counted(events, asked)
        back = asked.times - 1
        # in one frame, as events of one moment may have another order in each window
        is_there = over(sql.call("COUNT", sql.star()), self._within(asked.same), (AT,), back)
        before = over(sql.call("MIN", sql.name(AT)), self._within(asked.same), (AT,), back)
        columns = [*sql.names((*self.whose, AT)), sql.named(before, BEFORE)]
        columns.append(sql.named(is_there, THERE))
        looking = sql.select(columns, events.subquery("matching", copy=False))
        near = [_is(THERE, 1), self._near(BEFORE, asked.within)]
        return sql.select(sql.names(self.whose), looking.subquery("matching", copy=False), *near)

    def _counted(self, events: exp.Select, asked: Repeated) -> exp.Select:
        count = sql.named(sql.call("COUNT", sql.star()), "n")
        of = (*self.whose, VALUE)
        body = sql.select([*sql.names(of), count], events.subquery("matching", copy=False))
        body = body.group_by(*sql.names(of), copy=False)
        many = sql.compare(">=", sql.name("n"), sql.whole(asked.times))
        return sql.select(sql.names(self.whose), body.subquery("matching", copy=False), many)

    # ------------------------------------------------------------ both

    def _within(self, same: FieldValue | None) -> list[Expr]:
        return sql.names((*self.whose, *([VALUE] if same is not None else [])))

    def _tests(self, events: Events) -> list[Expr]:
        return self.table.matching(events)

    def _known(self, same: FieldValue | None) -> list[Expr]:
        return [self.table.known(same)] if same is not None else []

    def _columns(self, same: FieldValue | None) -> list[Expr]:
        value = [sql.named(self.table.exact[same].ref(), VALUE)] if same is not None else []
        return [*sql.names((*self.whose, AT)), *value]

    def _events(self, columns: Iterable[Expr], tests: Sequence[Expr]) -> exp.Select:
        return with_clock(sql.select(columns, sql.table(self.table.name), *tests))

    def _near(self, before: str, within: int) -> Expr:
        return sql.compare("<=", since(self.dialect, sql.name(before)), sql.whole(within))

    def queries(self, queries: Names) -> list[Query]:
        if not self._found:
            return []
        found = Query(
            queries.take("sequences"), sql.union_all(self._found, self.dialect.most_parts)
        )
        columns = [sql.named(figure.aggregate, figure.name) for figure in self.figures]
        body = sql.select([*sql.names(self.whose), *columns], sql.table(found.name))
        body = body.group_by(*sql.names(self.whose), copy=False)
        beside = Query(queries.take("found"), body)
        for figure in self.figures:
            figure.query = beside.name
        return [found, beside]


def _is(column: str, value: int) -> Expr:
    return sql.compare("=", sql.name(column), sql.whole(value))


def _name(sequence: Asked) -> str:
    if isinstance(sequence, Followed):
        return f"{sql_names.events(sequence.first)}_then_{sql_names.events(sequence.then)}"
    return f"{sequence.times}_{sql_names.events(sequence.events)}_together"
