"""Two names that differ by an underscore.

`freemail` and `free_mail` are two names to the language and one to whoever reads them.

Avoid:

    score "Demo score"

    leads
      email text

    list free_mail = "gmail.com", "yahoo.com"
    list freemail  = "hotmail.com", "outlook.com"

    group fit
      -10 when domain of email is in free_mail
       -5 when domain of email is in freemail

Prefer:

    score "Demo score"

    leads
      email text

    list free_mail     = "gmail.com", "yahoo.com"
    list business_mail = "hotmail.com", "outlook.com"

    group fit
      -10 when domain of email is in free_mail
       -5 when domain of email is in business_mail
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Label
from ..model import Model

CODE = "W705"
NAMED = (ast.Let, ast.ListOf, ast.ListFrom, ast.Define, ast.Group, ast.Label, ast.Grade)


def check(model: Model) -> Iterator[Diagnostic]:
    names = [node.name for parsed in model.files for node in parsed.of(*NAMED)]
    names += [column.node.name for column in model.columns.values()]
    first: dict[str, ast.Name] = {}
    for name in names:
        other = first.setdefault(name.key.replace("_", ""), name)
        if other.key != name.key:
            yield Diagnostic(
                CODE, "warning", f"`{name.text}` is nearly `{other.text}`", name.span,
                labels=(Label(other.span, "the other name"),),
                help="give one of them a name that says how they differ",
            )  # fmt: skip
