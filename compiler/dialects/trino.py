"""Trino. Rendered and parsed back; never run."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from .. import sql_tree as sql
from ..plan import SECOND
from ..sql_tree import Expr
from ._moments import spelled_moment
from ._portable import Portable
from ._storing_plans import PLANS
from .base import Family


class Trino(Portable):
    title = "Trino"
    sqlglot = "trino"
    translates = True
    storing = PLANS["trino"]

    def settled(self, query: exp.Query) -> exp.Query:
        """Constants of more than 64 bits said to be decimals, or they cannot be read."""
        for literal in list(query.find_all(exp.Literal)):
            if literal.name.isdigit() and not literal.is_string and int(literal.name) >= 2**63:
                literal.replace(_decimal(literal.name))
        return query

    # ------------------------------------------------------------ raw values

    def trimmed(self, value: Expr) -> Expr:
        """Said with the space, for else every white space is taken off."""
        return exp.Trim(this=value, expression=sql.text(" "), position="BOTH")

    def without_end(self, value: Expr, char: str) -> Expr:
        return exp.Trim(this=value, expression=sql.text(char), position="TRAILING")

    def epoch(self, raw: Expr, family: Family) -> Expr:
        """Its differences have no microseconds, so these are read from the text."""
        if family == "instant":
            raw = exp.AtTimeZone(this=sql.bracketed(raw), zone=sql.text("UTC"))
        moment = sql.cast(raw, "TIMESTAMP(6)")
        start = self.literal_timestamp("TIMESTAMP", spelled_moment(0))
        second = sql.call("DATE_TRUNC", sql.text("second"), moment)
        seconds = sql.call("DATE_DIFF", sql.text("second"), start, second)
        spelled = sql.cast(moment.copy(), self.string)
        fraction = sql.call("SUBSTR", spelled, sql.whole(21), sql.whole(6))
        whole = sql.binary("*", seconds, sql.whole(SECOND))
        return sql.binary("+", whole, sql.cast(fraction, self.whole))

    def elements(self, raw: Expr, family: Family | None, separator: str) -> Expr:
        if family != "list":
            return super().elements(raw, family, separator)
        mark = self.char(0x1F)
        both = self.joined([mark, mark.copy()])
        return self.squeezed(self.wrapped(sql.call("ARRAY_JOIN", raw, both)))

    # ------------------------------------------------------------ text

    def separated(self, value: Expr, characters: str) -> Expr:
        spaces = sql.text(" " * len(characters))
        return sql.call("TRANSLATE", value, self.constant_text(characters), spaces)

    def position(self, value: Expr, part: Expr) -> Expr:
        return sql.call("STRPOS", value, part)

    def ends(self, value: Expr, part: str) -> Expr:
        return sql.compare("=", sql.call("SUBSTR", value, sql.whole(-len(part))), sql.text(part))

    def domain(self, value: Expr) -> Expr:
        parts = sql.call("SPLIT", value.copy(), sql.text("@"))
        last = self.trimmed(sql.call("ELEMENT_AT", parts, sql.whole(-1)))
        return sql.case([(self.contains(value, "@"), last)])

    # ------------------------------------------------------------ numbers and moments

    def quotient(self, above: Expr, below: Expr) -> Expr:
        return exp.Div(this=sql.bracketed(above), expression=sql.bracketed(below), typed=True)

    def wide_quotient(self, above: Expr, below: Expr) -> Expr:
        return self.whole_part(above, below, self.wide)

    def constant(self, micro: int) -> Expr:
        """Said to be a decimal, for a session may take its constants for floating-point numbers."""
        return _decimal(_spelled(micro))

    def timestamp(self, moment: Expr) -> Expr:
        seconds = self.quotient(moment.copy(), sql.whole(SECOND))
        start = self.literal_timestamp("TIMESTAMP", spelled_moment(0))
        second = sql.cast(sql.call("DATE_ADD", sql.text("second"), seconds, start), self.string)
        rest = sql.cast(sql.call("MOD", moment, sql.whole(SECOND)), self.string)
        fraction = sql.call("LPAD", rest, sql.whole(6), sql.text("0"))
        return sql.cast(self.joined([second, sql.text("."), fraction]), "TIMESTAMP(6)")

    def now(self) -> Expr:
        return self.epoch(sql.call("NOW"), "instant")

    def parameter(self) -> Expr:
        zoned = "TIMESTAMP(6) WITH TIME ZONE"
        return self.epoch(sql.cast(exp.Placeholder(this="as_of"), zoned), "instant")


DIALECT: Final = Trino()


def _decimal(digits: str) -> Expr:
    return exp.Introducer(this=exp.Var(this="DECIMAL"), expression=sql.text(digits))


def _spelled(micro: int) -> str:
    units, rest = divmod(abs(micro), 1_000_000)
    return f"{'-' if micro < 0 else ''}{units}.{rest:06d}"
