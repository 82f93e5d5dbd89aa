"""The same values in several tests, which should be one list or one definition.

Whoever adds a value to one of them forgets the other. Told of three values or more.

Avoid:

    score "Demo score"

    leads
      title     text
      employees number

    group fit
      +20 when title contains word "CEO", "CTO" or "VP"
      +10 when title contains word "CEO", "CTO" or "VP" and employees is over 500

Prefer:

    score "Demo score"

    leads
      title     text
      employees number

    define decides as title contains word "CEO", "CTO" or "VP"

    group fit
      +20 when decides
      +10 when decides and employees is over 500
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Label
from ..fold import fold
from ..model import Model

CODE = "W812"
FEWEST = 3


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        first: dict[object, ast.Values] = {}
        for test in parsed.of(ast.Is, ast.TextTest):
            texts = [item.value for item in test.values.items if isinstance(item, ast.Text)]
            if len(texts) == len(test.values.items) >= FEWEST:
                key = frozenset(map(fold, texts)), test.value, getattr(test, "how", "")
                earlier = first.setdefault(key, test.values)
                if earlier is not test.values:
                    yield _finding(test.values, earlier)


def _finding(values: ast.Values, first: ast.Values) -> Diagnostic:
    return Diagnostic(
        CODE, "warning", "these values stand in a test above, too", values.span,
        labels=(Label(first.span, "first here"),),
        help="give the test a name, `define NAME as …`, and use the name in both places",
    )  # fmt: skip
