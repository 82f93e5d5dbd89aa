"""PostgreSQL, from version 13. Checked by running it.

Text is compared by bytes, whatever the collation of database and column; a column of text is cast
only where a pattern has said that it can be read.
"""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from .. import sql_tree as sql
from ..sql_tree import Expr
from ._moments import NAIVE, NUMBER, OFFSET, spelled_moment
from ._portable import BETWEEN, Portable
from ._storing_plans import PLANS
from .base import Family

_BYTES: Final = exp.to_identifier("C", quoted=True)
_FAR: Final = 10**18
"""Added to moments, so that none is below zero and all have as many digits."""
_SEPARATORS: Final = r"[\u0001-/:-@\[-`{-\u007F]"
_SEPARATORS_BUT_MARK: Final = r"[\u0002-/:-@\[-`{-\u007F]"


class Postgres(Portable):
    title = "PostgreSQL"
    sqlglot = "postgres"
    wide = "NUMERIC"
    double = "DOUBLE PRECISION"
    string = "TEXT"
    repeated = "NOT MATERIALIZED"
    fences = True
    ends_in_place = True
    storing = PLANS["postgres"]

    def fenced(self, query: exp.Query) -> exp.Query:
        return query.offset(0, copy=False)

    # ------------------------------------------------------------ raw values

    def text(self, raw: Expr, family: Family | None) -> Expr:
        match family:
            case "date" | "time" | "instant":
                return _by_bytes(_moment_text(raw, family))
            case _:
                return _by_bytes(super().text(raw, family))

    def decimal_text(self, raw: Expr) -> Expr:
        return sql.cast(sql.call("TRIM_SCALE", raw), self.string)

    def float_number(self, raw: Expr) -> Expr:
        """By way of its text, the shortest that reads back the same; NaN and infinities are
        unknown."""
        size = sql.call("ABS", raw.copy())
        finite = sql.compare("<", size, sql.cast(sql.whole(self.limit), self.double))
        return sql.case([(finite, self.rounded(_numeric(sql.cast(raw, self.string))))])

    def number_of_text(self, raw: Expr) -> Expr:
        return sql.case([(_matches(raw.copy(), NUMBER), self.rounded(_numeric(raw)))])

    def moment(self, raw: Expr, family: Family | None) -> Expr:
        """A column may also hold `infinity`, which is no moment."""
        moment = super().moment(raw.copy(), family)
        if family not in ("date", "time", "instant"):
            return moment
        return sql.case([(sql.call("ISFINITE", raw), moment)])

    def epoch(self, raw: Expr, family: Family) -> Expr:
        seconds = exp.Extract(this=exp.Var(this="EPOCH"), expression=raw)
        return sql.cast(sql.binary("*", seconds, sql.whole(1_000_000)), self.whole)

    def moment_of_text(self, raw: Expr) -> Expr:
        short = sql.call(
            "REGEXP_REPLACE", raw.copy(), sql.text(r"([.][0-9]{6})[0-9]*"), sql.text(r"\1")
        )
        naive = self.epoch(sql.cast(sql.call("RTRIM", short, sql.text("Zz ")), "TIMESTAMP"), "time")
        zoned = self.epoch(sql.cast(short.copy(), "TIMESTAMPTZ"), "instant")
        whens = [(_matches(raw.copy(), NAIVE), naive), (_matches(raw, OFFSET), zoned)]
        return sql.case(whens)

    def raw_moment(self, us: int, family: Family | None) -> Expr | None:
        """A text takes the type of the column; a column without a zone ignores the zone."""
        return sql.text(f"{spelled_moment(us)}+00") if family in ("time", "instant") else None

    def before_all(self) -> Expr | None:
        return sql.text("-infinity")

    def elements(self, raw: Expr, family: Family | None, separator: str) -> Expr:
        if family == "list":
            return self.elements_joined(raw)
        is_text = family in ("text", "other", None)
        return super().elements(_by_bytes(raw) if is_text else raw, family, separator)

    def elements_joined(self, raw: Expr) -> Expr:
        mark = self.char(0x1F)
        both = sql.call("ARRAY_TO_STRING", raw, sql.binary("||", mark, mark.copy()))
        return self.squeezed(self.wrapped(_by_bytes(both)))

    def squeezed(self, value: Expr) -> Expr:
        mark = self.char(BETWEEN)
        return sql.call("REGEXP_REPLACE", value, sql.text(r" *\u001F *"), mark, sql.text("g"))

    # ------------------------------------------------------------ text

    def fold(self, value: Expr, texts: frozenset[str]) -> Expr:
        """Every text is in the collation "C", in which LOWER knows ASCII only."""
        return self.fold_by_lower(value, texts)

    def separated(self, value: Expr, characters: str) -> Expr:
        pattern = _SEPARATORS if characters[0] == "\x01" else _SEPARATORS_BUT_MARK
        return sql.call("REGEXP_REPLACE", value, sql.text(pattern), sql.text(" "), sql.text("g"))

    def position(self, value: Expr, part: Expr) -> Expr:
        return sql.call("STRPOS", value, part)

    # ------------------------------------------------------------ numbers

    def quotient(self, above: Expr, below: Expr) -> Expr:
        return exp.Div(this=sql.bracketed(above), expression=sql.bracketed(below), typed=True)

    def wide_quotient(self, above: Expr, below: Expr) -> Expr:
        return sql.call("DIV", above, below)

    # ------------------------------------------------------------ moments

    def timestamp(self, moment: Expr) -> Expr:
        step = exp.Interval(this=sql.text("1"), unit=exp.Var(this="MICROSECOND"))
        epoch = self.literal_timestamp("TIMESTAMP", spelled_moment(0))
        return sql.binary("+", epoch, sql.binary("*", moment, step))

    def now(self) -> Expr:
        return self.epoch(sql.call("NOW"), "instant")

    def parameter(self) -> Expr:
        return self.moment_of_text(sql.cast(exp.Placeholder(this="as_of"), self.string))

    # ------------------------------------------------------------ events

    def first(self, value: Expr, known: Expr | None, moment: Expr, test: Expr) -> Expr:
        return _greatest(exp.Neg(this=moment), known, value, test)

    def last(self, value: Expr, known: Expr | None, moment: Expr, test: Expr) -> Expr:
        return _greatest(moment, known, value, test)

    # ------------------------------------------------------------ results

    def bytes_of(self, key: Expr) -> Expr:
        return _by_bytes(sql.cast(key, self.string))


