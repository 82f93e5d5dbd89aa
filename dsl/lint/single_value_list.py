"""A list of one value.

A list is for values that grow in number; for one the test itself is shorter and says more.

Avoid:

    score "Demo score"

    leads
      country text

    list home = "Germany"

    group fit
      +10 when country is in home

Prefer:

    score "Demo score"

    leads
      country text

    group fit
      +10 when country is "Germany"
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Edit, Fix, Span
from ..model import Model
from ..printer import show
from ._fixes import source_of

CODE = "W802"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    """Lists of a file that others may use are theirs to fill."""
    main = model.files[0]
    if not main.of(ast.Score):
        return
    lists = {node.name.key: node for node in main.of(ast.ListOf) if len(node.values.items) == 1}
    tests: dict[str, list[ast.IsIn]] = {key: [] for key in lists}
    for test in main.of(ast.IsIn) if lists else ():
        if test.list_name.key in tests:
            tests[test.list_name.key].append(test)
    rows = {row.list_name.key for row in main.of(ast.ForIn)}
    for key, node in lists.items():
        if tests[key] and key not in rows:
            yield _finding(model, node, tests[key])


def _finding(model: Model, node: ast.ListOf, tests: list[ast.IsIn]) -> Diagnostic:
    value = show(node.values.items[0])
    edits = [_edit(test, value) for test in tests]
    commented = any("#" in source_of(model, t)[e.span.start : e.span.end]
                    for t, e in zip(tests, edits, strict=True))  # fmt: skip
    fix = None if commented else Fix("name the value in the test", tuple(edits), safe=False)
    return Diagnostic(
        CODE, "warning", f"the list `{node.name.text}` has one value", node.name.span,
        help=f"write `{show(tests[0].value)} is {value}`, and take the list out", fix=fix,
    )  # fmt: skip


def _edit(test: ast.IsIn, value: str) -> Edit:
    verb = Span(test.span.path, test.value.span.end, test.list_name.span.end)
    return Edit(verb, f" is {'not ' if test.negated else ''}{value}")
