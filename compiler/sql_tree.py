"""Building blocks of SQL trees: each takes what it is given into its own tree, without copying.

Brackets are set here, never left to the renderer. Functions are named by constants of the
project; texts and numbers of rules enter by `text` and `whole` only, names by `name`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from sqlglot import exp

Expr: TypeAlias = exp.Expr
Named: TypeAlias = str | exp.Identifier
"""A name as it is, or one that needs quotes."""

WIDE: Final = 24
"""So many operands stand side by side; more are bracketed in groups, for engines limit depth."""


def name(spelled: str, table: Named | None = None, quoted: bool = False) -> exp.Column:
    return exp.Column(
        this=exp.to_identifier(spelled, quoted=quoted),
        table=exp.to_identifier(table) if table else None,
    )


def names(spelled: Iterable[str], table: Named | None = None) -> list[Expr]:
    return [name(one, table) for one in spelled]


def text(value: str) -> Expr:
    return exp.Literal(this=value, is_string=True)


def whole(value: int) -> Expr:
    size = exp.Literal(this=str(abs(int(value))), is_string=False)
    return exp.Neg(this=size) if value < 0 else size


def micro(value: int) -> Expr:
    """A count of 10**-6 as a decimal: 1_500_000 is `1.5`."""
    units, rest = divmod(abs(value), 1_000_000)
    digits = f"{units}.{rest:06d}".rstrip("0").rstrip(".")
    size = exp.Literal(this=digits, is_string=False)
    return exp.Neg(this=size) if value < 0 else size


def truth(holds: bool) -> Expr:
    return exp.Boolean(this=holds)


def null() -> Expr:
    return exp.Null()


def call(function: str, *arguments: Expr) -> Expr:
    return exp.Anonymous(this=function, expressions=list(arguments))


def cast(value: Expr, type_: str, tried: bool = False) -> Expr:
    made = exp.DataType(this=exp.DType.USERDEFINED, kind=type_)
    return exp.TryCast(this=value, to=made) if tried else exp.Cast(this=value, to=made)


def coalesce(value: Expr, otherwise: Expr) -> Expr:
    return exp.Coalesce(this=value, expressions=[otherwise])


def case(whens: Iterable[tuple[Expr, Expr]], otherwise: Expr | None = None) -> Expr:
    """A flat CASE; just `otherwise` when there is nothing to ask."""
    ifs = [exp.If(this=test, true=value) for test, value in whens]
    if not ifs:
        return otherwise if otherwise is not None else null()
    return exp.Case(ifs=ifs, default=otherwise)


def simple_case(value: Expr, whens: Iterable[tuple[Expr, Expr]]) -> Expr:
    """`CASE value WHEN … THEN …`; the constants after WHEN are not NULL."""
    return exp.Case(this=value, ifs=[exp.If(this=of, true=gives) for of, gives in whens])


# ---------------------------------------------------------------- operators

_ATOMS = (exp.Column, exp.Literal, exp.Func, exp.Paren, exp.Boolean, exp.Null, exp.Bracket,
          exp.Dot, exp.Introducer)  # fmt: skip


def bracketed(value: Expr) -> Expr:
    atom = isinstance(value, _ATOMS) and not isinstance(value, exp.Connector)
    return value if atom else exp.Paren(this=value)


_COMPARE: Final[dict[str, type[exp.Binary]]] = {
    "=": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE,
}  # fmt: skip
_ARITHMETIC: Final[dict[str, type[exp.Binary]]] = {
    "+": exp.Add, "-": exp.Sub, "*": exp.Mul, "||": exp.DPipe,
}  # fmt: skip


def compare(op: str, left: Expr, right: Expr) -> Expr:
    return _COMPARE[op](this=bracketed(left), expression=bracketed(right))


def binary(op: str, left: Expr, right: Expr) -> Expr:
    return _ARITHMETIC[op](this=bracketed(left), expression=bracketed(right))


def between(value: Expr, low: Expr, high: Expr) -> Expr:
    return exp.Between(this=bracketed(value), low=low, high=high)


def is_null(value: Expr) -> Expr:
    return exp.Is(this=bracketed(value), expression=null())


def not_null(value: Expr) -> Expr:
    return exp.Is(this=bracketed(value), expression=exp.Not(this=null()))


def negated(test: Expr) -> Expr:
    return truth(not test.this) if isinstance(test, exp.Boolean) else exp.Not(this=bracketed(test))


def is_in(value: Expr, choices: Sequence[Expr]) -> Expr:
    if len(choices) == 1:
        return compare("=", value, choices[0])
    return exp.In(this=bracketed(value), expressions=list(choices))


def all_of(tests: Sequence[Expr]) -> Expr:
    return _joined(tests, lambda a, b: exp.And(this=a, expression=b), exp.Or, truth(True))


def any_of(tests: Sequence[Expr]) -> Expr:
    return _joined(tests, lambda a, b: exp.Or(this=a, expression=b), exp.And, truth(False))


def total(terms: Sequence[Expr]) -> Expr:
    return _joined(terms, lambda a, b: exp.Add(this=a, expression=b), exp.Binary, whole(0))


def _joined(
    parts: Sequence[Expr], join: Callable[[Expr, Expr], Expr], other: type[Expr], nothing: Expr
) -> Expr:
    """A flat chain, of bracketed chains where it would get too long."""
    if not parts:
        return nothing
    if len(parts) > WIDE:
        groups = [parts[i : i + WIDE] for i in range(0, len(parts), WIDE)]
        return _joined([_joined(g, join, other, nothing) for g in groups], join, other, nothing)
    made = _operand(parts[0], other, len(parts))
    for part in parts[1:]:
        made = join(made, _operand(part, other, len(parts)))
    return made


def _operand(part: Expr, other: type[Expr], beside: int) -> Expr:
    loose = isinstance(part, exp.Connector | exp.Add | exp.Sub | exp.Neg)
    return exp.Paren(this=part) if loose and beside > 1 else part


def is_true(test: Expr) -> bool:
    return isinstance(test, exp.Boolean) and bool(test.this)


def same(columns: Iterable[str], one: str, other: str) -> Expr:
    """Whether rows of two tables are alike in these columns."""
    return all_of([compare("=", name(column, one), name(column, other)) for column in columns])


# ---------------------------------------------------------------- queries


def named(value: Expr, alias: str, comment: str = "", quoted: bool = False) -> Expr:
    """`value AS alias`, with a comment that cannot end early."""
    same = isinstance(value, exp.Column) and not value.table and value.name == alias
    if same and not (comment or quoted):
        return value
    made = exp.Alias(this=value, alias=exp.to_identifier(alias, quoted=quoted))
    if comment:
        made.comments = [harmless(comment)]
    return made


_CURLED: Final = str.maketrans("'\"`", "’”‘")


def harmless(comment: str) -> str:
    """A text that can stand in a comment: one line, no end of a comment, no start of one, and no
    straight quotes, at which a parser that looks for quoted text would stumble.

    >>> harmless("a */ b\\n/* it's")
    'a * / b / * it’s'
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in comment).split())
    return line.replace("*/", "* /").replace("/*", "/ *").replace("${", "$ {").translate(_CURLED)


