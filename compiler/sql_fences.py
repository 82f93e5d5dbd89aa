"""Where an engine would work out a column anew for each place that reads it, it is kept from that.

Such engines put the expressions of one query into the next. A fence around a query makes them work
out its columns once for each row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from sqlglot import exp

from .dialects import Dialect
from .sql_chain import Query
from .sql_tree import Expr

COSTLY: Final = 6
"""An expression with so many parts."""


def fenced(dialect: Dialect, queries: Sequence[Query], bodies: Iterable[Expr]) -> list[Query]:
    """The same queries, which `bodies` read, with a fence around those that need one."""
    if not dialect.fences:
        return list(queries)
    read: Counter[str] = Counter()
    for body in (*bodies, *(query.body for query in queries)):
        read.update(column.name for column in body.find_all(exp.Column))
    return [replace(query, fence=_needs_one(query.body, read)) for query in queries]


def _needs_one(body: exp.Query, read: Counter[str]) -> bool:
    if not isinstance(body, exp.Select) or body.args.get("group"):
        return False
    named = (column for column in body.expressions if isinstance(column, exp.Alias))
    return any(read[column.alias] > 1 and _is_costly(column.this) for column in named)


def _is_costly(value: Expr) -> bool:
    return sum(1 for _ in islice(value.walk(), COSTLY)) == COSTLY
