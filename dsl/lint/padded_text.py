"""A text with spaces around it, looked for inside another.

`contains " VP "` is meant for the whole word, and misses it at the start and at the end of a title,
and before a comma. `contains word "VP"` finds it anywhere.

Avoid:

    score "Demo score"

    leads
      title text

    group fit
      +20 when title contains " VP "

Prefer:

    score "Demo score"

    leads
      title text

    group fit
      +20 when title contains word "VP"
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Edit, Fix, Span
from ..model import Model
from ..printer import quoted

CODE = "W212"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for test in parsed.of(ast.TextTest):
            texts = [item for item in test.values.items if isinstance(item, ast.Text)]
            if test.how == "contains" and texts and all(map(_padded, texts)):
                yield _finding(test, texts)


def _padded(text: ast.Text) -> bool:
    """With a word between the spaces; of signs alone the spaces may be meant."""
    within = text.value.strip(" ")
    return text.value != within and any(c.isalnum() for c in within)


def _finding(test: ast.TextTest, texts: list[ast.Text]) -> Diagnostic:
    start = test.values.span.start
    edits = [Edit(text.span, quoted(text.value.strip(" "))) for text in texts]
    first, *others = edits
    word = Edit(Span(first.span.path, start, first.span.end), f"word {first.text}")
    verb = "does not contain" if test.negated else "contains"
    return Diagnostic(
        CODE, "warning", "the spaces have to be there, too", texts[0].span,
        help=f"write `{verb} word {first.text}`",
        fix=Fix("look for whole words", (word, *others), safe=False),
    )  # fmt: skip
