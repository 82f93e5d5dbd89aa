"""A `*` where it stands for itself.

Only `matches` knows `*` for any letters. In `is`, `contains`, `starts with` and `ends with` a star
is a star, and hardly any data has one.

Avoid:

    score "Demo score"

    leads
      title text

    group fit
      +20 when title is "VP*"

Prefer:

    score "Demo score"

    leads
      title text

    group fit
      +20 when title matches "VP*"
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Edit, Fix, Span
from ..model import Model
from ._fixes import source_of

CODE = "W313"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for node in parsed.of(ast.Is, ast.TextTest):
            if isinstance(node, ast.Is) or node.how != "matches":
                starred = [i for i in node.values.items if isinstance(i, ast.Text) and _starred(i)]
                if starred:
                    yield _finding(model, node, starred[0])


def _starred(item: ast.Text) -> bool:
    """Of letters and a star at an end; a star alone may be a value."""
    return len(item.value) > 1 and (item.value.startswith("*") or item.value.endswith("*"))


def _finding(model: Model, node: ast.Is | ast.TextTest, item: ast.Text) -> Diagnostic:
    verb = Span(node.span.path, node.value.span.end, node.values.span.start)
    said = "does not match" if node.negated else "matches"
    commented = "#" in source_of(model, node)[verb.start : verb.end]
    every = len(node.values.items) == 1 or isinstance(node, ast.Is)
    fix = Fix(f"write `{said}`", (Edit(verb, f" {said} "),), safe=False)
    return Diagnostic(
        CODE, "warning", "this star stands for itself", item.span,
        help=f"write `{said}` for a pattern, or take the star out",
        fix=fix if every and not commented else None,
    )  # fmt: skip
