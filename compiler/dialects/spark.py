"""Spark, from version 4. Checked by running it.

A `TIMESTAMP` is the moment that it stands for and a `TIMESTAMP_NTZ` is in UTC, whatever the zone
of the session; a column whose type is not known is asked for it. No text has `${`, which Spark
would replace by a setting.
"""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from ...dsl.fold import cased_letters
from .. import sql_tree as sql
from ..plan import DAY
from ..sql_tree import Expr
from ._moments import (
    CLOCK,
    NAIVE,
    NUMBER,
    OFFSET,
    ZONE,
    spelled_moment,
)
from ._portable import BETWEEN, OTHER, Patterned
from ._storing_plans import PLANS
from .base import SETTLED, Family, Unsupported

_REPLACED: Final = "${"
_EXACT: Final = 10**16
"""Below this the spelling of a floating-point number is the shortest."""


class Spark(Patterned):
    title = "Spark"
    sqlglot = "spark"
    string = "STRING"
    at_family = "other"
    crosses = True
    ends_in_place = True
    translates = True
    most_columns = 1_600
    most_figures = 250
    most_parts = 200
    storing = PLANS["spark"]

    def assumed(self, type_: str) -> Family | None:
        """Numbers can be read by way of their text, moments by what type they are said to be."""
        return None if type_ in ("number", "date", "time") else super().assumed(type_)

    def settled(self, query: exp.Query) -> exp.Query:
        for literal in list(query.find_all(exp.Literal)):
            if literal.is_string and _REPLACED in literal.name:
                literal.replace(_in_pieces(literal.name))
        for name in query.find_all(exp.Identifier):
            if _REPLACED in name.name:
                raise Unsupported(f"{self.title} cannot name `{name.name}`: it replaces `${{…}}`")
        return query

    # ------------------------------------------------------------ raw values

    def text(self, raw: Expr, family: Family | None) -> Expr:
        match family:
            case "date":
                return sql.cast(raw, self.string)
            case "time":
                return _six_digits(sql.cast(raw, self.string))
            case "instant":
                since = self.epoch(raw, family)
                naive = sql.call("TIMESTAMPADD", exp.Var(this="MICROSECOND"), since, _naive(0))
                return self.joined([_six_digits(sql.cast(naive, self.string)), sql.text("+00:00")])
            case _:
                return super().text(raw, family)

    def decimal_text(self, raw: Expr) -> Expr:
        spelled = sql.cast(raw, self.string)
        short = _without_end(_without_end(spelled.copy(), "0"), ".")
        return sql.case([(self.contains(spelled, "."), short)], spelled.copy())

    def float_number(self, raw: Expr) -> Expr:
        """Of large numbers Java may spell a digit too many."""
        value = sql.cast(raw, self.double)
        made = self.number_of_text(value)
        small = sql.compare(
            "<", sql.call("ABS", value.copy()), sql.cast(sql.whole(_EXACT), self.double)
        )
        whens = [(small, made)]
        for places in (-4, -3, -2, -1):
            short = sql.call("ROUND", made.copy(), sql.whole(places))
            same = sql.compare("=", sql.cast(short.copy(), self.double), value.copy())
            whens.append((same, sql.cast(short, self.decimal)))
        return sql.case(whens, made.copy())

    def number_of_text(self, raw: Expr) -> Expr:
        """Rounded as it is cast; what is much too large is not."""
        text = sql.cast(raw, self.string)
        about = sql.call("ABS", sql.cast(text.copy(), self.double))
        near = sql.compare("<", about, sql.cast(sql.whole(2 * self.limit), self.double))
        number = super().rounded(sql.cast(text.copy(), "DECIMAL(38, 6)"))
        possible = sql.case([(_matches(text, NUMBER), near)], sql.truth(False))
        return sql.case([(possible, number)])

    def moment(self, raw: Expr, family: Family | None) -> Expr:
        if family not in (None, "other"):
            return super().moment(raw, family)
        kinds: list[tuple[str, Family]] = [
            ("timestamp", "instant"), ("timestamp_ntz", "time"), ("date", "date"),
        ]  # fmt: skip
        whens = [
            (sql.compare("=", sql.call("TYPEOF", raw.copy()), sql.text(type_)),
             self.epoch(raw.copy(), kind))
            for type_, kind in kinds
        ]  # fmt: skip
        return sql.case(whens, self.moment_of_text(sql.cast(raw, self.string)))

    def epoch(self, raw: Expr, family: Family) -> Expr:
        match family:
            case "instant":
                return sql.call("UNIX_MICROS", sql.cast(raw, "TIMESTAMP"))
            case "date":
                days = sql.call("UNIX_DATE", sql.cast(raw, "DATE"))
                return sql.binary("*", sql.cast(days, self.whole), sql.whole(DAY))
            case _:
                return _microseconds(sql.binary("-", raw, _naive(0)))

    def moment_of_text(self, raw: Expr) -> Expr:
        clock = sql.call("REGEXP_EXTRACT", raw.copy(), sql.text(CLOCK), sql.whole(0))
        here = self.epoch(sql.cast(clock, "TIMESTAMP_NTZ"), "time")
        zone = sql.call("REGEXP_EXTRACT", raw.copy(), _pattern(ZONE), sql.whole(0))
        east = sql.binary("-", here.copy(), self.offset(zone))
        return sql.case([(_matches(raw.copy(), NAIVE), here), (_matches(raw, OFFSET), east)])

    def raw_moment(self, us: int, family: Family | None) -> Expr | None:
        if family == "instant":
            return self.literal_timestamp("TIMESTAMP", f"{spelled_moment(us)}+00:00")
        return _naive(us) if family == "time" else None

    def elements(self, raw: Expr, family: Family | None, separator: str) -> Expr:
        if family != "list":
            return super().elements(raw, family, separator)
        one = exp.to_identifier("x")
        clean = self.changed(sql.name("x"), chr(BETWEEN), chr(OTHER))
        each = sql.call("TRANSFORM", raw, exp.Lambda(this=clean, expressions=[one]))
        both = sql.call("ARRAY_JOIN", each, self.constant_text(2 * chr(BETWEEN)))
        return self.squeezed(self.wrapped(both))

    # ------------------------------------------------------------ text

    def fold(self, value: Expr, texts: frozenset[str]) -> Expr:
        """By LOWER where it agrees with the frozen table but for some letters; else all letters in
        one call, for plans of many calls take long to make. LOWER would make two characters of
        `İ`, and a final sigma of some."""
        letters = frozenset("".join(texts))
        cased = frozenset(cased_letters(texts))
        if not cased:
            return value
        if letters & {"İ", "ı"} or not cased <= SETTLED:
            return super().fold(value, texts)
        value = sql.call("LOWER", self.changed(value, "İ", "ı"))
        for letter, other in (("s", "ſ"), ("σ", "ς")):
            value = self.changed(value, other, letter) if letter in cased else value
        return value

    def replaced(self, value: Expr, pattern: str, by: Expr) -> Expr:
        return sql.call("REGEXP_REPLACE", value, sql.text(pattern), by)

    def position(self, value: Expr, part: Expr) -> Expr:
        return sql.call("INSTR", value, part)

    def domain(self, value: Expr) -> Expr:
        last = sql.call("SUBSTRING_INDEX", value.copy(), sql.text("@"), sql.whole(-1))
        return sql.case([(self.contains(value, "@"), self.trimmed(last))])

    # ------------------------------------------------------------ numbers

    def quotient(self, above: Expr, below: Expr) -> Expr:
        return exp.IntDiv(this=sql.bracketed(above), expression=sql.bracketed(below))

    def wide_quotient(self, above: Expr, below: Expr) -> Expr:
        """DIV gives 64 bits."""
        return self.whole_part(above, below, self.wide)

    def summed(self, value: Expr) -> Expr:
        return sql.cast(value, "DECIMAL(28, 0)")

    def step(self, k: Expr, values: tuple[int, ...]) -> Expr:
        """An array of constants is one of them, however long."""
        table = sql.call("ARRAY", *(sql.whole(value) for value in values))
        place = self.greatest(self.least(k, sql.whole(len(values) - 1)), sql.whole(0))
        return sql.cast(sql.call("GET", table, sql.cast(place, "INT")), self.whole)

    def first(self, value: Expr, known: Expr | None, moment: Expr, test: Expr) -> Expr:
        return _greatest_by(exp.Neg(this=moment), known, value, test)

    def last(self, value: Expr, known: Expr | None, moment: Expr, test: Expr) -> Expr:
        return _greatest_by(moment, known, value, test)

    def fail(self, message: str, key: Expr) -> Expr:
        return sql.cast(sql.call("RAISE_ERROR", self.failure(message, key)), self.whole)

    # ------------------------------------------------------------ moments and results

    def shown(self, moment: Expr) -> Expr:
        return self.timestamp(moment)

    def timestamp(self, moment: Expr) -> Expr:
        return sql.call("TIMESTAMP_MICROS", moment)

    def now(self) -> Expr:
        return self.epoch(sql.call("CURRENT_TIMESTAMP"), "instant")

    def parameter(self) -> Expr:
        return self.moment_of_text(sql.cast(exp.Placeholder(this="as_of"), self.string))


