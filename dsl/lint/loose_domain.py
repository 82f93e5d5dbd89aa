"""A domain looked for in the whole address.

`email ends with "mail.com"` also finds `gmail.com` and `hotmail.com`, and `email contains
"acme.com"` finds `acme.com.evil.example`. `domain of email is …` compares what follows the `@`.

Avoid:

    score "Demo score"

    leads
      email text

    group fit
      -10 when email ends with "mail.com"

Prefer:

    score "Demo score"

    leads
      email text

    group fit
      -10 when domain of email is "mail.com"
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model
from ..printer import show
from ._fixes import replaced, written

CODE = "W211"
FIX = "unsafe"
DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}$", re.I)


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for test in parsed.of(ast.TextTest):
            named = isinstance(test.value, ast.Ref) and "mail" in test.value.name.key
            if named and test.how in ("ends", "contains") and all(map(_domain, test.values.items)):
                yield _finding(model, test)


def _domain(item: ast.LiteralOrRef) -> bool:
    return isinstance(item, ast.Text) and DOMAIN.match(item.value) is not None


def _finding(model: Model, test: ast.TextTest) -> Diagnostic:
    start = f"domain of {show(test.value)} {'is not' if test.negated else 'is'} "
    values = written(model, test.values)
    fix = None if "#" in values else replaced(test, start + values, safe=False)
    return Diagnostic(
        CODE, "warning", "this finds other domains too", test.values.span,
        help=f"write `{start}…`", fix=fix,
    )  # fmt: skip
