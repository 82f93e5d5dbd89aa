"""DataFusion, from version 50. Checked by running it.

It counts round when a whole number does not fit, and its literals with decimals are floating-point
numbers; so wide numbers are decimals of 76 digits, and constants with decimals are made of text.
Numbers with an exponent are spelled out before they are read.
"""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from ...dsl.fold import cased_letters
from .. import sql_tree as sql
from ..plan import DAY
from ..sql_tree import Expr
from ._moments import CLOCK, NAIVE, NUMBER, OFFSET
from ._portable import BETWEEN, OTHER, Patterned
from ._storing_plans import PLANS
from .base import SETTLED, Family, Unsupported

_WHOLE: Final = 2**63
"""From here on whole literals may become floating-point numbers."""
_FAR: Final = 250 * 365 * DAY
"""Moments up to here can be compared with columns of every precision."""
_UNUSED: Final = "\ufdd0"
"""Stands for something else meanwhile; no text has it, by the rules of Unicode."""
_PARTS: Final = "^ *([+-]?)0*([0-9]*)[.]?([0-9]*)(?:[eE]([+-]?[0-9]+))? *$"
_ZONE: Final = "([+-][0-9]{2}(?::?[0-9]{2})?) *$"
_MICROSECONDS: Final = "Timestamp(Microsecond, None)"
_DEEPEST: Final = 40
"""So many calls and brackets its parser takes in one another."""
_NESTED: Final = (exp.Paren, exp.Func, exp.Subquery)
_ORDER: Final = "order_"
"""Two underscores in a row are in no name that columns have."""
_ZEROS: Final = 8
"""So many zeros after the point make a number too small to count, …"""
_DIGITS: Final = 8
"""… and so many digits are more than enough to round it."""


