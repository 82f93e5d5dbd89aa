"""DuckDB. Checked against 2.0 by running it.

Its `lower` agrees with the frozen fold table but for three letters, for which the texts are
prepared; it is several times faster than replacing letter by letter. `TRIM` is slow, so it is
asked only for texts that need it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from types import MappingProxyType
from typing import Final

from sqlglot import exp

from ...dsl.fold import cased_letters
from .. import normal, words
from .. import sql_tree as sql
from ..plan import DAY, SECOND
from ..sql_tree import Expr
from .base import LIMIT, Dialect, Family

_RESERVED: Final = """
    all analyse analyze and anti any array as asc asof asymmetric at authorization between bigint
    binary bit boolean both by case cast char character check coalesce collate collation column
    columns concurrently constraint create cross dec decimal default deferrable desc describe
    distinct do else end except exists extract false fetch float for foreign freeze from full
    generated glob group grouping grouping_id having ilike in initially inner inout int integer
    intersect interval into is isnull join lambda lateral leading left like limit map national
    natural nchar none not notnull null nullif numeric offset on only or order out outer overlaps
    overlay pivot pivot_longer pivot_wider placing position positional precision primary qualify
    real references returning right row select semi setof show similar smallint some struct
    substring summarize symmetric table tablesample then time timestamp to trailing treat trim true
    try_cast tuple union unique unpack unpivot using values varchar variadic verbose when where
    window with
