"""A test for a value that means unknown.

`city text unknown for "Select"` says that `"Select"` in the data stands for nothing. A test for
that value never holds; ask `is unknown`.

Avoid:

    score "Demo score"

    leads
      city text unknown for "Select"

    group fit
      -5 when city is "Select"

Prefer:

    score "Demo score"

    leads
      city text unknown for "Select"

    group fit
      -5 when city is unknown
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .. import ast
from ..diagnostics import Diagnostic, Fix, Label
from ..fold import fold
from ..model import Column, Model
from ..printer import show
from ._fixes import replaced

CODE = "W202"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for node in parsed.nodes():
            if isinstance(node, ast.Is) and isinstance(node.value, ast.Ref):
                for found in _values(model, node.value.name, node.values):
                    yield replace(found, fix=_fix(node))
            elif isinstance(node, ast.PointsBy) and isinstance(node.value, ast.Ref):
                for row in node.rows:
                    if isinstance(row.matcher, ast.ForValues):
                        yield from _values(model, node.value.name, row.matcher.values)


def _values(model: Model, name: ast.Name, values: ast.Values) -> Iterator[Diagnostic]:
    column = model.columns.get(name.key)
    for item in values.items if column is not None else ():
        if column is not None and _code(item) in column.unknown_for:
            yield _finding(column, item)


def _fix(node: ast.Is) -> Fix | None:
    if len(node.values.items) > 1:
        return None
    said = f"{show(node.value)} is {'known' if node.negated else 'unknown'}"
    return replaced(node, said, safe=False)


def _code(item: ast.LiteralOrRef) -> str | None:
    if isinstance(item, ast.Text):
        return fold(item.value.strip(" "))
    return format(item.value.normalize() + 0, "f") if isinstance(item, ast.Number) else None


def _finding(column: Column, item: ast.LiteralOrRef) -> Diagnostic:
    label = Label(column.node.span, "says that this value means unknown")
    return Diagnostic(
        CODE, "warning", f"`{column.name}` never has this value", item.span, labels=(label,),
        help=f"write `{column.name} is unknown`",
    )  # fmt: skip