def star(table: str | None = None) -> Expr:
    if table is None:
        return exp.Star()
    return exp.Column(this=exp.Star(), table=exp.to_identifier(table))


def table(spelled: Named) -> exp.Table:
    return exp.Table(this=exp.to_identifier(spelled))


def select(columns: Iterable[Expr], source: Expr | None = None, *tests: Expr) -> exp.Select:
    """`SELECT columns FROM source WHERE` all of the tests."""
    made = exp.Select(expressions=list(columns))
    if source is not None:
        made = made.from_(source, copy=False)
    if tests:
        made = made.where(all_of(tests), copy=False)
    return made


def union_all(queries: Sequence[exp.Select], most: int) -> exp.Query:
    """UNION ALL of at most so many at once."""
    while len(queries) > most:
        parts = [queries[start : start + most] for start in range(0, len(queries), most)]
        queries = [
            select([star()], union_all(part, most).subquery(f"part_{n}", copy=False))
            for n, part in enumerate(parts, 1)
        ]
    if len(queries) == 1:
        return queries[0]
    made: exp.Query = queries[0]
    for query in queries[1:]:
        made = exp.Union(this=made, expression=query, distinct=False)
    return made


def reads(tree: Expr, spelled: str) -> bool:
    """Whether the tree names a column of that table."""
    return any(column.table == spelled for column in tree.find_all(exp.Column))
