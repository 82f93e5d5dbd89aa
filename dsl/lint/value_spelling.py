"""One value in two spellings.

`E-Commerce` in one rule and `ecommerce` in another do not match one another; the data mostly has
only one of them. Two spellings in one test are meant, and not told.

Avoid:

    score "Demo score"

    leads
      industry  text
      employees number

    group fit
      +10 when industry is "E-Commerce"
      +20 when industry is "Ecommerce" and employees is over 50

Prefer:

    score "Demo score"

    leads
      industry  text
      employees number

    group fit
      +10 when industry is "E-Commerce"
      +20 when industry is "E-Commerce" and employees is over 50
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import ast
from ..diagnostics import Diagnostic, Label
from ..model import Model
from ..printer import quoted
from ._fixes import replaced
from ._spellings import asked_texts, together

CODE = "W706"
FIX = "unsafe"


def check(model: Model) -> Iterator[Diagnostic]:
    tests = together(model)
    for texts in asked_texts(model):
        first: dict[str, str] = {}
        for folded in texts:
            letters = "".join(c for c in folded if c.isalnum())
            other = first.setdefault(letters, folded)
            if letters and other != folded:
                yield from _pair(texts[other], texts[folded], tests)


def _pair(
    one: list[ast.Text], other: list[ast.Text], tests: dict[tuple[str, int], int]
) -> Iterator[Diagnostic]:
    places = [{tests.get((t.span.path, t.span.start)) for t in texts} for texts in (one, other)]
    if places[0] & places[1]:
        return
    usual, rare = (other, one) if len(other) > len(one) else (one, other)
    for text in rare:
        said = quoted(usual[0].value)
        yield Diagnostic(
            CODE, "warning", f"this is written `{usual[0].value}` elsewhere", text.span,
            labels=(Label(usual[0].span, "there"),), help=f"write `{said}`, as the data has it",
            fix=replaced(text, said, safe=False),
        )  # fmt: skip
