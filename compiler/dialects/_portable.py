"""What most engines say alike, by the definitions that every engine keeps.

A moment is a whole number of microseconds since 1970; a list is one text, each element between
two marks; text is searched by position and cut by length. A dialect says how it reads its own
types, and replaces what it spells otherwise.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Final

from sqlglot import exp

from ...dsl import bounded as words
from ...dsl.fold import PARTNERS, cased_letters
from .. import normal
from .. import sql_tree as sql
from ..plan import DAY, SECOND
from ..sql_tree import Expr
from ._moments import SEPARATORS, SEPARATORS_BUT_MARK, spelled_moment
from .base import LIMIT, Dialect, Family, Unsupported

BETWEEN: Final = 0x1F
"""Stands around every element of a list that is kept as one text; in the data it becomes …"""
OTHER: Final = 0x1E
"""… this."""
_SPACES: Final = tuple(2**k for k in range(10, -1, -1))
"""Runs of spaces beside a mark are taken off by these lengths, so up to 2,047 of them."""
_FAR: Final = 10_000_000
"""More days than any two moments lie apart."""
_ASSUMED: Final[Mapping[str, Family]] = {
    "text": "text", "number": "decimal", "yes/no": "yes/no", "date": "date", "time": "time",
    "list": "text",
}  # fmt: skip


class Portable(Dialect):
    """All that can be said without asking an engine how it reads its own types."""

    string: ClassVar[str] = "VARCHAR"
    boolean: ClassVar[str] = "BOOLEAN"
    eager: ClassVar[bool] = False
    """Whether an engine may work out branches of a CASE that are not taken."""
    like_escape: ClassVar[str | None] = "!"
    """The character that takes away the meaning of `%` and `_`, said by ESCAPE; none for engines
    where it is the backslash, and goes without saying."""

    @property
    def nothing(self) -> Mapping[str, str]:  # type: ignore[override]
        return MappingProxyType({
            "text": self.string, "number": self.whole, "yes/no": self.boolean,
            "date": self.whole, "time": self.whole, "list": self.string,
        })  # fmt: skip

    def assumed(self, type_: str) -> Family | None:
        return _ASSUMED[type_]

    def file(self, path: str) -> Expr:
        advice = "name a table there, such as `leads from crm.contacts`"
        raise Unsupported(f"cannot read the file `{path}`: {advice}")

    # ------------------------------------------------------------ raw values: text

    def text(self, raw: Expr, family: Family | None) -> Expr:
        match family:
            case "text":
                return self.trimmed(raw)
            case "whole":
                return sql.cast(raw, self.string)
            case "yes/no":
                yes, no = self.told(raw.copy()), sql.negated(self.told(raw))
                return sql.case([(yes, sql.text("true")), (no, sql.text("false"))])
            case "decimal":
                return self.decimal_text(raw)
            case None | "other":
                return self.trimmed(sql.cast(raw, self.string))
            case _:
                raise Unsupported(f"cannot read {_TOLD[family]} as text")

    def trimmed(self, value: Expr) -> Expr:
        """Without surrounding spaces (U+0020)."""
        return sql.call("TRIM", value)

    def decimal_text(self, raw: Expr) -> Expr:
        """Without zeros at the end of a fraction."""
        spelled = sql.cast(raw, self.string)
        short = self.without_end(self.without_end(spelled.copy(), "0"), ".")
        return sql.case([(self.contains(spelled.copy(), "."), short)], spelled)

    def without_end(self, value: Expr, char: str) -> Expr:
        """Without so many of the character as are at the end."""
        return sql.call("RTRIM", value, sql.text(char))

    # ------------------------------------------------------------ raw values: numbers

    def is_whole(self, family: Family | None) -> bool:
        return family in ("whole", "yes/no")

    def number(self, raw: Expr, family: Family | None) -> Expr:
        match family:
            case "whole":
                return self._within(raw, sql.cast(raw.copy(), self.whole))
            case "yes/no":
                yes, no = self.told(raw.copy()), sql.negated(self.told(raw))
                return sql.case([(yes, sql.whole(1)), (no, sql.whole(0))])
            case "decimal":
                return self.rounded(raw)
            case "float":
                return self.float_number(raw)
            case "text" | "other" | None:
                return self.number_of_text(raw)
            case _:
                return sql.cast(sql.null(), self.decimal)

    def _within(self, raw: Expr, value: Expr) -> Expr:
        """Unknown when it has more than 18 digits."""
        low, high = sql.whole(1 - LIMIT), sql.whole(LIMIT - 1)
        return sql.case([(exp.Between(this=raw, low=low, high=high), value)])

    def rounded(self, raw: Expr) -> Expr:
        """A decimal, half away from zero to six places; unknown when it has too many digits."""
        near = sql.call("ROUND", raw, sql.whole(6))
        size = sql.compare("<", sql.call("ABS", near.copy()), sql.whole(self.limit))
        return sql.case([(size, sql.cast(near, self.decimal))])

    def float_number(self, raw: Expr) -> Expr:
        """By way of its shortest decimal spelling."""
        raise Unsupported("cannot read floating-point numbers exactly: make it a decimal column")

    def number_of_text(self, raw: Expr) -> Expr:
        raise Unsupported("cannot read numbers out of text exactly: make it a column of numbers")

    # ------------------------------------------------------------ raw values: yes/no

    def yes_no(self, raw: Expr, family: Family | None) -> Expr:
        match family:
            case "yes/no":
                return raw
            case "whole" | "decimal" | "float":
                return self._truths(raw, [sql.whole(1)], [sql.whole(0)])
            case "text" | "other" | None:
                spelled = sql.call("LOWER", self.trimmed(raw))
                yes, no = ([sql.text(w) for w in sorted(told)] for told in (normal.YES, normal.NO))
                return self._truths(spelled, yes, no)
            case _:
                return sql.cast(sql.null(), self.boolean)

    def _truths(self, value: Expr, yes: list[Expr], no: list[Expr]) -> Expr:
        is_yes, is_no = sql.is_in(value.copy(), yes), sql.is_in(value, no)
        true, false = (self.stored(sql.truth(holds)) for holds in (True, False))
        return sql.case([(is_yes, true), (is_no, false)])

    # ------------------------------------------------------------ raw values: moments

    def moment(self, raw: Expr, family: Family | None) -> Expr:
        match family:
            case "time" | "instant" | "date":
                return self.epoch(raw, family)
            case "text" | "other" | None:
                return self.moment_of_text(raw)
            case _:
                return sql.cast(sql.null(), self.whole)

    @abstractmethod
    def epoch(self, raw: Expr, family: Family) -> Expr:
        """A time, instant or date in microseconds since 1970-01-01T00:00Z, whatever the zone of
        the session."""

    def moment_of_text(self, raw: Expr) -> Expr:
        raise Unsupported("cannot read moments out of text exactly: make it a column of times")

    def offset(self, zone: Expr) -> Expr:
        """How far a zone such as `-05:30` lies east of UTC, in microseconds."""
        digits = self.joined([self.changed(zone, ":", ""), sql.text("00")])
        hours, minutes = (
            sql.cast(sql.call("SUBSTR", digits.copy(), *map(sql.whole, place)), self.whole)
            for place in ((2, 2), (4, 2))
        )
        size = sql.binary("+", sql.binary("*", hours, sql.whole(60)), minutes)
        west = sql.compare("=", sql.call("LEFT", digits, sql.whole(1)), sql.text("-"))
        sign = sql.case([(west, sql.whole(-60 * SECOND))], sql.whole(60 * SECOND))
        return sql.binary("*", size, sign)

    def day(self, raw: Expr, family: Family | None) -> Expr:
        moment = self.moment(raw, family)
        if family == "date":
            return moment
        # moved far above zero, where cutting off a fraction is rounding down
        far = sql.binary("+", moment, sql.whole(_FAR * DAY))
        days = sql.binary("-", self.quotient(far, sql.whole(DAY)), sql.whole(_FAR))
        return sql.binary("*", days, sql.whole(DAY))

    def raw_moment(self, us: int, family: Family | None) -> Expr | None:
        return None

    # ------------------------------------------------------------ lists

    def elements(self, raw: Expr, family: Family | None, separator: str) -> Expr:
        if family not in ("text", "other", None):
            return self.wrapped(self.text(raw, family))
        value = self.changed(raw, chr(BETWEEN), chr(OTHER))
        value = self.changed(value, separator, 2 * chr(BETWEEN))
        return self.squeezed(self.wrapped(value))

    def wrapped(self, value: Expr) -> Expr:
        """Elements with two marks between as a list."""
        mark = self.char(BETWEEN)
        return self.joined([mark, value, mark.copy()])

    def squeezed(self, value: Expr) -> Expr:
        """A list as text, without the spaces around its elements."""
        for number in _SPACES:
            value = self.changed(value, " " * number + chr(BETWEEN), chr(BETWEEN))
            value = self.changed(value, chr(BETWEEN) + " " * number, chr(BETWEEN))
        return value

    def fold_elements(self, value: Expr, texts: frozenset[str]) -> Expr:
        return self.fold(value, texts)

    def without_elements(self, value: Expr, texts: frozenset[str]) -> Expr:
        """Folds the others too where they have letters of these: no test can tell."""
        value = self.fold(value, texts)
        for text in sorted(texts):
            value = self.changed(value, _element(text), "")
        return value

    def has_any(self, value: Expr, texts: tuple[str, ...]) -> Expr:
        return sql.any_of([self.contains(value.copy(), _element(text)) for text in texts])

    def is_filled(self, value: Expr) -> Expr:
        return sql.compare("!=", self.changed(value, chr(BETWEEN), ""), sql.text(""))

    # ------------------------------------------------------------ text

    def fold_by_lower(self, value: Expr, texts: frozenset[str]) -> Expr:
        """For engines whose LOWER, as it is asked here, changes the letters of ASCII only."""
        pairs = [(p, letter) for letter in cased_letters(texts) for p in PARTNERS[letter]]
        if any(partner.isascii() for partner, _ in pairs):
            value = sql.call("LOWER", value)
        for partner, letter in pairs:
            if not partner.isascii():
                value = sql.call("REPLACE", value, sql.text(partner), sql.text(letter))
        return value

    def char(self, code: int) -> Expr:
        """A character that is not to be seen, by its number."""
        return sql.call("CHR", sql.whole(code))

    def constant_text(self, text: str) -> Expr:
        """A constant in which characters that are not to be seen are spelled out."""
        parts: list[Expr] = []
        seen = ""
        for char in text:
            if ord(char) >= 32 and ord(char) != 127:
                seen += char
                continue
            parts += [sql.text(seen)] if seen else []
            parts.append(self.char(ord(char)))
            seen = ""
        parts += [sql.text(seen)] if seen or not parts else []
        return self.joined(parts)

    def changed(self, value: Expr, old: str, new: str) -> Expr:
        return sql.call("REPLACE", value, self.constant_text(old), self.constant_text(new))

    def spread(self, value: Expr) -> Expr:
        return self._between_spaces(self.separated(value, words.SEPARATORS))

    def separated(self, value: Expr, characters: str) -> Expr:
        """The text with a space for each of the characters."""
        for char in characters:
            value = self.changed(value, char, " ")
        return value

    def marked(self, value: Expr, literal: str) -> Expr:
        clean = self.changed(value, words.MARK, " ")
        found = self.changed(clean, literal, words.MARK)
        return self._between_spaces(self.separated(found, words.SEPARATORS.replace(words.MARK, "")))

    def _between_spaces(self, value: Expr) -> Expr:
        return self.joined([sql.text(" "), value, sql.text(" ")])

    @abstractmethod
    def position(self, value: Expr, part: Expr) -> Expr:
        """Where the part begins, from 1; 0 if it is not there."""

    def contains(self, value: Expr, part: str) -> Expr:
        return sql.compare(">", self.position(value, self.constant_text(part)), sql.whole(0))

    def starts(self, value: Expr, part: str) -> Expr:
        start = sql.call("SUBSTR", value, sql.whole(1), sql.whole(len(part)))
        return sql.compare("=", start, sql.text(part))

    def ends(self, value: Expr, part: str) -> Expr:
        return sql.compare("=", sql.call("RIGHT", value, sql.whole(len(part))), sql.text(part))

    def fits(self, value: Expr, pattern: str) -> Expr:
        escape = self.like_escape
        like = exp.Like(
            this=sql.bracketed(value), expression=sql.text(like_pattern(pattern, escape or "\\"))
        )
        return like if escape is None else exp.Escape(this=like, expression=sql.text(escape))

    def domain(self, value: Expr) -> Expr:
        before = sql.binary("-", self.position(self.reversed(value.copy()), sql.text("@")),
                            sql.whole(1))  # fmt: skip
        last = self.trimmed(sql.call("RIGHT", value.copy(), before))
        return sql.case([(self.contains(value, "@"), last)])

    def reversed(self, value: Expr) -> Expr:
        return sql.call("REVERSE", value)

    # ------------------------------------------------------------ numbers

    def whole_part(self, above: Expr, below: Expr, type_: str) -> Expr:
        """A quotient without its fraction, for engines that would keep or round it."""
        rest = sql.call("MOD", above.copy(), below.copy())
        even = sql.bracketed(sql.binary("-", above, rest))
        return sql.cast(exp.Div(this=even, expression=sql.bracketed(below), typed=True), type_)

    def millionths(self, value: Expr) -> Expr:
        return sql.cast(sql.binary("*", value, sql.whole(1_000_000)), self.wide)

    def from_millionths(self, value: Expr) -> Expr:
        return sql.cast(sql.binary("*", sql.bracketed(value), self.constant(1)), self.decimal)

    def fail(self, message: str, key: Expr) -> Expr:
        """By a cast of the message to a number, which an engine refuses by showing it."""
        return self.failed(self.failure(message, key))

    def failing(self, test: Expr, message: str, key: Expr) -> Expr:
        """For an engine that works out branches of a CASE that are not taken, there is something
        to fail about only where the test holds."""
        if not self.eager:
            return self.fail(message, key)
        return self.failed(sql.case([(test, self.failure(message, key))], sql.text("0")))

    def failed(self, told: Expr) -> Expr:
        """Stops the query by showing a text, unless it is a number."""
        return sql.cast(told, self.whole)

    def failure(self, message: str, key: Expr) -> Expr:
        lead = sql.coalesce(sql.cast(key, self.string), sql.text(""))
        return self.joined([sql.text(f"{message} `"), lead, sql.text("`")])

    # ------------------------------------------------------------ moments

    def at(self, us: int) -> Expr:
        return sql.whole(us)

    def shifted(self, moment: Expr, us: int) -> Expr:
        return sql.binary("-" if us < 0 else "+", moment, sql.whole(abs(us)))

    def microseconds(self, moment: Expr) -> Expr:
        return moment

    def shown(self, moment: Expr) -> Expr:
        value = moment.this if isinstance(moment, exp.Neg) else moment
        if not isinstance(value, exp.Literal):
            return self.timestamp(moment)
        us = -int(value.this) if isinstance(moment, exp.Neg) else int(value.this)
        return self.literal_timestamp("TIMESTAMP", spelled_moment(us))

    @abstractmethod
    def timestamp(self, moment: Expr) -> Expr:
        """The engine's timestamp in UTC of a moment that is no constant."""

    # ------------------------------------------------------------ results

    def points(self, value: Expr, decimals: int, wide: bool = False) -> Expr:
        if not decimals:
            return sql.cast(value, self.wide if wide else self.whole)
        step = self.constant(10 ** (6 - decimals))
        type_ = f"DECIMAL({38 if wide else 18}, {decimals})"
        return sql.cast(sql.binary("*", value, step), type_)

    def bytes_of(self, key: Expr) -> Expr:
        return sql.cast(key, self.string)


