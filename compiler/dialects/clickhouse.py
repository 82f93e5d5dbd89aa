"""ClickHouse, from version 24.8. Checked by running it.

It counts round when a whole number does not fit, its literals with decimals are floating-point
numbers, and its dates go from 1900 to 2299; so numbers are decimals of up to 76 digits wherever
they might not fit, constants with decimals are made of text, and moments out of text are worked
out from their digits. What else depends on a setting is set at the end of the statement.
"""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from .. import sql_tree as sql
from ..plan import DAY, SECOND
from ..sql_tree import Expr
from ._moments import NAIVE, NUMBER, OFFSET, spelled_moment
from ._portable import BETWEEN, OTHER, Patterned
from ._storing_plans import PLANS
from .base import Family

_ZERO: Final = "^ *[+-]?[0.]+(?:[eE].*)?$"
_LONG: Final = "[0-9.]{60}[0-9.]*[eE]"
_SHORT: Final = 2**31
"""From here on whole literals have no sign, and do not go with those that have."""
_WHOLE: Final = 2**63
"""From here on they are floating-point numbers."""
_FIRST: Final = -(70 * 365 * DAY)
_LAST: Final = 290 * 365 * DAY
"""Moments that columns of every precision can be compared with."""
_SETTINGS: Final = (
    "join_use_nulls = 1", "aggregate_functions_null_for_empty = 1",
    "prefer_column_name_to_alias = 1", "transform_null_in = 0",
    "count_distinct_implementation = 'uniqExact'", "decimal_check_overflow = 1",
    "short_circuit_function_evaluation = 'enable'",
)  # fmt: skip


