"""A name that is a word of the language.

`points is at least 20` reads as if it spoke of all points, and it speaks of a group of that name.
Told of names that a rule file gives itself, to values, lists, definitions and groups.

Avoid:

    score "Demo score"

    leads
      title text

    define known as title contains word "CEO"

    group fit
      +20 when known

Prefer:

    score "Demo score"

    leads
      title text

    define decision_maker as title contains word "CEO"

    group fit
      +20 when decision_maker
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model
from ..vocabulary import WORDS

CODE = "W709"
NAMED = (ast.Let, ast.ListOf, ast.ListFrom, ast.Define, ast.Group)


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for node in parsed.of(*NAMED):
            if node.name.key in WORDS:
                yield Diagnostic(
                    CODE, "warning", f"`{node.name.text}` is a word of the language",
                    node.name.span,
                    help=f"choose a name that says what it is, such as `our_{node.name.key}`",
                )  # fmt: skip
