"""Values and tests as SQL: each value is a column, each test an expression.

A test is written so that NULL stands for false, and made certain (never NULL) only where it is
negated or stands as a result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from ..dsl import bounded as words
from . import sql_tree as sql
from .dialects import Dialect
from .dialects.base import LIMIT
from .plan import (
    DAY,
    MICRO,
    Arithmetic,
    Days,
    Domain,
    Measured,
    Number,
    NumberIn,
    Points,
    Test,
    TextIn,
    TextLike,
    Value,
)
from .plan import Sequence as EventSequence
from .sql_chain import Chain
from .sql_moments import Moments
from .sql_tree import Expr
from .sql_walk import texts_of
from .walk import leaves, value_of

Finish: TypeAlias = Callable[[Expr], Expr]
"""Makes of a wide number one that others can read."""
Form: TypeAlias = Literal["text", "whole", "decimal", "yes/no", "moment", "list"]
MANY: Final = 24
"""Longer lists are looked up once for each lead, in a column of their own: inside a CASE an
engine compares value by value."""
FAR: Final = 10_000_000
"""More days than any two moments lie apart."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Where a value stands: a column, or a constant."""

    column: str
    form: Form
    certain: bool = False
    """Whether it is never unknown."""
    micro: int | None = None
    """The constant, in 10**-6 …"""
    constant: Expr | None = None
    """… and in SQL."""

    def ref(self) -> Expr:
        return sql.name(self.column) if self.constant is None else self.constant.copy()