"""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SEPARATORS: Final = r"[\x01-\x1F -/:-@\[-`{-\x7F]"
_SEPARATORS_BUT_MARK: Final = r"[\x02-\x1F -/:-@\[-`{-\x7F]"
_YEARS: Final = r"(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_DATE: Final = rf" *{_YEARS}-[0-9]{{2}}-[0-9]{{2}}"
_TIME: Final = r"[T ](?:[01][0-9]|2[0-3]):[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?"
_NAIVE: Final = rf"{_DATE}(?:{_TIME} ?[Zz]?)? *"
_OFFSET: Final = rf"{_DATE}{_TIME} ?[+-][0-9]{{2}}(?::?[0-9]{{2}})? *"
_NUMBER: Final = rf" *{normal.NUMBER.pattern.replace('(', '(?:')} *"
_READERS: Final = {
    ".csv": ("READ_CSV", ("header", "all_varchar")), ".tsv": ("READ_CSV", ("header", "all_varchar")),
    ".parquet": ("READ_PARQUET", ()), ".json": ("READ_JSON", ()), ".jsonl": ("READ_JSON", ()),
    ".ndjson": ("READ_JSON", ()),
}  # fmt: skip
_UNITS: Final = (("DAY", DAY), ("HOUR", 3_600 * SECOND), ("MINUTE", 60 * SECOND),
                 ("SECOND", SECOND), ("MICROSECOND", 1))  # fmt: skip
_WHOLE_LIMITS: Final = (1 - LIMIT, LIMIT - 1)


class DuckDB(Dialect):
    sqlglot = "duckdb"
    reserved = frozenset(_RESERVED.split())
    whole = "BIGINT"
    wide = "HUGEINT"
    decimal = "DECIMAL(24, 6)"
    nothing = MappingProxyType({
        "text": "VARCHAR", "number": "BIGINT", "yes/no": "BOOLEAN", "date": "TIMESTAMP",
        "time": "TIMESTAMP", "list": "VARCHAR[]",
    })  # fmt: skip
    kept = "MATERIALIZED"
    repeated = "NOT MATERIALIZED"

    # ------------------------------------------------------------ where the rows are

    def file(self, path: str) -> Expr:
        ending = PurePath(path.removesuffix(".gz")).suffix.lower()
        if ending not in _READERS:
            raise ValueError(f"DuckDB cannot read `{PurePath(path).name}` in place")
        function, options = _READERS[ending]
        settings = [exp.EQ(this=sql.name(option), expression=sql.truth(True)) for option in options]
        return sql.call(function, sql.text(path), *settings)

    # ------------------------------------------------------------ raw values as their types

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
                spelled = _spelled(raw, family)
                return sql.case([(_fits(spelled.copy(), _NUMBER), _decimal(spelled))])

    def yes_no(self, raw: Expr, family: Family | None) -> Expr:
        match family:
            case "yes/no":
                return raw
            case "whole" | "decimal" | "float":
                yes, no = [sql.whole(1)], [sql.whole(0)]
            case "date" | "time" | "instant" | "list":
                return sql.cast(sql.null(), "BOOLEAN")
            case _:
                raw = sql.call("LOWER", sql.call("TRIM", _spelled(raw, family), sql.text(" ")))
                yes, no = (_texts(sorted(words_)) for words_ in (normal.YES, normal.NO))
        return sql.case(
            [(sql.is_in(raw.copy(), yes), sql.truth(True)), (sql.is_in(raw, no), sql.truth(False))]
        )

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
        trimmed = sql.call("TRIM", _ELEMENT.copy(), sql.text(" "))
        return _each(parts, trimmed, sql.compare("!=", trimmed.copy(), sql.text("")))

    def raw_moment(self, us: int, family: Family | None) -> Expr | None:
        if family in ("time", "date"):
            return self.at(us)
        if family == "instant":
            return self.literal_timestamp("TIMESTAMPTZ", f"{_spelled_moment(us)}+00")
        return None

    # ------------------------------------------------------------ text

    def fold(self, value: Expr, texts: frozenset[str]) -> Expr:
        letters = frozenset("".join(texts))
        if not cased_letters(texts):
            return value
        if "İ" in letters or letters >= {"i", "ı"}:
            return super().fold(value, texts)
        for letter, other, same in (("s", "ſ", "s"), ("σ", "ς", "σ"), ("i", "İ", "ı")):
            if letter in letters:
                value = sql.call("REPLACE", value, sql.text(other), sql.text(same))
        return sql.call("LOWER", value)

    def spread(self, value: Expr) -> Expr:
        return _between_spaces(_replaced(value, _SEPARATORS, " "))

    def marked(self, value: Expr, literal: str) -> Expr:
        mark = sql.call("CHR", sql.whole(ord(words.MARK)))
        clean = sql.call("REPLACE", value, mark, sql.text(" "))
        found = sql.call("REPLACE", clean, sql.text(literal), mark.copy())
        return _between_spaces(_replaced(found, _SEPARATORS_BUT_MARK, " "))

    def contains(self, value: Expr, part: str) -> Expr:
        return sql.call("CONTAINS", value, _marked_text(part))

    def starts(self, value: Expr, part: str) -> Expr:
        return sql.call("STARTS_WITH", value, sql.text(part))

    def ends(self, value: Expr, part: str) -> Expr:
        return sql.call("ENDS_WITH", value, sql.text(part))

    def fits(self, value: Expr, pattern: str) -> Expr:
        parts = (_quoted(part).replace(r"\?", ".") for part in words.pattern_parts(pattern))
        return _fits(value, f"(?s){'.*'.join(parts)}")

    def domain(self, value: Expr) -> Expr:
        last = sql.call("SPLIT_PART", value.copy(), sql.text("@"), sql.whole(-1))
        return sql.case([(self.contains(value, "@"), sql.call("TRIM", last, sql.text(" ")))])

    # ------------------------------------------------------------ lists

    def fold_elements(self, value: Expr, texts: frozenset[str]) -> Expr:
        return _each(value, self.fold(_ELEMENT.copy(), texts))

    def without_elements(self, value: Expr, texts: frozenset[str]) -> Expr:
        folded = sql.is_in(self.fold(_ELEMENT.copy(), texts), _texts(sorted(texts)))
        return _each(value, _ELEMENT.copy(), sql.negated(folded))

    def has_any(self, value: Expr, texts: tuple[str, ...]) -> Expr:
        return sql.call("LIST_HAS_ANY", value, exp.Array(expressions=_texts(texts)))

    def is_filled(self, value: Expr) -> Expr:
        return sql.compare(">", sql.call("LEN", value), sql.whole(0))

    # ------------------------------------------------------------ numbers

    def quotient(self, above: Expr, below: Expr) -> Expr:
        return exp.IntDiv(this=sql.bracketed(above), expression=sql.bracketed(below))

    def millionths(self, value: Expr) -> Expr:
        return sql.cast(sql.binary("*", value, sql.whole(1_000_000)), self.wide)

    def from_millionths(self, value: Expr) -> Expr:
        step = sql.cast(sql.micro(1), "DECIMAL(7, 6)")
        made = sql.binary("*", sql.cast(value, "DECIMAL(24, 0)"), step)
        return sql.cast(made, self.decimal)

    def least(self, left: Expr, right: Expr) -> Expr:
        return sql.call("LEAST", left, right)

    def greatest(self, left: Expr, right: Expr) -> Expr:
        return sql.call("GREATEST", left, right)

    def fail(self, message: str, key: Expr) -> Expr:
        lead = sql.coalesce(sql.cast(key, "VARCHAR"), sql.text(""))
        told = sql.binary("||", sql.binary("||", sql.text(f"{message} `"), lead), sql.text("`"))
        return sql.call("ERROR", told)

    # ------------------------------------------------------------ moments

    def at(self, us: int) -> Expr:
        return self.literal_timestamp("TIMESTAMP", _spelled_moment(us))

    def shifted(self, moment: Expr, us: int) -> Expr:
        unit, size = next((u, s) for u, s in _UNITS if us % s == 0)
        span = exp.Interval(this=sql.text(str(abs(us) // size)), unit=exp.Var(this=unit))
        return sql.binary("-" if us < 0 else "+", moment, span)

    def microseconds(self, moment: Expr) -> Expr:
        return sql.call("EPOCH_US", moment)

    def now(self) -> Expr:
        return self.moment(sql.call("NOW"), "instant")

    def parameter(self) -> Expr:
        """Read as text, so that a moment with a zone means the same in every session."""
        return self.moment(exp.Placeholder(this="as_of"), None)

    # ------------------------------------------------------------ events

    def first(self, value: Expr, known: Expr, moment: Expr, test: Expr) -> Expr:
        return _greatest_by(exp.Neg(this=self.microseconds(moment)), known, value, test)

    def last(self, value: Expr, known: Expr, moment: Expr, test: Expr) -> Expr:
        return _greatest_by(moment, known, value, test)

    def step(self, k: Expr, values: tuple[int, ...]) -> Expr:
        """A list is quicker than a CASE of many branches."""
        table = exp.Array(expressions=[sql.whole(value) for value in values])
        place = self.least(sql.binary("+", k, sql.whole(1)), sql.whole(len(values)))
        return exp.Bracket(this=table, expressions=[place], offset=1)

    # ------------------------------------------------------------ results

    def points(self, value: Expr, decimals: int) -> Expr:
        if not decimals:
            return sql.cast(value, "BIGINT")
        step = sql.micro(10 ** (6 - decimals))
        return sql.cast(sql.binary("*", value, step), f"DECIMAL(18, {decimals})")

    def bytes_of(self, key: Expr) -> Expr:
        return sql.cast(key, "VARCHAR")


DIALECT: Final = DuckDB()


# ---------------------------------------------------------------- text

_ELEMENT: Final = exp.to_identifier("element")


def _texts(values: tuple[str, ...] | list[str]) -> list[Expr]:
    return [sql.text(value) for value in values]


def _spelled(raw: Expr, family: Family | None) -> Expr:
    return raw if family == "text" else sql.cast(raw, "VARCHAR")


def _trimmed(raw: Expr) -> Expr:
    edges = [exp.Like(this=raw.copy(), expression=sql.text(like)) for like in (" %", "% ")]
    trimmed = sql.call("TRIM", raw.copy(), sql.text(" "))
    return sql.case([(sql.any_of(edges), trimmed)], raw)


def _fits(value: Expr, pattern: str) -> Expr:
    return sql.call("REGEXP_FULL_MATCH", value, sql.text(pattern))


def _replaced(value: Expr, pattern: str, by: str) -> Expr:
    return sql.call("REGEXP_REPLACE", value, sql.text(pattern), sql.text(by), sql.text("g"))


def _between_spaces(value: Expr) -> Expr:
    return sql.binary("||", sql.binary("||", sql.text(" "), value), sql.text(" "))


def _marked_text(part: str) -> Expr:
    """A constant; U+0001 is spelled out, so that it can be seen."""
    before, mark, after = part.partition(words.MARK)
    if not mark:
        return sql.text(part)
    made = sql.call("CHR", sql.whole(ord(words.MARK)))
    made = sql.binary("||", sql.text(before), made) if before else made
    return sql.binary("||", made, sql.text(after)) if after else made


def _quoted(part: str) -> str:
    """Text as a regular expression of RE2."""
    return "".join(_quoted_char(char) for char in part)


def _quoted_char(char: str) -> str:
    if char.isalnum() or ord(char) > 127:
        return char
    return f"\\{char}" if char.isprintable() and char != " " else f"\\x{{{ord(char):02X}}}"


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


# ---------------------------------------------------------------- lists


def _each(parts: Expr, gives: Expr, where: Expr | None = None) -> Expr:
    made = exp.Comprehension(
        this=gives, expression=_ELEMENT.copy(), iterator=parts, condition=where
    )
    return exp.Array(expressions=[made])


# ---------------------------------------------------------------- numbers


def _decimal(spelled: Expr) -> Expr:
    """By way of a wider type: the narrow one misreads exponents that do not fit it."""
    return sql.cast(sql.cast(spelled, "DECIMAL(38, 6)", tried=True), DuckDB.decimal, tried=True)


def _float_number(raw: Expr) -> Expr:
    """The cast to a decimal is exact but near the middle between two; those go by their text."""
    million = exp.Literal.number("1e6")
    near = sql.binary("*", raw.copy(), million)
    off = sql.call("ABS", sql.binary("-", near, sql.call("ROUND", near.copy())))
    small = sql.compare("<", sql.call("ABS", raw.copy()), exp.Literal.number("1e8"))
    clear = sql.compare("<", off, exp.Literal.number("0.4"))
    quick = sql.cast(raw.copy(), DuckDB.decimal)
    return sql.case([(sql.all_of([small, clear]), quick)], _decimal(sql.cast(raw, "VARCHAR")))


# ---------------------------------------------------------------- moments


def _spelled_moment(us: int) -> str:
    moment = _EPOCH + timedelta(microseconds=us)
    return moment.replace(tzinfo=None).isoformat(" ")


def _read_moment(spelled: Expr) -> Expr:
    naive = sql.cast(sql.call("RTRIM", spelled.copy(), sql.text("Zz ")), "TIMESTAMP", tried=True)
    right = sql.call("RTRIM", spelled.copy(), sql.text(" "))
    hours = sql.call("REGEXP_REPLACE", right, sql.text("([+-][0-9]{2})$"), sql.text(r"\100"))
    pattern, by = r" ?([+-][0-9]{2}):?([0-9]{2})$", r"\1:\2"
    zoned = sql.call("REGEXP_REPLACE", hours, sql.text(pattern), sql.text(by))
    instant = sql.cast(zoned, "TIMESTAMPTZ", tried=True)
    moved = sql.call("MAKE_TIMESTAMP", sql.call("EPOCH_US", instant))
    return sql.case([(_fits(spelled.copy(), _NAIVE), naive), (_fits(spelled, _OFFSET), moved)])


# ---------------------------------------------------------------- events


def _greatest_by(order: Expr, known: Expr, value: Expr, test: Expr) -> Expr:
    """MAX of (order, known, value), for NULL would be greater than any value."""
    fields = {"at": order, "known": known, "value": value}
    row = exp.Struct(
        expressions=[
            exp.PropertyEQ(this=exp.to_identifier(key), expression=field)
            for key, field in fields.items()
        ]
    )
    greatest = sql.call("MAX", sql.case([(test, row)]))
    return exp.Dot(this=greatest, expression=exp.to_identifier("value"))

