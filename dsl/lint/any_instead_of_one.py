"""`at least 1 E`, which is spelled `any E`.

`any page_view` and `no page_view` are how one says it; a number there reads as if it had been
chosen.

Avoid:

    score "Demo score"

    events
      page_view
      unsubscribe

    group engagement
      +20 when at least 1 page_view in the last 7 days
       +5 when exactly 0 unsubscribe

Prefer:

    score "Demo score"

    events
      page_view
      unsubscribe

    group engagement
      +20 when any page_view in the last 7 days
       +5 when no unsubscribe
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model
from ._fixes import replaced

CODE = "W803"
FIX = "safe"
SHORT = {("at least", 1): "any", ("exactly", 0): "no"}


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for test in parsed.of(ast.EventTest):
            asked = test.quantifier
            number = asked.numbers[0] if asked.numbers else None
            if isinstance(number, ast.Number):
                word = SHORT.get(
                    (asked.how, int(number.value)) if number.value in (0, 1) else ("", 0)
                )
                if word is not None:
                    yield _finding(asked, word)


def _finding(asked: ast.Quantifier, word: str) -> Diagnostic:
    number = 1 if word == "any" else 0
    return Diagnostic(
        CODE, "warning", f"`{asked.how} {number}` is spelled `{word}`", asked.span,
        help=f"write `{word}`", fix=replaced(asked, word, safe=True),
    )  # fmt: skip
