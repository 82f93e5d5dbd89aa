"""A domain that holds more than a domain.

`domain of email` is what follows the `@`: `gmail.com`. `"@gmail.com"`, `"www.acme.com"` and
`"https://acme.com"` never match it.

Avoid:

    score "Demo score"

    leads
      email text

    group fit
      -10 when domain of email is "@gmail.com"

Prefer:

    score "Demo score"

    leads
      email text

    group fit
      -10 when domain of email is "gmail.com"
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model
from ..printer import quoted
from ._fixes import replaced

CODE = "W210"
FIX = "unsafe"
MORE = re.compile(r"^(?:https?://)?(?:www\.)?(?:[^@]*@)?", re.I)


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        lists = {node.name.key: node.values for node in parsed.of(ast.ListOf)}
        asked = [t.values for t in parsed.of(ast.Is) if isinstance(t.value, ast.DomainOf)]
        for test in parsed.of(ast.IsIn):
            if isinstance(test.value, ast.DomainOf) and test.list_name.key in lists:
                asked.append(lists[test.list_name.key])
        for item in (item for values in asked for item in values.items):
            if isinstance(item, ast.Text):
                yield from _text(item)


def _text(item: ast.Text) -> Iterator[Diagnostic]:
    domain = MORE.sub("", item.value.strip()).partition("/")[0]
    if domain and domain != item.value.strip():
        said = quoted(domain)
        yield Diagnostic(
            CODE, "warning", "no domain looks like this", item.span, help=f"write `{said}`",
            fix=replaced(item, said, safe=False),
        )  # fmt: skip
