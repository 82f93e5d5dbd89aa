"""How DuckDB reads raw values as their types: the normal forms of `normal`, in SQL.

`TRIM` is slow, so it is asked only for texts that need it. Casts of text accept more than the
normal forms do, so a pattern decides first what is readable.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from sqlglot import exp

from .. import normal
from .. import sql_tree as sql
from ..sql_tree import Expr
from ._moments import spelled_moment
from .base import LIMIT, Dialect, Family

ELEMENT: Final = exp.to_identifier("element")
_YEARS: Final = r"(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_DATE: Final = rf" *{_YEARS}-[0-9]{{2}}-[0-9]{{2}}"
_TIME: Final = r"[T ](?:[01][0-9]|2[0-3]):[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?"
_NAIVE: Final = rf"{_DATE}(?:{_TIME} ?[Zz]?)? *"
_OFFSET: Final = rf"{_DATE}{_TIME} ?[+-][0-9]{{2}}(?::?[0-9]{{2}})? *"
_NUMBER: Final = rf" *{normal.NUMBER.pattern.replace('(', '(?:')} *"
_WHOLE_LIMITS: Final = (1 - LIMIT, LIMIT - 1)


class RawValues(Dialect):
    wide = "HUGEINT"
    nothing = MappingProxyType({
        "text": "VARCHAR", "number": "BIGINT", "yes/no": "BOOLEAN", "date": "TIMESTAMP",
        "time": "TIMESTAMP", "list": "VARCHAR[]",
    })  # fmt: skip

    def text(self, raw: Expr, family: Family | None) -> Expr:
        match family:
            case "text":
                return _trimmed(raw)
            case "whole" | "yes/no":
                return sql.cast(raw, "VARCHAR")
            case "decimal":
                return _decimal_text(raw)
            case "float":
                return _float_text(raw)
            case "date":
                return sql.cast(raw, "VARCHAR")
            case "time" | "instant":
                return _moment_text(self.moment(raw, family), family)
            case _:
                return sql.call("TRIM", sql.cast(raw, "VARCHAR"), sql.text(" "))

    def is_whole(self, family: Family | None) -> bool:
        return family in ("whole", "yes/no")

    def number(self, raw: Expr, family: Family | None) -> Expr:
        match family:
            case "whole":
                low, high = map(sql.whole, _WHOLE_LIMITS)
                test = exp.Between(this=raw.copy(), low=low, high=high)
                return sql.case([(test, sql.cast(raw, "BIGINT"))])
            case "yes/no":
                return sql.cast(raw, "BIGINT")
            case "decimal":
                return sql.cast(raw, self.decimal, tried=True)
            case "float":
                return _float_number(raw)
            case "date" | "time" | "instant" | "list":
                return sql.cast(sql.null(), self.decimal)
            case _:
                spelled = _spelled(raw.copy(), family)
                whens = [(fits(spelled.copy(), _NUMBER), _decimal(spelled))]
                if family is None:  # a cast refuses these texts, but not the truth values
                    words = sql.is_in(spelled.copy(), constants(["true", "false"]))
                    whens.append((words, sql.cast(raw, self.decimal, tried=True)))
                return sql.case(whens)

    def yes_no(self, raw: Expr, family: Family | None) -> Expr:
        match family:
            case "yes/no":
                return raw
            case "whole" | "decimal" | "float":
                yes, no = [sql.whole(1)], [sql.whole(0)]
            case "date" | "time" | "instant" | "list":
                return sql.cast(sql.null(), "BOOLEAN")
            case _:
                return _read_yes_no(raw, family)
        return _told(raw, yes, no)

    def moment(self, raw: Expr, family: Family | None) -> Expr:
        match family:
            case "time":
                return raw
            case "date":
                return sql.cast(raw, "TIMESTAMP")
            case "instant":
                return sql.call("MAKE_TIMESTAMP", sql.call("EPOCH_US", raw))
            case "text" | "other" | None:
                return _read_moment(_spelled(raw, family))
            case _:
                return sql.cast(sql.null(), "TIMESTAMP")

    def day(self, raw: Expr, family: Family | None) -> Expr:
        moment = self.moment(raw, family)
        return moment if family == "date" else sql.call("DATE_TRUNC", sql.text("day"), moment)

    def elements(self, raw: Expr, family: Family | None, separator: str) -> Expr:
        if family == "list":
            parts = raw
        elif family in ("text", "other", None):
            parts = sql.call("STRING_SPLIT", _spelled(raw, family), sql.text(separator))
        else:
            parts = exp.Array(expressions=[self.text(raw, family)])
        trimmed = sql.call("TRIM", ELEMENT.copy(), sql.text(" "))
        return each(parts, trimmed, sql.compare("!=", trimmed.copy(), sql.text("")))

    def raw_moment(self, us: int, family: Family | None) -> Expr | None:
        if family in ("time", "date"):
            return self.at(us)
        if family == "instant":
            return self.literal_timestamp("TIMESTAMPTZ", f"{spelled_moment(us)}+00")
        return None


# ---------------------------------------------------------------- parts of these


def _spelled(raw: Expr, family: Family | None) -> Expr:
    return raw if family == "text" else sql.cast(raw, "VARCHAR")


def _trimmed(raw: Expr) -> Expr:
    edges = [exp.Like(this=raw.copy(), expression=sql.text(like)) for like in (" %", "% ")]
    trimmed = sql.call("TRIM", raw.copy(), sql.text(" "))
    return sql.case([(sql.any_of(edges), trimmed)], raw)


def _decimal_text(raw: Expr) -> Expr:
    """Without zeros at the end of a fraction."""
    spelled = sql.cast(raw, "VARCHAR")
    return sql.call(
        "REGEXP_REPLACE", spelled, sql.text(r"\.0*$|(\.[0-9]*[1-9])0*$"), sql.text(r"\1")
    )


def _float_text(raw: Expr) -> Expr:
    size = sql.compare("<", sql.call("ABS", raw.copy()), sql.whole(LIMIT))
    whole = sql.compare("=", raw.copy(), sql.call("TRUNC", raw.copy()))
    shown = sql.cast(sql.cast(raw.copy(), "BIGINT"), "VARCHAR")
    return sql.case([(sql.all_of([size, whole]), shown)], sql.cast(raw, "VARCHAR"))


def _moment_text(moment: Expr, family: Family) -> Expr:
    """As Python shows a datetime: with a fraction of six digits or none."""
    zone = "+00:00" if family == "instant" else ""
    fraction = sql.compare("=", sql.call("DATE_TRUNC", sql.text("second"), moment.copy()), moment)
    plain, full = (
        sql.call("STRFTIME", moment.copy(), sql.text(f"%Y-%m-%d %H:%M:%S{more}{zone}"))
        for more in ("", ".%f")
    )
    return sql.case([(fraction, plain)], full)


def _decimal(spelled: Expr) -> Expr:
    """By way of a wider type: the narrow one misreads exponents that do not fit it."""
    return sql.cast(sql.cast(spelled, "DECIMAL(38, 6)", tried=True), RawValues.decimal, tried=True)


def _float_number(raw: Expr) -> Expr:
    """The cast to a decimal is exact but near the middle between two; those go by their text."""
    million = exp.Literal.number("1e6")
    near = sql.binary("*", raw.copy(), million)
    off = sql.call("ABS", sql.binary("-", near, sql.call("ROUND", near.copy())))
    small = sql.compare("<", sql.call("ABS", raw.copy()), exp.Literal.number("1e8"))
    clear = sql.compare("<", off, exp.Literal.number("0.4"))
    quick = sql.cast(raw.copy(), RawValues.decimal)
    return sql.case([(sql.all_of([small, clear]), quick)], _decimal(sql.cast(raw, "VARCHAR")))


def _told(value: Expr, yes: list[Expr], no: list[Expr]) -> Expr:
    is_yes, is_no = sql.is_in(value.copy(), yes), sql.is_in(value, no)
    return sql.case([(is_yes, sql.truth(True)), (is_no, sql.truth(False))])


def _read_yes_no(raw: Expr, family: Family | None) -> Expr:
    spelled = sql.call("TRIM", _spelled(raw.copy(), family), sql.text(" "))
    yes, no = (constants(sorted(words)) for words in (normal.YES, normal.NO))
    made = _told(sql.call("LOWER", spelled.copy()), yes, no)
    if family is not None:
        return made
    # a cast refuses these texts, but not the numbers
    numbers = sql.is_in(spelled, constants(["1.0", "0.0", "-0.0"]))
    return sql.case([(numbers, sql.cast(raw, "BOOLEAN", tried=True))], made)


def _read_moment(spelled: Expr) -> Expr:
    naive = sql.cast(sql.call("RTRIM", spelled.copy(), sql.text("Zz ")), "TIMESTAMP", tried=True)
    right = sql.call("RTRIM", spelled.copy(), sql.text(" "))
    hours = sql.call("REGEXP_REPLACE", right, sql.text("([+-][0-9]{2})$"), sql.text(r"\100"))
    pattern, by = r" ?([+-][0-9]{2}):?([0-9]{2})$", r"\1:\2"
    zoned = sql.call("REGEXP_REPLACE", hours, sql.text(pattern), sql.text(by))
    instant = sql.cast(zoned, "TIMESTAMPTZ", tried=True)
    moved = sql.call("MAKE_TIMESTAMP", sql.call("EPOCH_US", instant))
    return sql.case([(fits(spelled.copy(), _NAIVE), naive), (fits(spelled, _OFFSET), moved)])


def constants(values: tuple[str, ...] | list[str]) -> list[Expr]:
    return [sql.text(value) for value in values]


def fits(value: Expr, pattern: str) -> Expr:
    return sql.call("REGEXP_FULL_MATCH", value, sql.text(pattern))


def each(parts: Expr, gives: Expr, where: Expr | None = None) -> Expr:
    made = exp.Comprehension(this=gives, expression=ELEMENT.copy(), iterator=parts, condition=where)
    return exp.Array(expressions=[made])