class Patterned(Portable):
    """The same of an engine that replaces by regular expressions."""

    @abstractmethod
    def replaced(self, value: Expr, pattern: str, by: Expr) -> Expr:
        """All that fits the pattern."""

    def separated(self, value: Expr, characters: str) -> Expr:
        pattern = SEPARATORS if characters[0] == words.MARK else SEPARATORS_BUT_MARK
        return self.replaced(value, pattern, sql.text(" "))

    def squeezed(self, value: Expr) -> Expr:
        return self.replaced(value, f" *\\x{BETWEEN:X} *", self.char(BETWEEN))


_TOLD: Final[Mapping[str, str]] = {
    "float": "floating-point numbers", "date": "dates", "time": "times",
    "instant": "times with a zone", "list": "lists",
}  # fmt: skip


def _element(text: str) -> str:
    return f"{chr(BETWEEN)}{text}{chr(BETWEEN)}"


def stepped(dialect: Dialect, moment: Expr) -> list[tuple[str, Expr]]:
    """The parts of a moment by their units, each small enough for a 32-bit integer."""
    in_day = exp.Mod(this=sql.bracketed(moment.copy()), expression=sql.whole(DAY))
    in_second = exp.Mod(this=sql.bracketed(moment.copy()), expression=sql.whole(SECOND))
    return [
        ("DAY", dialect.quotient(moment, sql.whole(DAY))),
        ("SECOND", dialect.quotient(in_day, sql.whole(SECOND))),
        ("MICROSECOND", in_second),
    ]


def like_pattern(pattern: str, escape: str) -> str:
    """A pattern of `*` and `?` as one of LIKE.

    >>> like_pattern("50%*_?", "!")
    '50!%%!__'
    """
    made = ""
    for char in pattern:
        special = {"*": "%", "?": "_", "%": f"{escape}%", "_": f"{escape}_", escape: 2 * escape}
        made += special.get(char, char)
    return made
