"""A short word that is also found inside other words.

`contains "CTO"` holds for every Director, too. `contains word "CTO"` looks for the whole word. Told
of short words in capital letters, and of `Intern`, that are known to hide in common words, in
columns that say what somebody does.

Avoid:

    score "Demo score"

    leads
      title text

    group fit
      +20 when title contains "CEO" or "CTO"

Prefer:

    score "Demo score"

    leads
      title text

    group fit
      +20 when title contains word "CEO" or "CTO"
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Edit, Fix, Span
from ..model import Model

CODE = "W205"
FIX = "unsafe"
HIDES_IN = {
    "AI": "Retail", "BI": "Mobile", "CIO": "Precious", "COO": "Coordinator", "CRO": "Microsoft",
    "CTO": "Director", "ERP": "Enterprise", "HR": "Christian", "IT": "Security",
    "Intern": "International", "intern": "international", "PM": "Development",
    "PR": "Product", "UX": "Luxury",
}  # fmt: skip
OF_PEOPLE = ("title", "job", "role", "position", "department", "function")
"""Parts of the names of columns that say what somebody does."""


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for node in parsed.nodes():
            if isinstance(node, ast.TextTest) and node.how == "contains":
                yield from _test(node)


def _test(node: ast.TextTest) -> Iterator[Diagnostic]:
    name = node.value.name.key if isinstance(node.value, ast.Ref) else ""
    for item in node.values.items if any(part in name for part in OF_PEOPLE) else ():
        hider = HIDES_IN.get(item.value) if isinstance(item, ast.Text) else None
        if hider is not None:
            yield _finding(node, item, hider)
            return


def _finding(node: ast.TextTest, item: ast.LiteralOrRef, hider: str) -> Diagnostic:
    assert isinstance(item, ast.Text)
    before = Span(node.values.span.path, node.values.span.start, node.values.span.start)
    fix = Fix("look for whole words", (Edit(before, "word "),), safe=False)
    verb = "does not contain word" if node.negated else "contains word"
    return Diagnostic(
        CODE, "warning", f"`{item.value}` is found in `{hider}` too", item.span,
        help=f'write `{verb} "{item.value}"`', fix=fix,
    )  # fmt: skip
