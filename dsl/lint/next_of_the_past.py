"""A day that has passed, looked for in the future.

A lead is created, signs up or is last seen before it is scored, so its day is never `in the next 30
days`. Told of columns whose names say so.

Avoid:

    score "Demo score"

    leads
      created date

    group fit
      +10 when created is in the next 30 days

Prefer:

    score "Demo score"

    leads
      created date

    group fit
      +10 when created is in the last 30 days
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model
from ..printer import show
from ._fixes import replaced

CODE = "W505"
FIX = "unsafe"
PAST = re.compile(
    r"^(?:creat(?:ed|ion)|signed_?up|signup|registered|registration|joined|last_\w+|first_\w+)"
    r"(?:_?(?:at|on|date|time|day))?$"
)


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for test in parsed.of(ast.Recent):
            if test.how == "next" and _passed(test.value):
                said = f"{show(test.value)} is in the last {show(test.duration)}"
                yield Diagnostic(
                    CODE, "warning", f"`{show(test.value)}` is never in the future", test.span,
                    help=f"write `{said}`", fix=replaced(test, said, safe=False),
                )  # fmt: skip


def _passed(value: ast.Expression) -> bool:
    return isinstance(value, ast.Ref) and PAST.match(value.name.key) is not None
