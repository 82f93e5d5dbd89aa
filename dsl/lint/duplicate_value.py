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

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Fix, Label
from ..fold import fold
from ..model import Model
from ._fixes import one_out

CODE = "W305"
FIX = "safe"


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for node in parsed.nodes():
            if isinstance(node, ast.Values):
                yield from _values(model, node)


def _values(model: Model, values: ast.Values) -> Iterator[Diagnostic]:
    seen: dict[object, ast.Node] = {}
    for i, item in enumerate(values.items):
        key = _key(item)
        first = seen.setdefault(key, item)
        if first is not item:
            edit = one_out(model, values.items, i)
            yield Diagnostic(
                CODE, "warning", "this value stands here twice", item.span, "and here again",
                (Label(first.span, "first here"),), "take one of the two out",
                Fix("take this one out", (edit,)) if edit is not None else None,
            )  # fmt: skip


def _key(item: ast.LiteralOrRef) -> object:
    if isinstance(item, ast.Text):
        return "text", fold(item.value.strip(" "))
    if isinstance(item, ast.Ref):
        return "name", item.name.key
    return ("number", item.value) if isinstance(item, ast.Number) else ("date", item.us)
