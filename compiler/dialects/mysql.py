"""MySQL, from version 8.0.17. Checked by running it.

Whatever the session and the columns say, text is compared by bytes and without padding, a
`TIMESTAMP` is the moment that it stands for, and a `DATETIME` is in UTC. A column of times whose
type is not known is taken for a `DATETIME`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from sqlglot import exp

from .. import sql_tree as sql
from ..plan import SECOND
from ..sql_tree import Expr
from ._moments import CLOCK, NAIVE, OFFSET, ZONE, spelled_moment
from ._portable import Portable
from ._storing_plans import PLANS
from .base import Family

_SEPARATORS: Final = r"[\x01-/:-@\[-`{-\x7F]"
_SEPARATORS_BUT_MARK: Final = r"[\x02-/:-@\[-`{-\x7F]"
_EXPONENT: Final = "[eE][+]?(?:0{0,2}[0-9]|0?1[0-7])"
_LARGE_EXPONENT: Final = "[eE][+]?0?(?:[12][0-9]|3[0-5])"
_SMALL_EXPONENT: Final = "[eE]-[0-9]{1,3}"
_NUMBER: Final = (
    "^ *[+-]?(?=[.]?[0-9])0*(?:"
    f"[0-9]{{0,35}}(?:[.][0-9]*)?(?:{_SMALL_EXPONENT})?|[0-9]{{0,18}}(?:[.][0-9]*)?{_EXPONENT}"
    f"|[.][0-9]*{_LARGE_EXPONENT}) *$"
)
"""A number that, unless it has too many digits, fits the widest decimal that there is."""
_BEYOND: Final = "(?<=[.][0-9]{7})[0-9]+(?= *$)"
"""Digits that change nothing when a number is rounded to six decimals."""
_WIDEST: Final = "DECIMAL(65, 30)"
ROOM: Final = 60
"""So many characters of a message are shown for certain, and the lead's key after them."""


