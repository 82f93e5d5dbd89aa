"""A value that another value of the same test already finds.

Whatever contains `sales manager` contains `sales`. The longer value is in vain, or the shorter one
finds more than was meant.

Avoid:

    score "Demo score"

    leads
      title text

    group fit
      +10 when title contains "Sales" or "Sales Manager"

Prefer:

    score "Demo score"

    leads
      title text

    group fit
      +10 when title contains "Sales"
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .. import ast
from ..diagnostics import Diagnostic, Fix, Label
from ..fold import fold
from ..logic import fits
from ..model import Model
from ._fixes import one_out

CODE = "W312"
FIX = "unsafe"
MOST_VALUES = 100
"""Tests of more values are not searched; it would take time by the square."""


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for node in parsed.of(ast.TextTest, ast.ForText):
            items = node.values.items
            if node.how != "matches" and 1 < len(items) <= MOST_VALUES:
                yield from _values(model, node.how, items)


def _values(model: Model, how: str, items: Sequence[ast.LiteralOrRef]) -> Iterator[Diagnostic]:
    texts = [fold(item.value) if isinstance(item, ast.Text) else "" for item in items]
    for i, text in enumerate(texts):
        for j, part in enumerate(texts):
            if i != j and part and text != part and fits(text, how, part):
                yield _finding(model, items, i, j)
                break


def _finding(model: Model, items: Sequence[ast.LiteralOrRef], i: int, j: int) -> Diagnostic:
    edit = one_out(model, items, i)
    return Diagnostic(
        CODE, "warning", "another value finds all that this one finds", items[i].span,
        labels=(Label(items[j].span, "the other value"),), help="take one of the two out",
        fix=Fix("take the longer one out", (edit,), safe=False) if edit is not None else None,
    )  # fmt: skip
