"""`at most 0 E`, `over 0 E` and `under 1 E`, said in numbers.

Whoever reads `under 1` has to stop and work out that it means none. `no` and `any` say it.

Avoid:

    score "Demo score"

    events
      page_view
      unsubscribe

    group engagement
      +20 when over 0 page_view in the last 7 days
       +5 when at most 0 unsubscribe

Prefer:

    score "Demo score"

    events
      page_view
      unsubscribe

    group engagement
      +20 when any page_view in the last 7 days
       +5 when no unsubscribe
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic
from ..model import Model
from ..printer import show
from ._fixes import replaced

CODE = "W804"
FIX = "unsafe"
SHORT = {"over 0": "any", "at most 0": "no", "under 1": "no"}


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        for test in parsed.of(ast.EventTest):
            said = show(test.quantifier)
            word = SHORT.get(said)
            if word is not None:
                yield Diagnostic(
                    CODE, "warning", f"`{said}` means `{word}`", test.quantifier.span,
                    help=f"write `{word}`", fix=replaced(test.quantifier, word, safe=False),
                )  # fmt: skip
