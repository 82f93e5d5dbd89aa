"""A test with so many values that they should be a list.

A list has a name that says what the values have in common, stands in one place, and may be read
from a file that somebody else keeps. Told from 13 values on; `most` in the settings says how many
may stand in a test.

Avoid:

    score "Demo score"

    leads
      email text

    group fit
      -10 when domain of email is "gmail.com", "yahoo.com", "hotmail.com", "outlook.com",
        "aol.com", "icloud.com", "gmx.de", "web.de", "live.com", "msn.com", "me.com", "mail.ru",
        "proton.me" because "Free mail"

Prefer:

    score "Demo score"

    leads
      email text

    list free_mail = "gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "aol.com",
      "icloud.com", "gmx.de", "web.de", "live.com", "msn.com", "me.com", "mail.ru", "proton.me"

    group fit
      -10 when domain of email is in free_mail because "Free mail"
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model
from ..printer import show

CODE = "W811"


def check(model: Model, most: int = 12) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for test in parsed.of(ast.Is):
            if len(test.values.items) > most:
                yield _finding(test)


def _finding(test: ast.Is) -> Diagnostic:
    count = len(test.values.items)
    verb = "is not in" if test.negated else "is in"
    return Diagnostic(
        CODE, "warning", f"this test has {count:,} values", test.values.span,
        help=f"give them a name, `list NAME = …`, and write `{show(test.value)} {verb} NAME`",
    )  # fmt: skip
