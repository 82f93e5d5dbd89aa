"""SQL Server, from version 2022. Rendered and parsed back; never run.

It has no truth values, so a condition is kept as 1 or 0; it pads texts before it compares them, so
they are searched where an end matters; and it counts some characters as two, so none is counted.
"""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from .. import sql_tree as sql
from ..sql_tree import Expr
from ._moments import spelled_moment
from ._portable import Portable, like_pattern
from ._storing_plans import PLANS
from .base import Family, Unsupported

_BYTES: Final = exp.Var(this="Latin1_General_100_BIN2")


class TSQL(Portable):
    title = "SQL Server"
    sqlglot = "tsql"
    storing = PLANS["tsql"]
    double = "FLOAT"
    string = "NVARCHAR(4000)"
    boolean = "BIT"

    def settled(self, query: exp.Query) -> exp.Query:
        """Constants in Unicode."""
        for literal in list(query.find_all(exp.Literal)):
            if literal.is_string and not isinstance(literal.parent, exp.National):
                literal.replace(exp.National(this=literal.this))
        return query

    # ------------------------------------------------------------ truth

    def certain(self, test: Expr) -> Expr:
        return self.told(self.stored(test))

    def stored(self, test: Expr) -> Expr:
        if isinstance(test, exp.Boolean):
            return sql.whole(int(bool(test.this)))
        return sql.case([(test, sql.whole(1))], sql.whole(0))

    def told(self, column: Expr) -> Expr:
        return sql.compare("=", column, sql.whole(1))

    # ------------------------------------------------------------ raw values

    def text(self, raw: Expr, family: Family | None) -> Expr:
        return _by_bytes(super().text(raw, family))

    def exact(self, value: Expr) -> Expr:
        return _by_bytes(value)

    def epoch(self, raw: Expr, family: Family) -> Expr:
        start = sql.cast(sql.text(spelled_moment(0)), "DATETIME2(6)")
        return sql.call("DATEDIFF_BIG", exp.Var(this="MICROSECOND"), start, raw)

    # ------------------------------------------------------------ text

    def char(self, code: int) -> Expr:
        return sql.call("NCHAR", sql.whole(code))

    def joined(self, parts: list[Expr]) -> Expr:  # type: ignore[override]
        return sql.call("CONCAT", *parts) if len(parts) > 1 else parts[0]

    def separated(self, value: Expr, characters: str) -> Expr:
        spaces = sql.text(" " * len(characters))
        return sql.call("TRANSLATE", value, self.constant_text(characters), spaces)

    def position(self, value: Expr, part: Expr) -> Expr:
        return sql.call("CHARINDEX", part, value)

    def starts(self, value: Expr, part: str) -> Expr:
        return sql.compare("=", self.position(value, self.constant_text(part)), sql.whole(1))

    def ends(self, value: Expr, part: str) -> Expr:
        return self.starts(self.reversed(value), part[::-1])

    def fits(self, value: Expr, pattern: str) -> Expr:
        if "?" in pattern:
            raise Unsupported("cannot tell how many characters a text has, as `?` needs")
        made = like_pattern(pattern, "!").replace("[", "![")
        like = exp.Like(this=sql.bracketed(value), expression=sql.text(made))
        return exp.Escape(this=like, expression=sql.text("!"))

    # ------------------------------------------------------------ numbers and moments

    def quotient(self, above: Expr, below: Expr) -> Expr:
        return exp.Div(this=sql.bracketed(above), expression=sql.bracketed(below), typed=True)

    def wide_quotient(self, above: Expr, below: Expr) -> Expr:
        rest = exp.Mod(this=sql.bracketed(above.copy()), expression=sql.bracketed(below.copy()))
        even = sql.bracketed(sql.binary("-", above, rest))
        made = exp.Div(this=even, expression=sql.bracketed(below), typed=True)
        return sql.cast(made, self.wide)

    def literal_timestamp(self, word: str, spelled: str) -> Expr:
        return sql.cast(sql.text(spelled), "DATETIME2(6)")

    def timestamp(self, moment: Expr) -> Expr:
        """In steps that fit the whole numbers of DATEADD."""
        made = self.literal_timestamp("", spelled_moment(0))
        day, second = 86_400_000_000, 1_000_000
        parts = (
            ("DAY", self.quotient(moment.copy(), sql.whole(day))),
            ("SECOND", self.quotient(_rest(moment, day), sql.whole(second))),
            ("MICROSECOND", _rest(moment, second)),
        )
        for unit, number in parts:
            made = sql.call("DATEADD", exp.Var(this=unit), number, made)
        return made

    def now(self) -> Expr:
        return self.epoch(sql.call("SYSUTCDATETIME"), "time")

    def parameter(self) -> Expr:
        given = sql.cast(exp.Parameter(this=exp.Var(this="as_of")), "DATETIMEOFFSET(6)")
        return self.epoch(given, "instant")

    def bytes_of(self, key: Expr) -> Expr:
        return _by_bytes(sql.cast(key, self.string))


DIALECT: Final = TSQL()


def _by_bytes(value: Expr) -> Expr:
    return exp.Collate(this=sql.bracketed(value), expression=_BYTES.copy())


def _rest(moment: Expr, size: int) -> Expr:
    return exp.Mod(this=sql.bracketed(moment.copy()), expression=sql.whole(size))
