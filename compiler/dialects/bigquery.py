"""BigQuery. Checked by running Google's own evaluator of its language; never on the service.

A column of moments whose type is not known is taken for a TIMESTAMP; one of numbers is read by way
of its text, whatever it is.
"""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from .. import sql_tree as sql
from ..plan import DAY, MICRO, SECOND
from ..sql_tree import Expr
from ._moments import NAIVE, NUMBER, OFFSET, spelled_moment
from ._portable import Portable
from ._storing_plans import PLANS
from .base import Family

_SEPARATORS: Final = r"[\x01-/:-@\[-`{-\x7F]"
_SEPARATORS_BUT_MARK: Final = r"[\x02-/:-@\[-`{-\x7F]"
_BEYOND: Final = "([.][0-9]{7})[0-9]+ *$"
"""Digits that change nothing when a number is rounded to six decimals."""
_CLOCK: Final = (
    ("[T ]([0-9]{2}):", 3_600 * SECOND),
    ("[T ][0-9]{2}:([0-9]{2})", 60 * SECOND),
    ("[T ][0-9]{2}:[0-9]{2}:([0-9]{2})", SECOND),
)
_ZONE: Final = (
    ("[+-]([0-9]{2})(?::?[0-9]{2})? *$", 3_600 * SECOND),
    ("[+-][0-9]{2}:?([0-9]{2}) *$", 60 * SECOND),
)
"""Parts of a moment, and what one of each is in microseconds."""
_DAY: Final = "%E4Y-%m-%d"


