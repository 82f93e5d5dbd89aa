"""Snowflake. Checked by a translation of its SQL to DuckDB's; never run on the service.

Where the two differ, or the translation is coarse, what is said here follows Snowflake's manual: no
setting of the session is relied upon, texts are compared by their bytes whatever the collation of a
column, and a moment is the same in every zone.
"""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from .. import sql_tree as sql
from ..plan import DAY, SECOND
from ..sql_tree import Expr
from ._moments import NAIVE, NUMBER, OFFSET, spelled_moment
from ._portable import BETWEEN, OTHER, Portable
from ._storing_plans import PLANS
from .base import Family

_BEYOND: Final = "([.][0-9]{7})[0-9]+$"
"""Digits that change nothing when a number is rounded to six decimals."""
_ZONED: Final = "YYYY-MM-DD HH24:MI:SS.FF6 TZH:TZM"
_CLOCK: Final = ((" T", 12, 3_600 * SECOND), (":", 15, 60 * SECOND), (":", 18, SECOND))
"""After what hours, minutes and seconds stand, where, and what one of each is in microseconds."""


class Snowflake(Portable):
    title = "Snowflake"
    sqlglot = "snowflake"
    wide = "DECIMAL(37, 0)"
    wide_limit = 10**31
    """A quotient keeps six digits behind the point, of 38 in all."""
    eager = True
    """Nothing promises that branches of a CASE which are not taken are not worked out."""
    translates = True
    storing = PLANS["snowflake"]

    # ------------------------------------------------------------ raw values

    def text(self, raw: Expr, family: Family | None) -> Expr:
        match family:
            case "date":
                return sql.call("TO_CHAR", raw, sql.text("YYYY-MM-DD"))
            case "text" | "other" | None:
                return self.exact(self.trimmed(raw))
            case _:
                return super().text(raw, family)

    def exact(self, value: Expr) -> Expr:
        """Without the collation of its column."""
        return sql.call("COLLATE", value, sql.text(""))

    def trimmed(self, value: Expr) -> Expr:
        return sql.call("TRIM", self._as_text(value), sql.text(" "))

    def without_end(self, value: Expr, char: str) -> Expr:
        return sql.call("RTRIM", self._as_text(value), sql.text(char))

    def _as_text(self, value: Expr) -> Expr:
        """Said, for what is not would lose the characters to trim in the translation."""
        return value if isinstance(value, exp.Cast) else sql.cast(value, self.string)

    def number_of_text(self, raw: Expr) -> Expr:
        """A number of 20 digits before the point and 18 behind, so that it is rounded here."""
        spelled = self.text(raw, None)
        short = sql.call("REGEXP_REPLACE", spelled, sql.text(_BEYOND), sql.text(r"\1"))
        number = sql.call("TRY_TO_NUMBER", short, sql.whole(38), sql.whole(18))
        return sql.case([(_matches(spelled.copy(), NUMBER), self.rounded(number))])

    def yes_no(self, raw: Expr, family: Family | None) -> Expr:
        may_be_text = family in ("text", "other", None)
        return super().yes_no(self._spelled(raw) if may_be_text else raw, family)

    def _spelled(self, raw: Expr) -> Expr:
        return self.exact(sql.cast(raw, self.string))

    def epoch(self, raw: Expr, family: Family) -> Expr:
        """The same of moments with and without a zone."""
        if family != "date":
            return sql.call("DATE_PART", exp.Var(this="EPOCH_MICROSECOND"), raw)
        days = sql.call("DATEDIFF", exp.Var(this="DAY"), _start(), raw)
        return sql.binary("*", sql.cast(days, self.whole), sql.whole(DAY))

    def moment_of_text(self, raw: Expr) -> Expr:
        """Out of its digits, for how a text is read as a moment is a setting of the session."""
        spelled = self.text(raw, None)
        day = sql.call("TRY_TO_DATE", _part(spelled, 1, 10), sql.text("YYYY-MM-DD"))
        clock = [_measured(spelled, *part) for part in _CLOCK]
        here = sql.total([self.epoch(day, "date"), *clock, _fraction(spelled)])
        zone = sql.call("REGEXP_SUBSTR", spelled.copy(), sql.text("[+-][0-9]{2}(:?[0-9]{2})?$"))
        east = sql.binary("-", here.copy(), self.offset(zone))
        whens = [(_matches(spelled.copy(), NAIVE), here), (_matches(spelled, OFFSET), east)]
        return sql.case(whens)

    def raw_moment(self, us: int, family: Family | None) -> Expr | None:
        if family == "time":
            return self.timestamp(sql.whole(us))
        return _zoned(us) if family == "instant" else None

    def elements(self, raw: Expr, family: Family | None, separator: str) -> Expr:
        if family == "list":
            return self._elements_joined(raw)
        may_be_text = family in ("text", "other", None)
        return super().elements(self._spelled(raw) if may_be_text else raw, family, separator)

    def _elements_joined(self, raw: Expr) -> Expr:
        clean = self.changed(sql.cast(sql.name("x"), self.string), chr(BETWEEN), chr(OTHER))
        each = exp.Lambda(this=clean, expressions=[exp.to_identifier("x")])
        texts = sql.call("TRANSFORM", raw, each)
        both = sql.call("ARRAY_TO_STRING", texts, self.constant_text(2 * chr(BETWEEN)))
        return self.squeezed(self.wrapped(both))

    # ------------------------------------------------------------ text

    def separated(self, value: Expr, characters: str) -> Expr:
        spaces = sql.text(" " * len(characters))
        return sql.call("TRANSLATE", value, self.constant_text(characters), spaces)

    def position(self, value: Expr, part: Expr) -> Expr:
        return sql.call("CHARINDEX", part, value)

    def domain(self, value: Expr) -> Expr:
        last = sql.call("SPLIT_PART", value.copy(), sql.text("@"), sql.whole(-1))
        return sql.case([(self.contains(value, "@"), self.trimmed(last))])

    # ------------------------------------------------------------ numbers

    def quotient(self, above: Expr, below: Expr) -> Expr:
        """A quotient of whole numbers would be rounded."""
        return self.whole_part(above, below, self.whole)

    def wide_quotient(self, above: Expr, below: Expr) -> Expr:
        return self.whole_part(above, below, self.wide)

    # ------------------------------------------------------------ moments and results

    def shown(self, moment: Expr) -> Expr:
        """Also a constant: what TIMESTAMP means is a setting of the session."""
        return self.timestamp(moment)

    def timestamp(self, moment: Expr) -> Expr:
        start = sql.cast(_start(), "TIMESTAMP_NTZ")
        return sql.call("DATEADD", exp.Var(this="MICROSECOND"), moment, start)

    def now(self) -> Expr:
        return self.epoch(sql.call("CURRENT_TIMESTAMP"), "instant")

    def parameter(self) -> Expr:
        return self.moment_of_text(exp.Placeholder(this="as_of"))

    def bytes_of(self, key: Expr) -> Expr:
        return self._spelled(key)