class DataFusion(Patterned):
    title = "DataFusion"
    sqlglot = "postgres"
    wide = "DECIMAL(76, 0)"
    wide_limit = 10**75
    like_escape = None
    eager = True
    crosses = True
    most_columns = 1_500
    most_figures = 1_000
    most_parts = 200
    storing = PLANS["datafusion"]

    def settled(self, query: exp.Query) -> exp.Query:
        for literal in list(query.find_all(exp.Literal)):
            if not literal.is_string and int(literal.name) >= _WHOLE:
                literal.replace(sql.cast(sql.text(literal.name), self.wide))
        self._refuse_twins(query.named_selects)
        if query.args.get("order") and isinstance(query, exp.Select):
            _order_apart(query)
        if _depth(query) > _DEEPEST:
            raise Unsupported(f"{self.title} cannot nest conditions more than {_DEEPEST} deep")
        return query

    def _refuse_twins(self, names: list[str]) -> None:
        twins = sorted(name for name in set(names) - {"*"} if names.count(name) > 1)
        if twins:
            raise Unsupported(
                f"{self.title} cannot give two columns the name `{twins[0]}`: rename the column of "
                f"the data, for example to `lead_{twins[0]}`"
            )

    # ------------------------------------------------------------ raw values

    def text(self, raw: Expr, family: Family | None) -> Expr:
        match family:
            case "date":
                return sql.cast(raw, self.string)
            case "time" | "instant":
                spelled = sql.call("TO_CHAR", _at(raw), sql.text("%Y-%m-%d %H:%M:%S%.6f"))
                short = self.changed(spelled, ".000000", "")
                return short if family == "time" else self.joined([short, sql.text("+00:00")])
            case _:
                return super().text(raw, family)

    def float_number(self, raw: Expr) -> Expr:
        return self.number_of_text(sql.cast(sql.cast(raw, self.double), self.string))

    def number_of_text(self, raw: Expr) -> Expr:
        return sql.case([(_matches(raw.copy(), NUMBER), self._rounded(_plain_number(raw)))])

    def rounded(self, raw: Expr) -> Expr:
        size = sql.compare("<", sql.call("ABS", raw.copy()), sql.whole(self.limit))
        return sql.case([(size, self._rounded(raw))])

    def _rounded(self, value: Expr) -> Expr:
        """A cast rounds half away from zero, texts too."""
        near = sql.cast(value, "DECIMAL(38, 6)")
        size = sql.compare("<", sql.call("ABS", near.copy()), sql.whole(self.limit))
        return sql.case([(size, sql.cast(near, self.decimal))])

    def epoch(self, raw: Expr, family: Family) -> Expr:
        if family == "date":
            days = sql.cast(sql.cast(raw, "INT"), self.whole)
            return sql.binary("*", days, sql.whole(DAY))
        return sql.cast(_at(raw), self.whole)

    def moment_of_text(self, raw: Expr) -> Expr:
        clock = _found(raw, f"({CLOCK})")
        minute = sql.compare("=", sql.call("LENGTH", clock.copy()), sql.whole(16))
        full = sql.case([(minute, sql.binary("||", clock.copy(), sql.text(":00")))], clock.copy())
        here = self.epoch(full, "time")
        east = sql.binary("-", here.copy(), self.offset(_found(raw, _ZONE)))
        return sql.case([(_matches(raw.copy(), NAIVE), here), (_matches(raw.copy(), OFFSET), east)])

    def raw_moment(self, us: int, family: Family | None) -> Expr | None:
        if abs(us) > _FAR or family not in ("time", "instant"):
            return None
        zone = 'Some("UTC")' if family == "instant" else "None"
        return _arrow(sql.cast(sql.whole(us), self.whole), f"Timestamp(Microsecond, {zone})")

    def elements(self, raw: Expr, family: Family | None, separator: str) -> Expr:
        if family != "list":
            return super().elements(raw, family, separator)
        both = sql.call("ARRAY_TO_STRING", raw, sql.text(_UNUSED))
        clean = self.changed(both, chr(BETWEEN), chr(OTHER))
        return self.squeezed(self.wrapped(self.changed(clean, _UNUSED, 2 * chr(BETWEEN))))

    # ------------------------------------------------------------ text

    def fold(self, value: Expr, texts: frozenset[str]) -> Expr:
        """By LOWER, for calls can be nested less deeply than there are letters; those that are not
        settled are changed before it. It would make two characters of `İ`, and a final sigma of
        some."""
        cased = frozenset(cased_letters(texts))
        value = super().fold(value, cased - SETTLED)
        if not cased & SETTLED:
            return value
        lower = sql.call("LOWER", self.changed(value, "İ", _UNUSED))
        value = self.changed(lower, _UNUSED, "İ")
        for letter, other in (("s", "ſ"), ("σ", "ς")):
            value = self.changed(value, other, letter) if letter in cased else value
        return value

    def replaced(self, value: Expr, pattern: str, by: Expr) -> Expr:
        return sql.call("REGEXP_REPLACE", value, sql.text(pattern), by, sql.text("g"))

    def position(self, value: Expr, part: Expr) -> Expr:
        return sql.call("STRPOS", value, part)

    def domain(self, value: Expr) -> Expr:
        last = sql.call("SPLIT_PART", value.copy(), sql.text("@"), sql.whole(-1))
        return sql.case([(self.contains(value, "@"), self.trimmed(last))])

    # ------------------------------------------------------------ numbers

    def constant(self, micro: int) -> Expr:
        return sql.cast(sql.text(sql.micro(micro).sql()), self.decimal)

    def quotient(self, above: Expr, below: Expr) -> Expr:
        return exp.Div(this=sql.bracketed(above), expression=sql.bracketed(below), typed=True)

    def wide_quotient(self, above: Expr, below: Expr) -> Expr:
        rest = exp.Mod(this=sql.bracketed(above.copy()), expression=sql.bracketed(below.copy()))
        even = sql.binary("-", above, rest)
        return sql.cast(self.quotient(even, below), self.wide)

    def from_millionths(self, value: Expr) -> Expr:
        step = sql.cast(sql.text("0.000001"), "DECIMAL(76, 6)")
        return sql.cast(sql.binary("*", value, step), self.decimal)

    def summed(self, value: Expr) -> Expr:
        return sql.cast(value, "DECIMAL(38, 0)")

    # ------------------------------------------------------------ moments and results

    def shown(self, moment: Expr) -> Expr:
        return self.timestamp(moment)

    def timestamp(self, moment: Expr) -> Expr:
        return _arrow(sql.cast(moment, self.whole), _MICROSECONDS)

    def now(self) -> Expr:
        return self.epoch(sql.call("NOW"), "instant")

    def parameter(self) -> Expr:
        return self.moment_of_text(sql.cast(exp.Parameter(this=sql.name("as_of")), self.string))

    def points(self, value: Expr, decimals: int, wide: bool = False) -> Expr:
        if not decimals:
            return super().points(value, decimals, wide)
        step = sql.cast(sql.text(sql.micro(10 ** (6 - decimals)).sql()), "DECIMAL(76, 6)")
        product = sql.binary("*", sql.cast(value, self.wide), step)
        return sql.cast(product, f"DECIMAL({38 if wide else 18}, {decimals})")


