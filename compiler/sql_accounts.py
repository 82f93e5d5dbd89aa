"""One row per company: the points of its leads taken together, and its labels.

Python says the same in `python_accounts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlglot import exp

from . import sql_tree as sql
from .dialects import Dialect
from .dialects.base import LIMIT
from .plan import MICRO, Accounts, Arithmetic, ColumnValue, Plan, Value
from .reserved import RESERVED
from .sql_chain import Chain, Query, with_clock
from .sql_facts import Facts
from .sql_moments import AS_OF, Moments
from .sql_names import Names
from .sql_points import Rules, Scored
from .sql_results import decimals
from .sql_sources import COMPANY
from .sql_terms import Terms, Typed
from .sql_tree import Expr, Named

LEADS: Final = "leads"
_FUNCTIONS: Final = {"highest": "MAX", "lowest": "MIN", "total": "SUM", "average": "SUM"}
_LEADS_VALUE, _TOTAL = ColumnValue(LEADS, "number"), ColumnValue("total", "number")


@dataclass(frozen=True, slots=True)
class OfCompanies:
    """Asked of the last query of a chain that scores leads, or of a table with its columns.
    `units` gives the score as a whole count of 1/`Plan.account_scale`."""

    dialect: Dialect
    plan: Plan
    moments: Moments
    scored: Scored
    units: bool = False

    def queries(self, source: Named, names: Names, ordered: bool) -> tuple[list[Query], exp.Select]:
        """The one that people see, and those that it reads."""
        accounts = self.plan.accounts
        assert accounts is not None
        columns = Names([COMPANY, LEADS, "points", AS_OF, *RESERVED])
        grouped = Query(names.take("accounts"), self._grouped(source, accounts))
        chain = Chain(names, columns, grouped.name)
        numbers: dict[Value, Typed] = {_LEADS_VALUE: Typed(LEADS, "whole", certain=True)}
        terms = Terms(self.dialect, self.moments, chain, COMPANY, lambda value: numbers[value])
        terms.whose = "company"
        terms.section = "account_scores"
        score, order = self._score(terms, accounts, numbers)
        terms.prepare([r.test for c in accounts.labels for part in c.parts for r in part])
        rules = Rules(self.plan, Facts(terms, None, ()), False)
        labels = [rules.add_class(found) for found in accounts.labels]
        queries = [grouped, *chain.queries()]
        body = self._shown(queries[-1].name, accounts, score, labels)
        if ordered:
            body = body.order_by(*self._order(order, queries[-1].name), copy=False)
        return queries, body

    def _grouped(self, source: Named, accounts: Accounts) -> exp.Select:
        points = sql.cast(sql.name(self._points(accounts)), self.dialect.wide)
        function = _FUNCTIONS[accounts.how]
        columns = [
            sql.name(COMPANY),
            sql.named(sql.cast(self._count(), self.dialect.whole), LEADS),
            sql.named(sql.call(function, self._counting(points)), "points"),
        ]
        known = sql.not_null(sql.name(COMPANY))
        return sql.select(columns, sql.table(source), known).group_by(sql.name(COMPANY), copy=False)

    def _points(self, accounts: Accounts) -> str:
        if accounts.of.group is None:
            return self.scored.score
        return next(g.points for g in self.scored.groups if g.group.name == accounts.of.group)

    def _counting(self, value: Expr) -> Expr:
        """The value for a lead that is not excluded."""
        if self.scored.excluded is None:
            return value
        return sql.case([(sql.is_null(sql.name(self.scored.excluded)), value)])

    def _count(self) -> Expr:
        return sql.call("COUNT", self._counting(sql.whole(1)))

    # ------------------------------------------------------------ the score

    def _score(
        self, terms: Terms, accounts: Accounts, numbers: dict[Value, Typed]
    ) -> tuple[Expr, str]:
        """What is shown, and the column to sort by; `numbers` learns where tests find it."""
        points: Expr = sql.name("points")
        if accounts.how in ("total", "average"):
            what = "the points of a company have"
            made = terms.guarded(points, terms.as_whole, LIMIT, what)
        else:
            made = terms.as_whole(points)
        total = terms.chain.add(terms.section, made, "total")
        numbers[_TOTAL] = self._number(terms, total)
        score: Value = _TOTAL
        if accounts.how == "average":
            score = Arithmetic("/", _TOTAL, _LEADS_VALUE)
        typed = numbers[ColumnValue("score", "number")] = terms.typed(score)
        if accounts.how == "average":
            shown = self.dialect.millionths(typed.ref())
            if not self.units:
                shown = self.dialect.points(shown, decimals(MICRO), wide=True)
        else:
            places = 0 if self.units else decimals(self.plan.scale)
            shown = self.dialect.points(sql.name(total), places)
        return shown, typed.column

    def _number(self, terms: Terms, total: str) -> Typed:
        """Points as the number that they are."""
        if self.plan.scale == 1:
            return Typed(total, "whole")
        wide = sql.cast(sql.name(total), self.dialect.wide)
        millionths = sql.binary("*", wide, sql.whole(MICRO // self.plan.scale))
        made = self.dialect.from_millionths(millionths)
        return Typed(terms.chain.add(terms.section, made, "total", "number"), "decimal")

    # ------------------------------------------------------------ what people see

    def _shown(self, source: str, accounts: Accounts, score: Expr, labels: list[str]) -> exp.Select:
        some = sql.compare(">", sql.name(LEADS), sql.whole(0))
        columns = [_output(sql.name(COMPANY), str(self.plan.leads.company))]
        columns.append(_output(score, "score"))
        for found, column in zip(accounts.labels, labels, strict=True):
            made = sql.case([(some.copy(), sql.name(column))])
            columns.append(_output(made, found.name))
        columns.append(_output(sql.name(LEADS), LEADS))
        columns.append(_output(self.dialect.shown(self.moments.as_of()), AS_OF))
        columns.append(_output(sql.text(self.plan.fingerprint), "rules"))
        return with_clock(sql.select(columns, sql.table(source)))

    def _order(self, score: str, source: str) -> Iterator[Expr]:
        """From high to low, those without a score last; then by company."""
        none = sql.compare("=", sql.name(LEADS, source), sql.whole(0))
        yield sql.case([(none, sql.whole(1))], sql.whole(0))
        yield exp.Ordered(this=sql.name(score, source), desc=True, nulls_first=False)
        yield self.dialect.bytes_of(sql.name(COMPANY, source))


def _output(value: Expr, name: str) -> Expr:
    return sql.named(value, name, quoted=True)
