"""The queries that people see: one row per lead, and the breakdown with one per lead and rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from sqlglot import exp

from . import sql_tree as sql
from .dialects import Dialect
from .plan import Plan
from .sql_chain import Query, with_clock
from .sql_moments import AS_OF
from .sql_names import Names
from .sql_points import GroupColumns, Line, Scored, has_wide_counts
from .sql_sources import COMPANY, KEY
from .sql_tree import Expr, Named

BREAKDOWN: Final = ("group", "rule", "kind", "count", "before", "points", "row")
"""Columns of the breakdown after the key."""
SLICE: Final = 100
"""More lines than these are read from tables of so many: planning takes as long as there are lines
times columns of the table that they are read from."""
BRANCHES: Final = 32
"""So many lines are told apart side by side; of more, groups of so many."""
PLACE: Final = "line__place"
"""Two underscores in a row are in no name that columns have."""

_Line: TypeAlias = tuple[int, list[Expr], list[Expr]]
"""Place, columns and tests of a part."""


@dataclass(frozen=True, slots=True)
class Results:
    """What is asked of the last query of a chain, or of a table with its columns.

    `as_of` is the moment of the results; `units` gives points as whole counts of 1/scale.
    """

    dialect: Dialect
    plan: Plan
    scored: Scored
    as_of: Expr
    units: bool = False
    own: bool = False
    """Whether each lead has its own moment, so that a key may stand at several."""

    @property
    def _decimals(self) -> int:
        return 0 if self.units else decimals(self.plan.scale)

    def _key(self) -> str:
        return str(self.plan.leads.key)

    def _unless_excluded(self, value: Expr) -> Expr:
        if self.scored.excluded is None:
            return value
        return sql.case([(sql.is_null(sql.name(self.scored.excluded)), value)])

    def _points(self, column: str) -> Expr:
        return self._unless_excluded(self.dialect.points(sql.name(column), self._decimals))

    # ------------------------------------------------------------ one row per lead

    def leads(self, source: Named, ordered: bool) -> exp.Select:
        plan, scored = self.plan, self.scored
        columns = [_output(sql.name(KEY), self._key())]
        columns.append(_output(self._points(scored.score), "score"))
        for found in scored.groups:
            if found.group.name is not None:
                columns.append(_output(self._points(found.points), found.group.name))
        for class_, column in zip(plan.classes, scored.classes, strict=True):
            columns.append(_output(self._unless_excluded(sql.name(column)), class_.name))
        columns.append(_output(self._excluded(), "excluded"))
        columns.append(_output(self._moment(), AS_OF))
        columns.append(_output(sql.text(plan.fingerprint), "rules"))
        body = with_clock(sql.select(columns, sql.table(source)))
        return body.order_by(*self._order(source), copy=False) if ordered else body

    def _moment(self) -> Expr:
        """A program that fetches rows gets the leads' own moments in microseconds."""
        if self.own and self.units:
            return self.dialect.microseconds(self.as_of.copy())
        return self.dialect.shown(self.as_of.copy())

    def _excluded(self) -> Expr:
        if self.scored.excluded is None:
            return sql.cast(sql.null(), self.dialect.nothing["text"])
        return sql.name(self.scored.excluded)

    def _order(self, source: Named) -> Iterator[Expr]:
        """From high to low, those without a score last; then by key."""
        score: Expr = sql.name(self.scored.score, source)
        if self.scored.excluded is not None:
            excluded = sql.name(self.scored.excluded, source)
            yield sql.case([(sql.is_null(excluded), sql.whole(0))], sql.whole(1))
            score = sql.case([(sql.is_null(excluded.copy()), score)])
        yield exp.Ordered(this=score, desc=True, nulls_first=False)
        yield self.dialect.bytes_of(sql.name(KEY, source))
        if self.own:
            yield sql.name(AS_OF, source)

    # ------------------------------------------------------------ one row per lead and rule

    def breakdown(
        self, source: Named, queries: Names, ordered: bool
    ) -> tuple[list[Query], exp.Select]:
        """The query, and those that it reads."""
        lines = [(place, *line) for place, line in enumerate(self._lines())]
        if lines and (self.dialect.crosses or len(lines) > self.dialect.most_lines):
            # Each line asks for all columns and its order for the line: once is enough.
            crossed = self.dialect.fenced(self._crossed(source, lines))
            return [], self._ordered(crossed, ordered)
        slices, parts = [], []
        for start in range(0, max(len(lines), 1), SLICE):
            some, name = lines[start : start + SLICE], source
            if len(lines) > SLICE:
                name = queries.take("slice")
                slices.append(Query(name, self._columns(some, source), kept=True))
            parts += [self._part(name, *line) for line in some]
        made = sql.union_all(parts or [self._nothing(source)], self.dialect.most_parts)
        return slices, self._ordered(made, ordered)

    def _ordered(self, lines: exp.Query, ordered: bool) -> exp.Select:
        columns = [_output(sql.name(KEY), self._key())]
        columns += [sql.name(column, quoted=True) for column in BREAKDOWN]
        body = sql.select(columns, lines.subquery("rule_lines", copy=False))
        if ordered:
            order = (self.dialect.bytes_of(sql.name(KEY, "rule_lines")), sql.name("place"))
            body = body.order_by(*order, copy=False)
        return body

    def _columns(self, lines: Sequence[_Line], source: Named) -> exp.Select:
        """What some of the lines read."""
        wanted = [KEY] if self.scored.excluded is None else [KEY, self.scored.excluded]
        wanted += _read((*values, *tests) for _, values, tests in lines)
        return sql.select([sql.name(column) for column in dict.fromkeys(wanted)], sql.table(source))

    def _lines(self) -> Iterator[tuple[list[Expr], list[Expr]]]:
        """The columns and tests of each part: every rule, and the limits where they are set."""
        for found in self.scored.groups:
            for line in found.lines:
                yield self._rule(found, line), []
            group = found.group
            if group.lower is not None or group.upper is not None:
                before = [line.points for line in found.lines]
                applies: list[Expr] = []
                if found.applies is not None:
                    applies.append(self.dialect.told(sql.name(found.applies)))
                name = f"limit of {group.name}"
                yield self._limit(group.name, name, found.points, before, applies)
        if self.plan.lower is not None or self.plan.upper is not None:
            before = [found.points for found in self.scored.groups]
            yield self._limit(None, "limit of the score", self.scored.score, before, [])

    def _rule(self, found: GroupColumns, line: Line) -> list[Expr]:
        figures = [line.count.copy(), self._of_points(line.before.copy(), wide=True)]
        figures.append(self._of_points(sql.name(line.points)))
        row = line.row.copy()
        if found.applies is not None:
            test = self.dialect.told(sql.name(found.applies))
            figures = [sql.case([(test.copy(), value)], sql.whole(0)) for value in figures]
            if not isinstance(row, exp.Null):  # a CASE of nothing else has no type
                row = sql.case([(test.copy(), row)])
        return [_text(found.group.name), sql.text(line.rule), sql.text("rule"), *figures, row]

    def _limit(
        self, group: str | None, name: str, after: str, before: Sequence[str], tests: list[Expr]
    ) -> tuple[list[Expr], list[Expr]]:
        added = sql.binary("-", sql.name(after), sql.total([sql.name(b) for b in before]))
        tests = [*tests, sql.compare("!=", added.copy(), sql.whole(0))]
        no_points = self._of_points(sql.null(), wide=True)
        figures = [sql.null(), no_points, self._of_points(added), sql.null()]
        return [_text(group), sql.text(name), sql.text("limit"), *figures], tests

    def _of_points(self, value: Expr, wide: bool = False) -> Expr:
        return self.dialect.points(value, self._decimals, wide)

    def _part(self, source: Named, place: int, values: list[Expr], tests: list[Expr]) -> exp.Select:
        columns = [sql.name(KEY), sql.named(sql.whole(place), "place")]
        for name, value in zip(BREAKDOWN, values, strict=True):
            type_ = self._type(name)
            made = sql.cast(value, type_) if type_ else value
            columns.append(sql.named(made, name, quoted=True))
        if self.scored.excluded is not None:
            tests = [sql.is_null(sql.name(self.scored.excluded)), *tests]
        return sql.select(columns, sql.table(source), *tests)

    def _crossed(self, source: Named, lines: Sequence[_Line]) -> exp.Select:
        """The same of all lines: every lead once for each of them."""
        columns = [sql.name(KEY), sql.named(sql.name(PLACE), "place")]
        for nth, name in enumerate(BREAKDOWN):
            type_ = self._type(name)
            made = _by_place([(place, values[nth]) for place, values, _ in lines])
            made = sql.cast(made, type_) if type_ else made
            columns.append(sql.named(made, name, quoted=True))
        only = [(place, sql.all_of(tests)) for place, _, tests in lines]
        tests = [] if all(map(sql.is_true, (test for _, test in only))) else [_by_place(only)]
        if self.scored.excluded is not None:
            tests = [sql.is_null(sql.name(self.scored.excluded)), *tests]
        places = [sql.select([sql.named(sql.whole(line[0]), PLACE)]) for line in lines]
        made = sql.select(columns, sql.table(source), *tests)
        beside = sql.union_all(places, self.dialect.most_parts).subquery("places", copy=False)
        return made.join(beside, join_type="cross", copy=False)

    def _type(self, column: str) -> str | None:
        """The type of a column in which a part may have nothing but NULL."""
        if column in ("group", "row"):
            return self.dialect.nothing["text"]
        if column == "count":
            return self.dialect.wide if has_wide_counts(self.plan) else self.dialect.whole
        return None

    def _nothing(self, source: Named) -> exp.Select:
        """No lines, for rules that give no points at all."""
        return self._part(source, 0, [sql.null() for _ in BREAKDOWN], [sql.truth(False)])

    # ------------------------------------------------------------ what is kept between the two

    def scored_table(self, source: Named) -> exp.Select:
        """The columns that both of the queries above read."""
        wanted = [KEY, self.scored.score, *(found.points for found in self.scored.groups)]
        wanted += self.scored.classes
        wanted += [self.scored.excluded] if self.scored.excluded is not None else []
        wanted += [COMPANY] if self.plan.company is not None else []
        wanted += _read((*values, *tests) for values, tests in self._lines())
        columns: list[Expr] = [sql.name(column) for column in dict.fromkeys(wanted)]
        columns.append(sql.named(self.as_of.copy(), AS_OF))
        return with_clock(sql.select(columns, sql.table(source)))


def _by_place(values: Sequence[tuple[int, Expr]]) -> Expr:
    """What the line at a place has."""
    first = values[0][1]
    if all(value == first for _, value in values):
        return first
    if len(values) <= BRANCHES:
        return sql.simple_case(sql.name(PLACE), ((sql.whole(place), v) for place, v in values))
    size = BRANCHES if len(values) <= BRANCHES**2 else -(-len(values) // BRANCHES)
    groups = [values[start : start + size] for start in range(0, len(values), size)]
    lasts = (sql.compare("<=", sql.name(PLACE), sql.whole(group[-1][0])) for group in groups)
    return sql.case(zip(lasts, map(_by_place, groups), strict=True))


def decimals(scale: int) -> int:
    """Places with which points are written."""
    return len(str(scale)) - 1


def _read(parts: Iterable[Iterable[Expr]]) -> list[str]:
    """Names of the columns in them."""
    values = (value for part in parts for value in part)
    return [column.name for value in values for column in value.find_all(exp.Column)]


def _output(value: Expr, name: str) -> Expr:
    return sql.named(value, name, quoted=True)


def _text(value: str | None) -> Expr:
    return sql.null() if value is None else sql.text(value)
