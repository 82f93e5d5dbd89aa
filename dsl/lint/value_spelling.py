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

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

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
    asked = list(asked_texts(model))
    often = _often(asked)
    for texts in asked:
        alike: dict[str, list[str]] = {}
        for folded in texts:
            alike.setdefault("".join(c for c in folded if c.isalnum()), []).append(folded)
        for letters, spellings in alike.items():
            if letters:
                usual = max(spellings, key=lambda one: (often[one], one))
                rare = [texts[one] for one in spellings if one != usual]
                yield from _yielding(rare, texts[usual], tests)


def _often(asked: Iterable[Mapping[str, Collection[ast.Text]]]) -> Counter[str]:
    """How often each spelling is written, of all columns: the fixes of a list that two columns are
    held against do not undo one another then."""
    often: Counter[str] = Counter()
    for texts in asked:
        often.update({folded: len(written) for folded, written in texts.items()})
    return often


def _yielding(
    spellings: list[list[ast.Text]], usual: list[ast.Text], tests: dict[tuple[str, int], int]
) -> Iterator[Diagnostic]:
    """All yield to the one that is written most often."""
    where = _where(usual, tests)
    said = quoted(usual[0].value)
    for rare in spellings:
        if where & _where(rare, tests):
            continue
        for text in rare:
            yield Diagnostic(
                CODE, "warning", f"this is written `{usual[0].value}` elsewhere", text.span,
                labels=(Label(usual[0].span, "there"),), help=f"write `{said}`, as the data has it",
                fix=replaced(text, said, safe=False),
            )  # fmt: skip


def _where(texts: list[ast.Text], tests: dict[tuple[str, int], int]) -> set[int | None]:
    return {tests.get((text.span.path, text.span.start)) for text in texts}
