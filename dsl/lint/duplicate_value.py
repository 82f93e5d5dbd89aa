"""A value that a list names twice.

Letters match whatever their case, so `"Gmail.com"` and `"gmail.com"` are one value. One of them is
left over, or something else was meant.

Avoid:

    score "Demo score"

    leads
      email    text
      industry text

    list free_mail = "gmail.com", "yahoo.com", "Gmail.com"

    group fit
      -10 when domain of email is in free_mail
      +10 when industry is "Software", "SaaS" or "software"

Prefer:

    score "Demo score"

    leads
      email    text
      industry text

    list free_mail = "gmail.com", "yahoo.com", "googlemail.com"

    group fit
      -10 when domain of email is in free_mail
      +10 when industry is "Software" or "SaaS"
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .. import ast
from ..diagnostics import Diagnostic, Fix, Label
from ..fold import fold
from ..model import Model
from ._fixes import one_out

CODE = "W305"
FIX = "safe"


def check(model: Model) -> Iterator[Diagnostic]:
    classes = {cls.name.lower() for cls in model.classes}
    for parsed in model.files:
        kept = {column.unknown_for.span for column in parsed.of(ast.Column) if column.unknown_for}
        kept |= {test.values.span for test in parsed.of(ast.Is) if _names(test.value, classes)}
        tests = parsed.of(ast.TextTest, ast.ForText)
        spaced = {test.values.span for test in tests if test.how != "word"}
        for values in parsed.of(ast.Values):
            # Spaces around a text count where it is looked for within another.
            key = _key if values.span in spaced else _trimmed
            yield from _values(model, values, values.span in kept, key)


def _names(value: ast.Expression, classes: set[str]) -> bool:
    return isinstance(value, ast.Ref) and value.name.key in classes


def _values(
    model: Model, values: ast.Values, kept: bool, key: Callable[[ast.LiteralOrRef], object]
) -> Iterator[Diagnostic]:
    """`kept`: the plan names these twice as well, so that a fix would change its fingerprint."""
    seen: dict[object, ast.Node] = {}
    for i, item in enumerate(values.items):
        first = seen.setdefault(key(item), item)
        if first is not item:
            same = not kept and isinstance(item, ast.Text | ast.Number)
            edit = one_out(model, values.items, i) if same else None
            yield Diagnostic(
                CODE, "warning", "this value stands here twice", item.span, "and here again",
                (Label(first.span, "first here"),), "take one of the two out",
                Fix("take this one out", (edit,)) if edit is not None else None,
            )  # fmt: skip


def _trimmed(item: ast.LiteralOrRef) -> object:
    return ("text", fold(item.value.strip(" "))) if isinstance(item, ast.Text) else _key(item)


def _key(item: ast.LiteralOrRef) -> object:
    if isinstance(item, ast.Text):
        return "text", fold(item.value)
    if isinstance(item, ast.Ref):
        return "name", item.name.key
    return ("number", item.value) if isinstance(item, ast.Number) else ("date", item.us)