DIALECT: Final = Postgres()


def _greatest(order: Expr, known: Expr | None, value: Expr, test: Expr) -> Expr:
    """The first element of all in order, or for texts the last of the greatest array of texts,
    for which nothing has to be put in order."""
    if known is None:
        far = sql.binary("+", order, sql.whole(_FAR))
        key = _by_bytes(sql.call("LPAD", sql.cast(far, "TEXT"), sql.whole(20), sql.text("0")))
        made = exp.Array(expressions=[key, value])
        greatest, place = sql.call("MAX", sql.case([(test, made)])), 2
    else:
        keys = [exp.Ordered(this=key, desc=True) for key in (order, known, value.copy())]
        ordered = exp.Order(this=value, expressions=keys)
        all_of_them = sql.call("ARRAY_AGG", ordered)
        greatest, place = exp.Filter(this=all_of_them, expression=exp.Where(this=test)), 1
    return exp.Bracket(this=exp.Paren(this=greatest), expressions=[sql.whole(place)], offset=1)


def _by_bytes(value: Expr) -> Expr:
    return exp.Collate(this=sql.bracketed(value), expression=_BYTES.copy())


def _moment_text(raw: Expr, family: Family) -> Expr:
    """With a fraction of six digits or none."""
    if family == "date":
        return _shown(raw, "YYYY-MM-DD")
    zone = "+00:00" if family == "instant" else ""
    if family == "instant":
        raw = sql.call("TIMEZONE", sql.text("UTC"), raw)
    second = sql.call("DATE_TRUNC", sql.text("second"), raw.copy())
    plain, full = (f"YYYY-MM-DD HH24:MI:SS{more}{zone}" for more in ("", ".US"))
    return sql.case([(sql.compare("=", second, raw.copy()), _shown(raw, plain))],
                    _shown(raw.copy(), full))  # fmt: skip


def _shown(raw: Expr, pattern: str) -> Expr:
    return sql.call("TO_CHAR", raw, sql.text(pattern))


def _numeric(spelled: Expr) -> Expr:
    return sql.cast(spelled, "NUMERIC")


def _matches(value: Expr, pattern: str) -> Expr:
    return exp.RegexpLike(this=sql.bracketed(value), expression=sql.text(pattern))
