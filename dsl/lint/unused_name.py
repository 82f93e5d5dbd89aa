"""A name that nothing uses.

A definition, a list or a value that no rule reads is left over, or the rule that should read it
names another one. Names of a file that has no `score` section are there for other files and are
never counted as unused.

Avoid:

    score "Demo score"

    leads
      title text
      email text

    let bar = 15
    list free_mail = "gmail.com", "yahoo.com"
    define decision_maker as title contains word "VP" or "CEO"

    group fit
      +20 when title contains word "VP"

Prefer:

    score "Demo score"

    leads
      title text
      email text

    let bar = 15
    list free_mail = "gmail.com", "yahoo.com"
    define decision_maker as title contains word "VP" or "CEO"

    group fit
      +20 when decision_maker
      -10 when domain of email is in free_mail

    stages
      MQL  when score is at least bar
      Cold otherwise
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model
from ._fixes import line_out

CODE = "W701"
FIX = "unsafe"
WORDS = {ast.Define: "definition", ast.Let: "value", ast.ListOf: "list", ast.ListFrom: "list"}


def check(model: Model) -> Iterator[Diagnostic]:
    sections = model.files[0].file.sections
    if not any(isinstance(section, ast.Score) for section in sections):
        return
    used = _used(model)
    for section in sections:
        what = WORDS.get(type(section))
        if what is None or not isinstance(
            section, ast.Define | ast.Let | ast.ListOf | ast.ListFrom
        ):
            continue
        if section.name.key not in used:
            title = f"nothing uses the {what} `{section.name.text}`"
            yield Diagnostic(
                CODE, "warning", title, section.name.span, help="take it out, or use it",
                fix=line_out(model, section),
            )  # fmt: skip


def _used(model: Model) -> set[str]:
    """Keys of all names that are mentioned."""
    found = set()
    for parsed in model.files:
        for node in parsed.nodes():
            if isinstance(node, ast.Ref):
                found.add(node.name.key)
            elif isinstance(node, ast.IsIn | ast.ForIn):
                found.add(node.list_name.key)
    return found
