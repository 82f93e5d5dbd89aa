"""`matches` with a text that has no `*` and no `?`.

`matches` is for patterns. Without one it asks whether the whole text is this one: that is `is`.

Avoid:

    score "Demo score"

    leads
      title text

    group fit
      +20 when title matches "VP Sales"

Prefer:

    score "Demo score"

    leads
      title text

    group fit
      +20 when title is "VP Sales"
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Edit, Fix, Span
from ..model import Model
from ._fixes import source_of

CODE = "W809"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for node in parsed.of(ast.TextTest):
            if node.how == "matches" and all(map(_plain, node.values.items)):
                yield _finding(model, node)


def _plain(item: ast.LiteralOrRef) -> bool:
    return isinstance(item, ast.Text) and not set("*?") & set(item.value)


def _finding(model: Model, node: ast.TextTest) -> Diagnostic:
    verb = Span(node.span.path, node.value.span.end, node.values.span.start)
    said = "is not" if node.negated else "is"
    text = source_of(model, node)[verb.start : verb.end]
    fix = Fix(f"write `{said}`", (Edit(verb, f" {said} "),), safe=False)
    return Diagnostic(
        CODE, "warning", "this pattern has neither `*` nor `?`", node.values.span,
        help=f'write `{said}`, or a pattern such as `"VP*"`', fix=None if "#" in text else fix,
    )  # fmt: skip
