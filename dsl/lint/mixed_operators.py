"""Signs such as `>=` in a file that says `is at least` elsewhere.

Both mean the same. A file that keeps to words reads aloud.

Avoid:

    score "Demo score"

    leads
      employees number
      revenue   number

    group fit
      +10 when employees is at least 50
      +10 when revenue >= 1,000,000

Prefer:

    score "Demo score"

    leads
      employees number
      revenue   number

    group fit
      +10 when employees is at least 50
      +10 when revenue is at least 1,000,000
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Label
from ..model import Model
from ..printer import show
from ._fixes import replaced

CODE = "W807"
FIX = "safe"
WORDS = {">=": "is at least", "<=": "is at most", ">": "is over", "<": "is under"}


def check(model: Model) -> Iterator[Diagnostic]:
    for parsed in model.files:
        tests = [test for test in parsed.of(ast.Compare) if test.op in WORDS]
        signs = [test for test in tests if not test.words]
        worded = next((test for test in tests if test.words), None)
        # The file's own way is the one of most of its tests.
        if worded is not None and len(signs) * 2 <= len(tests):
            for test in signs:
                yield _finding(test, worded)


def _finding(test: ast.Compare, worded: ast.Compare) -> Diagnostic:
    said = f"{show(test.value)} {WORDS[test.op]} {show(test.number)}"
    return Diagnostic(
        CODE, "warning", f"`{test.op}` stands among words", test.span,
        labels=(Label(worded.span, "said in words here"),), help=f"write `{said}`",
        fix=replaced(test, said, safe=True),
    )  # fmt: skip
