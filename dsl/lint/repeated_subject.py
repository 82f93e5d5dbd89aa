"""The same column asked again and again, joined by `or`.

Several values may stand in one test: `industry is "Software" or "Finance"`.

Avoid:

    score "Demo score"

    leads
      industry text

    group fit
      +10 when industry is "Software" or industry is "Finance" or industry is "Insurance"

Prefer:

    score "Demo score"

    leads
      industry text

    group fit
      +10 when industry is "Software", "Finance" or "Insurance"
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model
from ..printer import show
from ._fixes import replaced, written

CODE = "W810"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for node in parsed.of(ast.AnyOf):
            yield from _joined(model, node, False)
        for node in parsed.of(ast.AllOf):
            yield from _joined(model, node, True)


def _joined(model: Model, node: ast.AnyOf | ast.AllOf, negated: bool) -> Iterator[Diagnostic]:
    if len({_asked(item, negated) for item in node.items}) != 1:
        return
    first = node.items[0]
    values: list[ast.LiteralOrRef] = []
    for item in node.items:
        if not isinstance(item, ast.Is | ast.TextTest) or item.negated is not negated:
            return
        values += item.values.items
    assert isinstance(first, ast.Is | ast.TextTest)
    start = written(model, first)[: first.values.span.start - first.span.start]
    shown = [show(value) for value in values]
    said = f"{start}{', '.join(shown[:-1])} or {shown[-1]}"
    commented = "#" in written(model, node)
    yield Diagnostic(
        CODE, "warning", "this asks for one and the same several times", node.span,
        help=f"write `{said}`", fix=None if commented else replaced(node, said, safe=False),
    )  # fmt: skip


def _asked(item: ast.Expression, negated: bool) -> object:
    """What a test asks of which value, but for the values it names."""
    if isinstance(item, ast.Is | ast.TextTest) and item.negated is negated:
        return type(item), item.value, getattr(item, "how", "")
    return item
