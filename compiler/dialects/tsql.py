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
from ._portable import Portable, like_pattern, stepped
from ._storing_plans import PLANS
from .base import Family, Unsupported

_BYTES: Final = exp.Var(this="Latin1_General_100_BIN2")


class TSQL(Portable):
    title = "SQL Server"
    sqlglot = "tsql"
    storing = PLANS["tsql"]
    double = "FLOAT"
    string = "NVARCHAR(MAX)"
    boolean = "BIT"

    def settled(self, query: exp.Query) -> exp.Query:
        """Constants in Unicode; and counts, points and long constants in 64 bits, for else they
        are of 32 bits, or divide with a fraction."""
        for literal in list(query.find_all(exp.Literal)):
            if literal.is_string and not isinstance(literal.parent, exp.National):
                literal.replace(exp.National(this=literal.this))
            elif _is_long(literal) or _is_points(literal):
                literal.replace(sql.cast(literal.copy(), self.whole))
        for call in query.find_all(exp.Anonymous):
            if call.name == "COUNT":
                call.set("this", "COUNT_BIG")
        for count in list(query.find_all(exp.Count)):
            count.replace(sql.call("COUNT_BIG", count.this))
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
        """Of a type without an end, for functions cut off what gets too long for any other."""
        return _by_bytes(super().text(raw, None if family == "text" else family))

    def exact(self, value: Expr) -> Expr:
        return _by_bytes(value)

    def yes_no(self, raw: Expr, family: Family | None) -> Expr:
        return super().yes_no(self._spelled(raw, family), family)

    def elements(self, raw: Expr, family: Family | None, separator: str) -> Expr:
        return super().elements(self._spelled(raw, family), family, separator)

    def _spelled(self, raw: Expr, family: Family | None) -> Expr:
        """What may be text, before any function looks at it: in most collations they pay no heed
        to case, or to characters that are not to be seen."""
        may_be = family in ("text", "other", None)
        return _by_bytes(sql.cast(raw, self.string)) if may_be else raw

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
        """Both turned round by the engine, which takes some characters for two."""
        end = self.reversed(_by_bytes(self.constant_text(part)))
        return sql.compare("=", self.position(self.reversed(value), end), sql.whole(1))

    def fits(self, value: Expr, pattern: str) -> Expr:
        if "?" in pattern:
            raise Unsupported("cannot tell how many characters a text has, as `?` needs")
        made = like_pattern(pattern, "!").replace("[", "![")
        like = exp.Like(this=sql.bracketed(value), expression=sql.text(made))
        return exp.Escape(this=like, expression=sql.text("!"))

    # ------------------------------------------------------------ numbers and moments

    def fail(self, message: str, key: Expr) -> Expr:
        """By the type whose conversion shows the text; that to BIGINT does not."""
        return sql.cast(self.failure(message, key), "INT")

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
        for unit, number in stepped(self, moment):
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


def _is_long(literal: exp.Literal) -> bool:
    """A whole number of more than 32 bits."""
    return literal.name.isdigit() and 2**31 <= int(literal.name) < 2**63


def _is_points(literal: exp.Literal) -> bool:
    """What a CASE gives, and may be multiplied or summed; 0 and 1 stand for truths."""
    value = literal.parent if isinstance(literal.parent, exp.Neg) else literal
    gives = isinstance(value.parent, exp.If | exp.Case) and value.arg_key != "this"
    return gives and literal.name.isdigit() and int(literal.name) > 1