class MySQL(Portable):
    title = "MySQL"
    sqlglot = "mysql"
    whole = "SIGNED"
    string = "CHAR CHARACTER SET utf8mb4"
    boolean = "SIGNED"
    fences = True
    crosses = True
    most_columns = 4_000
    collation: ClassVar[str] = "utf8mb4_0900_bin"
    """By bytes, without padding."""
    storing = PLANS["mysql"]

    def fenced(self, query: exp.Query) -> exp.Query:
        """A query with a limit is kept as rows."""
        return query.limit(exp.Literal.number(2**64 - 1), copy=False)

    def settled(self, query: exp.Query) -> exp.Query:
        """Texts in any mode of the session and any character set of the connection."""
        for literal in list(query.find_all(exp.Literal)):
            if literal.is_string and not (literal.name.isascii() and _is_plain(literal.name)):
                literal.replace(_spelled(literal.name))
        return query

    # ------------------------------------------------------------ raw values

    def exact(self, value: Expr) -> Expr:
        made = sql.cast(value, self.string)
        return exp.Collate(this=made, expression=exp.Var(this=self.collation))

    def text(self, raw: Expr, family: Family | None) -> Expr:
        match family:
            case "date" | "time":
                return self.exact(_moment_text(raw, family))
            case "instant":
                shown = _moment_text(self.timestamp(self.epoch(raw, family)), family)
                return self.exact(self.joined([shown, sql.text("+00:00")]))
            case _:
                return self.exact(super().text(raw, family))

    def decimal_text(self, raw: Expr) -> Expr:
        spelled = sql.cast(raw, self.string)
        short = _without_end(_without_end(spelled.copy(), "0"), ".")
        return sql.case([(self.contains(spelled, "."), short)], spelled.copy())

    def float_number(self, raw: Expr) -> Expr:
        """By way of its text, the shortest that reads back the same."""
        size = sql.call("ABS", raw.copy())
        finite = sql.compare("<", size, sql.cast(sql.whole(self.limit), self.double))
        return sql.case([(finite, self.rounded(sql.cast(sql.cast(raw, self.string), _WIDEST)))])

    def number_of_text(self, raw: Expr) -> Expr:
        short = sql.call("REGEXP_REPLACE", raw.copy(), _pattern(_BEYOND), sql.text(""))
        number = self.rounded(sql.cast(sql.call("TRIM", short), _WIDEST))
        return sql.case([(self._matches(raw, _NUMBER), number)])

    def _matches(self, raw: Expr, pattern: str) -> Expr:
        place = sql.call("REGEXP_INSTR", self.exact(raw), _pattern(pattern))
        return sql.compare(">", place, sql.whole(0))

    def epoch(self, raw: Expr, family: Family) -> Expr:
        if family == "instant":
            seconds = sql.call("UNIX_TIMESTAMP", raw)
            return sql.cast(sql.binary("*", seconds, sql.whole(SECOND)), self.whole)
        return sql.call("TIMESTAMPDIFF", exp.Var(this="MICROSECOND"), self._moment(0), raw)

    def moment_of_text(self, raw: Expr) -> Expr:
        clock = sql.call("REGEXP_SUBSTR", self.exact(raw.copy()), sql.text(CLOCK))
        naive = self.epoch(sql.cast(clock, "DATETIME(6)"), "time")
        zone = sql.call("REGEXP_SUBSTR", self.exact(raw.copy()), _pattern(ZONE))
        zoned = sql.binary("-", naive.copy(), self.offset(zone))
        whens = [(self._matches(raw.copy(), NAIVE), naive), (self._matches(raw, OFFSET), zoned)]
        return sql.case(whens)

    def raw_moment(self, us: int, family: Family | None) -> Expr | None:
        return self._moment(us) if family == "time" else None

    def _moment(self, us: int) -> Expr:
        return self.literal_timestamp("TIMESTAMP", spelled_moment(us))

    def elements(self, raw: Expr, family: Family | None, separator: str) -> Expr:
        is_text = family in ("text", "other", None)
        return super().elements(self.exact(raw) if is_text else raw, family, separator)

    # ------------------------------------------------------------ text

    def joined(self, parts: Sequence[Expr]) -> Expr:
        return parts[0] if len(parts) == 1 else sql.call("CONCAT", *parts)

    def constant_text(self, text: str) -> Expr:
        return sql.text(text)

    def char(self, code: int) -> Expr:
        return sql.text(chr(code))

    def separated(self, value: Expr, characters: str) -> Expr:
        pattern = _SEPARATORS if characters[0] == "\x01" else _SEPARATORS_BUT_MARK
        return sql.call("REGEXP_REPLACE", value, sql.text(pattern), sql.text(" "))

    def position(self, value: Expr, part: Expr) -> Expr:
        return sql.call("LOCATE", part, value)

    def domain(self, value: Expr) -> Expr:
        last = sql.call("SUBSTRING_INDEX", value.copy(), sql.text("@"), sql.whole(-1))
        return sql.case([(self.contains(value, "@"), self.trimmed(last))])

    # ------------------------------------------------------------ numbers

    def quotient(self, above: Expr, below: Expr) -> Expr:
        return exp.IntDiv(this=sql.bracketed(above), expression=sql.bracketed(below))

    def wide_quotient(self, above: Expr, below: Expr) -> Expr:
        """DIV gives 64 bits."""
        return self.whole_part(above, below, self.wide)

    def fail(self, message: str, key: Expr) -> Expr:
        """The text of an identifier that is none, which the engine shows."""
        return sql.call("LENGTH", sql.call("UUID_TO_BIN", self.failure(message[-ROOM:], key)))

    # ------------------------------------------------------------ moments and results

    def shown(self, moment: Expr) -> Expr:
        """A constant would be declared as a column that needs a default."""
        return self.timestamp(moment)

    def timestamp(self, moment: Expr) -> Expr:
        return sql.call("TIMESTAMPADD", exp.Var(this="MICROSECOND"), moment, self._moment(0))

    def now(self) -> Expr:
        return self.epoch(sql.call("UTC_TIMESTAMP", sql.whole(6)), "time")

    def parameter(self) -> Expr:
        return self.moment_of_text(exp.Placeholder(this="as_of"))

    def bytes_of(self, key: Expr) -> Expr:
        return self.exact(key)


DIALECT: Final = MySQL()


def _pattern(regular: str) -> Expr:
    """A regular expression whose `$` is the very end, not that of a last line."""
    return sql.text("(?s)" + regular.replace("$", "(?!.)"))


def _without_end(value: Expr, char: str) -> Expr:
    return exp.Trim(this=value, expression=sql.text(char), position="TRAILING")


def _moment_text(raw: Expr, family: Family) -> Expr:
    """With a fraction of six digits or none."""
    if family == "date":
        return sql.call("DATE_FORMAT", raw, sql.text("%Y-%m-%d"))
    plain, full = (
        sql.call("DATE_FORMAT", raw.copy(), sql.text(f"%Y-%m-%d %H:%i:%s{more}"))
        for more in ("", ".%f")
    )
    whole = sql.compare("=", sql.call("MICROSECOND", raw), sql.whole(0))
    return sql.case([(whole, plain)], full)


def _is_plain(text: str) -> bool:
    return all(" " <= char != "\x7f" for char in text) and "\\" not in text


def _spelled(text: str) -> Expr:
    """By its bytes, where a backslash or a character that is not to be seen is in it."""
    made = sql.text(text) if _is_plain(text) else exp.HexString(this=text.encode().hex())
    return exp.Introducer(this=exp.Var(this="_utf8mb4"), expression=made)
