"""How deep SQLite's parser gets in a query.

Its stack has 100 places; a query that needs more is an error ("parser stack overflow"). What each
form takes is by its grammar, and was measured with 3.40.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlglot import exp

from ..sql_tree import Expr

MOST: Final = 98
_QUERY: Final = 14
"""A query in a WITH, up to its second column."""


def places(query: Expr) -> int:
    """So many places of the stack the query needs, or a few less."""
    deepest, waiting = 0, [(query, 0)]
    while waiting:
        node, taken = waiting.pop()
        deepest = max(deepest, taken)
        waiting += ((child, taken + more) for child, more in _parts(node))
    return deepest


def _parts(node: Expr) -> Iterator[tuple[Expr, int]]:
    """What a form is made of, each with the places taken by what stands before it."""
    match node:
        case exp.Select():
            yield from ((part, _QUERY) for part in node.iter_expressions())
        case exp.Case():
            yield from _case(node)
        case exp.Union():
            yield from ((part, 0) for part in node.iter_expressions())
        case exp.Binary():
            yield node.left, 0
            yield node.right, 2
        case exp.Paren() | exp.Not() | exp.Neg():
            yield node.this, 1
        case exp.Cast():
            yield node.this, 2
        case exp.In() | exp.Between():
            yield from ((part, 5 if place else 0) for place, part in _numbered(node))
        case exp.Func():
            yield from ((part, 5 if place else 3) for place, part in _numbered(node))
        case _:
            yield from ((part, 0) for part in node.iter_expressions())


def _numbered(node: Expr) -> Iterator[tuple[int, Expr]]:
    return enumerate(node.iter_expressions())


def _case(node: exp.Case) -> Iterator[tuple[Expr, int]]:
    if node.this:
        yield node.this, 1
    for place, when in enumerate(node.args["ifs"]):
        before = 3 + (place > 0)
        yield when.this, before
        yield when.args["true"], before + 2
    if node.args.get("default"):
        yield node.args["default"], 4