DIALECT: Final = DataFusion()


def _order_apart(query: exp.Select) -> None:
    """Sorts by columns that are called like none of the results, which would be ambiguous."""
    keys = query.args["order"].expressions
    source = query.args["from_"].this
    columns = []
    for place, key in enumerate(keys):
        found = key.this if isinstance(key, exp.Ordered) else key
        name = f"{_ORDER}_{place + 1}"
        found.replace(sql.name(name))
        columns.append(sql.named(found, name))
    inner = sql.select([sql.star(), *columns], source.copy())
    source.replace(inner.subquery(source.alias_or_name, copy=False))


def _depth(tree: Expr) -> int:
    """How many calls and brackets stand in one another."""
    deepest, waiting = 0, [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        depth += isinstance(node, _NESTED)
        deepest = max(deepest, depth)
        waiting += ((child, depth) for child in node.iter_expressions())
    return deepest


def _arrow(value: Expr, type_: str) -> Expr:
    return sql.call("ARROW_CAST", value, sql.text(type_))


def _at(raw: Expr) -> Expr:
    """A moment without its zone, in UTC."""
    return _arrow(raw, _MICROSECONDS)


def _matches(value: Expr, pattern: str) -> Expr:
    return sql.call("REGEXP_LIKE", value, sql.text(pattern))


def _found(value: Expr, pattern: str) -> Expr:
    found = exp.Paren(this=sql.call("REGEXP_MATCH", value.copy(), sql.text(pattern)))
    return exp.Bracket(this=found, expressions=[sql.whole(1)], offset=1)


# ---------------------------------------------------------------- numbers out of text


def _plain_number(raw: Expr) -> Expr:
    """A number as text: without an exponent, cut off where digits no longer matter, and unknown
    from 10**18 up."""
    sign, before, after, exponent = (_part(raw, place) for place in range(1, 5))
    shifts = sql.compare("!=", exponent.copy(), sql.text(""))
    shift = sql.case([(shifts, sql.cast(exponent, "BIGINT"))], sql.whole(0))
    every = sql.binary("||", before.copy(), after)
    digits = sql.call("LTRIM", every.copy(), sql.text("0"))
    zeros = sql.binary("-", _length(every), _length(digits))
    point = sql.binary("-", sql.binary("+", _length(before), shift), zeros)
    none = [sql.compare("=", digits.copy(), sql.text("")),
            sql.compare("<", point.copy(), sql.whole(-_ZEROS))]  # fmt: skip
    return sql.case([
        (sql.any_of(none), sql.text("0")),
        (sql.compare("<=", point.copy(), sql.whole(0)), _small(sign.copy(), digits, point)),
        (sql.compare("<=", point.copy(), sql.whole(18)), _large(sign, digits, point)),
    ])  # fmt: skip


def _small(sign: Expr, digits: Expr, point: Expr) -> Expr:
    zeros = sql.call("REPEAT", sql.text("0"), exp.Neg(this=sql.bracketed(point.copy())))
    digits = sql.call("LEFT", digits.copy(), sql.whole(_DIGITS))
    return DIALECT.joined([sign, sql.text("0."), zeros, digits])


def _large(sign: Expr, digits: Expr, point: Expr) -> Expr:
    before = sql.call("LEFT", digits.copy(), point.copy())
    full = sql.call("RPAD", before, point.copy(), sql.text("0"))
    start = sql.binary("+", point.copy(), sql.whole(1))
    after = sql.call("SUBSTR", digits.copy(), start, sql.whole(_DIGITS))
    return DIALECT.joined([sign, full, sql.text("."), after])


def _part(raw: Expr, place: int) -> Expr:
    """Of a number as text: sign, whole digits without zeros before them, others, exponent."""
    return sql.call("REGEXP_REPLACE", raw.copy(), sql.text(_PARTS), sql.text(f"${{{place}}}"))


def _length(text: Expr) -> Expr:
    return sql.call("LENGTH", text.copy())
