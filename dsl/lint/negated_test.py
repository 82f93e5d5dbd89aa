"""`not` before a test that has its own negative.

`not (stage is MQL)` is `stage is not MQL`, and `not (path is known)` is `path is unknown`: one word
instead of a bracket that has to be closed in the reader's head.

Avoid:

    score "Demo score"

    leads
      phone text

    group fit
      -5 when not (phone is known)

Prefer:

    score "Demo score"

    leads
      phone text

    group fit
      -5 when phone is unknown
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model
from ..printer import show
from ._fixes import replaced, written

CODE = "W309"
FIX = "safe"


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for node in parsed.of(ast.Not):
            inner = node.inner.inner if isinstance(node.inner, ast.Bracket) else node.inner
            other = _negative(inner)
            if other is not None:
                yield _finding(model, node, show(other))


def _negative(test: ast.Expression) -> ast.Expression | None:
    if isinstance(test, ast.IsKnown):
        return replace(test, known=not test.known) if test.known else None
    if isinstance(test, ast.Is | ast.IsIn | ast.TextTest | ast.Includes) and not test.negated:
        return replace(test, negated=True)
    return None


def _finding(model: Model, node: ast.Not, said: str) -> Diagnostic:
    fix = None if "#" in written(model, node) else replaced(node, said, safe=True)
    return Diagnostic(
        CODE, "warning", "this negative has words of its own", node.span, help=f"write `{said}`",
        fix=fix,
    )  # fmt: skip
