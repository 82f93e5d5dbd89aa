"""Finds conditions where SQL Server wants values, and values where it wants conditions."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

_CONDITIONS = (
    exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Is, exp.In, exp.Between, exp.Like,
    exp.Escape, exp.Not, exp.And, exp.Or, exp.Exists, exp.Boolean,
)  # fmt: skip


def misplaced(tree: exp.Expr) -> Iterator[str]:
    for node in tree.walk():
        if _within_like(node):
            continue
        if isinstance(node, _CONDITIONS) != _wants_condition(node):
            yield node.sql("tsql")


def _within_like(node: exp.Expr) -> bool:
    return isinstance(node.parent, exp.Escape) or isinstance(node, exp.Paren)


def _wants_condition(node: exp.Expr) -> bool:
    """By the place where the node stands, whatever brackets are around it."""
    while isinstance(node.parent, exp.Paren):
        node = node.parent
    match node.parent:
        case exp.And() | exp.Or() | exp.Not() | exp.Where() | exp.Having():
            return True
        case exp.If():
            simple = (
                isinstance(node.parent.parent, exp.Case) and node.parent.parent.this is not None
            )
            return node.arg_key == "this" and not simple
        case exp.Join():
            return node.arg_key == "on"
        case _:
            return False
