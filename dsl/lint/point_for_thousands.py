"""A number with a point where thousands may be meant.

`5.000` is five. Thousands have a comma here, `5,000`, or nothing, `5000`. Told of one to three
digits before the point and three after it, the last a 0, where a number is compared.

Avoid:

    score "Demo score"

    leads
      employees number

    group fit
      +10 when employees is at most 5.000

Prefer:

    score "Demo score"

    leads
      employees number

    group fit
      +10 when employees is at most 5,000
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model
from ..walk import walk
from ._fixes import replaced

CODE = "W213"
FIX = "unsafe"
COMPARED = (ast.Compare, ast.IsBetween, ast.ForNumber, ast.ForRange)


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for test in parsed.of(*COMPARED):
            for node in walk(
                tuple(getattr(test, part, None) for part in ("number", "low", "high"))
            ):
                if isinstance(node, ast.Number) and _thousands(node):
                    yield _finding(node)


def _thousands(node: ast.Number) -> bool:
    """Told of `5.000` and `2.500`, not of `0.500` or `1.125`."""
    return node.decimals == 3 and 1 <= abs(node.value) < 1_000 and node.value * 100 % 1 == 0


def _finding(node: ast.Number) -> Diagnostic:
    said = f"{int(node.value * 1_000):,}"
    return Diagnostic(
        CODE, "warning", f"this is {node.value.normalize():f}, not {said}", node.span,
        help=f"write `{said}` for thousands, or fewer decimals",
        fix=replaced(node, said, safe=False),
    )  # fmt: skip
