"""Amazon Redshift. Rendered and parsed back; never run.

What PostgreSQL is asked and Redshift is not known to do in the same way is refused.
"""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from .. import sql_tree as sql
from ..sql_tree import Expr
from ._moments import spelled_moment
from ._portable import Portable
from ._storing_plans import PLANS
from .base import Family


class Redshift(Portable):
    title = "Redshift"
    sqlglot = "redshift"
    storing = PLANS["redshift"]
    double = "DOUBLE PRECISION"
    string = "VARCHAR(65535)"

    def trimmed(self, value: Expr) -> Expr:
        return sql.call("BTRIM", value, sql.text(" "))

    def epoch(self, raw: Expr, family: Family) -> Expr:
        if family == "instant":
            raw = exp.AtTimeZone(this=sql.bracketed(raw), zone=sql.text("UTC"))
        start = self.literal_timestamp("TIMESTAMP", spelled_moment(0))
        return sql.call("DATEDIFF", exp.Var(this="MICROSECOND"), start, raw)

    def separated(self, value: Expr, characters: str) -> Expr:
        spaces = sql.text(" " * len(characters))
        return sql.call("TRANSLATE", value, self.constant_text(characters), spaces)

    def position(self, value: Expr, part: Expr) -> Expr:
        return sql.call("STRPOS", value, part)

    def quotient(self, above: Expr, below: Expr) -> Expr:
        return exp.Div(this=sql.bracketed(above), expression=sql.bracketed(below), typed=True)

    def wide_quotient(self, above: Expr, below: Expr) -> Expr:
        return self.whole_part(above, below, self.wide)

    def timestamp(self, moment: Expr) -> Expr:
        start = self.literal_timestamp("TIMESTAMP", spelled_moment(0))
        step = exp.Interval(this=sql.text("1"), unit=exp.Var(this="MICROSECOND"))
        return sql.binary("+", start, sql.binary("*", moment, step))

    def now(self) -> Expr:
        return self.epoch(sql.call("GETDATE"), "time")

    def parameter(self) -> Expr:
        return self.epoch(sql.cast(exp.Placeholder(this="as_of"), "TIMESTAMPTZ"), "instant")


DIALECT: Final = Redshift()