class ClickHouse(Patterned):
    title = "ClickHouse"
    sqlglot = "clickhouse"
    whole = "Int64"
    wide = "Decimal(76, 0)"
    wide_limit = 10**75
    decimal = "Decimal(24, 6)"
    double = "Float64"
    string = "String"
    boolean = "Bool"
    like_escape = None
    eager = True
    crosses = True
    ends_in_place = True
    most_columns = 4_000
    most_figures = 1_000
    most_parts = 400
    ending = "SETTINGS " + ", ".join(_SETTINGS)
    storing = PLANS["clickhouse"]

    def assumed(self, type_: str) -> Family | None:
        """Any number can be read by way of its text."""
        return None if type_ == "number" else super().assumed(type_)

    def settled(self, query: exp.Query) -> exp.Query:
        for literal in list(query.find_all(exp.Literal)):
            if not literal.is_string:
                literal.replace(_typed(literal))
        for count in list(query.find_all(exp.Count, exp.Anonymous)):
            if isinstance(count, exp.Count) or count.name == "COUNT":
                whole = count.parent if isinstance(count.parent, exp.Window) else count
                whole.replace(sql.call("toInt64", whole.copy()))
        return query

    # ------------------------------------------------------------ raw values

    def text(self, raw: Expr, family: Family | None) -> Expr:
        match family:
            case "date":
                return sql.cast(raw, self.string)
            case "time" | "instant":
                spelled = sql.call("toString", _six_digits(raw))
                short = sql.call("replaceOne", spelled, sql.text(".000000"), sql.text(""))
                return short if family == "time" else self.joined([short, sql.text("+00:00")])
            case _:
                return super().text(raw, family)

    def rounded(self, raw: Expr) -> Expr:
        """What lies beyond the seventh digit does not matter."""
        return super().rounded(sql.cast(raw, "Decimal(76, 20)"))

    def float_number(self, raw: Expr) -> Expr:
        return self.number_of_text(sql.cast(sql.cast(raw, self.double), self.string))

    def number_of_text(self, raw: Expr) -> Expr:
        """Digits beyond the seventh are cut off, which is as good for rounding to six."""
        text = sql.cast(raw, self.string)
        number = sql.call("toDecimal256OrNull", self.trimmed(text.copy()), sql.whole(7))
        is_long = _matches(text.copy(), _LONG)
        long = self.failing(is_long.copy(), "60 digits and an exponent:", text.copy())
        is_number = _matches(text.copy(), NUMBER)
        return sql.case([
            (sql.negated(sql.coalesce(is_number, sql.truth(False))), sql.null()),
            (_matches(text.copy(), _ZERO), self.constant(0)),
            (is_long, sql.cast(long, self.decimal)),
        ], super().rounded(number))  # fmt: skip

    def epoch(self, raw: Expr, family: Family) -> Expr:
        if family == "date":
            days = sql.call("toInt64", sql.call("toDate32", raw))
            return sql.binary("*", days, sql.whole(DAY))
        return sql.call("toUnixTimestamp64Micro", _six_digits(raw))

    def moment_of_text(self, raw: Expr) -> Expr:
        text = self.trimmed(raw)
        here = _moment_of_digits(text)
        east = sql.binary("-", here.copy(), _offset(text))
        return sql.case(
            [(_matches(text.copy(), NAIVE), here), (_matches(text.copy(), OFFSET), east)]
        )

    def raw_moment(self, us: int, family: Family | None) -> Expr | None:
        if family not in ("time", "instant") or not _FIRST < us < _LAST:
            return None
        return sql.call("toDateTime64", sql.text(spelled_moment(us)), sql.whole(6), sql.text("UTC"))

    def elements(self, raw: Expr, family: Family | None, separator: str) -> Expr:
        if family != "list":
            return super().elements(raw, family, separator)
        one = exp.to_identifier("x")
        clean = self.changed(sql.name("x"), chr(BETWEEN), chr(OTHER))
        each = sql.call("arrayMap", exp.Lambda(this=clean, expressions=[one]), raw)
        both = sql.call("arrayStringConcat", each, self.constant_text(2 * chr(BETWEEN)))
        return self.squeezed(self.wrapped(both))

    # ------------------------------------------------------------ text

    def char(self, code: int) -> Expr:
        return sql.call("CHAR", sql.whole(code))

    def fold(self, value: Expr, texts: frozenset[str]) -> Expr:
        """Its LOWER is of ASCII; `lowerUTF8` is of the Unicode that it was built with."""
        return self.fold_by_lower(value, texts)

    def replaced(self, value: Expr, pattern: str, by: Expr) -> Expr:
        return sql.call("replaceRegexpAll", value, sql.text(pattern), by)

    def position(self, value: Expr, part: Expr) -> Expr:
        return sql.call("position", value, part)

    def starts(self, value: Expr, part: str) -> Expr:
        return sql.call("startsWith", value, sql.text(part))

    def ends(self, value: Expr, part: str) -> Expr:
        return sql.call("endsWith", value, sql.text(part))

    def domain(self, value: Expr) -> Expr:
        last = sql.call("extract", value.copy(), sql.text("@([^@]*)$"))
        return sql.case([(self.contains(value, "@"), self.trimmed(last))])

    # ------------------------------------------------------------ numbers

    def constant(self, micro: int) -> Expr:
        spelled = sql.micro(micro).sql()
        return sql.call("toDecimal128", sql.text(spelled), sql.whole(6))

    def quotient(self, above: Expr, below: Expr) -> Expr:
        return sql.call("intDiv", above, below)

    def wide_quotient(self, above: Expr, below: Expr) -> Expr:
        return _divided(above, sql.bracketed(below))

    def failed(self, told: Expr) -> Expr:
        """A cast would give NULL, as all casts are to types that can be."""
        return sql.call("toInt64", told)

    def castable(self, value: Expr) -> Expr:
        """A cast also takes what a column holds in place of a NULL, which may be any figure."""
        return sql.coalesce(value, sql.whole(0))

    def if_known(self, value: Expr, made: Expr) -> Expr:
        return sql.case([(sql.not_null(value), made)])

    def added(self, total: Expr) -> Expr:
        """Constants above zero have no sign. Of 64 bits, as sums of them are, they go with those
        below zero in 128 bits only, and of these it makes no decimals."""
        return sql.call("toInt64", total)

    def summed(self, value: Expr) -> Expr:
        return sql.cast(value, "Decimal(38, 0)")

    def step(self, k: Expr, values: tuple[int, ...]) -> Expr:
        """An array is much shorter than a CASE of many branches."""
        table = sql.call("array", *(sql.whole(value) for value in values))
        place = self.least(sql.binary("+", k, sql.whole(1)), sql.whole(len(values)))
        return sql.call("toInt64", sql.call("arrayElement", table, place))

    def first(self, value: Expr, known: Expr | None, moment: Expr, test: Expr) -> Expr:
        return _greatest_by(exp.Neg(this=moment), known, value, test)

    def last(self, value: Expr, known: Expr | None, moment: Expr, test: Expr) -> Expr:
        return _greatest_by(moment, known, value, test)

    # ------------------------------------------------------------ moments and results

    def shown(self, moment: Expr) -> Expr:
        return self.timestamp(moment)

    def timestamp(self, moment: Expr) -> Expr:
        return sql.call("fromUnixTimestamp64Micro", moment, sql.text("UTC"))

    def now(self) -> Expr:
        return sql.call("toUnixTimestamp64Micro", sql.call("now64", sql.whole(6)))

    def parameter(self) -> Expr:
        kind = exp.DataType(this=exp.DType.USERDEFINED, kind=self.string)
        return self.moment_of_text(exp.Placeholder(this="as_of", kind=kind))

    def points(self, value: Expr, decimals: int, wide: bool = False) -> Expr:
        type_ = f"Decimal({38 if wide else 18}, {decimals})"
        if not decimals:
            return sql.cast(value, type_ if wide else self.whole)
        number = sql.cast(value, f"Decimal(76, {decimals})")
        return sql.cast(_divided(number, sql.whole(10**decimals)), type_)


