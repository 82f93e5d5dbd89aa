"""`5 < visits`: a comparison that begins with its number."""

from __future__ import annotations

from typing import Final

from .. import ast
from ..diagnostics import Diagnostic, Edit, Fix
from ..words import said

ROUND: Final = {
    "<": "is over", "<=": "is at least", ">": "is under", ">=": "is at most", "=": "is",
    "!=": "is not",
}  # fmt: skip
"""How the column compares with the number, by the sign between the number and the column."""


def turned_round(node: ast.Compare) -> Diagnostic | None:
    """What is said of a number that is compared with a name; nothing of other comparisons."""
    if not isinstance(node.value, ast.Number) or not isinstance(node.number, ast.Ref):
        return None
    right = f"{node.number.name.text} {ROUND[node.op]} {said(node.value)}"
    title = "what is compared stands first, and its number last"
    fix = Fix(f"write `{right}`", (Edit(node.span, right),), safe=False)
    return Diagnostic("E101", "error", title, node.span, help=fix.title, fix=fix)
