"""A test for a text that stands for nothing.

`"N/A"`, `"null"` and `"(not set)"` are how systems write that there is no value. Say so where the
column is declared, `unknown for "N/A"`; then every rule knows, and asks `is unknown`.

Avoid:

    score "Demo score"

    leads
      industry text

    group fit
      -5 when industry is "N/A"

Prefer:

    score "Demo score"

    leads
      industry text unknown for "N/A"

    group fit
      -5 when industry is unknown
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Fix, Label
from ..fold import fold
from ..model import Column, Model
from ..printer import show
from ._fixes import inserted, replaced

CODE = "W209"
FIX = "unsafe"
NOTHING = frozenset((
    "n/a", "#n/a", "null", "(null)", "nan", "undefined", "not set", "(not set)", "not available",
    "-none-", "(none)", "-", "--", "no data", "please select", "select one", "unknown value",
))  # fmt: skip


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for test in parsed.of(ast.Is):
            column = (
                model.columns.get(test.value.name.key) if isinstance(test.value, ast.Ref) else None
            )
            for item in test.values.items if column is not None else ():
                if column is not None and isinstance(item, ast.Text) and _nothing(column, item):
                    yield _finding(column, test, item)


def _nothing(column: Column, item: ast.Text) -> bool:
    text = fold(item.value.strip(" "))
    return text in NOTHING and text not in column.unknown_for


def _finding(column: Column, test: ast.Is, item: ast.Text) -> Diagnostic:
    said = f"unknown for {show(item)}"
    return Diagnostic(
        CODE, "warning", f"`{item.value}` stands for a value that is not there", item.span,
        labels=(Label(column.node.span, "the column"),),
        help=f"write `{said}` where the column is declared, and ask `is unknown`",
        fix=_fix(column.node, test, said),
    )  # fmt: skip


def _fix(column: ast.Column, test: ast.Is, said: str) -> Fix | None:
    if len(test.values.items) > 1 or column.unknown_for is not None:
        return None
    ask = replaced(
        test, f"{show(test.value)} is {'known' if test.negated else 'unknown'}", safe=False
    )
    declare = inserted(column.span.end, column.span.path, f" {said}")
    return Fix(f"write `{said}` at the column", (declare, *ask.edits), safe=False)
