"""Queries with no more columns than an engine holds.

Each query of a chain hands on all columns of the one before, which reads well. Where that would be
too many, it hands on those that are still read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlglot import exp

from . import sql_tree as sql
from .dialects import Dialect
from .dialects.base import Unsupported
from .sql_chain import Query
from .sql_tree import Expr


def narrowed(dialect: Dialect, queries: Sequence[Query], bodies: Iterable[Expr]) -> list[Query]:
    """The same queries, which `bodies` read. Raises `Unsupported` where it cannot be done."""
    needed = _needed_after(queries, bodies)
    columns: dict[str, list[str]] = {}
    made = []
    for query, later in zip(queries, needed, strict=True):
        found = _columns(query.body, columns)
        if len(found) > dialect.most_columns:
            query = replace(query, body=_narrow(query.body, columns, later))
            found = _columns(query.body, columns)
        if len(found) > dialect.most_columns:
            raise Unsupported(
                f"cannot hold more than {dialect.most_columns:,} columns in one query, and these "
                f"rules need {len(found):,}: split them into several files"
            )
        columns[query.name] = found
        made.append(query)
    return made


def _needed_after(queries: Sequence[Query], bodies: Iterable[Expr]) -> list[frozenset[str]]:
    """For each query, the names of all columns that are read after it."""
    names: set[str] = set()
    for body in bodies:
        names |= _read(body)
    found = []
    for query in reversed(queries):
        found.append(frozenset(names))
        names |= _read(query.body)
    return found[::-1]


def _read(body: Expr) -> set[str]:
    return {column.name for column in body.find_all(exp.Column)}


def _columns(body: exp.Query, known: Mapping[str, list[str]]) -> list[str]:
    """What the columns of a query are called."""
    first = next(body.find_all(exp.Select))
    found: list[str] = []
    for column in first.expressions:
        source = _handed_on(first, column)
        found += [column.alias_or_name] if source is None else known.get(source, [])
    return found


def _handed_on(select: exp.Select, column: Expr) -> str | None:
    """The query of which `column` is all columns."""
    if isinstance(column, exp.Column) and isinstance(column.this, exp.Star):
        return column.table
    if not isinstance(column, exp.Star):
        return None
    source = select.args["from_"].this
    return source.name if isinstance(source, exp.Table) else ""


def _narrow(body: exp.Query, known: Mapping[str, list[str]], later: frozenset[str]) -> exp.Query:
    if not isinstance(body, exp.Select):
        return body
    made: list[Expr] = []
    for column in body.expressions:
        source = _handed_on(body, column)
        if source is None:
            made.append(column)
            continue
        of = source if isinstance(column, exp.Column) else None
        made += [sql.name(name, of) for name in known.get(source, []) if name in later]
    body.set("expressions", made)
    return body
