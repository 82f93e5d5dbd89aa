"""`is between` written as two tests.

`employees is between 10 and 249` says in one breath, and with both ends included, what two
comparisons say.

Avoid:

    score "Demo score"

    leads
      employees number

    group fit
      +10 when employees is at least 10 and employees is at most 249

Prefer:

    score "Demo score"

    leads
      employees number

    group fit
      +10 when employees is between 10 and 249
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from .. import ast
from ..diagnostics import Diagnostic, Edit, Fix, Span
from ..model import Model
from ..printer import show
from ._fixes import source_of

CODE = "W806"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for node in parsed.of(ast.AllOf):
            for one, other in pairwise(node.items):
                if isinstance(one, ast.Compare) and isinstance(other, ast.Compare):
                    yield from _pair(model, one, other)


def _pair(model: Model, one: ast.Compare, other: ast.Compare) -> Iterator[Diagnostic]:
    by_op = {one.op: one, other.op: other}
    if set(by_op) != {">=", "<="} or one.value != other.value:
        return
    low, high = show(by_op[">="].number), show(by_op["<="].number)
    said = f"{show(one.value)} is between {low} and {high}"
    whole = Span(one.span.path, one.span.start, other.span.end)
    commented = "#" in source_of(model, one)[whole.start : whole.end]
    fix = None if commented else Fix(f"write `{said}`", (Edit(whole, said),), safe=False)
    yield Diagnostic(
        CODE, "warning", "these two tests are spelled `between`", whole,
        help=f"write `{said}`", fix=fix,
    )  # fmt: skip