class Terms:
    """The values of one kind of row, a lead or an event, in a chain of queries.

    `leaf` tells where a value stands that is not made of others. All values must be asked for
    (`prepare`) before what depends on them is added to the chain.
    """

    def __init__(
        self,
        dialect: Dialect,
        moments: Moments,
        chain: Chain,
        key: str,
        leaf: Callable[[Value], Typed],
    ) -> None:
        self.dialect, self.moments, self.chain = dialect, moments, chain
        self.key = key
        self.leaf = leaf
        self.section = "derived"
        self.whose = "lead"
        """What a failure calls what `key` tells."""
        self.stage_was = ""
        """Column of the stage at the last run."""
        self.points: dict[Points, str] = {}
        self.classes: dict[str, str] = {}
        self.defines: dict[str, str] = {}
        """Columns of what is worked out above."""
        self.sequences: dict[EventSequence, str] = {}
        """The same of orders and repeats of events: 1 where they hold, else 0."""
        self._typed: dict[Value, Typed] = {}
        self._texts: Mapping[Value, frozenset[str]] = {}
        self.words: dict[Value, str] = {}
        """Texts → the column with their words between spaces."""
        self.listed: dict[Test, str] = {}
        """Tests with long lists → the column that holds their outcome."""

    def prepare(self, tests: Sequence[Test], values: Sequence[Value] = ()) -> None:
        """Adds the columns that tests and values need and that the data do not have."""
        self._texts = texts_of(tests)
        for value in values:
            self.typed(value)
        for test in tests:
            for leaf in leaves(test):
                self._prepare_leaf(leaf)

    def _prepare_leaf(self, leaf: Test) -> None:
        value = value_of(leaf)
        if value is None:
            return
        typed = self.typed(value)
        match leaf:
            case TextLike("word", _, texts) if any(
                words.bounded(text).literal is None for text in texts
            ):
                self._spread(value, typed)
            case TextIn(_, texts, list_name) if len(texts) > MANY and leaf not in self.listed:
                value_in = self.dialect.stored(
                    sql.is_in(typed.ref(), [sql.text(text) for text in texts])
                )
                self.listed[leaf] = self._add(value_in, typed.column, "in", list_name or "list")
            case NumberIn(_, micros) if len(micros) > MANY and leaf not in self.listed:
                value_in = self.dialect.stored(self.number_in(typed, micros))
                self.listed[leaf] = self._add(value_in, typed.column, "in_list")

    def against(self, typed: Typed, micro: int) -> Expr:
        """A constant that can be held against a number of that form; a whole one for whole."""
        if typed.form == "whole":
            return sql.whole(micro // MICRO)
        return self.dialect.constant(micro)

    def number_in(self, typed: Typed, micros: Sequence[int]) -> Expr:
        possible = [m for m in micros if typed.form != "whole" or m % MICRO == 0]
        if not possible:
            return sql.truth(False)
        return sql.is_in(typed.ref(), [self.against(typed, micro) for micro in possible])

    def _add(self, value: Expr, *wanted: str) -> str:
        return self.chain.add(self.section, value, *wanted)

    def _spread(self, value: Value, typed: Typed) -> None:
        if value not in self.words:
            spread = self.dialect.spread(typed.ref())
            self.words[value] = self._add(spread, typed.column, "words")

    # ------------------------------------------------------------ values

    def typed(self, value: Value) -> Typed:
        if value not in self._typed:
            self._typed[value] = self._made(value)
        return self._typed[value]

    def _made(self, value: Value) -> Typed:
        match value:
            case Number(micro):
                return self._number(micro)
            case Domain(of):
                inner = self.typed(of)
                domain = self.dialect.domain(inner.ref())
                return Typed(self._add(domain, inner.column, "domain"), "text")
            case Days(direction, of):
                return self._days(direction, self.typed(of))
            case Arithmetic():
                return self._arithmetic(value)
            case _:
                return self._folded_text(value, self.leaf(value))

    def _number(self, micro: int) -> Typed:
        if micro % MICRO == 0:
            return Typed("", "whole", True, micro, sql.whole(micro // MICRO))
        return Typed("", "decimal", True, micro, self.dialect.constant(micro))

    def _folded_text(self, value: Value, typed: Typed) -> Typed:
        """What `first` and `last` give is in its own spelling; tests hold it against folded."""
        texts = self._texts.get(value)
        if not isinstance(value, Measured) or texts is None:
            return typed
        fold = self.dialect.fold if typed.form == "text" else self.dialect.fold_elements
        return Typed(self._add(fold(typed.ref(), texts), typed.column, "folded"), typed.form)

    def _days(self, direction: str, moment: Typed) -> Typed:
        now, then = self.moments.as_of_us(), self.dialect.microseconds(moment.ref())
        age = sql.binary("-", now, then) if direction == "since" else sql.binary("-", then, now)
        # moved far above zero, where cutting off a fraction is rounding down
        far = sql.binary("+", age, sql.whole(FAR * DAY))
        days = sql.binary("-", self.dialect.quotient(far, sql.whole(DAY)), sql.whole(FAR))
        return Typed(self._add(days, "days", direction, moment.column), "whole")

    # ------------------------------------------------------------ arithmetic

    def _arithmetic(self, value: Arithmetic) -> Typed:
        left, right = self.typed(value.left), self.typed(value.right)
        whole = left.form == right.form == "whole"
        what = {"+": "a sum", "-": "a difference", "*": "a product", "/": "a quotient"}[value.op]
        if value.op == "/":
            made, form = self._divided(left, right), "micro"
        elif whole:
            made = sql.binary(value.op, self._wide(left), right.ref())
            form = "whole"
        elif value.op == "*":
            made, form = self._multiplied(left, right), "micro"
        else:
            made = sql.binary(value.op, self.millionths(left), self.millionths(right))
            form = "micro"
        beyond = None
        if value.op == "*" and form == "micro":
            beyond = self._beyond_wide(*(self.millionths(side) for side in (left, right)))
        if value.op == "/" and self.dialect.wide_limit < LIMIT**2:
            beyond = self._beyond_wide(self.millionths(left), sql.whole(4 * MICRO))
        return self._checked(made, form, what, beyond)

    def _beyond_wide(self, left: Expr, right: Expr) -> Expr:
        """Whether a product is too large even for the engine's widest integer; it is then far
        beyond our own limit, or an engine's that has no wider one, so that a rough figure will
        do."""
        double, size = self.dialect.double, self.dialect.size
        product = sql.binary("*", *(size(sql.cast(factor, double)) for factor in (left, right)))
        return sql.compare(">=", product, sql.cast(sql.whole(self.dialect.wide_limit), double))

    def _wide(self, typed: Typed) -> Expr:
        return sql.cast(typed.ref(), self.dialect.wide)

    def millionths(self, typed: Typed) -> Expr:
        if typed.micro is not None:
            return sql.cast(sql.whole(typed.micro), self.dialect.wide)
        if typed.form == "whole":
            return sql.binary("*", self._wide(typed), sql.whole(MICRO))
        return self.dialect.millionths(typed.ref())

    def _multiplied(self, left: Typed, right: Typed) -> Expr:
        """In 10**-6: one factor's 10**-6 are taken off again, half away from zero."""
        product = sql.binary("*", self.millionths(left), self.millionths(right))
        return self._rounded(product, sql.whole(MICRO))

    def _divided(self, left: Typed, right: Typed) -> Expr:
        if left.form == right.form == "whole":
            above = sql.binary("*", self._wide(left), sql.whole(MICRO))
            return self._rounded(above, self._wide(right))
        above = sql.binary("*", self.millionths(left), sql.whole(MICRO))
        return self._rounded(above, self.millionths(right))

    def _rounded(self, above: Expr, below: Expr) -> Expr:
        """The quotient, half away from zero; unknown for a divisor of zero."""
        size = self.dialect.size
        divisor = sql.call("NULLIF", size(below.copy()), sql.whole(0))
        twice = sql.binary("*", sql.whole(2), size(above.copy()))
        halves = sql.binary("+", twice, size(below.copy()))
        quotient = self.dialect.wide_quotient(halves, sql.binary("*", sql.whole(2), divisor))
        negative = (sql.compare("<", each, sql.whole(0)) for each in (above, below))
        opposite = sql.compare(
            "!=", *(self.dialect.stored(sql.bracketed(test)) for test in negative)
        )
        sign = sql.case([(opposite, sql.whole(-1))], sql.whole(1))
        return sql.binary("*", sign, quotient)

    def _checked(self, made: Expr, form: str, what: str, beyond: Expr | None) -> Typed:
        limit = LIMIT if form == "whole" else self.dialect.limit * MICRO
        finish = self.as_whole if form == "whole" else self.dialect.from_millionths
        checked = self.guarded(made, finish, limit, f"{what} has")
        if beyond is not None:
            failing = failure(self.dialect, beyond.copy(), f"{what} has", self.key, self.whose)
            checked = sql.case([(beyond, failing)], checked)
        return Typed(self._add(checked, what[2:]), "whole" if form == "whole" else "decimal")

    def as_whole(self, value: Expr) -> Expr:
        return sql.cast(value, self.dialect.whole)

    def guarded(
        self, made: Expr, finish: Finish, limit: int, what: str, only: Sequence[Expr] = ()
    ) -> Expr:
        return guarded(self.dialect, made, finish, limit, what, self.key, only, self.whose)


def as_it_is(value: Expr) -> Expr:
    """For a figure that needs no finish."""
    return value


def guarded(
    dialect: Dialect,
    made: Expr,
    finish: Finish,
    limit: int,
    what: str,
    key: str,
    only: Sequence[Expr] = (),
    whose: str = "lead",
) -> Expr:
    """The figure in its type, or the end of the query if it is as large as `limit` where `only`
    holds; `key` is the column that tells the lead. What is too large is never cast."""
    large = sql.compare(">=", dialect.size(made.copy()), sql.whole(limit))
    fails = sql.all_of([large, *only])
    whens = [(fails, failure(dialect, fails.copy(), what, key, whose))]
    if only:  # shown nowhere
        whens.append((large.copy(), sql.whole(0)))
    checked = dialect.castable(sql.case(whens, made.copy()))
    return dialect.if_known(made, finish(checked))


def failure(dialect: Dialect, test: Expr, what: str, key: str, whose: str = "lead") -> Expr:
    return dialect.failing(test, f"{what} more than 18 digits for {whose}", sql.name(key))
