"""Going through the AST."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields

from . import ast

_FIELDS: dict[type, tuple[str, ...]] = {}


def walk(node: object) -> Iterable[ast.Node]:
    """A node (or a tuple of nodes) and all below it, in no promised order."""
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, tuple):
            stack.extend(current)
        elif isinstance(current, ast.Node):
            yield current
            stack.extend(getattr(current, name) for name in _fields(type(current)))


def _fields(cls: type[ast.Node]) -> tuple[str, ...]:
    if cls not in _FIELDS:
        skipped = ("span", "before", "after", "tail")
        _FIELDS[cls] = tuple(f.name for f in fields(cls) if f.name not in skipped)
    return _FIELDS[cls]


def in_order(defines: Mapping[str, ast.Define]) -> list[str]:
    """Keys of the defines, each after those that it uses as far as there is no loop; without
    recursion, for a chain of them may be of any length."""
    found: dict[str, None] = {}
    open_: set[str] = set()
    stack: list[str] = list(reversed(list(defines)))
    while stack:
        key = stack[-1]
        if key in found or key in open_:
            stack.pop()
            found.setdefault(key)
            continue
        open_.add(key)
        stack.extend(used for used in _uses(defines[key]) if used in defines and used not in open_)
    return list(found)


def _uses(node: ast.Define) -> list[str]:
    return [part.name.key for part in walk(node.test) if isinstance(part, ast.Ref)]
