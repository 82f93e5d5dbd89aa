"""What a dialect must say: how raw values are read, and the few functions that differ by engine.

All a query does besides is plain SQL that sqlglot renders the same everywhere. The methods take
expression trees and give trees; what they take belongs to them, and is copied where it must stand
twice. Unknown is NULL; for texts also '' and for lists also the empty list, so that reading them
costs no more than it must.

Numbers are whole numbers (`whole`: a 64-bit integer, below 10**18 in size) or decimals with six
places; a `wide` number is an integer of at least 37 digits.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final, Literal, TypeAlias

from sqlglot import exp

from ...dsl.fold import PARTNERS, cased_letters
from .. import sql_tree as sql
from ..sql_tree import Expr
from ._storing import Storing

Family: TypeAlias = Literal[
    "text", "whole", "decimal", "float", "yes/no", "date", "time", "instant", "list", "other"
]
"""What a column of the data is by its type; `time` is without a zone, `instant` with one."""

LIMIT: Final = 10**18
"""Numbers and points are less than this in size."""
SETTLED: Final = frozenset(map(chr, (*range(0x180), *range(0x370, 0x530))))
"""Latin, Greek and Cyrillic letters; other scripts get new upper-case letters with new versions of
Unicode, and so an engine's `lower` may come to differ from the frozen table."""


class Unsupported(ValueError):
    """A dialect cannot say this exactly. The text goes on after the dialect's name: `cannot …`;
    `of` is the column or field that it is about."""

    def __init__(self, told: str, of: str = "") -> None:
        super().__init__(told)
        self.of = of


