"""Amazon Redshift. Rendered and parsed back; never run.

What PostgreSQL is asked and Redshift is not known to do in the same way is refused. It takes no
heed of spaces at the end of texts that it compares, so they are searched where an end matters; and
it is asked in the collation that databases have unless told otherwise, which is by bytes.
"""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from .. import sql_tree as sql
from ..sql_tree import Expr
from ._moments import spelled_moment
from ._portable import Portable, stepped
from ._storing_plans import PLANS
from .base import Family, Unsupported

_DIGITS: Final = 37
"""Of both sides of a division together, for its result to be as long as numbers can be."""
_DIVISOR: Final = 12
"""So many digits a divisor may have, which leaves enough for any number with decimals."""


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
        if family == "date":
            raw = sql.cast(raw, "TIMESTAMP")
        start = self.literal_timestamp("TIMESTAMP", spelled_moment(0))
        return sql.call("DATEDIFF", exp.Var(this="MICROSECOND"), start, raw)

    def separated(self, value: Expr, characters: str) -> Expr:
        spaces = sql.text(" " * len(characters))
        return sql.call("TRANSLATE", value, self.constant_text(characters), spaces)

    def position(self, value: Expr, part: Expr) -> Expr:
        return sql.call("STRPOS", value, part)

    def starts(self, value: Expr, part: str) -> Expr:
        return sql.compare("=", self.position(value, self.constant_text(part)), sql.whole(1))

    def ends(self, value: Expr, part: str) -> Expr:
        return self.starts(self.reversed(value), part[::-1])

    def quotient(self, above: Expr, below: Expr) -> Expr:
        return exp.Div(this=sql.bracketed(above), expression=sql.bracketed(below), typed=True)

    def wide_quotient(self, above: Expr, below: Expr) -> Expr:
        """A division has as many places as its divisor has digits, and one more: by a long number
        it would leave no room for the result."""
        size = len(below.name) if isinstance(below, exp.Literal) else _DIGITS
        if size > _DIVISOR:
            raise Unsupported("cannot divide by numbers of the data, or multiply decimals, exactly")
        above = sql.cast(above, f"DECIMAL({_DIGITS - size}, 0)")
        return self.whole_part(above, sql.cast(below, f"DECIMAL({size}, 0)"), self.wide)

    def timestamp(self, moment: Expr) -> Expr:
        """In steps that fit the whole numbers of DATEADD."""
        made = self.literal_timestamp("TIMESTAMP", spelled_moment(0))
        for unit, number in stepped(self, moment):
            made = sql.call("DATEADD", exp.Var(this=unit), number, made)
        return made

    def now(self) -> Expr:
        """Told in the zone of the session."""
        return self.epoch(sql.cast(sql.call("GETDATE"), "TIMESTAMPTZ"), "instant")

    def parameter(self) -> Expr:
        return self.epoch(sql.cast(exp.Placeholder(this="as_of"), "TIMESTAMPTZ"), "instant")


DIALECT: Final = Redshift()
