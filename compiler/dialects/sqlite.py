"""SQLite, from version 3.38. Checked by running it.

It knows whole numbers of 64 bits, floating-point numbers and text, so here numbers with decimals
are counted in 10**-6, less than 9 * 10**12 of them in size, and moments of the data are text as
`2026-03-01 10:30:15.123456`. A result that has more digits is an error, never a near figure.
"""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from ...dsl import bounded as words
from .. import sql_tree as sql
from ..plan import MICRO, SECOND
from ..sql_tree import Expr
from ._portable import Portable
from ._sqlite_parser import MOST, places
from ._storing_plans import PLANS
from .base import Family, Unsupported

_NO_LETTER: Final = f"[^0-9A-Za-z\x80-{chr(0x10FFFF)}]"
_SHOWN_MARK: Final = "\ufdd0"
"""Stands for the mark while a pattern is made; no text has it, by the rules of Unicode."""
_NO_LETTER_BUT_MARK: Final = _NO_LETTER.replace("[^", f"[^{_SHOWN_MARK}")


class SQLite(Portable):
    title = "SQLite"
    sqlglot = "sqlite"
    whole = "INTEGER"
    wide = "INTEGER"
    wide_limit = 9 * 10**18
    decimal = "INTEGER"
    double = "REAL"
    string = "TEXT"
    limit = 9 * 10**12
    repeated = "NOT MATERIALIZED"
    fences = True
    most_columns = 1_900
    most_parts = 400
    most_lines = 100
    storing = PLANS["sqlite"]

    def settled(self, query: exp.Query) -> exp.Query:
        if places(query) > MOST:
            raise Unsupported(f"{self.title} cannot nest conditions so deeply")
        return query

    def fenced(self, query: exp.Query) -> exp.Query:
        return query.limit(-1, copy=False)

    # ------------------------------------------------------------ raw values

    def rounded(self, raw: Expr) -> Expr:
        size = sql.compare("<", sql.call("ABS", raw.copy()), sql.whole(self.limit))
        large = self.fail("a number of 13 digits or more in SQLite", raw.copy())
        return sql.case([(sql.is_null(raw), sql.null()), (size, _millionths(raw.copy()))], large)

    def float_number(self, raw: Expr) -> Expr:
        return self.rounded(raw)

    def epoch(self, raw: Expr, family: Family) -> Expr:
        day = sql.call("SUBSTR", raw.copy(), sql.whole(1), sql.whole(10))
        is_day = sql.compare("=", sql.call("DATE", day.copy()), day)
        seconds = sql.call("SUBSTR", raw.copy(), sql.whole(1), sql.whole(19))
        since = sql.cast(sql.call("STRFTIME", sql.text("%s"), seconds), self.whole)
        digits = sql.binary("||", sql.call("SUBSTR", raw, sql.whole(21)), sql.text("000000"))
        fraction = sql.call("SUBSTR", digits, sql.whole(1), sql.whole(6))
        micro = sql.cast(fraction, self.whole)
        made = sql.binary("+", sql.binary("*", since, sql.whole(SECOND)), micro)
        return sql.case([(is_day, made)])

    # ------------------------------------------------------------ lists, as JSON

    def elements(self, raw: Expr, family: Family | None, separator: str) -> Expr:
        if any(char < " " for char in separator):
            raise Unsupported("cannot split lists at a character that is not to be seen")
        if family not in ("text", "other", None):
            return sql.call("JSON_ARRAY", self.text(raw, family))
        quoted = sql.call("JSON_QUOTE", raw)
        between = separator.replace("\\", "\\\\").replace('"', '\\"')
        parts = sql.call("REPLACE", quoted, sql.text(between), sql.text('","'))
        return self.joined([sql.text("["), parts, sql.text("]")])

    def fold_elements(self, value: Expr, texts: frozenset[str]) -> Expr:
        """Each test folds for itself."""
        return value

    def without_elements(self, value: Expr, texts: frozenset[str]) -> Expr:
        others = sql.negated(self._is_one_of(tuple(sorted(texts))))
        kept = sql.call("JSON_GROUP_ARRAY", sql.name("value"))
        return sql.select([kept], sql.call("JSON_EACH", value), others).subquery(copy=False)

    def has_any(self, value: Expr, texts: tuple[str, ...]) -> Expr:
        return _exists(value, self._is_one_of(texts))

    def is_filled(self, value: Expr) -> Expr:
        return _exists(value, sql.compare("!=", self.trimmed(sql.name("value")), sql.text("")))

    def _is_one_of(self, texts: tuple[str, ...]) -> Expr:
        folded = self.fold(self.trimmed(sql.name("value")), frozenset(texts))
        return sql.is_in(folded, [sql.text(text) for text in texts])

    # ------------------------------------------------------------ text

    def fold(self, value: Expr, texts: frozenset[str]) -> Expr:
        return self.fold_by_lower(value, texts)

    def spread(self, value: Expr) -> Expr:
        return self._between_spaces(value)

    def marked(self, value: Expr, literal: str) -> Expr:
        clean = self.changed(value, words.MARK, " ")
        return self._between_spaces(self.changed(clean, literal, words.MARK))

    def has_word(self, value: Expr, search: str) -> Expr:
        """A space stands for any character that is no letter, and where there are marks is none
        either."""
        spelled = search.replace(words.MARK, _SHOWN_MARK)
        no_letter = _NO_LETTER_BUT_MARK if words.MARK in search else _NO_LETTER
        pattern = f"*{no_letter.join(map(globbed, spelled.split(' ')))}*"
        first, *others = map(sql.text, pattern.split(_SHOWN_MARK))
        whole = self.joined([first, *(part for o in others for part in (self.char(1), o))])
        return exp.Glob(this=sql.bracketed(value), expression=sql.bracketed(whole))

    def char(self, code: int) -> Expr:
        return sql.call("CHAR", sql.whole(code))

    def position(self, value: Expr, part: Expr) -> Expr:
        return sql.call("INSTR", value, part)

    def ends(self, value: Expr, part: str) -> Expr:
        return sql.compare("=", sql.call("SUBSTR", value, sql.whole(-len(part))), sql.text(part))

    def fits(self, value: Expr, pattern: str) -> Expr:
        return exp.Glob(this=sql.bracketed(value), expression=sql.text(pattern.replace("[", "[[]")))

    def domain(self, value: Expr) -> Expr:
        """What is left of it after all up to the last `@`."""
        others = sql.call("REPLACE", value.copy(), sql.text("@"), sql.text(""))
        before = sql.call("LENGTH", sql.call("RTRIM", value.copy(), others))
        after = sql.call("SUBSTR", value.copy(), sql.binary("+", before, sql.whole(1)))
        return sql.case([(self.contains(value, "@"), self.trimmed(after))])

    # ------------------------------------------------------------ numbers

    def constant(self, micro: int) -> Expr:
        return sql.whole(micro)

    def as_decimal(self, value: Expr) -> Expr:
        return sql.binary("*", value, sql.whole(MICRO))

    def millionths(self, value: Expr) -> Expr:
        return value

    def from_millionths(self, value: Expr) -> Expr:
        return value

    def quotient(self, above: Expr, below: Expr) -> Expr:
        return exp.Div(this=sql.bracketed(above), expression=sql.bracketed(below), typed=True)

    def least(self, left: Expr, right: Expr) -> Expr:
        return sql.call("MIN", left, right)

    def greatest(self, left: Expr, right: Expr) -> Expr:
        return sql.call("MAX", left, right)

    def fail(self, message: str, key: Expr) -> Expr:
        """A path that is none, which the engine shows."""
        return sql.call("JSON_EXTRACT", sql.text("{}"), self.failure(message, key))

    # ------------------------------------------------------------ moments and results

    def shown(self, moment: Expr) -> Expr:
        return self.timestamp(moment)

    def timestamp(self, moment: Expr) -> Expr:
        rest = self._of_second(moment)
        seconds = self.quotient(sql.binary("-", moment.copy(), rest.copy()), sql.whole(SECOND))
        plain = sql.call("STRFTIME", sql.text("%Y-%m-%d %H:%M:%S"), seconds, sql.text("unixepoch"))
        fraction = sql.call("PRINTF", sql.text(".%06d"), rest)
        whole = sql.compare("=", rest.copy(), sql.whole(0))
        return sql.case([(whole, plain)], sql.binary("||", plain.copy(), fraction))

    def _of_second(self, moment: Expr) -> Expr:
        """The microseconds after the last full second, before 1970 too."""
        rest = exp.Mod(this=sql.bracketed(moment.copy()), expression=sql.whole(SECOND))
        positive = sql.binary("+", rest, sql.whole(SECOND))
        return exp.Mod(this=sql.bracketed(positive), expression=sql.whole(SECOND))

    def now(self) -> Expr:
        now = sql.call("STRFTIME", sql.text("%Y-%m-%d %H:%M:%f"), sql.text("now"))
        return self.epoch(now, "time")

    def parameter(self) -> Expr:
        return self.epoch(exp.Placeholder(this="as_of"), "time")

    def points(self, value: Expr, decimals: int, wide: bool = False) -> Expr:
        """With decimals the floating-point number that is next to it."""
        if not decimals:
            return sql.cast(value, self.whole)
        parts = exp.Literal.number(f"{10**decimals}.0")
        return exp.Div(this=sql.bracketed(value), expression=parts, typed=True)


DIALECT: Final = SQLite()


def _millionths(raw: Expr) -> Expr:
    """A floating-point number in 10**-6, rounded half away from zero as it is spelled: it is held
    against the number halfway, as the product with a million may be rounded to that."""
    size = sql.call("ABS", raw.copy())
    million = exp.Literal.number("1000000.0")
    below = sql.cast(sql.binary("*", size.copy(), million.copy()), "INTEGER")
    halfway = sql.binary("+", below.copy(), exp.Literal.number("0.5"))
    edge = exp.Div(this=sql.bracketed(halfway), expression=million, typed=True)
    near = sql.binary("+", below, sql.bracketed(sql.compare(">=", size, edge)))
    negative = sql.compare("<", raw, sql.whole(0))
    return sql.case([(negative, exp.Neg(this=sql.bracketed(near.copy())))], near)


def _exists(value: Expr, test: Expr) -> Expr:
    rows = sql.select([sql.whole(1)], sql.call("JSON_EACH", value), test)
    return exp.Exists(this=rows)


def globbed(part: str) -> str:
    """Text as GLOB takes it letter by letter.

    >>> globbed("a*[b]?")
    'a[*][[]b][?]'
    """
    return "".join(f"[{char}]" if char in "*?[" else char for char in part)