class Dialect(ABC):
    """One engine's SQL. Stateless; `DIALECT` of its module is the one instance."""

    title: ClassVar[str]
    """What people call the engine."""
    sqlglot: ClassVar[str]
    """Which dialect of sqlglot renders the trees."""
    whole: ClassVar[str] = "BIGINT"
    wide: ClassVar[str] = "DECIMAL(38, 0)"
    decimal: ClassVar[str] = "DECIMAL(24, 6)"
    double: ClassVar[str] = "DOUBLE"
    string: ClassVar[str] = "VARCHAR"
    """Names of types."""
    nothing: ClassVar[Mapping[str, str]]
    """Type of the rules → type of a NULL that stands for its values."""
    kept: ClassVar[str] = ""
    """What makes an engine work out a query of a WITH once and keep its rows."""
    repeated: ClassVar[str] = ""
    """What makes an engine work it out wherever it is named."""
    fences: ClassVar[bool] = False
    """Whether an engine works out a column of a query anew wherever it is read, unless `fenced`."""
    crosses: ClassVar[bool] = False
    """Whether an engine reads one query for many lines of a breakdown better than one for each."""
    ending: ClassVar[str] = ""
    """What must stand at the end of a statement, such as settings."""
    at_family: ClassVar[Family] = "time"
    """What a column of moments of events is taken for if its type is not known."""
    ends_in_place: ClassVar[bool] = False
    """Whether `first` and `last` are aggregates; else a second query finds these values."""
    wide_limit: ClassVar[int] = 10**37
    """A wide number is less than this in size."""
    translates: ClassVar[bool] = False
    """Whether it has TRANSLATE, which changes many letters in one call."""
    orders_lists: ClassVar[bool] = False
    """Whether lists can be told apart and put in order as the rules do."""
    limit: ClassVar[int] = LIMIT
    """Numbers with decimals are less than this in size."""
    most_columns: ClassVar[int] = 1_600
    """So many columns one query may have."""
    most_figures: ClassVar[int] = 1_500
    """So many aggregates one query may have; more than a few thousand are slow to plan."""
    most_parts: ClassVar[int] = 400
    """So many queries one UNION may have."""
    most_lines: ClassVar[int] = 1_000_000
    """Of more lines of a breakdown an engine reads one query better in any case."""

    def assumed(self, type_: str) -> Family | None:
        """What a column declared with that type is taken for if its type is not known; none for
        an engine that can read any."""
        return None

    def fenced(self, query: exp.Query) -> exp.Query:
        """The query so that its columns are worked out once for each row."""
        return query

    def settled(self, query: exp.Query) -> exp.Query:
        """The query as it is rendered: a place for what an engine spells otherwise throughout."""
        return query

    storing: ClassVar[Storing] = Storing()
    """How it keeps results."""

    # ------------------------------------------------------------ where the rows are

    @abstractmethod
    def file(self, path: str) -> Expr:
        """The table in a data file; `ValueError` if the engine cannot read it in place."""

    # ------------------------------------------------------------ raw values as their types

    @abstractmethod
    def text(self, raw: Expr, family: Family | None) -> Expr:
        """The normal form, as `normal.text`. `family` is none if it is not known."""

    @abstractmethod
    def number(self, raw: Expr, family: Family | None) -> Expr:
        """As `normal.number`: whole if `is_whole`, else a decimal."""

    @abstractmethod
    def is_whole(self, family: Family | None) -> bool:
        """Whether a number of that family is read as a whole number."""

    @abstractmethod
    def yes_no(self, raw: Expr, family: Family | None) -> Expr: ...

    @abstractmethod
    def moment(self, raw: Expr, family: Family | None) -> Expr:
        """A time as the engine's timestamp without zone, in UTC."""

    @abstractmethod
    def day(self, raw: Expr, family: Family | None) -> Expr:
        """A date as the moment of its midnight."""

    @abstractmethod
    def elements(self, raw: Expr, family: Family | None, separator: str) -> Expr:
        """A list of texts in normal form."""

    @abstractmethod
    def raw_moment(self, us: int, family: Family | None) -> Expr | None:
        """A constant that a raw column of moments can be compared with as it stands, so that
        parts of the table can be left out; none if there is no such constant."""

    def before_all(self) -> Expr | None:
        """What a raw column of moments may hold that is no moment but comes before all of them."""
        return None

    # ------------------------------------------------------------ truth

    def certain(self, test: Expr) -> Expr:
        """A condition that is never NULL."""
        return sql.coalesce(test, sql.truth(False))

    def stored(self, test: Expr) -> Expr:
        """A condition as the value of a column."""
        return test

    def told(self, column: Expr) -> Expr:
        """Such a column as a condition."""
        return column

    # ------------------------------------------------------------ text

    def joined(self, parts: Sequence[Expr]) -> Expr:
        """Texts that are not NULL, one after another."""
        made, *rest = parts
        for part in rest:
            made = sql.binary("||", made, part)
        return made

    def exact(self, value: Expr) -> Expr:
        """A text of the data as it came, or of our own, made of constants, so that it is compared
        letter by letter."""
        return value

    def fold(self, value: Expr, texts: frozenset[str]) -> Expr:
        """The text so that those of its letters that occur in `texts` (folded) are folded."""
        pairs = [(p, letter) for letter in cased_letters(texts) for p in PARTNERS[letter]]
        if self.translates and pairs:
            partners, letters = map("".join, zip(*pairs, strict=True))
            return sql.call("TRANSLATE", value, sql.text(partners), sql.text(letters))
        for partner, letter in pairs:
            value = sql.call("REPLACE", value, sql.text(partner), sql.text(letter))
        return value

    @abstractmethod
    def spread(self, value: Expr) -> Expr:
        """As `words.spread`."""

    @abstractmethod
    def marked(self, value: Expr, literal: str) -> Expr:
        """As `words.marked`."""

    def has_word(self, value: Expr, search: str) -> Expr:
        """Whether a text that is spread or marked has the word as `words.bounded` searches it."""
        return self.contains(value, search)

    @abstractmethod
    def contains(self, value: Expr, part: str) -> Expr: ...

    @abstractmethod
    def starts(self, value: Expr, part: str) -> Expr: ...

    @abstractmethod
    def ends(self, value: Expr, part: str) -> Expr: ...

    @abstractmethod
    def fits(self, value: Expr, pattern: str) -> Expr:
        """Whether a text as a whole fits a pattern of `*` and `?`."""

    @abstractmethod
    def domain(self, value: Expr) -> Expr:
        """What follows the last `@`, without surrounding spaces."""

    # ------------------------------------------------------------ lists

    @abstractmethod
    def fold_elements(self, value: Expr, texts: frozenset[str]) -> Expr: ...

    @abstractmethod
    def without_elements(self, value: Expr, texts: frozenset[str]) -> Expr:
        """A list without those elements that, folded, are one of `texts`."""

    @abstractmethod
    def has_any(self, value: Expr, texts: tuple[str, ...]) -> Expr: ...

    @abstractmethod
    def is_filled(self, value: Expr) -> Expr:
        """Whether a list has elements."""

    # ------------------------------------------------------------ numbers

    def constant(self, micro: int) -> Expr:
        """A count of 10**-6, as a number with decimals is compared with it."""
        return sql.micro(micro)

    def as_decimal(self, value: Expr) -> Expr:
        """A whole number as one with decimals."""
        return sql.cast(value, self.decimal)

    @abstractmethod
    def quotient(self, above: Expr, below: Expr) -> Expr:
        """Of whole numbers, without the fraction (towards zero)."""

    def wide_quotient(self, above: Expr, below: Expr) -> Expr:
        """The same of wide numbers."""
        return self.quotient(above, below)

    @abstractmethod
    def millionths(self, value: Expr) -> Expr:
        """A decimal as a wide number of 10**-6."""

    @abstractmethod
    def from_millionths(self, value: Expr) -> Expr:
        """The other way; `value` is below 10**24 in size."""

    def size(self, value: Expr) -> Expr:
        return sql.call("ABS", value)

    def least(self, left: Expr, right: Expr) -> Expr:
        """Of two numbers that are not NULL."""
        return sql.call("LEAST", left, right)

    def greatest(self, left: Expr, right: Expr) -> Expr:
        return sql.call("GREATEST", left, right)

    def failing(self, test: Expr, message: str, key: Expr) -> Expr:
        """The same as a branch of CASE for which `test` holds."""
        return self.fail(message, key)

    def castable(self, value: Expr) -> Expr:
        """A value that is cast to a type just wide enough; what comes of NULL does not matter …"""
        return value

    def if_known(self, value: Expr, made: Expr) -> Expr:
        """… for here stands what was made of the value, or NULL if that is NULL."""
        return made

    def added(self, total: Expr) -> Expr:
        """A sum of points that is below 10**18 in size."""
        return total

    def summed(self, value: Expr) -> Expr:
        """A whole number as SUM takes it, so that the sum of a great many still fits."""
        return value

    @abstractmethod
    def fail(self, message: str, key: Expr) -> Expr:
        """Stops the query with the message, followed by the lead's key in back-ticks."""

    # ------------------------------------------------------------ moments

    @abstractmethod
    def at(self, us: int) -> Expr:
        """The moment so many microseconds after 1970-01-01T00:00Z."""

    @abstractmethod
    def shifted(self, moment: Expr, us: int) -> Expr: ...

    @abstractmethod
    def microseconds(self, moment: Expr) -> Expr:
        """Since 1970-01-01T00:00Z."""

    def shown(self, moment: Expr) -> Expr:
        """A moment as people see it in a result: the engine's timestamp in UTC."""
        return moment

    @abstractmethod
    def now(self) -> Expr: ...

    @abstractmethod
    def parameter(self) -> Expr:
        """The moment that the caller binds as `as_of`."""

    # ------------------------------------------------------------ events

    def first(self, value: Expr, known: Expr | None, moment: Expr, test: Expr) -> Expr:
        """Aggregate: `value` of the earliest row for which `test` holds; of several at that
        moment the greatest, those that are not `known` being least. Neither `known` nor, if there
        is none, `value` is ever NULL. Asked for only if `ends_in_place`."""
        raise NotImplementedError

    def last(self, value: Expr, known: Expr | None, moment: Expr, test: Expr) -> Expr:
        raise NotImplementedError

    def step(self, k: Expr, values: tuple[int, ...]) -> Expr:
        """`values[k]`, the last one for a k beyond."""
        whens = [(sql.compare("=", k.copy(), sql.whole(i)), v) for i, v in enumerate(values[:-1])]
        return sql.case([(t, sql.whole(v)) for t, v in whens], sql.whole(values[-1]))

    # ------------------------------------------------------------ results

    @abstractmethod
    def points(self, value: Expr, decimals: int, wide: bool = False) -> Expr:
        """Whole points, or a decimal with so many places of what is counted in 10**-decimals;
        `wide` if there may be 10**18 of them or more."""

    def key(self, text: Expr) -> Expr:
        """The normal form of a key as an engine can look it up."""
        return text

    @abstractmethod
    def bytes_of(self, key: Expr) -> Expr:
        """The key as text, to sort by bytes."""

    def literal_timestamp(self, word: str, spelled: str) -> Expr:
        return exp.Introducer(this=exp.Var(this=word), expression=sql.text(spelled))