DIALECT: Final = ClickHouse()


def _typed(literal: exp.Literal) -> Expr:
    number = int(literal.name)
    if number >= _WHOLE:
        return sql.call("toDecimal256", sql.text(literal.name), sql.whole(0))
    if number < _SHORT or isinstance(literal.parent, exp.Predicate):
        return literal
    return sql.call("toInt64", sql.whole(number))


def _greatest_by(order: Expr, known: Expr | None, value: Expr, test: Expr) -> Expr:
    """The value in the greatest of (order, known, value). None of these is NULL, for in a tuple
    that would be greater than any value; the tuple of no rows is of zeros and empty texts."""
    parts = [part for part in (order, known, value) if part is not None]
    row = sql.call("tuple", *(sql.call("assumeNotNull", part) for part in parts))
    greatest = sql.call("maxIf", row, test)
    found = sql.call("tupleElement", greatest, sql.whole(len(parts)))
    if known is None:
        return found
    return sql.case([(sql.call("tupleElement", greatest.copy(), sql.whole(2)), found)])


def _divided(number: Expr, by: Expr) -> Expr:
    """Of decimals, which keep their places; others are cut off."""
    return exp.Div(this=sql.bracketed(number), expression=by, typed=True)


def _matches(value: Expr, pattern: str) -> Expr:
    return sql.call("match", value, sql.text(pattern))


def _six_digits(raw: Expr) -> Expr:
    return sql.call("toDateTime64", raw, sql.whole(6), sql.text("UTC"))


# ---------------------------------------------------------------- moments out of text


def _moment_of_digits(text: Expr) -> Expr:
    """Of a text that is a moment, as if it were in UTC."""
    clock = [(12, 3_600 * SECOND), (15, 60 * SECOND)]
    parts = [sql.binary("*", _days(text), sql.whole(DAY))]
    parts += [sql.binary("*", _digits(text, at), sql.whole(of)) for at, of in clock]
    second = sql.call("extract", text.copy(), sql.text("^.{16}:([0-9]{2})"))
    parts.append(sql.binary("*", _number(second), sql.whole(SECOND)))
    fraction = sql.call("extract", text.copy(), sql.text("[.]([0-9]+)"))
    six = sql.call("substring", sql.binary("||", fraction, sql.text("000000")), sql.whole(1),
                   sql.whole(6))  # fmt: skip
    return sql.total([*parts, _number(six)])


def _days(text: Expr) -> Expr:
    """Since 1970-01-01, by the calendar that begins in March of the year 0."""
    of_years = sql.binary("*", _digits(text, 1, 4), sql.whole(12))
    months = sql.binary("-", sql.binary("+", of_years, _digits(text, 6)), sql.whole(3))

    def years(by: int) -> Expr:
        return sql.call("intDiv", months.copy(), sql.whole(12 * by))

    month = exp.Mod(this=sql.bracketed(months), expression=sql.whole(12))
    of_months = sql.binary("+", sql.binary("*", sql.whole(153), month), sql.whole(2))
    return sql.total([
        sql.binary("*", sql.whole(365), years(1)), years(4), exp.Neg(this=years(100)), years(400),
        sql.call("intDiv", of_months, sql.whole(5)), _digits(text, 9), sql.whole(-719_469),
    ])  # fmt: skip


def _offset(text: Expr) -> Expr:
    """East of UTC, in microseconds."""
    zone = sql.call("extract", text.copy(), sql.text("[+-][0-9]{2}:?(?:[0-9]{2})?$"))
    digits = sql.call("replaceOne", zone.copy(), sql.text(":"), sql.text(""))
    minutes = sql.total([
        sql.binary("*", _digits(digits, 2), sql.whole(60)), _digits(digits, 4),
    ])  # fmt: skip
    west = sql.call("startsWith", zone, sql.text("-"))
    sign = sql.case([(west, sql.whole(-60 * SECOND))], sql.whole(60 * SECOND))
    return sql.binary("*", minutes, sign)


def _digits(text: Expr, start: int, number: int = 2) -> Expr:
    return _number(sql.call("substring", text.copy(), sql.whole(start), sql.whole(number)))


def _number(digits: Expr) -> Expr:
    return sql.call("toInt64OrZero", digits)