DIALECT: Final = Spark()


def _greatest_by(order: Expr, known: Expr | None, value: Expr, test: Expr) -> Expr:
    """MAX of (order, known, value); in a struct NULL is less than any value."""
    fields = {"at": order, "known": known, "value": value}
    made: list[Expr] = []
    for key, field in fields.items():
        made += [sql.text(key), field] if field is not None else []
    greatest = sql.call("MAX", sql.case([(test, sql.call("NAMED_STRUCT", *made))]))
    return exp.Dot(this=greatest, expression=exp.to_identifier("value"))


def _naive(us: int) -> Expr:
    return exp.Introducer(
        this=exp.Var(this="TIMESTAMP_NTZ"), expression=sql.text(spelled_moment(us))
    )


def _microseconds(span: Expr) -> Expr:
    """TIMESTAMPDIFF would move moments of the hour that the session's zone leaves out in spring."""
    seconds = sql.cast(sql.cast(span, "INTERVAL SECOND"), "DECIMAL(24, 6)")
    return sql.cast(sql.binary("*", seconds, sql.whole(1_000_000)), "BIGINT")


def _six_digits(spelled: Expr) -> Expr:
    """A moment with a fraction of six digits or none."""
    full = sql.call("RPAD", spelled.copy(), sql.whole(26), sql.text("0"))
    has_fraction = sql.compare(">", sql.call("INSTR", spelled, sql.text(".")), sql.whole(0))
    return sql.case([(has_fraction, full)], spelled.copy())


def _pattern(regular: str) -> Expr:
    """A regular expression whose `$` is the very end, not that of a last line."""
    return sql.text("(?s)" + regular.replace("$", "(?!.)"))


def _matches(value: Expr, pattern: str) -> Expr:
    return exp.RegexpLike(this=sql.bracketed(value), expression=_pattern(pattern))


def _without_end(value: Expr, char: str) -> Expr:
    return exp.Trim(this=value, expression=sql.text(char), position="TRAILING")


def _in_pieces(text: str) -> Expr:
    """A text without `${`."""
    first, *others = text.split(_REPLACED)
    pieces = [f"{first}$", *(f"{{{other}$" for other in others[:-1]), f"{{{others[-1]}"]
    return sql.call("CONCAT", *map(sql.text, pieces))
