"""DuckDB. Checked against 2.0 by running it.

Its `lower` agrees with the frozen fold table but for three letters, for which the texts are
prepared; it is several times faster than replacing letter by letter.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from sqlglot import exp

from ...dsl import bounded as words
from ...dsl.fold import cased_letters
from .. import sql_tree as sql
from ..plan import DAY, SECOND
from ..sql_tree import Expr
from ._duckdb_raw import ELEMENT, RawValues, constants, each, fits
from ._moments import SEPARATORS, SEPARATORS_BUT_MARK, spelled_moment
from ._storing_plans import PLANS
from .base import SETTLED

_READERS: Final = {
    ".csv": "READ_CSV", ".tsv": "READ_CSV", ".parquet": "READ_PARQUET",
    ".json": "READ_JSON", ".jsonl": "READ_JSON", ".ndjson": "READ_JSON",
}  # fmt: skip
_UNITS: Final = (("DAY", DAY), ("HOUR", 3_600 * SECOND), ("MINUTE", 60 * SECOND),
                 ("SECOND", SECOND), ("MICROSECOND", 1))  # fmt: skip


class DuckDB(RawValues):
    title = "DuckDB"
    sqlglot = "duckdb"
    at_family = "instant"
    ends_in_place = True
    orders_lists = True
    kept = "MATERIALIZED"
    repeated = "NOT MATERIALIZED"
    most_columns = 20_000  # no limit of its own is known; 5,000 take a second and a half
    storing = PLANS["duckdb"]

    # ------------------------------------------------------------ where the rows are

    def file(self, path: str) -> Expr:
        ending = PurePath(path.removesuffix(".gz")).suffix.lower()
        if ending not in _READERS:
            raise ValueError(f"DuckDB cannot read `{PurePath(path).name}` in place")
        options = ("header", "all_varchar") if _READERS[ending] == "READ_CSV" else ()
        settings = [exp.EQ(this=sql.name(option), expression=sql.truth(True)) for option in options]
        return sql.call(_READERS[ending], sql.text(path), *settings)

    # ------------------------------------------------------------ text

    def fold(self, value: Expr, texts: frozenset[str]) -> Expr:
        letters = frozenset("".join(texts))
        if not cased_letters(texts):
            return value
        if "İ" in letters or letters >= {"i", "ı"} or not SETTLED.issuperset(cased_letters(texts)):
            return super().fold(value, texts)
        for letter, other, same in (("s", "ſ", "s"), ("σ", "ς", "σ"), ("i", "İ", "ı")):
            if letter in letters:
                value = sql.call("REPLACE", value, sql.text(other), sql.text(same))
        return sql.call("LOWER", value)

    def spread(self, value: Expr) -> Expr:
        return _between_spaces(_replaced(value, SEPARATORS, " "))

    def marked(self, value: Expr, literal: str) -> Expr:
        mark = sql.call("CHR", sql.whole(ord(words.MARK)))
        clean = sql.call("REPLACE", value, mark, sql.text(" "))
        found = sql.call("REPLACE", clean, sql.text(literal), mark.copy())
        return _between_spaces(_replaced(found, SEPARATORS_BUT_MARK, " "))

    def contains(self, value: Expr, part: str) -> Expr:
        return sql.call("CONTAINS", value, _marked_text(part))

    def starts(self, value: Expr, part: str) -> Expr:
        return sql.call("STARTS_WITH", value, sql.text(part))

    def ends(self, value: Expr, part: str) -> Expr:
        return sql.call("ENDS_WITH", value, sql.text(part))

    def fits(self, value: Expr, pattern: str) -> Expr:
        parts = (_quoted(part).replace(r"\?", ".") for part in words.pattern_parts(pattern))
        return fits(value, f"(?s){'.*'.join(parts)}")

    def domain(self, value: Expr) -> Expr:
        last = sql.call("SPLIT_PART", value.copy(), sql.text("@"), sql.whole(-1))
        return sql.case([(self.contains(value, "@"), sql.call("TRIM", last, sql.text(" ")))])

    # ------------------------------------------------------------ lists

    def fold_elements(self, value: Expr, texts: frozenset[str]) -> Expr:
        return each(value, self.fold(ELEMENT.copy(), texts))

    def without_elements(self, value: Expr, texts: frozenset[str]) -> Expr:
        folded = sql.is_in(self.fold(ELEMENT.copy(), texts), constants(sorted(texts)))
        return each(value, ELEMENT.copy(), sql.negated(folded))

    def has_any(self, value: Expr, texts: tuple[str, ...]) -> Expr:
        return sql.call("LIST_HAS_ANY", value, exp.Array(expressions=constants(texts)))

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

    def fail(self, message: str, key: Expr) -> Expr:
        lead = sql.coalesce(sql.cast(key, "VARCHAR"), sql.text(""))
        told = sql.binary("||", sql.binary("||", sql.text(f"{message} `"), lead), sql.text("`"))
        return sql.call("ERROR", told)

    # ------------------------------------------------------------ moments

    def at(self, us: int) -> Expr:
        return self.literal_timestamp("TIMESTAMP", spelled_moment(us))

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

    def first(self, value: Expr, known: Expr | None, moment: Expr, test: Expr) -> Expr:
        return _greatest_by(exp.Neg(this=self.microseconds(moment)), known, value, test)

    def last(self, value: Expr, known: Expr | None, moment: Expr, test: Expr) -> Expr:
        return _greatest_by(moment, known, value, test)

    def step(self, k: Expr, values: tuple[int, ...]) -> Expr:
        """A list is quicker than a CASE of many branches."""
        table = exp.Array(expressions=[sql.whole(value) for value in values])
        place = self.least(sql.binary("+", k, sql.whole(1)), sql.whole(len(values)))
        return exp.Bracket(this=table, expressions=[place], offset=1)

    # ------------------------------------------------------------ results

    def points(self, value: Expr, decimals: int, wide: bool = False) -> Expr:
        if not decimals:
            return sql.cast(value, self.wide if wide else self.whole)
        step = sql.micro(10 ** (6 - decimals))
        type_ = f"DECIMAL({38 if wide else 18}, {decimals})"
        return sql.cast(sql.binary("*", value, step), type_)

    def bytes_of(self, key: Expr) -> Expr:
        return sql.cast(key, "VARCHAR")


DIALECT: Final = DuckDB()


# ---------------------------------------------------------------- text


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


# ---------------------------------------------------------------- events


def _greatest_by(order: Expr, known: Expr | None, value: Expr, test: Expr) -> Expr:
    """MAX of (order, known, value), for NULL would be greater than any value."""
    fields = {"at": order, "known": known, "value": value}
    row = exp.Struct(
        expressions=[
            exp.PropertyEQ(this=exp.to_identifier(key), expression=field)
            for key, field in fields.items()
            if field is not None
        ]
    )
    greatest = sql.call("MAX", sql.case([(test, row)]))
    return exp.Dot(this=greatest, expression=exp.to_identifier("value"))
