"""Windows over the rows of a lead's events, as every engine has them: frames of rows alone."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from . import sql_tree as sql
from .dialects import Dialect
from .sql_sources import AT
from .sql_tree import Expr


def over(
    function: Expr, within: Sequence[Expr], order: Sequence[str] = (), back: int | None = 0
) -> Expr:
    """`function` over the rows that have `within` in common, in an order of columns that are never
    NULL. `back`: none looks at all rows before this one, n > 0 at the row n before; 0 leaves it to
    the function."""
    by = [sql.name(name) for name in order]
    made = exp.Window(this=function, partition_by=list(within))
    if by:
        made.set("order", exp.Order(expressions=by))
    if back is None or back > 0:
        start = "UNBOUNDED" if back is None else sql.whole(back)
        made.set("spec", exp.WindowSpec(
            kind="ROWS", start=start, start_side="PRECEDING", end=sql.whole(back or 1),
            end_side="PRECEDING",
        ))  # fmt: skip
    return made


def since(dialect: Dialect, moment: Expr) -> Expr:
    """Microseconds from a moment to the event at hand."""
    return sql.binary("-", dialect.microseconds(sql.name(AT)), dialect.microseconds(moment))