DIALECT: Final = Snowflake()


def _start() -> Expr:
    """Of which no setting can make another day."""
    return sql.call("DATE_FROM_PARTS", *map(sql.whole, (1970, 1, 1)))


def _zoned(us: int) -> Expr:
    spelled = spelled_moment(us)
    spelled += " +00:00" if "." in spelled else ".000000 +00:00"
    return sql.call("TO_TIMESTAMP_TZ", sql.text(spelled), sql.text(_ZONED))


def _part(spelled: Expr, start: int, length: int) -> Expr:
    return sql.call("SUBSTR", spelled.copy(), sql.whole(start), sql.whole(length))


def _measured(spelled: Expr, after: str, place: int, size: int) -> Expr:
    """Two digits of a moment; nothing where there are none."""
    before = _part(spelled, place - 1, 1)
    digits = sql.call("TRY_TO_NUMBER", _part(spelled, place, 2))
    found = sql.case([(sql.is_in(before, [sql.text(char) for char in after]), digits)])
    return sql.binary("*", sql.coalesce(found, sql.whole(0)), sql.whole(size))


def _fraction(spelled: Expr) -> Expr:
    """In microseconds; of more digits than that the first six."""
    found = sql.call("REGEXP_SUBSTR", spelled.copy(), sql.text("[.][0-9]+"))
    six = sql.call("RPAD", _part(found, 2, 6), sql.whole(6), sql.text("0"))
    return sql.coalesce(sql.call("TRY_TO_NUMBER", six), sql.whole(0))


def _matches(value: Expr, pattern: str) -> Expr:
    """Groups that are not kept cannot be said."""
    return sql.call("REGEXP_LIKE", value, sql.text(pattern.replace("(?:", "(")))