class BigQuery(Portable):
    title = "BigQuery"
    sqlglot = "bigquery"
    whole = "INT64"
    wide = "BIGNUMERIC"
    decimal = "NUMERIC"
    double = "FLOAT64"
    string = "STRING"
    boolean = "BOOL"
    at_family = "instant"
    like_escape = None
    crosses = True
    translates = True
    storing = PLANS["bigquery"]

    def assumed(self, type_: str) -> Family | None:
        return {"time": "instant", "number": "other"}.get(type_) or super().assumed(type_)  # type: ignore[return-value]

    def settled(self, query: exp.Query) -> exp.Query:
        """A whole number of more digits is said to be a decimal."""
        for literal in list(query.find_all(exp.Literal)):
            if not literal.is_string and literal.name.isdigit() and int(literal.name) >= 2**63:
                word, spelled = exp.Var(this=self.wide), sql.text(literal.name)
                literal.replace(exp.Introducer(this=word, expression=spelled))
        return query

    # ------------------------------------------------------------ raw values

    def text(self, raw: Expr, family: Family | None) -> Expr:
        match family:
            case "date":
                return sql.call("FORMAT_DATE", sql.text(_DAY), raw)
            case "time" | "instant":
                return _moment_text(raw, family)
            case _:
                return super().text(raw, family)

    def trimmed(self, value: Expr) -> Expr:
        """Said with the space, for else every white space is taken off."""
        return sql.call("TRIM", value, sql.text(" "))

    def decimal_text(self, raw: Expr) -> Expr:
        return sql.cast(raw, self.string)

    def rounded(self, raw: Expr) -> Expr:
        return super().rounded(sql.cast(raw, self.wide))

    def float_number(self, raw: Expr) -> Expr:
        """By way of the shortest of its spellings that reads back the same."""
        size = sql.call("ABS", raw.copy())
        finite = sql.compare("<", size, sql.cast(sql.whole(self.limit), self.double))
        *short, long = (_spelled_float(raw, digits) for digits in (15, 16, 17))
        same = (sql.compare("=", sql.cast(s.copy(), self.double), raw.copy()) for s in short)
        spelled = sql.case(zip(same, short, strict=True), long)
        return sql.case([(finite, super().rounded(sql.cast(spelled, self.wide)))])

    def number_of_text(self, raw: Expr) -> Expr:
        spelled = sql.cast(raw, self.string)
        short = sql.call("REGEXP_REPLACE", spelled, sql.text(_BEYOND), sql.text(r"\1"))
        number = super().rounded(sql.cast(short, self.wide, tried=True))
        return sql.case([(_matches(spelled.copy(), NUMBER), number)])

    def epoch(self, raw: Expr, family: Family) -> Expr:
        if family != "instant":
            raw = sql.call("TIMESTAMP", raw, sql.text("UTC"))
        return sql.call("UNIX_MICROS", raw)

    def moment_of_text(self, raw: Expr) -> Expr:
        spelled = sql.cast(raw, self.string)
        day = sql.call("SUBSTR", self.trimmed(spelled), sql.whole(1), sql.whole(10))
        days = sql.call("UNIX_DATE", sql.cast(day, "DATE"))
        digits = sql.call("RPAD", _part(spelled, "[.]([0-9]{1,6})"), sql.whole(6), sql.text("0"))
        fraction = sql.coalesce(sql.cast(digits, self.whole), sql.whole(0))
        whole = sql.binary("*", days, sql.whole(DAY))
        naive = sql.total([whole, *self._measured(spelled, _CLOCK), fraction])
        west = sql.compare("=", _part(spelled, "([+-])[0-9:]+ *$"), sql.text("-"))
        sign = sql.case([(west, sql.whole(-1))], sql.whole(1))
        offset = sql.binary("*", sign, sql.total(self._measured(spelled, _ZONE)))
        zoned = sql.binary("-", naive.copy(), offset)
        whens = [(_matches(spelled.copy(), NAIVE), naive), (_matches(spelled, OFFSET), zoned)]
        return sql.case(whens)

    def _measured(self, spelled: Expr, parts: tuple[tuple[str, int], ...]) -> list[Expr]:
        return [
            sql.binary(
                "*",
                sql.coalesce(sql.cast(_part(spelled, pattern), self.whole), sql.whole(0)),
                sql.whole(size),
            )
            for pattern, size in parts
        ]

    def raw_moment(self, us: int, family: Family | None) -> Expr | None:
        words: dict[Family | None, str] = {"time": "DATETIME", "instant": "TIMESTAMP"}
        word = words.get(family)
        return self.literal_timestamp(word, spelled_moment(us)) if word else None

    def literal_timestamp(self, word: str, spelled: str) -> Expr:
        zone = "+00:00" if word == "TIMESTAMP" else ""
        return super().literal_timestamp(word, spelled + zone)

    def elements(self, raw: Expr, family: Family | None, separator: str) -> Expr:
        if family != "list":
            return super().elements(raw, family, separator)
        mark = self.char(0x1F)
        both = self.joined([mark, mark.copy()])
        return self.squeezed(self.wrapped(sql.call("ARRAY_TO_STRING", raw, both)))

    # ------------------------------------------------------------ text

    def separated(self, value: Expr, characters: str) -> Expr:
        pattern = _SEPARATORS if characters[0] == "\x01" else _SEPARATORS_BUT_MARK
        return sql.call("REGEXP_REPLACE", value, sql.text(pattern), sql.text(" "))

    def position(self, value: Expr, part: Expr) -> Expr:
        return sql.call("STRPOS", value, part)

    def domain(self, value: Expr) -> Expr:
        return self.trimmed(sql.call("REGEXP_EXTRACT", value, sql.text("@([^@]*)$")))

    # ------------------------------------------------------------ numbers

    def constant(self, micro: int) -> Expr:
        """Said to be a decimal, for else it would be a floating-point number."""
        if micro % MICRO == 0:
            return sql.whole(micro // MICRO)
        spelled = sql.micro(abs(micro)).name
        sign = "-" if micro < 0 else ""
        return exp.Introducer(this=exp.Var(this="NUMERIC"), expression=sql.text(sign + spelled))

    def quotient(self, above: Expr, below: Expr) -> Expr:
        return sql.call("DIV", above, below)

    def fail(self, message: str, key: Expr) -> Expr:
        return sql.cast(sql.call("ERROR", self.failure(message, key)), self.whole)

    # ------------------------------------------------------------ moments and results

    def timestamp(self, moment: Expr) -> Expr:
        return sql.call("TIMESTAMP_MICROS", moment)

    def now(self) -> Expr:
        return self.epoch(sql.call("CURRENT_TIMESTAMP"), "instant")

    def parameter(self) -> Expr:
        given = exp.Parameter(this=exp.Var(this="as_of"))
        return self.epoch(sql.cast(given, "TIMESTAMP"), "instant")

    def points(self, value: Expr, decimals: int, wide: bool = False) -> Expr:
        if not decimals:
            return sql.cast(value, self.wide if wide else self.whole)
        if not isinstance(value, exp.Null):  # of which no product is made
            value = sql.binary("*", value, self.constant(10 ** (6 - decimals)))
        return sql.cast(value, self.wide if wide else self.decimal)


DIALECT: Final = BigQuery()


def _moment_text(raw: Expr, family: Family) -> Expr:
    """With a fraction of six digits or none."""
    name = "FORMAT_DATETIME" if family == "time" else "FORMAT_TIMESTAMP"
    zone, more = ([sql.text("UTC")], "+00:00") if family == "instant" else ([], "")
    plain, full = (
        sql.call(name, sql.text(f"{_DAY} %H:%M:{second}{more}"), raw.copy(), *zone)
        for second in ("%S", "%E6S")
    )
    micro = exp.Extract(this=exp.Var(this="MICROSECOND"), expression=raw)
    return sql.case([(sql.compare("=", micro, sql.whole(0)), plain)], full)


def _matches(value: Expr, pattern: str) -> Expr:
    return sql.call("REGEXP_CONTAINS", value, sql.text(pattern))


def _part(spelled: Expr, pattern: str) -> Expr:
    return sql.call("REGEXP_EXTRACT", spelled.copy(), sql.text(pattern))


def _spelled_float(raw: Expr, digits: int) -> Expr:
    return sql.call("FORMAT", sql.text(f"%.{digits}g"), raw.copy())
