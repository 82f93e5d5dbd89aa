"""A text whose letters are written in two pieces.

An accented letter can be one character or a plain letter with the accent as a second one. Both
look alike and do not match one another. Data mostly has the letter in one piece; texts that were
copied from file names or from some web pages have it in two.

Avoid:

    score "Demo score"

    leads
      city text

    group fit
      +10 when city is "Zu\u0308rich"

Prefer:

    score "Demo score"

    leads
      city text

    group fit
      +10 when city is "Zürich"
"""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import normalize

from .. import ast
from ..diagnostics import Diagnostic, Edit, Fix
from ..model import Model
from ..printer import quoted

CODE = "W206"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for values in parsed.nodes():
            if isinstance(values, ast.Values):
                for item in values.items:
                    if isinstance(item, ast.Text) and normalize("NFC", item.value) != item.value:
                        yield _finding(item)


def _finding(text: ast.Text) -> Diagnostic:
    whole = quoted(normalize("NFC", text.value))
    fix = Fix("write its letters in one piece", (Edit(text.span, whole),), safe=False)
    return Diagnostic(
        CODE, "warning", "this text has letters in two pieces", text.span,
        help="type it anew, or let the fix join the letters", fix=fix,
    )  # fmt: skip
